//! Conversion of scenario files from another datum to WGS-84.

use geojson::{Bbox, FeatureCollection, GeometryValue, Position};
use serde_json::Value;

use tongda_foundation::datum::Datum;
use tongda_foundation::position::LonLat;

/// Converts every position of a file to WGS-84: geometries, and the positions inside `where`.
///
/// Positions out of range are unchanged; the reader reports them.
pub(super) fn to_wgs84(collection: &mut FeatureCollection, datum: Datum) {
    for feature in &mut collection.features {
        feature.bbox = None::<Bbox>;
        if let Some(geometry) = &mut feature.geometry {
            shape(&mut geometry.value, datum);
        }
        if let Some(conditions) = feature.properties.as_mut().and_then(|properties| properties.get_mut("where")) {
            condition(conditions, datum);
        }
    }
}

fn shape(value: &mut GeometryValue, datum: Datum) {
    match value {
        GeometryValue::Point { coordinates } => position(coordinates, datum),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            for point in coordinates {
                position(point, datum);
            }
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter_mut().flatten().for_each(|point| position(point, datum));
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter_mut().flatten().flatten().for_each(|point| position(point, datum));
        }
        GeometryValue::GeometryCollection { geometries } => {
            for inner in geometries {
                shape(&mut inner.value, datum);
            }
        }
    }
}

fn position(index: &mut Position, datum: Datum) {
    if let [lon, lat, ..] = *index.as_slice()
        && let Some(position) = LonLat::new(lon, lat)
    {
        let position = datum.to_wgs84(position);
        *index = vec![position.lon(), position.lat()].into();
    }
}

/// Pairs of numbers, at any depth.
fn condition(value: &mut Value, datum: Datum) {
    let Value::Array(items) = value else {
        if let Value::Object(fields) = value {
            fields.values_mut().for_each(|field| condition(field, datum));
        }
        return;
    };
    if let [Value::Number(lon), Value::Number(lat)] = items.as_slice()
        && let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64())
        && let Some(position) = LonLat::new(lon, lat)
    {
        let position = datum.to_wgs84(position);
        *items = vec![Value::from(position.lon()), Value::from(position.lat())];
    } else {
        for item in items {
            condition(item, datum);
        }
    }
}
