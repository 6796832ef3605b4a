//! The source graph of the world, cut to the study's surroundings.
//!
//! The source lists nodes with `[lat, lon]` to 3 decimals and, per node, the nodes it is joined to. Edges are straight and
//! have no direction, class or name. Two nodes that fall on the same 0.001 degree are one node there, so a bridge over a
//! road may look like a crossing; `repairs.toml` takes the known ones apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::Result;
use crate::graph::{Edge, Graph, Point};

/// West, south, east, north.
const BOX: [f64; 4] = [111.3, 21.3, 114.4, 23.6];

#[derive(Deserialize)]
struct World {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: u32,
    coordinates: [f64; 2],
    waypoints: Vec<u32>,
}

pub fn roads() -> Result<Graph> {
    cut(&routrs_highways_dataset::HIGHWAYS_JSON, "primary")
}

pub fn railways() -> Result<Graph> {
    cut(&routrs_railways_dataset::RAILWAYS_JSON, "")
}

fn cut(json: &str, highway: &str) -> Result<Graph> {
    let world: World = serde_json::from_str(json)?;
    let inside: BTreeMap<u32, Point> = world
        .nodes
        .iter()
        .filter(|node| {
            let [lat, lon] = node.coordinates;
            (BOX[0]..=BOX[2]).contains(&lon) && (BOX[1]..=BOX[3]).contains(&lat)
        })
        .map(|node| (node.id, Point::new(node.coordinates[1], node.coordinates[0])))
        .collect();
    let mut pairs = BTreeSet::new();
    for node in &world.nodes {
        let Some(&a) = inside.get(&node.id) else { continue };
        for b in node.waypoints.iter().filter_map(|id| inside.get(id)) {
            if a != *b {
                pairs.insert((a.min(*b), a.max(*b)));
            }
        }
    }
    let edges = pairs.into_iter().map(|(a, b)| Edge::new(a, b, highway)).collect();
    Ok(Graph { edges })
}
