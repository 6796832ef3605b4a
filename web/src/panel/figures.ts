// Figures: the answer of the viewed service at the viewed cutoff in; its headline numbers out.

import { viewedService, withinCutoff } from "../analysis/coverage";
import { el } from "../dom";
import { DASH, decimal, percent, signed, signedDecimal } from "../format";
import { text, type TextKey } from "../i18n";
import type { PanelModel } from "./model";

/** Numbers before and after; those of an invalid drawing are dashes. */
export function figures({ store }: PanelModel): Node[] {
  const service = viewedService(store);
  const within = withinCutoff(store);
  if (!service || !within) return [el("p", {}, text("figures.loading"))];
  const { isMeasured, study, view } = store;
  const measured = (value: string) => (isMeasured ? value : DASH);
  const mean = (minutes: number | null) => (minutes === null ? DASH : decimal(minutes));
  const share = (residents: number) => percent(residents, Math.max(study.residents, 1));
  const box = (id: string, value: string, label: TextKey) =>
    el("div", {}, el("b", { id }, value), el("span", {}, text(label)));
  const change = within.gained_residents;
  return [
    el(
      "div",
      { class: "main" },
      el("b", { id: "gained", "data-residents": isMeasured ? change : null }, measured(signed(change))),
      el("span", {}, text("figures.change", { minutes: view.minutes })),
    ),
    box("before", share(within.residents_before), "figures.before"),
    box("after", measured(share(within.residents_after)), "figures.after"),
    box("area", measured(signedDecimal(within.area_km2_after - within.area_km2_before)), "figures.area"),
    box("mean", `${mean(service.mean_minutes_before)} → ${measured(mean(service.mean_minutes_after))}`, "figures.mean"),
  ];
}
