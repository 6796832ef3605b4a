// A drawing: new roads, facilities, roads that are closed or given another speed. To and from the GeoJSON
// that `tongda compare --scenario` and `tongda rank` read.

import type { Feature, FeatureCollection, Position } from "geojson";

export interface Road {
  id: string; coordinates: Position[]; class: string; speed_kmh: number; oneway: boolean; reach_m: number;
  /** Whether each point is a junction with the road that it lies on. */
  junctions: boolean[];
}
export interface Facility { id: string; at: Position; service: string; name: string }
export interface Edit { id: string; kind: "close" | "speed"; way: number; middle: Position | null; speed_kmh?: number; label: string }
export interface Drawing {
  roads: Road[]; facilities: Facility[]; edits: Edit[];
  /** Features of a file that this page has no tools for; they stay as they are. */
  others: Feature[];
}

export const empty = (): Drawing => ({ roads: [], facilities: [], edits: [], others: [] });
export const isEmpty = (drawing: Drawing): boolean =>
  drawing.roads.length + drawing.facilities.length + drawing.edits.length + drawing.others.length === 0;

/** Half the side of the square around the middle of a stretch, in degrees: some 10 m. */
const AROUND = 1e-4;
/** Six decimals are a tenth of a metre. */
const rounded = ([lon, lat]: Position): Position => [Math.round(lon! * 1e6) / 1e6, Math.round(lat! * 1e6) / 1e6];

export function toGeoJson(drawing: Drawing): FeatureCollection {
  const features: Feature[] = [];
  for (const road of drawing.roads) {
    const { id, speed_kmh, oneway, reach_m } = road;
    const coordinates = road.coordinates.map(rounded);
    features.push({
      type: "Feature",
      properties: { kind: "link", id, class: road.class, speed_kmh, oneway, connect: "ends", reach_m },
      geometry: { type: "LineString", coordinates },
    });
    coordinates.forEach((at, i) => {
      if (!road.junctions[i] || i === 0 || i === coordinates.length - 1) return;
      features.push({
        type: "Feature",
        properties: { kind: "junction", link: id, join: "any", reach_m: 100, certainty: "certain" },
        geometry: { type: "Point", coordinates: at },
      });
    });
  }
  for (const { id, at, service, name } of drawing.facilities) {
    features.push({ type: "Feature", properties: { kind: "facility", id, service, name }, geometry: { type: "Point", coordinates: rounded(at) } });
  }
  for (const { id, kind, way, middle, speed_kmh, label } of drawing.edits) {
    const where: Record<string, unknown> = { osm_way_id: way };
    if (middle) {
      const [lon, lat] = middle as [number, number];
      where.within = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => rounded([lon + x! * AROUND, lat + y! * AROUND]));
    }
    features.push({ type: "Feature", properties: { kind, id, name: label, where, ...(kind === "speed" ? { speed_kmh } : {}) }, geometry: null as never });
  }
  return { type: "FeatureCollection", features: [...features, ...drawing.others] };
}

/** Reads a file; what is wrong with it, the server says. */
export function fromGeoJson(collection: FeatureCollection): Drawing {
  const drawing = empty();
  const features = collection.features ?? [];
  const fresh = counter(features.map((feature) => String(feature.properties?.id ?? "")));
  for (const feature of features) {
    const fields = feature.properties ?? {};
    const geometry = feature.geometry;
    if (fields.kind === "link" && geometry?.type === "LineString" && fields.length_m == null && (fields.connect ?? "ends") === "ends") {
      const coordinates = geometry.coordinates;
      drawing.roads.push({
        id: String(fields.id ?? fresh("road")), coordinates, class: String(fields.class), speed_kmh: Number(fields.speed_kmh),
        oneway: fields.oneway === true, reach_m: Number(fields.reach_m ?? 300), junctions: coordinates.map(() => false),
      });
    } else if (fields.kind === "facility" && geometry?.type === "Point") {
      drawing.facilities.push({ id: String(fields.id ?? fresh("facility")), at: geometry.coordinates, service: String(fields.service), name: String(fields.name ?? "") });
    } else if ((fields.kind === "close" || (fields.kind === "speed" && typeof fields.speed_kmh === "number")) && isOfOneWay(fields.where)) {
      const ring = fields.where.within;
      const middle = ring ? mean(ring.slice(0, 4)) : null;
      drawing.edits.push({
        id: String(fields.id ?? fresh(fields.kind)), kind: fields.kind, way: fields.where.osm_way_id, middle,
        speed_kmh: fields.speed_kmh, label: String(fields.name ?? `way ${fields.where.osm_way_id}`),
      });
    } else {
      drawing.others.push(feature);
    }
  }
  // Junctions that lie on a point of their road belong to it; others stay as they are.
  drawing.others = drawing.others.filter((feature) => {
    const fields = feature.properties ?? {};
    const road = fields.kind === "junction" ? drawing.roads.find((road) => road.id === fields.link) : undefined;
    const at = feature.geometry?.type === "Point" ? feature.geometry.coordinates : undefined;
    const plain = fields.join === "any" && fields.key == null && (fields.toll_s ?? 0) === 0 && fields.ramp_kmh == null;
    const point = road && at && plain ? road.coordinates.findIndex((other) => same(other, at)) : -1;
    if (!road || point < 0) return true;
    road.junctions[point] = true;
    return false;
  });
  return drawing;
}

export const same = (a: Position, b: Position): boolean => Math.abs(a[0]! - b[0]!) < 1e-6 && Math.abs(a[1]! - b[1]!) < 1e-6;

function isOfOneWay(where: unknown): where is { osm_way_id: number; within?: Position[] } {
  if (typeof where !== "object" || where === null) return false;
  const keys = Object.keys(where);
  const { osm_way_id: way, within } = where as { osm_way_id?: unknown; within?: unknown };
  return typeof way === "number" && keys.every((key) => key === "osm_way_id" || key === "within") && (within === undefined || isSmallRing(within));
}

function isSmallRing(ring: unknown): boolean {
  return Array.isArray(ring) && ring.length === 5 && Math.abs(ring[0][0] - ring[1][0]) < 3 * AROUND;
}

const mean = (points: Position[]): Position => [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);

/** Gives ids that are not taken yet. */
export function counter(taken: string[]): (kind: string) => string {
  const used = new Set(taken);
  return (kind) => {
    for (let i = 1; ; i++) {
      const id = `${kind}-${i}`;
      if (!used.has(id)) {
        used.add(id);
        return id;
      }
    }
  };
}

export function lengthKm(coordinates: Position[]): number {
  const radians = Math.PI / 180;
  let metres = 0;
  for (let i = 1; i < coordinates.length; i++) {
    const [a, b] = [coordinates[i - 1]!, coordinates[i]!];
    const x = (b[0]! - a[0]!) * radians * Math.cos(((a[1]! + b[1]!) / 2) * radians);
    const y = (b[1]! - a[1]!) * radians;
    metres += Math.hypot(x, y) * 6_371_008.8;
  }
  return metres / 1000;
}
