// Drawings: their GeoJSON, edits, ids, lengths and undo history.

import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyDrawing, idSource, isEmpty, lengthKm, toggleEdit, type Edit } from "../../src/drawing/drawing";
import { asFeatureCollection, fromGeoJson, toGeoJson } from "../../src/drawing/geojson";
import { History } from "../../src/drawing/history";
import { defaultSettings } from "../../src/drawing/settings";
import { DRAWING, STUDY } from "./fixtures";

test("a drawing comes back from its GeoJSON", () => {
  const collection = toGeoJson(DRAWING);
  assert.deepEqual(
    collection.features.map(({ properties }) => String(properties?.kind)),
    ["link", "junction", "facility", "close", "speed", "line"],
  );
  assert.deepEqual(fromGeoJson(JSON.parse(JSON.stringify(collection)) as typeof collection), DRAWING);
});

test("an edit of a section names a ring of some 10 m around its middle", () => {
  const speed = toGeoJson(DRAWING).features[4]!;
  assert.equal(speed.geometry, null);
  assert.deepEqual(speed.properties?.where, {
    osm_way_id: 8,
    within: [
      [112.4999, 22.0999],
      [112.5001, 22.0999],
      [112.5001, 22.1001],
      [112.4999, 22.1001],
      [112.4999, 22.0999],
    ],
  });
});

test("features that the page has no tool for stay as they are", () => {
  const features = [
    { kind: "link", id: "fixed", length_m: 500 },
    { kind: "link", id: "loose", connect: "none" },
    { kind: "close", where: { within: [[0, 0]] } },
    { kind: "close", where: { osm_way_id: 7, name: "S274" } },
    { kind: "speed", where: { osm_way_id: 7 } },
    { kind: "junction", link: "nowhere", join: "any" },
  ].map((properties) => ({
    type: "Feature" as const,
    properties,
    geometry: {
      type: "LineString" as const,
      coordinates: [
        [112, 22],
        [113, 22],
      ],
    },
  }));
  const drawing = fromGeoJson({ type: "FeatureCollection", features });
  assert.deepEqual(drawing, { ...emptyDrawing(), others: features });
});

test("features without an id get one that is not taken", () => {
  const line = {
    type: "LineString" as const,
    coordinates: [
      [112, 22],
      [113, 22],
    ],
  };
  const link = (id?: string) => ({ type: "Feature" as const, properties: { kind: "link", id }, geometry: line });
  const { roads } = fromGeoJson({ type: "FeatureCollection", features: [link(), link("road-1"), link()] });
  assert.deepEqual(
    roads.map(({ id }) => id),
    ["road-2", "road-1", "road-3"],
  );
});

test("only feature collections are read", () => {
  for (const value of [null, 3, [], { type: "Feature" }, { type: "FeatureCollection" }])
    assert.throws(() => asFeatureCollection(value), /not a GeoJSON FeatureCollection/);
});

test("the same closure again opens the road, the same change of speed replaces it", () => {
  const close: Edit = { id: "close-1", kind: "close", way: 7, middle: [112, 22], label: "S274" };
  const speed: Edit = { id: "speed-1", kind: "speed", way: 7, middle: [112, 22], speed_kmh: 60, label: "S274" };
  const edits = toggleEdit(toggleEdit([], close), speed);
  assert.deepEqual(edits, [close, speed]);
  assert.deepEqual(toggleEdit(edits, { ...close, id: "close-2" }), [speed]);
  assert.deepEqual(toggleEdit(edits, { ...speed, id: "speed-2", speed_kmh: 40 }), [close, { ...speed, speed_kmh: 40 }]);
  assert.deepEqual(toggleEdit(edits, { ...close, id: "close-2", middle: null }).length, 3);
});

test("ids of a kind count up past those taken", () => {
  const newId = idSource(["road-1", "road-3"]);
  assert.deepEqual([newId("road"), newId("road"), newId("close")], ["road-2", "road-4", "close-1"]);
});

test("a degree of latitude is 111.195 km long", () => {
  assert.ok(
    Math.abs(
      lengthKm([
        [112, 22],
        [112, 23],
      ]) - 111.195,
    ) < 0.001,
  );
  assert.equal(lengthKm([[112, 22]]), 0);
});

test("history goes back and forth, and forgets what was undone at the next step", () => {
  const history = new History("a");
  history.record("a");
  assert.equal(history.canUndo, false, "the same state is no step");
  history.record("b");
  history.record("c");
  assert.equal(history.undo(), "b");
  assert.equal(history.undo(), "a");
  assert.equal(history.undo(), undefined);
  assert.equal(history.redo(), "b");
  history.record("d");
  assert.equal(history.canRedo, false);
  assert.equal(history.undo(), "b");
});

test("history keeps 200 steps", () => {
  const history = new History(0);
  for (let i = 1; i <= 300; i++) history.record(i);
  let steps = 0;
  while (history.undo() !== undefined) steps++;
  assert.equal(steps, 200);
});

test("new facilities are of a service that has some", () => {
  assert.equal(defaultSettings(STUDY.services).service, "library");
  assert.ok(isEmpty(emptyDrawing()) && !isEmpty(DRAWING));
});
