// URL synchronisation: the view and the drawing of the store in; the fragment of the page's address out.

import { isEmpty } from "../drawing/drawing";
import { toGeoJson } from "../drawing/geojson";
import type { Store } from "./store";
import { packDrawing, toHash } from "./url-state";

const DELAY_MS = 200;

export class UrlSync {
  private timer = 0;

  constructor(private readonly store: Store) {}

  /** Writes the address once changes pause. */
  schedule(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.write(), DELAY_MS);
  }

  async write(): Promise<void> {
    const { view, drawing } = this.store;
    const packed = isEmpty(drawing) ? null : await packDrawing(toGeoJson(drawing));
    history.replaceState(null, "", toHash(view, packed));
  }
}
