// Cell layer: the cells and their states in; coloured squares above the map out. The squares darken the map (its
// roads and names stay legible) and are drawn without it.

import type { Map as GlMap } from "maplibre-gl";
import type { Cells } from "../api";
import { CellState } from "./cell-states";
import { COLOURS } from "./colours";
import { toMercator } from "./mercator";
import { Overlay, type Viewport } from "./overlay";

const FILLS: readonly { state: CellState; colour: string; opacity: number }[] = [
  { state: CellState.Within, colour: COLOURS.before, opacity: 0.75 },
  { state: CellState.Gained, colour: COLOURS.gained, opacity: 0.85 },
  { state: CellState.Lost, colour: COLOURS.lost, opacity: 0.8 },
];
/** The least side of a square, in metres, so that small cells are seen. */
const LEAST_SIDE_M = 150;
const METRES_PER_DEGREE = 111_195;

export class CellLayer extends Overlay {
  /** West, north, east and south of every cell in Mercator coordinates. */
  private readonly sides: Float64Array;
  private states: Uint8Array;

  /** Squares as large as the largest cell's land. */
  constructor(map: GlMap, cells: Cells) {
    super(map, "cells");
    const half = Math.max(cells.side_m, LEAST_SIDE_M) / 2 / METRES_PER_DEGREE;
    this.sides = new Float64Array(cells.id.length * 4);
    cells.id.forEach((_, i) => {
      const [lon, lat] = [cells.lon[i]!, cells.lat[i]!];
      const halfLon = half / Math.cos((lat * Math.PI) / 180);
      this.sides.set([...toMercator(lon - halfLon, lat + half), ...toMercator(lon + halfLon, lat - half)], i * 4);
    });
    this.states = new Uint8Array(cells.id.length);
    this.redraw();
  }

  /** Draws the cells again if a state differs. */
  show(states: Uint8Array): void {
    if (states.length === this.states.length && states.every((state, i) => state === this.states[i])) return;
    this.states = states;
    this.redraw();
  }

  protected paint({ scale, left, top }: Viewport): void {
    const { context, sides, states } = this;
    const { width, height } = this.canvas;
    for (const { state, colour, opacity } of FILLS) {
      context.fillStyle = colour;
      context.globalAlpha = opacity;
      for (let i = 0; i < states.length; i++) {
        if (states[i] !== state) continue;
        // Whole pixels: neighbours share a side, and no gap shows between them.
        const west = Math.round(sides[i * 4]! * scale + left);
        const north = Math.round(sides[i * 4 + 1]! * scale + top);
        const east = Math.round(sides[i * 4 + 2]! * scale + left);
        const south = Math.round(sides[i * 4 + 3]! * scale + top);
        if (east > 0 && west < width && south > 0 && north < height)
          context.fillRect(west, north, Math.max(east - west, 1), Math.max(south - north, 1));
      }
    }
    context.globalAlpha = 1;
  }
}
