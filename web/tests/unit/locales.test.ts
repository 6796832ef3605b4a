// Locale files: the same keys and placeholders, each in its language, and each used by the page.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { interpolate } from "../../src/i18n";
import en from "../../src/locales/en.json";
import zh from "../../src/locales/zh.json";

const LOCALES: Record<string, Record<string, string>> = { en, zh };
const HAN = /\p{Script=Han}/u;
/** Texts that are the same in both languages. */
const WITHOUT_CHINESE = new Set(["drawing.kmh"]);
/** Names of files that look like keys. */
const FILE_NAMES = new Set(["drawing.geojson"]);

const placeholders = (template: string): string[] => (template.match(/\{\w+\}/g) ?? []).sort();

/** The key of every string literal of the sources that looks like one: `section.name` of a section of the files. */
function keysInSources(): Set<string> {
  const root = join(import.meta.dirname, "../../src");
  const sections = new Set(Object.keys(en).map((key) => key.split(".")[0]));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith("api-types.ts"),
  );
  const literals = files.flatMap((file) => readFileSync(join(root, file), "utf8").match(/"[a-z]+\.[A-Za-z]+"/g) ?? []);
  const keys = literals.map((literal) => literal.slice(1, -1));
  return new Set(keys.filter((key) => sections.has(key.split(".")[0]) && !FILE_NAMES.has(key)));
}

test("both files have the same keys, in alphabetical order", () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  assert.deepEqual(Object.keys(en), Object.keys(en).sort());
});

test("a text has the same placeholders in both languages", () => {
  for (const [key, value] of Object.entries(en))
    assert.deepEqual(placeholders(LOCALES.zh![key]!), placeholders(value), key);
});

test("no text is empty", () => {
  for (const texts of Object.values(LOCALES))
    for (const [key, value] of Object.entries(texts)) assert.ok(value.trim(), key);
});

test("English has no Chinese characters, Chinese has some", () => {
  for (const [key, value] of Object.entries(en)) assert.doesNotMatch(value, HAN, key);
  for (const [key, value] of Object.entries(zh)) {
    if (WITHOUT_CHINESE.has(key)) assert.doesNotMatch(value, HAN, `${key} is Chinese: it needs no exception`);
    else assert.match(value, HAN, key);
  }
});

test("the sources use every key, and no other", () => {
  assert.deepEqual([...keysInSources()].sort(), Object.keys(en).sort());
});

test("placeholders are replaced by values", () => {
  assert.equal(interpolate("{a} of {b} and {a}", { a: 1, b: "two" }), "1 of two and 1");
  assert.equal(interpolate("{missing}", {}), "{missing}");
});
