//! Standalone map of one project or network.

use super::html::{grouped, signed};
use super::input::Report;
use super::map_context::MapContext;
use super::projects::best_service;
use crate::map::{CellGrid, Frame, StandaloneMap, TownLabel};
use crate::palette::{BEFORE_ON_LAND, GAINED, LOST};
use tongda_analysis::appraisal::{Item, ItemKind};
use tongda_analysis::study::Town;
use tongda_foundation::position::LonLat;

/// Around a project at least so many metres are shown.
const LEAST_M: f64 = 30_000.0;

/// Before, after and gained by an item as an SVG that stands alone: of a project around what it changes, of a network
/// as a whole. It shows the circle, or the service that gains most where the circle stays as it is.
#[must_use]
pub fn change_svg(report: &Report<'_>, item: &Item) -> Option<String> {
    let Report { study, language, .. } = *report;
    let context = MapContext::new(report)?;
    let circle = study.services.len();
    let gain = item.headline(circle).gain();
    let service = if gain.abs() >= 0.5 { circle } else { best_service(report, item).map_or(circle, |(service, _)| service) };
    let (before, after) = (context.covered(&item.before[service]), context.covered(&item.after[service]));
    let drawn = context.drawn(item);
    let cells = &study.cells.cells;
    let changed = cells.iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| before != after);
    let mut positions: Vec<LonLat> = changed.map(|(cell, _)| cell.position).collect();
    let inside = |position: &LonLat| context.frame.whole().holds(context.frame.point(*position), 0.0);
    positions.extend(drawn.lines.iter().flatten().chain(&drawn.points).copied().filter(inside));
    if item.kind == ItemKind::Network || positions.is_empty() {
        positions = cells.iter().map(|cell| cell.position).collect();
    }
    let frame = Frame::around(positions.iter().copied(), LEAST_M)?;
    let grid = CellGrid::new(&frame, &study.cells);
    let path = |class: &str, wanted: [bool; 2]| {
        format!("<path class=\"cells-{class}\" d=\"{}\"/>", grid.squares(|i| [before[i], after[i]] == wanted))
    };
    let under = path("before", [true, true]) + &path("gained", [false, true]) + &path("lost", [true, false]);
    let label =
        |town: Town| TownLabel { name: language.name(&town.name, &town.name_zh).to_owned(), point: frame.point(town.position) };
    let towns: Vec<TownLabel> = study.towns().into_iter().map(label).collect();
    let credit = "© OpenStreetMap contributors";
    let picture =
        StandaloneMap { frame, network: report.network, land: study.cells.land.as_ref(), towns: &towns, credit, language };
    let context = MapContext { frame, grid, ..context };
    Some(picture.svg(&under, &context.project(&drawn, 760.0), &title(report, item, service), &legend(report)))
}

fn title(report: &Report<'_>, item: &Item, service: usize) -> Vec<String> {
    let (minutes, mode) = (report.study.headline_minutes(), report.mode());
    let service_name = report.service_name(service);
    let gain = signed(item.headline(service).gain());
    let range = report.range(item).filter(|_| service == report.study.services.len());
    let range = range.map_or_else(String::new, |(low, high)| format!(" ({}…{})", grouped(low), grouped(high)));
    let language = report.language;
    let what = language.format("picture.service_within", &[("service", &service_name), ("minutes", &minutes), ("mode", &mode)]);
    let residents = language.format("picture.residents", &[("gain", &gain), ("range", &range)]);
    vec![report.item_name(item), what, residents]
}

fn legend(report: &Report<'_>) -> Vec<(String, String)> {
    let entry = |colour: &str, text: &str| (colour.to_owned(), text.to_owned());
    vec![
        entry(BEFORE_ON_LAND, report.language.text("map.before_and_after")),
        entry(GAINED, report.language.text("map.gained")),
        entry(LOST, report.language.text("map.lost")),
    ]
}
