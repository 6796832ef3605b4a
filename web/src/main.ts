// The page: what is seen, how it changes, and what the map and the panel show of it.

import "./style.css";
import type { FeatureCollection } from "geojson";
import { Refused, ask, json, type Answer, type Bands, type Cells, type Study, type Ways } from "./api";
import { el, download } from "./dom";
import { empty, fromGeoJson, isEmpty, lengthKm, toGeoJson, type Drawing } from "./drawing";
import { LiveMap, State as Cell } from "./map";
import { Panel, type Kept, type Tool } from "./panel";
import { Pen, type Ink } from "./pen";
import { fromHash, packed, toHash, unpacked, type State } from "./state";
import { currentLanguage, setLanguage, word } from "./words";

class App {
  private study!: Study;
  private cells!: Cells;
  private index = new Map<string, number>();
  private live: LiveMap | null = null;
  private pen: Pen | null = null;
  private panel!: Panel;
  private state!: State;
  private drawing: Drawing = empty();
  private kept: Kept[] = [];
  private before: (number | null)[] = [];
  private after: (number | null)[] = [];
  private answer: Answer | null = null;
  private tool: Tool = "select";
  private clicks: [number, number][] = [];
  private place: { kind: "from" | "towards" | "route"; points: [number, number][] } | null = null;
  /** The drawing that waits for the server to be free, and since when it waits. */
  private waiting: number | null = null;
  private asking = false;
  private hashTimer = 0;
  /** Milliseconds from a change of the drawing to painted cells, for tests and the status line. */
  readonly latencies: number[] = [];

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
    this.cells.id.forEach((id, i) => this.index.set(id, i));
    const ink: Ink = { class: "primary", speed_kmh: 80, oneway: false, reach_m: 3000, snap: true, service: this.study.services.find((one) => one.facilities > 0)?.id ?? "", newSpeed: 60, wholeWay: false };
    const app = document.querySelector<HTMLElement>("#app")!;
    app.replaceChildren();
    const mapBox = el("div", { id: "map", role: "application", "aria-label": "map", tabindex: 0 });
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
      this.live.setCells(this.cells);
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
      this.before = answer.cells.all_before_ms ?? [];
      this.take(answer);
      this.live?.set("course", answer.course ?? null);
      if (isDrawing && !isEmpty(this.drawing)) this.drawn(true);
    } catch (cause) {
      this.failed(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  private take(answer: Answer): void {
    this.answer = answer;
    this.after = [...this.before];
    const { changed_id, changed_after_ms } = answer.cells;
    changed_id.forEach((id, i) => {
      const cell = this.index.get(id);
      if (cell !== undefined) this.after[cell] = changed_after_ms[i]!;
    });
    this.paint();
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
    this.waiting ??= performance.now();
    if (!this.asking) void this.measure();
  }

  private async measure(): Promise<void> {
    this.asking = true;
    while (this.waiting !== null) {
      const since = this.waiting;
      this.waiting = null;
      const { mode, service, year } = this.state;
      try {
        if (isEmpty(this.drawing)) {
          this.take(await json<Answer>("network", { mode, service, year }, undefined, true));
        } else {
          this.take(await json<Answer>("compare", { mode, service, year }, toGeoJson(this.drawing), true));
        }
        this.panel.problem([]);
        // The next frame shows it.
        await new Promise(requestAnimationFrame);
        const took = performance.now() - since;
        this.latencies.push(took);
        this.panel.took(took);
      } catch (cause) {
        this.failed(cause);
      }
    }
    this.asking = false;
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
  private paint(): void {
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
    this.live?.paint(states);
    this.draw();
  }

  private draw(): void {
    this.panel.draw({
      study: this.study, state: this.state, answer: this.answer, drawing: this.drawing, kept: this.kept, tool: this.tool,
      canUndo: this.pen?.canUndo ?? false, canRedo: this.pen?.canRedo ?? false, notPlaced: this.cells.not_placed.length,
    });
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
    live.map.on("click", (event) => {
      const at: [number, number] = [event.lngLat.lng, event.lngLat.lat];
      if (this.tool === "close" || this.tool === "speed") this.editRoad(event.point.x, event.point.y);
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
    });
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
      } else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
        const tool = ({ v: "select", l: "line", x: "close", s: "speed", f: "facility", i: "from", t: "towards", r: "route" } as Record<string, Tool>)[key];
        if (tool) this.choose(tool);
      }
    });
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

  private clearPlace(): void {
    this.place = null;
    this.clicks = [];
    this.pins([]);
    this.live?.set("bands", null);
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
        this.live?.set("bands", null);
        this.live?.set("ways", ways.features);
        this.panel.placed({ ways });
      } else {
        const minutes = this.study.minutes.filter((one) => one <= this.state.minutes).slice(-3).join(",");
        const bands = await json<Bands>("isochrone", { ...query, lon: from![0], lat: from![1], minutes, direction: place.kind }, drawing);
        this.live?.set("ways", null);
        this.live?.set("bands", bands.after ?? bands.before);
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

  private async exportAs(format: "png" | "geojson" | "csv" | "html"): Promise<void> {
    this.panel.busy(true);
    try {
      if (format === "png") {
        const picture = await this.live?.picture();
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

  private async share(): Promise<void> {
    await this.writeHash();
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    this.panel.say(word("copied"));
  }
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
