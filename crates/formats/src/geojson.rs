//! GeoJSON by RFC 7946: WGS-84, right-hand rule, seven decimals, no `crs` member.

use ::geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, LineStringType, PolygonType};
use geo::{Coord, LineString, Polygon};
use serde_json::{Value, json};

use super::layer::{ColumnValues, Digits, Layer, Shape};

/// A layer as GeoJSON; its coordinates must be WGS-84.
#[must_use]
pub fn geojson(layer: &Layer) -> Vec<u8> {
    FeatureCollection { features: features(layer), bbox: None, foreign_members: None }.to_string().into_bytes()
}

/// The rows of a layer as features; its coordinates must be WGS-84.
#[must_use]
pub fn features(layer: &Layer) -> Vec<Feature> {
    let feature = |row: usize| {
        let mut properties = JsonObject::new();
        for column in &layer.columns {
            let value = match &column.values {
                ColumnValues::Text(values) => values[row].as_deref().map_or(Value::Null, |text| json!(text)),
                ColumnValues::Integer(values) => json!(values[row]),
                ColumnValues::Real(values, digits) => values[row].map_or(Value::Null, |value| number(value, *digits)),
            };
            properties.insert(column.name.clone(), value);
        }
        let geometry = layer.shape(row).map(|shape| Geometry::new(geometry(shape)));
        Feature { geometry, properties: Some(properties), ..Feature::default() }
    };
    (0..layer.row_count()).map(feature).collect()
}

/// A number with no more digits than it is written with elsewhere.
fn number(value: f64, digits: Digits) -> Value {
    digits.text(value).parse::<f64>().map_or(Value::Null, |value| {
        if value.fract() == 0.0 && value.abs() < 1e15 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e15")]
            let whole = value as i64;
            json!(whole)
        } else {
            json!(value)
        }
    })
}

fn geometry(shape: &Shape) -> GeometryValue {
    match shape {
        Shape::Point(point) => GeometryValue::Point { coordinates: position(point).into() },
        Shape::Lines(lines) => GeometryValue::MultiLineString { coordinates: lines.iter().map(line).collect() },
        Shape::Polygons(polygons) => GeometryValue::MultiPolygon { coordinates: polygons.iter().map(polygon).collect() },
    }
}

fn position(point: &Coord<f64>) -> Vec<f64> {
    [point.x, point.y].map(|degrees| (degrees * 1e7).round() / 1e7).to_vec()
}

fn line(line: &LineString<f64>) -> LineStringType {
    line.coords().map(|point| position(point).into()).collect()
}

fn polygon(polygon: &Polygon<f64>) -> PolygonType {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(line).collect()
}
