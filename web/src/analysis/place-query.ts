// Place query: one clicked place or two in; isochrones or routes in the store, map and panel out.

import type { FeatureCollection, Position } from "geojson";
import { api, type Bands, type Direction, type Routes } from "../api";
import type { FailureReport } from "../failure-report";
import type { MapView } from "../map/map-view";
import type { Panel } from "../panel/panel";
import type { Renderer } from "../renderer";
import type { Store } from "../state/store";
import { scenarioOf } from "./scenario";

/** What was found for a place. */
export type PlaceResult = { bands: Bands } | { routes: Routes };

type Question =
  { kind: "isochrone"; at: Position; direction: Direction } | { kind: "route"; ends: [Position, Position] };

/** Bands of an isochrone at most. */
const BANDS = 3;

export class PlaceQuery {
  private question: Question | null = null;
  /** The origin of a route whose destination is not clicked yet. */
  private origin: Position | null = null;

  constructor(
    private readonly store: Store,
    private readonly renderer: Renderer,
    private readonly panel: Panel,
    private readonly mapView: MapView | null,
    private readonly failures: FailureReport,
  ) {}

  /** Requests the isochrone from or towards a place. */
  async askIsochrone(at: Position, direction: Direction): Promise<void> {
    this.question = { kind: "isochrone", at, direction };
    await this.refresh();
  }

  /** Takes the origin of a route, then its destination, and requests the route. */
  async addRouteEnd(at: Position): Promise<void> {
    if (!this.origin) {
      this.origin = at;
      this.mapView?.showPins([at]);
      return;
    }
    this.question = { kind: "route", ends: [this.origin, at] };
    this.origin = null;
    await this.refresh();
  }

  /** Forgets the origin of a route without a destination. */
  resetRoute(): void {
    this.origin = null;
  }

  /** Requests the last place again, for the present scenario. */
  async refresh(): Promise<void> {
    const { question } = this;
    if (!question) return;
    this.mapView?.showPins(question.kind === "route" ? question.ends : [question.at]);
    this.panel.busy(true);
    try {
      if (question.kind === "route") this.showRoutes(await this.requestRoutes(question.ends));
      else this.showIsochrone(await this.requestIsochrone(question.at, question.direction));
      this.panel.showProblems([]);
    } catch (cause) {
      this.failures.report(cause);
    } finally {
      this.panel.busy(false);
    }
  }

  clear(): void {
    this.question = null;
    this.origin = null;
    this.mapView?.showPins([]);
    this.show(null, null, null);
  }

  private requestRoutes([from, to]: [Position, Position]): Promise<Routes> {
    const { query, drawing } = scenarioOf(this.store.view, this.store.drawing);
    return api.route({ ...query, from: from.join(","), to: to.join(",") }, drawing);
  }

  private requestIsochrone([lon, lat]: Position, direction: Direction): Promise<Bands> {
    const { view, study } = this.store;
    const { query, drawing } = scenarioOf(view, this.store.drawing);
    const minutes = study.minutes.filter((one) => one <= view.minutes).slice(-BANDS);
    return api.isochrone({ ...query, lon: lon!, lat: lat!, minutes: minutes.join(","), direction }, drawing);
  }

  private showRoutes(routes: Routes): void {
    this.show({ routes }, null, routes.features);
  }

  private showIsochrone(bands: Bands): void {
    this.show({ bands }, bands.after ?? bands.before, null);
  }

  private show(place: PlaceResult | null, bands: FeatureCollection | null, routes: FeatureCollection | null): void {
    this.store.place = place;
    this.store.bands = bands;
    this.mapView?.showBands(bands);
    this.mapView?.show("routes", routes);
    this.renderer.draw();
  }
}
