//! Times between all origins and all destinations: what every measure of access is made of.
//!
//! In: places joined to a network, and a view of it. Out: [`OdTimes`], one row an origin, in whole
//! milliseconds, the same to the last bit as those of a search from each origin.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::direction::Direction;
use crate::network::{NodeId, SegmentId, Snap};
use crate::scenario::View;
use crate::search::{BATCH, Hierarchy, Pool, Sweeper};
use crate::units::TravelTime;

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
    /// `UNREACHED` from and to places that are not placed.
    ///
    /// Sweeps in batches from whichever side has fewer places: O((n + m) · fewer / 64) and the size of the result.
    #[must_use]
    pub fn search(view: &View<'_>, origins: &[Option<Snap>], destinations: &[Option<Snap>]) -> Self {
        let hierarchy = Hierarchy::new(view);
        let forward = origins.len() < destinations.len();
        let (few, many) = if forward { (origins, destinations) } else { (destinations, origins) };
        let times = between(view, &hierarchy, few, many, if forward { Direction::Forward } else { Direction::Backward });
        let times = if forward {
            times.concat()
        } else {
            (0..origins.len()).flat_map(|origin| times.iter().map(move |column| column[origin])).collect()
        };
        Self { destinations: destinations.len(), times }
    }
}

/// Times between `few` and `many`, one row each of `few`; they lead away from `few` when `direction` is forward.
fn between(
    view: &View<'_>,
    hierarchy: &Hierarchy,
    few: &[Option<Snap>],
    many: &[Option<Snap>],
    direction: Direction,
) -> Vec<Vec<TravelTime>> {
    let opposite = if direction == Direction::Forward { Direction::Backward } else { Direction::Forward };
    let ends = |snap: &Option<Snap>, direction| -> Vec<(NodeId, TravelTime)> {
        let ends = snap.as_ref().map_or_else(Vec::new, |snap| view.terminals(snap, direction));
        ends.into_iter().map(|(node, time, _)| (node, time)).collect()
    };
    let mut number: FxHashMap<NodeId, usize> = FxHashMap::default();
    let mut nodes: Vec<NodeId> = Vec::new();
    let mut on_segment: FxHashMap<SegmentId, Vec<usize>> = FxHashMap::default();
    let mut arrivals: Vec<Vec<(usize, TravelTime)>> = Vec::with_capacity(many.len());
    for (position, snap) in many.iter().enumerate() {
        for spot in snap.iter().flat_map(Snap::spots) {
            on_segment.entry(spot.segment).or_default().push(position);
        }
        let numbered = ends(snap, opposite).into_iter().map(|(node, time)| {
            let target = *number.entry(node).or_insert_with(|| {
                nodes.push(node);
                nodes.len() - 1
            });
            (target, time)
        });
        arrivals.push(numbered.collect());
    }
    let targets = hierarchy.targets(direction, nodes);
    let pool = Pool::<Sweeper>::default();
    let batches: Vec<Vec<Vec<TravelTime>>> = few
        .par_chunks(BATCH)
        .map_init(
            || pool.take(),
            |sweeper, batch| {
                let sources: Vec<Vec<(NodeId, TravelTime)>> = batch.iter().map(|snap| ends(snap, direction)).collect();
                let times = targets.times(sweeper, &sources);
                let mut rows = vec![vec![TravelTime::UNREACHED; many.len()]; batch.len()];
                for (column, arrivals) in arrivals.iter().enumerate() {
                    for (lane, row) in rows.iter_mut().enumerate() {
                        let over = arrivals.iter().map(|&(target, last)| times.time(lane, target) + last);
                        row[column] = over.min().unwrap_or(TravelTime::UNREACHED);
                    }
                }
                for (row, from) in rows.iter_mut().zip(batch) {
                    let Some(from) = from else { continue };
                    for &column in from.spots().filter_map(|spot| on_segment.get(&spot.segment)).flatten() {
                        let Some(to) = &many[column] else { continue };
                        let along = if direction == Direction::Forward { view.direct(from, to) } else { view.direct(to, from) };
                        row[column] = along.map_or(row[column], |(time, _)| time.min(row[column]));
                    }
                    for (time, to) in row.iter_mut().zip(many) {
                        *time = *time + from.off_network + to.map_or(TravelTime::UNREACHED, |to| to.off_network);
                    }
                }
                rows
            },
        )
        .collect();
    batches.into_iter().flatten().collect()
}
