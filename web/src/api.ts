// What the server tells, and how it is asked. The routes are those of /api/openapi.json.

import type { FeatureCollection } from "geojson";

export interface Service { id: string; name: string; name_zh: string; in_circle: boolean; facilities: number; no_data: string | null }
export interface Project { id: string; name: string; name_zh: string; kind: string; opens: number | null; status: string | null }
export interface Study {
  version: string; name: string; name_zh: string; attribution: string[];
  mode: string; modes: string[]; network_date: string;
  minutes: number[]; headline_minutes: number; years: number[];
  services: Service[]; projects: Project[];
  cells: number; residents: number; bounds: [number, number, number, number]; has_land: boolean; land_cuts: (number | null)[]; districts_zh: Record<string, string>;
}
export interface Cells {
  side_m: number; id: string[]; lon: number[]; lat: number[]; residents: number[]; area_km2: number[];
  township: string[]; county: string[]; not_placed: { id: string; reason: string }[];
}
export interface Within {
  minutes: number; residents_before: number; residents_after: number; gained_residents: number;
  area_km2_before: number; area_km2_after: number;
}
export interface Coverage { residents: number; within: Within[]; mean_minutes_before: number | null; mean_minutes_after: number | null }
export interface District extends Coverage { level: "county" | "township"; county: string; township: string }
export interface Answer {
  services: (Coverage & { service: string })[];
  districts: District[];
  cells: {
    service: string; all_before_ms?: (number | null)[];
    /** Places in `Cells`, and the times there. */
    changed: number[]; changed_after_ms: (number | null)[];
  };
  course?: FeatureCollection;
}
export interface Way { minutes: number; km: number; roads: { road: string; minutes: number; metres: number }[] }
export interface Ways { before: Way | null; after: Way | null; features: FeatureCollection }
export interface Bands { before: FeatureCollection; after: FeatureCollection | null }

/** An answer that is none, with all that is wrong. */
export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly problems: string[]) {
    super(message);
  }
}

const CLIENT = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

type Query = Record<string, string | number | boolean | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const url = new URL(`api/${path}`, document.baseURI);
  url.hash = "";
  url.search = "";
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(key, String(value));
  }
  return url.href;
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}) as { error?: string; problems?: string[] });
  throw new Refused(response.status, told.error ?? response.statusText, told.problems ?? []);
}

/** Asks; with a drawing as POST. A newer question with the same `signal` owner aborts the older. */
export async function ask(path: string, query: Query = {}, drawing?: FeatureCollection, live = false, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = live ? { "X-Tongda-Client": CLIENT } : {};
  const body = drawing ? JSON.stringify(drawing) : undefined;
  if (body) headers["Content-Type"] = "application/geo+json";
  return checked(await fetch(address(path, query), { method: body ? "POST" : "GET", headers, body, signal }));
}

export async function json<T>(path: string, query: Query = {}, drawing?: FeatureCollection, live = false, signal?: AbortSignal): Promise<T> {
  return (await ask(path, query, drawing, live, signal)).json() as Promise<T>;
}
