//! Coverage by county, island part and township under the latest network.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{Head, change, dumbbell, escaped, number, people, table};
use super::input::Report;
use super::section::Section;
use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::appraisal::Item;

/// A table of counties (and their islands), and one of townships.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let Report { study, language, .. } = *report;
    let item = report.latest()?;
    let islands = study.cells.on_islands();
    let mut counties: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    let mut townships: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, cell) in study.cells.cells.iter().enumerate() {
        if !cell.county.is_empty() {
            counties.entry((&cell.county, false)).or_default().push(i);
            if islands[i] {
                counties.entry((&cell.county, true)).or_default().push(i);
            }
        }
        if !cell.township.is_empty() {
            townships.entry((&cell.county, &cell.township)).or_default().push(i);
        }
    }
    let mut rows = [String::new(), String::new()];
    for ((county, island), cells) in &counties {
        let name = report.district(county);
        let name = if *island { language.format("districts.islands", &[("county", &name)]) } else { name.to_owned() };
        // Writing to a `String` cannot fail.
        let _ = write!(rows[0], "<tr><td class=\"text\">{}</td>{}</tr>", escaped(&name), figures(report, item, cells));
    }
    for ((county, township), cells) in &townships {
        let _ = write!(
            rows[1],
            "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td>{}</tr>",
            escaped(report.district(township)),
            escaped(report.district(county)),
            figures(report, item, cells)
        );
    }
    let heads = [
        Head::Text(language.text("column.county")),
        Head::Number(language.text("column.residents")),
        Head::Number(language.text("column.share_before")),
        Head::Number(language.text("column.share_after")),
        Head::Number(""),
        Head::Number(language.text("districts.gained")),
        Head::Number(language.text("districts.minutes_before")),
        Head::Number(language.text("districts.minutes_after")),
    ];
    let mut body = format!("<p class=\"lead\">{}</p>", escaped(&report.item_name(item)));
    let part = Head::Text(language.text("column.township"));
    for (i, rows) in rows.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
        let heads: Vec<Head<'_>> = (i == 1).then_some(part).into_iter().chain(heads).collect();
        body.push_str(&table(&heads, rows));
    }
    let empty = rows.iter().all(String::is_empty);
    let title = language.text("districts.title");
    Section::new("districts", title, if empty { String::new() } else { body })
}

fn figures(report: &Report<'_>, item: &Item, cells: &[usize]) -> String {
    let study = report.study;
    let (circle, headline) = (study.services.len(), [study.headline_minutes()]);
    let members = Members::of(&study.cells.cells, cells.iter().copied());
    let [before, after] = [&item.before, &item.after].map(|times| Coverage::of(&members, &times[circle], &headline));
    let share = |coverage: &Coverage| coverage.within[0].residents / coverage.residents.max(1.0);
    let (old, new) = (share(&before), share(&after));
    format!(
        "{}{}{}<td class=\"plot\" data-value=\"{new:.4}\">{}</td>{}{}{}",
        people(after.residents),
        number(old * 100.0, 1),
        number(new * 100.0, 1),
        dumbbell(old, new),
        change(after.within[0].residents - before.within[0].residents),
        number(before.mean_minutes.unwrap_or(f64::NAN), 1),
        number(after.mean_minutes.unwrap_or(f64::NAN), 1)
    )
}
