// Canvas overlay: the camera of the map in; a canvas above the map, drawn without the map below, out. On a computer
// without a graphics card, drawing the map's thousands of roads again would take most of the time of a change.

import type { Map as GlMap } from "maplibre-gl";
import { toMercator } from "./mercator";

/** Pixels of a tile at zoom 0. */
const TILE_PX = 512;

/** Pixels of the canvas from Mercator coordinates: `x * scale + left`, `y * scale + top`. The map has no rotation. */
export interface Viewport {
  scale: number;
  left: number;
  top: number;
}

export abstract class Overlay {
  readonly canvas = document.createElement("canvas");
  protected readonly context: CanvasRenderingContext2D;
  private shownCamera = "";

  constructor(
    protected readonly map: GlMap,
    name: string,
  ) {
    this.context = this.canvas.getContext("2d")!;
    this.canvas.className = `overlay ${name}`;
    map.getCanvasContainer().append(this.canvas);
    // In the same frame as the map itself.
    map.on("render", () => {
      if (this.camera() !== this.shownCamera) this.redraw();
    });
  }

  private camera(): string {
    const { lng, lat } = this.map.getCenter();
    const { clientWidth, clientHeight } = this.map.getContainer();
    return [lng, lat, this.map.getZoom(), clientWidth, clientHeight, devicePixelRatio].join();
  }

  redraw(): void {
    this.shownCamera = this.camera();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const [width, height] = [Math.round(clientWidth * devicePixelRatio), Math.round(clientHeight * devicePixelRatio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${clientWidth}px`;
      this.canvas.style.height = `${clientHeight}px`;
    }
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, width, height);
    const { lng, lat } = this.map.getCenter();
    const [x, y] = toMercator(lng, lat);
    const scale = TILE_PX * 2 ** this.map.getZoom() * devicePixelRatio;
    this.paint({ scale, left: width / 2 - x * scale, top: height / 2 - y * scale });
  }

  /** Draws on the empty canvas, in pixels of the screen. */
  protected abstract paint(viewport: Viewport): void;
}
