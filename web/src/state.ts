// What is seen, kept in the address so that a link shows the same.

import type { FeatureCollection } from "geojson";
import type { Language } from "./words";

export type Show = "before" | "after" | "gained";
export interface State {
  lang: Language;
  /** `drawing`, `now`, `at-YEAR`, or the id of a project or set of projects. */
  item: string;
  /** The network that a drawing is laid over; null for the one as it is. */
  year: number | null;
  service: string;
  minutes: number;
  mode: string;
  show: Show;
  view: { center: [number, number]; zoom: number } | null;
}

/** The state of the address, as far as it tells. */
export function fromHash(hash: string): { state: Partial<State>; drawing: string | null } {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  const state: Partial<State> = {};
  const text = (key: string) => told.get(key) ?? undefined;
  const lang = text("lang");
  if (lang === "en" || lang === "zh") state.lang = lang;
  if (text("item")) state.item = text("item");
  if (text("service")) state.service = text("service");
  if (text("mode")) state.mode = text("mode");
  const show = text("show");
  if (show === "before" || show === "after" || show === "gained") state.show = show;
  if (Number(text("minutes")) > 0) state.minutes = Number(text("minutes"));
  if (Number(text("year")) > 0) state.year = Number(text("year"));
  const view = text("map")?.split("/").map(Number);
  if (view?.length === 3 && view.every(Number.isFinite)) state.view = { zoom: view[0]!, center: [view[2]!, view[1]!] };
  return { state, drawing: told.get("drawing") };
}

export function toHash(state: State, drawing: string | null): string {
  const told = new URLSearchParams();
  told.set("lang", state.lang);
  told.set("item", state.item);
  told.set("service", state.service);
  told.set("minutes", String(state.minutes));
  told.set("mode", state.mode);
  told.set("show", state.show);
  if (state.year !== null) told.set("year", String(state.year));
  if (state.view) told.set("map", [state.view.zoom.toFixed(2), state.view.center[1].toFixed(5), state.view.center[0].toFixed(5)].join("/"));
  if (drawing) told.set("drawing", drawing);
  return `#${told.toString().replaceAll("%2F", "/")}`;
}

/** A drawing as letters for an address: deflated, in base 64. */
export async function packed(drawing: FeatureCollection): Promise<string> {
  const stream = new Blob([JSON.stringify(drawing)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function unpacked(letters: string): Promise<FeatureCollection> {
  const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return (await new Response(stream).json()) as FeatureCollection;
}
