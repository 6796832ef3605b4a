//! Bands: what lies within so many minutes, as polygons.

use geo::{Contains, Coord, LineString, MultiPolygon, Point, Polygon};

use super::accuracy::{Accuracy, HeldOut};
use super::contour::{Ring, rings};
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

/// The bands of a surface in the order of `minutes`, and how wrong each is at the held-out places.
/// Holes below `min_hole_km2` are filled. Each band lies inside those of more minutes.
#[must_use]
pub fn bands(surface: &Surface<'_>, minutes: &[u32], min_hole_km2: f64, held_out: &HeldOut) -> Vec<Band> {
    let band = |&minutes: &u32| {
        let mut kept = rings(surface, TravelTime::from_minutes(minutes));
        kept.retain(|(doubled_m2, _)| *doubled_m2 > 0.0 || -doubled_m2 / 2.0 >= min_hole_km2 * 1e6);
        let lines: Vec<&Ring> = kept.iter().map(|(_, ring)| ring).collect();
        let accuracy = held_out.accuracy(minutes, &surface.ground.canvas, &lines);
        let area_km2 = kept.iter().map(|(doubled_m2, _)| doubled_m2 / 2e6).sum();
        Band { minutes, accuracy, polygons: polygons(surface, &kept), area_km2 }
    };
    minutes.iter().map(band).collect()
}

/// Outer rings with the holes that they hold, in degrees.
fn polygons(surface: &Surface<'_>, rings: &[(f64, Ring)]) -> MultiPolygon<f64> {
    let mut outer: Vec<&(f64, Ring)> = rings.iter().filter(|(area, _)| *area > 0.0).collect();
    // The smallest outer ring around a hole is its own.
    outer.sort_by(|a, b| a.0.total_cmp(&b.0));
    let boxes: Vec<[[f64; 2]; 2]> = outer.iter().map(|(_, ring)| around(ring)).collect();
    let mut holes: Vec<Vec<LineString<f64>>> = vec![Vec::new(); outer.len()];
    for (_, hole) in rings.iter().filter(|(area, _)| *area <= 0.0) {
        let Some(&corner) = hole.first() else { continue };
        let boxed = |i: &usize| (0..2).all(|axis| (boxes[*i][0][axis]..=boxes[*i][1][axis]).contains(&corner[axis]));
        let mut owners = (0..outer.len()).filter(boxed);
        let owner = owners.find(|i| {
            let shell = Polygon::new(outer[*i].1.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect(), Vec::new());
            shell.contains(&Point::new(corner[0], corner[1]))
        });
        if let Some(owner) = owner {
            holes[owner].push(to_degrees(surface, hole));
        }
    }
    let polygon = |((_, ring), holes): (&(f64, Ring), Vec<LineString<f64>>)| Polygon::new(to_degrees(surface, ring), holes);
    MultiPolygon(outer.into_iter().zip(holes).map(polygon).collect())
}

fn around(ring: &Ring) -> [[f64; 2]; 2] {
    ring.iter().fold([[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]], |[low, high], [x, y]| {
        [[low[0].min(*x), low[1].min(*y)], [high[0].max(*x), high[1].max(*y)]]
    })
}

fn to_degrees(surface: &Surface<'_>, ring: &Ring) -> LineString<f64> {
    let mut line: LineString<f64> = ring.iter().map(|corner| Coord::from(surface.ground.canvas.place(*corner))).collect();
    line.close();
    line
}
