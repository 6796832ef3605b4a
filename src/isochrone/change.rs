//! What a project adds to a band, and what it takes away.

use geo::{Area, BooleanOps, MultiPolygon};

use super::bands::Band;

/// The difference of two bands of the same minutes.
#[derive(Clone, Debug)]
pub struct Change {
    /// The minutes.
    pub minutes: u32,
    /// What only the second holds, in degrees.
    pub gained: MultiPolygon<f64>,
    /// What only the first holds.
    pub lost: MultiPolygon<f64>,
}

/// Pieces below this share of a square degree (about 10 m by 10 m) come from rounding.
const CRUMB: f64 = 1e-8;

/// What differs between bands before and after, by minutes.
#[must_use]
pub fn change(before: &[Band], after: &[Band]) -> Vec<Change> {
    let without_crumbs =
        |all: MultiPolygon<f64>| MultiPolygon(all.0.into_iter().filter(|part| part.unsigned_area() > CRUMB).collect());
    let pairs = after.iter().filter_map(|new| Some((before.iter().find(|old| old.minutes == new.minutes)?, new)));
    pairs
        .map(|(old, new)| Change {
            minutes: new.minutes,
            gained: without_crumbs(new.polygons.difference(&old.polygons)),
            lost: without_crumbs(old.polygons.difference(&new.polygons)),
        })
        .collect()
}
