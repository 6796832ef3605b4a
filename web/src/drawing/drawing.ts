// Drawing: the roads, facilities and road edits of a scenario that the user draws. Positions are lon, lat in degrees.

import type { Feature, Position } from "geojson";

export interface Road {
  id: string;
  coordinates: Position[];
  class: string;
  speed_kmh: number;
  oneway: boolean;
  /** How far the ends look for the network, in metres. */
  reach_m: number;
  /** Whether each point is a junction with the road that it lies on. */
  junctions: boolean[];
}

export interface Facility {
  id: string;
  at: Position;
  service: string;
  name: string;
}

/** A road of the network that is closed or gets another speed. */
export interface Edit {
  id: string;
  kind: "close" | "speed";
  /** The OSM way. */
  way: number;
  /** The middle of the edited section; null for the whole way. */
  middle: Position | null;
  speed_kmh?: number | undefined;
  label: string;
}

export interface Drawing {
  roads: Road[];
  facilities: Facility[];
  edits: Edit[];
  /** Features of a file that this page has no tool for; they are kept unchanged. */
  others: Feature[];
}

export type DrawingPart = keyof Drawing;

export const emptyDrawing = (): Drawing => ({ roads: [], facilities: [], edits: [], others: [] });

export const isEmpty = ({ roads, facilities, edits, others }: Drawing): boolean =>
  roads.length + facilities.length + edits.length + others.length === 0;

/** Edits with one more; an equal closure is removed instead, an equal change of speed is replaced. */
export function toggleEdit(edits: Edit[], edit: Edit): Edit[] {
  const equal = edits.find(
    (other) => other.kind === edit.kind && other.way === edit.way && String(other.middle) === String(edit.middle),
  );
  if (!equal) return [...edits, edit];
  const rest = edits.filter((other) => other !== equal);
  return edit.kind === "close" ? rest : [...rest, { ...edit, id: equal.id }];
}

/** Whether two positions are the same to a tenth of a metre. */
export const isSamePosition = (a: Position, b: Position): boolean =>
  Math.abs(a[0]! - b[0]!) < 1e-6 && Math.abs(a[1]! - b[1]!) < 1e-6;

/** A position to six decimals, which are a tenth of a metre. */
export const roundPosition = ([lon, lat]: Position): Position => [
  Math.round(lon! * 1e6) / 1e6,
  Math.round(lat! * 1e6) / 1e6,
];

/** A source of ids `KIND-NUMBER` that are not taken yet. */
export function idSource(taken: string[]): (kind: string) => string {
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

const EARTH_RADIUS_M = 6_371_008.8;

/** The length of a line in kilometres, on a sphere. */
export function lengthKm(coordinates: Position[]): number {
  const radians = Math.PI / 180;
  let metres = 0;
  for (let i = 1; i < coordinates.length; i++) {
    const [a, b] = [coordinates[i - 1]!, coordinates[i]!];
    const x = (b[0]! - a[0]!) * radians * Math.cos(((a[1]! + b[1]!) / 2) * radians);
    const y = (b[1]! - a[1]!) * radians;
    metres += Math.hypot(x, y) * EARTH_RADIUS_M;
  }
  return metres / 1000;
}
