// The page as planners meet it: on tablets, in both languages, without a mouse, and when something is wrong.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ROAD,
  VIEW,
  click,
  drawRoad,
  drawing,
  gained,
  launch,
  open as opened,
  pixel,
  serve,
  settled,
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

const open = (hash = "", options = {}) => opened(browser, url, hash, options);

/** What lies beside the screen or is cut off in the panel. */
const cutOff = (page) =>
  page.evaluate(() => {
    const side = document.querySelector("aside");
    const sideways =
      document.documentElement.scrollWidth > document.documentElement.clientWidth ||
      side.scrollWidth > side.clientWidth;
    const right = side.getBoundingClientRect().right;
    const cut = [...side.querySelectorAll("button, select, td, th, b")].filter(
      (one) => one.getBoundingClientRect().right > right + 1,
    );
    return [sideways, ...cut.map((one) => one.textContent)].filter(Boolean);
  });

for (const [width, height, touch] of [
  [1280, 720, false],
  [1024, 768, true],
  [768, 1024, true],
]) {
  for (const lang of ["en", "zh"]) {
    test(`nothing is cut off at ${width} x ${height} in ${lang}`, async () => {
      const { page, close } = await open(VIEW.replace("lang=en", `lang=${lang}`), {
        viewport: { width, height },
        touch,
      });
      assert.equal(await page.getAttribute("html", "lang"), lang);
      await drawRoad(page);
      await page.click("#keep");
      await settled(page);
      assert.equal(await page.$$eval("#kept tbody tr", (rows) => rows.length), 1);
      assert.deepEqual(await cutOff(page), []);
      const text = await page.textContent("aside");
      assert.match(text, lang === "zh" ? /可达人口[\s\S]*恩平/ : /residents served[\s\S]*Enping/);
      if (touch) {
        const small = await page.$$eval(
          ".toolbar button:not([hidden])",
          (all) => all.filter((one) => one.getBoundingClientRect().height < 36).length,
        );
        assert.equal(small, 0, "buttons too small for a finger");
        await page.tap("#tool-from");
        await page.touchscreen.tap(...(await pixel(page, [112.6, 22.25])));
        await page.waitForSelector("#bands");
        await settled(page);
      }
      await close(`${lang}-${width}`);
    });
  }
}

test("languages are switched, modes have their names, towns have theirs", async () => {
  const { page, close } = await open("#item=network-2035&lang=en&map=10/22.25/112.55");
  const modes = () => page.$$eval("#mode option", (all) => all.map((one) => one.textContent));
  assert.deepEqual(await modes(), [
    "car",
    "car and rail",
    "on foot",
    "on foot and rail",
    "bicycle",
    "bicycle and rail",
  ]);
  await page.click("#language");
  await settled(page);
  assert.deepEqual(await modes(), [
    "小汽车",
    "小汽车＋轨道交通",
    "步行",
    "步行＋轨道交通",
    "自行车",
    "自行车＋轨道交通",
  ]);
  assert.match(await page.textContent("header"), /江门西部/);
  const names = () =>
    page.evaluate(() =>
      window.tongda.mapView.map
        .queryRenderedFeatures({ layers: ["towns"] })
        .map((town) => town.properties.name_zh ?? town.properties.name),
    );
  await page.waitForFunction(() => window.tongda.mapView.map.queryRenderedFeatures({ layers: ["towns"] }).length > 5);
  assert.ok(
    (await names()).some((name) => /[\u4e00-\u9fff]/.test(name)),
    "names of towns in Chinese",
  );
  await close();
});

test("land ends where its file ends, and beyond it is unknown", async () => {
  const { page, close } = await open(VIEW.replace("map=10/", "map=8/"));
  assert.match(await page.textContent(".legend"), /unknown/);
  const kinds = await page.evaluate(() => {
    const { map } = window.tongda.mapView;
    return [
      [111.5, 22.9],
      [112.6, 22.4],
    ].map((at) => map.queryRenderedFeatures(map.project(at), { layers: ["land", "unknown"] }).at(0)?.layer.id);
  });
  assert.deepEqual(kinds, ["unknown", "land"]);
  await page.evaluate(() => window.tongda.mapView.map.jumpTo({ center: [112.55, 22.25], zoom: 11 }));
  await page.waitForFunction(() => !document.querySelector(".legend").textContent.includes("unknown"));
  await close("unknown");
});

test("without a mouse: a road, a closure, another speed, and undo", async () => {
  const { page, close } = await open(VIEW);
  const look = (at) => page.evaluate((center) => window.tongda.mapView.map.jumpTo({ center }), at);
  // From the first control by Tab to a tool, and to the map.
  await page.focus("#tool-line");
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute("#tool-line", "aria-pressed"), "true");
  await page.focus("#map canvas.maplibregl-canvas");
  for (const at of ROAD) {
    await look(at);
    await settled(page);
    await page.keyboard.press("Space");
    await page.waitForTimeout(320);
  }
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal((await drawing(page)).roads.length, 1);
  const first = await gained(page);
  assert.ok(first > 0, `${first}`);
  // A road in the middle of the map.
  const road = await page.evaluate(() => {
    const { map } = window.tongda.mapView;
    const found = map.queryRenderedFeatures({ layers: ["road-primary", "road-trunk"] })[0].properties;
    return [found.middle_lon, found.middle_lat];
  });
  await look(road);
  await page.waitForFunction(() => window.tongda.mapView.map.areTilesLoaded());
  await settled(page);
  await page.keyboard.press("s");
  await page.keyboard.press("Space");
  await settled(page);
  await page.keyboard.press("x");
  await page.keyboard.press("Space");
  await settled(page);
  assert.deepEqual(
    (await drawing(page)).edits.map((edit) => edit.kind),
    ["speed", "close"],
  );
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.equal((await drawing(page)).edits.length, 0);
  assert.equal(await gained(page), first);
  await close("keyboard");
});

test("several drawings in a table", async () => {
  const { page, close } = await open(VIEW);
  await drawRoad(page);
  const first = await gained(page);
  await page.click("#keep");
  await page.selectOption(".changes select", "motorway");
  await page.fill(".changes input", "120");
  await page.press(".changes input", "Tab");
  await settled(page);
  const second = await gained(page);
  assert.ok(second > first, `${second} at 120 km/h, ${first} at 80`);
  await page.click("#keep");
  assert.deepEqual(
    await page.$$eval("#kept td[data-residents]", (all) => all.map((one) => Number(one.dataset.residents))),
    [first, second],
  );
  await page.click("#kept tbody tr:first-child button");
  await settled(page);
  assert.equal(await gained(page), first);
  await page.click("#kept tbody tr:first-child button:last-child");
  assert.equal(await page.$$eval("#kept tbody tr", (rows) => rows.length), 1);
  await close("table");
});

test("a closure that places are joined to counts as in a fresh run", async () => {
  const { page, close } = await open(
    "#lang=en&item=drawing&service=circle&minutes=30&mode=car&show=gained&map=11/22.25/112.78",
  );
  const close1 = {
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        geometry: null,
        properties: {
          kind: "close",
          where: {
            within: [
              [112.76, 22.22],
              [112.8, 22.22],
              [112.8, 22.26],
              [112.76, 22.26],
              [112.76, 22.22],
            ],
          },
        },
      },
    ],
  };
  await page.setInputFiles("#load", {
    name: "closure.geojson",
    mimeType: "application/geo+json",
    buffer: Buffer.from(JSON.stringify(close1)),
  });
  await settled(page);
  const api = await page.evaluate(
    async (body) =>
      (await fetch("api/compare?service=circle&all_cells=true", { method: "POST", body: JSON.stringify(body) })).json(),
    close1,
  );
  const within = api.services.at(-1).within.find((one) => one.minutes === 30);
  assert.ok(within.gained_residents < 0);
  assert.equal(await gained(page), within.gained_residents);
  const same = await page.evaluate(
    (before) => JSON.stringify(window.tongda.store.before) === JSON.stringify(before),
    api.cells.all_before_ms,
  );
  assert.ok(same, "the times before are those of the drawing");
  await page.click("#clear");
  await settled(page);
  assert.equal(await gained(page), 0);
  await close();
});

test("an impossible drawing, a file that is none, and a road that is not there", async () => {
  const { page, close } = await open(VIEW);
  await drawRoad(page, [
    [112.45, 22.15],
    [112.42, 22.1],
  ]);
  await page.waitForSelector(".problems:not([hidden])");
  assert.match(await page.textContent(".problems"), /leads to nowhere/);
  assert.equal(await page.textContent("#gained"), "–", "what is not measured has no number");
  assert.ok(await page.isDisabled("#keep"));
  await page.setInputFiles("#load", {
    name: "x.geojson",
    mimeType: "application/geo+json",
    buffer: Buffer.from("no json"),
  });
  await page.waitForFunction(() => /x\.geojson/.test(document.querySelector(".problems").textContent));
  await page.keyboard.press("Escape");
  await page.click("#tool-close");
  await click(page, [112.62, 22.12]);
  await page.waitForFunction(() => /no road of the network/.test(document.querySelector(".problems").textContent));
  await close("problem");
});

test("a server that is killed while the page is open, and one that is not there at first", async () => {
  const own = await serve();
  const port = new URL(own.url).port;
  const { page, close } = await opened(browser, own.url, VIEW);
  await drawRoad(page);
  const first = await gained(page);
  own.server.kill("SIGKILL");
  await new Promise((done) => own.server.once("exit", done));
  await page.selectOption("#service", "library");
  await page.waitForSelector(".problems button");
  assert.match(await page.textContent(".problems"), /does not respond/);
  assert.equal((await drawing(page)).roads.length, 1, "the drawing is still there");
  const again = await serve(port);
  await page.click(".problems button");
  await settled(page);
  assert.equal(await page.isHidden(".problems"), true);
  await page.selectOption("#service", "circle");
  await settled(page);
  assert.equal(await gained(page), first);
  // Opened while the program does not answer.
  const context = await browser.newContext();
  const late = await context.newPage();
  await late.route("**/api/**", (route) => route.abort());
  await late.goto(again.url);
  await late.waitForSelector(".opening button");
  assert.match(await late.textContent(".opening"), /does not respond/);
  await late.unroute("**/api/**");
  await late.click(".opening button");
  await late.waitForSelector("html[data-ready=yes]");
  await context.close();
  again.server.kill();
  await close();
});
