//! Bands: what lies within so many minutes, as polygons.

use geo::{Area, BoundingRect, Contains, Coord, LineString, MultiPolygon, Point, Polygon};

use super::accuracy::Accuracy;
use super::contour::rings;
use super::surface::Surface;
use crate::units::TravelTime;

/// All that lies within a number of minutes.
#[derive(Clone, Debug)]
pub struct Band {
    /// The minutes; a time equal to them lies within.
    pub minutes: u32,
    /// Valid polygons in degrees of WGS-84, outer rings counterclockwise (RFC 7946).
    pub polygons: MultiPolygon<f64>,
    /// Its area in square kilometres.
    pub area_km2: f64,
    /// How wrong it is.
    pub accuracy: Accuracy,
}

/// The bands of a surface in the order of `minutes`. Holes below `min_hole_km2` are filled.
///
/// `accuracy` measures a band. Each band lies inside those of more minutes.
#[must_use]
pub fn bands(
    surface: &Surface,
    minutes: &[u32],
    min_hole_km2: f64,
    accuracy: impl Fn(u32, &MultiPolygon<f64>) -> Accuracy,
) -> Vec<Band> {
    let band = |&minutes: &u32| {
        let flat = polygons(surface, TravelTime::from_minutes(minutes), min_hole_km2);
        let area_km2 = flat.iter().map(|polygon| polygon.unsigned_area() / 1e6).sum();
        let polygons = MultiPolygon(flat.iter().map(|polygon| to_degrees(surface, polygon)).collect());
        Band { minutes, accuracy: accuracy(minutes, &polygons), polygons, area_km2 }
    };
    minutes.iter().map(band).collect()
}

/// Polygons on the plane in metres: outer rings with the holes that they hold.
fn polygons(surface: &Surface, limit: TravelTime, min_hole_km2: f64) -> Vec<Polygon<f64>> {
    let (mut outer, mut holes) = (Vec::new(), Vec::new());
    for ring in rings(surface, limit) {
        let mut line: LineString<f64> = ring.into_iter().map(|[x, y]| Coord { x, y }).collect();
        line.close();
        let polygon = Polygon::new(line, Vec::new());
        let area_m2 = polygon.signed_area();
        if area_m2 > 0.0 {
            outer.push((area_m2, polygon));
        } else if -area_m2 >= min_hole_km2 * 1e6 {
            holes.push(polygon.into_inner().0);
        }
    }
    // The smallest outer ring around a hole is its own.
    outer.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut polygons: Vec<Polygon<f64>> = outer.into_iter().map(|(_, polygon)| polygon).collect();
    let boxes: Vec<_> = polygons.iter().map(BoundingRect::bounding_rect).collect();
    let shells: Vec<Polygon<f64>> = polygons.clone();
    for hole in holes {
        let Some(&corner) = hole.0.first() else { continue };
        let around =
            |i: &usize| boxes[*i].is_some_and(|rect| rect.contains(&Point(corner))) && shells[*i].contains(&Point(corner));
        if let Some(owner) = (0..shells.len()).find(around) {
            polygons[owner].interiors_push(hole);
        }
    }
    polygons
}

fn to_degrees(surface: &Surface, polygon: &Polygon<f64>) -> Polygon<f64> {
    let ring = |ring: &LineString<f64>| -> LineString<f64> {
        ring.coords().map(|corner| Coord::from(surface.canvas.place([corner.x, corner.y]))).collect()
    };
    Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect())
}
