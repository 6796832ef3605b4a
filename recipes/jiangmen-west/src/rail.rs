//! Railways: the source's lines, named where known, led through the stations of `rail.toml`.

use std::path::Path;

use serde::Deserialize;

use crate::graph::{Graph, Point, Tags};
use crate::{Result, cut};

pub struct Rails {
    pub graph: Graph,
    pub stations: Vec<Station>,
}

pub struct Station {
    pub at: Point,
    pub tags: Tags,
}

#[derive(Deserialize)]
struct Table {
    line: Vec<Line>,
    station: Vec<StationRow>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    name_en: String,
    #[serde(default)]
    highspeed: bool,
    /// Nodes of the source; the line follows the shortest way between them.
    via: Vec<[f64; 2]>,
    km: Option<f64>,
}

#[derive(Deserialize)]
struct StationRow {
    name: String,
    name_en: String,
    at: [f64; 2],
}

pub fn make(table: &Path) -> Result<Rails> {
    let table: Table = toml::from_str(&std::fs::read_to_string(table)?)?;
    let mut graph = cut::railways()?;
    for edge in &mut graph.edges {
        edge.tags = Tags::from([("railway".into(), "rail".into())]);
    }
    for line in table.line {
        let via: Vec<Point> = line.via.iter().map(|&[lon, lat]| Point::new(lon, lat)).collect();
        let mut path = Vec::new();
        for pair in via.windows(2) {
            path.extend(graph.path(pair[0], pair[1], |edge| edge.straight_m())?);
        }
        let straight: f64 = path.iter().map(|&index| graph.edges[index].straight_m()).sum();
        for index in path {
            let edge = &mut graph.edges[index];
            edge.set("name", &line.name);
            edge.set("name:en", &line.name_en);
            if line.highspeed {
                edge.set("highspeed", "yes");
            }
            edge.detour = line.km.map(|km| km * 1000.0 / straight);
        }
    }
    let mut stations = Vec::new();
    for row in table.station {
        let at = Point::new(row.at[0], row.at[1]);
        lead_through(&mut graph, at);
        let tags = [("railway", "station"), ("name", &row.name), ("name:en", &row.name_en), ("train", "yes")];
        let tags = tags.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        stations.push(Station { at, tags });
    }
    Ok(Rails { graph, stations })
}

/// Bends the nearest edge so that it passes the station.
fn lead_through(graph: &mut Graph, at: Point) {
    let detour = |edge: &crate::graph::Edge| edge.a.distance_m(at) + at.distance_m(edge.b) - edge.straight_m();
    let nearest = (0..graph.edges.len()).min_by(|&x, &y| detour(&graph.edges[x]).total_cmp(&detour(&graph.edges[y])));
    let Some(index) = nearest else { return };
    let edge = graph.edges.remove(index);
    for (a, b) in [(edge.a, at), (at, edge.b)] {
        if a != b {
            graph.edges.push(crate::graph::Edge { a, b, ..edge.clone() });
        }
    }
}
