// The map's calculations: cells, projection, nearest points and the edge of the land.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cellStates, CellState, timesAfter } from "../../src/map/cell-states";
import { beyondLand, reachesBeyondLand } from "../../src/map/land-edge";
import { fromMercator, toMercator } from "../../src/map/mercator";
import { nearestPoint } from "../../src/map/nearest-point";

const { Beyond, Within, Gained, Lost } = CellState;
const MINUTE = 60_000;
const BEFORE = [30 * MINUTE, 31 * MINUTE, 10 * MINUTE, null];

test("changed cells of an answer take the places of the times before", () => {
  const cells = { service: "circle", changed: [1, 2, 3], changed_after_ms: [20 * MINUTE, null, 5] };
  assert.deepEqual(timesAfter(BEFORE, cells), [30 * MINUTE, 20 * MINUTE, null, 5]);
});

test("a time equal to the cutoff lies within it, no route beyond it", () => {
  const after = [30 * MINUTE, 29 * MINUTE, null, null];
  assert.deepEqual([...cellStates(BEFORE, after, 30, "before")], [Within, Beyond, Within, Beyond]);
  assert.deepEqual([...cellStates(BEFORE, after, 30, "after")], [Within, Within, Beyond, Beyond]);
  assert.deepEqual([...cellStates(BEFORE, after, 30, "gained")], [Within, Gained, Lost, Beyond]);
});

test("Mercator coordinates come back as degrees", () => {
  assert.deepEqual(toMercator(0, 0), [0.5, 0.5]);
  const [lon, lat] = fromMercator(...toMercator(112.55, 22.25));
  assert.ok(Math.abs(lon - 112.55) < 1e-9 && Math.abs(lat - 22.25) < 1e-9);
});

test("the nearest point lies on a segment or at its end", () => {
  const line = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];
  assert.deepEqual(nearestPoint([line], { x: 4, y: -3 }), { x: 4, y: 0, distance: 3 });
  assert.deepEqual(nearestPoint([line], { x: 13, y: 14 }), { x: 10, y: 10, distance: 5 });
  assert.equal(nearestPoint([[{ x: 1, y: 1 }]], { x: 0, y: 0 }), undefined);
});

test("beyond the cut sides of the land lies a rectangle each", () => {
  assert.deepEqual(beyondLand([null, null, null, null]).features, []);
  assert.equal(beyondLand([0.8, null, 0.9, null]).features.length, 2);
  assert.equal(beyondLand([0.8, 0.4, 0.9, 0.5]).features.length, 4);
});

test("a view reaches beyond the land over a cut side only", () => {
  const [west, north, east, south] = [...toMercator(112, 23), ...toMercator(113, 22)];
  const cuts = [west, north, east, south];
  assert.equal(reachesBeyondLand(cuts, [112.1, 22.9], [112.9, 22.1]), false);
  assert.equal(reachesBeyondLand(cuts, [111.9, 22.9], [112.9, 22.1]), true);
  assert.equal(reachesBeyondLand(cuts, [112.1, 22.9], [112.9, 21.9]), true);
  assert.equal(reachesBeyondLand([null, north, east, null], [111.9, 22.9], [112.9, 21.9]), false);
});
