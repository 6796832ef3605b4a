// Licence list: complete and in order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { licences } from "../../licences";

test("the packages of the page are listed with their licences", () => {
  const list = licences();
  const names = list.map(({ name }) => name);
  assert.deepEqual(names, [...names].sort());
  for (const name of ["maplibre-gl", "terra-draw", "earcut", "pbf"]) assert.ok(names.includes(name), name);
  for (const name of ["vite", "typescript", "@types/geojson"]) assert.ok(!names.includes(name), name);
  for (const { name, text } of list) assert.match(text, /copyright/i, name);
});
