//! Bands: what lies within so many minutes, as polygons.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::accuracy::Accuracy;
use super::contour::{Ring, rings};
use super::raster_grid::RasterGrid;
use super::ring_edges::RingEdges;
use super::surface::Surface;
use super::validation::ValidationPoints;
use tongda_foundation::units::TravelTime;

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
pub(super) fn bands(
    surface: &Surface<'_>,
    minutes: &[u32],
    min_hole_km2: f64,
    validation_points: &ValidationPoints<'_>,
) -> Vec<Band> {
    let grid = &surface.grid;
    let band = |&minutes: &u32| {
        let mut kept = rings(surface, TravelTime::from_minutes(minutes));
        kept.retain(|(doubled_m2, _)| *doubled_m2 > 0.0 || -doubled_m2 / 2.0 >= min_hole_km2 * 1e6);
        let sides = RingEdges::new(grid, &kept);
        let accuracy = Accuracy::of(minutes, validation_points, &sides);
        let area_km2 = kept.iter().map(|(doubled_m2, _)| doubled_m2 / 2e6).sum();
        Band { minutes, accuracy, polygons: polygons(grid, &kept, &sides), area_km2 }
    };
    minutes.iter().map(band).collect()
}

/// Outer rings with the holes that they hold, in degrees, the smallest first.
fn polygons(grid: &RasterGrid, rings: &[(f64, Ring)], sides: &RingEdges<'_>) -> MultiPolygon<f64> {
    let owners = owners(rings, sides);
    let mut holes: Vec<Vec<LineString<f64>>> = vec![Vec::new(); rings.len()];
    let mut outer: Vec<usize> = Vec::new();
    for (i, (doubled_m2, ring)) in rings.iter().enumerate() {
        match owners[i] {
            _ if *doubled_m2 > 0.0 => outer.push(i),
            Some(owner) => holes[owner].push(to_degrees(grid, ring)),
            None => {}
        }
    }
    outer.sort_by(|a, b| rings[*a].0.total_cmp(&rings[*b].0));
    let polygon = |i: usize| Polygon::new(to_degrees(grid, &rings[i].1), std::mem::take(&mut holes[i]));
    MultiPolygon(outer.into_iter().map(polygon).collect())
}

/// The outer ring of each hole. To the left of a hole's westernmost corner lies what the hole is cut out of, so that the
/// ring next to it is the outer one, or another hole of the same that lies farther west.
fn owners(rings: &[(f64, Ring)], sides: &RingEdges<'_>) -> Vec<Option<usize>> {
    let westernmost = |ring: &Ring| ring.iter().copied().min_by(|a, b| a[0].total_cmp(&b[0])).unwrap_or([f64::NAN; 2]);
    let mut holes: Vec<(usize, [f64; 2])> =
        rings.iter().enumerate().filter(|(_, (area, _))| *area <= 0.0).map(|(i, (_, ring))| (i, westernmost(ring))).collect();
    holes.sort_by(|a, b| a.1[0].total_cmp(&b.1[0]));
    let mut owners: Vec<Option<usize>> = vec![None; rings.len()];
    for (hole, corner) in holes {
        owners[hole] = sides.left_of(hole, corner).and_then(|next| if rings[next].0 > 0.0 { Some(next) } else { owners[next] });
    }
    owners
}

fn to_degrees(grid: &RasterGrid, ring: &Ring) -> LineString<f64> {
    let mut line: LineString<f64> = ring.iter().map(|corner| Coord::from(grid.position(*corner))).collect();
    line.close();
    line
}
