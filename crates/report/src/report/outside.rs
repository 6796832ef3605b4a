//! Minutes to destinations outside the area, saved by each project or network.

use std::fmt::{Display, Write};

use super::html::{Head, escaped, number, table};
use super::input::Report;
use super::section::Section;
use tongda_analysis::appraisal::{Item, LONGEST_MIN, SPEED_SHARE, Trips};

/// Minutes saved that a row needs, to be told at all.
const LEAST_SAVED_MIN: f64 = 0.05;

/// A row an item that brings a destination nearer: the destination that gains most, and all of them.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let Report { study, comparison, language, .. } = *report;
    let saved = |trips: &Trips| trips.saved_minutes().filter(|&saved| saved >= LEAST_SAVED_MIN);
    let mut items: Vec<(&Item, &Trips, f64)> = comparison
        .items
        .iter()
        .filter_map(|item| {
            let trips = item.best_trips()?;
            Some((item, trips, saved(trips)?))
        })
        .collect();
    items.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.id.cmp(&b.0.id)));
    let mut rows = String::new();
    for (item, trips, saved) in items {
        let destination = &study.destinations[trips.destination];
        let (before, after) = trips.mean_minutes().unzip();
        // Writing to a `String` cannot fail.
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td>{}{}{}<td class=\"text range\">{:.1}–{:.1}</td>{}</tr>",
            escaped(&report.item_name(item)),
            escaped(language.name(&destination.name, &destination.name_zh)),
            number(before.unwrap_or(f64::NAN), 1),
            number(after.unwrap_or(f64::NAN), 1),
            number(saved, 1),
            saved / (1.0 + SPEED_SHARE),
            saved / (1.0 - SPEED_SHARE),
            number(item.mean_saved_minutes().unwrap_or(f64::NAN), 1),
        );
    }
    let lead = language.format("outside.lead", &[("longest", &format!("{LONGEST_MIN:.0}"))]);
    let heads = [
        Head::Text(language.text("column.project")),
        Head::Text(language.text("outside.destination")),
        Head::Number(language.text("outside.minutes_before")),
        Head::Number(language.text("outside.minutes_after")),
        Head::Number(language.text("outside.saved")),
        Head::Text(language.text("outside.range")),
        Head::Number(language.text("outside.saved_on_average")),
    ];
    let mut body = if rows.is_empty() { String::new() } else { format!("<p class=\"lead\">{lead}</p>{}", table(&heads, &rows)) };
    body.push_str(&newly_reached(report));
    Section::new("outside", language.text("outside.title"), body)
}

/// Items that bring residents to a place that they had no way to: the place that gains most such residents.
fn newly_reached(report: &Report<'_>) -> String {
    let Report { study, comparison, language, .. } = *report;
    let one = |item: &Item| {
        let more = |a: &&Trips, b: &&Trips| a.newly_reached.total_cmp(&b.newly_reached).then(b.destination.cmp(&a.destination));
        let most = item.trips_of_all().max_by(more)?;
        let others = item.trips_of_all().filter(|trips| trips.newly_reached >= 0.5).count().saturating_sub(1);
        let destination = &study.destinations[most.destination];
        let destination = language.name(&destination.name, &destination.name_zh);
        let residents = format!("{:.0}", most.newly_reached);
        (residents != "0").then(|| {
            let item = report.item_name(item);
            let values: [(&str, &dyn Display); 4] =
                [("item", &item), ("residents", &residents), ("destination", &destination), ("others", &others)];
            language.format("outside.newly_reached_by", &values)
        })
    };
    let all: Vec<String> = comparison.items.iter().filter_map(one).collect();
    if all.is_empty() {
        return String::new();
    }
    let label = language.format("outside.newly_reached", &[("longest", &format!("{LONGEST_MIN:.0}"))]);
    let items = all.join(language.text("list.semicolon"));
    format!("<p class=\"lead\">{}</p>", escaped(&language.format("list.labelled", &[("label", &label), ("items", &items)])))
}
