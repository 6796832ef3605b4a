// Choices: the view and the study in; the header and the fields that change the view out.

import { el, select, type Option } from "../dom";
import { localName, text, type TextKey } from "../i18n";
import { SHOWS, type Show } from "../state/view-state";
import type { PanelActions, PanelModel } from "./model";
import { baselineOptions, minutesOptions, modeOptions, scenarioOptions, viewedServiceOptions } from "./names";

const SHOW_TEXTS: Record<Show, TextKey> = { before: "view.before", after: "view.after", gained: "view.change" };

/** The name of the study, and a button for the other language. */
export function header({ store: { study, view } }: PanelModel, { changeView }: PanelActions): Node[] {
  const other = view.lang === "en" ? "zh" : "en";
  return [
    el("div", {}, el("h1", {}, "tongda 通达"), el("p", {}, localName(study))),
    el(
      "button",
      { id: "language", lang: other, click: () => changeView({ lang: other }) },
      other === "zh" ? "中文" : "English",
    ),
  ];
}

export function choices({ store: { study, view } }: PanelModel, { changeView }: PanelActions): Node[] {
  const field = (id: string, label: TextKey, options: Option[], chosen: string, choose: (value: string) => void) =>
    el("label", {}, el("span", {}, text(label)), select({ id }, options, chosen, choose));
  const year = view.year === null ? "" : String(view.year);
  const baseline = field("year", "choices.baseline", baselineOptions(study), year, (value) => {
    changeView({ year: value ? Number(value) : null });
  });
  return [
    field("item", "choices.scenario", scenarioOptions(study), view.item, (item) => changeView({ item })),
    ...(view.item === "drawing" ? [baseline] : []),
    field("service", "choices.service", viewedServiceOptions(study), view.service, (service) =>
      changeView({ service }),
    ),
    el(
      "div",
      { class: "pair" },
      field("minutes", "choices.cutoff", minutesOptions(study), String(view.minutes), (minutes) =>
        changeView({ minutes: Number(minutes) }),
      ),
      field("mode", "choices.mode", modeOptions(study), view.mode, (mode) => changeView({ mode })),
    ),
    el(
      "div",
      { class: "shows", role: "group", "aria-label": text("choices.view") },
      ...SHOWS.map((show) =>
        el(
          "button",
          { "aria-pressed": String(view.show === show), "data-show": show, click: () => changeView({ show }) },
          text(SHOW_TEXTS[show]),
        ),
      ),
    ),
  ];
}
