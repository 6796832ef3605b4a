// Fixtures: a drawing with one item of each kind, and a small study.

import type { Study } from "../../src/api";
import type { Drawing } from "../../src/drawing/drawing";

export const DRAWING: Drawing = {
  roads: [
    {
      id: "road-1",
      coordinates: [
        [112.79, 22.25],
        [112.6, 22.2],
        [112.49, 22.19],
      ],
      class: "primary",
      speed_kmh: 80,
      oneway: false,
      reach_m: 3000,
      junctions: [false, true, false],
    },
  ],
  facilities: [{ id: "facility-1", at: [112.6, 22.2], service: "library", name: "" }],
  edits: [
    { id: "close-1", kind: "close", way: 7, middle: null, speed_kmh: undefined, label: "S274" },
    { id: "speed-1", kind: "speed", way: 8, middle: [112.5, 22.1], speed_kmh: 60, label: "G325" },
  ],
  others: [
    {
      type: "Feature",
      properties: { kind: "line", id: "metro" },
      geometry: {
        type: "LineString",
        coordinates: [
          [112, 22],
          [113, 22],
        ],
      },
    },
  ],
};

export const STUDY: Study = {
  version: "0.1.0",
  name: "Study",
  name_zh: "研究区",
  attribution: ["OpenStreetMap contributors"],
  mode: "car",
  modes: ["car", "car+rail", "walk"],
  network_date: "2026-01-01",
  minutes: [15, 30, 60],
  headline_minutes: 30,
  years: [2026, 2030],
  services: [
    { id: "clinic", name: "Clinic", name_zh: "诊所", in_circle: true, facilities: 0, no_data: "no list" },
    { id: "library", name: "Library", name_zh: "图书馆", in_circle: true, facilities: 3, no_data: null },
  ],
  projects: [
    { id: "hegang", name: "Hegang", name_zh: "鹤港", kind: "project-added", opens: 2027, status: null },
    { id: "bridge", name: "Bridge", name_zh: "", kind: "proposal", opens: null, status: null },
    { id: "all-projects", name: "", name_zh: "", kind: "set-of-projects", opens: null, status: null },
    { id: "network-2030", name: "", name_zh: "", kind: "set-of-projects", opens: null, status: null },
  ],
  cells: 3,
  residents: 300,
  bounds: [112, 22, 113, 23],
  has_land: true,
  land_cuts: [null, null, null, null],
  districts_zh: {},
};
