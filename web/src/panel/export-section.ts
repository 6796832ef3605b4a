// Export section: buttons for the formats of the present view and for its link.

import { el } from "../dom";
import type { Format } from "../export/exporter";
import { text } from "../i18n";
import type { PanelActions } from "./model";

export function exportSection(actions: PanelActions): Node[] {
  const formats: [Format, string][] = [
    ["png", "PNG"],
    ["geojson", "GeoJSON"],
    ["gpkg", "GeoPackage"],
    ["csv", "CSV"],
    ["html", text("export.report")],
  ];
  const buttons = formats.map(([format, name]) =>
    el("button", { id: `export-${format}`, click: () => actions.export(format) }, name),
  );
  const share = el("button", { id: "share", click: () => actions.share() }, text("export.share"));
  return [el("h2", {}, text("export.title")), el("div", { class: "buttons" }, ...buttons, share)];
}

/** The link to the licences of the program and of the page. */
export const footer = (): Node[] => [el("a", { id: "licences", href: "licences" }, text("export.licences"))];
