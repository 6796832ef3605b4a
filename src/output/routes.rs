//! Ways as `GeoJSON` lines and as lists of roads.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};
use serde_json::{Map, json};

use crate::network::Network;
use crate::place::LonLat;
use crate::scenario::LineMode;
use crate::search::{Along, Route};

/// A part of a way along one road.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadPart {
    /// Its number, name and class as the extract has them.
    pub road: String,
    /// Minutes along it.
    pub minutes: f64,
    /// Metres along it.
    pub length_m: f64,
    /// Its course.
    pub shape: Vec<LonLat>,
}

/// A way as parts, one for each run of steps along one road.
#[must_use]
pub fn by_road(network: &Network, route: &Route) -> Vec<RoadPart> {
    let mut parts: Vec<RoadPart> = Vec::new();
    for step in &route.steps {
        let road = road(network, step.along);
        let minutes = step.time.minutes().unwrap_or_default();
        match parts.last_mut().filter(|part| part.road == road) {
            Some(part) => {
                part.minutes += minutes;
                part.length_m += step.length_m;
                part.shape.extend_from_slice(&step.shape);
                part.shape.dedup();
            }
            None => parts.push(RoadPart { road, minutes, length_m: step.length_m, shape: step.shape.clone() }),
        }
    }
    parts
}

fn road(network: &Network, along: Along) -> String {
    let segment = match along {
        Along::OffNetwork => return "off the network".to_owned(),
        Along::NewRoad => return "new road".to_owned(),
        Along::Access => return "to or from a stop".to_owned(),
        Along::Board(mode) => return format!("board and wait ({})", vehicle(mode)),
        Along::Ride(mode) => return format!("ride ({})", vehicle(mode)),
        Along::Alight(mode) => return format!("alight ({})", vehicle(mode)),
        Along::Segment(segment) => segment,
    };
    let tags = network.ways().tags(network.segment(segment).way);
    let words: Vec<&str> = ["ref", "name"].into_iter().filter_map(|key| tags.get(key)).collect();
    let class = tags.get("highway").or_else(|| tags.get("route")).or_else(|| tags.get("railway")).unwrap_or("way");
    if words.is_empty() { format!("({class})") } else { format!("{} ({class})", words.join(" ")) }
}

const fn vehicle(mode: LineMode) -> &'static str {
    match mode {
        LineMode::Rail => "train",
        LineMode::Ferry => "ferry",
        LineMode::Bus => "bus",
    }
}

/// Ways under their scenarios' names: one line a road, with `scenario`, `road`, `minutes` and `metres`.
#[must_use]
pub fn routes_geojson(network: &Network, routes: &[(String, Option<Route>)]) -> Vec<u8> {
    let found = routes.iter().filter_map(|(name, route)| Some((name, route.as_ref()?)));
    let features = found.flat_map(|(name, route)| by_road(network, route).into_iter().map(move |part| (name, part)));
    let features = features.filter(|(_, part)| part.shape.len() > 1).map(|(name, part)| {
        let coordinates = part.shape.iter().map(|place| vec![place.lon(), place.lat()].into()).collect();
        let mut properties = Map::new();
        properties.insert("scenario".to_owned(), json!(name));
        properties.insert("road".to_owned(), json!(part.road));
        properties.insert("minutes".to_owned(), json!((part.minutes * 1000.0).round() / 1000.0));
        properties.insert("metres".to_owned(), json!(part.length_m.round()));
        let geometry = Some(Geometry::new(GeometryValue::LineString { coordinates }));
        Feature { geometry, properties: Some(properties), ..Feature::default() }
    });
    let collection = FeatureCollection { features: features.collect(), bbox: None, foreign_members: None };
    collection.to_string().into_bytes()
}
