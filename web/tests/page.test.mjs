// The page in a real browser, against the program. Chromium is CHROMIUM or /usr/bin/chromium, the program
// TONGDA or target/release/tongda; pictures go to SCREENSHOTS, if that is a folder.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.TONGDA ?? join(root, "target/release/tongda");
const pictures = process.env.SCREENSHOTS;
const folder = mkdtempSync(join(tmpdir(), "tongda-page-"));

let server, url, browser;

before(async () => {
  server = spawn(program, ["serve", "--quiet", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  url = await new Promise((done, failed) => {
    server.stdout.once("data", (line) => done(String(line).trim()));
    server.once("exit", () => failed(new Error("the server ended")));
  });
  const flags = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
});

after(async () => {
  await browser?.close();
  server?.kill();
});

/** A page at an address; errors of its script fail the test, and so does any request to elsewhere. */
async function open(hash = "", viewport = { width: 1280, height: 720 }) {
  const context = await browser.newContext({ viewport, locale: "en-GB", acceptDownloads: true });
  const page = await context.newPage();
  const errors = [];
  const elsewhere = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await context.route("**/*", (route) => {
    const asked = route.request().url();
    if (asked.startsWith(url) || asked.startsWith("blob:") || asked.startsWith("data:")) return route.continue();
    elsewhere.push(asked);
    return route.abort();
  });
  await page.goto(url + hash);
  await page.waitForSelector("html[data-ready=yes]");
  await settled(page);
  return {
    page,
    async close(name) {
      if (pictures && name) await page.screenshot({ path: join(pictures, `${name}.png`) });
      assert.deepEqual(errors, []);
      assert.deepEqual(elsewhere, [], "requests that left the machine");
      await context.close();
    },
  };
}

/** Waits until the server has answered all that was asked and the map is drawn. */
async function settled(page) {
  await page.waitForFunction(() => {
    const { asking, waiting, live } = window.tongda;
    return !asking && waiting === null && (!live || live.map.areTilesLoaded()) && document.querySelector(".progress").hidden;
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

const pixel = (page, at) => page.evaluate((at) => { const { x, y } = window.tongda.live.map.project(at); return [x, y]; }, at);
const gained = (page) => page.$eval("#gained", (box) => Number(box.dataset.residents));
const drawing = (page) => page.evaluate(() => structuredClone(window.tongda.drawing));

async function click(page, at) {
  const [x, y] = await pixel(page, at);
  await page.mouse.move(x - 12, y - 5);
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
  // Two clicks that follow at once would be a double click.
  await page.waitForTimeout(320);
}

const VIEW = "#lang=en&item=drawing&service=circle&minutes=30&mode=car&show=gained&map=10/22.25/112.55";
const ROAD = [[112.79, 22.25], [112.6, 22.2], [112.49, 22.19]];

async function drawRoad(page) {
  await page.keyboard.press("l");
  for (const at of ROAD) await click(page, at);
  await page.keyboard.press("Enter");
  await settled(page);
}

/** What the command line says of a drawing that the page saved: residents gained in the circle within 30 minutes. */
async function compared(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
  const file = join(folder, `${name}.geojson`);
  await download.saveAs(file);
  const out = join(folder, name);
  try {
    execFileSync(program, ["compare", "--quiet", "--draws", "0", "--scenario", file, "-o", out], { stdio: "ignore" });
  } catch (ended) {
    // 1: done, with cells that are not placed.
    assert.equal(ended.status, 1);
  }
  const row = readFileSync(join(out, "projects.csv"), "utf8").split("\n").find((row) => row.startsWith(`${name},,circle,30,`));
  return { file, gained: Number(row.split(",")[8]) };
}

test("draw, drag and compare to the command line", async () => {
  const { page, close } = await open(VIEW);
  assert.equal(await gained(page), 0);
  await drawRoad(page);
  const first = await gained(page);
  assert.ok(first > 0, `${first} residents gained`);
  assert.equal(first, (await compared(page, "drawn")).gained);

  const [, middle] = (await drawing(page)).roads[0].coordinates;
  const [x, y] = await pixel(page, middle);
  await page.evaluate(() => void window.tongda.latencies.splice(0));
  await page.mouse.move(x, y);
  await page.mouse.down();
  // Along the road that it was put on, to which it snaps.
  for (let i = 1; i <= 40; i++) {
    await page.mouse.move(x, y - i);
    await page.waitForTimeout(25);
  }
  await page.mouse.up();
  await settled(page);
  const times = (await page.evaluate(() => window.tongda.latencies)).sort((a, b) => a - b);
  assert.ok(times.length >= 8, `answered ${times.length} times while the mouse moved`);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
  console.log(`# change to painted cells: ${times.length} answers, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms`);
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
  await again.page.setInputFiles("#load", join(folder, "drawn.geojson"));
  await settled(again.page);
  assert.equal(await gained(again.page), first);
  await again.close();
  await close("drawn");
});

test("close a road, change a speed, add a facility; undo, redo, keep", async () => {
  const { page, close } = await open("#lang=en&item=drawing&service=library&minutes=30&mode=car&show=gained&map=11/22.25/112.7");
  const road = await page.evaluate(() => {
    const [wide, high] = [window.tongda.live.map.getCanvas().clientWidth, window.tongda.live.map.getCanvas().clientHeight];
    for (let y = high / 4; y < (high * 3) / 4; y += 6) {
      for (let x = wide / 4; x < (wide * 3) / 4; x += 6) if (window.tongda.live.roadAt(x, y, 3)) return [x, y];
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
  assert.ok(await page.evaluate(() => window.tongda.live.map.querySourceFeatures("course").length > 0), "its course is shown");
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
  assert.match(await page.textContent("#saved"), /saved: \d+\.\d min/);
  await close("place");
});

test("Chinese, a tablet, and letters on the map", async () => {
  const { page, close } = await open("#item=network-2035&lang=en", { width: 820, height: 1180 });
  await page.click("#language");
  await settled(page);
  assert.equal(await page.getAttribute("html", "lang"), "zh");
  assert.match(await page.textContent("aside"), /新增可达居民/);
  assert.match(await page.textContent("header"), /江门西部/);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(sideways, false, "nothing lies beside the screen");
  await close("tablet-zh");
});

test("the picture and the files", async () => {
  const { page, close } = await open("#item=network-2035&lang=zh");
  const save = async (id) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(id)]);
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    return readFileSync(file);
  };
  const png = await save("#export-png");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  const colours = await page.evaluate(async () => {
    const canvas = window.tongda.live.map.getCanvas();
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return seen.size;
  });
  assert.ok(colours > 100, `the map has ${colours} colours`);
  const cells = JSON.parse(await save("#export-geojson"));
  assert.ok(cells.features.length > 5000);
  const report = (await save("#export-html")).toString();
  assert.match(report, /<html lang="zh">/);
  await close("export");
});

test("a server that is gone is told, and an impossible drawing", async () => {
  const { page, close } = await open(VIEW);
  await page.keyboard.press("l");
  for (const at of [[112.45, 22.15], [112.42, 22.1]]) await click(page, at);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".problems:not([hidden])");
  assert.match(await page.textContent(".problems"), /leads to nowhere/);
  await settled(page);
  await page.context().route("**/api/**", (route) => route.abort());
  await page.selectOption("#service", "library");
  await page.waitForSelector(".problems button");
  assert.match(await page.textContent(".problems"), /does not answer/);
  await page.context().unroute("**/api/**");
  await close();
});
