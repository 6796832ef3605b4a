//! A first study of any city, made from an extract alone: a folder of files that runs at once and
//! is there to be edited.

use std::fmt::Write;

use crate::people::{Cell, cells_from_streets};
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;
use tongda_network::osm::Extract;

/// Side of the cells in metres, and where that makes less than so many, of a part of a city.
const CELL_M: f64 = 500.0;
const FEW_CELLS: usize = 50;
const SMALL_CELL_M: f64 = 100.0;

/// Minutes of the question.
const MINUTES: [u32; 6] = [5, 10, 15, 30, 45, 60];
/// Metres a minute on town streets and the way round, and the share of residents that the headline shall about hold: where
/// all are within it, nothing can be gained.
const STRAIGHT_M_PER_MINUTE: f64 = 30_000.0 / 60.0 / 1.4;
const HEADLINE_SHARE: f64 = 0.75;
/// Cells that the headline is estimated from, at most.
const SAMPLE: usize = 2000;

/// A class of facility by the usual tags: id, name, Chinese name, tables of tags.
type Class = (&'static str, &'static str, &'static str, &'static [&'static [(&'static str, &'static str)]]);

const CLASSES: [Class; 14] = [
    ("hospital", "hospital", "医院", &[&[("amenity", "hospital")], &[("healthcare", "hospital")]]),
    ("clinic", "clinic", "诊所", &[&[("amenity", "clinic")], &[("healthcare", "clinic")], &[("healthcare", "centre")]]),
    ("emergency", "ambulance station", "急救站", &[&[("emergency", "ambulance_station")]]),
    ("pharmacy", "pharmacy", "药店", &[&[("amenity", "pharmacy")]]),
    ("school", "school", "学校", &[&[("amenity", "school")]]),
    ("kindergarten", "kindergarten", "幼儿园", &[&[("amenity", "kindergarten")]]),
    ("library", "library", "图书馆", &[&[("amenity", "library")]]),
    ("museum", "museum", "博物馆", &[&[("tourism", "museum")]]),
    ("townhall", "town hall", "政府", &[&[("amenity", "townhall")]]),
    ("park", "park", "公园", &[&[("leisure", "park")]]),
    ("rail_station", "railway station", "铁路客运站", &[&[("railway", "station")], &[("railway", "halt")]]),
    ("coach_station", "coach station", "汽车客运站", &[&[("amenity", "bus_station")]]),
    ("ferry", "ferry terminal", "客运码头", &[&[("amenity", "ferry_terminal")]]),
    ("university", "university", "大学", &[&[("amenity", "university")]]),
];

/// Classes that make up the circle of a first study, where the extract has them.
const CIRCLE: [&str; 4] = ["hospital", "school", "library", "park"];
/// The most centres that are assumed, and how far apart they are at least, in metres.
const CENTRES: (usize, f64) = (10, 5000.0);

/// The files of a first study: name and content. `osm` is the extract as `study.toml` shall name it.
///
/// # Errors
/// When nobody can be placed: the extract has no streets.
pub fn scaffold(extract: &Extract, name: &str, osm: &str) -> Result<Vec<(&'static str, String)>> {
    let people = cells_from_streets(extract, CELL_M);
    let few = people.cells.len() < FEW_CELLS;
    let people = if few { cells_from_streets(extract, SMALL_CELL_M) } else { people };
    let mut cells: Vec<&Cell> = people.cells.iter().filter(|cell| cell.residents > 0.0).collect();
    let project = example(&cells).ok_or_else(|| {
        Error::new(ErrorKind::Study, "the extract has no two places with residential streets, so there is nobody to count")
            .advise("take an extract that holds all roads, not a selection")
    })?;
    cells.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(vec![
        ("study.toml", study_toml(extract, name, osm, &people.rule, &cells)),
        ("cells.csv", cells_csv(&cells)),
        ("services.csv", centres_csv(&cells)),
        ("projects.toml", projects_toml()),
        ("projects/example.geojson", project),
        ("README.md", readme(name, &people.rule)),
    ])
}

/// A text in TOML's and JSON's quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn study_toml(extract: &Extract, name: &str, osm: &str, rule: &str, cells: &[&Cell]) -> String {
    let headline = headline(extract, cells);
    let mut text = format!(
        r#"# Made by `tongda new` from an extract alone: every line is there to be changed.

name = {}
attribution = ["© OpenStreetMap contributors, ODbL 1.0"]

[network]
osm = [{}]
profile = "car"        # or walk, cycle, or a file beside this one (`tongda profile car` prints one to start from)
date = ""              # of the extract, for reports

[people]
cells = "cells.csv"    # {rule}

[question]
minutes = {MINUTES:?}
headline_minutes = {headline}    # about three quarters of the residents have the whole circle this near, by straight distance; any of minutes

[services]
files = ["services.csv"]    # facilities of your own: id,name,service,lon,lat; those of the extract are found by tags
"#,
        quoted(name),
        quoted(osm),
    );
    let mut in_circle = false;
    for (id, name, name_zh, tables) in CLASSES {
        let fits = |tags: tongda_network::osm::Tags<'_>| {
            tables.iter().any(|table| table.iter().all(|(key, value)| tags.has(key, value)))
        };
        let count = extract.pois.iter().filter(|poi| fits(extract.poi_tags(poi))).count();
        if count == 0 {
            continue;
        }
        let tables: Vec<String> = tables
            .iter()
            .map(|table| {
                let pairs: Vec<String> = table.iter().map(|(key, value)| format!("{key} = \"{value}\"")).collect();
                format!("{{ {} }}", pairs.join(", "))
            })
            .collect();
        let circle = CIRCLE.contains(&id);
        in_circle |= circle;
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "\n[[service]]\nid = \"{id}\"\nname = \"{name}\"\nname_zh = \"{name_zh}\"\ncircle = {circle}\ntags = [{}]    # {count} in the extract\n",
            tables.join(", ")
        );
    }
    let _ = write!(
        text,
        "\n[[service]]\nid = \"centre\"\nname = \"centre (ASSUMED: where most people live)\"\nname_zh = \"中心（假定）\"\ncircle = {}\n",
        !in_circle
    );
    text
}

/// The minutes, of those asked, within which about three quarters of the residents have every class of the circle.
fn headline(extract: &Extract, cells: &[&Cell]) -> u32 {
    let positions = |class: &Class| -> Vec<LonLat> {
        let fits = |tags: tongda_network::osm::Tags<'_>| {
            class.3.iter().any(|table| table.iter().all(|(key, value)| tags.has(key, value)))
        };
        extract.pois.iter().filter(|poi| fits(extract.poi_tags(poi))).map(|poi| poi.position).collect()
    };
    let mut circle: Vec<Vec<LonLat>> = CLASSES.iter().filter(|class| CIRCLE.contains(&class.0)).map(positions).collect();
    circle.retain(|positions| !positions.is_empty());
    if circle.is_empty() {
        circle.push(centres(cells).iter().map(|centre| centre.position).collect());
    }
    let farthest = |cell: &Cell| {
        let nearest = |positions: &Vec<LonLat>| {
            positions.iter().map(|position| position.distance_m(cell.position)).fold(f64::INFINITY, f64::min)
        };
        circle.iter().map(nearest).fold(0.0, f64::max)
    };
    let sample = cells.iter().step_by(cells.len().div_ceil(SAMPLE).max(1));
    let mut metres: Vec<(f64, f64)> = sample.map(|cell| (farthest(cell), cell.residents)).collect();
    metres.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = metres.iter().map(|(_, residents)| residents).sum::<f64>() * HEADLINE_SHARE;
    let quarter = metres.iter().find(|(_, residents)| {
        left -= residents;
        left <= 0.0
    });
    let minutes = quarter.map_or(0.0, |(metres, _)| metres / STRAIGHT_M_PER_MINUTE);
    MINUTES.into_iter().rfind(|&asked| f64::from(asked) <= minutes).unwrap_or(MINUTES[0])
}

/// The most populous cells that lie far enough from each other.
fn centres<'a>(cells: &[&'a Cell]) -> Vec<&'a Cell> {
    let mut order: Vec<&'a Cell> = cells.to_vec();
    order.sort_by(|a, b| b.residents.total_cmp(&a.residents).then(a.id.cmp(&b.id)));
    let mut centres: Vec<&Cell> = Vec::new();
    for cell in order {
        let apart = centres.iter().all(|centre| centre.position.distance_m(cell.position) >= CENTRES.1);
        if apart && centres.len() < CENTRES.0 {
            centres.push(cell);
        }
    }
    centres
}

fn centres_csv(cells: &[&Cell]) -> String {
    let mut text = String::from("id,name,service,lon,lat\n");
    for (i, centre) in (1..).zip(centres(cells)) {
        let (lon, lat) = (centre.position.lon(), centre.position.lat());
        let _ = writeln!(text, "centre{i},centre {i},centre,{lon:.6},{lat:.6}");
    }
    text
}

fn cells_csv(cells: &[&Cell]) -> String {
    let mut text = String::from("id,lon,lat,residents,area_km2,township\n");
    for cell in cells {
        let township = if cell.township.contains([',', '"']) {
            format!("\"{}\"", cell.township.replace('"', "\"\""))
        } else {
            cell.township.clone()
        };
        let (lon, lat) = (cell.position.lon(), cell.position.lat());
        let _ = writeln!(text, "{},{lon:.6},{lat:.6},{},{:.4},{township}", cell.id, cell.residents, cell.area_km2);
    }
    text
}

fn projects_toml() -> String {
    r#"# The projects to measure. What each changes is in projects/ID.geojson, which QGIS can edit.

[[project]]
id = "example"
name = "An example to replace: a road from the most populous cell to the most people elsewhere"
kind = "road"
status = "example"
depends_on = []
certainty = "indicative"
sources = []
file = "projects/example.geojson"
"#
    .to_owned()
}

/// A straight road at 60 km/h from the most populous cell to the one with the most residents by the square root of
/// the distance, at least 1 km away, or half as far as the farthest where that is nearer.
fn example(cells: &[&Cell]) -> Option<String> {
    let from = cells.iter().max_by(|a, b| a.residents.total_cmp(&b.residents).then(b.id.cmp(&a.id)))?;
    let pull = |cell: &Cell| cell.residents * from.position.distance_m(cell.position).sqrt();
    let farthest = cells.iter().map(|cell| from.position.distance_m(cell.position)).fold(0.0, f64::max);
    let far = cells.iter().filter(|cell| from.position.distance_m(cell.position) >= f64::min(1000.0, farthest / 2.0));
    let far = far.filter(|cell| cell.id != from.id);
    let to = far.max_by(|a, b| pull(a).total_cmp(&pull(b)).then(b.id.cmp(&a.id)))?;
    let index = |position: LonLat| format!("[{:.6}, {:.6}]", position.lon(), position.lat());
    Some(format!(
        r#"{{
"type": "FeatureCollection",
"features": [
{{"type": "Feature", "properties": {{"kind": "link", "id": "example", "class": "secondary", "speed_kmh": 60, "connect": "ends", "reach_m": 1000}}, "geometry": {{"type": "LineString", "coordinates": [{}, {}]}}}}
]
}}
"#,
        index(from.position),
        index(to.position)
    ))
}

fn readme(name: &str, rule: &str) -> String {
    format!(
        "# {name}\n\nMade by `tongda new`. Roads and facilities: © OpenStreetMap contributors, ODbL 1.0.\n\n\
        People ({rule}): replace `cells.csv` (id, lon, lat, residents) by a census before you believe any count.\n\n\
        `tongda compare` on this folder measures the projects of `projects.toml`; the example is a straight line to replace.\n"
    )
}
