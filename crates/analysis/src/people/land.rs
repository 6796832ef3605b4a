//! The land: `GeoJSON` polygons in, their edges on the plane out.

use std::path::Path;

use geojson::{Feature, GeoJson, Geometry, GeometryValue, PolygonType, Position};

use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};

/// A straight piece of a shore, from one point of the plane to the next.
pub(super) type Edge = [[f64; 2]; 2];

/// One polygon with its holes.
///
/// Edges run so that land lies to the right of those that go up (clockwise around the polygon, counterclockwise
/// around its holes), whatever way the file draws them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Part {
    edges: Vec<Edge>,
    low: [f64; 2],
    high: [f64; 2],
}

impl Part {
    fn new(rings: &[Vec<[f64; 2]>]) -> Self {
        let mut part = Self { edges: Vec::new(), low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };
        for (i, ring) in rings.iter().enumerate() {
            let forward = (doubled_area(ring) < 0.0) == (i == 0);
            for (a, b) in pairs(ring) {
                part.edges.push(if forward { [a, b] } else { [b, a] });
                part.low = [part.low[0].min(a[0]), part.low[1].min(a[1])];
                part.high = [part.high[0].max(a[0]), part.high[1].max(a[1])];
            }
        }
        part
    }

    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// South-west and north-east corner of the box around it.
    pub(super) const fn bounds(&self) -> ([f64; 2], [f64; 2]) {
        (self.low, self.high)
    }

    /// Whether the point is on it or at most `reach_m` from it. O(edges).
    pub(super) fn is_within(&self, point: [f64; 2], reach_m: f64) -> bool {
        let outside = |axis: usize| point[axis] < self.low[axis] - reach_m || point[axis] > self.high[axis] + reach_m;
        if outside(0) || outside(1) {
            return false;
        }
        let near = |edge: &Edge| {
            let (south, north) = (edge[0][1].min(edge[1][1]), edge[0][1].max(edge[1][1]));
            (south - reach_m..=north + reach_m).contains(&point[1])
                && nearest_on_piece(point, edge[0], edge[1]).0 <= reach_m * reach_m
        };
        is_inside(&self.edges, point) || self.edges.iter().any(near)
    }
}

/// Whether an odd number of edges lies to the left of the point.
pub(super) fn is_inside(edges: &[Edge], point: [f64; 2]) -> bool {
    edges.iter().filter_map(|edge| crossing(edge, point[1])).filter(|x| *x < point[0]).count() % 2 == 1
}

/// Where an edge crosses the height `y`; its lower end belongs to it and its upper end does not.
pub(super) fn crossing(edge: &Edge, y: f64) -> Option<f64> {
    let [[x0, y0], [x1, y1]] = *edge;
    ((y0 <= y) != (y1 <= y)).then(|| x0 + (y - y0) / (y1 - y0) * (x1 - x0))
}

/// The points of a ring two by two, and the last with the first.
fn pairs(ring: &[[f64; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (*a, *b))
}

/// Twice the area, positive when the ring runs counterclockwise; from its first point, to lose no digits.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let Some([x, y]) = ring.first().copied() else { return 0.0 };
    pairs(ring).map(|(a, b)| (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y)).sum()
}

/// Reads the polygons of a `GeoJSON` text; they must not overlap. `path` is only named in errors.
///
/// # Errors
/// When the text is not `GeoJSON`, holds no polygon, or for each feature that is not one.
pub(super) fn read_land(text: &[u8], path: &Path, plane: Plane) -> Result<Vec<Part>, Problems> {
    let fail = |message: String| Problems::from(Error::new(ErrorKind::Table, message).in_file(path));
    let text = std::str::from_utf8(text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text));
    let text = text.map_err(|_| fail("is not GeoJSON: not UTF-8".to_owned()))?;
    let features = match text.parse::<GeoJson>().map_err(|cause| fail(format!("is not GeoJSON: {cause}")))? {
        GeoJson::FeatureCollection(collection) => collection.features,
        GeoJson::Feature(feature) => vec![feature],
        GeoJson::Geometry(geometry) => vec![Feature { geometry: Some(geometry), ..Feature::default() }],
    };
    let mut problems = Problems::default();
    let mut parts = Vec::new();
    for (i, feature) in features.iter().enumerate() {
        let read = feature
            .geometry
            .as_ref()
            .map_or_else(|| Err("has no geometry".to_owned()), |geometry| read_geometry(geometry, plane, &mut parts));
        if let Err(message) = read {
            problems.push(Error::new(ErrorKind::Table, message).in_file(path).at(format!("feature {}", i + 1)));
        }
    }
    if parts.is_empty() && problems.is_empty() {
        return Err(fail("holds no polygon of land".to_owned()));
    }
    problems.or_value(parts)
}

fn read_geometry(geometry: &Geometry, plane: Plane, parts: &mut Vec<Part>) -> Result<(), String> {
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => parts.push(read_polygon(coordinates, plane)?),
        GeometryValue::MultiPolygon { coordinates } => {
            for polygon in coordinates {
                parts.push(read_polygon(polygon, plane)?);
            }
        }
        GeometryValue::GeometryCollection { geometries } => {
            for inner in geometries {
                read_geometry(inner, plane, parts)?;
            }
        }
        other => return Err(format!("is a {}; land is made of Polygon and MultiPolygon", other.type_name())),
    }
    Ok(())
}

fn read_polygon(polygon: &PolygonType, plane: Plane) -> Result<Part, String> {
    let rings = polygon.iter().map(|ring| read_ring(ring, plane)).collect::<Result<Vec<_>, _>>()?;
    if rings.is_empty() {
        return Err("is a polygon without a ring".to_owned());
    }
    Ok(Part::new(&rings))
}

fn read_ring(ring: &[Position], plane: Plane) -> Result<Vec<[f64; 2]>, String> {
    let mut points = Vec::with_capacity(ring.len());
    for index in ring {
        let (lon, lat) = match index.as_slice() {
            [lon, lat, ..] => (*lon, *lat),
            _ => return Err("has a position without longitude and latitude".to_owned()),
        };
        let position =
            LonLat::new(lon, lat).ok_or_else(|| format!("has the position {lon}, {lat}, which is not on the earth"))?;
        points.push(plane.project(position));
    }
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if points.len() < 3 { Err(format!("has a ring of {} points", points.len())) } else { Ok(points) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Part>, String> {
        read_land(text.as_bytes(), Path::new("land.geojson"), Plane::at(0.0)).map_err(|problems| problems.to_string())
    }

    fn area(part: &Part) -> f64 {
        part.edges.iter().map(|[a, b]| (a[1] - b[1]) * f64::midpoint(a[0] - part.low[0], b[0] - part.low[0])).sum()
    }

    #[test]
    fn rings_may_run_either_way() {
        let mut areas = Vec::new();
        for outer in ["[0,0],[3,0],[3,3],[0,3],[0,0]", "[0,0],[0,3],[3,3],[3,0],[0,0]"] {
            for hole in ["[1,1],[2,1],[2,2],[1,2],[1,1]", "[1,1],[1,2],[2,2],[2,1],[1,1]"] {
                let parts = read(&format!(r#"{{"type":"Polygon","coordinates":[[{outer}],[{hole}]]}}"#)).unwrap_or_default();
                areas.extend(parts.iter().map(|part| area(part) / tongda_foundation::position::METRES_PER_DEGREE.powi(2)));
            }
        }
        assert_eq!(areas.len(), 4);
        assert!(areas.iter().all(|area| (area - 8.0).abs() < 1e-6), "{areas:?}");
    }

    #[test]
    fn what_is_near_a_part_is_known() {
        let parts = read(r#"{"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[0,3]],[[1,1],[2,1],[2,2],[1,2]]]}"#);
        let Ok([part]) = parts.as_deref() else { unreachable!("{parts:?}") };
        let degrees = |lon, lat| LonLat::new(lon, lat).map_or([0.0; 2], |position| Plane::at(0.0).project(position));
        assert!(part.is_within(degrees(0.5, 0.5), 0.0));
        assert!(!part.is_within(degrees(1.5, 1.5), 1000.0), "in the lake");
        assert!(part.is_within(degrees(1.005, 1.5), 1000.0), "on the lake's shore");
        assert!(part.is_within(degrees(3.005, 1.5), 1000.0));
        assert!(!part.is_within(degrees(3.02, 1.5), 1000.0));
    }

    #[test]
    fn what_is_not_land_is_told_by_feature() {
        let feature = |geometry: &str| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{geometry}}}"#);
        let polygon = |ring: &str| feature(&format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
        for (text, expected) in [
            ("land".to_owned(), "land.geojson: is not GeoJSON"),
            (r#"{"type":"FeatureCollection","features":[]}"#.to_owned(), "land.geojson: holds no polygon of land"),
            (feature("null"), "land.geojson, feature 1: has no geometry"),
            (feature(r#"{"type":"Point","coordinates":[1,2]}"#), "feature 1: is a Point; land is made of Polygon"),
            (polygon(""), "feature 1: is a polygon without a ring"),
            (polygon("[[0,0],[1,1],[0,0]]"), "feature 1: has a ring of 2 points"),
            (polygon("[[0,0],[1,1],[112,2200]]"), "feature 1: has the position 112, 2200, which is not on the earth"),
        ] {
            let message = read(&text).err().unwrap_or_default();
            assert!(message.contains(expected), "{message}");
        }
        let bytes = read_land(b"\xFF", Path::new("land.geojson"), Plane::at(0.0)).map_err(|problems| problems.to_string());
        assert_eq!(bytes.err().as_deref(), Some("land.geojson: is not GeoJSON: not UTF-8"));
    }
}
