// Store: all that the page shows, from the study and its answers to the drawing; one mutable record without logic.

import type { FeatureCollection } from "geojson";
import type { Answer, Cells, CellTime, Study } from "../api";
import type { PlaceResult } from "../analysis/place-query";
import type { Tool } from "../controls/tools";
import { emptyDrawing, type Drawing } from "../drawing/drawing";
import { defaultSettings, type DrawingSettings } from "../drawing/settings";
import type { ViewState } from "./view-state";

/** A drawing in the comparison table, with the results that it had. */
export interface KeptDrawing {
  name: string;
  drawing: Drawing;
  km: number;
  gained: number;
  area_km2: number;
  service: string;
  minutes: number;
  mode: string;
  year: number | null;
}

/** The answer and the times before, in the order of the cells, of the network without a drawing. */
export interface Baseline {
  answer: Answer;
  times: CellTime[];
}

export class Store {
  readonly settings: DrawingSettings;
  tool: Tool = "select";
  drawing: Drawing = emptyDrawing();
  readonly kept: KeptDrawing[] = [];
  baseline: Baseline | null = null;
  answer: Answer | null = null;
  before: CellTime[] = [];
  after: CellTime[] = [];
  /** Whether the answer is that of the drawing; an invalid drawing has none. */
  isMeasured = true;
  place: PlaceResult | null = null;
  /** Isochrone bands, which the map shows instead of cells. */
  bands: FeatureCollection | null = null;

  constructor(
    public study: Study,
    readonly cells: Cells,
    readonly view: ViewState,
  ) {
    this.settings = defaultSettings(study.services);
  }
}
