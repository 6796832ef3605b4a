//! Joining a place to the network: once, on the base network, for all scenarios.

use std::fmt;

use rustc_hash::FxHashSet;

use super::{Near, Network, NodeId, SegmentId};
use tongda_foundation::position::{LonLat, Plane};
use tongda_foundation::units::TravelTime;

/// A place so near to a road, in metres, lies on it.
const ON_ROAD_M: f64 = 1.0;

/// Positions so near to each other, in metres, are the same: tables are often written with six decimals of a degree.
const SAME_M: f64 = 0.12;

/// A place on the network, and the way from the real place to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The segment.
    pub segment: SegmentId,
    /// Where along the segment, 0 to 1.
    pub fraction: f64,
    /// Metres between the real place and the segment, as the crow flies.
    pub off_network_m: f64,
    /// Time for the way there.
    pub off_network: TravelTime,
    /// The same road's other carriageway, where the place lies beside one of two.
    pub opposite: Option<Spot>,
}

/// A place on a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The segment.
    pub segment: SegmentId,
    /// Where along the segment, 0 to 1.
    pub fraction: f64,
    /// Time beyond the `off_network` of the snap that it takes to get there.
    pub extra: TravelTime,
}

impl Snap {
    /// The vertex that the snap stands on, if it is at an end of its segment.
    #[must_use]
    pub fn vertex(&self, network: &Network) -> Option<NodeId> {
        self.nearest().vertex(network)
    }

    /// The places on the network where trips to and from the snap begin and end.
    pub fn spots(&self) -> impl Iterator<Item = Spot> + use<> {
        [Some(self.nearest()), self.opposite].into_iter().flatten()
    }

    const fn nearest(&self) -> Spot {
        Spot { segment: self.segment, fraction: self.fraction, extra: TravelTime::ZERO }
    }
}

impl Spot {
    /// The junction that the spot stands on, if it is at an end of its segment.
    #[must_use]
    pub fn vertex(&self, network: &Network) -> Option<NodeId> {
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

/// Why a place is not on the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NotPlaced {
    /// No usable road within the profile's `snap.max_m`.
    TooFar {
        /// That limit in metres.
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
/// Every scenario of a run shares one snapper. Segments that any of them shuts are not joined, so
/// that a place does not lose its only way in when a project is taken out of the network.
#[derive(Debug)]
pub struct Snapper<'a> {
    network: &'a Network,
    shut: FxHashSet<SegmentId>,
}

impl<'a> Snapper<'a> {
    /// A snapper that passes by the segments in `shut`.
    #[must_use]
    pub fn new(network: &'a Network, shut: impl IntoIterator<Item = SegmentId>) -> Self {
        let nearest = network.profile().snap.nearest;
        Self { network, shut: if nearest { FxHashSet::default() } else { shut.into_iter().collect() } }
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &'a Network {
        self.network
    }

    /// Joins a place to the nearest segment that a trip may begin or end on.
    ///
    /// Parts of the network with less than `snap.island_km` of road are taken only when there is
    /// nothing else within `snap.max_m`.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn snap(&self, position: LonLat) -> Result<Snap, NotPlaced> {
        self.snap_where(position, |_| true)
    }

    /// The same, only to points of the network that `accepts` lets pass.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn snap_where(&self, position: LonLat, accepts: impl Fn(LonLat) -> bool) -> Result<Snap, NotPlaced> {
        let rules = &self.network.profile().snap;
        let mut islet = None;
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
            islet = islet.or(Some(near));
        }
        islet.map(|near| self.joined(&near)).ok_or(NotPlaced::TooFar { max_m: rules.max_m })
    }

    /// The carriageway opposite to the nearest one, if it is not much farther. A place that lies on
    /// a carriageway was put there on purpose, and means that one alone.
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

    /// Whether a place has the very position of a node of a segment that is open: then it was taken
    /// from the map, and means that road, whatever `snap.never` says of places beside it.
    fn is_node_of(&self, position: LonLat, near: &Near) -> bool {
        near.distance_m <= SAME_M
            && self.network.is_open(near.segment)
            && !self.shut.contains(&near.segment)
            && self.network.shape(near.segment).iter().any(|node| node.distance_m(position) <= SAME_M)
    }

    /// Whether trips may begin and end on a segment.
    #[must_use]
    pub fn may_join(&self, segment: SegmentId) -> bool {
        let rule = self.network.ways().rule(self.network.segment(segment).way);
        rule.snap && self.network.is_open(segment) && !self.shut.contains(&segment)
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
