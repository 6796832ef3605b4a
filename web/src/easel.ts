// Where terra-draw draws: a canvas of its own over the map.

import type { Map as GlMap } from "maplibre-gl";
import { TerraDrawExtend, type GeoJSONStoreFeatures, type TerraDrawChanges, type TerraDrawStylingFunction } from "terra-draw";
import type { Position } from "geojson";
import { onWorld, Overlay, type Scale } from "./view";

type Style = ReturnType<TerraDrawStylingFunction[string]>;
type Drawn = { feature: GeoJSONStoreFeatures; style: Style };

class Sheet extends Overlay {
  private drawn: Drawn[] = [];
  private frame = 0;

  constructor(map: GlMap) {
    super(map, "ink");
  }

  /** Draws these in the next frame. */
  show(drawn: Drawn[]): void {
    this.drawn = drawn;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.redraw();
    });
  }

  protected paint({ scale, left, top }: Scale): void {
    const { context, drawn } = this;
    const dots = devicePixelRatio;
    const at = ([lon, lat]: Position): [number, number] => {
      const [x, y] = onWorld(lon!, lat!);
      return [x * scale + left, y * scale + top];
    };
    context.lineJoin = context.lineCap = "round";
    for (const { feature: { geometry }, style } of drawn) {
      if (geometry.type === "LineString") {
        context.beginPath();
        geometry.coordinates.forEach((position) => context.lineTo(...at(position)));
        context.globalAlpha = style.lineStringOpacity ?? 1;
        context.strokeStyle = style.lineStringColor;
        context.lineWidth = style.lineStringWidth * dots;
        context.stroke();
      } else if (geometry.type === "Point") {
        context.beginPath();
        context.arc(...at(geometry.coordinates), (style.pointWidth + style.pointOutlineWidth) * dots, 0, 2 * Math.PI);
        context.globalAlpha = style.pointOutlineOpacity ?? 1;
        context.fillStyle = style.pointOutlineColor;
        context.fill();
        context.beginPath();
        context.arc(...at(geometry.coordinates), style.pointWidth * dots, 0, 2 * Math.PI);
        context.globalAlpha = style.pointOpacity ?? 1;
        context.fillStyle = style.pointColor;
        context.fill();
      }
    }
    context.globalAlpha = 1;
  }
}

/** The map as terra-draw sees it. */
export class Easel extends TerraDrawExtend.TerraDrawBaseAdapter {
  readonly sheet: Sheet;

  constructor(private readonly map: GlMap) {
    super({ coordinatePrecision: 6 });
    this.sheet = new Sheet(map);
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
    const drawn = [...created, ...updated, ...unchanged].flatMap((feature) => {
      const style = styling[feature.properties.mode as string]?.(feature);
      return style ? [{ feature, style }] : [];
    });
    this.sheet.show(drawn.sort((a, b) => a.style.zIndex - b.style.zIndex));
  }

  override clear(): void {
    this._currentModeCallbacks?.onClear();
    this.sheet.show([]);
  }
}
