//! Joining a place to the network: once, on the base network, for all scenarios.

use std::fmt;

use rustc_hash::FxHashSet;

use super::{Near, Network, NodeId, SegmentId};
use crate::place::LonLat;
use crate::units::TravelTime;

/// A place on the network, and the way from the real place to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The segment.
    pub segment: SegmentId,
    /// Where along the segment, 0 to 1.
    pub fraction: f64,
    /// Metres between the real place and the segment, as the crow flies.
    pub off_network_m: f64,
    /// Time for these metres.
    pub off_network: TravelTime,
}

impl Snap {
    /// The vertex that the snap stands on, if it is at an end of its segment.
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
    pub fn snap(&self, place: LonLat) -> Result<Snap, NotPlaced> {
        self.snap_where(place, |_| true)
    }

    /// The same, only to points of the network that `accepts` lets pass.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn snap_where(&self, place: LonLat, accepts: impl Fn(LonLat) -> bool) -> Result<Snap, NotPlaced> {
        let rules = &self.network.profile().snap;
        let mut islet = None;
        for near in self.network.near(place, rules.max_m) {
            if !self.may_begin_on(near.segment) || !accepts(near.place) {
                continue;
            }
            if rules.nearest || f64::from(self.network.part_km(near.segment)) >= rules.island_km {
                return Ok(self.joined(&near));
            }
            islet = islet.or(Some(near));
        }
        islet.map(|near| self.joined(&near)).ok_or(NotPlaced::TooFar { max_m: rules.max_m })
    }

    fn may_begin_on(&self, segment: SegmentId) -> bool {
        let rule = self.network.ways().rule(self.network.segment(segment).way);
        rule.snap && self.network.is_open(segment) && !self.shut.contains(&segment)
    }

    fn joined(&self, near: &Near) -> Snap {
        let off_network = self.network.profile().snap.off_network_kmh.time_for(near.distance_m);
        Snap { segment: near.segment, fraction: near.fraction, off_network_m: near.distance_m, off_network }
    }
}
