// Number formats.

import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, kilometres, percent, signed, signedDecimal } from "../../src/format";

test("whole numbers have groups of three digits", () => {
  assert.equal(grouped(0), "0");
  assert.equal(grouped(999.4), "999");
  assert.equal(grouped(19_904), "19\u202f904");
  assert.equal(grouped(1_234_567), "1\u202f234\u202f567");
  assert.equal(grouped(-1500), "−1\u202f500");
  assert.equal(grouped(-0.4), "0");
});

test("changes have a sign, nothing has none", () => {
  assert.equal(signed(12.6), "+13");
  assert.equal(signed(-12.6), "−13");
  assert.equal(signed(0.4), "0");
  assert.equal(signedDecimal(0.05), "+0.1");
  assert.equal(signedDecimal(0.04), "0.0");
  assert.equal(signedDecimal(-2.25), "-2.3");
});

test("shares of nothing are dashes", () => {
  assert.equal(percent(1, 3), "33.3 %");
  assert.equal(percent(1, 0), "–");
});

test("lengths have one decimal", () => {
  assert.equal(kilometres(12.345), "12.3 km");
});
