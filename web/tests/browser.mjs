// A browser and the program for the tests. Chromium is CHROMIUM or /usr/bin/chromium, the program TONGDA or
// target/release/tongda; pictures go to SCREENSHOTS, if that is a folder.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const program = process.env.TONGDA ?? join(root, "target/release/tongda");
export const pictures = process.env.SCREENSHOTS;
export const folder = mkdtempSync(join(tmpdir(), "tongda-page-"));

/** `tongda serve` on a port; 0 takes any. */
export async function serve(port = 0, more = []) {
  const server = spawn(program, ["serve", "--quiet", "--port", String(port), ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((done, failed) => {
    server.stdout.once("data", (line) => done(String(line).trim()));
    server.once("exit", () => failed(new Error("the server ended")));
  });
  return { server, url };
}

/** Chromium, which draws WebGL without a graphics card. */
export function launch() {
  const flags = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
}

/** A page at an address; errors of its script fail the test, and so does any request to elsewhere. */
export async function open(
  browser,
  url,
  hash = "",
  { viewport = { width: 1280, height: 720 }, touch = false, wait = true } = {},
) {
  const context = await browser.newContext({ viewport, locale: "en-GB", acceptDownloads: true, hasTouch: touch });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  const elsewhere = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !asked.startsWith("blob:") && !asked.startsWith("data:")) elsewhere.push(asked);
  });
  await page.goto(url + hash);
  if (wait) {
    await page.waitForSelector("html[data-ready=yes]");
    await settled(page);
  }
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
export async function settled(page) {
  await page.waitForFunction(() => {
    const { isIdle, mapView } = window.tongda;
    const isMapDrawn = !mapView || mapView.map.areTilesLoaded();
    return isIdle() && isMapDrawn && document.querySelector(".progress").hidden;
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The place of the screen where a place of the map is. */
export const pixel = (page, at) =>
  page.evaluate((at) => {
    const { x, y } = window.tongda.mapView.map.project(at);
    const box = window.tongda.mapView.map.getContainer().getBoundingClientRect();
    return [x + box.left, y + box.top];
  }, at);
export const gained = (page) => page.$eval("#gained", (box) => Number(box.dataset.residents));
export const drawing = (page) => page.evaluate(() => structuredClone(window.tongda.store.drawing));

export async function click(page, at) {
  const [x, y] = await pixel(page, at);
  await page.mouse.move(x - 12, y - 5);
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
  // Two clicks that follow at once would be a double click.
  await page.waitForTimeout(320);
}

export const VIEW = "#lang=en&item=drawing&service=circle&minutes=30&mode=car&show=gained&map=10/22.25/112.55";
export const ROAD = [
  [112.79, 22.25],
  [112.6, 22.2],
  [112.49, 22.19],
];

export async function drawRoad(page, road = ROAD) {
  await page.keyboard.press("l");
  for (const at of road) await click(page, at);
  await page.keyboard.press("Enter");
  await settled(page);
}

/** Saves what a button gives. */
export async function saved(page, button, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  const file = join(folder, name ?? download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

/** Runs the program; 1 means done, with rows worth a look. */
export function run(...words) {
  try {
    execFileSync(program, words, { stdio: "ignore" });
  } catch (ended) {
    assert.equal(ended.status, 1, words.join(" "));
  }
}

/** What `compare` says of a drawing that the page saved: residents gained in the circle within 30 minutes. */
export async function compared(page, name) {
  const file = await saved(page, "#save", `${name}.geojson`);
  const out = join(folder, name);
  run("compare", "--quiet", "--draws", "0", "--scenario", file, "-o", out);
  const row = readFileSync(join(out, "projects.csv"), "utf8")
    .split("\n")
    .find((row) => row.startsWith(`${name},,circle,30,`));
  return { file, gained: Number(row.split(",")[8]) };
}

/** The median and the 95th percentile of milliseconds, and how many there are. */
export function told(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  return `${sorted.length} answers, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms`;
}
