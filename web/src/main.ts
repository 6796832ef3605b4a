// The page: what is seen, how it changes, and what the map and the panel show of it.

import "./style.css";
import type { FeatureCollection } from "geojson";
import { Refused, ask, json, type Answer, type Bands, type Cells, type District, type Study, type Ways } from "./api";
import { captioned } from "./caption";
import { el, download } from "./dom";
import { empty, fromGeoJson, isEmpty, lengthKm, toGeoJson, type Drawing } from "./drawing";
import { CellLayer, State as Cell } from "./cells";
import { LiveMap } from "./map";
import { Panel, type Format, type Kept, type Scene, type Tool } from "./panel";
import { Pen, type Ink } from "./pen";
import { fromHash, packed, toHash, unpacked, type State } from "./state";
import { currentLanguage, setLanguage, word } from "./words";

class App {
  private study!: Study;
  private cells!: Cells;
  private live: LiveMap | null = null;
  private squares: CellLayer | null = null;
  private pen: Pen | null = null;
  private panel!: Panel;
  private state!: State;
  private drawing: Drawing = empty();
  private kept: Kept[] = [];
  private before: (number | null)[] = [];
  private after: (number | null)[] = [];
  /** The network without a drawing: its answer and times, which short answers leave out. */
  private base: { answer: Answer; times: (number | null)[] } | null = null;
  private answer: Answer | null = null;
  /** Whether the answer is that of what is drawn: an impossible drawing has none. */
  private isMeasured = true;
  private tool: Tool = "select";
  private clicks: [number, number][] = [];
  private place: { kind: "from" | "towards" | "route"; points: [number, number][] } | null = null;
  /** Since when the drawing waits for the server to be free. */
  private waiting: number | null = null;
  private asking = false;
  private hashTimer = 0;
  /** When the pointer was moved last. */
  private moved = 0;
  private districtsTimer = 0;
  private bands: FeatureCollection | null = null;
  /** Milliseconds from a move of the pointer to its numbers in the panel, and to the frame after the one that
      shows its cells; for tests and the status line. */
  readonly measured: { shown: number[]; painted: number[] } = { shown: [], painted: [] };

  async open(): Promise<void> {
    const { state, drawing } = fromHash(location.hash);
    if (state.lang) setLanguage(state.lang);
    this.study = await json<Study>("study", { mode: state.mode });
    const known = (id: string | undefined) => id !== undefined && (["drawing", "now"].includes(id) || /^at-\d+$/.test(id) || this.study.projects.some((one) => one.id === id));
    this.state = {
      lang: currentLanguage(), item: known(state.item) ? state.item! : "drawing", year: state.year ?? null,
      service: state.service ?? "circle", minutes: this.study.minutes.includes(state.minutes ?? 0) ? state.minutes! : this.study.headline_minutes,
      mode: this.study.mode, show: state.show ?? "gained", view: state.view ?? null,
    };
    this.cells = await json<Cells>("cells", { mode: this.state.mode });
    const ink: Ink = { class: "primary", speed_kmh: 80, oneway: false, reach_m: 3000, snap: true, service: this.study.services.find((one) => one.facilities > 0)?.id ?? "", newSpeed: 60, wholeWay: false };
    const app = document.querySelector<HTMLElement>("#app")!;
    app.replaceChildren();
    const mapBox = el("div", { id: "map", "aria-label": word("keys"), role: "application" });
    this.panel = new Panel(app, mapBox, ink, {
      see: (change) => void this.see(change), tool: (tool) => this.choose(tool),
      undo: () => this.pen?.undo(), redo: () => this.pen?.redo(), clear: () => this.pen?.replace(empty()),
      remove: (kind, i) => this.pen?.remove(kind, i), change: (i, fields) => this.pen?.change(i, fields),
      save: () => this.save(), load: (file) => void this.loadFile(file), keep: () => this.keep(), showKept: (i) => this.pen?.replace(this.kept[i]!.drawing), dropKept: (i) => { this.kept.splice(i, 1); this.draw(); },
      exportAs: (format) => void this.exportAs(format), share: () => void this.share(), inkChanged: () => this.draw(), clearPlace: () => this.clearPlace(),
    });
    try {
      this.live = new LiveMap(mapBox, this.study, this.state.view ?? undefined);
      await this.live.ready();
      this.squares = new CellLayer(this.live.map);
      this.squares.setCells(this.cells);
      this.pen = new Pen(this.live, ink, (final) => this.drawn(final));
      this.listen();
    } catch (cause) {
      // Without WebGL the numbers still work.
      console.error(cause);
      mapBox.append(el("p", { class: "no-map", role: "alert" }, word("noGl")));
    }
    if (drawing) {
      try {
        this.drawing = fromGeoJson(await unpacked(drawing));
        this.pen?.replace(this.drawing, false);
      } catch (cause) {
        this.panel.problem([`${word("share")}: ${String(cause)}`]);
      }
    }
    this.draw();
    await this.load();
    document.documentElement.dataset.ready = "yes";
  }

  /** Changes what is seen. */
  private async see(change: Partial<State>): Promise<void> {
    const { mode, service, item, year } = this.state;
    Object.assign(this.state, change);
    setLanguage(this.state.lang);
    if (change.lang) this.live?.setLanguage();
    this.draw();
    if (this.state.mode !== mode) {
      this.panel.busy(true);
      try {
        this.study = await json<Study>("study", { mode: this.state.mode });
        this.live?.setMode(this.study, this.state.mode);
      } catch (cause) {
        this.state.mode = mode;
        this.failed(cause);
      }
    }
    if (this.state.mode !== mode || this.state.service !== service || this.state.item !== item || this.state.year !== year) await this.load();
    else this.paint();
    if (this.place) void this.locate();
  }

  /** Asks for what is chosen, from the beginning. */
  private async load(): Promise<void> {
    const { item, year, service, mode } = this.state;
    this.panel.busy(true);
    try {
      const query = { mode, service, all_cells: true };
      const at = /^at-(\d+)$/.exec(item)?.[1];
      const isDrawing = item === "drawing";
      let answer: Answer;
      if (isDrawing) answer = await json<Answer>("network", { ...query, year });
      else if (item === "now" || at) answer = await json<Answer>("network", { ...query, year: at });
      else answer = await json<Answer>(`project/${encodeURIComponent(item)}`, query);
      if (item !== this.state.item || service !== this.state.service || mode !== this.state.mode || year !== this.state.year) return;
      this.base = { answer, times: answer.cells.all_before_ms ?? [] };
      this.take(answer, true);
      this.live?.set("course", answer.course ?? null);
      this.panel.problem([]);
      if (isDrawing && !isEmpty(this.drawing)) this.drawn(true);
    } catch (cause) {
      this.failed(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  /** Shows an answer; districts at most so often while a point is dragged. */
  private take(answer: Answer, isFull: boolean): void {
    this.isMeasured = true;
    this.answer = isFull || !this.base ? answer : { ...answer, districts: merged(this.base.answer.districts, answer.districts) };
    this.before = answer.cells.all_before_ms ?? this.base?.times ?? [];
    this.after = [...this.before];
    const { changed, changed_after_ms } = answer.cells;
    changed.forEach((cell, i) => (this.after[cell] = changed_after_ms[i]!));
    this.paint(!isFull);
  }

  /** The drawing changed; asks when the server has answered the last one. */
  private drawn(final: boolean): void {
    if (!this.pen) return;
    this.drawing = this.pen.drawing();
    if (this.state.item !== "drawing") {
      if (isEmpty(this.drawing)) return;
      this.state.item = "drawing";
      void this.load();
      return;
    }
    if (final) this.draw();
    const now = performance.now();
    this.waiting ??= now - this.moved < 100 ? this.moved : now;
    if (!this.asking) void this.measure();
  }

  /** Asks for the newest drawing, one at a time, until there is no newer one. */
  private async measure(): Promise<void> {
    this.asking = true;
    while (this.waiting !== null) {
      const since = this.waiting;
      this.waiting = null;
      const { mode, service, year } = this.state;
      try {
        if (!isEmpty(this.drawing)) this.take(await json<Answer>("compare", { mode, service, year, short: true }, toGeoJson(this.drawing), true), false);
        else if (this.base) this.take(this.base.answer, true);
        this.panel.problem([]);
        const shown = performance.now() - since;
        this.measured.shown.push(shown);
        this.panel.took(shown);
        // The callback after next: the frame with the cells is through by then.
        requestAnimationFrame(() => requestAnimationFrame(() => this.measured.painted.push(performance.now() - since)));
      } catch (cause) {
        if (!(cause instanceof Refused && cause.status === 409)) this.unmeasured();
        this.failed(cause);
      }
    }
    this.asking = false;
  }

  /** Takes back what an earlier drawing brought: it is not what is drawn now. */
  private unmeasured(): void {
    if (this.base) this.take(this.base.answer, true);
    this.isMeasured = false;
    this.draw();
  }

  private failed(cause: unknown): void {
    if (cause instanceof Refused) {
      if (cause.status !== 409) this.panel.problem(cause.problems.length > 0 ? cause.problems : [cause.message]);
    } else {
      console.error(cause);
      this.panel.problem([word("failed")], () => void this.load());
    }
  }

  /** Colours the cells and writes the numbers. */
  private paint(isMove = false): void {
    const { minutes, show } = this.state;
    const limit = minutes * 60_000;
    const states = new Uint8Array(this.before.length);
    const within = (time: number | null | undefined) => time !== null && time !== undefined && time <= limit;
    for (let i = 0; i < states.length; i++) {
      const [old, now] = [within(this.before[i]), within(this.after[i])];
      if (show === "before") states[i] = old ? Cell.Both : Cell.Beyond;
      else if (show === "after") states[i] = now ? Cell.Both : Cell.Beyond;
      else states[i] = old && now ? Cell.Both : now ? Cell.Gained : old ? Cell.Lost : Cell.Beyond;
    }
    this.squares?.show(states);
    if (!isMove) {
      this.draw();
      return;
    }
    const scene = this.scene();
    this.panel.drawFigures(scene);
    this.districtsTimer ||= window.setTimeout(() => {
      this.districtsTimer = 0;
      this.draw();
    }, 150);
  }

  private scene(): Scene {
    return {
      study: this.study, state: this.state, answer: this.answer, drawing: this.drawing, kept: this.kept, tool: this.tool,
      canUndo: this.pen?.canUndo ?? false, canRedo: this.pen?.canRedo ?? false, notPlaced: this.cells.not_placed.length,
      isMeasured: this.isMeasured, bands: this.bands, seesUnknown: this.live?.seesUnknown(this.study.land_cuts) ?? false,
    };
  }

  private draw(): void {
    this.panel.draw(this.scene());
    this.live?.set("edits", {
      type: "FeatureCollection",
      features: this.drawing.edits.filter((edit) => edit.middle).map((edit) => ({ type: "Feature", properties: { kind: edit.kind }, geometry: { type: "Point", coordinates: edit.middle! } })),
    });
    clearTimeout(this.hashTimer);
    this.hashTimer = window.setTimeout(() => void this.writeHash(), 200);
  }

  private async writeHash(): Promise<void> {
    const drawing = isEmpty(this.drawing) ? null : await packed(toGeoJson(this.drawing));
    history.replaceState(null, "", toHash(this.state, drawing));
  }

  private choose(tool: Tool): void {
    this.tool = tool;
    this.clicks = [];
    this.pen?.setTool(tool === "select" ? "select" : tool === "line" ? "linestring" : tool === "facility" ? "point" : "none");
    if (this.live) this.live.map.getCanvas().style.cursor = tool === "select" ? "" : "crosshair";
    this.draw();
  }

  private listen(): void {
    const { live, pen } = this;
    if (!live || !pen) return;
    pen.onFinished = (id) => {
      this.choose("select");
      pen.selectFeature(id);
    };
    live.map.on("moveend", () => {
      const { lng, lat } = live.map.getCenter();
      this.state.view = { center: [lng, lat], zoom: live.map.getZoom() };
      this.draw();
    });
    live.map.on("click", ({ lngLat, point }) => this.clicked([lngLat.lng, lngLat.lat], point.x, point.y));
    addEventListener("pointermove", (event) => (this.moved = event.timeStamp), { capture: true, passive: true });
    addEventListener("keydown", (event) => {
      const target = event.target as HTMLElement;
      if (["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === "z") {
        event.preventDefault();
        if (event.shiftKey) pen.redo();
        else pen.undo();
      } else if ((event.ctrlKey || event.metaKey) && key === "y") {
        event.preventDefault();
        pen.redo();
      } else if (key === " " && target === live.map.getCanvas()) {
        event.preventDefault();
        this.clickMiddle();
      } else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
        const tool = ({ v: "select", l: "line", x: "close", s: "speed", f: "facility", i: "from", t: "towards", r: "route" } as Record<string, Tool>)[key];
        if (tool) this.choose(tool);
      }
    });
  }

  /** What a tool does with a click on the map. */
  private clicked(at: [number, number], x: number, y: number): void {
    if (this.tool === "close" || this.tool === "speed") this.editRoad(x, y);
    else if (this.tool === "from" || this.tool === "towards") {
      this.place = { kind: this.tool, points: [at] };
      void this.locate();
    } else if (this.tool === "route") {
      this.clicks = this.clicks.length >= 2 ? [at] : [...this.clicks, at];
      this.pins(this.clicks);
      if (this.clicks.length === 2) {
        this.place = { kind: "route", points: this.clicks };
        void this.locate();
      }
    }
  }

  /** A click without a mouse: arrows move the map, the space bar clicks on its middle. */
  private clickMiddle(): void {
    const { map } = this.live!;
    const canvas = map.getCanvas();
    const box = canvas.getBoundingClientRect();
    const [x, y] = [box.width / 2, box.height / 2];
    if (!["select", "line", "facility"].includes(this.tool)) {
      const { lng, lat } = map.unproject([x, y]);
      this.clicked([lng, lat], x, y);
      return;
    }
    const where = { bubbles: true, isPrimary: true, pointerId: 1, pointerType: "mouse", clientX: box.left + x, clientY: box.top + y };
    for (const [kind, buttons] of [["pointermove", 0], ["pointerdown", 1], ["pointerup", 0]] as const) {
      canvas.dispatchEvent(new PointerEvent(kind, { ...where, button: kind === "pointermove" ? -1 : 0, buttons }));
    }
  }

  private editRoad(x: number, y: number): void {
    const road = this.live?.roadAt(x, y, 10);
    if (!road || !this.pen) {
      this.panel.problem([word("noRoad")]);
      return;
    }
    const { way, middle_lon, middle_lat, ref, name } = road.properties as { way: number; middle_lon: number; middle_lat: number; ref?: string; name?: string; class: string };
    const { wholeWay, newSpeed } = this.pen.ink;
    const label = [ref, name].filter(Boolean).join(" ") || `${road.properties.class} ${way}`;
    const middle = wholeWay ? null : [middle_lon, middle_lat];
    this.pen.addEdit({ kind: this.tool === "close" ? "close" : "speed", way, middle, label, ...(this.tool === "speed" ? { speed_kmh: newSpeed } : {}) });
  }

  private pins(points: [number, number][]): void {
    this.live?.set("pins", { type: "FeatureCollection", features: points.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } })) });
  }

  /** Shows bands in the place of cells, or cells again. */
  private showBands(bands: FeatureCollection | null): void {
    this.bands = bands;
    this.live?.set("bands", bands);
    if (this.squares) this.squares.canvas.hidden = bands !== null;
    this.draw();
  }

  private clearPlace(): void {
    this.place = null;
    this.clicks = [];
    this.pins([]);
    this.showBands(null);
    this.live?.set("ways", null);
    this.panel.placed(null);
  }

  /** What a scenario is called in questions about a place. */
  private scenario(): { query: Record<string, string | number | null>; drawing?: FeatureCollection } {
    const { item, year, mode } = this.state;
    if (item === "drawing") return isEmpty(this.drawing) ? { query: { mode, year } } : { query: { mode, year }, drawing: toGeoJson(this.drawing) };
    const at = /^at-(\d+)$/.exec(item)?.[1];
    if (item === "now" || at) return { query: { mode, year: at ?? null } };
    return { query: { mode, with: item } };
  }

  private async locate(): Promise<void> {
    const place = this.place;
    if (!place) return;
    this.pins(place.points);
    const { query, drawing } = this.scenario();
    this.panel.busy(true);
    try {
      const [from, to] = place.points;
      if (place.kind === "route") {
        const ways = await json<Ways>("route", { ...query, from: from!.join(","), to: to!.join(",") }, drawing);
        this.showBands(null);
        this.live?.set("ways", ways.features);
        this.panel.placed({ ways });
      } else {
        const minutes = this.study.minutes.filter((one) => one <= this.state.minutes).slice(-3).join(",");
        const bands = await json<Bands>("isochrone", { ...query, lon: from![0], lat: from![1], minutes, direction: place.kind }, drawing);
        this.live?.set("ways", null);
        this.showBands(bands.after ?? bands.before);
        this.panel.placed({ bands, direction: place.kind });
      }
      this.panel.problem([]);
    } catch (cause) {
      this.failed(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  private keep(): void {
    const within = this.answer?.services.find((one) => one.service === this.state.service)?.within.find((one) => one.minutes === this.state.minutes);
    const km = this.drawing.roads.reduce((sum, road) => sum + lengthKm(road.coordinates), 0);
    const { service, minutes, mode, year } = this.state;
    this.kept.push({ name: `${word("untitled")} ${this.kept.length + 1}`, drawing: structuredClone(this.drawing), km, gained: within?.gained_residents ?? 0, area: within ? within.area_km2_after - within.area_km2_before : 0, service, minutes, mode, year });
    this.draw();
  }

  private save(): void {
    download("drawing.geojson", new Blob([JSON.stringify(toGeoJson(this.drawing), null, 1)], { type: "application/geo+json" }));
  }

  private async loadFile(file: File): Promise<void> {
    try {
      const collection = JSON.parse(await file.text()) as FeatureCollection;
      if (collection.type !== "FeatureCollection") throw new Error("not a GeoJSON FeatureCollection");
      this.pen?.replace(fromGeoJson(collection));
    } catch (cause) {
      this.panel.problem([`${file.name}: ${String(cause)}`]);
    }
  }

  private async exportAs(format: Format): Promise<void> {
    this.panel.busy(true);
    try {
      if (format === "png") {
        const picture = await this.picture();
        if (picture) download("tongda.png", picture);
      } else {
        const { query, drawing } = this.scenario();
        const answer = await ask(`export.${format}`, { ...query, lang: this.state.lang }, drawing);
        download(`tongda.${format}`, await answer.blob());
      }
    } catch (cause) {
      this.failed(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  /** The map as it is shown, with a line that says what it is, the legend and the credits. */
  private async picture(): Promise<Blob | null> {
    if (!this.live || !this.squares || !this.pen) return null;
    const map = await this.live.picture([...(this.bands ? [] : [[this.squares.canvas, "multiply"] as [HTMLCanvasElement, "multiply"]]), [this.pen.canvas, "source-over"]]);
    const whole = captioned(map, devicePixelRatio, this.panel.caption(this.scene()));
    return new Promise((done) => whole.toBlob(done, "image/png"));
  }

  private async share(): Promise<void> {
    await this.writeHash();
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    this.panel.say(word("copied"));
  }
}

/** All districts, those that are told anew in the place of what they were. */
function merged(all: District[], anew: District[]): District[] {
  const key = (one: District) => [one.level, one.county, one.township].join("\n");
  const found = new Map(anew.map((one) => [key(one), one]));
  return all.map((one) => found.get(key(one)) ?? one);
}

const app = new App();
// Tests look at it.
(window as unknown as { tongda: App }).tongda = app;

async function open(): Promise<void> {
  try {
    await app.open();
  } catch (cause) {
    console.error(cause);
    const problems = cause instanceof Refused ? [cause.message, ...cause.problems] : [word("failed")];
    const box = el("div", { class: "opening", role: "alert" }, ...problems.map((problem) => el("p", {}, problem)), el("button", { click: () => location.reload() }, word("retry")));
    document.querySelector("#app")!.replaceChildren(box);
  }
}
void open();
