// Client of the HTTP API: queries and drawings in; answers typed by the OpenAPI file, or an `ApiError`, out.

import type { FeatureCollection } from "geojson";
import type { components, operations } from "./api-types";

type Schemas = components["schemas"];
/** A schema whose GeoJSON has the types of RFC 7946, which the OpenAPI file leaves open. */
type WithGeoJson<T> = T extends Schemas["FeatureCollection"]
  ? FeatureCollection
  : { [Key in keyof T]: WithGeoJson<T[Key]> };

export type Study = WithGeoJson<Schemas["Study"]>;
export type Cells = WithGeoJson<Schemas["Cells"]>;
export type Answer = WithGeoJson<Schemas["Answer"]>;
export type Within = WithGeoJson<Schemas["Within"]>;
export type Bands = WithGeoJson<Schemas["Bands"]>;
export type Routes = WithGeoJson<Schemas["Ways"]>;
export type Route = WithGeoJson<Schemas["Way"]>;
export type District = Answer["districts"][number];
/** Time of a cell in milliseconds; null if there is no route. */
export type CellTime = Answer["cells"]["changed_after_ms"][number];
export type Direction = NonNullable<Query<"isochrone">["direction"]>;
export type ExportFormat = "geojson" | "gpkg" | "csv" | "html";

type Operation = keyof operations;
export type Query<Id extends Operation> = NonNullable<operations[Id]["parameters"]["query"]>;
type JsonOf<Id extends Operation> = operations[Id]["responses"] extends {
  200: { content: { "application/json": infer Body } };
}
  ? WithGeoJson<Body>
  : never;

/** A refusal of the server, with every problem that it names. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: string[],
  ) {
    super(message);
  }

  /** Whether a newer request of this page took the place of this one. */
  get isSuperseded(): boolean {
    return this.status === 409;
  }
}

/** The name under which the server cancels an older comparison of this page for a newer one. */
const CLIENT = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
  byte.toString(16).padStart(2, "0"),
).join("");

type Values = Record<string, string | number | boolean | null | undefined>;
interface Options {
  drawing?: FeatureCollection | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The address of an API path relative to the page; empty values are left out of the query. */
export function apiUrl(path: string, query: Values = {}, base = document.baseURI): string {
  const url = new URL(`api/${path}`, base);
  url.hash = "";
  url.search = "";
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(key, String(value));
  }
  return url.href;
}

/** Sends a request; POST if there is a drawing. */
async function request(path: string, query: Values, { drawing, headers = {}, signal }: Options): Promise<Response> {
  const init: RequestInit = { headers, ...(signal && { signal }) };
  if (drawing) {
    init.method = "POST";
    init.headers = { ...headers, "Content-Type": "application/geo+json" };
    init.body = JSON.stringify(drawing);
  }
  const response = await fetch(apiUrl(path, query), init);
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as Partial<Schemas["Problem"]>;
  throw new ApiError(response.status, problem.error ?? response.statusText, problem.problems ?? []);
}

async function json<Id extends Operation>(path: string, query: Values, options: Options = {}): Promise<JsonOf<Id>> {
  return (await request(path, query, options)).json() as Promise<JsonOf<Id>>;
}

export const api = {
  study: (query: Query<"study">) => json<"study">("study", query),
  cells: (query: Query<"cells">) => json<"cells">("cells", query),
  network: (query: Query<"network">, signal: AbortSignal) => json<"network">("network", query, { signal }),
  project: (id: string, query: Query<"project">, signal: AbortSignal) =>
    json<"project">(`project/${encodeURIComponent(id)}`, query, { signal }),
  compare: (query: Query<"compare">, drawing: FeatureCollection) =>
    json<"compare">("compare", query, { drawing, headers: { "X-Tongda-Client": CLIENT } }),
  isochrone: (query: Query<"isochrone">, drawing?: FeatureCollection) =>
    json<"isochrone">("isochrone", query, { drawing }),
  route: (query: Query<"route">, drawing?: FeatureCollection) => json<"route">("route", query, { drawing }),
  export: async (format: ExportFormat, query: Query<"exportHtml">, drawing?: FeatureCollection): Promise<Blob> =>
    (await request(`export.${format}`, query, { drawing })).blob(),
};
