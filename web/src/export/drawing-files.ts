// Drawing files: the drawing of the store in; a GeoJSON download or a row of the comparison table out. A GeoJSON file
// in; the drawing of the editor out.

import { download } from "../dom";
import { lengthKm } from "../drawing/drawing";
import type { Editor } from "../drawing/editor";
import { asFeatureCollection, fromGeoJson, toGeoJson } from "../drawing/geojson";
import { text } from "../i18n";
import type { Panel } from "../panel/panel";
import type { Renderer } from "../renderer";
import type { Store } from "../state/store";
import { withinCutoff } from "../analysis/coverage";

export class DrawingFiles {
  constructor(
    private readonly store: Store,
    private readonly renderer: Renderer,
    private readonly panel: Panel,
    private readonly editor: Editor | null,
  ) {}

  save(): void {
    const content = JSON.stringify(toGeoJson(this.store.drawing), null, 1);
    download("drawing.geojson", new Blob([content], { type: "application/geo+json" }));
  }

  async open(file: File): Promise<void> {
    try {
      this.editor?.replace(fromGeoJson(asFeatureCollection(JSON.parse(await file.text()))));
    } catch (cause) {
      this.panel.showProblems([`${file.name}: ${String(cause)}`]);
    }
  }

  /** Adds the drawing and its results to the comparison table. */
  keep(): void {
    const { kept, drawing, view } = this.store;
    const within = withinCutoff(this.store);
    kept.push({
      name: text("kept.defaultName", { number: kept.length + 1 }),
      drawing: structuredClone(drawing),
      km: drawing.roads.reduce((sum, road) => sum + lengthKm(road.coordinates), 0),
      gained: within?.gained_residents ?? 0,
      area_km2: within ? within.area_km2_after - within.area_km2_before : 0,
      service: view.service,
      minutes: view.minutes,
      mode: view.mode,
      year: view.year,
    });
    this.renderer.draw();
  }

  /** Puts a drawing of the comparison table on the map. */
  showKept(index: number): void {
    this.editor?.replace(this.store.kept[index]!.drawing);
  }

  removeKept(index: number): void {
    this.store.kept.splice(index, 1);
    this.renderer.draw();
  }
}
