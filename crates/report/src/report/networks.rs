//! Dated networks: small maps and a table of all sets of projects.

use std::fmt::Write;

use super::html::{Head, change, dumbbell, escaped, grouped, number, people, signed, table};
use super::input::Report;
use super::map_context::{MapContext, MapOptions};
use super::section::Section;
use tongda_analysis::appraisal::{Headline, Item, ItemKind};

/// The networks of the study's years as maps of equal size, and all sets of projects as a table.
pub(super) fn section(context: &MapContext<'_>) -> Option<Section> {
    let report = context.report;
    let language = report.language;
    let items: Vec<&Item> = report.comparison.items.iter().filter(|item| item.kind == ItemKind::Network).collect();
    if items.is_empty() {
        return None;
    }
    let years = report.study.years();
    let title = match (years.first(), years.last()) {
        (Some(first), Some(last)) => language.format("networks.title", &[("first", first), ("last", last)]),
        _ => language.text("networks.title_undated").to_owned(),
    };
    let residents = grouped(report.study.cells.residents().max(1.0));
    let lead = language.format("networks.lead", &[("minutes", &report.study.headline_minutes()), ("residents", &residents)]);
    let body = format!("<p class=\"lead\">{lead}</p>{}{}", maps(context, &items), sets_table(report, &items));
    Section::new("networks", &title, body)
}

/// Maps of the dated networks: coverage in the first year, and what each later one gains.
fn maps(context: &MapContext<'_>, items: &[&Item]) -> String {
    let report = context.report;
    let (circle, all) = (report.study.services.len(), report.study.cells.residents().max(1.0));
    let options = MapOptions { view: context.frame.whole(), pixels: 310.0, towns: 6, live: false };
    let mut figures = String::new();
    let dated: Vec<&Item> = items.iter().copied().filter(|item| item.id.starts_with("network-")).collect();
    if let (Some(first), Some(year)) = (dated.first(), report.study.years().first()) {
        let before = context.covered(&first.before[circle]);
        let cells = format!("<path class=\"cells-before\" d=\"{}\"/>", context.grid.squares(|i| before[i]));
        let share = first.headline(circle).before / all * 100.0;
        let name = year.to_string();
        // Writing to a `String` cannot fail.
        let _ = write!(
            figures,
            "<figure>{}<figcaption><b>{name}</b> · {share:.1} %</figcaption></figure>",
            context.map(&cells, "", options, &name)
        );
    }
    for item in &dated {
        let share = item.headline(circle).after / all * 100.0;
        let map = context.change_map(item, circle, options);
        let gain = signed(item.headline(circle).gain());
        let year = escaped(item.id.trim_start_matches("network-"));
        let _ = write!(figures, "<figure>{map}<figcaption><b>{year}</b> · {share:.1} % · {gain}</figcaption></figure>");
    }
    if figures.is_empty() { figures } else { format!("<div class=\"three\">{figures}</div>") }
}

/// A row per set of projects, with the range of its gain.
fn sets_table(report: &Report<'_>, items: &[&Item]) -> String {
    let language = report.language;
    let (circle, all) = (report.study.services.len(), report.study.cells.residents().max(1.0));
    let mut rows = String::new();
    for item in items {
        let Headline { before, after } = item.headline(circle);
        let (low, high) = report.range(item).unwrap_or((after - before, after - before));
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td>{}{}<td class=\"plot\" data-value=\"{after:.0}\">{}</td>{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            number(before / all * 100.0, 1),
            number(after / all * 100.0, 1),
            dumbbell(before / all, after / all),
            change(after - before),
            people(low),
            people(high)
        );
    }
    let heads = [
        Head::Text(language.text("column.network")),
        Head::Number(language.text("column.share_before")),
        Head::Number(language.text("column.share_after")),
        Head::Number(""),
        Head::Number(language.text("column.residents_gained")),
        Head::Number(language.text("column.low")),
        Head::Number(language.text("column.high")),
    ];
    table(&heads, &rows)
}
