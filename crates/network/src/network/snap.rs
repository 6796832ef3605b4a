//! Snapping: the connection of a place to the network, found once on the base network for all scenarios.
//!
//! In: a position. Out: a [`Snap`] on a segment, with distance in metres and access time, or the reason why there is none.

use std::fmt;

use rustc_hash::FxHashSet;
use tongda_foundation::position::{LonLat, Plane};
use tongda_foundation::units::TravelTime;

use super::elements::{NodeId, SegmentId};
use super::graph::Network;
use super::nearest::Near;

/// The distance in metres within which a place is on a road.
const ON_ROAD_M: f64 = 1.0;

/// The distance in metres within which positions are the same: tables often have six decimals of a degree.
const SAME_M: f64 = 0.12;

/// A connection of a place to the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The segment.
    pub segment: SegmentId,
    /// The fraction along the segment, 0 to 1.
    pub fraction: f64,
    /// Straight-line distance from the place to the segment in metres.
    pub off_network_m: f64,
    /// Access time from the place to the segment.
    pub off_network: TravelTime,
    /// The opposite carriageway, where the place is next to a road with two.
    pub opposite: Option<Spot>,
}

/// A position on a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The segment.
    pub segment: SegmentId,
    /// The fraction along the segment, 0 to 1.
    pub fraction: f64,
    /// Access time in excess of the `off_network` of the snap.
    pub extra: TravelTime,
}

impl Snap {
    /// The positions on the network where trips to and from the snap begin and end.
    pub fn spots(&self) -> impl Iterator<Item = Spot> + use<> {
        [Some(self.nearest()), self.opposite].into_iter().flatten()
    }

    const fn nearest(&self) -> Spot {
        Spot { segment: self.segment, fraction: self.fraction, extra: TravelTime::ZERO }
    }
}

impl Spot {
    /// The junction at the spot, if it is at an end of its segment.
    #[must_use]
    pub fn junction(&self, network: &Network) -> Option<NodeId> {
        let (first, last) = network.ends(self.segment)?;
        if self.fraction <= 0.0 {
            Some(first)
        } else if self.fraction >= 1.0 {
            Some(last)
        } else {
            None
        }
    }
}

/// The reason why a place cannot be snapped.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotPlaced {
    /// No usable road within the profile's `snap.max_m`.
    TooFar {
        /// The limit in metres.
        max_m: f64,
    },
}

impl fmt::Display for NotPlaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFar { max_m } => write!(f, "no road to begin on within {max_m:.0} m"),
        }
    }
}

/// Joins places to a network by the rules of its profile.
///
/// All scenarios of a run share one snapper. Segments that any of them closes are not joined, so that a place does not
/// lose its only access when a project is removed from the network.
#[derive(Debug)]
pub struct Snapper<'a> {
    network: &'a Network,
    closed: FxHashSet<SegmentId>,
}

impl<'a> Snapper<'a> {
    /// A snapper that ignores the segments in `closed`.
    #[must_use]
    pub fn new(network: &'a Network, closed: impl IntoIterator<Item = SegmentId>) -> Self {
        let nearest = network.profile().snap.nearest;
        Self { network, closed: if nearest { FxHashSet::default() } else { closed.into_iter().collect() } }
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &'a Network {
        self.network
    }

    /// Joins a place to the nearest segment that a trip may begin or end on.
    ///
    /// Components of the network with less than `snap.island_km` of road are used only when there is nothing else within
    /// `snap.max_m`.
    ///
    /// # Errors
    /// The reason why there is no such segment.
    pub fn snap(&self, position: LonLat) -> Result<Snap, NotPlaced> {
        self.snap_where(position, |_| true)
    }

    /// Joins a place to the nearest such segment at a point that `accepts` allows.
    ///
    /// # Errors
    /// The reason why there is no such segment.
    pub fn snap_where(&self, position: LonLat, accepts: impl Fn(LonLat) -> bool) -> Result<Snap, NotPlaced> {
        let rules = &self.network.profile().snap;
        let mut small = None;
        let mut nearby = self.network.near(position, rules.max_m);
        while let Some(near) = nearby.next() {
            if !accepts(near.position) {
                continue;
            }
            let large = f64::from(self.network.component_km(near.segment)) >= rules.island_km;
            if !self.may_join(near.segment) {
                if large && self.is_node_of(position, &near) {
                    return Ok(self.joined(&near));
                }
                continue;
            }
            if rules.nearest || large {
                let snap = self.joined(&near);
                return Ok(Snap { opposite: self.opposite(&near, nearby.filter(|near| accepts(near.position))), ..snap });
            }
            small = small.or(Some(near));
        }
        small.map(|near| self.joined(&near)).ok_or(NotPlaced::TooFar { max_m: rules.max_m })
    }

    /// The carriageway opposite to the nearest one, if it is not much farther. A place on a carriageway was chosen
    /// deliberately and means that one only.
    fn opposite(&self, nearest: &Near, farther: impl Iterator<Item = Near>) -> Option<Spot> {
        let dual_m = self.network.profile().snap.dual_m;
        if dual_m <= 0.0 || nearest.distance_m <= ON_ROAD_M || self.network.heading(nearest.segment).is_none() {
            return None;
        }
        let near_enough = |near: &Near| near.distance_m <= nearest.distance_m + dual_m;
        let fits = |near: &Near| self.may_join(near.segment) && self.network.are_opposite(nearest.segment, near.segment);
        let near = farther.take_while(near_enough).find(fits)?;
        let extra = self.off_network(near.distance_m).without(self.off_network(nearest.distance_m));
        Some(Spot { segment: near.segment, fraction: near.fraction, extra })
    }

    /// Whether a place has the position of a node of an open segment. Such a place was taken from the map and means that
    /// road, also where `snap.never` excludes it for other places.
    fn is_node_of(&self, position: LonLat, near: &Near) -> bool {
        near.distance_m <= SAME_M
            && self.network.is_open(near.segment)
            && !self.closed.contains(&near.segment)
            && self.network.shape(near.segment).iter().any(|node| node.distance_m(position) <= SAME_M)
    }

    /// Whether trips may begin and end on a segment.
    #[must_use]
    pub fn may_join(&self, segment: SegmentId) -> bool {
        let rule = self.network.ways().rule(self.network.segment(segment).way);
        rule.snap && self.network.is_open(segment) && !self.closed.contains(&segment)
    }

    fn joined(&self, near: &Near) -> Snap {
        let off_network = self.off_network(near.distance_m);
        Snap { segment: near.segment, fraction: near.fraction, off_network_m: near.distance_m, off_network, opposite: None }
    }

    /// The time for a straight line off the network.
    fn off_network(&self, metres: f64) -> TravelTime {
        let rules = &self.network.profile().snap;
        rules.off_network_kmh.time_for(metres * rules.detour)
    }
}

impl Network {
    /// Whether two oneway segments are carriageways of one road: of one class and, where both have
    /// one, one name, in opposite directions.
    fn are_opposite(&self, a: SegmentId, b: SegmentId) -> bool {
        let tags = |id: SegmentId| self.ways().tags(self.segment(id).way);
        let same = |key: &str| tags(a).get(key) == tags(b).get(key);
        let heads = self.heading(a).zip(self.heading(b));
        same("highway") && same("name") && heads.is_some_and(|([ax, ay], [bx, by])| ax * bx + ay * by < 0.0)
    }

    /// The direction in which a oneway segment leads, as metres east and north.
    fn heading(&self, id: SegmentId) -> Option<[f64; 2]> {
        let segment = self.segment(id);
        let shape = self.shape(id);
        let (first, last) = (*shape.first()?, *shape.last()?);
        let (from, to) = match (segment.forward, segment.backward) {
            (Some(_), None) => (first, last),
            (None, Some(_)) => (last, first),
            _ => return None,
        };
        let plane = Plane::at(from.lat());
        let ([x1, y1], [x2, y2]) = (plane.project(from), plane.project(to));
        Some([x2 - x1, y2 - y1])
    }
}
