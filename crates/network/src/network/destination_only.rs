//! Destination-only roads: `access=destination` and `private`, which serve only trips that begin or end on them.
//!
//! A zone is a connected set of such roads. Traffic that enters a zone does not leave it again; trips that begin in it
//! may leave. A zone that touches other roads at one junction only cannot be driven through and needs no rule.

use rustc_hash::{FxHashMap, FxHashSet};

use super::topology::RoadTopology;

/// The zones that could be driven through.
#[derive(Debug, Default)]
pub(super) struct DestinationOnlyRoads {
    pieces: FxHashSet<u32>,
    junctions: Vec<u32>,
}

impl DestinationOnlyRoads {
    pub(super) fn of(topology: &RoadTopology<'_>) -> Self {
        let ends_only = |arc: u32| topology.traits(arc).ends_only;
        let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let pieces = (0_u32..).zip(topology.input.pieces).filter(|(piece, _)| ends_only(piece * 2));
        for arc in pieces.map(|(piece, _)| piece * 2) {
            members.entry(topology.tail(arc)).or_default().push(arc >> 1);
            members.entry(topology.head(arc)).or_default().push(arc >> 1);
        }
        let mut order: Vec<u32> = members.keys().copied().collect();
        order.sort_unstable();
        let mut zones = Self::default();
        let mut seen: FxHashSet<u32> = FxHashSet::default();
        for start in order {
            if !seen.insert(start) {
                continue;
            }
            let (mut junctions, mut pieces, mut next) = (vec![start], Vec::new(), 0);
            while let Some(&junction) = junctions.get(next) {
                next += 1;
                for &piece in members.get(&junction).map_or(&[][..], Vec::as_slice) {
                    pieces.push(piece);
                    let ends = [topology.tail(piece * 2), topology.head(piece * 2)];
                    junctions.extend(ends.into_iter().filter(|&end| seen.insert(end)));
                }
            }
            let outside = |junction: u32| {
                let rows = [topology.entering(junction), topology.leaving(junction)];
                rows.into_iter().flatten().any(|&arc| !ends_only(arc))
            };
            if junctions.iter().filter(|&&junction| outside(junction)).count() > 1 {
                zones.junctions.extend(junctions);
                zones.pieces.extend(pieces);
            }
        }
        zones.junctions.sort_unstable();
        zones
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The junctions of all zones, sorted.
    pub(super) fn junctions(&self) -> &[u32] {
        &self.junctions
    }

    /// Whether an arc lies in a zone.
    pub(super) fn contains(&self, arc: u32) -> bool {
        self.pieces.contains(&(arc >> 1))
    }

    /// Whether the turn from one arc to the other leads out of a zone, which through traffic may not do.
    pub(super) fn forbids(&self, from: u32, to: u32) -> bool {
        self.contains(from) && !self.contains(to)
    }
}
