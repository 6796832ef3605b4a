//! Tables of projects by gain.

use std::fmt::Write;

use super::html::{Head, bar, change, escaped, number, people, table, text};
use super::input::Report;
use super::section::Section;
use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::appraisal::{Item, ItemKind};

/// Projects that move the circle by gain, then those that only move single services.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let language = report.language;
    let circle = report.study.services.len();
    let items: Vec<&Item> = report.by_gain().into_iter().filter(|item| item.kind != ItemKind::Network).collect();
    let moves = |item: &Item| {
        let (low, high) = report.range(item).unwrap_or_default();
        [item.headline(circle).gain(), low, high].iter().any(|gain| gain.abs() >= 0.5)
    };
    let (moving, others): (Vec<&Item>, Vec<&Item>) = items.into_iter().partition(|item| moves(item));
    let mut body = String::new();
    if !moving.is_empty() {
        let lead = language.text("projects.lead");
        // Writing to a `String` cannot fail.
        let _ = write!(body, "<p class=\"lead\">{lead}</p>{}", moving_table(report, &moving));
    }
    if !others.is_empty() {
        let title = language.text("projects.others_title");
        let lead = language.text("projects.others_lead");
        let _ = write!(body, "<h3>{title}</h3><p class=\"lead\">{lead}</p>{}", other_table(report, &others));
    }
    Section::new("projects", language.text("projects.title"), body)
}

/// How a project enters the comparison, in words.
pub(super) fn how(report: &Report<'_>, item: &Item) -> &'static str {
    match item.kind {
        ItemKind::Removed => report.language.text("projects.removed"),
        ItemKind::Added => report.language.text("projects.added"),
        ItemKind::Proposal => report.language.text("projects.proposal"),
        ItemKind::Network => report.language.text("projects.network"),
    }
}

/// Certainty of a position, in words.
pub(super) fn certainty<'a>(report: &'a Report<'_>, item: &Item) -> &'a str {
    let certainty = report.study.catalogue.project(&item.id).map_or("", |project| project.certainty.as_str());
    certainty_word(report, certainty)
}

/// The same from the word of the catalogue.
pub(super) fn certainty_word<'a>(report: &Report<'_>, certainty: &'a str) -> &'a str {
    report.language.term("certainty", certainty).unwrap_or(certainty)
}

fn opens(report: &Report<'_>, item: &Item) -> String {
    report.study.catalogue.project(&item.id).and_then(|project| project.opens.clone()).unwrap_or_default()
}

fn moving_table(report: &Report<'_>, items: &[&Item]) -> String {
    let Report { study, language, .. } = *report;
    let circle = study.services.len();
    let all = Members::all(&study.cells.cells);
    let headline = [study.headline_minutes()];
    let most = items.iter().map(|item| report.range(item).map_or(0.0, |range| range.1).max(item.headline(circle).gain()));
    let most = most.fold(1.0, f64::max);
    let mut rows = String::new();
    for item in items {
        let [before, after] = [&item.before, &item.after].map(|times| Coverage::of(&all, &times[circle], &headline));
        let share = |coverage: &Coverage| coverage.within[0].residents / coverage.residents.max(1.0) * 100.0;
        let gain = after.within[0].residents - before.within[0].residents;
        let range = report.range(item);
        let (low, high) = range.unwrap_or((gain, gain));
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td>{}{}{}{}{}<td class=\"plot\" data-value=\"{gain:.0}\">{}</td>{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            format_args!("<td class=\"text date\">{}</td>", escaped(&opens(report, item))),
            text(certainty(report, item)),
            number(share(&before), 1),
            number(share(&after), 1),
            change(gain),
            bar(gain, range, most),
            people(low),
            people(high),
            number(before.mean_minutes.unwrap_or(f64::NAN) - after.mean_minutes.unwrap_or(f64::NAN), 2),
        );
    }
    let heads = [
        Head::Text(language.text("column.project")),
        Head::Text(language.text("projects.opens")),
        Head::Text(language.text("projects.position")),
        Head::Number(language.text("column.share_before")),
        Head::Number(language.text("column.share_after")),
        Head::Number(language.text("column.residents_gained")),
        Head::Number(""),
        Head::Number(language.text("column.low")),
        Head::Number(language.text("column.high")),
        Head::Number(language.text("projects.minutes_saved")),
    ];
    table(&heads, &rows)
}

/// The service that an item gains most for, with the residents.
pub(super) fn best_service(report: &Report<'_>, item: &Item) -> Option<(usize, f64)> {
    let gains = (0..report.study.services.len()).map(|service| (service, item.headline(service).gain()));
    gains.filter(|(_, gain)| *gain >= 0.5).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

fn other_table(report: &Report<'_>, items: &[&Item]) -> String {
    let language = report.language;
    let mut ordered: Vec<(f64, &Item)> =
        items.iter().map(|item| (best_service(report, item).map_or(0.0, |(_, gain)| gain), *item)).collect();
    ordered.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
    let mut rows = String::new();
    for (gain, item) in ordered {
        let best = best_service(report, item).map(|(service, _)| report.service_name(service));
        let none = || language.text("projects.none_within").to_owned();
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td>{}{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            text(&opens(report, item)),
            text(certainty(report, item)),
            text(&best.unwrap_or_else(none)),
            change(gain)
        );
    }
    let heads = [
        Head::Text(language.text("column.project")),
        Head::Text(language.text("projects.opens")),
        Head::Text(language.text("projects.position")),
        Head::Text(language.text("projects.best_service")),
        Head::Number(language.text("column.residents_gained")),
    ];
    table(&heads, &rows)
}
