//! Routes as `GeoJSON` lines and as lists of roads.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};
use serde_json::{Map, json};

use tongda_foundation::position::LonLat;
use tongda_network::network::Network;
use tongda_network::scenario::LineMode;
use tongda_search::{Along, Route, RouteLeg};

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
    /// Steps of the way in it: on a ride, stops.
    pub steps: usize,
}

/// A way as parts, one for each run of steps along one road.
#[must_use]
pub fn by_road(network: &Network, route: &Route) -> Vec<RoadPart> {
    let mut parts: Vec<RoadPart> = Vec::new();
    for step in &route.legs {
        let road = road(network, step);
        let minutes = step.time.minutes().unwrap_or_default();
        let rides = matches!(step.along, Along::Ride(_));
        match parts.last_mut().filter(|part| part.road == road || (rides && part.road.starts_with(&ride(step)))) {
            Some(part) => {
                part.steps += 1;
                if rides {
                    part.road = format!("{}{}, {} stops", ride(step), step.stop, part.steps);
                }
                part.minutes += minutes;
                part.length_m += step.length_m;
                part.shape.extend_from_slice(&step.shape);
                part.shape.dedup();
            }
            None => parts.push(RoadPart { road, minutes, length_m: step.length_m, shape: step.shape.clone(), steps: 1 }),
        }
    }
    parts
}

fn road(network: &Network, step: &RouteLeg) -> String {
    let (name, at) = (&step.name, if step.stop.is_empty() { String::new() } else { format!(" at {}", step.stop) });
    let segment = match step.along {
        Along::OffNetwork => return "off the network".to_owned(),
        Along::NewRoad => return format!("new road {name}"),
        Along::Access => return format!("to or from the stop{}", at.trim_start_matches(" at")),
        Along::Board(mode) => return format!("board and wait ({}) {name}{at}", vehicle(mode)),
        Along::Ride(_) => return format!("{}{}", ride(step), step.stop),
        Along::Alight(mode) => return format!("alight ({}){at}", vehicle(mode)),
        Along::Segment(segment) => segment,
    };
    let tags = network.ways().tags(network.segment(segment).way);
    let words: Vec<&str> = ["ref", "name"].into_iter().filter_map(|key| tags.get(key)).collect();
    let class = tags.get("highway").or_else(|| tags.get("route")).or_else(|| tags.get("railway")).unwrap_or("way");
    if words.is_empty() { format!("({class})") } else { format!("{} ({class})", words.join(" ")) }
}

/// A ride on a service, up to the name of the stop.
fn ride(step: &RouteLeg) -> String {
    let Along::Ride(mode) = step.along else { return String::new() };
    format!("ride ({}) {} to ", vehicle(mode), step.name)
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
        let coordinates = part.shape.iter().map(|position| vec![position.lon(), position.lat()].into()).collect();
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
