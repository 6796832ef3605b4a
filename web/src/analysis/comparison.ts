// Comparison: changes of the view and of the drawing in; the server's newest answer in the store, map and panel out.
// One request a drawing is under way at a time; a newer view cancels the request of an older one.

import { api, ApiError, type Answer } from "../api";
import { isEmpty } from "../drawing/drawing";
import type { Editor } from "../drawing/editor";
import { toGeoJson } from "../drawing/geojson";
import { timesAfter } from "../map/cell-states";
import type { MapView } from "../map/map-view";
import type { Panel } from "../panel/panel";
import type { FailureReport } from "../failure-report";
import type { Renderer } from "../renderer";
import type { Store } from "../state/store";
import { yearOfItem, type ViewState } from "../state/view-state";
import { mergeDistricts } from "./districts";
import { LatencyMeter } from "./latency";

export class Comparison {
  readonly latency = new LatencyMeter();
  private request = new AbortController();
  /** Since when a change of the drawing waits for the server to be free. */
  private waitingSince: number | null = null;
  private isComparing = false;

  constructor(
    private readonly store: Store,
    private readonly renderer: Renderer,
    private readonly panel: Panel,
    private readonly mapView: MapView | null,
    private readonly editor: Editor | null,
    private readonly failures: FailureReport,
  ) {}

  /** Whether no answer on a drawing is due. */
  get isIdle(): boolean {
    return !this.isComparing && this.waitingSince === null;
  }

  /** Requests the scenario of the view; a drawing is compared after that. */
  async load(): Promise<void> {
    const { view } = this.store;
    const asked = questionOf(view);
    this.request.abort();
    const request = (this.request = new AbortController());
    this.panel.busy(true);
    try {
      const answer = await requestView(view, request.signal);
      if (questionOf(view) !== asked) return;
      this.store.baseline = { answer, times: answer.cells.all_before_ms ?? [] };
      this.take(answer, true);
      this.mapView?.show("course", answer.course ?? null);
      this.panel.showProblems([]);
      if (view.item === "drawing" && !isEmpty(this.store.drawing)) this.drawingChanged(true);
    } catch (cause) {
      if (!request.signal.aborted) this.failures.report(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  /** Takes the drawing of the editor and compares it once the server has answered the one before. */
  drawingChanged(isFinal: boolean): void {
    if (!this.editor) return;
    const { store } = this;
    store.drawing = this.editor.drawing();
    if (store.view.item !== "drawing") {
      if (isEmpty(store.drawing)) return;
      store.view.item = "drawing";
      void this.load();
      return;
    }
    if (isFinal) this.renderer.draw();
    this.waitingSince ??= this.latency.start();
    if (!this.isComparing) void this.compareNewest();
  }

  /** Compares the newest drawing until there is no newer one. */
  private async compareNewest(): Promise<void> {
    this.isComparing = true;
    while (this.waitingSince !== null) {
      const start = this.waitingSince;
      this.waitingSince = null;
      try {
        await this.compare();
        this.panel.showProblems([]);
        this.panel.showLatency(this.latency.record(start));
      } catch (cause) {
        if (!(cause instanceof ApiError && cause.isSuperseded)) this.withdraw();
        this.failures.report(cause);
      }
    }
    this.isComparing = false;
  }

  private async compare(): Promise<void> {
    const { drawing, view, baseline } = this.store;
    if (isEmpty(drawing)) {
      if (baseline) this.take(baseline.answer, true);
      return;
    }
    const { mode, service, year } = view;
    const query = { mode, service, short: true, ...(year !== null && { year }) };
    this.take(await api.compare(query, toGeoJson(drawing)), false);
  }

  /** Shows an answer; a short one is completed by the baseline. */
  private take(answer: Answer, isFull: boolean): void {
    const { store } = this;
    const { baseline } = store;
    store.isMeasured = true;
    store.answer =
      isFull || !baseline
        ? answer
        : { ...answer, districts: mergeDistricts(baseline.answer.districts, answer.districts) };
    store.before = answer.cells.all_before_ms ?? baseline?.times ?? [];
    store.after = timesAfter(store.before, answer.cells);
    this.renderer.paint(!isFull);
  }

  /** Withdraws the answer on an earlier drawing, which is not that of the present one. */
  private withdraw(): void {
    const { store } = this;
    if (store.baseline) this.take(store.baseline.answer, true);
    store.isMeasured = false;
    this.renderer.draw();
  }
}

const questionOf = ({ item, service, mode, year }: ViewState): string => JSON.stringify([item, service, mode, year]);

/** The network of a view, or its project before and after; with the times of all cells. */
function requestView({ item, year, service, mode }: ViewState, signal: AbortSignal): Promise<Answer> {
  const query = { mode, service, all_cells: true };
  const networkYear = item === "drawing" ? (year ?? undefined) : yearOfItem(item);
  if (item === "drawing" || item === "now" || networkYear !== undefined)
    return api.network({ ...query, ...(networkYear !== undefined && { year: networkYear }) }, signal);
  return api.project(item, query, signal);
}
