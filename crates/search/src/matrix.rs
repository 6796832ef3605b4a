//! Times and distances between many origins and many destinations.
//!
//! A few rows are searched one by one; many are swept in batches over a hierarchy that is built for
//! them. Both give the same: whole milliseconds, and the millimetres of the shortest of the ways
//! that take that long.

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

/// From so many origins on, building a hierarchy takes less time than searching one by one.
const ROWS_FOR_HIERARCHY: usize = 20;

/// From so many on, sweeps of a hierarchy that is the view's own win back what it takes longer to build.
const ROWS_FOR_MANY: usize = 10_000;

/// A cell of a matrix: the fastest way from an origin to a destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Travel time, ways off the network included.
    pub time: TravelTime,
    /// Metres of that way, likewise: of ways that take the same time, the shortest.
    pub metres: f64,
}

/// A row of a matrix.
type Row = Vec<Option<Entry>>;

/// What all rows share.
struct Job<'a> {
    view: &'a View<'a>,
    destinations: &'a [Option<Snap>],
    /// By destination: vertices, and time and length from there.
    arrivals: Vec<Vec<(NodeId, TimeLength)>>,
}

/// The fastest ways from every origin to every destination: one row an origin, `None` where there
/// is no way. Origins and destinations that are not placed are `None` and give empty cells.
///
/// Runs in parallel; the result does not depend on the number of threads.
#[must_use]
pub fn matrix(
    view: &View<'_>,
    origins: &[Option<Snap>],
    destinations: &[Option<Snap>],
    progress: &dyn Progress,
) -> Vec<Vec<Option<Entry>>> {
    let arrivals = destinations.iter().map(|snap| snap.map_or_else(Vec::new, |snap| ends(view, &snap, Direction::Backward)));
    let job = Job { view, destinations, arrivals: arrivals.collect() };
    if origins.len() < ROWS_FOR_HIERARCHY { job.search(origins, progress) } else { job.sweep(origins, progress) }
}

/// The ways between a snap and the graph.
fn ends(view: &View<'_>, snap: &Snap, direction: Direction) -> Vec<(NodeId, TimeLength)> {
    let ends = view.terminals(snap, direction).into_iter();
    ends.map(|(node, time, length_m)| (node, (time, millimetres(length_m)))).collect()
}

impl Job<'_> {
    /// One search an origin.
    fn search(&self, origins: &[Option<Snap>], progress: &dyn Progress) -> Vec<Row> {
        let pool = Pool::<LexicographicDijkstra>::default();
        let row = |searcher: &mut LexicographicDijkstra, origin: &Option<Snap>| {
            let row = self.row(origin.as_ref(), searcher);
            progress.advance(1);
            row
        };
        origins.par_iter().map_init(|| pool.take(), |searcher, origin| row(searcher, origin)).collect()
    }

    /// One sweep a batch of origins, over what lies above the destinations.
    fn sweep(&self, origins: &[Option<Snap>], progress: &dyn Progress) -> Vec<Row> {
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
        let rows: Vec<Vec<Row>> =
            origins.par_chunks(WEIGHT_BATCH).map_init(|| pool.take(), |sweeper, origins| batch(sweeper, origins)).collect();
        rows.into_iter().flatten().collect()
    }

    /// The row of one origin, by a search.
    fn row(&self, origin: Option<&Snap>, searcher: &mut LexicographicDijkstra) -> Row {
        let Some(origin) = origin else { return vec![None; self.destinations.len()] };
        searcher.search(self.view, ends(self.view, origin, Direction::Forward));
        let cell = |(destination, arrivals): (&Option<Snap>, &Vec<(NodeId, TimeLength)>)| {
            self.entry(origin, destination.as_ref()?, arrivals.iter().map(|&(node, last)| (searcher.get(node), last)))
        };
        self.destinations.iter().zip(&self.arrivals).map(cell).collect()
    }

    /// The rows of a batch of origins, by a sweep; `None` where lengths are too great for one.
    fn rows(
        &self,
        origins: &[Option<Snap>],
        targets: &Targets<'_>,
        arrivals: &[Vec<(usize, TimeLength)>],
        sweeper: &mut WeightSweeper,
    ) -> Option<Vec<Row>> {
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

    /// The best of the ways over the graph, each in two parts, and the way along one segment.
    fn entry(&self, origin: &Snap, destination: &Snap, over: impl Iterator<Item = (TimeLength, TimeLength)>) -> Option<Entry> {
        let along = self.view.direct(origin, destination).map(|(time, length_m)| (time, millimetres(length_m)));
        let over = over.map(|((time, length_mm), (last, last_mm))| (time + last, length_mm + last_mm));
        let (time, length_mm) = along.into_iter().chain(over).min()?;
        let time = time + origin.off_network + destination.off_network;
        #[expect(clippy::cast_precision_loss, reason = "millimetres stay below 2^53")]
        let on_m = length_mm as f64 / 1000.0;
        time.is_reached().then_some(Entry { time, metres: on_m + origin.off_network_m + destination.off_network_m })
    }
}
