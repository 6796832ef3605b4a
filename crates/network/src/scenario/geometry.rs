//! Checked GeoJSON positions and geometries.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{FeatureCollection, GeometryValue, Position};
use serde_json::Value;

use tongda_foundation::datum::diagnose;
use tongda_foundation::position::LonLat;

/// A position, or the error in it.
fn position(index: &[f64]) -> Result<LonLat, String> {
    match *index {
        [lon, lat, ..] => LonLat::new(lon, lat)
            .ok_or_else(|| format!("{lon}, {lat} is not a longitude and latitude in degrees; {}", diagnose(lon, lat))),
        _ => Err("a position has fewer than two numbers".to_owned()),
    }
}

/// The coordinate system that a `crs` member names, as GIS programs write it, unless it is WGS-84 in degrees or CGCS2000,
/// which is the same at this scale.
pub(super) fn foreign_system(collection: &FeatureCollection) -> Option<String> {
    let crs = collection.foreign_members.as_ref()?.get("crs").filter(|crs| !crs.is_null())?;
    let named = crs.get("properties").and_then(|properties| properties.get("name")).and_then(Value::as_str);
    let Some(name) = named else { return Some(crs.to_string()) };
    let code = name.rsplit(':').next().unwrap_or(name);
    let known = ["CRS84", "CRS84h", "4326", "4979", "4490", "4480"];
    (!known.contains(&code)).then(|| format!("\"{name}\""))
}

/// A point.
pub(super) fn point(value: Option<&GeometryValue>) -> Result<LonLat, String> {
    match value {
        Some(GeometryValue::Point { coordinates }) => position(coordinates.as_slice()),
        other => Err(format!("its geometry is {}, not a Point", name(other))),
    }
}

/// A line of at least two different positions; editors may store it as a multi-line of one part.
pub(super) fn line(value: Option<&GeometryValue>) -> Result<Vec<LonLat>, String> {
    let indices = match value {
        Some(GeometryValue::LineString { coordinates }) => coordinates,
        Some(GeometryValue::MultiLineString { coordinates }) if coordinates.len() == 1 => &coordinates[0],
        Some(GeometryValue::MultiLineString { coordinates }) => {
            let parts = coordinates.len();
            return Err(format!("its line has {parts} separate parts: merge them, or make each a feature of its own"));
        }
        other => return Err(format!("its geometry is {}, not a LineString", name(other))),
    };
    let mut line = indices.iter().map(|index| position(index.as_slice())).collect::<Result<Vec<_>, _>>()?;
    line.dedup();
    if line.len() < 2 {
        return Err("its line has fewer than two different positions".to_owned());
    }
    Ok(line)
}

/// An optional area.
pub(super) fn area(value: Option<&GeometryValue>) -> Result<Option<MultiPolygon<f64>>, String> {
    let polygons = match value {
        None => return Ok(None),
        Some(GeometryValue::Polygon { coordinates }) => vec![polygon(coordinates)?],
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            coordinates.iter().map(|rings| polygon(rings)).collect::<Result<_, _>>()?
        }
        other => return Err(format!("its geometry is {}, not a Polygon or null", name(other))),
    };
    Ok(Some(MultiPolygon(polygons)))
}

fn polygon(rings: &[Vec<Position>]) -> Result<Polygon<f64>, String> {
    let ring = |ring: &Vec<Position>| -> Result<LineString<f64>, String> {
        let positions = ring.iter().map(|index| position(index.as_slice())).collect::<Result<Vec<_>, _>>()?;
        Ok(LineString(positions.into_iter().map(Coord::from).collect()))
    };
    let mut rings = rings.iter().map(ring).collect::<Result<Vec<_>, _>>()?.into_iter();
    let outer = rings.next().ok_or("its polygon is empty")?;
    Ok(Polygon::new(outer, rings.collect()))
}

fn name(value: Option<&GeometryValue>) -> &'static str {
    value.map_or("missing", GeometryValue::type_name)
}
