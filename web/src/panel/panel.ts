// Panel: the panel model in; the page beside and over the map, drawn section by section where it changed, out.

import type { PlaceResult } from "../analysis/place-query";
import { el } from "../dom";
import { isEmpty } from "../drawing/drawing";
import { localName, text } from "../i18n";
import { choices, header } from "./choices";
import { districtTable } from "./district-table";
import { drawingSection } from "./drawing-section";
import { exportSection, footer } from "./export-section";
import { figures } from "./figures";
import { keptTable } from "./kept-table";
import { legend, legendEntries } from "./legend";
import type { PanelActions, PanelModel } from "./model";
import { placeSection } from "./place-section";
import { toolbar, toolHint } from "./toolbar";

export class Panel {
  readonly mapBox = el("div", { id: "map", role: "application" });
  private readonly header = el("header");
  private readonly choices = el("section", { class: "choices" });
  private readonly figures = el("section", { class: "figures", "aria-live": "polite" });
  private readonly drawing = el("section");
  private readonly kept = el("section");
  private readonly place = el("section");
  private readonly districts = el("section", { class: "districts" });
  private readonly exports = el("section", { class: "exports" });
  private readonly status = el("div", { class: "status", role: "status" });
  private readonly footer = el("footer", { class: "soft" });
  private readonly toolbar = el("div", { class: "toolbar", role: "toolbar" });
  private readonly hint = el("div", { class: "hint", role: "status" });
  private readonly problems = el("div", { class: "problems", role: "alert", hidden: true });
  private readonly legend = el("div", { class: "legend", role: "group" });
  private readonly progress = el("div", { class: "progress", role: "progressbar", hidden: true });
  private readonly side = el("aside");
  /** What each section was drawn from, so that no field loses the focus for nothing. */
  private readonly drawn = new Map<string, string>();
  private drawnPlace: PlaceResult | null | undefined = undefined;
  private busyCount = 0;

  constructor(
    root: HTMLElement,
    private readonly actions: PanelActions,
  ) {
    const { header, choices, figures, drawing, kept, place, districts, exports, status, footer } = this;
    this.side.append(header, choices, figures, drawing, kept, place, districts, exports, status, footer);
    const overMap = [this.toolbar, this.hint, this.problems, this.legend, this.progress];
    root.replaceChildren(el("main", {}, this.mapBox, ...overMap), this.side);
  }

  draw(model: PanelModel): void {
    const { view, study, tool, drawing, isMeasured, settings, kept, cells, place } = model.store;
    const { lang, item, year, service, minutes, mode, show } = view;
    const shown = [lang, item, year, service, minutes, mode, show];
    const isOtherView = this.isChanged("view", shown);
    document.title = `tongda 通达 · ${localName(study)}`;
    if (isOtherView) {
      this.header.replaceChildren(...header(model, this.actions));
      this.choices.replaceChildren(...choices(model, this.actions));
      this.exports.replaceChildren(...exportSection(this.actions));
      this.footer.replaceChildren(...footer());
      this.drawLabels();
    }
    if (isOtherView || place !== this.drawnPlace) {
      this.drawnPlace = place;
      this.place.replaceChildren(...placeSection(place, this.actions));
    }
    if (this.isChanged("legend", [shown, model.seesUnknown, cells.not_placed.length, legendEntries(model.store)]))
      this.legend.replaceChildren(...legend(model));
    if (this.isChanged("tools", [tool, model.canUndo, model.canRedo, isEmpty(drawing), lang])) this.drawTools(model);
    this.drawFigures(model);
    const isTyping =
      this.drawing.contains(document.activeElement) && document.activeElement?.matches("input[type=number]");
    if (!isTyping && this.isChanged("drawing", [shown, isMeasured, drawing, settings, tool, kept.length])) {
      this.drawing.replaceChildren(...drawingSection(model, this.actions));
      this.kept.replaceChildren(...keptTable(model, this.actions));
    }
    const isOpen = this.districts.querySelector("details")?.open ?? true;
    this.districts.replaceChildren(...districtTable(model, isOpen));
  }

  drawFigures(model: PanelModel): void {
    this.figures.replaceChildren(...figures(model));
  }

  private isChanged(section: string, values: unknown[]): boolean {
    const now = JSON.stringify(values);
    if (this.drawn.get(section) === now) return false;
    this.drawn.set(section, now);
    return true;
  }

  /** Labels for assistive technology. */
  private drawLabels(): void {
    this.mapBox.setAttribute("aria-label", text("hint.keyboard"));
    this.side.setAttribute("aria-label", text("panel.label"));
    this.toolbar.setAttribute("aria-label", text("tool.title"));
    this.legend.setAttribute("aria-label", text("legend.title"));
    this.progress.setAttribute("aria-label", text("progress.label"));
  }

  private drawTools(model: PanelModel): void {
    const focused = document.activeElement?.id;
    this.toolbar.replaceChildren(...toolbar(model, this.actions));
    if (focused) document.getElementById(focused)?.focus();
    this.hint.title = text("hint.keyboard");
    this.hint.textContent = toolHint(model);
  }

  /** Shows problems in the place of earlier ones; none of them hides the box. */
  showProblems(problems: string[], retry?: () => void): void {
    this.problems.hidden = problems.length === 0;
    this.problems.replaceChildren(
      ...problems.map((problem) => el("p", {}, problem)),
      ...(retry ? [el("button", { click: retry }, text("problem.retry"))] : []),
    );
  }

  /** Shows that the map cannot be drawn. */
  showNoMap(): void {
    this.mapBox.append(el("p", { class: "no-map", role: "alert" }, text("problem.noWebGl")));
  }

  /** Counts requests under way; progress is shown until the last one ends. */
  busy(isBusy: boolean): void {
    this.busyCount += isBusy ? 1 : -1;
    this.progress.hidden = this.busyCount === 0;
  }

  showLatency(milliseconds: number): void {
    this.showStatus(text("status.updated", { milliseconds: milliseconds.toFixed(0) }));
  }

  showStatus(message: string): void {
    this.status.textContent = message;
  }
}
