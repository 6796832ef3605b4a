// GeoJSON of drawings: a drawing in; the scenario file that `tongda compare --scenario` reads out, and back.

import type { Feature, FeatureCollection, Position } from "geojson";
import { emptyDrawing, idSource, isSamePosition, roundPosition, type Drawing, type Edit, type Road } from "./drawing";

/** Half the side of the square around the middle of an edited section, in degrees: some 10 m. */
const HALF_SIDE = 1e-4;
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
] as const;
/** How far a junction looks for its road, in metres. */
const JUNCTION_REACH_M = 100;
/** How far the ends of a link look for the network if its file does not say, in metres. */
const DEFAULT_REACH_M = 300;

export function toGeoJson({ roads, facilities, edits, others }: Drawing): FeatureCollection {
  const features = [
    ...roads.flatMap(roadFeatures),
    ...facilities.map(({ id, at, service, name }): Feature =>
      pointFeature(at, { kind: "facility", id, service, name }),
    ),
    ...edits.map(editFeature),
    ...others,
  ];
  return { type: "FeatureCollection", features };
}

const pointFeature = (at: Position, properties: Record<string, unknown>): Feature => ({
  type: "Feature",
  properties,
  geometry: { type: "Point", coordinates: roundPosition(at) },
});

/** A link, and a junction for every inner point that is one. */
function roadFeatures({ id, class: roadClass, speed_kmh, oneway, reach_m, junctions, ...road }: Road): Feature[] {
  const coordinates = road.coordinates.map(roundPosition);
  const link: Feature = {
    type: "Feature",
    properties: { kind: "link", id, class: roadClass, speed_kmh, oneway, connect: "ends", reach_m },
    geometry: { type: "LineString", coordinates },
  };
  const inner = coordinates.filter((_, i) => junctions[i] && i > 0 && i < coordinates.length - 1);
  const properties = { kind: "junction", link: id, join: "any", reach_m: JUNCTION_REACH_M, certainty: "certain" };
  return [link, ...inner.map((at) => pointFeature(at, properties))];
}

/** An edit of a way, or of its section in a small square; it has no geometry of its own. */
function editFeature({ id, kind, way, middle, speed_kmh, label }: Edit): Feature {
  const where: Record<string, unknown> = { osm_way_id: way };
  if (middle) {
    const [lon, lat] = middle as [number, number];
    where.within = CORNERS.map(([x, y]) => roundPosition([lon + x * HALF_SIDE, lat + y * HALF_SIDE]));
  }
  const properties = { kind, id, name: label, where, ...(kind === "speed" && { speed_kmh }) };
  // RFC 7946 allows a feature without a geometry; its usual type does not.
  return { type: "Feature", properties, geometry: null } as unknown as Feature;
}

/** A value that was read as JSON; fails if it is no feature collection. */
export function asFeatureCollection(value: unknown): FeatureCollection {
  const { type, features } = (value ?? {}) as Partial<FeatureCollection>;
  if (type !== "FeatureCollection" || !Array.isArray(features)) throw new Error("not a GeoJSON FeatureCollection");
  return value as FeatureCollection;
}

/** The drawing of a scenario file; the server reports what is wrong with it. */
export function fromGeoJson(collection: FeatureCollection): Drawing {
  const drawing = emptyDrawing();
  const newId = idSource(collection.features.map((feature) => String(feature.properties?.id ?? "")));
  for (const feature of collection.features) {
    const road = readRoad(feature, newId);
    const edit = readEdit(feature, newId);
    const { kind, id, service, name } = feature.properties ?? {};
    if (road) drawing.roads.push(road);
    else if (edit) drawing.edits.push(edit);
    else if (kind === "facility" && feature.geometry?.type === "Point")
      drawing.facilities.push({
        id: String(id ?? newId("facility")),
        at: feature.geometry.coordinates,
        service: String(service),
        name: String(name ?? ""),
      });
    else drawing.others.push(feature);
  }
  drawing.others = drawing.others.filter((feature) => !joinRoad(drawing.roads, feature));
  return drawing;
}

/** A link whose ends connect it and whose length is that of its line. */
function readRoad({ properties, geometry }: Feature, newId: (kind: string) => string): Road | null {
  const fields = properties ?? {};
  const isPlain = fields.kind === "link" && fields.length_m == null && (fields.connect ?? "ends") === "ends";
  if (!isPlain || geometry?.type !== "LineString") return null;
  const { coordinates } = geometry;
  return {
    id: String(fields.id ?? newId("road")),
    coordinates,
    class: String(fields.class),
    speed_kmh: Number(fields.speed_kmh),
    oneway: fields.oneway === true,
    reach_m: Number(fields.reach_m ?? DEFAULT_REACH_M),
    junctions: coordinates.map(() => false),
  };
}

/** A closure or another speed of one way. */
function readEdit({ properties }: Feature, newId: (kind: string) => string): Edit | null {
  const fields = properties ?? {};
  const { kind, where, speed_kmh } = fields as Record<string, unknown>;
  const isSpeed = kind === "speed" && typeof speed_kmh === "number";
  if ((kind !== "close" && !isSpeed) || !isOfOneWay(where)) return null;
  const way = where.osm_way_id;
  return {
    id: String(fields.id ?? newId(kind)),
    kind,
    way,
    middle: where.within ? mean(where.within.slice(0, 4)) : null,
    speed_kmh: typeof speed_kmh === "number" ? speed_kmh : undefined,
    label: String(fields.name ?? `way ${way}`),
  };
}

/** Makes a plain junction a property of the point of its road; others stay features. */
function joinRoad(roads: Road[], { properties, geometry }: Feature): boolean {
  const fields = properties ?? {};
  const isPlain =
    fields.kind === "junction" &&
    fields.join === "any" &&
    fields.key == null &&
    (fields.toll_s ?? 0) === 0 &&
    fields.ramp_kmh == null;
  if (!isPlain || geometry?.type !== "Point") return false;
  const road = roads.find((one) => one.id === fields.link);
  const point = road?.coordinates.findIndex((at) => isSamePosition(at, geometry.coordinates)) ?? -1;
  if (!road || point < 0) return false;
  road.junctions[point] = true;
  return true;
}

function isOfOneWay(where: unknown): where is { osm_way_id: number; within?: Position[] } {
  if (typeof where !== "object" || where === null) return false;
  const { osm_way_id: way, within, ...rest } = where as { osm_way_id?: unknown; within?: unknown };
  const hasOnlyThese = Object.keys(rest).length === 0;
  return typeof way === "number" && hasOnlyThese && (within === undefined || isSmallRing(within));
}

function isSmallRing(ring: unknown): ring is Position[] {
  if (!Array.isArray(ring) || ring.length !== CORNERS.length) return false;
  const [first, second] = ring as Position[];
  return Math.abs(first![0]! - second![0]!) < 3 * HALF_SIDE;
}

const mean = (points: Position[]): Position =>
  [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
