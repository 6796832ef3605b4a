// Canvases over the map for what changes with every move of a drawing. The map below, with its thousands of
// roads, need not be drawn anew for that: on a computer without a graphics card that is most of the time of a move.

import type { Map as GlMap } from "maplibre-gl";

/** Pixels of a tile of zoom 0. */
const TILE = 512;

/** A place on the square map of the world, from 0 to 1 eastwards and southwards (EPSG:3857). */
export function onWorld(lon: number, lat: number): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** The place there. */
export function toLonLat(x: number, y: number): [number, number] {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI];
}

/** How places of the world come to be pixels of the screen: the map is never turned or tilted. */
export interface Scale { scale: number; left: number; top: number }

/** One canvas that follows the map. */
export abstract class Overlay {
  readonly canvas = document.createElement("canvas");
  protected readonly context = this.canvas.getContext("2d")!;
  private shown = "";

  constructor(protected readonly map: GlMap, name: string) {
    this.canvas.className = `overlay ${name}`;
    map.getCanvasContainer().append(this.canvas);
    // In the same frame as the map itself.
    map.on("render", () => {
      if (this.view() !== this.shown) this.redraw();
    });
  }

  private view(): string {
    const { lng, lat } = this.map.getCenter();
    const { clientWidth, clientHeight } = this.map.getContainer();
    return [lng, lat, this.map.getZoom(), clientWidth, clientHeight, devicePixelRatio].join();
  }

  redraw(): void {
    this.shown = this.view();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const [wide, high] = [Math.round(clientWidth * devicePixelRatio), Math.round(clientHeight * devicePixelRatio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = `${clientWidth}px`;
      this.canvas.style.height = `${clientHeight}px`;
    }
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, wide, high);
    const { lng, lat } = this.map.getCenter();
    const [x, y] = onWorld(lng, lat);
    const scale = TILE * 2 ** this.map.getZoom() * devicePixelRatio;
    this.paint({ scale, left: wide / 2 - x * scale, top: high / 2 - y * scale });
  }

  /** Draws on the empty canvas, in pixels of the screen. */
  protected abstract paint(scale: Scale): void;
}
