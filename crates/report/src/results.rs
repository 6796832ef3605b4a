//! The results of `compare` as the layers of one GeoPackage: cells, townships, projects as drawn,
//! facilities, and the table of gains.

use std::collections::BTreeMap;

use geo::orient::{Direction, Orient};
use geo::unary_union;
use rayon::prelude::*;

use super::Language;
use super::palette::NEAR_TO_FAR;
use super::squares::cell_squares;
use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::appraisal::{Comparison, Item, ItemKind};
use tongda_analysis::study::{Facility, Study};
use tongda_formats::{Column, Crs, Digits, Layer, Shape, ShapeKind, Style, StyleClass, geopackage};
use tongda_foundation::error::Result;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::Project;

/// Input of the GeoPackage.
#[derive(Clone, Copy)]
pub struct Results<'a> {
    /// The language of titles and legends.
    pub language: Language,
    /// The study.
    pub study: &'a Study,
    /// Its comparison.
    pub comparison: &'a Comparison,
    /// Its facilities.
    pub facilities: &'a [Facility],
    /// The lines of each project as drawn, in the order of the catalogue; empty where nothing is drawn.
    pub lines: &'a [Vec<Vec<LonLat>>],
    /// The lines of a drawing that is the one item of the comparison; empty where there is none.
    pub drawn: &'a [Vec<LonLat>],
}

/// The GeoPackage of a comparison.
///
/// # Errors
/// When memory runs out.
pub fn results_geopackage(results: &Results<'_>) -> Result<Vec<u8>> {
    let squares = cell_squares(&results.study.cells);
    let mut layers = vec![cells(results, squares.as_deref())];
    layers.extend(squares.as_deref().map(|squares| townships(results, squares)));
    layers.extend([projects(results), facilities(results), gains(results)]);
    geopackage(&layers)
}

fn layer(name: &str, title: &str, shapes: Vec<Option<Shape>>, columns: Vec<Column>, style: Style) -> Layer {
    let kind = match shapes.iter().flatten().next() {
        Some(Shape::Polygons(_)) => ShapeKind::Polygons,
        Some(Shape::Lines(_)) => ShapeKind::Lines,
        Some(Shape::Point(_)) => ShapeKind::Point,
        None => ShapeKind::None,
    };
    let (name, title) = (name.to_owned(), title.to_owned());
    Layer { name, title, kind, crs: Crs::wgs84(), shapes, columns, style }
}

/// A style by minutes: a class up to each of the study's, and one beyond.
fn by_minutes(study: &Study, column: &str, language: Language) -> Style {
    let minutes = study.minutes();
    let colour = |i: usize| NEAR_TO_FAR[(i * (NEAR_TO_FAR.len() - 1)) / minutes.len().max(1)];
    let mut classes: Vec<StyleClass> = minutes
        .iter()
        .enumerate()
        .map(|(i, minutes)| StyleClass::new(minutes, language.format("layer.to_minutes", &[("minutes", minutes)]), colour(i)))
        .collect();
    let last = minutes.last().copied().unwrap_or_default();
    classes.push(StyleClass::new(1440, language.format("layer.beyond_minutes", &[("minutes", &last)]), colour(minutes.len())));
    Style::Graduated(column.to_owned(), classes)
}

/// Each cell's minutes before and after, by service and for the circle, in the latest network.
fn cells(results: &Results<'_>, squares: Option<&[Shape]>) -> Layer {
    let Results { study, comparison, .. } = results;
    let cells = &study.cells.cells;
    let points = || cells.iter().map(|cell| Some(Shape::Point(cell.position.into()))).collect();
    let shapes = squares.map_or_else(points, |squares| squares.iter().cloned().map(Some).collect());
    let not_placed = comparison.not_placed.iter().map(|reason| reason.as_deref().unwrap_or_default());
    let mut columns = vec![
        Column::text("id", cells.iter().map(|cell| &cell.id)),
        Column::text("township", cells.iter().map(|cell| &cell.township)),
        Column::text("county", cells.iter().map(|cell| &cell.county)),
        Column::real("residents", Digits::Significant(9), cells.iter().map(|cell| Some(cell.residents))),
        Column::real("area_km2", Digits::Decimals(4), cells.iter().map(|cell| Some(cell.area_km2))),
        Column::text("not_placed", not_placed),
        Column::integer("border_may_limit", (0..cells.len()).map(|i| Some(i64::from(comparison.border_may_limit(i))))),
    ];
    if let Some(item) = comparison.items.last() {
        columns.push(Column::text("compared", cells.iter().map(|_| &item.id)));
        for (index, service) in services(study, item) {
            for (when, times) in [("before", &item.before), ("after", &item.after)] {
                let minutes = times[index].iter().map(|time| time.minutes());
                columns.push(Column::real(format!("{service}_{when}_min"), Digits::Decimals(2), minutes));
            }
        }
    }
    let style = by_minutes(study, "circle_after_min", results.language);
    layer("cells", results.language.text("layer.cells"), shapes, columns, style)
}

/// Services that anybody reaches in an item, the complete circle first.
fn services<'a>(study: &'a Study, item: &Item) -> Vec<(usize, &'a str)> {
    let reached = |index: &usize| item.after[*index].iter().any(|time| time.is_reached());
    let named = (0..study.services.len()).filter(reached).map(|index| (index, study.services[index].id.as_str()));
    std::iter::once((study.services.len(), "circle")).chain(named).collect()
}

/// Townships as the cells that belong to them, with the share of their residents within the headline minutes.
fn townships(results: &Results<'_>, squares: &[Shape]) -> Layer {
    let Results { study, comparison, .. } = results;
    let cells = &study.cells.cells;
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        groups.entry((&cell.county, &cell.township)).or_default().push(i);
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let dissolve = |(_, indices): &(_, Vec<usize>)| {
        let polygons = indices.iter().filter_map(|&i| match &squares[i] {
            Shape::Polygons(polygons) => polygons.0.first(),
            _ => None,
        });
        // A union turns its rings the other way round.
        Some(Shape::Polygons(unary_union(polygons).orient(Direction::Default)))
    };
    let shapes = groups.par_iter().map(dissolve).collect();
    let headline = study.headline_minutes();
    let covered = |times: Option<&Vec<Vec<TravelTime>>>, indices: &[usize]| {
        let members = Members::of(cells, indices.iter().copied());
        let coverage = Coverage::of(&members, times?.last()?, &[headline]);
        Some((coverage.residents, coverage.within.first()?.residents))
    };
    let item = comparison.items.last();
    let share = |times: Option<&Vec<Vec<TravelTime>>>| -> Vec<Option<f64>> {
        let of = |(_, indices): &(_, Vec<usize>)| {
            let (all, within) = covered(times, indices)?;
            (all > 0.0).then(|| within / all)
        };
        groups.iter().map(of).collect()
    };
    let residents = groups.iter().map(|(_, indices)| Some(indices.iter().map(|&i| cells[i].residents).sum()));
    let after = format!("share_within_{headline}_min_after");
    let columns = vec![
        Column::text("county", groups.iter().map(|((county, _), _)| county)),
        Column::text("township", groups.iter().map(|((_, township), _)| township)),
        Column::real("residents", Digits::Significant(9), residents),
        Column::real(format!("share_within_{headline}_min_before"), Digits::Decimals(4), share(item.map(|item| &*item.before))),
        Column::real(after.clone(), Digits::Decimals(4), share(item.map(|item| &*item.after))),
    ];
    let class = |(i, colour): (u32, &str)| {
        let upper = f64::from(i + 1) / 5.0;
        StyleClass::new(
            upper,
            results.language.format("layer.to_percent", &[("percent", &format!("{:.0}", upper * 100.0))]),
            colour,
        )
    };
    let colours = ["#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#0c2c84"];
    let style = Style::Graduated(after, (0..).zip(colours).map(class).collect());
    layer("townships", results.language.text("layer.townships"), shapes, columns, style)
}

/// The projects as drawn, and a drawing, with what they add.
fn projects(results: &Results<'_>) -> Layer {
    let Results { study, comparison, lines, drawn, .. } = *results;
    let projects = study.catalogue.projects.iter().zip(lines).filter(|(_, lines)| !lines.is_empty());
    let texts = |project: &Project| {
        let Project { id, name, name_zh, kind, status, opens, certainty, .. } = project;
        let opens = opens.clone().unwrap_or_default();
        [id.clone(), name.clone(), name_zh.clone(), kind.clone(), status.clone(), opens, certainty.clone()]
    };
    let mut rows: Vec<([String; 7], &[Vec<LonLat>])> =
        projects.map(|(project, lines)| (texts(project), lines.as_slice())).collect();
    if let Some(item) = comparison.items.first().filter(|_| !drawn.is_empty()) {
        let [id, name] = [item.id.clone(), item.name.clone()];
        let proposed = "proposal".to_owned();
        rows.push(([id, name, String::new(), proposed.clone(), proposed, String::new(), String::new()], drawn));
    }
    let shape = |lines: &[Vec<LonLat>]| {
        let line = |line: &Vec<LonLat>| line.iter().map(|position| geo::Coord::from(*position)).collect::<geo::LineString<f64>>();
        Some(Shape::Lines(geo::MultiLineString(lines.iter().map(line).collect())))
    };
    let circle = study.services.len();
    let gain = |id: &str| comparison.items.iter().find(|item| item.id == id).map(|item| item.headline(circle).gain());
    let names = ["id", "name", "name_zh", "kind", "status", "opens", "certainty"];
    let text = |(i, name): (usize, &str)| Column::text(name, rows.iter().map(|(texts, _)| &texts[i]));
    let mut columns: Vec<Column> = names.into_iter().enumerate().map(text).collect();
    columns.push(Column::real("gain_residents", Digits::Decimals(0), rows.iter().map(|(texts, _)| gain(&texts[0]))));
    let shapes = rows.iter().map(|(_, lines)| shape(lines)).collect();
    layer("projects", results.language.text("layer.projects"), shapes, columns, Style::Single("#d7301f".to_owned()))
}

fn facilities(results: &Results<'_>) -> Layer {
    let Results { study, facilities, .. } = results;
    let service = |facility: &&Facility| &study.services[facility.service];
    let all: Vec<&Facility> = facilities.iter().collect();
    let columns = vec![
        Column::text("service", all.iter().map(|one| &service(one).id)),
        Column::text("name", all.iter().map(|one| &one.name)),
        Column::text("name_zh", all.iter().map(|one| &one.name_zh)),
        Column::integer("in_circle", all.iter().map(|one| Some(i64::from(service(one).circle)))),
    ];
    let shapes = all.iter().map(|one| Some(Shape::Point(one.position.into()))).collect();
    let style = Style::Categories(
        "in_circle".to_owned(),
        vec![
            StyleClass::new(1, results.language.text("layer.of_circle"), "#7a0177"),
            StyleClass::new(0, results.language.text("layer.other_services"), "#969696"),
        ],
    );
    layer("facilities", results.language.text("layer.facilities"), shapes, columns, style)
}

/// Every item with its gain, for joining and sorting.
fn gains(results: &Results<'_>) -> Layer {
    let Results { study, comparison, .. } = results;
    let (items, circle) = (&comparison.items, study.services.len());
    let kind = |item: &Item| match item.kind {
        ItemKind::Removed => "project, taken out of the extract",
        ItemKind::Added => "project, added to the extract",
        ItemKind::Proposal => "proposal",
        ItemKind::Network => "network",
    };
    let columns = vec![
        Column::text("id", items.iter().map(|item| &item.id)),
        Column::text("name", items.iter().map(|item| &item.name)),
        Column::text("kind", items.iter().map(kind)),
        Column::integer("headline_minutes", items.iter().map(|_| Some(i64::from(study.headline_minutes())))),
        Column::real("gain_residents", Digits::Decimals(0), items.iter().map(|item| Some(item.headline(circle).gain()))),
    ];
    layer("gains", results.language.text("layer.gains"), Vec::new(), columns, Style::Plain)
}
