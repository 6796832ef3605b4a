//! Isochrones as layers of features: bands from the widest to the narrowest, so that the narrow ones
//! are drawn on top; roads; differences.

use geo::MultiPolygon;
use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject};
use serde_json::{Value, json};

use crate::isochrone::{Band, Change, RoadBand};
use crate::place::LonLat;

/// What all bands of a run share.
#[derive(Clone, Debug)]
pub struct IsochroneHead {
    /// Where they begin: coordinates or names.
    pub origin: String,
    /// `from` or `towards`.
    pub direction: String,
    /// The mode of trips.
    pub mode: String,
    /// The scenario: `as it is`, `after ID`, …
    pub scenario: String,
    /// The side of the raster's squares in metres.
    pub cell_m: f64,
}

/// Colours from near to far, legible in grey and to the colour-blind (`YlGnBu` of `ColorBrewer`, reversed).
const COLOURS: [&str; 6] = ["#0c2c84", "#225ea8", "#1d91c0", "#41b6c4", "#7fcdbb", "#c7e9b4"];

fn colour(position: usize, count: usize) -> &'static str {
    let last = COLOURS.len() - 1;
    COLOURS[if count > 1 { position * last / (count - 1) } else { 2 }]
}

fn rounded(value: f64, decimals: i32) -> Value {
    let scale = 10_f64.powi(decimals);
    json!((value * scale).round() / scale)
}

fn head(head: &IsochroneHead) -> JsonObject {
    let mut fields = JsonObject::new();
    for (key, value) in
        [("origin", &head.origin), ("direction", &head.direction), ("mode", &head.mode), ("scenario", &head.scenario)]
    {
        fields.insert(key.to_owned(), json!(value));
    }
    fields
}

fn multi_polygon(polygons: &MultiPolygon<f64>) -> Geometry {
    Geometry::new(GeometryValue::from(polygons))
}

/// The bands with minutes, square kilometres and accuracy, widest first.
#[must_use]
pub fn band_features(of: &IsochroneHead, bands: &[Band]) -> Vec<Feature> {
    let mut order: Vec<(usize, &Band)> = bands.iter().enumerate().collect();
    order.sort_by_key(|(_, band)| std::cmp::Reverse(band.minutes));
    let feature = |(position, band): (usize, &Band)| {
        let mut fields = head(of);
        fields.insert("minutes".to_owned(), json!(band.minutes));
        fields.insert("area_km2".to_owned(), rounded(band.area_km2, 3));
        fields.insert("cell_m".to_owned(), json!(of.cell_m));
        fields.insert(
            "misclassified_share".to_owned(),
            band.accuracy.misclassified().map_or(Value::Null, |share| rounded(share, 4)),
        );
        fields.insert("places_looked_at".to_owned(), json!(band.accuracy.places));
        fields.insert("places_left_out".to_owned(), json!(band.accuracy.left_out));
        fields.insert("places_taken_in".to_owned(), json!(band.accuracy.taken_in));
        fields.insert("fill".to_owned(), json!(colour(position, bands.len())));
        fields.insert("fill-opacity".to_owned(), json!(0.5));
        Feature { geometry: Some(multi_polygon(&band.polygons)), properties: Some(fields), ..Feature::default() }
    };
    order.into_iter().map(feature).collect()
}

/// The roads by minutes.
#[must_use]
pub fn road_features(of: &IsochroneHead, bands: &[RoadBand]) -> Vec<Feature> {
    let line = |line: &Vec<LonLat>| line.iter().map(|place| vec![place.lon(), place.lat()].into()).collect();
    let feature = |(position, band): (usize, &RoadBand)| {
        let mut fields = head(of);
        fields.insert("beyond_minutes".to_owned(), json!(band.beyond));
        fields.insert("minutes".to_owned(), json!(band.minutes));
        fields.insert("length_km".to_owned(), rounded(band.length_km, 3));
        fields.insert("stroke".to_owned(), json!(colour(position, bands.len())));
        let coordinates = band.lines.iter().filter(|line| line.len() > 1).map(line).collect();
        let geometry = Some(Geometry::new(GeometryValue::MultiLineString { coordinates }));
        Feature { geometry, properties: Some(fields), ..Feature::default() }
    };
    bands.iter().enumerate().map(feature).collect()
}

/// What a project adds to each band and what it takes away; nothing for bands that stay.
#[must_use]
pub fn change_features(of: &IsochroneHead, changes: &[Change]) -> Vec<Feature> {
    let feature = |minutes: u32, what: &str, fill: &str, polygons: &MultiPolygon<f64>| {
        let mut fields = head(of);
        fields.insert("minutes".to_owned(), json!(minutes));
        fields.insert("change".to_owned(), json!(what));
        fields.insert("cell_m".to_owned(), json!(of.cell_m));
        fields.insert("fill".to_owned(), json!(fill));
        Feature { geometry: Some(multi_polygon(polygons)), properties: Some(fields), ..Feature::default() }
    };
    let mut features = Vec::new();
    for change in changes {
        for (what, fill, polygons) in [("gained", "#1a9850", &change.gained), ("lost", "#d73027", &change.lost)] {
            if !polygons.0.is_empty() {
                features.push(feature(change.minutes, what, fill, polygons));
            }
        }
    }
    features
}

/// Features as a GeoJSON text (RFC 7946).
#[must_use]
pub fn features_geojson(features: Vec<Feature>) -> Vec<u8> {
    FeatureCollection { features, bbox: None, foreign_members: None }.to_string().into_bytes()
}
