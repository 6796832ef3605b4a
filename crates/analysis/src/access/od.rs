//! Times between all origins and all destinations: what every measure of access is made of.
//!
//! In: places joined to a network, and a view of it. Out: [`OdTimes`], one row an origin, in whole
//! milliseconds, the same to the last bit as those of a search from each origin.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::nearest::PlacedCells;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{NodeId, SegmentId, Snap};
use tongda_network::scenario::View;
use tongda_search::{BATCH, BatchTimes, Hierarchy, Pool, Pooled, Sweeper};

/// Times from origins (rows) to destinations (columns); every row is as long as the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OdTimes {
    destinations: usize,
    times: Vec<TravelTime>,
}

impl OdTimes {
    /// Times by origin and destination; `None` unless every row has `destinations` entries.
    #[must_use]
    pub fn from_rows(destinations: usize, rows: &[Vec<TravelTime>]) -> Option<Self> {
        let fits = rows.iter().all(|row| row.len() == destinations);
        fits.then(|| Self { destinations, times: rows.concat() })
    }

    /// How many destinations there are.
    #[must_use]
    pub const fn destination_count(&self) -> usize {
        self.destinations
    }

    /// How many origins there are; 0 also when there are no destinations.
    #[must_use]
    pub fn origin_count(&self) -> usize {
        self.times.len().checked_div(self.destinations).unwrap_or(0)
    }

    /// The times from one origin.
    ///
    /// # Panics
    /// When there is no such origin.
    #[must_use]
    pub fn row(&self, origin: usize) -> &[TravelTime] {
        &self.times[origin * self.destinations..(origin + 1) * self.destinations]
    }

    /// The times from each origin.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[TravelTime]> {
        self.times.chunks(self.destinations.max(1))
    }

    /// The times to some of the destinations, which lie beside each other.
    ///
    /// # Panics
    /// When there are no such destinations.
    #[must_use]
    pub fn columns(&self, columns: Range<usize>) -> Self {
        let times = self.rows().flat_map(|row| &row[columns.clone()]).copied().collect();
        Self { destinations: columns.len(), times }
    }

    /// The same for several threads.
    #[must_use]
    pub fn par_rows(&self) -> impl IndexedParallelIterator<Item = &[TravelTime]> {
        self.times.par_chunks(self.destinations.max(1))
    }

    /// For every destination the sum over origins of `weight` times what `of` gives for the time.
    ///
    /// Rows are added up in blocks of a fixed size, so that the sums do not depend on the number of threads.
    #[must_use]
    pub fn column_sums(&self, weight: &[f64], of: impl Fn(TravelTime) -> f64 + Sync) -> Vec<f64> {
        const BLOCK: usize = 256;
        let blocks: Vec<Vec<f64>> = self
            .times
            .par_chunks((self.destinations * BLOCK).max(1))
            .zip(weight.par_chunks(BLOCK))
            .map(|(rows, weights)| {
                let mut sums = vec![0.0; self.destinations];
                for (row, weight) in rows.chunks(self.destinations.max(1)).zip(weights) {
                    sums.iter_mut().zip(row).for_each(|(sum, &time)| *sum += weight * of(time));
                }
                sums
            })
            .collect();
        let mut sums = vec![0.0; self.destinations];
        for block in blocks {
            sums.iter_mut().zip(block).for_each(|(sum, part)| *sum += part);
        }
        sums
    }

    /// Times by whole minutes and fractions; NaN = unreached.
    #[cfg(test)]
    pub(super) fn of_minutes(rows: &[&[f64]]) -> Self {
        let rows: Vec<Vec<TravelTime>> =
            rows.iter().map(|row| row.iter().map(|minutes| TravelTime::from_seconds(minutes * 60.0)).collect()).collect();
        Self::from_rows(rows.first().map_or(0, Vec::len), &rows).unwrap_or_else(|| unreachable!("rows differ in length"))
    }

    /// The times between places on the network of `view`, ways off the network at both ends included;
    /// `UNREACHED` from and to places that are not placed. `hierarchy` is the view's; `pool` has the memory of sweeps.
    ///
    /// Sweeps in batches from whichever side has fewer places: O((n + m) · fewer / 64) and the size of the result.
    #[must_use]
    pub fn between(
        view: &View<'_>,
        hierarchy: &Hierarchy,
        origins: &[Option<Snap>],
        destinations: &[Option<Snap>],
        pool: &Pool<Sweeper>,
    ) -> Self {
        let ways = |places: &[Option<Snap>], direction| -> Vec<Vec<(NodeId, TravelTime)>> {
            places.par_iter().map(|place| ends(view, place.as_ref(), direction)).collect()
        };
        if origins.len() < destinations.len() {
            let ways = ways(destinations, Direction::Backward);
            let sweeps = Sweeps { view, hierarchy, pool, direction: Direction::Forward, few: origins, many: destinations };
            sweeps.rows_of_few(|place| &ways[place])
        } else {
            let ways = ways(origins, Direction::Forward);
            Sweeps { view, hierarchy, pool, direction: Direction::Backward, few: destinations, many: origins }
                .rows_of_many(|place| &ways[place])
        }
    }

    /// The same from cells, of which there are many.
    #[must_use]
    pub fn from_cells(
        view: &View<'_>,
        hierarchy: &Hierarchy,
        cells: &PlacedCells,
        destinations: &[Option<Snap>],
        pool: &Pool<Sweeper>,
    ) -> Self {
        let under = cells.under(view);
        let sweeps = Sweeps { view, hierarchy, pool, direction: Direction::Backward, few: destinations, many: cells.snaps() };
        sweeps.rows_of_many(|cell| under.ways(cell))
    }
}

/// The ways from a place into the graph, or out of the graph to it.
fn ends(view: &View<'_>, snap: Option<&Snap>, direction: Direction) -> Vec<(NodeId, TravelTime)> {
    let ends = snap.map_or_else(Vec::new, |snap| view.terminals(snap, direction));
    ends.into_iter().map(|(node, time, _)| (node, time)).collect()
}

/// Sweeps from few places, over whose ends the times of many follow.
#[derive(Clone, Copy)]
struct Sweeps<'a> {
    view: &'a View<'a>,
    hierarchy: &'a Hierarchy,
    pool: &'a Pool<Sweeper>,
    /// From the few to the many.
    direction: Direction,
    few: &'a [Option<Snap>],
    many: &'a [Option<Snap>],
}

/// So many of the many are worked on at a time.
const BLOCK: usize = 256;

impl Sweeps<'_> {
    fn rows_of_many<'w>(self, ways: impl Fn(usize) -> &'w [(NodeId, TravelTime)] + Sync) -> OdTimes {
        let columns = self.few.len();
        let mut times = bytemuck::allocation::zeroed_vec(columns * self.many.len());
        let along = self.along();
        self.each_group(&ways, |first, batches| {
            times.par_chunks_mut((columns * BLOCK).max(1)).enumerate().for_each(|(block, rows)| {
                let places = block * BLOCK..self.many.len().min((block + 1) * BLOCK);
                for (batch, found) in (first..).zip(batches) {
                    let start = batch * BATCH;
                    self.each_place(found, batch, places.clone(), &ways, |place, lanes| {
                        let row = &mut rows[(place - places.start) * columns..][..columns];
                        row[start..columns.min(start + BATCH)].copy_from_slice(&lanes[..BATCH.min(columns - start)]);
                    });
                }
            });
        });
        for (few, many, time) in along {
            let slot: &mut TravelTime = &mut times[many * columns + few];
            *slot = time.min(*slot);
        }
        OdTimes { destinations: columns, times }
    }

    fn rows_of_few<'w>(self, ways: impl Fn(usize) -> &'w [(NodeId, TravelTime)] + Sync) -> OdTimes {
        let columns = self.many.len();
        let mut times = bytemuck::allocation::zeroed_vec(columns * self.few.len());
        let along = self.along();
        self.each_group(&ways, |first, batches| {
            let rows = times.par_chunks_mut((columns * BATCH).max(1)).skip(first);
            rows.zip(batches.par_iter().enumerate()).for_each(|(rows, (batch, found))| {
                self.each_place(found, first + batch, 0..columns, &ways, |place, lanes| {
                    rows.chunks_mut(columns).zip(lanes).for_each(|(row, &time)| row[place] = time);
                });
            });
        });
        for (few, many, time) in along {
            let slot: &mut TravelTime = &mut times[few * columns + many];
            *slot = time.min(*slot);
        }
        OdTimes { destinations: columns, times }
    }

    /// Sweeps as many batches as there are threads, has them used, with the number of the first, and goes on.
    fn each_group<'w>(self, ways: &impl Fn(usize) -> &'w [(NodeId, TravelTime)], mut used: impl FnMut(usize, &[BatchTimes<'_>])) {
        let nodes = || (0..self.many.len()).flat_map(ways).map(|(node, _)| *node);
        // What is picked out must save more than it takes.
        let targets = if nodes().count() * 4 < self.hierarchy.node_count() {
            self.hierarchy.targets(self.direction, nodes())
        } else {
            self.hierarchy.everywhere(self.direction)
        };
        let mut sweepers: Vec<Pooled<'_, Sweeper>> = (0..rayon::current_num_threads()).map(|_| self.pool.take()).collect();
        let mut first = 0;
        for group in self.few.chunks(BATCH * sweepers.len()) {
            let sources = |batch: &[Option<Snap>]| -> Vec<Vec<(NodeId, TravelTime)>> {
                batch.iter().map(|snap| ends(self.view, snap.as_ref(), self.direction)).collect()
            };
            let both = sweepers.par_iter_mut().zip(group.par_chunks(BATCH));
            let batches: Vec<BatchTimes<'_>> = both.map(|(sweeper, batch)| targets.times(sweeper, &sources(batch))).collect();
            used(first, &batches);
            first += batches.len();
        }
    }

    /// The times between a batch and places, one lane a member.
    fn each_place<'w>(
        self,
        found: &BatchTimes<'_>,
        batch: usize,
        places: Range<usize>,
        ways: &impl Fn(usize) -> &'w [(NodeId, TravelTime)],
        mut used: impl FnMut(usize, &[TravelTime; BATCH]),
    ) {
        let off = |snap: &Option<Snap>| snap.map_or(TravelTime::UNREACHED, |snap| snap.off_network);
        let mut off_few = [TravelTime::UNREACHED; BATCH];
        off_few.iter_mut().zip(&self.few[batch * BATCH..]).for_each(|(slot, snap)| *slot = off(snap));
        found.over(places, ways, &off_few, |place| off(&self.many[place]), &mut used);
    }

    /// Where one of the few lies on the same road as one of the many, the time along it.
    fn along(self) -> Vec<(usize, usize, TravelTime)> {
        let mut on_segment: FxHashMap<SegmentId, Vec<usize>> = FxHashMap::default();
        for (few, snap) in self.few.iter().enumerate() {
            for spot in snap.iter().flat_map(Snap::spots) {
                on_segment.entry(spot.segment).or_default().push(few);
            }
        }
        let mut along = Vec::new();
        for (many, place) in self.many.iter().enumerate() {
            let Some(place) = place else { continue };
            for &few in place.spots().filter_map(|spot| on_segment.get(&spot.segment)).flatten() {
                let Some(snap) = &self.few[few] else { continue };
                let (from, to) = if self.direction == Direction::Forward { (snap, place) } else { (place, snap) };
                if let Some((time, _)) = self.view.direct(from, to) {
                    along.push((few, many, time + snap.off_network + place.off_network));
                }
            }
        }
        along
    }
}
