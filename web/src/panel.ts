// The panel beside the map: choices, numbers, tools and tables.

import type { FeatureCollection } from "geojson";
import type { Answer, Bands, Coverage, Study, Way, Ways } from "./api";
import { el, options } from "./dom";
import { isEmpty, lengthKm, type Drawing, type Road } from "./drawing";
import type { Caption } from "./caption";
import { COLOURS } from "./map";
import type { Ink } from "./pen";
import type { Show, State } from "./state";
import { currentLanguage, named, signed, word, type Word } from "./words";

export type Tool = "select" | "line" | "close" | "speed" | "facility" | "from" | "towards" | "route";
/** A drawing that was put aside, with what it brought. */
export interface Kept { name: string; drawing: Drawing; km: number; gained: number; area: number; service: string; minutes: number; mode: string; year: number | null }

export type Format = "png" | "geojson" | "gpkg" | "csv" | "html";

export interface Deeds {
  see(change: Partial<State>): void;
  tool(tool: Tool): void;
  undo(): void; redo(): void; clear(): void;
  remove(kind: "roads" | "facilities" | "edits" | "others", index: number): void;
  change(index: number, fields: Partial<Road>): void;
  save(): void; load(file: File): void; keep(): void; showKept(index: number): void; dropKept(index: number): void;
  exportAs(format: Format): void;
  share(): void; inkChanged(): void; clearPlace(): void;
}

export interface Scene {
  study: Study; state: State; answer: Answer | null; drawing: Drawing; kept: Kept[]; tool: Tool;
  canUndo: boolean; canRedo: boolean; notPlaced: number;
  /** Whether the answer is that of what is drawn. */
  isMeasured: boolean;
  /** Bands around a place, which are shown instead of cells. */
  bands: FeatureCollection | null;
  seesUnknown: boolean;
}

const TOOLS: [Tool, Word, string, Word][] = [
  ["select", "select", "V", "select1"], ["line", "line", "L", "line1"], ["close", "close", "X", "close1"], ["speed", "speed", "S", "speed1"],
  ["facility", "facility", "F", "facility1"], ["from", "from", "I", "place1"], ["towards", "towards", "T", "place1"], ["route", "route", "R", "route1"],
];
/** Speeds that new roads of a class are usually given (JTG B01-2014), in km/h. */
const CLASSES: [string, number][] = [["motorway", 100], ["trunk", 80], ["primary", 80], ["secondary", 60], ["tertiary", 40], ["unclassified", 30]];
const REACHES = [300, 1000, 3000, 5000];

export class Panel {
  private readonly head = el("header");
  private readonly choices = el("section", { class: "choices" });
  private readonly figures = el("section", { class: "figures", "aria-live": "polite" });
  private readonly draft = el("section");
  private readonly keptBox = el("section");
  private readonly districts = el("section", { class: "districts" });
  private readonly placeBox = el("section");
  private readonly exports = el("section", { class: "exports" });
  private readonly toolbar = el("div", { class: "toolbar", role: "toolbar" });
  private readonly hint = el("div", { class: "hint", role: "status" });
  private readonly problems = el("div", { class: "problems", role: "alert", hidden: true });
  private readonly legend = el("div", { class: "legend" });
  private readonly status = el("div", { class: "status", role: "status" });
  private readonly progress = el("div", { class: "progress", hidden: true, role: "progressbar" });
  private lastPlaced: { ways?: Ways; bands?: Bands; direction?: string } | null = null;
  /** What was drawn last, so that what has the focus is not made anew for nothing. */
  private drawnHead = "";
  private drawnDraft = "";
  private drawnLegend = "";
  private told = "";

  constructor(app: HTMLElement, map: HTMLElement, private readonly ink: Ink, private readonly deeds: Deeds) {
    const side = el("aside", {}, this.head, this.choices, this.figures, this.draft, this.keptBox, this.placeBox, this.districts, this.exports, this.status);
    app.append(el("main", {}, map, this.toolbar, this.hint, this.problems, this.legend, this.progress), side);
  }

  draw(scene: Scene): void {
    const { state, study } = scene;
    document.title = `tongda 通达 · ${named(study)}`;
    const head = JSON.stringify([state.lang, state.item, state.year, state.service, state.minutes, state.mode, state.show]);
    if (head !== this.drawnHead) {
      this.drawnHead = head;
      this.drawHead(scene);
      this.drawExports();
      this.placed(this.lastPlaced);
    }
    const legend = JSON.stringify([head, scene.seesUnknown, scene.notPlaced, this.bandColours(scene)]);
    if (legend !== this.drawnLegend) {
      this.drawnLegend = legend;
      this.drawLegend(scene);
    }
    this.drawTools(scene);
    this.drawFigures(scene);
    const draft = JSON.stringify([head, scene.isMeasured, scene.drawing, this.ink, scene.tool, scene.kept.length]);
    if (draft !== this.drawnDraft && !this.draft.contains(document.activeElement?.matches("input[type=number]") ? document.activeElement : null)) {
      this.drawnDraft = draft;
      this.drawDraft(scene);
      this.drawKept(scene);
    }
    this.drawDistricts(scene);
  }

  private drawHead({ study, state }: Scene): void {
    const see = (change: Partial<State>) => this.deeds.see(change);
    const other = state.lang === "en" ? "zh" : "en";
    this.head.replaceChildren(
      el("div", {}, el("h1", {}, "tongda 通达"), el("p", {}, named(study))),
      el("button", { id: "language", lang: other, click: () => see({ lang: other }) }, other === "zh" ? "中文" : "English"),
    );
    const items = [
      { value: "drawing", text: word("drawing") },
      { value: "now", text: word("now") },
      ...study.projects.filter((one) => one.kind !== "set-of-projects").map((one) => ({ value: one.id, text: `${named(one)}${one.opens ? ` (${one.opens})` : ""}`, group: word("projects") })),
      ...study.projects.filter((one) => one.kind === "set-of-projects").map((one) => ({ value: one.id, text: this.setName(study, one.id), group: word("sets") })),
      ...study.years.map((year) => ({ value: `at-${year}`, text: currentLanguage() === "zh" ? `${year} ${word("networkOf")}` : `${word("networkOf")} ${year}`, group: word("years") })),
    ];
    const services = [
      { value: "circle", text: word("circle") },
      ...study.services.filter((one) => one.facilities > 0).map((one) => ({ value: one.id, text: named(one) })),
    ];
    const field = (id: string, label: string, list: { value: string; text: string; group?: string }[], chosen: string, choose: (value: string) => void) =>
      el("label", {}, el("span", {}, label), el("select", { id, change: (event) => choose((event.target as HTMLSelectElement).value) }, ...options(list, chosen)));
    const shows: Show[] = ["before", "after", "gained"];
    const bases = [{ value: "", text: word("now") }, ...study.years.map((year) => ({ value: String(year), text: String(year) }))];
    this.choices.replaceChildren(
      field("item", word("what"), items, state.item, (item) => see({ item })),
      ...(state.item === "drawing" ? [field("year", word("against"), bases, state.year === null ? "" : String(state.year), (year) => see({ year: year ? Number(year) : null }))] : []),
      field("service", word("service"), services, state.service, (service) => see({ service })),
      el("div", { class: "pair" },
        field("minutes", word("cutoff"), study.minutes.map((one) => ({ value: String(one), text: `${one} ${word("minutes")}` })), String(state.minutes), (minutes) => see({ minutes: Number(minutes) })),
        field("mode", word("mode"), study.modes.map((one) => ({ value: one, text: modeName(one) })), state.mode, (mode) => see({ mode })),
      ),
      el("div", { class: "shows", role: "group" }, ...shows.map((show) => el("button", { "aria-pressed": String(state.show === show), "data-show": show, click: () => see({ show }) }, word(show)))),
    );
  }

  private setName(study: Study, id: string): string {
    const year = /^network-(\d+)$/.exec(id)?.[1];
    if (!year) return word("allProjects");
    return `${year} ${word("against")} ${study.years[0]}`;
  }

  /** The headline numbers. */
  drawFigures({ answer, state, study, isMeasured }: Scene): void {
    const coverage = answer?.services.find((one) => one.service === state.service);
    const within = coverage && at(coverage, state.minutes);
    if (!coverage || !within) {
      this.figures.replaceChildren(el("p", {}, word("loading")));
      return;
    }
    const share = (residents: number) => `${((residents / Math.max(study.residents, 1)) * 100).toFixed(1)} %`;
    const box = (id: string, value: string, label: string) => el("div", {}, el("b", { id }, value), el("span", {}, label));
    const mean = (minutes: number | null) => (minutes === null ? "–" : minutes.toFixed(1));
    const after = (text: string) => (isMeasured ? text : "–");
    this.figures.replaceChildren(
      el("div", { class: "main" }, el("b", { id: "gained", "data-residents": isMeasured ? within.gained_residents : null }, after(signed(within.gained_residents))), el("span", {}, word("residentsGained"))),
      box("before", share(within.residents_before), word("residentsBefore")),
      box("after", after(share(within.residents_after)), word("residentsAfter")),
      box("area", after(`${within.area_km2_after - within.area_km2_before >= 0.05 ? "+" : ""}${(within.area_km2_after - within.area_km2_before).toFixed(1)}`), word("areaGained")),
      box("mean", `${mean(coverage.mean_minutes_before)} → ${after(mean(coverage.mean_minutes_after))}`, word("meanMinutes")),
    );
  }

  private drawTools({ tool, canUndo, canRedo, drawing, state }: Scene): void {
    const button = (id: string, text: string, key: string, pressed: boolean | null, disabled: boolean, act: () => void) =>
      el("button", { id, title: key ? `${text} (${key})` : text, "aria-label": text, "aria-pressed": pressed === null ? null : String(pressed), disabled, click: act }, icon(id), el("small", {}, text));
    const told = JSON.stringify([tool, canUndo, canRedo, isEmpty(drawing), state.lang]);
    if (this.told === told) return;
    this.told = told;
    const focused = document.activeElement?.id;
    this.toolbar.replaceChildren(
      ...TOOLS.map(([name, text, key]) => button(`tool-${name}`, word(text), key, tool === name, false, () => this.deeds.tool(name))),
      button("undo", word("undo"), "Ctrl+Z", null, !canUndo, () => this.deeds.undo()),
      button("redo", word("redo"), "Ctrl+Y", null, !canRedo, () => this.deeds.redo()),
    );
    if (focused) document.getElementById(focused)?.focus();
    const hint = TOOLS.find(([name]) => name === tool)![3];
    this.hint.title = word("keys");
    this.hint.textContent = word(tool === "select" && isEmpty(drawing) ? "noChanges" : hint);
  }

  private drawDraft(scene: Scene): void {
    const { drawing, study, tool } = scene;
    const { ink } = this;
    const set = (change: Partial<Ink>) => {
      Object.assign(ink, change);
      this.deeds.inkChanged();
    };
    const number = (value: number, least: number, most: number, choose: (value: number) => void) =>
      el("input", { type: "number", value, min: least, max: most, step: 5, change: (event) => {
        const given = Number((event.target as HTMLInputElement).value);
        if (given >= least && given <= most) choose(given);
      } });
    const check = (id: string, text: string, checked: boolean, choose: (on: boolean) => void) =>
      el("label", { class: "check" }, el("input", { id, type: "checkbox", checked, change: (event) => choose((event.target as HTMLInputElement).checked) }), text);
    const classes = CLASSES.map(([value]) => ({ value, text: value }));
    const services = study.services.map((one) => ({ value: one.id, text: named(one) }));
    const row = (text: string, kind: "roads" | "facilities" | "edits" | "others", i: number, ...more: Node[]) =>
      el("li", {}, el("span", {}, text), ...more, el("button", { class: "small", title: word("remove"), "aria-label": `${word("remove")} ${text}`, click: () => this.deeds.remove(kind, i) }, "×"));
    this.draft.replaceChildren(
      el("h2", {}, word("draw")),
      ...(tool === "line" || tool === "select" ? [el("div", { class: "ink" },
        el("label", {}, word("class"), el("select", { id: "ink-class", change: (event) => {
          const chosen = (event.target as HTMLSelectElement).value;
          set({ class: chosen, speed_kmh: CLASSES.find(([name]) => name === chosen)![1] });
        } }, ...options(classes, ink.class))),
        el("label", {}, word("kmh"), number(ink.speed_kmh, 5, 400, (speed_kmh) => set({ speed_kmh }))),
        el("label", {}, word("ends"), el("select", { change: (event) => set({ reach_m: Number((event.target as HTMLSelectElement).value) }) }, ...options(REACHES.map((one) => ({ value: String(one), text: `${one} m` })), String(ink.reach_m)))),
        check("ink-snap", word("snapped"), ink.snap, (snap) => set({ snap })),
        check("ink-oneway", word("oneway"), ink.oneway, (oneway) => set({ oneway })),
      )] : []),
      ...(tool === "speed" ? [el("div", { class: "ink" }, el("label", {}, `${word("newSpeed")}, ${word("kmh")}`, number(ink.newSpeed, 5, 200, (newSpeed) => set({ newSpeed }))))] : []),
      ...(tool === "speed" || tool === "close" ? [el("div", { class: "ink" }, check("ink-whole", word("wholeWay"), ink.wholeWay, (wholeWay) => set({ wholeWay })))] : []),
      ...(tool === "facility" ? [el("div", { class: "ink" }, el("label", {}, word("service"), el("select", { id: "ink-service", change: (event) => set({ service: (event.target as HTMLSelectElement).value }) }, ...options(services, ink.service))))] : []),
      el("ul", { class: "changes" },
        ...drawing.roads.map((road, i) => row(`${road.id} · ${lengthKm(road.coordinates).toFixed(1)} km`, "roads", i,
          el("select", { "aria-label": word("class"), change: (event) => this.deeds.change(i, { class: (event.target as HTMLSelectElement).value }) }, ...options(classes.some((one) => one.value === road.class) ? classes : [...classes, { value: road.class, text: road.class }], road.class)),
          number(road.speed_kmh, 5, 400, (speed_kmh) => this.deeds.change(i, { speed_kmh })), el("small", {}, word("kmh")))),
        ...drawing.edits.map((edit, i) => row(`${edit.label} · ${edit.kind === "close" ? word("closed") : `${edit.speed_kmh} ${word("kmh")}`}`, "edits", i)),
        ...drawing.facilities.map((facility, i) => row(`${facility.name || facility.id} · ${named(study.services.find((one) => one.id === facility.service) ?? { name: facility.service, name_zh: "" })}`, "facilities", i)),
        ...drawing.others.map((feature, i) => row(`${String(feature.properties?.id ?? "")} ${String(feature.properties?.kind ?? "?")}`, "others", i)),
      ),
      el("div", { class: "buttons" },
        el("button", { id: "keep", disabled: isEmpty(drawing) || !scene.isMeasured, click: () => this.deeds.keep() }, word("keep")),
        el("button", { id: "save", disabled: isEmpty(drawing), click: () => this.deeds.save() }, word("save")),
        el("button", { click: () => this.draft.querySelector<HTMLInputElement>("#load")!.click() }, word("load")),
        el("input", { id: "load", type: "file", accept: ".geojson,.json", hidden: true, change: (event) => {
          const input = event.target as HTMLInputElement;
          const file = input.files?.[0];
          if (file) this.deeds.load(file);
          input.value = "";
        } }),
        el("button", { id: "clear", disabled: isEmpty(drawing), click: () => this.deeds.clear() }, word("clear")),
      ),
    );
  }

  private drawKept({ kept, study }: Scene): void {
    if (kept.length === 0) {
      this.keptBox.replaceChildren();
      return;
    }
    const service = (id: string) => (id === "circle" ? word("circle") : named(study.services.find((one) => one.id === id) ?? { name: id, name_zh: "" }));
    this.keptBox.replaceChildren(
      el("h2", {}, word("kept")),
      el("table", { id: "kept" },
        el("thead", {}, el("tr", {}, ...[word("name"), "km", word("residentsGained"), word("areaGained")].map((text) => el("th", {}, text)))),
        el("tbody", {}, ...kept.map((one, i) => el("tr", {},
          el("td", {}, el("input", { value: one.name, "aria-label": word("name"), change: (event) => { one.name = (event.target as HTMLInputElement).value; } }),
            el("small", {}, `${service(one.service)}, ${one.minutes} ${word("minutes")}, ${modeName(one.mode)}${one.year ? `, ${one.year}` : ""}`),
            el("div", { class: "buttons" }, el("button", { class: "small", click: () => this.deeds.showKept(i) }, word("show")), el("button", { class: "small", "aria-label": `${word("remove")} ${one.name}`, click: () => this.deeds.dropKept(i) }, "×"))),
          el("td", {}, one.km.toFixed(1)), el("td", { "data-residents": one.gained }, signed(one.gained)), el("td", {}, one.area.toFixed(1)),
        ))),
      ),
    );
  }

  private drawDistricts({ answer, state, study }: Scene): void {
    const name = (district: string) => (currentLanguage() === "zh" && study.districts_zh[district]) || district;
    const list = (answer?.districts ?? []).map((one) => ({ ...one, now: at(one, state.minutes) })).filter((one) => one.now !== undefined);
    const counties = list.filter((one) => one.level === "county");
    const share = (residents: number, all: number) => (all > 0 ? `${((residents / all) * 100).toFixed(1)} %` : "–");
    const row = (one: (typeof list)[number]) => el("tr", { class: one.level },
      el("td", {}, one.level === "county" ? name(one.county) || word("county") : name(one.township)),
      el("td", {}, share(one.now!.residents_before, one.residents)), el("td", {}, share(one.now!.residents_after, one.residents)), el("td", {}, signed(one.now!.gained_residents)));
    const rows = counties.flatMap((county) => {
      const inside = list.filter((one) => one.level === "township" && one.county === county.county);
      inside.sort((a, b) => b.now!.gained_residents - a.now!.gained_residents || a.township.localeCompare(b.township));
      return [row(county), ...inside.map(row)];
    });
    const open = this.districts.querySelector("details")?.open ?? true;
    this.districts.replaceChildren(el("details", { open }, el("summary", {}, word("districts")),
      el("table", {}, el("thead", {}, el("tr", {}, ...[word("district"), word("before"), word("after"), word("gain")].map((text) => el("th", {}, text)))), el("tbody", {}, ...rows))));
  }

  /** Colours of cells and what they mean. */
  private meanings(scene: Scene): [string, string][] {
    const { state } = scene;
    const bands = this.bandColours(scene);
    if (bands.length > 0) return bands.map(([minutes, colour]) => [colour, `≤ ${minutes} ${word("minutes")}`]);
    return state.show === "gained"
      ? [[COLOURS.before, word("both")], [COLOURS.gained, word("newly")], [COLOURS.lost, word("lost")]]
      : [[COLOURS.before, `${word(state.show)}: ≤ ${state.minutes} ${word("minutes")}`]];
  }

  private bandColours({ bands }: Scene): [number, string][] {
    const all = new Map((bands?.features ?? []).map(({ properties }) => [Number(properties?.minutes), String(properties?.fill ?? "#1d91c0")]));
    return [...all].sort((a, b) => a[0] - b[0]);
  }

  /** What a picture of the map says below it. */
  caption(scene: Scene): Caption {
    const { study, state, answer } = scene;
    const name = (select: string) => document.querySelector<HTMLSelectElement>(select)?.selectedOptions[0]?.textContent ?? "";
    const within = answer?.services.find((one) => one.service === state.service)?.within.find((one) => one.minutes === state.minutes);
    const gained = within && scene.isMeasured ? ` · ${signed(within.gained_residents)} ${word("residentsGained")}` : "";
    return {
      title: `${named(study)} · ${name("#item")} · ${name("#service")}, ${name("#minutes")}, ${modeName(state.mode)}${gained}`,
      meanings: this.meanings(scene), credits: study.attribution.join("; "),
    };
  }

  private drawLegend(scene: Scene): void {
    const { study, notPlaced, seesUnknown } = scene;
    const entries = this.meanings(scene).map(([colour, text]) => el("span", {}, el("i", { style: `background:${colour}` }), text));
    if (seesUnknown) entries.push(el("span", {}, el("i", { class: "hatch" }), word("unknown")));
    const remarks = [notPlaced > 0 ? `${notPlaced} ${word("notPlaced")}` : "", word("assumed"), study.network_date && `${word("roadsOf")} ${study.network_date}`];
    this.legend.replaceChildren(...entries, el("small", {}, remarks.filter(Boolean).join(word("between"))));
  }

  private drawExports(): void {
    const button = (id: Format, text: string) => el("button", { id: `export-${id}`, click: () => this.deeds.exportAs(id) }, text);
    this.exports.replaceChildren(el("h2", {}, word("export")), el("div", { class: "buttons" },
      button("png", word("picture")), button("geojson", "GeoJSON"), button("gpkg", "GeoPackage"), button("csv", "CSV"), button("html", word("report")),
      el("button", { id: "share", click: () => this.deeds.share() }, word("share"))));
  }

  /** What was found of a place. */
  placed(found: { ways?: Ways; bands?: Bands; direction?: string } | null): void {
    this.lastPlaced = found;
    const clear = el("button", { click: () => this.deeds.clearPlace() }, word("clear"));
    if (!found) {
      this.placeBox.replaceChildren(el("h2", {}, word("place")), el("p", { class: "soft" }, word("placeHelp")));
      return;
    }
    const rows: Node[] = [];
    if (found.ways) {
      const { before, after } = found.ways;
      const way = (name: string, one: Way | null) => el("div", {}, el("b", {}, `${name}: `), one ? `${one.minutes.toFixed(1)} ${word("minutes")}, ${one.km.toFixed(1)} km` : word("noWay"),
        one ? el("ol", {}, ...one.roads.map((road) => el("li", {}, `${road.road} · ${road.minutes.toFixed(1)} ${word("minutes")}, ${(road.metres / 1000).toFixed(1)} km`))) : null);
      rows.push(el("p", { id: "saved" }, before && after ? `${word("saved")}: ${(before.minutes - after.minutes).toFixed(1)} ${word("minutes")}` : word("noWay")), way(word("before"), before), way(word("after"), after));
    }
    if (found.bands) {
      const areas = (collection: Bands["before"]) => new Map(collection.features.map((feature) => [Number(feature.properties?.minutes), Number(feature.properties?.area_km2)]));
      const [before, after] = [areas(found.bands.before), found.bands.after && areas(found.bands.after)];
      rows.push(el("table", { id: "bands" }, el("thead", {}, el("tr", {}, ...[word("minutes"), `${word("before")}, km²`, `${word("after")}, km²`].map((text) => el("th", {}, text)))),
        el("tbody", {}, ...[...before].sort((a, b) => a[0] - b[0]).map(([minutes, area]) => el("tr", {}, el("td", {}, String(minutes)), el("td", {}, area.toFixed(1)), el("td", {}, (after?.get(minutes) ?? area).toFixed(1)))))));
    }
    this.placeBox.replaceChildren(el("h2", {}, word("place")), ...rows, el("div", { class: "buttons" }, clear));
  }

  problem(problems: string[], retry?: () => void): void {
    this.problems.hidden = problems.length === 0;
    this.problems.replaceChildren(...problems.map((problem) => el("p", {}, problem)), ...(retry ? [el("button", { click: retry }, word("retry"))] : []));
  }

  busy(on: boolean): void {
    this.progress.hidden = !on;
  }

  took(milliseconds: number): void {
    this.say(`${word("answered")} ${milliseconds.toFixed(0)} ms`);
  }

  say(text: string): void {
    this.status.textContent = text;
  }
}

const at = (coverage: Coverage, minutes: number) => coverage.within.find((one) => one.minutes === minutes);

function modeName(mode: string): string {
  const [base, rail] = mode.split("+");
  const known = base === "car" || base === "walk" || base === "cycle";
  return `${known ? word(base) : base}${rail ? ` ${word("rail")}` : ""}`;
}

/** A drawing of what a tool does. */
function icon(id: string): Node {
  const paths: Record<string, string> = {
    "tool-select": "M5 3l12 8-5 1 3 6-2 1-3-6-4 4z", "tool-line": "M3 17L9 8l5 4 4-8", "tool-close": "M4 4l12 12M16 4L4 16", "tool-speed": "M3 14a7 7 0 1 1 14 0M10 14l4-5",
    "tool-facility": "M10 3v14M3 10h14", "tool-from": "M10 10h7M14 7l3 3-3 3M3 10a4 4 0 1 0 7 0", "tool-towards": "M3 10h7M7 7l3 3-3 3M17 10a4 4 0 1 1-7 0", "tool-route": "M4 16c0-8 12-4 12-12M4 16h.1M16 4h.1",
    undo: "M5 8h8a4 4 0 0 1 0 8H8M8 4L4 8l4 4", redo: "M15 8H7a4 4 0 0 0 0 8h5M12 4l4 4-4 4",
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[id] ?? "");
  svg.append(path);
  return svg;
}
