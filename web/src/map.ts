// The map: the network itself as base map, and what is shown of a place. Cells and drawings have canvases of
// their own above it. Nothing is asked of any other machine; letters are drawn by the browser.

import * as maplibregl from "maplibre-gl";
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { FeatureCollection } from "geojson";
import { address, type Study } from "./api";
import { el } from "./dom";
import { onWorld, toLonLat } from "./view";
import { currentLanguage } from "./words";

maplibregl.setWorkerUrl(workerUrl);

/** The colours of the report. */
export const COLOURS: Record<"before" | "gained" | "lost" | "sea" | "land" | "own", `#${string}`> = { before: "#9db7c9", gained: "#d95f02", lost: "#1b1b1b", sea: "#e3edf2", land: "#fbfaf5", own: "#7b3294" };
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const FONT = ["Noto Sans CJK SC", "Noto Sans", "Microsoft YaHei", "PingFang SC", "sans-serif"];

const classed = (...classes: string[]): ["in", ["get", "class"], ["literal", string[]]] => ["in", ["get", "class"], ["literal", classes]];
const width = (near: number): ["interpolate", ["exponential", number], ["zoom"], ...number[]] =>
  ["interpolate", ["exponential", 1.5], ["zoom"], 6, near * 0.25, 10, near * 0.8, 14, near * 3];

function road(id: string, filter: unknown, colour: string, near: number): LayerSpecification {
  return {
    id, type: "line", source: "base", "source-layer": "roads", filter: ["all", ["get", "open"], filter] as never,
    layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colour, "line-width": width(near) },
  };
}

export const ROADS = ["road-minor", "road-secondary", "road-primary", "road-trunk", "road-motorway"];

const townName = (): ExpressionSpecification => (currentLanguage() === "zh" ? ["coalesce", ["get", "name_zh"], ["get", "name"]] : ["get", "name"]);

/** What lies beyond the cut sides of the land (west, north, east, south on the square of the world). */
function beyond([west, north, east, south]: (number | null)[]): FeatureCollection {
  const [left, top, right, bottom] = [west ?? 0, north ?? 0, east ?? 1, south ?? 1];
  const boxes = [[0, 0, left, 1], [right, 0, 1, 1], [left, 0, right, top], [left, bottom, right, 1]];
  const features = boxes.filter(([x0, y0, x1, y1]) => x1! > x0! && y1! > y0!).map(([x0, y0, x1, y1]) => ({
    type: "Feature" as const, properties: {},
    geometry: { type: "Polygon" as const, coordinates: [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]].map(([x, y]) => toLonLat(x!, y!))] },
  }));
  return { type: "FeatureCollection", features };
}

/** The hatch of what is unknown, as in the report. */
function hatch(): ImageData {
  const side = 8;
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const onLine = (i % side) === Math.floor(i / side);
    image.data.set(onLine ? [0xd5, 0xd0, 0xc5, 255] : [0xf5, 0xf3, 0xee, 255], i * 4);
  }
  return image;
}

function style(study: Study, mode: string): StyleSpecification {
  const tiles = decodeURI(address("tiles/{z}/{x}/{y}.mvt", { mode: mode === study.modes[0] ? null : mode })).replace(/%7B/gi, "{").replace(/%7D/gi, "}");
  const main = ["motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary"];
  const geojson = (data: FeatureCollection = NOTHING, more = {}) => ({ type: "geojson" as const, data, ...more });
  return {
    version: 8,
    sources: {
      base: { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: 14, attribution: study.attribution.map((one) => one.replace(/[<>&]/g, "")).join("; ") },
      unknown: geojson(), bands: geojson(), course: geojson(), edits: geojson(), ways: geojson(), pins: geojson(),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": study.has_land ? COLOURS.sea : COLOURS.land } },
      { id: "land", type: "fill", source: "base", "source-layer": "land", filter: ["!", ["get", "hole"]], paint: { "fill-color": COLOURS.land, "fill-antialias": false } },
      { id: "lakes", type: "fill", source: "base", "source-layer": "land", filter: ["get", "hole"], paint: { "fill-color": COLOURS.sea } },
      { id: "unknown", type: "fill", source: "unknown", paint: { "fill-pattern": "hatch", "fill-antialias": false } },
      { id: "bands-fill", type: "fill", source: "bands", paint: { "fill-color": ["coalesce", ["get", "fill"], "#1d91c0"], "fill-opacity": 0.35 } },
      { id: "bands-line", type: "line", source: "bands", paint: { "line-color": ["coalesce", ["get", "fill"], "#1d91c0"], "line-width": 1.5 } },
      { id: "rail", type: "line", source: "base", "source-layer": "rail", paint: { "line-color": "#6b6f94", "line-width": width(1.1), "line-dasharray": [4, 2] } },
      road("road-minor", ["!", classed(...main)], "#c4c4c4", 0.7),
      road("road-secondary", classed("secondary", "secondary_link", "tertiary"), "#b9b9b9", 1),
      road("road-primary", classed("primary", "primary_link"), "#a5a5a5", 1.5),
      road("road-trunk", classed("trunk", "trunk_link"), "#7d7d7d", 1.9),
      road("road-motorway", classed("motorway", "motorway_link"), "#5b5b5b", 2.4),
      { id: "road-planned", type: "line", source: "base", "source-layer": "roads", filter: ["!", ["get", "open"]], paint: { "line-color": "#9a9a9a", "line-width": width(1.2), "line-dasharray": [1, 2] } },
      { id: "course", type: "line", source: "course", layout: { "line-cap": "round" }, paint: { "line-color": COLOURS.own, "line-width": 4, "line-opacity": 0.85 } },
      { id: "course-stops", type: "circle", source: "course", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 4, "circle-color": "#fff", "circle-stroke-color": COLOURS.own, "circle-stroke-width": 2 } },
      { id: "edits", type: "circle", source: "edits", paint: { "circle-radius": 7, "circle-color": ["match", ["get", "kind"], "close", "#c0392b", "#2b6cb0"], "circle-stroke-color": "#fff", "circle-stroke-width": 2 } },
      { id: "ways-before", type: "line", source: "ways", filter: ["==", ["get", "scenario"], "before"], paint: { "line-color": "#50738a", "line-width": 5, "line-dasharray": [2, 1] } },
      { id: "ways-after", type: "line", source: "ways", filter: ["==", ["get", "scenario"], "after"], paint: { "line-color": COLOURS.gained, "line-width": 3.5 } },
      { id: "pins", type: "circle", source: "pins", paint: { "circle-radius": 6, "circle-color": "#1d2327", "circle-stroke-color": "#fff", "circle-stroke-width": 2 } },
      {
        id: "towns", type: "symbol", source: "base", "source-layer": "towns",
        layout: {
          "text-field": townName(), "text-font": FONT, "text-size": ["match", ["get", "kind"], "city", 15, "township", 12.5, "town", 12.5, 11],
          "symbol-sort-key": ["get", "rank"], "text-padding": 6, "text-max-width": 8,
        },
        paint: { "text-color": "#1d2327", "text-halo-color": "#fff", "text-halo-width": 1.6 },
      },
    ],
  };
}

export class LiveMap {
  readonly map: maplibregl.Map;
  private readonly shown = new Map<string, FeatureCollection | null>();

  constructor(container: HTMLElement, study: Study, view?: { center: [number, number]; zoom: number }) {
    const [west, south, east, north] = study.bounds;
    this.map = new maplibregl.Map({
      container, style: style(study, study.mode), maxZoom: 17, minZoom: 4, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      attributionControl: { compact: true }, 
      ...(view ?? { bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 30 } }),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibregl.ScaleControl({}), "bottom-left");
    this.map.doubleClickZoom.disable();
    // The image before anything that needs it.
    this.map.once("load", () => {
      this.map.addImage("hatch", hatch());
      this.set("unknown", beyond(study.land_cuts));
    });
    // The credits open with a click.
    this.map.once("load", () => {
      const credits = container.querySelector(".maplibregl-ctrl-attrib");
      credits?.classList.remove("maplibregl-compact-show");
      credits?.removeAttribute("open");
    });
  }

  ready(): Promise<void> {
    return this.map.isStyleLoaded() ? Promise.resolve() : new Promise((done) => void this.map.once("load", () => done()));
  }

  /** Shows these features; those that are shown already cost nothing. */
  set(source: "unknown" | "bands" | "course" | "edits" | "ways" | "pins", data: FeatureCollection | null): void {
    if (JSON.stringify(this.shown.get(source) ?? NOTHING) === JSON.stringify(data ?? NOTHING)) return;
    this.shown.set(source, data);
    (this.map.getSource(source) as GeoJSONSource | undefined)?.setData(data ?? NOTHING);
  }

  /** Names of towns in the page's language. */
  setLanguage(): void {
    this.map.setLayoutProperty("towns", "text-field", townName());
  }

  /** Whether part of what is seen lies beyond the cut sides of the land. */
  seesUnknown([west, north, east, south]: (number | null)[]): boolean {
    const bounds = this.map.getBounds();
    const [[left, top], [right, bottom]] = [onWorld(bounds.getWest(), bounds.getNorth()), onWorld(bounds.getEast(), bounds.getSouth())];
    return left < (west ?? -9) || top < (north ?? -9) || right > (east ?? 9) || bottom > (south ?? 9);
  }

  setMode(study: Study, mode: string): void {
    const next = style(study, mode).sources.base as { tiles: string[] };
    (this.map.getSource("base") as maplibregl.VectorTileSource | undefined)?.setTiles(next.tiles);
  }

  /** The road of the network nearest to a point of the screen, within so many pixels. */
  roadAt(x: number, y: number, within = 8): maplibregl.MapGeoJSONFeature | undefined {
    const box: [[number, number], [number, number]] = [[x - within, y - within], [x + within, y + within]];
    const found = this.map.queryRenderedFeatures(box, { layers: ROADS });
    let best: maplibregl.MapGeoJSONFeature | undefined;
    let nearest = within;
    for (const feature of found) {
      const point = this.nearestOn(feature, x, y);
      if (point && point.distance <= nearest) [nearest, best] = [point.distance, feature];
    }
    return best;
  }

  /** The point of a road nearest to a point of the screen, in degrees, and the pixels between. */
  nearestOn(feature: maplibregl.MapGeoJSONFeature, x: number, y: number): { at: [number, number]; distance: number } | undefined {
    const geometry = feature.geometry;
    const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.type === "MultiLineString" ? geometry.coordinates : [];
    let best: { at: [number, number]; distance: number } | undefined;
    for (const line of lines) {
      const points = line.map((at) => this.map.project(at as [number, number]));
      for (let i = 1; i < points.length; i++) {
        const [a, b] = [points[i - 1]!, points[i]!];
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const share = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
        const [px, py] = [a.x + dx * share, a.y + dy * share];
        const distance = Math.hypot(px - x, py - y);
        if (!best || distance < best.distance) {
          const at = this.map.unproject([px, py]);
          best = { at: [at.lng, at.lat], distance };
        }
      }
    }
    return best;
  }

  /** The map with what lies over it, once it is drawn, as one canvas; `over` is drawn on top. */
  picture(over: [HTMLCanvasElement, GlobalCompositeOperation][]): Promise<HTMLCanvasElement> {
    return new Promise((done) => {
      // Outside of this event the map's own canvas may be empty.
      this.map.once("render", () => {
        const own = this.map.getCanvas();
        const picture = el("canvas", { width: own.width, height: own.height });
        const context = picture.getContext("2d")!;
        context.drawImage(own, 0, 0);
        for (const [canvas, operation] of over) {
          context.globalCompositeOperation = operation;
          context.drawImage(canvas, 0, 0, own.width, own.height);
        }
        done(picture);
      });
      this.map.triggerRepaint();
    });
  }
}
