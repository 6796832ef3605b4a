// The page in a real browser, against the program and its command line.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  VIEW,
  click,
  compared,
  drawRoad,
  drawing,
  folder,
  gained,
  launch,
  open as opened,
  pixel,
  run,
  saved,
  serve,
  settled,
  told,
} from "./browser.mjs";

let server, url, browser;

before(async () => {
  ({ server, url } = await serve());
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.kill();
});

const open = (hash = "", viewport = undefined) => opened(browser, url, hash, { viewport });

test("draw, drag and compare to the command line", async () => {
  const { page, close } = await open(VIEW);
  assert.equal(await gained(page), 0);
  await drawRoad(page);
  const first = await gained(page);
  assert.ok(first > 0, `${first} residents gained`);
  const { file, gained: byCompare } = await compared(page, "drawn");
  assert.equal(first, byCompare);
  // A road with a junction on its way is one candidate as it is; `rank` gives junctions to lines without.
  const table = join(folder, "ranking.csv");
  run("rank", "--quiet", file, "-o", table);
  const [, , , , , byRank] = readFileSync(table, "utf8")
    .split("\n")
    .find((row) => row.includes(",road-1,"))
    .split(",");
  assert.equal(first, Number(byRank));

  const [, middle] = (await drawing(page)).roads[0].coordinates;
  const [x, y] = await pixel(page, middle);
  await page.evaluate(() =>
    [window.tongda.comparison.latency.shown, window.tongda.comparison.latency.painted].forEach((times) =>
      times.splice(0),
    ),
  );
  await page.mouse.move(x, y);
  await page.mouse.down();
  // Along the road that it was put on, to which it snaps.
  for (let i = 1; i <= 40; i++) {
    await page.mouse.move(x, y - i);
    await page.waitForTimeout(25);
  }
  await page.mouse.up();
  await settled(page);
  const { shown: numbers, painted } = await page.evaluate(() => {
    const { shown, painted } = window.tongda.comparison.latency;
    return { shown, painted };
  });
  assert.ok(numbers.length >= 8, `answered ${numbers.length} times while the mouse moved`);
  console.log(`# from a move to its numbers: ${told(numbers)}; to the painted map: ${told(painted)}`);
  const moved = (await drawing(page)).roads[0].coordinates[1];
  assert.ok(Math.abs(moved[1] - middle[1]) > 0.01, "the point moved");
  const dragged = await gained(page);
  assert.ok(dragged > 0 && dragged !== first, `${dragged} residents gained where it was dragged to`);
  assert.equal(dragged, (await compared(page, "dragged")).gained);

  // The same again from the link, and from the file.
  await page.waitForTimeout(400);
  const link = page.url().slice(url.length);
  const shown = await gained(page);
  const again = await open(link);
  assert.equal(await gained(again.page), shown);
  assert.deepEqual((await drawing(again.page)).roads, (await drawing(page)).roads);
  await again.page.click("#clear");
  await settled(again.page);
  assert.equal(await gained(again.page), 0);
  await again.page.setInputFiles("#load", file);
  await settled(again.page);
  assert.equal(await gained(again.page), first);
  await again.close();
  await close("drawn");
});

test("close a road, change a speed, add a facility; undo, redo, keep", async () => {
  const { page, close } = await open(
    "#lang=en&item=drawing&service=library&minutes=30&mode=car&show=gained&map=11/22.25/112.7",
  );
  const road = await page.evaluate(() => {
    const [wide, high] = [
      window.tongda.mapView.map.getCanvas().clientWidth,
      window.tongda.mapView.map.getCanvas().clientHeight,
    ];
    for (let y = high / 4; y < (high * 3) / 4; y += 6) {
      for (let x = wide / 4; x < (wide * 3) / 4; x += 6) if (window.tongda.mapView.roadAt(x, y, 3)) return [x, y];
    }
    return null;
  });
  await page.click("#tool-close");
  await page.mouse.click(...road);
  await settled(page);
  assert.equal((await drawing(page)).edits[0].kind, "close");
  const closed = await gained(page);
  assert.ok(closed <= 0, `closing gives ${closed}`);
  await page.click("#tool-speed");
  await page.mouse.click(...road);
  await settled(page);
  await page.click("#undo");
  await settled(page);
  assert.equal((await drawing(page)).edits.length, 1);
  await page.click("#tool-facility");
  await click(page, [112.6, 22.2]);
  await settled(page);
  const both = await gained(page);
  assert.ok(both > closed, `${both} with a library, ${closed} without`);
  await page.click("#keep");
  assert.equal(await page.$$eval("#kept tbody tr", (rows) => rows.length), 1);
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.equal(await gained(page), closed);
  await page.keyboard.press("Control+y");
  await settled(page);
  assert.equal(await gained(page), both);
  await close("edited");
});

test("projects, networks, modes, cutoffs and views", async () => {
  const { page, close } = await open("#lang=en&item=network-2035&map=9.4/22.2/112.6");
  const circle = await gained(page);
  assert.ok(circle > 1000, `${circle}`);
  assert.ok((await page.$$("tr.township")).length > 30);
  await page.selectOption("#minutes", "60");
  await settled(page);
  const hour = await gained(page);
  assert.notEqual(hour, circle);
  await page.selectOption("#service", "county_hospital");
  await settled(page);
  assert.notEqual(await gained(page), hour);
  for (const show of ["before", "after", "gained"]) {
    await page.click(`[data-show=${show}]`);
    assert.equal(await page.getAttribute(`[data-show=${show}]`, "aria-pressed"), "true");
  }
  await page.selectOption("#item", "zhongkai");
  await settled(page);
  assert.ok(
    await page.evaluate(() => window.tongda.mapView.map.querySourceFeatures("course").length > 0),
    "its course is shown",
  );
  await page.selectOption("#mode", "walk");
  await settled(page);
  assert.match(page.url() + (await page.inputValue("#mode")), /walk/);
  await close("project");
});

test("what is within reach, both ways, and a route", async () => {
  const { page, close } = await open(VIEW.replace("item=drawing", "item=all-projects"));
  const rows = async (tool) => {
    await page.click(`#tool-${tool}`);
    await click(page, [112.79, 22.25]);
    await page.waitForSelector("#bands");
    await settled(page);
    return page.$$eval("#bands tbody tr", (rows) => rows.map((row) => row.textContent));
  };
  const from = await rows("from");
  assert.equal(from.length, 3);
  const towards = await rows("towards");
  assert.notDeepEqual(from, towards);
  await page.click("#tool-route");
  await click(page, [112.79, 22.25]);
  await click(page, [112.31, 22.18]);
  await page.waitForSelector("#saved");
  assert.match(await page.textContent("#saved"), /time saved: \d+\.\d min/);
  await close("place");
});

test("the picture and the files", async () => {
  const { page, close } = await open("#item=network-2035&lang=zh");
  const save = async (id) => readFileSync(await saved(page, id));
  const png = await save("#export-png");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  const colours = await page.evaluate(async () => {
    const picture = await createImageBitmap(await window.tongda.exporter.picture());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const copy = canvas.getContext("2d");
    copy.drawImage(picture, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return seen.size;
  });
  assert.ok(colours > 100, `the map has ${colours} colours`);
  const cells = JSON.parse(await save("#export-geojson"));
  assert.ok(cells.features.length > 5000);
  const geopackage = await save("#export-gpkg");
  assert.equal(geopackage.subarray(0, 15).toString(), "SQLite format 3");
  const report = (await save("#export-html")).toString();
  assert.match(report, /<html lang="zh">/);
  await close("export");
});
