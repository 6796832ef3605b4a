//! Map context: frame, cell grid, town labels and base coverage, shared by all maps of a report.

use std::fmt::Write;

use rayon::prelude::*;

use super::html::escaped;
use super::input::Report;
use crate::map::{BaseMap, CellGrid, Frame, MapElements, TownLabel, Viewport, labels, path_of};
use tongda_analysis::appraisal::Item;
use tongda_analysis::study::ProjectGeometry;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;

/// Data attribution of a map.
const CREDIT: &str = "© OpenStreetMap contributors";

/// The stage of all maps.
#[derive(Debug)]
pub(super) struct MapContext<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) frame: Frame,
    pub(super) grid: CellGrid,
    pub(super) towns: Vec<TownLabel>,
    /// Flags of the cells within the headline minutes of each service on the base network.
    pub(super) base: Vec<Vec<bool>>,
}

/// Options of a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct MapOptions {
    /// Its part of the frame.
    pub(super) view: Viewport,
    /// Its width in pixels, which letters are sized for.
    pub(super) pixels: f64,
    /// The most names of towns.
    pub(super) towns: usize,
    /// Whether the script switches it.
    pub(super) live: bool,
}

impl<'a> MapContext<'a> {
    /// The stage of a report.
    pub(super) fn new(report: &'a Report<'a>) -> Option<Self> {
        let study = report.study;
        let frame = Frame::around(study.cells.cells.iter().map(|cell| cell.position), 500.0)?;
        let label = |town: tongda_analysis::study::Town| TownLabel {
            name: report.language.name(&town.name, &town.name_zh).to_owned(),
            point: frame.point(town.position),
        };
        let grid = CellGrid::new(&frame, &study.cells);
        let towns = study.towns().into_iter().map(label).collect();
        let base = report.comparison.items.first().map_or_else(Vec::new, |item| {
            // Of a project that is put in, before is the network as it is; of one taken out, after.
            let put_in = report.comparison.items.iter().find(|item| item.kind == tongda_analysis::appraisal::ItemKind::Added);
            put_in.unwrap_or(item).before.iter().map(|times| covered(report, times)).collect()
        });
        Some(Self { report, frame, grid, towns, base })
    }

    /// SVG definitions shared by the maps: detailed and simplified base map, and base coverage.
    pub(super) fn definitions(&self) -> String {
        let (network, land) = (self.report.network, self.report.study.cells.land.as_ref());
        let ground = |tolerance, class| {
            let ground = BaseMap::new(&self.frame, network, land, tolerance, class);
            (ground.land(&self.frame), ground.roads())
        };
        let squares = |flags: &Vec<bool>| self.grid.squares(|i| flags[i]);
        let ((full, short), base) = rayon::join(
            || rayon::join(|| ground(0.35, 4), || ground(1.2, 3)),
            || self.base.par_iter().map(squares).collect::<Vec<String>>(),
        );
        let mut text = String::new();
        for (id, body) in [("land", full.0), ("roads", full.1), ("land-s", short.0), ("roads-s", short.1)] {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "<g id=\"{id}\">{body}</g>");
        }
        for (service, squares) in base.iter().enumerate() {
            let _ = write!(text, "<path id=\"base-{service}\" d=\"{squares}\"/>");
        }
        format!("<svg width=\"0\" height=\"0\" class=\"defs\" aria-hidden=\"true\"><defs>{}{text}</defs></svg>", BaseMap::hatch())
    }

    /// Flags of the cells within the headline minutes.
    pub(super) fn covered(&self, times: &[TravelTime]) -> Vec<bool> {
        covered(self.report, times)
    }

    /// The map of a change in one service.
    pub(super) fn change_map(&self, item: &Item, service: usize, options: MapOptions) -> String {
        let (before, after) = (self.covered(&item.before[service]), self.covered(&item.after[service]));
        let id = |name: &str| if options.live { format!(" id=\"cells-{name}\"") } else { String::new() };
        let path = |name: &str, wanted: [bool; 2]| {
            let squares = self.grid.squares(|i| [before[i], after[i]] == wanted);
            if squares.is_empty() && !options.live {
                return String::new();
            }
            format!("<path{} class=\"cells-{name}\" d=\"{squares}\"/>", id(name))
        };
        // The base coverage is drawn once for all maps of a service, where it is what is covered both before and after.
        let same = self
            .base
            .get(service)
            .is_some_and(|base| base.iter().zip(before.iter().zip(&after)).all(|(base, (b, a))| (*base && b == a) == (*b && *a)));
        let both = if same && !options.live {
            format!("<use href=\"#base-{service}\" class=\"cells-before\"/>")
        } else {
            path("before", [true, true])
        };
        let cells = format!("{both}{}{}", path("gained", [false, true]), path("lost", [true, false]));
        let project = self.live_project(&self.drawn(item), &options);
        self.map(&cells, &project, options, &self.report.item_name(item))
    }

    /// A map with these cells and this above the roads.
    pub(super) fn map(&self, cells: &str, above: &str, options: MapOptions, name: &str) -> String {
        let (land, roads) = if options.live { ("land", "roads") } else { ("land-s", "roads-s") };
        let view = options.view;
        let elements = MapElements { credit: CREDIT, width_px: options.pixels }.draw(&self.frame, &view);
        let towns = labels(&self.towns, &view, options.pixels, options.towns);
        format!(
            "<svg class=\"map\"{} viewBox=\"{}\" role=\"img\" aria-label=\"{}\"><rect class=\"sea\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>\
            <use href=\"#{land}\"/><g class=\"layer-cells\">{cells}</g><use class=\"layer-roads\" href=\"#{roads}\"/>{above}\
            <g class=\"layer-towns\">{towns}</g>{elements}</svg>",
            if options.live { " id=\"live\"" } else { "" },
            view.view_box(),
            escaped(name),
            view.x,
            view.y,
            view.width,
            view.height,
        )
    }

    /// Geometry of an item; empty for a set of projects.
    pub(super) fn drawn(&self, item: &Item) -> ProjectGeometry {
        let Report { study, projects, network, .. } = *self.report;
        study.project_geometry(&item.id, projects, network)
    }

    /// The project's own course and places on the whole frame, drawn as in a map that is so many pixels wide.
    pub(super) fn project(&self, drawn: &ProjectGeometry, pixels: f64) -> String {
        self.live_project(drawn, &MapOptions { view: self.frame.whole(), pixels, towns: 0, live: false })
    }

    fn live_project(&self, drawn: &ProjectGeometry, options: &MapOptions) -> String {
        let (course, points) = (self.course(drawn), self.points(drawn));
        let zoom = options.view.zoom(options.pixels);
        let mut dots = String::new();
        // The places of a long list of stops would hide the map.
        for [x, y] in points.iter().take(60) {
            let _ = write!(dots, "<circle class=\"project-point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.2}\"/>", 3.2 * zoom);
        }
        let (case, line) = if options.live { (" id=\"project-case\"", " id=\"project-line\"") } else { ("", "") };
        let dots = if options.live { format!("<g id=\"project-points\">{dots}</g>") } else { dots };
        if course.is_empty() && dots.is_empty() {
            return String::new();
        }
        format!(
            "<g class=\"layer-project\"><path{case} class=\"project-case\" d=\"{course}\"/><path{line} class=\"project-line\" d=\"{course}\"/>{dots}</g>"
        )
    }

    /// The project's course as a path.
    pub(super) fn course(&self, drawn: &ProjectGeometry) -> String {
        drawn.lines.iter().map(|line| path_of(&self.frame, line)).collect()
    }

    /// The project's places on the frame.
    pub(super) fn points(&self, drawn: &ProjectGeometry) -> Vec<[f64; 2]> {
        drawn.points.iter().map(|position| self.frame.point(*position)).collect()
    }

    /// The part of the frame where a project lies and changes something.
    pub(super) fn view_of(&self, item: &Item, service: usize) -> Viewport {
        let drawn = self.drawn(item);
        let (before, after) = (self.covered(&item.before[service]), self.covered(&item.after[service]));
        let changed = (0..before.len()).filter(|&i| before[i] != after[i]).map(|i| self.grid.points[i]);
        let lines = drawn.lines.iter().flatten().chain(&drawn.points).map(|position: &LonLat| self.frame.point(*position));
        let inside = |point: &[f64; 2]| self.frame.whole().holds(*point, 0.0);
        self.frame.view_around(changed.chain(lines.filter(inside)), 30_000.0)
    }
}

fn covered(report: &Report<'_>, times: &[TravelTime]) -> Vec<bool> {
    let limit = TravelTime::from_minutes(report.study.headline_minutes());
    times.iter().map(|time| *time <= limit).collect()
}
