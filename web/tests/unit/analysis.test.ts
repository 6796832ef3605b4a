// Questions to the API and their answers: scenarios, addresses, districts, coverage and names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { atCutoff, withinCutoff } from "../../src/analysis/coverage";
import { mergeDistricts } from "../../src/analysis/districts";
import { scenarioOf } from "../../src/analysis/scenario";
import { ApiError, apiUrl, type Answer, type District, type Within } from "../../src/api";
import { commandOf } from "../../src/controls/keyboard";
import { emptyDrawing } from "../../src/drawing/drawing";
import { toGeoJson } from "../../src/drawing/geojson";
import { preferredLanguage } from "../../src/i18n";
import { modeName, roadClassOptions, scenarioOptions, serviceName } from "../../src/panel/names";
import { initialView } from "../../src/state/view-state";
import { DRAWING, STUDY } from "./fixtures";

const view = (item: string, year: number | null = null) => ({ ...initialView({}, STUDY, "en"), item, year });

test("a scenario is a drawing, a network or a project", () => {
  assert.deepEqual(scenarioOf(view("drawing", 2030), DRAWING), {
    query: { mode: "car", year: 2030 },
    drawing: toGeoJson(DRAWING),
  });
  assert.deepEqual(scenarioOf(view("drawing"), emptyDrawing()), { query: { mode: "car" } });
  assert.deepEqual(scenarioOf(view("now", 2030), DRAWING), { query: { mode: "car" } });
  assert.deepEqual(scenarioOf(view("at-2030"), DRAWING), { query: { mode: "car", year: 2030 } });
  assert.deepEqual(scenarioOf(view("hegang"), DRAWING), { query: { mode: "car", with: "hegang" } });
});

test("addresses are relative to the page and leave out empty values", () => {
  const page = "http://localhost:8080/sub/?token=x#lang=en";
  const query = { mode: "car+rail", year: null, short: true, service: "" };
  assert.equal(apiUrl("compare", query, page), "http://localhost:8080/sub/api/compare?mode=car%2Brail&short=true");
});

test("only a conflict is a superseded request", () => {
  assert.ok(new ApiError(409, "newer", []).isSuperseded);
  assert.ok(!new ApiError(400, "wrong", ["why"]).isSuperseded);
});

const WITHIN: Within = {
  minutes: 30,
  residents_before: 10,
  residents_after: 25,
  gained_residents: 15,
  area_km2_before: 1,
  area_km2_after: 2,
};
const GROUP = {
  residents: 100,
  mean_minutes_before: 20,
  mean_minutes_after: 10,
  unreached_residents_before: 0,
  unreached_residents_after: 0,
};
const district = (township: string, gained_residents: number): District => ({
  ...GROUP,
  level: "township",
  county: "Enping",
  township,
  within: [{ ...WITHIN, gained_residents }],
});

test("changed districts take the places of what they were", () => {
  const merged = mergeDistricts([district("Shahu", 0), district("Niujiang", 0)], [district("Niujiang", 5)]);
  assert.deepEqual(merged, [district("Shahu", 0), district("Niujiang", 5)]);
});

test("coverage is that of the viewed service at the viewed cutoff", () => {
  const answer: Answer = {
    services: [{ ...GROUP, service: "library", counties: [], within: [WITHIN, { ...WITHIN, minutes: 60 }] }],
    districts: [],
    cells: { service: "library", changed: [], changed_after_ms: [] },
  };
  const library = { ...view("drawing"), service: "library" };
  assert.equal(withinCutoff({ answer, view: library }), WITHIN);
  assert.equal(withinCutoff({ answer, view: view("drawing") }), undefined);
  assert.equal(withinCutoff({ answer: null, view: library }), undefined);
  assert.equal(atCutoff({ within: [WITHIN] }, 45), undefined);
});

test("scenarios, services, modes and classes have names", () => {
  assert.deepEqual(
    scenarioOptions(STUDY).map(({ value, text }) => `${value}: ${text}`),
    [
      "drawing: My drawing",
      "now: Existing network",
      "hegang: Hegang (2027)",
      "bridge: Bridge",
      "all-projects: All projects together",
      "network-2030: 2030 compared with 2026",
      "at-2026: Network at the end of 2026",
      "at-2030: Network at the end of 2030",
    ],
  );
  assert.equal(serviceName(STUDY, "library"), "Library");
  assert.equal(serviceName(STUDY, "unknown"), "unknown");
  assert.equal(modeName("cycle+rail"), "bicycle and rail");
  assert.equal(modeName("boat"), "boat");
  assert.deepEqual(roadClassOptions("track").at(-1), { value: "track", text: "track" });
});

test("keys choose tools, undo and redo", () => {
  const press = (key: string, more = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }, true);
  assert.deepEqual(press("l"), { kind: "tool", tool: "line" });
  assert.deepEqual(press("z", { ctrlKey: true }), { kind: "undo" });
  assert.deepEqual(press("Z", { metaKey: true, shiftKey: true }), { kind: "redo" });
  assert.deepEqual(press("y", { ctrlKey: true }), { kind: "redo" });
  assert.deepEqual(press(" "), { kind: "clickCentre" });
  assert.equal(press("l", { ctrlKey: true }), undefined);
  assert.equal(press("l", { altKey: true }), undefined);
  assert.equal(press("q"), undefined);
});

test("the language is that of the browser", () => {
  assert.equal(preferredLanguage("zh-CN"), "zh");
  assert.equal(preferredLanguage("de-DE"), "en");
});
