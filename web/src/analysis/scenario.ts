// Scenario of the API: the view and the drawing in; the query and the body that name it in requests out.

import type { FeatureCollection } from "geojson";
import { isEmpty, type Drawing } from "../drawing/drawing";
import { toGeoJson } from "../drawing/geojson";
import { yearOfItem, type ViewState } from "../state/view-state";

export interface Scenario {
  query: { mode: string; year?: number; with?: string };
  drawing?: FeatureCollection;
}

/** The scenario of isochrones, routes and exports. */
export function scenarioOf({ item, year, mode }: ViewState, drawing: Drawing): Scenario {
  if (item === "drawing") {
    const query = { mode, ...(year !== null && { year }) };
    return isEmpty(drawing) ? { query } : { query, drawing: toGeoJson(drawing) };
  }
  const networkYear = yearOfItem(item);
  if (networkYear !== undefined) return { query: { mode, year: networkYear } };
  return { query: item === "now" ? { mode } : { mode, with: item } };
}
