//! Linear referencing on segments: nearest point, position at a fraction, and part of a shape.

use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};

use super::elements::SegmentId;
use super::graph::Network;

/// The point of a segment's shape nearest to a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OnShape {
    /// Square of the distance in metres.
    pub(super) distance2: f64,
    /// The fraction along the segment, 0 to 1.
    pub(super) fraction: f64,
    /// The point itself.
    pub(super) position: LonLat,
}

impl Network {
    /// The point of a segment nearest to a position, with distances on `plane`.
    pub(super) fn nearest_on_shape(&self, id: SegmentId, position: LonLat, plane: Plane) -> OnShape {
        let shape = self.shape(id);
        let p = plane.project(position);
        let (mut best2, mut best_piece, mut best_t) = (f64::INFINITY, 0, 0.0);
        for (piece, pair) in shape.windows(2).enumerate() {
            let (distance2, t) = nearest_on_piece(p, plane.project(pair[0]), plane.project(pair[1]));
            if distance2 < best2 {
                (best2, best_piece, best_t) = (distance2, piece, t);
            }
        }
        let lengths: Vec<f64> = shape.windows(2).map(|pair| pair[0].distance_m(pair[1])).collect();
        let total: f64 = lengths.iter().sum();
        let before: f64 =
            lengths.iter().take(best_piece).sum::<f64>() + best_t * lengths.get(best_piece).copied().unwrap_or_default();
        let fraction = if total > 0.0 { (before / total).clamp(0.0, 1.0) } else { 0.0 };
        let on = match shape.get(best_piece..best_piece + 2) {
            Some(pair) => pair[0].towards(pair[1], best_t),
            None => position,
        };
        OnShape { distance2: best2, fraction, position: on }
    }

    /// The position at `fraction` (0 to 1) of a segment.
    #[must_use]
    pub fn place_at(&self, id: SegmentId, fraction: f64) -> LonLat {
        let shape = self.shape(id);
        let lengths: Vec<f64> = shape.windows(2).map(|pair| pair[0].distance_m(pair[1])).collect();
        let mut left = fraction.clamp(0.0, 1.0) * lengths.iter().sum::<f64>();
        for (pair, length) in shape.windows(2).zip(&lengths) {
            if left <= *length {
                return pair[0].towards(pair[1], if *length > 0.0 { left / length } else { 0.0 });
            }
            left -= length;
        }
        shape.last().copied().unwrap_or_default()
    }

    /// The shape of a segment from one fraction (0 to 1) to another, in either direction.
    #[must_use]
    pub fn stretch(&self, id: SegmentId, from: f64, to: f64) -> Vec<LonLat> {
        let shape = self.shape(id);
        let lengths: Vec<f64> = shape.windows(2).map(|pair| pair[0].distance_m(pair[1])).collect();
        let total: f64 = lengths.iter().sum();
        let (low, high) = (from.min(to) * total, from.max(to) * total);
        let mut points = vec![self.place_at(id, from.min(to))];
        let mut along = 0.0;
        for (length, point) in lengths.iter().zip(shape.iter().skip(1)) {
            along += length;
            if along > low && along < high {
                points.push(*point);
            }
        }
        points.push(self.place_at(id, from.max(to)));
        points.dedup();
        if from > to {
            points.reverse();
        }
        points
    }

    /// The fraction along a segment (0 to 1) of the point nearest to a position.
    #[must_use]
    pub fn fraction_near(&self, id: SegmentId, position: LonLat) -> f64 {
        self.nearest_on_shape(id, position, Plane::at(position.lat())).fraction
    }
}
