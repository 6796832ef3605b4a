//! Where the source is wrong or broken: edges taken out, edges led through places they pass, crossings taken apart,
//! gaps closed (`repairs.toml`), and county roads that the source does not have (`assumed.toml`).

use std::path::Path;

use serde::Deserialize;

use crate::Result;
use crate::graph::{Edge, Graph, Point};
use crate::tags::Label;

#[derive(Deserialize)]
struct Repairs {
    #[serde(default)]
    remove: Vec<Remove>,
    #[serde(default)]
    separate: Vec<Separate>,
    #[serde(default)]
    insert: Vec<Insert>,
    #[serde(default)]
    join: Vec<NewRoad>,
}

/// Takes out the edge between each two neighbours of a path, or all edges with both ends in a box.
#[derive(Deserialize)]
struct Remove {
    #[serde(default)]
    paths: Vec<Vec<[f64; 2]>>,
    within: Option<[f64; 4]>,
}

/// Gives the motorway edges at a point a node of their own: it crosses there without an interchange.
#[derive(Deserialize)]
struct Separate {
    at: [f64; 2],
}

/// Leads an edge through further points.
#[derive(Deserialize)]
struct Insert {
    edge: [[f64; 2]; 2],
    through: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
struct NewRoad {
    #[serde(flatten)]
    label: Label,
    via: Vec<[f64; 2]>,
    detour: Option<f64>,
    km: Option<f64>,
}

#[derive(Deserialize)]
struct Assumed {
    /// Detour of a road that states none.
    detour: f64,
    road: Vec<NewRoad>,
}

fn place([lon, lat]: [f64; 2]) -> Point {
    Point::new(lon, lat)
}

pub fn apply(graph: &mut Graph, table: &Path) -> Result<()> {
    let repairs: Repairs = toml::from_str(&std::fs::read_to_string(table)?)?;
    for remove in repairs.remove {
        for path in remove.paths {
            for pair in path.windows(2) {
                remove_edge(graph, place(pair[0]), place(pair[1]))?;
            }
        }
        if let Some([west, south, east, north]) = remove.within {
            let (low, high) = (Point::new(west, south), Point::new(east, north));
            let inside = |p: Point| (low.lon..=high.lon).contains(&p.lon) && (low.lat..=high.lat).contains(&p.lat);
            graph.edges.retain(|edge| !(inside(edge.a) && inside(edge.b)));
        }
    }
    for insert in repairs.insert {
        let [from, to] = insert.edge.map(place);
        let old = remove_edge(graph, from, to)?;
        let mut points = vec![from];
        points.extend(insert.through.into_iter().map(place));
        points.push(to);
        for pair in points.windows(2) {
            graph.edges.push(Edge { a: pair[0], b: pair[1], ..old.clone() });
        }
    }
    for separate in repairs.separate {
        let at = place(separate.at);
        let beside = Point { lat: at.lat + 100, ..at };
        let mut moved = 0;
        for edge in graph.edges.iter_mut().filter(|edge| edge.highway() == "motorway") {
            for end in [&mut edge.a, &mut edge.b] {
                if *end == at {
                    *end = beside;
                    moved += 1;
                }
            }
        }
        if moved == 0 {
            return Err(format!("repairs.toml: no motorway at {:?}", separate.at).into());
        }
    }
    for road in repairs.join {
        add(graph, road, None);
    }
    Ok(())
}

pub fn assumed(graph: &mut Graph, table: &Path) -> Result<()> {
    let assumed: Assumed = toml::from_str(&std::fs::read_to_string(table)?)?;
    for road in assumed.road {
        add(graph, road, Some(assumed.detour));
    }
    Ok(())
}

/// `detour` is given for assumed roads only, which are marked.
fn add(graph: &mut Graph, road: NewRoad, assumed_detour: Option<f64>) {
    let points: Vec<Point> = road.via.into_iter().map(place).collect();
    let straight: f64 = points.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
    let detour = road.km.map(|km| km * 1000.0 / straight).or(road.detour).or(assumed_detour);
    for pair in points.windows(2) {
        let mut edge = Edge::new(pair[0], pair[1], "tertiary");
        road.label.write_to(&mut edge.tags);
        if assumed_detour.is_some() {
            edge.set("assumed", "yes");
        }
        edge.detour = detour;
        graph.edges.push(edge);
    }
}

fn remove_edge(graph: &mut Graph, a: Point, b: Point) -> Result<Edge> {
    let index = graph.edges.iter().position(|edge| edge.is_between(a, b));
    let index = index.ok_or_else(|| format!("repairs.toml: no edge {:?} to {:?}", a.degrees(), b.degrees()))?;
    Ok(graph.edges.remove(index))
}
