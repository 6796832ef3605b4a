// Exporter: the view and the drawing in; a picture of the map, result files of the server or a link out.

import { scenarioOf } from "../analysis/scenario";
import { api, type ExportFormat } from "../api";
import { download } from "../dom";
import type { Editor } from "../drawing/editor";
import type { FailureReport } from "../failure-report";
import { text } from "../i18n";
import type { Blend, MapView } from "../map/map-view";
import { captionOf } from "../panel/legend";
import type { Panel } from "../panel/panel";
import type { Store } from "../state/store";
import type { UrlSync } from "../state/url-sync";
import { withCaption } from "./caption";

/** A format of the server, or a picture that the page draws. */
export type Format = ExportFormat | "png";

export class Exporter {
  constructor(
    private readonly store: Store,
    private readonly panel: Panel,
    private readonly mapView: MapView | null,
    private readonly editor: Editor | null,
    private readonly urlSync: UrlSync,
    private readonly failures: FailureReport,
  ) {}

  /** Downloads the present view in a format. */
  async export(format: Format): Promise<void> {
    this.panel.busy(true);
    try {
      const file = await (format === "png" ? this.picture() : this.results(format));
      if (file) download(`tongda.${format}`, file);
    } catch (cause) {
      this.failures.report(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  private results(format: ExportFormat): Promise<Blob> {
    const { view } = this.store;
    const { query, drawing } = scenarioOf(view, this.store.drawing);
    return api.export(format, { ...query, lang: view.lang }, drawing);
  }

  /** The map as it is shown, with a title, the legend and the credits, as PNG; null without a map. */
  async picture(): Promise<Blob | null> {
    const { store, mapView, editor } = this;
    if (!mapView || !editor) return null;
    const cells: Blend[] = store.bands ? [] : [[mapView.cellLayer.canvas, "multiply"]];
    const map = await mapView.picture([...cells, [editor.canvas, "source-over"]]);
    const whole = withCaption(map, devicePixelRatio, captionOf(store));
    return new Promise((done) => {
      whole.toBlob(done, "image/png");
    });
  }

  /** Copies a link to the present view, which the address bar holds as well. */
  async share(): Promise<void> {
    await this.urlSync.write();
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    this.panel.showStatus(text("export.linkCopied"));
  }
}
