//! Counties, islands and townships under the latest network.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{escaped, heads, number, people};
use super::section::Section;
use super::told::Report;
use crate::access::Coverage;

/// Counties, islands and townships under the latest network.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let Report { study, language, .. } = report;
    let item = report.latest()?;
    let (cells, circle) = (&study.cells.cells, study.services.len());
    let headline = [study.headline_minutes()];
    let islands = study.cells.on_islands();
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        groups.entry((&cell.county, "")).or_default().push(i);
        if islands[i] {
            groups.entry((&cell.county, language.pick("of it on islands", "其中海岛"))).or_default().push(i);
        }
        if !cell.township.is_empty() {
            groups.entry((&cell.county, &cell.township)).or_default().push(i);
        }
    }
    let mut rows = String::new();
    for ((county, township), indices) in &groups {
        let [before, after] = [&item.before, &item.after].map(|times| Coverage::of(cells, &times[circle], indices, &headline));
        let share = |coverage: &Coverage| coverage.within[0].residents / coverage.residents.max(1.0) * 100.0;
        let name = if township.is_empty() { format!("<b>{}</b>", escaped(county)) } else { escaped(township) };
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{name}</td><td class=\"text\">{}</td>{}{}{}{}</tr>",
            escaped(county),
            people(after.residents),
            number(share(&before), 1),
            number(share(&after), 1),
            people(after.within[0].residents - before.within[0].residents)
        );
    }
    let head = heads(&[
        language.pick("district", "地区"),
        language.pick("county", "县市"),
        language.pick("residents", "居民"),
        language.pick("% before", "前 %"),
        language.pick("% after", "后 %"),
        language.pick("gained", "新增"),
    ]);
    let title = language.pick("By county and township", "分县市、分镇街");
    let body = format!(
        "<p class=\"lead\">{}</p><table class=\"sortable\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        escaped(&report.item_name(item))
    );
    Section::new("districts", title, body)
}
