// Drawing with the mouse: terra-draw holds roads and facilities, this file what they mean, and undo and redo.

import { TerraDraw, TerraDrawLineStringMode, TerraDrawPointMode, TerraDrawSelectMode, type GeoJSONStoreFeatures } from "terra-draw";
import type { Position } from "geojson";
import { Easel } from "./easel";
import type { LiveMap } from "./map";
import { COLOURS } from "./map";
import { counter, empty, same, type Drawing, type Edit, type Facility, type Road } from "./drawing";

export interface Ink { class: string; speed_kmh: number; oneway: boolean; reach_m: number; snap: boolean; service: string; newSpeed: number; wholeWay: boolean }

/** Pixels within which a point goes to a road. */
const SNAP_PX = 14;

export class Pen {
  private readonly draw: TerraDraw;
  private readonly easel: Easel;
  private edits: Edit[] = [];
  private others: Drawing["others"] = [];
  private readonly past: string[] = [];
  private future: string[] = [];
  private last = JSON.stringify(empty());
  /** Points that lie on a road because they were put there. */
  private onRoads: Position[] = [];
  private meanings = new Map<string | number, { road?: Omit<Road, "coordinates" | "junctions">; facility?: Omit<Facility, "at"> }>();
  private replaying = false;

  constructor(live: LiveMap, readonly ink: Ink, private readonly changed: (final: boolean) => void) {
    const toCustom = (event: { containerX: number; containerY: number }): Position | undefined => {
      if (!this.ink.snap) return undefined;
      const road = live.roadAt(event.containerX, event.containerY, SNAP_PX);
      const at = road && live.nearestOn(road, event.containerX, event.containerY)?.at.map((degrees) => Math.round(degrees * 1e6) / 1e6);
      if (at) this.onRoads = [...this.onRoads.slice(-400), at];
      return at;
    };
    const snapping = { toCustom } as never;
    const points = { coordinates: { draggable: true, deletable: true, midpoints: true, snappable: snapping }, draggable: true };
    this.easel = new Easel(live.map);
    this.draw = new TerraDraw({
      adapter: this.easel,
      modes: [
        new TerraDrawLineStringMode({ snapping, showCoordinatePoints: true, styles: { coordinatePointColor: "#ffffff", coordinatePointOutlineColor: COLOURS.own, coordinatePointWidth: 4, coordinatePointOutlineWidth: 2, lineStringColor: COLOURS.own, lineStringWidth: 4, snappingPointColor: COLOURS.gained } }),
        new TerraDrawPointMode({ styles: { pointColor: "#1a9850", pointWidth: 7, pointOutlineColor: "#ffffff", pointOutlineWidth: 2 } }),
        new TerraDrawSelectMode({
          // One move in so many is left out: none of them.
          dragEventThrottle: Number.MAX_SAFE_INTEGER,
          flags: { linestring: { feature: points as never }, point: { feature: { draggable: true } } },
          styles: { selectedLineStringColor: COLOURS.own, selectedLineStringWidth: 5, selectionPointColor: "#ffffff", selectionPointOutlineColor: COLOURS.own, selectionPointWidth: 6, selectionPointOutlineWidth: 2, midPointColor: COLOURS.own, midPointWidth: 4 },
        }),
      ],
    });
    this.draw.start();
    this.draw.setMode("select");
    this.draw.on("change", () => {
      if (!this.replaying) this.changed(false);
    });
    this.draw.on("finish", (id, context) => {
      this.meaning(id);
      this.commit();
      if (context.action === "draw" && context.mode === "linestring") this.onFinished(id);
    });
  }

  get canvas(): HTMLCanvasElement {
    return this.easel.sheet.canvas;
  }

  /** Called with the id of a road that was just drawn. */
  onFinished: (id: string | number) => void = () => {};

  setTool(tool: "select" | "linestring" | "point" | "none"): void {
    // Tools of other kinds listen to clicks of the map themselves.
    this.draw.setMode(tool === "none" ? "static" : tool);
  }

  selectFeature(id: string | number): void {
    this.draw.setMode("select");
    this.draw.selectFeature(id);
  }

  /** What is drawn; a road that is still being drawn counts as far as its points are set. */
  drawing(): Drawing {
    const drawing: Drawing = { roads: [], facilities: [], edits: this.edits, others: this.others };
    for (const feature of this.draw.getSnapshot()) {
      const { id, geometry, properties } = feature;
      if (id === undefined) continue;
      if (geometry.type === "LineString" && properties.mode === "linestring") {
        const coordinates = distinct(geometry.coordinates);
        if (coordinates.length < 2) continue;
        const meaning = this.meaning(id).road!;
        drawing.roads.push({ ...meaning, coordinates, junctions: coordinates.map((at, i) => i > 0 && i < coordinates.length - 1 && this.onRoads.some((other) => same(at, other))) });
      } else if (geometry.type === "Point" && properties.mode === "point") {
        drawing.facilities.push({ ...this.meaning(id).facility!, at: geometry.coordinates });
      }
    }
    return drawing;
  }

  /** Puts a drawing in the place of what is drawn. */
  replace(drawing: Drawing, remember = true): void {
    this.replaying = true;
    const tool = this.draw.getMode();
    this.draw.setMode("static");
    this.draw.clear();
    this.meanings.clear();
    this.edits = drawing.edits.map((edit) => ({ ...edit }));
    this.others = drawing.others;
    const features: GeoJSONStoreFeatures[] = [];
    for (const { coordinates, junctions, ...road } of drawing.roads) {
      const id = this.draw.getFeatureId();
      this.meanings.set(id, { road });
      coordinates.forEach((at, i) => junctions[i] && this.onRoads.push(at));
      features.push({ id, type: "Feature", properties: { mode: "linestring" }, geometry: { type: "LineString", coordinates: coordinates.map(six) } });
    }
    for (const { at, ...facility } of drawing.facilities) {
      const id = this.draw.getFeatureId();
      this.meanings.set(id, { facility });
      features.push({ id, type: "Feature", properties: { mode: "point" }, geometry: { type: "Point", coordinates: six(at) } });
    }
    this.draw.addFeatures(features);
    this.draw.setMode(tool === "linestring" || tool === "point" ? tool : "select");
    this.replaying = false;
    if (remember) this.commit();
    else this.changed(true);
  }

  addEdit(edit: Omit<Edit, "id">): void {
    const twin = this.edits.find((other) => other.kind === edit.kind && other.way === edit.way && String(other.middle) === String(edit.middle));
    if (twin) this.edits = this.edits.filter((other) => other !== twin);
    if (!twin || edit.kind === "speed") this.edits = [...this.edits, { ...edit, id: this.fresh(edit.kind) }];
    this.commit();
  }

  /** Removes a road, facility, edit or other feature by its place in the list. */
  remove(kind: "roads" | "facilities" | "edits" | "others", index: number): void {
    const drawing = structuredClone(this.drawing());
    drawing[kind].splice(index, 1);
    this.replace(drawing);
  }

  /** Changes the attributes of a road. */
  change(index: number, fields: Partial<Road>): void {
    const drawing = structuredClone(this.drawing());
    Object.assign(drawing.roads[index]!, fields);
    this.replace(drawing);
  }

  undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.future.push(this.last);
    this.last = before;
    this.replace(JSON.parse(before) as Drawing, false);
  }

  redo(): void {
    const after = this.future.pop();
    if (after === undefined) return;
    this.past.push(this.last);
    this.last = after;
    this.replace(JSON.parse(after) as Drawing, false);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  private commit(): void {
    const now = JSON.stringify(this.drawing());
    if (now !== this.last) {
      this.past.push(this.last);
      if (this.past.length > 200) this.past.shift();
      this.future = [];
      this.last = now;
    }
    this.changed(true);
  }

  private meaning(id: string | number): { road?: Omit<Road, "coordinates" | "junctions">; facility?: Omit<Facility, "at"> } {
    const known = this.meanings.get(id);
    if (known) return known;
    const { class: kind, speed_kmh, oneway, reach_m, service } = this.ink;
    const isPoint = this.draw.getSnapshotFeature(id)?.geometry.type === "Point";
    const made = isPoint
      ? { facility: { id: this.fresh("facility"), service, name: "" } }
      : { road: { id: this.fresh("road"), class: kind, speed_kmh, oneway, reach_m } };
    this.meanings.set(id, made);
    return made;
  }

  private fresh(kind: string): string {
    const taken = [...this.meanings.values()].map((one) => one.road?.id ?? one.facility?.id ?? "");
    return counter([...taken, ...this.edits.map((edit) => edit.id), ...this.others.map((feature) => String(feature.properties?.id ?? ""))])(kind);
  }
}

const six = (at: Position): Position => at.slice(0, 2).map((degrees) => Math.round(degrees * 1e6) / 1e6);
const distinct = (points: Position[]): Position[] => points.filter((point, i) => i === 0 || !same(point, points[i - 1]!));
