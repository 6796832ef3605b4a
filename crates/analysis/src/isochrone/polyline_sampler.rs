//! A segment's course on the plane of a raster, and the places along it that times are taken from.

#![allow(clippy::cast_precision_loss, reason = "roads have a few thousand points")]

use super::raster_grid::RasterGrid;
use tongda_foundation::position::LonLat;

/// How close together the places are from which times are taken off a road, in sides of a square.
const SAMPLING: f64 = 0.5;

/// A segment on the plane, in metres.
pub(super) struct PolylineSampler {
    points: Vec<[f64; 2]>,
    /// Metres from the first to each.
    metres: Vec<f64>,
    pub(super) length_m: f64,
}

impl PolylineSampler {
    /// The places from which times are taken off it: fractions and positions.
    pub(super) fn samples(&self, grid: &RasterGrid) -> impl Iterator<Item = (f64, [f64; 2])> + '_ {
        let count = (self.length_m / grid.cell_m / SAMPLING).ceil().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres of a road")]
        (0..=count as u32).map(move |step| f64::from(step) / count).map(|fraction| (fraction, self.at(fraction)))
    }

    pub(super) fn new(shape: &[LonLat], grid: &RasterGrid) -> Self {
        let points: Vec<[f64; 2]> = shape.iter().map(|position| grid.project(*position)).collect();
        let mut length_m = 0.0;
        let mut metres = vec![0.0];
        for pair in points.windows(2) {
            length_m += (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
            metres.push(length_m);
        }
        Self { points, metres, length_m }
    }

    /// Its points.
    pub(super) fn corners(self) -> Vec<[f64; 2]> {
        self.points
    }

    /// The position at a fraction.
    pub(super) fn at(&self, fraction: f64) -> [f64; 2] {
        let wanted = fraction * self.length_m;
        let next = self.metres.partition_point(|metres| *metres < wanted).clamp(1, self.points.len().max(2) - 1);
        let (Some(&a), Some(&b)) = (self.points.get(next - 1), self.points.get(next)) else { return [f64::NAN; 2] };
        let piece = self.metres[next] - self.metres[next - 1];
        let share = if piece > 0.0 { (wanted - self.metres[next - 1]) / piece } else { 0.0 };
        [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
    }
}
