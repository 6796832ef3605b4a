// Renderer: the store in; the panel, the cells and the edits on the map, and the page's address out.

import type { Editor } from "./drawing/editor";
import { cellStates } from "./map/cell-states";
import type { MapView } from "./map/map-view";
import type { PanelModel } from "./panel/model";
import type { Panel } from "./panel/panel";
import type { Store } from "./state/store";
import type { UrlSync } from "./state/url-sync";

/** The whole panel is drawn at most this often while a point is dragged. */
const LIVE_PANEL_MS = 150;

export class Renderer {
  private panelTimer = 0;

  constructor(
    private readonly store: Store,
    private readonly panel: Panel,
    private readonly mapView: MapView | null,
    private readonly editor: Editor | null,
    private readonly urlSync: UrlSync,
  ) {}

  /** Whether the panel shows all of the last answer. */
  get isIdle(): boolean {
    return this.panelTimer === 0;
  }

  /** What the panel shows. */
  model(): PanelModel {
    return {
      store: this.store,
      canUndo: this.editor?.canUndo ?? false,
      canRedo: this.editor?.canRedo ?? false,
      seesUnknown: this.mapView?.seesUnknown(this.store.study) ?? false,
    };
  }

  /** Draws all but the cells. */
  draw(): void {
    this.panel.draw(this.model());
    this.mapView?.showEdits(this.store.drawing.edits);
    this.urlSync.schedule();
  }

  /** Draws the cells and the numbers; while a drawing changes (`isLive`), the rest of the panel a little later. */
  paint(isLive: boolean): void {
    const { before, after, view } = this.store;
    this.mapView?.cellLayer.show(cellStates(before, after, view.minutes, view.show));
    if (!isLive) {
      this.draw();
      return;
    }
    this.panel.drawFigures(this.model());
    this.panelTimer ||= window.setTimeout(() => {
      this.panelTimer = 0;
      this.draw();
    }, LIVE_PANEL_MS);
  }
}
