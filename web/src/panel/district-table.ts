// District table: the districts of the answer at the viewed cutoff in; counties with their townships, those that gain
// most first, out.

import { atCutoff } from "../analysis/coverage";
import type { District, Study, Within } from "../api";
import { el, table } from "../dom";
import { percent, signed } from "../format";
import { currentLanguage, text } from "../i18n";
import type { PanelModel } from "./model";

type Row = District & { now: Within };

/** The table in a box that opens and closes. */
export function districtTable({ store: { answer, view, study } }: PanelModel, isOpen: boolean): Node[] {
  const rows = (answer?.districts ?? []).flatMap((one): Row[] => {
    const now = atCutoff(one, view.minutes);
    return now ? [{ ...one, now }] : [];
  });
  const headings = [text("districts.district"), text("view.before"), text("view.after"), text("districts.change")];
  const body = ordered(rows).map((row) => tableRow(row, study));
  return [el("details", { open: isOpen }, el("summary", {}, text("districts.title")), table(null, headings, body))];
}

/** Every county before its townships. */
function ordered(rows: Row[]): Row[] {
  const counties = rows.filter(({ level }) => level === "county");
  return counties.flatMap((county) => {
    const townships = rows.filter((one) => one.level === "township" && one.county === county.county);
    townships.sort((a, b) => b.now.gained_residents - a.now.gained_residents || a.township.localeCompare(b.township));
    return [county, ...townships];
  });
}

function tableRow({ level, county, township, residents, now }: Row, { districts_zh }: Study): HTMLTableRowElement {
  const name = level === "county" ? county || text("districts.county") : township;
  const shown = (currentLanguage() === "zh" ? districts_zh[name] : undefined) ?? name;
  return el(
    "tr",
    { class: level },
    el("td", {}, shown),
    el("td", {}, percent(now.residents_before, residents)),
    el("td", {}, percent(now.residents_after, residents)),
    el("td", {}, signed(now.gained_residents)),
  );
}
