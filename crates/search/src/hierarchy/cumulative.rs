//! Cumulative opportunities: the sum of opportunities within each cutoff of every origin.
//!
//! In: a hierarchy, origins, whole numbers of opportunities by node, cutoffs. Out: exact sums, which do not depend on the
//! number of threads. (M. Baum, V. Buchhold, J. Dibbelt and D. Wagner, "Fast exact computation of isochrones in road
//! networks", SEA 2016.)

#![allow(clippy::inline_always, reason = "compiled for the vector registers together with the sweep")]

use rayon::prelude::*;

use super::Hierarchy;
use super::sweep::{Lanes, Visit};
use super::targets::{BATCH, Sweeper, Targets};
use crate::pool::Pool;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::NodeId;

/// Consecutive origins that share their targets. Their numbers follow a space-filling curve, so that they are neighbours.
const TILE: usize = 8 * BATCH;

/// A number that counts opportunities.
trait Count: Copy + Default + Send + Sync + Ord + std::ops::AddAssign + Into<u64> {}

impl Count for u32 {}
impl Count for u64 {}

/// Adds up the opportunities within each cutoff while the labels are in the cache.
struct Sums<'a, C> {
    /// Opportunities by swept index.
    opportunities: &'a [C],
    cutoffs: &'a [u32],
    totals: Vec<[C; BATCH]>,
}

impl<C: Count> Visit<u32, BATCH> for Sums<'_, C> {
    const KEEP: bool = false;

    #[inline(always)]
    fn visit(&mut self, index: usize, lanes: &Lanes<u32, BATCH>) {
        let here = self.opportunities[index];
        if here == C::default() {
            return;
        }
        for (&cutoff, totals) in self.cutoffs.iter().zip(&mut self.totals) {
            for (total, &time) in totals.iter_mut().zip(&lanes.0) {
                *total += if time <= cutoff { here } else { C::default() };
            }
        }
    }
}

impl Hierarchy {
    /// How many opportunities each origin reaches within each cutoff ([`Direction::Forward`]), or
    /// from how many it is reached: one row an origin, one sum a cutoff.
    ///
    /// `opportunities` are given by node number, in whole units whose total fits a `u64`, so that sums are exact. A time
    /// equal to the cutoff is within it. Consecutive origins should be near each other: they share a search for the nodes
    /// that any of them reaches within the longest cutoff, and their sweeps pass over these only.
    #[must_use]
    pub fn cumulative(
        &self,
        direction: Direction,
        origins: &[NodeId],
        opportunities: &[u64],
        cutoffs: &[TravelTime],
    ) -> Vec<Vec<u64>> {
        let narrow: Option<Vec<u32>> = opportunities.iter().map(|&count| u32::try_from(count).ok()).collect();
        let total = opportunities.iter().fold(0, |sum: u64, &count| sum.saturating_add(count));
        // Sums that fit 32 bits take half the lanes.
        match narrow.filter(|_| u32::try_from(total).is_ok()) {
            Some(narrow) => self.count(direction, origins, &narrow, cutoffs),
            None => self.count(direction, origins, opportunities, cutoffs),
        }
    }

    fn count<C: Count>(
        &self,
        direction: Direction,
        origins: &[NodeId],
        opportunities: &[C],
        cutoffs: &[TravelTime],
    ) -> Vec<Vec<u64>> {
        let limit = cutoffs.iter().copied().filter(|cutoff| cutoff.is_reached()).max().unwrap_or_default();
        // A cutoff of UNREACHED would count what cannot be reached.
        let cutoffs: Vec<u32> = cutoffs.iter().map(|cutoff| cutoff.ms().min(TravelTime::UNREACHED.ms() - 1)).collect();
        let everywhere = self.everywhere(direction);
        let by_position = self.by_position(opportunities);
        let memory = Pool::<Sweeper>::default();
        let tiles: Vec<&[NodeId]> = origins.chunks(TILE).collect();
        let bounded = limit.is_reached() && cutoffs.iter().all(|&cutoff| cutoff <= limit.ms());
        let rows: Vec<Vec<Vec<u64>>> = tiles
            .par_chunks(BATCH)
            .flat_map(|tiles| {
                let near = if bounded { self.near(direction, tiles, limit, &everywhere, &mut memory.take()) } else { Vec::new() };
                tiles
                    .par_iter()
                    .enumerate()
                    .map_init(
                        || memory.take(),
                        |sweeper, (tile, origins)| {
                            let near = near.get(tile).and_then(Option::as_ref);
                            let picked: Option<Vec<C>> =
                                near.map(|near| near.swept().map(|position| by_position[position]).collect());
                            let opportunities = picked.as_deref().unwrap_or(&by_position);
                            let targets = near.unwrap_or(&everywhere);
                            origins
                                .chunks(BATCH)
                                .flat_map(|batch| sums(targets, batch, opportunities, &cutoffs, sweeper))
                                .collect()
                        },
                    )
                    .collect::<Vec<Vec<Vec<u64>>>>()
            })
            .collect();
        rows.into_iter().flatten().collect()
    }

    /// For each of up to [`BATCH`] tiles the nodes that any of its origins reaches within the limit; `None` where they are
    /// most of the graph.
    fn near<'h>(
        &'h self,
        direction: Direction,
        tiles: &[&[NodeId]],
        limit: TravelTime,
        everywhere: &Targets<'h>,
        sweeper: &mut Sweeper,
    ) -> Vec<Option<Targets<'h>>> {
        let sources: Vec<Vec<(NodeId, TravelTime)>> =
            tiles.iter().map(|origins| origins.iter().map(|&origin| (origin, TravelTime::ZERO)).collect()).collect();
        let times = everywhere.times(sweeper, &sources);
        let mut reached: Vec<Vec<NodeId>> = vec![Vec::new(); tiles.len()];
        for node in 0..self.node_count() {
            for (tile, reached) in reached.iter_mut().enumerate() {
                if times.time(tile, node) <= limit {
                    reached.push(NodeId::new(node));
                }
            }
        }
        // Selecting targets takes as long as several sweeps and must save more.
        let worthwhile = |reached: &Vec<NodeId>| reached.len() < self.node_count() / 2;
        reached.into_par_iter().map(|reached| worthwhile(&reached).then(|| self.targets(direction, reached))).collect()
    }

    fn by_position<C: Count>(&self, values: &[C]) -> Vec<C> {
        let mut by_position = vec![C::default(); self.node_count()];
        for (node, &value) in values.iter().take(self.node_count()).enumerate() {
            by_position[self.position(NodeId::new(node)) as usize] = value;
        }
        by_position
    }
}

fn sums<C: Count>(
    targets: &Targets<'_>,
    origins: &[NodeId],
    opportunities: &[C],
    cutoffs: &[u32],
    sweeper: &mut Sweeper,
) -> Vec<Vec<u64>> {
    let sources: Vec<[(NodeId, TravelTime); 1]> = origins.iter().map(|&origin| [(origin, TravelTime::ZERO)]).collect();
    let mut sums = Sums { opportunities, cutoffs, totals: vec![[C::default(); BATCH]; cutoffs.len()] };
    targets.sweep(sweeper, &sources, &mut sums);
    (0..origins.len()).map(|lane| sums.totals.iter().map(|totals| totals[lane].into()).collect()).collect()
}
