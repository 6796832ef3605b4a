// Place section: isochrone bands or routes in; their areas, or times and roads, before and after out.

import type { PlaceResult } from "../analysis/place-query";
import type { Bands, Route, Routes } from "../api";
import { el, table } from "../dom";
import { decimal, kilometres } from "../format";
import { text } from "../i18n";
import type { PanelActions } from "./model";

export function placeSection(place: PlaceResult | null, actions: PanelActions): Node[] {
  const title = el("h2", {}, text("place.title"));
  if (!place) return [title, el("p", { class: "soft" }, text("place.help"))];
  const clear = el("button", { click: () => actions.clearPlace() }, text("drawing.clear"));
  const results = "routes" in place ? routeResults(place.routes) : [bandTable(place.bands)];
  return [title, ...results, el("div", { class: "buttons" }, clear)];
}

function routeResults({ before, after }: Routes): Node[] {
  const minutes = (value: number) => text("unit.minutes", { minutes: decimal(value) });
  const measure = (time: number | null, km: number) =>
    time === null ? text("place.noRoute") : `${minutes(time)}, ${kilometres(km)}`;
  const roads = ({ roads }: Route) =>
    el("ol", {}, ...roads.map((one) => el("li", {}, `${one.road} · ${measure(one.minutes, one.metres / 1000)}`)));
  const route = (name: string, one: Route | null) =>
    el(
      "div",
      {},
      el("b", {}, `${name}: `),
      one ? measure(one.minutes, one.km) : text("place.noRoute"),
      one && roads(one),
    );
  const [from, to] = [before?.minutes ?? null, after?.minutes ?? null];
  const saved =
    from === null || to === null ? text("place.noRoute") : text("place.timeSaved", { minutes: decimal(from - to) });
  return [el("p", { id: "saved" }, saved), route(text("view.before"), before), route(text("view.after"), after)];
}

/** Areas in km² by minutes; without a scenario the areas after are those before. */
function bandTable(bands: Bands): Node {
  const areas = ({ features }: Bands["before"]) =>
    new Map(features.map(({ properties }) => [Number(properties?.minutes), Number(properties?.area_km2)]));
  const after = bands.after && areas(bands.after);
  const rows = [...areas(bands.before)]
    .sort(([a], [b]) => a - b)
    .map(([minutes, area]) =>
      el(
        "tr",
        {},
        el("td", {}, String(minutes)),
        el("td", {}, decimal(area)),
        el("td", {}, decimal(after?.get(minutes) ?? area)),
      ),
    );
  return table("bands", [text("place.minutes"), `${text("view.before")}, km²`, `${text("view.after")}, km²`], rows);
}
