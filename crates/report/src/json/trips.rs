//! JSON documents of `matrix`, `route` and `isochrone`.

use geojson::Feature;
use serde_json::{Map, Value, json};

use super::{json_envelope, rounded};
use crate::by_road;
use tongda_network::network::Network;
use tongda_search::{MatrixEntry, Route};

/// Times and distances by pairs of ids, null where there is no way.
#[must_use]
pub fn matrix_json(from: &[String], to: &[String], rows: &[Vec<Option<MatrixEntry>>]) -> String {
    let mut pairs = Vec::new();
    for (from, row) in from.iter().zip(rows) {
        for (to, entry) in to.iter().zip(row) {
            let found = entry.and_then(|entry| Some((entry.time.seconds()?, entry.metres)));
            let (seconds, metres) = match found {
                Some((seconds, metres)) => (rounded(seconds, 3), rounded(metres, 1)),
                None => (Value::Null, Value::Null),
            };
            pairs.push(json!({"from": from, "to": to, "seconds": seconds, "metres": metres}));
        }
    }
    json_envelope("matrix", json!({"pairs": pairs}))
}

/// Ways under their scenarios' names, road by road; a way that is not there has no roads and no minutes.
#[must_use]
pub fn route_json(network: &Network, routes: &[(String, Option<Route>)]) -> String {
    let one = |(name, route): &(String, Option<Route>)| {
        let minutes = route.as_ref().and_then(|route| route.time().minutes());
        let roads = route.as_ref().map(|route| by_road(network, route)).unwrap_or_default();
        let road = |part: &crate::RoadPart| json!({"road": part.road, "minutes": rounded(part.minutes, 3), "metres": rounded(part.length_m, 0)});
        json!({
            "scenario": name,
            "minutes": minutes.map_or(Value::Null, |minutes| rounded(minutes, 3)),
            "metres": route.as_ref().map_or(Value::Null, |route| rounded(route.length_m(), 0)),
            "roads": roads.iter().map(road).collect::<Vec<_>>(),
        })
    };
    json_envelope("route", json!({"routes": routes.iter().map(one).collect::<Vec<_>>()}))
}

/// Properties of each band, road class or difference, without geometry, and the files.
#[must_use]
pub fn isochrone_json(features: &[Feature], files: &[String]) -> String {
    let styles = ["fill", "fill-opacity", "stroke"];
    let one = |feature: &Feature| {
        let fields = feature.properties.iter().flatten().filter(|(key, _)| !styles.contains(&key.as_str()));
        Value::Object(fields.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<String, Value>>())
    };
    json_envelope("isochrone", json!({"features": features.iter().map(one).collect::<Vec<_>>(), "files": files}))
}
