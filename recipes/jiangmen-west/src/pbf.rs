//! Roads of an `.osm.pbf`, as plain pieces, for comparisons.

use std::collections::HashMap;
use std::path::Path;

use osmpbf::{Element, ElementReader};

use crate::Result;
use crate::graph::{Point, Tags};

pub struct Road {
    pub points: Vec<Point>,
    pub tags: Tags,
}

impl Road {
    pub fn highway(&self) -> &str {
        self.tags.get("highway").map_or("", String::as_str)
    }

    /// Stated length over drawn length.
    pub fn stretch(&self) -> f64 {
        let drawn: f64 = self.points.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
        self.tags.get("length").and_then(|length| length.parse::<f64>().ok()).map_or(1.0, |length| length / drawn)
    }
}

pub fn read_roads(path: &Path) -> Result<Vec<Road>> {
    let mut place: HashMap<i64, Point> = HashMap::new();
    ElementReader::from_path(path)?.for_each(|element| match element {
        Element::Node(node) => {
            place.insert(node.id(), Point::new(node.lon(), node.lat()));
        }
        Element::DenseNode(node) => {
            place.insert(node.id(), Point::new(node.lon(), node.lat()));
        }
        _ => {}
    })?;
    let mut roads = Vec::new();
    ElementReader::from_path(path)?.for_each(|element| {
        if let Element::Way(way) = element {
            let tags: Tags = way.tags().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            if tags.contains_key("highway") {
                let points = way.refs().filter_map(|id| place.get(&id).copied()).collect();
                roads.push(Road { points, tags });
            }
        }
    })?;
    Ok(roads)
}
