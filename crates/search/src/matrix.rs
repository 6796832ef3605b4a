//! Matrices of times and distances between many origins and many destinations.
//!
//! In: a view, origins and destinations joined to its network. Out: a row for each origin. Few rows are searched one by
//! one; many are swept in batches over a hierarchy that is built for them. Both give the same: whole milliseconds, and the
//! millimetres of the shortest of the paths of that time.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::hierarchy::{CustomizableHierarchy, Hierarchy, Targets, WEIGHT_BATCH, Weight, WeightSweeper};
use super::lexicographic::{LexicographicDijkstra, TimeLength, millimetres};
use super::pool::Pool;
use tongda_foundation::direction::Direction;
use tongda_foundation::progress::Progress;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{NodeId, Snap};
use tongda_network::scenario::View;

/// The least number of origins for which building a hierarchy takes less time than searching one by one.
const ROWS_FOR_HIERARCHY: usize = 20;

/// The least number of origins for which the faster sweeps of a hierarchy without given topology repay its construction.
const ROWS_FOR_MANY: usize = 10_000;

/// An entry of a matrix: the fastest path from an origin to a destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MatrixEntry {
    /// Travel time, access off the network included.
    pub time: TravelTime,
    /// Its length in metres, access off the network included: that of the shortest of the paths of this time.
    pub metres: f64,
}

/// A row of a matrix.
type MatrixRow = Vec<Option<MatrixEntry>>;

/// The common input of all rows.
struct MatrixJob<'a> {
    view: &'a View<'a>,
    destinations: &'a [Option<Snap>],
    /// By destination: nodes, and time and length from there.
    arrivals: Vec<Vec<(NodeId, TimeLength)>>,
}

/// The fastest paths from every origin to every destination: one row for each origin, `None` where there is no path.
/// Origins and destinations that are not placed are `None` and give empty entries.
///
/// Runs in parallel; the result does not depend on the number of threads.
#[must_use]
pub fn matrix(
    view: &View<'_>,
    origins: &[Option<Snap>],
    destinations: &[Option<Snap>],
    progress: &dyn Progress,
) -> Vec<Vec<Option<MatrixEntry>>> {
    let arrivals = destinations.iter().map(|snap| snap.map_or_else(Vec::new, |snap| ends(view, &snap, Direction::Backward)));
    let job = MatrixJob { view, destinations, arrivals: arrivals.collect() };
    if origins.len() < ROWS_FOR_HIERARCHY { job.search(origins, progress) } else { job.sweep(origins, progress) }
}

/// The nodes next to a snap with the time and length between.
fn ends(view: &View<'_>, snap: &Snap, direction: Direction) -> Vec<(NodeId, TimeLength)> {
    let ends = view.terminals(snap, direction).into_iter();
    ends.map(|(node, time, length_m)| (node, (time, millimetres(length_m)))).collect()
}

impl MatrixJob<'_> {
    /// One search for each origin.
    fn search(&self, origins: &[Option<Snap>], progress: &dyn Progress) -> Vec<MatrixRow> {
        let pool = Pool::<LexicographicDijkstra>::default();
        let row = |searcher: &mut LexicographicDijkstra, origin: &Option<Snap>| {
            let row = self.row(origin.as_ref(), searcher);
            progress.advance(1);
            row
        };
        origins.par_iter().map_init(|| pool.take(), |searcher, origin| row(searcher, origin)).collect()
    }

    /// One sweep for each batch of origins, with the destinations as targets.
    fn sweep(&self, origins: &[Option<Snap>], progress: &dyn Progress) -> Vec<MatrixRow> {
        let few = || CustomizableHierarchy::new(self.view.network()).under(self.view);
        let hierarchy = if origins.len() < ROWS_FOR_MANY { few() } else { Hierarchy::new(self.view) };
        let mut number: FxHashMap<NodeId, usize> = FxHashMap::default();
        let mut nodes: Vec<NodeId> = Vec::new();
        for &(node, _) in self.arrivals.iter().flatten() {
            number.entry(node).or_insert_with(|| {
                nodes.push(node);
                nodes.len() - 1
            });
        }
        let targets = hierarchy.targets(Direction::Forward, nodes);
        // By destination: targets by number, and time and length from there.
        let numbered = |arrivals: &Vec<(NodeId, TimeLength)>| arrivals.iter().map(|&(node, way)| (number[&node], way)).collect();
        let arrivals: Vec<Vec<(usize, TimeLength)>> = self.arrivals.iter().map(numbered).collect();
        let (pool, plain) = (Pool::<WeightSweeper>::default(), Pool::<LexicographicDijkstra>::default());
        let batch = |sweeper: &mut WeightSweeper, batch: &[Option<Snap>]| {
            let rows = self.rows(batch, &targets, &arrivals, sweeper).unwrap_or_else(|| {
                let mut searcher = plain.take();
                batch.iter().map(|origin| self.row(origin.as_ref(), &mut searcher)).collect()
            });
            progress.advance(batch.len() as u64);
            rows
        };
        let rows: Vec<Vec<MatrixRow>> =
            origins.par_chunks(WEIGHT_BATCH).map_init(|| pool.take(), |sweeper, origins| batch(sweeper, origins)).collect();
        rows.into_iter().flatten().collect()
    }

    /// The row of one origin, by a search.
    fn row(&self, origin: Option<&Snap>, searcher: &mut LexicographicDijkstra) -> MatrixRow {
        let Some(origin) = origin else { return vec![None; self.destinations.len()] };
        searcher.search(self.view, ends(self.view, origin, Direction::Forward));
        let cell = |(destination, arrivals): (&Option<Snap>, &Vec<(NodeId, TimeLength)>)| {
            self.entry(origin, destination.as_ref()?, arrivals.iter().map(|&(node, last)| (searcher.get(node), last)))
        };
        self.destinations.iter().zip(&self.arrivals).map(cell).collect()
    }

    /// The rows of a batch of origins, by a sweep; `None` where lengths are too great for its labels.
    fn rows(
        &self,
        origins: &[Option<Snap>],
        targets: &Targets<'_>,
        arrivals: &[Vec<(usize, TimeLength)>],
        sweeper: &mut WeightSweeper,
    ) -> Option<Vec<MatrixRow>> {
        let sources = |origin: &Option<Snap>| {
            let ends = origin.map_or_else(Vec::new, |origin| self.view.terminals(&origin, Direction::Forward));
            ends.into_iter().map(|(node, time, length_m)| (node, Weight::of(time, length_m))).collect()
        };
        let sources: Vec<Vec<(NodeId, Weight)>> = origins.iter().map(sources).collect();
        let weights = targets.weights(sweeper, &sources)?;
        let row = |(lane, origin): (usize, &Option<Snap>)| {
            let Some(origin) = origin else { return vec![None; self.destinations.len()] };
            let cell = |(destination, arrivals): (&Option<Snap>, &Vec<(usize, TimeLength)>)| {
                let ways = arrivals.iter().map(|&(target, last)| (weights.weight(lane, target).time_length(), last));
                self.entry(origin, destination.as_ref()?, ways)
            };
            self.destinations.iter().zip(arrivals).map(cell).collect()
        };
        Some(origins.iter().enumerate().map(row).collect())
    }

    /// The best of the paths over the graph, each in two parts, and the path along one segment.
    fn entry(
        &self,
        origin: &Snap,
        destination: &Snap,
        over: impl Iterator<Item = (TimeLength, TimeLength)>,
    ) -> Option<MatrixEntry> {
        let along = self.view.direct(origin, destination).map(|(time, length_m)| (time, millimetres(length_m)));
        let over = over.map(|((time, length_mm), (last, last_mm))| (time + last, length_mm + last_mm));
        let (time, length_mm) = along.into_iter().chain(over).min()?;
        let time = time + origin.off_network + destination.off_network;
        #[expect(clippy::cast_precision_loss, reason = "millimetres stay below 2^53")]
        let on_m = length_mm as f64 / 1000.0;
        time.is_reached().then_some(MatrixEntry { time, metres: on_m + origin.off_network_m + destination.off_network_m })
    }
}
