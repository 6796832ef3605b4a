// Page: the address of the document in; the parts of the application, wired to each other, out.

import { Comparison } from "./analysis/comparison";
import { PlaceQuery } from "./analysis/place-query";
import { api } from "./api";
import { listenToKeyboard } from "./controls/keyboard";
import { MapTools } from "./controls/map-tools";
import { emptyDrawing } from "./drawing/drawing";
import { Editor } from "./drawing/editor";
import { fromGeoJson } from "./drawing/geojson";
import { DrawingFiles } from "./export/drawing-files";
import { Exporter } from "./export/exporter";
import { FailureReport } from "./failure-report";
import { preferredLanguage, setLanguage, text } from "./i18n";
import { MapView } from "./map/map-view";
import { Panel } from "./panel/panel";
import { Renderer } from "./renderer";
import { Store } from "./state/store";
import { fromHash, unpackDrawing } from "./state/url-state";
import { UrlSync } from "./state/url-sync";
import { ViewController } from "./state/view-controller";
import { initialView } from "./state/view-state";

/** The parts of the page that browser tests look at. */
export interface Page {
  store: Store;
  mapView: MapView | null;
  comparison: Comparison;
  exporter: Exporter;
  /** Whether everything that was asked is answered and shown. */
  isIdle(): boolean;
}

/** Opens the page in an element; fails if the server does not give the study. */
export async function openPage(root: HTMLElement): Promise<Page> {
  const { state: given, drawing } = fromHash(location.hash);
  const lang = given.lang ?? preferredLanguage(navigator.language);
  setLanguage(lang);
  const study = await api.study({ ...(given.mode !== undefined && { mode: given.mode }) });
  const cells = await api.cells({ mode: study.mode });
  const store = new Store(study, cells, initialView(given, study, lang));

  const panel = new Panel(root, {
    changeView: (change) => void viewController.change(change),
    chooseTool: (tool) => tools.choose(tool),
    changeSettings: (change) => {
      Object.assign(store.settings, change);
      renderer.draw();
    },
    undo: () => editor?.undo(),
    redo: () => editor?.redo(),
    clearDrawing: () => editor?.replace(emptyDrawing()),
    removePart: (part, index) => editor?.remove(part, index),
    changeRoad: (index, fields) => editor?.changeRoad(index, fields),
    saveDrawing: () => files.save(),
    openDrawing: (file) => void files.open(file),
    keepDrawing: () => files.keep(),
    showKept: (index) => files.showKept(index),
    removeKept: (index) => files.removeKept(index),
    clearPlace: () => placeQuery.clear(),
    export: (format) => void exporter.export(format),
    share: () => void exporter.share(),
  });
  const mapView = await openMap(panel, store);
  const editor =
    mapView &&
    new Editor(
      mapView,
      store.settings,
      (isFinal) => comparison.drawingChanged(isFinal),
      (id) => {
        tools.choose("select");
        editor?.select(id);
      },
    );
  const urlSync = new UrlSync(store);
  const renderer = new Renderer(store, panel, mapView, editor, urlSync);
  const failures = new FailureReport(panel, () => void comparison.load());
  const comparison = new Comparison(store, renderer, panel, mapView, editor, failures);
  const placeQuery = new PlaceQuery(store, renderer, panel, mapView, failures);
  const tools = new MapTools(store, renderer, panel, mapView, editor, placeQuery);
  const viewController = new ViewController(store, renderer, panel, mapView, comparison, placeQuery, failures);
  const files = new DrawingFiles(store, renderer, panel, editor);
  const exporter = new Exporter(store, panel, mapView, editor, urlSync, failures);

  mapView?.map.on("moveend", () => {
    store.view.camera = mapView.camera;
    renderer.draw();
  });
  if (mapView && editor)
    listenToKeyboard(mapView.map.getCanvas(), {
      undo: () => editor.undo(),
      redo: () => editor.redo(),
      choose: (tool) => tools.choose(tool),
      clickCentre: () => tools.clickCentre(),
    });
  const problems = drawing === null ? [] : await restoreDrawing(drawing, store, editor);
  renderer.draw();
  await comparison.load();
  if (problems.length > 0) panel.showProblems(problems);
  return { store, mapView, comparison, exporter, isIdle: () => comparison.isIdle && renderer.isIdle };
}

/** The map; null without WebGL 2, where the figures still work. */
async function openMap(panel: Panel, { study, cells, view }: Store): Promise<MapView | null> {
  try {
    return await MapView.open(panel.mapBox, study, cells, view.camera);
  } catch (cause) {
    console.error(cause);
    panel.showNoMap();
    return null;
  }
}

/** Shows the drawing of a link; gives the reason if it is none. */
async function restoreDrawing(packed: string, store: Store, editor: Editor | null): Promise<string[]> {
  try {
    store.drawing = fromGeoJson(await unpackDrawing(packed));
    editor?.restore(store.drawing);
    return [];
  } catch (cause) {
    return [text("problem.link", { cause: String(cause) })];
  }
}
