//! The map of one project as a picture of its own.

use super::html::{grouped, signed};
use super::input::Report;
use super::language::Language;
use super::map_context::MapContext;
use super::projects::best_service;
use crate::map::{CellGrid, Frame, Label, Picture};
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
    let stage = MapContext::new(report)?;
    let circle = study.services.len();
    let gain = item.headline(circle).gain();
    let service = if gain.abs() >= 0.5 { circle } else { best_service(report, item).map_or(circle, |(service, _)| service) };
    let (before, after) = (stage.covered(&item.before[service]), stage.covered(&item.after[service]));
    let drawn = stage.drawn(item);
    let cells = &study.cells.cells;
    let changed = cells.iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| before != after);
    let mut positions: Vec<LonLat> = changed.map(|(cell, _)| cell.position).collect();
    let inside = |position: &LonLat| stage.frame.whole().holds(stage.frame.point(*position), 0.0);
    positions.extend(drawn.lines.iter().flatten().chain(&drawn.points).copied().filter(inside));
    if item.kind == ItemKind::Network || positions.is_empty() {
        positions = cells.iter().map(|cell| cell.position).collect();
    }
    let frame = Frame::around(positions.iter().copied(), LEAST_M)?;
    let mosaic = CellGrid::new(&frame, &study.cells);
    let path = |class: &str, wanted: [bool; 2]| {
        format!("<path class=\"cells-{class}\" d=\"{}\"/>", mosaic.squares(|i| [before[i], after[i]] == wanted))
    };
    let under = path("before", [true, true]) + &path("gained", [false, true]) + &path("lost", [true, false]);
    let label =
        |town: Town| Label { name: language.name(&town.name, &town.name_zh).to_owned(), point: frame.point(town.position) };
    let towns: Vec<Label> = study.towns().into_iter().map(label).collect();
    let credit = "© OpenStreetMap contributors";
    let picture = Picture { frame, network: report.network, land: study.cells.land.as_ref(), towns: &towns, credit, language };
    let stage = MapContext { frame, mosaic, ..stage };
    Some(picture.svg(&under, &stage.project(&drawn, 760.0), &title(report, item, service), &legend(report)))
}

fn title(report: &Report<'_>, item: &Item, service: usize) -> Vec<String> {
    let (minutes, mode) = (report.study.headline_minutes(), report.mode());
    let service_name = report.service_name(service);
    let gain = signed(item.headline(service).gain());
    let range = report.range(item).filter(|_| service == report.study.services.len());
    let range = range.map_or_else(String::new, |(low, high)| format!(" ({}…{})", grouped(low), grouped(high)));
    let [what, who] = match report.language {
        Language::English => [format!("{service_name} within {minutes} min, {mode}"), format!("{gain} residents{range}")],
        Language::Chinese => [format!("{minutes} 分钟{mode}可达：{service_name}"), format!("居民 {gain}{range}")],
    };
    vec![report.item_name(item), what, who]
}

fn legend(report: &Report<'_>) -> Vec<(String, String)> {
    let pick = |english, chinese| report.language.pick(english, chinese).to_owned();
    vec![
        (BEFORE_ON_LAND.to_owned(), pick("before and after", "前后均可达")),
        (GAINED.to_owned(), pick("gained", "新增")),
        (LOST.to_owned(), pick("lost", "失去")),
    ]
}
