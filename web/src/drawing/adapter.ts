// Drawing adapter: terra-draw's features and styles in; lines and dots on a canvas above the map out.

import type { Map as GlMap } from "maplibre-gl";
import {
  TerraDrawExtend,
  type GeoJSONStoreFeatures,
  type TerraDrawChanges,
  type TerraDrawStylingFunction,
} from "terra-draw";
import type { Position } from "geojson";
import { toMercator } from "../map/mercator";
import { Overlay, type Viewport } from "../map/overlay";

type Style = ReturnType<TerraDrawStylingFunction[string]>;
interface StyledFeature {
  feature: GeoJSONStoreFeatures;
  style: Style;
}

class DrawingLayer extends Overlay {
  private features: StyledFeature[] = [];
  private frame = 0;

  constructor(map: GlMap) {
    super(map, "drawing");
  }

  /** Draws features in the next frame. */
  show(features: StyledFeature[]): void {
    this.features = features;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.redraw();
    });
  }

  protected paint({ scale, left, top }: Viewport): void {
    const { context } = this;
    const toPixel = ([lon, lat]: Position): [number, number] => {
      const [x, y] = toMercator(lon!, lat!);
      return [x * scale + left, y * scale + top];
    };
    context.lineJoin = context.lineCap = "round";
    for (const { feature, style } of this.features) {
      const { geometry } = feature;
      if (geometry.type === "LineString") this.paintLine(geometry.coordinates.map(toPixel), style);
      else if (geometry.type === "Point") this.paintPoint(toPixel(geometry.coordinates), style);
    }
    context.globalAlpha = 1;
  }

  private paintLine(line: [number, number][], style: Style): void {
    const { context } = this;
    context.beginPath();
    for (const pixel of line) context.lineTo(...pixel);
    context.globalAlpha = style.lineStringOpacity ?? 1;
    context.strokeStyle = style.lineStringColor;
    context.lineWidth = style.lineStringWidth * devicePixelRatio;
    context.stroke();
  }

  private paintPoint(pixel: [number, number], style: Style): void {
    const { pointWidth, pointOutlineWidth, pointOutlineColor, pointColor } = style;
    this.paintDisc(pixel, pointWidth + pointOutlineWidth, pointOutlineColor, style.pointOutlineOpacity ?? 1);
    this.paintDisc(pixel, pointWidth, pointColor, style.pointOpacity ?? 1);
  }

  private paintDisc(pixel: [number, number], radius: number, colour: string, opacity: number): void {
    const { context } = this;
    context.beginPath();
    context.arc(...pixel, radius * devicePixelRatio, 0, 2 * Math.PI);
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    context.fill();
  }
}

/** The map as terra-draw needs it. */
export class DrawingAdapter extends TerraDrawExtend.TerraDrawBaseAdapter {
  private readonly layer: DrawingLayer;

  constructor(private readonly map: GlMap) {
    super({ coordinatePrecision: 6 });
    this.layer = new DrawingLayer(map);
  }

  get canvas(): HTMLCanvasElement {
    return this.layer.canvas;
  }

  getLngLatFromEvent(event: PointerEvent | MouseEvent): { lng: number; lat: number } {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    return this.unproject(event.clientX - left, event.clientY - top);
  }

  getMapEventElement(): HTMLElement {
    return this.map.getCanvas();
  }

  setDraggability(enabled: boolean): void {
    if (enabled) this.map.dragPan.enable();
    else this.map.dragPan.disable();
  }

  project(lng: number, lat: number): { x: number; y: number } {
    const { x, y } = this.map.project([lng, lat]);
    return { x, y };
  }

  unproject(x: number, y: number): { lng: number; lat: number } {
    const { lng, lat } = this.map.unproject([x, y]);
    return { lng, lat };
  }

  setCursor(cursor: string): void {
    this.map.getCanvas().style.cursor = cursor === "unset" ? "" : cursor;
  }

  setDoubleClickToZoom(): void {
    // A double click ends a road: it never zooms.
  }

  render({ created, updated, unchanged }: TerraDrawChanges, styling: TerraDrawStylingFunction): void {
    const features = [...created, ...updated, ...unchanged].flatMap((feature) => {
      const style = styling[feature.properties.mode as string]?.(feature);
      return style ? [{ feature, style }] : [];
    });
    this.layer.show(features.sort((a, b) => a.style.zIndex - b.style.zIndex));
  }

  override clear(): void {
    this._currentModeCallbacks?.onClear();
    this.layer.show([]);
  }
}
