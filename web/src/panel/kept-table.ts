// Comparison table: the drawings that were kept in; a row each, with the results that it had, out.

import { el, table } from "../dom";
import { decimal, signed } from "../format";
import { text } from "../i18n";
import type { KeptDrawing } from "../state/store";
import type { PanelActions, PanelModel } from "./model";
import { modeName, serviceName } from "./names";

export function keptTable({ store: { kept, study } }: PanelModel, actions: PanelActions): Node[] {
  if (kept.length === 0) return [];
  const conditions = ({ service, minutes, mode, year }: KeptDrawing) =>
    [
      serviceName(study, service),
      text("unit.minutes", { minutes }),
      modeName(mode),
      ...(year === null ? [] : [String(year)]),
    ].join(" · ");
  const rows = kept.map((one, i) =>
    el(
      "tr",
      {},
      el("td", {}, nameInput(one), el("small", {}, conditions(one)), rowButtons(one.name, i, actions)),
      el("td", {}, decimal(one.km)),
      el("td", { "data-residents": one.gained }, signed(one.gained)),
      el("td", {}, decimal(one.area_km2)),
    ),
  );
  return [
    el("h2", {}, text("kept.title")),
    table("kept", [text("kept.name"), "km", text("kept.change"), text("kept.area")], rows),
  ];
}

function nameInput(one: KeptDrawing): HTMLInputElement {
  const input: HTMLInputElement = el("input", {
    value: one.name,
    "aria-label": text("kept.name"),
    change: () => (one.name = input.value),
  });
  return input;
}

const rowButtons = (name: string, index: number, actions: PanelActions): Node =>
  el(
    "div",
    { class: "buttons" },
    el("button", { class: "small", click: () => actions.showKept(index) }, text("kept.show")),
    el(
      "button",
      { class: "small", "aria-label": text("drawing.remove", { name }), click: () => actions.removeKept(index) },
      "×",
    ),
  );
