// Legend: the view, its bands and the study in; the colours with their meanings, remarks, and a picture's caption out.

import type { FeatureCollection } from "geojson";
import { withinCutoff } from "../analysis/coverage";
import { el } from "../dom";
import type { Caption, LegendEntry } from "../export/caption";
import { signed } from "../format";
import { localName, text } from "../i18n";
import { COLOURS } from "../map/colours";
import type { PanelModel } from "./model";
import { modeName, optionText, scenarioOptions, serviceName } from "./names";

type Store = PanelModel["store"];

/** The entries for what the map shows: bands, the change of cells, or cells within the cutoff. */
export function legendEntries({ bands, view }: Store): LegendEntry[] {
  const colours = bandColours(bands);
  if (colours.length > 0)
    return colours.map(({ minutes, colour }) => ({ colour, text: `≤ ${text("unit.minutes", { minutes })}` }));
  if (view.show === "gained")
    return [
      { colour: COLOURS.before, text: text("legend.both") },
      { colour: COLOURS.gained, text: text("legend.gained") },
      { colour: COLOURS.lost, text: text("legend.lost") },
    ];
  const name = text(view.show === "before" ? "view.before" : "view.after");
  return [{ colour: COLOURS.before, text: `${name}: ≤ ${text("unit.minutes", { minutes: view.minutes })}` }];
}

/** The colour of each cutoff of isochrone bands, in the order of time. */
function bandColours(bands: FeatureCollection | null): { minutes: number; colour: string }[] {
  const colours = new Map(
    (bands?.features ?? []).map(({ properties }) => [
      Number(properties?.minutes),
      String(properties?.fill ?? COLOURS.band),
    ]),
  );
  return [...colours].map(([minutes, colour]) => ({ minutes, colour })).sort((a, b) => a.minutes - b.minutes);
}

export function legend({ store, seesUnknown }: PanelModel): Node[] {
  const { study, cells } = store;
  const entries = legendEntries(store).map((entry) =>
    el("span", {}, el("i", { style: `background:${entry.colour}` }), entry.text),
  );
  if (seesUnknown) entries.push(el("span", {}, el("i", { class: "hatch" }), text("legend.unknown")));
  const unserved = cells.not_placed.length;
  const remarks = [
    ...(unserved > 0 ? [text("legend.unserved", { count: unserved })] : []),
    text("legend.assumed"),
    ...(study.network_date ? [text("legend.networkDate", { date: study.network_date })] : []),
  ];
  return [...entries, el("small", {}, remarks.join(" · "))];
}

/** The caption of a picture of the map. */
export function captionOf(store: Store): Caption {
  const { study, view, isMeasured } = store;
  const within = withinCutoff(store);
  const parts = [
    localName(study),
    optionText(scenarioOptions(study), view.item),
    serviceName(study, view.service),
    text("unit.minutes", { minutes: view.minutes }),
    modeName(view.mode),
    ...(within && isMeasured ? [`${text("kept.change")}: ${signed(within.gained_residents)}`] : []),
  ];
  return { title: parts.join(" · "), legend: legendEntries(store), credits: study.attribution.join("; ") };
}
