// The squares of cells. They darken the map below (its roads and names stay legible) and are drawn without it.

import type { Map as GlMap } from "maplibre-gl";
import type { Cells } from "./api";
import { COLOURS } from "./map";
import { onWorld, Overlay, type Scale } from "./view";

/** What a cell is: beyond the cutoff, within it before and after, gained, lost. */
export const enum State { Beyond, Both, Gained, Lost }

const FILLS: [State, string, number][] = [[State.Both, COLOURS.before, 0.75], [State.Gained, COLOURS.gained, 0.85], [State.Lost, COLOURS.lost, 0.8]];

export class CellLayer extends Overlay {
  /** West, north, east and south of every cell on the square of the world. */
  private sides = new Float64Array(0);
  private states: Uint8Array = new Uint8Array(0);

  constructor(map: GlMap) {
    super(map, "cells");
  }

  /** The squares of the cells, each as large as the largest cell's land. */
  setCells(cells: Cells): void {
    const half = Math.max(cells.side_m, 150) / 2 / 111_195;
    this.sides = new Float64Array(cells.id.length * 4);
    cells.id.forEach((_, i) => {
      const [lon, lat] = [cells.lon[i]!, cells.lat[i]!];
      const wide = half / Math.cos((lat * Math.PI) / 180);
      this.sides.set([...onWorld(lon - wide, lat + half), ...onWorld(lon + wide, lat - half)], i * 4);
    });
    this.states = new Uint8Array(cells.id.length);
    this.redraw();
  }

  /** Colours the cells anew, if any differs. */
  show(states: Uint8Array): void {
    if (states.length === this.states.length && states.every((state, i) => state === this.states[i])) return;
    this.states = states;
    this.redraw();
  }

  protected paint({ scale, left, top }: Scale): void {
    const { context, sides, states } = this;
    const { width, height } = this.canvas;
    for (const [wanted, colour, opacity] of FILLS) {
      context.fillStyle = colour;
      context.globalAlpha = opacity;
      for (let i = 0; i < states.length; i++) {
        if (states[i] !== wanted) continue;
        // Whole pixels: neighbours share a side, and no gap shows between them.
        const [west, north] = [Math.round(sides[i * 4]! * scale + left), Math.round(sides[i * 4 + 1]! * scale + top)];
        const [east, south] = [Math.round(sides[i * 4 + 2]! * scale + left), Math.round(sides[i * 4 + 3]! * scale + top)];
        if (east > 0 && west < width && south > 0 && north < height) context.fillRect(west, north, Math.max(east - west, 1), Math.max(south - north, 1));
      }
    }
    context.globalAlpha = 1;
  }
}
