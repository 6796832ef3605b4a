// URL state: views and drawings to a fragment and back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromGeoJson, toGeoJson } from "../../src/drawing/geojson";
import { fromHash, packDrawing, toHash, unpackDrawing } from "../../src/state/url-state";
import { initialView, yearOfItem, type ViewState } from "../../src/state/view-state";
import { DRAWING, STUDY } from "./fixtures";

const VIEW: ViewState = {
  lang: "zh",
  item: "at-2035",
  year: 2030,
  service: "library",
  minutes: 45,
  mode: "car+rail",
  show: "after",
  camera: { center: [112.55, 22.25], zoom: 9.5 },
};

test("a view comes back from its fragment", () => {
  assert.deepEqual(fromHash(toHash(VIEW, null)), { state: VIEW, drawing: null });
  const plain = { ...VIEW, year: null, camera: null };
  assert.equal(toHash(plain, null), "#lang=zh&item=at-2035&service=library&minutes=45&mode=car%2Brail&show=after");
});

test("what a fragment says wrongly is left out", () => {
  assert.deepEqual(fromHash("#lang=fr&show=all&minutes=-3&year=soon&map=1/2&item="), { state: {}, drawing: null });
  assert.deepEqual(fromHash(""), { state: {}, drawing: null });
});

test("a drawing comes back from the letters of a link", async () => {
  const letters = await packDrawing(toGeoJson(DRAWING));
  assert.match(letters, /^[\w-]+$/);
  assert.equal(fromHash(toHash(VIEW, letters)).drawing, letters);
  assert.deepEqual(fromGeoJson(await unpackDrawing(letters)), DRAWING);
});

test("letters that are no drawing fail", async () => {
  await assert.rejects(unpackDrawing("AAAA"));
  const other = await packDrawing({ type: "Point" } as never);
  await assert.rejects(unpackDrawing(other), /not a GeoJSON FeatureCollection/);
});

test("a view takes from a link what its study has", () => {
  const given = { item: "hegang", minutes: 60, service: "library", year: 2030 };
  const view = initialView(given, STUDY, "en");
  assert.deepEqual(view, { ...given, lang: "en", mode: "car", show: "gained", camera: null });
  const other = initialView({ item: "nowhere", minutes: 7 }, STUDY, "en");
  assert.equal(other.item, "drawing");
  assert.equal(other.minutes, STUDY.headline_minutes);
});

test("an item names the network of a year", () => {
  assert.equal(yearOfItem("at-2030"), 2030);
  assert.equal(yearOfItem("network-2030"), undefined);
});
