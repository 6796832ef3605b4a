// Map style: a study and a mode in; the MapLibre style out, with the network as base map and an empty GeoJSON source
// for everything that is shown above it. No source is on another server, and fonts are those of the browser.

import type {
  DataDrivenPropertyValueSpecification,
  ExpressionFilterSpecification,
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import { apiUrl, type Study } from "../api";
import { currentLanguage } from "../i18n";
import { COLOURS } from "./colours";

export const NO_FEATURES: FeatureCollection = { type: "FeatureCollection", features: [] };

/** GeoJSON sources of the style. */
export type SourceName = "unknown" | "bands" | "course" | "edits" | "routes" | "pins";

/** Layers with roads of the network, which points snap to and edits choose. */
export const ROAD_LAYERS = ["road-minor", "road-secondary", "road-primary", "road-trunk", "road-motorway"];

const FONTS = ["Noto Sans CJK SC", "Noto Sans", "Microsoft YaHei", "PingFang SC", "sans-serif"];

const PRIMARY_CLASSES = ["primary", "primary_link"];
const TRUNK_CLASSES = ["trunk", "trunk_link"];
const MOTORWAY_CLASSES = ["motorway", "motorway_link"];
const SECONDARY_CLASSES = ["secondary", "secondary_link", "tertiary"];
const NOT_MINOR_CLASSES = [...MOTORWAY_CLASSES, ...TRUNK_CLASSES, ...PRIMARY_CLASSES, ...SECONDARY_CLASSES];

/** Names of towns in the current language. */
export const townName = (): ExpressionSpecification =>
  currentLanguage() === "zh" ? ["coalesce", ["get", "name_zh"], ["get", "name"]] : ["get", "name"];

/** Tiles of the network of a mode; the study's first mode needs no name. */
export function tileUrl(study: Study, mode: string): string {
  const url = apiUrl("tiles/{z}/{x}/{y}.mvt", { mode: mode === study.modes[0] ? null : mode });
  return decodeURI(url).replace(/%7B/gi, "{").replace(/%7D/gi, "}");
}

/** A line width in pixels at zooms 6, 10 and 14. */
const width = (px: number): DataDrivenPropertyValueSpecification<number> => [
  "interpolate",
  ["exponential", 1.5],
  ["zoom"],
  6,
  px * 0.25,
  10,
  px * 0.8,
  14,
  px * 3,
];

const isOfClass = (classes: string[]): ExpressionFilterSpecification => ["in", ["get", "class"], ["literal", classes]];

const isOfScenario = (name: "before" | "after"): ExpressionFilterSpecification => ["==", ["get", "scenario"], name];

const roadLayer = (
  id: string,
  filter: ExpressionFilterSpecification,
  colour: string,
  px: number,
): LayerSpecification => ({
  id,
  type: "line",
  source: "base",
  "source-layer": "roads",
  filter: ["all", ["get", "open"], filter],
  layout: { "line-cap": "round", "line-join": "round" },
  paint: { "line-color": colour, "line-width": width(px) },
});

/** Sea, land, lakes and what is unknown. */
const groundLayers = (hasLand: boolean): LayerSpecification[] => [
  { id: "ground", type: "background", paint: { "background-color": hasLand ? COLOURS.sea : COLOURS.land } },
  {
    id: "land",
    type: "fill",
    source: "base",
    "source-layer": "land",
    filter: ["!", ["get", "hole"]],
    paint: { "fill-color": COLOURS.land, "fill-antialias": false },
  },
  {
    id: "lakes",
    type: "fill",
    source: "base",
    "source-layer": "land",
    filter: ["get", "hole"],
    paint: { "fill-color": COLOURS.sea },
  },
  { id: "unknown", type: "fill", source: "unknown", paint: { "fill-pattern": "hatch", "fill-antialias": false } },
];

const bandColour: DataDrivenPropertyValueSpecification<string> = ["coalesce", ["get", "fill"], COLOURS.band];

/** Isochrone bands, below the roads. */
const bandLayers = (): LayerSpecification[] => [
  { id: "bands-fill", type: "fill", source: "bands", paint: { "fill-color": bandColour, "fill-opacity": 0.35 } },
  { id: "bands-line", type: "line", source: "bands", paint: { "line-color": bandColour, "line-width": 1.5 } },
];

/** Railways and roads; planned roads are dotted. */
const networkLayers = (): LayerSpecification[] => [
  {
    id: "rail",
    type: "line",
    source: "base",
    "source-layer": "rail",
    paint: { "line-color": "#6b6f94", "line-width": width(1.1), "line-dasharray": [4, 2] },
  },
  roadLayer("road-minor", ["!", isOfClass(NOT_MINOR_CLASSES)], "#c4c4c4", 0.7),
  roadLayer("road-secondary", isOfClass(SECONDARY_CLASSES), "#b9b9b9", 1),
  roadLayer("road-primary", isOfClass(PRIMARY_CLASSES), "#a5a5a5", 1.5),
  roadLayer("road-trunk", isOfClass(TRUNK_CLASSES), "#7d7d7d", 1.9),
  roadLayer("road-motorway", isOfClass(MOTORWAY_CLASSES), "#5b5b5b", 2.4),
  {
    id: "road-planned",
    type: "line",
    source: "base",
    "source-layer": "roads",
    filter: ["!", ["get", "open"]],
    paint: { "line-color": "#9a9a9a", "line-width": width(1.2), "line-dasharray": [1, 2] },
  },
];

/** A dot with a white ring. */
const dot = (radius: number, colour: DataDrivenPropertyValueSpecification<string>) => ({
  "circle-radius": radius,
  "circle-color": colour,
  "circle-stroke-color": COLOURS.white,
  "circle-stroke-width": 2,
});

/** The course of a project, edited roads, routes and clicked places. */
const resultLayers = (): LayerSpecification[] => [
  {
    id: "course",
    type: "line",
    source: "course",
    layout: { "line-cap": "round" },
    paint: { "line-color": COLOURS.drawing, "line-width": 4, "line-opacity": 0.85 },
  },
  {
    id: "course-stops",
    type: "circle",
    source: "course",
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 4,
      "circle-color": COLOURS.white,
      "circle-stroke-color": COLOURS.drawing,
      "circle-stroke-width": 2,
    },
  },
  {
    id: "edits",
    type: "circle",
    source: "edits",
    paint: dot(7, ["match", ["get", "kind"], "close", COLOURS.closed, COLOURS.speedChanged]),
  },
  {
    id: "routes-before",
    type: "line",
    source: "routes",
    filter: isOfScenario("before"),
    paint: { "line-color": COLOURS.routeBefore, "line-width": 5, "line-dasharray": [2, 1] },
  },
  {
    id: "routes-after",
    type: "line",
    source: "routes",
    filter: isOfScenario("after"),
    paint: { "line-color": COLOURS.gained, "line-width": 3.5 },
  },
  { id: "pins", type: "circle", source: "pins", paint: dot(6, COLOURS.text) },
];

const townLayer = (): LayerSpecification => ({
  id: "towns",
  type: "symbol",
  source: "base",
  "source-layer": "towns",
  layout: {
    "text-field": townName(),
    "text-font": FONTS,
    "text-size": ["match", ["get", "kind"], "city", 15, "township", 12.5, "town", 12.5, 11],
    "symbol-sort-key": ["get", "rank"],
    "text-padding": 6,
    "text-max-width": 8,
  },
  paint: { "text-color": COLOURS.text, "text-halo-color": COLOURS.white, "text-halo-width": 1.6 },
});

export function mapStyle(study: Study): StyleSpecification {
  const noFeatures: GeoJSONSourceSpecification = { type: "geojson", data: NO_FEATURES };
  const attribution = study.attribution.map((one) => one.replace(/[<>&]/g, "")).join("; ");
  return {
    version: 8,
    sources: {
      base: { type: "vector", tiles: [tileUrl(study, study.mode)], minzoom: 0, maxzoom: 14, attribution },
      unknown: noFeatures,
      bands: noFeatures,
      course: noFeatures,
      edits: noFeatures,
      routes: noFeatures,
      pins: noFeatures,
    } satisfies StyleSpecification["sources"] & Record<SourceName, unknown>,
    layers: [...groundLayers(study.has_land), ...bandLayers(), ...networkLayers(), ...resultLayers(), townLayer()],
  };
}
