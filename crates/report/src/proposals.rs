//! Proposals as GeoJSON that `tongda rank` reads and QGIS edits.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};
use serde_json::{Map, Value, json};

use tongda_analysis::appraisal::propose::ProposedLink;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::Kmh;

/// A site that is proposed for a facility.
#[derive(Clone, Copy, Debug)]
pub struct ProposedSite<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its position.
    pub position: LonLat,
    /// The service.
    pub service: &'a str,
    /// Gain in addition to those before it.
    pub adds: f64,
    /// The unit of that.
    pub unit: &'a str,
}

/// A `facility` a site.
#[must_use]
pub fn sites_geojson(sites: &[ProposedSite<'_>]) -> Vec<u8> {
    let feature = |site: &ProposedSite<'_>| {
        let properties = json!({
            "kind": "facility", "service": site.service, "name": site.id, "adds": round(site.adds, 1.0), "adds_unit": site.unit,
        });
        feature(GeometryValue::Point { coordinates: position(site.position).into() }, properties)
    };
    collection(sites.iter().map(feature).collect())
}

/// Snapping distance of the ends of a proposed link, in metres: no farther than the junction itself.
const REACH_M: f64 = 20.0;

/// A `link` a pair of junctions, joined at its ends.
#[must_use]
pub fn links_geojson(links: &[ProposedLink], class: &str, speed: Kmh) -> Vec<u8> {
    let feature = |(number, link): (usize, &ProposedLink)| {
        let properties = json!({
            "kind": "link", "id": format!("proposed-{number}"), "class": class, "speed_kmh": speed.get(), "connect": "ends", "reach_m": REACH_M,
            "gain_residents": round(link.gain, 1.0),
        });
        feature(
            GeometryValue::LineString { coordinates: [link.from, link.to].map(|end| position(end).into()).into() },
            properties,
        )
    };
    collection((1..).zip(links).map(feature).collect())
}

/// Seven decimals are a centimetre.
fn position(position: LonLat) -> Vec<f64> {
    vec![round(position.lon(), 1e7), round(position.lat(), 1e7)]
}

fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

fn feature(geometry: GeometryValue, properties: Value) -> Feature {
    let properties = if let Value::Object(properties) = properties { properties } else { Map::new() };
    Feature { geometry: Some(Geometry::new(geometry)), properties: Some(properties), ..Feature::default() }
}

fn collection(features: Vec<Feature>) -> Vec<u8> {
    let collection = FeatureCollection { features, bbox: None, foreign_members: None };
    let mut text = collection.to_string();
    text.push('\n');
    text.into_bytes()
}
