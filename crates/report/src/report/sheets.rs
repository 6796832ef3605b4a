//! Project sheets: a map of the change, the gain by service, and the counties that gain.

use std::collections::BTreeMap;
use std::fmt::Write;

use rayon::prelude::*;

use super::html::{escaped, grouped, signed};
use super::input::Report;
use super::map_context::{MapContext, MapOptions};
use super::maps::legend;
use super::projects::{best_service, certainty, how};
use super::section::Section;
use tongda_analysis::appraisal::{Item, ItemKind};

/// The most sheets, so that the file stays of a size to send.
const MOST: usize = 80;

/// The sheets, the largest gain first.
pub(super) fn section(context: &MapContext<'_>) -> Option<Section> {
    let report = context.report;
    let circle = report.study.services.len();
    let mut items: Vec<(f64, f64, &Item)> = report
        .comparison
        .items
        .iter()
        .filter(|item| item.kind != ItemKind::Network)
        .map(|item| (item.headline(circle).gain(), best_service(report, item).map_or(0.0, |(_, gain)| gain), item))
        .collect();
    items.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.id.cmp(&b.2.id)));
    let (items, idle): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|(gain, best, item)| gain.abs() >= 0.5 || *best >= 0.5 || item.kind == ItemKind::Proposal);
    let sheets: String = items.par_iter().take(MOST).map(|(gain, _, item)| sheet(context, item, *gain)).collect();
    if sheets.is_empty() {
        return None;
    }
    let language = report.language;
    let lead = language.text("sheets.lead");
    let idle = items.iter().skip(MOST).chain(&idle).map(|(_, _, item)| report.item_name(item)).collect::<Vec<_>>();
    let more = if idle.is_empty() {
        String::new()
    } else {
        let (label, items) = (language.text("sheets.without_sheet"), idle.join(language.text("list.semicolon")));
        format!("<p class=\"lead\">{}</p>", escaped(&language.format("list.labelled", &[("label", &label), ("items", &items)])))
    };
    let body = format!("<p class=\"lead\">{lead}</p>{}<div class=\"sheets\">{sheets}</div>{more}", legend(report));
    Section::new("sheets", language.text("sheets.title"), body)
}

fn sheet(context: &MapContext<'_>, item: &Item, gain: f64) -> String {
    let report = context.report;
    let language = report.language;
    let circle = report.study.services.len();
    let best = best_service(report, item);
    let service = if gain.abs() >= 0.5 { circle } else { best.map_or(circle, |(service, _)| service) };
    let options = MapOptions { view: context.view_of(item, service), pixels: 470.0, towns: 12, live: false };
    let map = context.change_map(item, service, options);
    let word = language.text("sheets.residents");
    let range = report.range(item).map_or_else(String::new, |(low, high)| format!(" ({} … {})", grouped(low), grouped(high)));
    let mut facts =
        format!("<p class=\"gain\"><b>{}</b> {word}{range} · {}</p>", signed(gain), escaped(&report.service_name(circle)));
    for (term, text) in [
        (language.text("sheets.services"), services(report, item)),
        (language.text("sheets.where"), counties(report, item, service)),
    ] {
        if !text.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = write!(facts, "<p><i>{term}</i> {text}</p>");
        }
    }
    format!(
        "<article class=\"sheet\"><h3>{}</h3><p class=\"tags\">{}</p><figure>{map}<figcaption>{}</figcaption></figure>{facts}</article>",
        escaped(&report.item_name(item)),
        escaped(&tags(report, item)),
        escaped(&report.service_name(service))
    )
}

/// Kind, status, opening, certainty of position and how it was measured.
fn tags(report: &Report<'_>, item: &Item) -> String {
    let mut tags = Vec::new();
    if let Some(project) = report.study.catalogue.project(&item.id) {
        tags.extend([&project.kind, &project.status].map(|word| catalogue_word(report.language, word)));
        let opens = project.opens.as_ref();
        tags.extend(opens.map(|opens| report.language.format("sheets.opens", &[("date", &opens)])));
        tags.push(report.language.format("sheets.position", &[("certainty", &certainty(report, item))]));
    }
    tags.push(how(report, item).to_owned());
    tags.retain(|tag| !tag.is_empty());
    tags.join(" · ")
}

/// A kind or status of the catalogue in the report's language; a word of the user's own as it is.
fn catalogue_word(language: crate::Language, word: &str) -> String {
    language.term("catalogue", word).map_or_else(|| word.replace('_', " "), str::to_owned)
}

/// The services that gain most.
fn services(report: &Report<'_>, item: &Item) -> String {
    let gains = (0..report.study.services.len()).map(|service| (item.headline(service).gain(), service));
    let mut gains: Vec<(f64, usize)> = gains.filter(|(gain, _)| gain.abs() >= 0.5).collect();
    gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let named =
        gains.into_iter().take(4).map(|(gain, service)| format!("{} {}", escaped(&report.service_name(service)), signed(gain)));
    named.collect::<Vec<_>>().join(report.language.text("list.item"))
}

/// The counties where residents gain the service of the map.
fn counties(report: &Report<'_>, item: &Item, service: usize) -> String {
    let limit = tongda_foundation::units::TravelTime::from_minutes(report.study.headline_minutes());
    let mut by_county: BTreeMap<&str, f64> = BTreeMap::new();
    for (i, cell) in report.study.cells.cells.iter().enumerate() {
        let change = match (item.before[service][i] <= limit, item.after[service][i] <= limit) {
            (false, true) => cell.residents,
            (true, false) => -cell.residents,
            _ => continue,
        };
        *by_county.entry(&cell.county).or_default() += change;
    }
    let mut counties: Vec<(&str, f64)> = by_county.into_iter().filter(|(_, gain)| gain.abs() >= 0.5).collect();
    counties.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let named = counties.iter().take(4).map(|(county, gain)| format!("{} {}", escaped(report.district(county)), signed(*gain)));
    named.collect::<Vec<_>>().join(report.language.text("list.item"))
}
