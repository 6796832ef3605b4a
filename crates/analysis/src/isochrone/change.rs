//! What a project adds to a band, and what it takes away.

use geo::orient::{Direction, Orient};
use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon};

use super::bands::Band;

/// The difference of two bands of the same minutes.
#[derive(Clone, Debug)]
pub struct Change {
    /// The minutes.
    pub minutes: u32,
    /// What the first holds, in degrees.
    pub before: MultiPolygon<f64>,
    /// What only the second holds.
    pub gained: MultiPolygon<f64>,
    /// What only the first holds.
    pub lost: MultiPolygon<f64>,
}

/// Pieces below this share of a square degree (about 10 m by 10 m) come from rounding.
const CRUMB: f64 = 1e-8;

/// What differs between bands before and after, by minutes; rings by the right-hand rule.
#[must_use]
pub(super) fn change(before: &[Band], after: &[Band]) -> Vec<Change> {
    let pairs = after.iter().filter_map(|new| Some((before.iter().find(|old| old.minutes == new.minutes)?, new)));
    pairs
        .map(|(old, new)| Change {
            minutes: new.minutes,
            before: old.polygons.clone(),
            gained: without_crumbs(new.polygons.difference(&old.polygons)),
            lost: without_crumbs(old.polygons.difference(&new.polygons)),
        })
        .collect()
}

/// The pieces and holes that are not crumbs. A crumb may turn either way round, and an area on the globe of a ring that
/// turns the wrong way is that of all the rest of it.
fn without_crumbs(all: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let area = |ring: &LineString<f64>| Polygon::new(ring.clone(), Vec::new()).unsigned_area();
    let pieces = all.0.into_iter().map(|piece| {
        let (outer, mut holes) = piece.into_inner();
        holes.retain(|hole| area(hole) > CRUMB);
        Polygon::new(outer, holes)
    });
    let pieces = pieces.filter(|piece| area(piece.exterior()) > CRUMB);
    MultiPolygon(pieces.map(|piece| piece.orient(Direction::Default)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crumbs_go_and_rings_turn_the_right_way() {
        let ring = |corner: f64, side: f64, clockwise: bool| {
            let mut ring =
                vec![[corner, corner], [corner + side, corner], [corner + side, corner + side], [corner, corner + side]];
            if clockwise {
                ring.reverse();
            }
            LineString::from(ring)
        };
        let holes = vec![ring(0.2, 0.1, false), ring(0.5, 1e-6, false)];
        let pieces = vec![Polygon::new(ring(0.0, 1.0, true), holes), Polygon::new(ring(3.0, 1e-6, false), Vec::new())];
        let kept = without_crumbs(MultiPolygon(pieces));
        assert_eq!((kept.0.len(), kept.0[0].interiors().len()), (1, 1));
        assert!((kept.signed_area() - 0.99).abs() < 1e-9);
        let areas =
            [kept.0[0].exterior(), &kept.0[0].interiors()[0]].map(|ring| Polygon::new(ring.clone(), Vec::new()).signed_area());
        assert!(areas[0] > 0.0 && areas[1] < 0.0);
    }
}
