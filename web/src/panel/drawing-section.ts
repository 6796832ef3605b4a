// Drawing section: the drawing and the settings of the chosen tool in; a list of all that is drawn, with the commands
// on it, out.

import { el, numberInput, select } from "../dom";
import { isEmpty, lengthKm, type DrawingPart } from "../drawing/drawing";
import { kilometres } from "../format";
import { text } from "../i18n";
import { ROAD_SPEEDS, settingsForm } from "./drawing-settings";
import type { PanelActions, PanelModel } from "./model";
import { roadClassOptions, serviceName } from "./names";

export function drawingSection({ store }: PanelModel, actions: PanelActions): Node[] {
  const { tool, settings, study } = store;
  return [
    el("h2", {}, text("drawing.title")),
    ...settingsForm(tool, settings, study, (change) => actions.changeSettings(change)),
    changeList(store, actions),
    commands(store, actions),
  ];
}

/** A row for every road, edit, facility and other feature. */
function changeList({ drawing, study }: PanelModel["store"], actions: PanelActions): HTMLUListElement {
  const row = (name: string, part: DrawingPart, index: number, ...fields: Node[]) =>
    el(
      "li",
      {},
      el("span", {}, name),
      ...fields,
      el(
        "button",
        {
          class: "small",
          title: text("drawing.remove", { name }),
          "aria-label": text("drawing.remove", { name }),
          click: () => actions.removePart(part, index),
        },
        "×",
      ),
    );
  const roads = drawing.roads.map((road, i) =>
    row(
      `${road.id} · ${kilometres(lengthKm(road.coordinates))}`,
      "roads",
      i,
      select({ label: text("drawing.class") }, roadClassOptions(road.class), road.class, (value) => {
        actions.changeRoad(i, { class: value });
      }),
      numberInput({ value: road.speed_kmh, ...ROAD_SPEEDS, label: text("drawing.speed") }, (speed_kmh) => {
        actions.changeRoad(i, { speed_kmh });
      }),
      el("small", {}, text("drawing.kmh")),
    ),
  );
  const edits = drawing.edits.map(({ kind, label, speed_kmh }, i) =>
    row(`${label} · ${kind === "close" ? text("drawing.closed") : `${speed_kmh} ${text("drawing.kmh")}`}`, "edits", i),
  );
  const facilities = drawing.facilities.map(({ id, name, service }, i) =>
    row(`${name || id} · ${serviceName(study, service)}`, "facilities", i),
  );
  const others = drawing.others.map(({ properties }, i) =>
    row(`${String(properties?.id ?? "")} ${String(properties?.kind ?? "?")}`, "others", i),
  );
  return el("ul", { class: "changes" }, ...roads, ...edits, ...facilities, ...others);
}

/** Commands on the whole drawing. */
function commands({ drawing, isMeasured }: PanelModel["store"], actions: PanelActions): HTMLDivElement {
  const file: HTMLInputElement = el("input", {
    id: "load",
    type: "file",
    accept: ".geojson,.json",
    hidden: true,
    change: () => {
      const chosen = file.files?.[0];
      if (chosen) actions.openDrawing(chosen);
      file.value = "";
    },
  });
  const nothing = isEmpty(drawing);
  return el(
    "div",
    { class: "buttons" },
    el(
      "button",
      { id: "keep", disabled: nothing || !isMeasured, click: () => actions.keepDrawing() },
      text("drawing.add"),
    ),
    el("button", { id: "save", disabled: nothing, click: () => actions.saveDrawing() }, text("drawing.save")),
    el("button", { click: () => file.click() }, text("drawing.open")),
    file,
    el("button", { id: "clear", disabled: nothing, click: () => actions.clearDrawing() }, text("drawing.clear")),
  );
}
