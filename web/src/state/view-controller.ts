// View controller: a change of the view in; the study of its mode, the answer to its question and a new picture out.

import type { Comparison } from "../analysis/comparison";
import type { PlaceQuery } from "../analysis/place-query";
import { api } from "../api";
import type { FailureReport } from "../failure-report";
import { setLanguage } from "../i18n";
import type { MapView } from "../map/map-view";
import type { Panel } from "../panel/panel";
import type { Renderer } from "../renderer";
import type { Store } from "./store";
import type { ViewState } from "./view-state";

export class ViewController {
  constructor(
    private readonly store: Store,
    private readonly renderer: Renderer,
    private readonly panel: Panel,
    private readonly mapView: MapView | null,
    private readonly comparison: Comparison,
    private readonly placeQuery: PlaceQuery,
    private readonly failures: FailureReport,
  ) {}

  async change(change: Partial<ViewState>): Promise<void> {
    const { view } = this.store;
    const { mode, service, item, year } = view;
    Object.assign(view, change);
    setLanguage(view.lang);
    if (change.lang) this.mapView?.updateLanguage();
    this.renderer.draw();
    if (view.mode !== mode) await this.loadMode(mode);
    const isSameQuestion = view.mode === mode && view.service === service && view.item === item && view.year === year;
    if (isSameQuestion) this.renderer.paint(false);
    else await this.comparison.load();
    void this.placeQuery.refresh();
  }

  /** Loads the study of the view's mode; goes back to the mode before if that fails. */
  private async loadMode(before: string): Promise<void> {
    const { store } = this;
    const { mode } = store.view;
    this.panel.busy(true);
    try {
      store.study = await api.study({ mode });
      this.mapView?.setMode(store.study, mode);
    } catch (cause) {
      store.view.mode = before;
      this.failures.report(cause);
    } finally {
      this.panel.busy(false);
    }
  }
}
