// URL state: the view and the drawing in; the fragment of a link out, and back.

import type { FeatureCollection } from "geojson";
import { asFeatureCollection } from "../drawing/geojson";
import { SHOWS, type ViewState } from "./view-state";

/** The part of the view that a fragment gives, and its packed drawing. */
export function fromHash(hash: string): { state: Partial<ViewState>; drawing: string | null } {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const state: Partial<ViewState> = {};
  const lang = fields.get("lang");
  if (lang === "en" || lang === "zh") state.lang = lang;
  for (const key of ["item", "service", "mode"] as const) {
    const value = fields.get(key);
    if (value) state[key] = value;
  }
  for (const key of ["minutes", "year"] as const) {
    const value = Number(fields.get(key));
    if (value > 0) state[key] = value;
  }
  const show = SHOWS.find((one) => one === fields.get("show"));
  if (show) state.show = show;
  const [zoom, lat, lon, ...rest] = fields.get("map")?.split("/").map(Number) ?? [];
  if (isFinite(zoom) && isFinite(lat) && isFinite(lon) && rest.length === 0)
    state.camera = { zoom, center: [lon, lat] };
  return { state, drawing: fields.get("drawing") };
}

const isFinite = (value: number | undefined): value is number => Number.isFinite(value);

/** The fragment of a view and a packed drawing. */
export function toHash(state: ViewState, drawing: string | null): string {
  const { lang, item, service, minutes, mode, show, year, camera } = state;
  const fields = new URLSearchParams({ lang, item, service, minutes: String(minutes), mode, show });
  if (year !== null) fields.set("year", String(year));
  if (camera) {
    const [lon, lat] = camera.center;
    fields.set("map", [camera.zoom.toFixed(2), lat.toFixed(5), lon.toFixed(5)].join("/"));
  }
  if (drawing) fields.set("drawing", drawing);
  return `#${fields.toString().replaceAll("%2F", "/")}`;
}

const through = (bytes: BlobPart, transform: GenericTransformStream): Response =>
  new Response(new Blob([bytes]).stream().pipeThrough(transform));

/** A drawing as raw deflate in the URL alphabet of base 64, without padding. */
export async function packDrawing(drawing: FeatureCollection): Promise<string> {
  const packed = through(JSON.stringify(drawing), new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await packed.arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The drawing of `packDrawing`; fails if the letters are none. */
export async function unpackDrawing(letters: string): Promise<FeatureCollection> {
  const base64 = letters.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return asFeatureCollection(await through(bytes, new DecompressionStream("deflate-raw")).json());
}
