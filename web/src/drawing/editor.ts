// Editor: pointer events on the map and commands of the panel in; the drawing, with undo and redo, out. terra-draw
// holds the geometry of roads and facilities; the editor holds their attributes, the edits and all else.

import { TerraDraw, type GeoJSONStoreFeatures } from "terra-draw";
import type { Position } from "geojson";
import type { MapView } from "../map/map-view";
import { DrawingAdapter } from "./adapter";
import {
  emptyDrawing,
  idSource,
  isSamePosition,
  roundPosition,
  toggleEdit,
  type Drawing,
  type DrawingPart,
  type Edit,
  type Facility,
  type Road,
} from "./drawing";
import { History } from "./history";
import { drawingModes } from "./modes";
import type { DrawingSettings } from "./settings";

/** How terra-draw treats the pointer; with `static` the map's own tools have it. */
export type EditorMode = "select" | "linestring" | "point" | "static";
type FeatureId = string | number;
interface Attributes {
  road?: Omit<Road, "coordinates" | "junctions">;
  facility?: Omit<Facility, "at">;
}

/** Pixels within which a point snaps to a road. */
const SNAP_PX = 14;
/** Snapped positions that are remembered while points are drawn and dragged. */
const SNAPPED_LIMIT = 400;

export class Editor {
  private readonly adapter: DrawingAdapter;
  private readonly draw: TerraDraw;
  private readonly history = new History<Drawing>(emptyDrawing());
  private readonly attributes = new Map<FeatureId, Attributes>();
  private edits: Edit[] = [];
  private others: Drawing["others"] = [];
  /** Positions that lie on a road because they snapped to it. */
  private snapped: Position[] = [];
  private isReplacing = false;

  /** `changed` hears of every change, and whether it is final; `finished` of every road that is drawn to its end. */
  constructor(
    mapView: MapView,
    private readonly settings: DrawingSettings,
    private readonly changed: (isFinal: boolean) => void,
    finished: (id: FeatureId) => void,
  ) {
    this.adapter = new DrawingAdapter(mapView.map);
    const modes = drawingModes(({ containerX, containerY }) => this.snap(mapView, containerX, containerY));
    this.draw = new TerraDraw({ adapter: this.adapter, modes });
    this.draw.start();
    this.draw.setMode("select");
    this.draw.on("change", () => {
      if (!this.isReplacing) this.changed(false);
    });
    this.draw.on("finish", (id, { action, mode }) => {
      this.attributesOf(id);
      this.commit();
      if (action === "draw" && mode === "linestring") finished(id);
    });
  }

  get canvas(): HTMLCanvasElement {
    return this.adapter.canvas;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  setMode(mode: EditorMode): void {
    this.draw.setMode(mode);
  }

  /** Selects a feature, so that its points can be dragged. */
  select(id: FeatureId): void {
    this.draw.setMode("select");
    this.draw.selectFeature(id);
  }

  /** What is drawn; a road that is still being drawn counts as far as its points are set. */
  drawing(): Drawing {
    const drawing: Drawing = { ...emptyDrawing(), edits: this.edits, others: this.others };
    for (const { id, geometry, properties } of this.draw.getSnapshot()) {
      if (id === undefined) continue;
      if (geometry.type === "LineString" && properties.mode === "linestring") {
        const coordinates = withoutRepeats(geometry.coordinates);
        if (coordinates.length < 2) continue;
        const junctions = coordinates.map(
          (at, i) => i > 0 && i < coordinates.length - 1 && this.snapped.some((other) => isSamePosition(at, other)),
        );
        drawing.roads.push({ ...this.attributesOf(id).road!, coordinates, junctions });
      } else if (geometry.type === "Point" && properties.mode === "point") {
        drawing.facilities.push({ ...this.attributesOf(id).facility!, at: geometry.coordinates });
      }
    }
    return drawing;
  }

  /** Puts a drawing in the place of the present one, as a step that can be undone. */
  replace(drawing: Drawing): void {
    this.setDrawing(drawing);
    this.commit();
  }

  /** Puts a drawing in the place of the present one, without a step. */
  restore(drawing: Drawing): void {
    this.setDrawing(drawing);
    this.changed(true);
  }

  private setDrawing(drawing: Drawing): void {
    this.isReplacing = true;
    const mode = this.draw.getMode();
    this.draw.setMode("static");
    this.draw.clear();
    this.attributes.clear();
    this.edits = drawing.edits.map((edit) => ({ ...edit }));
    this.others = drawing.others;
    const features: GeoJSONStoreFeatures[] = [];
    for (const { coordinates, junctions, ...road } of drawing.roads) {
      const id = this.draw.getFeatureId();
      this.attributes.set(id, { road });
      this.snapped.push(...coordinates.filter((_, i) => junctions[i]));
      const geometry = { type: "LineString" as const, coordinates: coordinates.map(roundPosition) };
      features.push({ id, type: "Feature", properties: { mode: "linestring" }, geometry });
    }
    for (const { at, ...facility } of drawing.facilities) {
      const id = this.draw.getFeatureId();
      this.attributes.set(id, { facility });
      const geometry = { type: "Point" as const, coordinates: roundPosition(at) };
      features.push({ id, type: "Feature", properties: { mode: "point" }, geometry });
    }
    this.draw.addFeatures(features);
    this.draw.setMode(mode === "linestring" || mode === "point" ? mode : "select");
    this.isReplacing = false;
  }

  /** Adds an edit of a road; the same closure again removes it. */
  addEdit(edit: Omit<Edit, "id">): void {
    this.edits = toggleEdit(this.edits, { ...edit, id: this.newId(edit.kind) });
    this.commit();
  }

  /** Removes one item of the drawing. */
  remove(part: DrawingPart, index: number): void {
    const drawing = structuredClone(this.drawing());
    drawing[part].splice(index, 1);
    this.replace(drawing);
  }

  /** Changes attributes of a road. */
  changeRoad(index: number, fields: Partial<Road>): void {
    const drawing = structuredClone(this.drawing());
    Object.assign(drawing.roads[index]!, fields);
    this.replace(drawing);
  }

  undo(): void {
    const before = this.history.undo();
    if (before) this.restore(before);
  }

  redo(): void {
    const after = this.history.redo();
    if (after) this.restore(after);
  }

  private commit(): void {
    this.history.record(this.drawing());
    this.changed(true);
  }

  private snap(mapView: MapView, x: number, y: number): Position | undefined {
    const found = this.settings.snap ? mapView.positionOnRoad(x, y, SNAP_PX) : undefined;
    if (!found) return undefined;
    const at = roundPosition(found);
    this.snapped = [...this.snapped.slice(-SNAPPED_LIMIT), at];
    return at;
  }

  /** The attributes of a feature; those of the settings for a new one. */
  private attributesOf(id: FeatureId): Attributes {
    const known = this.attributes.get(id);
    if (known) return known;
    const { class: roadClass, speed_kmh, oneway, reach_m, service } = this.settings;
    const isPoint = this.draw.getSnapshotFeature(id)?.geometry.type === "Point";
    const made: Attributes = isPoint
      ? { facility: { id: this.newId("facility"), service, name: "" } }
      : { road: { id: this.newId("road"), class: roadClass, speed_kmh, oneway, reach_m } };
    this.attributes.set(id, made);
    return made;
  }

  private newId(kind: string): string {
    const drawn = [...this.attributes.values()].map(({ road, facility }) => road?.id ?? facility?.id ?? "");
    const others = this.others.map((feature) => String(feature.properties?.id ?? ""));
    return idSource([...drawn, ...this.edits.map((edit) => edit.id), ...others])(kind);
  }
}

const withoutRepeats = (points: Position[]): Position[] =>
  points.filter((point, i) => i === 0 || !isSamePosition(point, points[i - 1]!));
