//! Targets of sweeps, and the times between a batch of origins and the targets.
//!
//! In: a hierarchy, a direction, all nodes or some, and up to [`BATCH`] origins, each with the nodes where its trips begin
//! and the times to get there. Out: times in whole milliseconds, or times and lengths.

#![allow(clippy::inline_always, reason = "the loops must end up in the function that is compiled for the vector registers")]

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::layout::SweepArcs;
use super::sweep::{Labels, Lanes, Sweep, SweepLabel, Swept, Visit};
use super::{Hierarchy, Weight};
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::NodeId;

/// The number of origins of one sweep: their times fill four of the widest vector registers. With fewer, arcs are read too
/// often; with more, labels do not stay in the cache.
pub const BATCH: usize = 64;
/// The number of origins of a sweep that finds lengths too.
pub(crate) const WEIGHT_BATCH: usize = 32;

/// The nodes to which ([`Direction::Forward`]) or from which ([`Direction::Backward`]) times are wanted.
///
/// Sweeps to some nodes pass only over these and the more important nodes that they depend on (RPHAST: D. Delling, A. V.
/// Goldberg and R. F. Werneck, "Faster batched shortest paths in road networks", ATMOS 2011).
#[derive(Debug)]
pub struct Targets<'h> {
    hierarchy: &'h Hierarchy,
    direction: Direction,
    some: Option<SelectedTargets>,
}

#[derive(Debug)]
struct SelectedTargets {
    /// Position of each target.
    targets: Vec<u32>,
    /// Swept positions in order, and their arcs.
    positions: Vec<u32>,
    arcs: SweepArcs,
}

/// The memory of sweeps, which is reused from one to the next.
#[derive(Debug, Default)]
pub struct Sweeper {
    times: Labels<u32, BATCH>,
    sources: Vec<(usize, u32, u32)>,
}

/// Memory of sweeps for times with lengths.
#[derive(Debug, Default)]
pub(crate) struct WeightSweeper {
    weights: Labels<u64, WEIGHT_BATCH>,
    sources: Vec<(usize, u32, u64)>,
}

/// Times from a batch of origins to targets; valid until the sweeper is used again.
#[derive(Clone, Copy, Debug)]
pub struct BatchTimes<'s> {
    targets: &'s Targets<'s>,
    labels: &'s Labels<u32, BATCH>,
    origin_count: usize,
}

/// Times with lengths, likewise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchWeights<'s> {
    targets: &'s Targets<'s>,
    labels: &'s Labels<u64, WEIGHT_BATCH>,
}

impl<'h> Targets<'h> {
    pub(super) const fn all(hierarchy: &'h Hierarchy, direction: Direction) -> Self {
        Self { hierarchy, direction, some: None }
    }

    pub(super) fn some(hierarchy: &'h Hierarchy, direction: Direction, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        let down = hierarchy.down(direction);
        let targets: Vec<u32> = nodes.into_iter().map(|node| hierarchy.position(node)).collect();
        let mut above = vec![false; hierarchy.node_count()];
        for &target in &targets {
            above[target as usize] = true;
        }
        for position in (0..above.len()).rev() {
            if above[position] {
                for arc in down.of(position).0 {
                    above[arc.to as usize] = true;
                }
            }
        }
        let positions: Vec<u32> = (0..).zip(&above).filter_map(|(position, &above)| above.then_some(position)).collect();
        let count = positions.iter().map(|&position| down.of(position as usize).0.len()).sum();
        let mut arcs = SweepArcs::with_capacity(positions.len(), count);
        for &position in &positions {
            let (row, mm) = down.of(position as usize);
            arcs.push(row.iter().copied().zip(mm.iter().copied()));
        }
        Self { hierarchy, direction, some: Some(SelectedTargets { targets, positions, arcs }) }
    }

    /// The number of nodes that a sweep passes over.
    #[must_use]
    pub fn swept_count(&self) -> usize {
        self.some.as_ref().map_or(self.hierarchy.node_count(), |some| some.positions.len())
    }

    /// The times between up to [`BATCH`] origins, each given by source nodes with their times, and all targets. Further
    /// origins are ignored.
    ///
    /// Takes O(n + m) for the n swept nodes and their m arcs, whatever the number of origins.
    pub fn times<'s>(&'s self, sweeper: &'s mut Sweeper, origins: &[impl AsRef<[(NodeId, TravelTime)]>]) -> BatchTimes<'s> {
        self.sweep(sweeper, origins, &mut ());
        BatchTimes { targets: self, labels: &sweeper.times, origin_count: origins.len().min(BATCH) }
    }

    pub(super) fn sweep(
        &self,
        sweeper: &mut Sweeper,
        origins: &[impl AsRef<[(NodeId, TravelTime)]>],
        visit: &mut impl Visit<u32, BATCH>,
    ) {
        sweeper.sources.clear();
        for (lane, origin) in origins.iter().take(BATCH).enumerate() {
            let sources = origin.as_ref().iter().filter(|(_, time)| time.is_reached());
            sweeper.sources.extend(sources.map(|&(node, time)| (lane, self.hierarchy.position(node), time.ms())));
        }
        self.run(&sweeper.sources, &mut sweeper.times, visit);
    }

    /// Times with lengths for up to [`WEIGHT_BATCH`] origins; `None` when a path is so long that its length does not fit.
    pub(crate) fn weights<'s>(
        &'s self,
        sweeper: &'s mut WeightSweeper,
        origins: &[Vec<(NodeId, Weight)>],
    ) -> Option<BatchWeights<'s>> {
        sweeper.sources.clear();
        for (lane, origin) in origins.iter().take(WEIGHT_BATCH).enumerate() {
            let sources = origin.iter().filter(|(_, weight)| weight.is_reached());
            sweeper.sources.extend(sources.map(|&(node, weight)| (lane, self.hierarchy.position(node), weight.bits())));
        }
        let fits = self.run(&sweeper.sources, &mut sweeper.weights, &mut ());
        fits.then_some(BatchWeights { targets: self, labels: &sweeper.weights })
    }

    fn run<L: SweepLabel, V: Visit<L, N>, const N: usize>(
        &self,
        sources: &[(usize, u32, L)],
        labels: &mut Labels<L, N>,
        visit: &mut V,
    ) -> bool {
        let down = match &self.some {
            None => Swept::All(self.hierarchy.down(self.direction)),
            Some(some) => Swept::Some(&some.positions, &some.arcs),
        };
        Sweep { up: self.hierarchy.up(self.direction), down, sources, labels, visit }.run()
    }

    /// The swept positions in the order of a sweep.
    pub(super) fn swept(&self) -> impl Iterator<Item = usize> + '_ {
        let count = self.swept_count();
        (0..count).map(|index| self.some.as_ref().map_or(index, |some| some.positions[index] as usize))
    }

    fn position(&self, target: usize) -> usize {
        let position = match &self.some {
            None => self.hierarchy.position(NodeId::new(target)),
            Some(some) => some.targets[target],
        };
        position as usize
    }
}

impl BatchTimes<'_> {
    /// The time between an origin, by its number in the batch, and a target: a node number when all nodes are targets,
    /// otherwise the number in the list of targets.
    ///
    /// # Panics
    /// When there is no such origin or target.
    #[must_use]
    pub fn time(&self, origin: usize, target: usize) -> TravelTime {
        TravelTime::from_ms(self.labels.labels[self.targets.position(target)].0[origin])
    }
}

impl<'s> BatchTimes<'s> {
    /// The times between every origin of the batch, in order, and a target, numbered as for [`time`](Self::time). They
    /// are adjacent in memory, so that this is faster than a call of `time` for each.
    ///
    /// # Panics
    /// When there is no such target.
    #[must_use]
    pub fn to(&self, target: usize) -> impl ExactSizeIterator<Item = TravelTime> + use<'s> {
        let lanes: &'s [u32; BATCH] = &self.labels.labels[self.targets.position(target)].0;
        lanes.iter().take(self.origin_count).map(|&ms| TravelTime::from_ms(ms))
    }
}

impl BatchTimes<'_> {
    /// The times between every origin of the batch and each of some places. A place is reached over the best of its
    /// `ways`, each a node and the time from there on. The times off the network of the origin and the place are added.
    /// `used` gets the number of the place and its times.
    pub fn over<'w>(
        &self,
        places: Range<usize>,
        ways: &impl Fn(usize) -> &'w [(NodeId, TravelTime)],
        off_origin: &[TravelTime; BATCH],
        off_place: impl Fn(usize) -> TravelTime,
        used: &mut impl FnMut(usize, &[TravelTime; BATCH]),
    ) {
        Arch::new().dispatch(TimesOverPlaces { times: self, places, ways, off_origin, off_place, used });
    }
}

struct TimesOverPlaces<'a, W, O, U> {
    times: &'a BatchTimes<'a>,
    places: Range<usize>,
    ways: &'a W,
    off_origin: &'a [TravelTime; BATCH],
    off_place: O,
    used: &'a mut U,
}

impl<'w, W, O, U> WithSimd for TimesOverPlaces<'_, W, O, U>
where
    W: Fn(usize) -> &'w [(NodeId, TravelTime)],
    O: Fn(usize) -> TravelTime,
    U: FnMut(usize, &[TravelTime; BATCH]),
{
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { times, places, ways, off_origin, off_place, used } = self;
        for place in places {
            let mut best = Lanes::<u32, BATCH>::FAR.0;
            for &(node, last) in ways(place) {
                let lanes = &times.labels.labels[times.targets.hierarchy.position(node) as usize].0;
                for (best, &label) in best.iter_mut().zip(lanes) {
                    *best = (*best).min(label + last.ms());
                }
            }
            let own = off_place(place);
            let mut found = [TravelTime::UNREACHED; BATCH];
            for ((time, &ms), &off) in found.iter_mut().zip(&best).zip(off_origin) {
                *time = TravelTime::from_ms(ms) + off + own;
            }
            used(place, &found);
        }
    }
}

impl BatchWeights<'_> {
    /// Time and length between an origin and a target, numbered as for [`BatchTimes::time`].
    pub(crate) fn weight(&self, origin: usize, target: usize) -> Weight {
        Weight::from_bits(self.labels.labels[self.targets.position(target)].0[origin])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HierarchyArc;

    /// A road of `count` arcs of equal length.
    fn road(count: usize, length_m: f64) -> Hierarchy {
        let node = NodeId::new;
        let arc = |from| HierarchyArc { from: node(from), to: node(from + 1), time: TravelTime::from_ms(1), length_m };
        Hierarchy::from_arcs(count + 1, (0..count).map(arc))
    }

    #[test]
    fn lengths_that_do_not_fit_are_refused_and_times_stay_exact() {
        for (length_m, fits) in [(4.0e5, true), (4.5e5, false), (1.5e6, false), (3.0e6, false)] {
            let hierarchy = road(5, length_m);
            let everywhere = hierarchy.everywhere(Direction::Forward);
            let mut sweeper = WeightSweeper::default();
            let weights = everywhere.weights(&mut sweeper, &[vec![(NodeId::new(0), Weight::ZERO)]]);
            assert_eq!(weights.is_some(), fits, "{length_m}");
            if let Some(weights) = weights {
                assert_eq!(weights.weight(0, 5).time_length(), (TravelTime::from_ms(5), 2_000_000_000));
            }
            let mut sweeper = Sweeper::default();
            let times = everywhere.times(&mut sweeper, &[[(NodeId::new(0), TravelTime::ZERO)]]);
            assert_eq!(times.time(0, 5), TravelTime::from_ms(5));
        }
    }
}
