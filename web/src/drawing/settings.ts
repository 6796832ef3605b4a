// Drawing settings: the attributes that new roads, facilities and edits get.

import type { Study } from "../api";

export interface DrawingSettings {
  class: string;
  speed_kmh: number;
  oneway: boolean;
  /** How far the ends of a road look for the network, in metres. */
  reach_m: number;
  /** Whether points go to roads of the network, and become junctions there. */
  snap: boolean;
  /** The service of new facilities. */
  service: string;
  /** The speed of roads whose speed is changed, in km/h. */
  newSpeed: number;
  /** Whether an edit counts for the whole OSM way. */
  wholeWay: boolean;
}

/** Road classes with their usual design speeds in km/h (JTG B01-2014). */
export const ROAD_CLASSES: readonly { name: string; speed_kmh: number }[] = [
  { name: "motorway", speed_kmh: 100 },
  { name: "trunk", speed_kmh: 80 },
  { name: "primary", speed_kmh: 80 },
  { name: "secondary", speed_kmh: 60 },
  { name: "tertiary", speed_kmh: 40 },
  { name: "unclassified", speed_kmh: 30 },
];

export const REACHES_M = [300, 1000, 3000, 5000];

/** The settings of a fresh page; facilities are of the first service that has any. */
export const defaultSettings = (services: Study["services"]): DrawingSettings => ({
  class: "primary",
  speed_kmh: 80,
  oneway: false,
  reach_m: 3000,
  snap: true,
  service: services.find((one) => one.facilities > 0)?.id ?? "",
  newSpeed: 60,
  wholeWay: false,
});
