// Map view: the study, the cells and features in; the MapLibre map with its cell layer out.

import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { FeatureCollection, Position } from "geojson";
import type { Cells, Study } from "../api";
import { el } from "../dom";
import type { Edit } from "../drawing/drawing";
import type { Camera } from "../state/view-state";
import { CellLayer } from "./cell-layer";
import { beyondLand, hatch, reachesBeyondLand } from "./land-edge";
import { mapStyle, NO_FEATURES, ROAD_LAYERS, tileUrl, townName, type SourceName } from "./map-style";
import { nearestPoint, type Pixel } from "./nearest-point";

maplibregl.setWorkerUrl(workerUrl);

/** A canvas to draw on top of a picture of the map, and how it is blended. */
export type Blend = [HTMLCanvasElement, GlobalCompositeOperation];

export class MapView {
  private readonly shown = new Map<SourceName, string>();

  private constructor(
    readonly map: maplibregl.Map,
    readonly cellLayer: CellLayer,
  ) {}

  /** Opens a map in a container; fails without WebGL 2. */
  static async open(container: HTMLElement, study: Study, cells: Cells, camera: Camera | null): Promise<MapView> {
    const [west, south, east, north] = study.bounds as [number, number, number, number];
    const map = new maplibregl.Map({
      container,
      style: mapStyle(study),
      maxZoom: 17,
      minZoom: 4,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: { compact: true },
      ...(camera ?? { bounds: [west, south, east, north], fitBoundsOptions: { padding: 30 } }),
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new maplibregl.ScaleControl({}), "bottom-left");
    map.doubleClickZoom.disable();
    await new Promise<void>((done) => {
      map.once("load", () => {
        done();
      });
    });
    const view = new MapView(map, new CellLayer(map, cells));
    // The pattern before the features that it fills.
    map.addImage("hatch", hatch());
    view.show("unknown", beyondLand(study.land_cuts));
    collapseAttribution(container);
    return view;
  }

  /** Shows features in the place of those of a source; the same features cost nothing. */
  show(source: SourceName, features: FeatureCollection | null): void {
    const wanted = JSON.stringify(features ?? NO_FEATURES);
    if ((this.shown.get(source) ?? JSON.stringify(NO_FEATURES)) === wanted) return;
    this.shown.set(source, wanted);
    void this.map.getSource<maplibregl.GeoJSONSource>(source)?.setData(features ?? NO_FEATURES);
  }

  showPins(points: Position[]): void {
    this.show("pins", pointCollection(points.map((coordinates) => ({ coordinates }))));
  }

  showEdits(edits: Edit[]): void {
    const placed = edits.flatMap(({ kind, middle }) => (middle ? [{ coordinates: middle, properties: { kind } }] : []));
    this.show("edits", pointCollection(placed));
  }

  /** Shows isochrone bands instead of the cells, or the cells again. */
  showBands(bands: FeatureCollection | null): void {
    this.show("bands", bands);
    this.cellLayer.canvas.hidden = bands !== null;
  }

  /** Shows the names of towns in the current language. */
  updateLanguage(): void {
    this.map.setLayoutProperty("towns", "text-field", townName());
  }

  /** Shows the network of a mode. */
  setMode(study: Study, mode: string): void {
    this.map.getSource<maplibregl.VectorTileSource>("base")?.setTiles([tileUrl(study, mode)]);
  }

  setCursor(cursor: string): void {
    this.map.getCanvas().style.cursor = cursor;
  }

  get camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { center: [lng, lat], zoom: this.map.getZoom() };
  }

  /** Whether part of the view lies beyond the cut sides of the land. */
  seesUnknown(study: Study): boolean {
    const bounds = this.map.getBounds();
    return reachesBeyondLand(
      study.land_cuts,
      [bounds.getWest(), bounds.getNorth()],
      [bounds.getEast(), bounds.getSouth()],
    );
  }

  /** The road of the network nearest to a pixel, within a distance in pixels. */
  roadAt(x: number, y: number, withinPx: number): maplibregl.MapGeoJSONFeature | undefined {
    const box: [[number, number], [number, number]] = [
      [x - withinPx, y - withinPx],
      [x + withinPx, y + withinPx],
    ];
    let best: maplibregl.MapGeoJSONFeature | undefined;
    let nearest = withinPx;
    for (const feature of this.map.queryRenderedFeatures(box, { layers: ROAD_LAYERS })) {
      const found = nearestPoint(this.pixelLines(feature), { x, y });
      if (found && found.distance <= nearest) [nearest, best] = [found.distance, feature];
    }
    return best;
  }

  /** The position on the nearest road to a pixel, within a distance in pixels. */
  positionOnRoad(x: number, y: number, withinPx: number): Position | undefined {
    const road = this.roadAt(x, y, withinPx);
    const found = road && nearestPoint(this.pixelLines(road), { x, y });
    return found && this.map.unproject([found.x, found.y]).toArray();
  }

  private pixelLines({ geometry }: maplibregl.MapGeoJSONFeature): Pixel[][] {
    const lines =
      geometry.type === "LineString"
        ? [geometry.coordinates]
        : geometry.type === "MultiLineString"
          ? geometry.coordinates
          : [];
    return lines.map((line) => line.map((position) => this.map.project(position as [number, number])));
  }

  /** The map with canvases on top of it, as one canvas, once it is drawn. */
  picture(overlays: Blend[]): Promise<HTMLCanvasElement> {
    return new Promise((done) => {
      // Outside of this event the map's own canvas may be empty.
      this.map.once("render", () => {
        const own = this.map.getCanvas();
        const picture = el("canvas", { width: own.width, height: own.height });
        const context = picture.getContext("2d")!;
        context.drawImage(own, 0, 0);
        for (const [canvas, operation] of overlays) {
          context.globalCompositeOperation = operation;
          context.drawImage(canvas, 0, 0, own.width, own.height);
        }
        done(picture);
      });
      this.map.triggerRepaint();
    });
  }
}

const pointCollection = (
  points: { coordinates: Position; properties?: Record<string, string> }[],
): FeatureCollection => ({
  type: "FeatureCollection",
  features: points.map(({ coordinates, properties = {} }) => ({
    type: "Feature",
    properties,
    geometry: { type: "Point", coordinates },
  })),
});

/** Closes the attribution, which opens with a click. */
function collapseAttribution(container: HTMLElement): void {
  const attribution = container.querySelector(".maplibregl-ctrl-attrib");
  attribution?.classList.remove("maplibregl-compact-show");
  attribution?.removeAttribute("open");
}
