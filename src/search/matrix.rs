//! Times and distances between many origins and many destinations.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::plain::Reach;
use super::pool::SearchPool;
use crate::direction::Direction;
use crate::network::{NodeId, Snap};
use crate::progress::Progress;
use crate::scenario::View;
use crate::units::TravelTime;

/// A cell of a matrix: the fastest way from an origin to a destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Travel time, ways off the network included.
    pub time: TravelTime,
    /// Metres of that way, likewise.
    pub metres: f64,
}

/// The fastest ways from every origin to every destination: one row an origin, `None` where there
/// is no way. Origins and destinations that are not placed are `None` and give empty cells.
///
/// One search an origin, in parallel; the result does not depend on the number of threads.
#[must_use]
pub fn matrix(
    view: &View<'_>,
    origins: &[Option<Snap>],
    destinations: &[Option<Snap>],
    progress: &dyn Progress,
) -> Vec<Vec<Option<Entry>>> {
    let arrivals: Vec<Vec<(NodeId, TravelTime, f64)>> =
        destinations.iter().map(|snap| snap.map_or_else(Vec::new, |snap| view.terminals(&snap, Direction::Backward))).collect();
    let pool = SearchPool::default();
    origins
        .par_iter()
        .map_init(
            || pool.take(),
            |searcher, origin| {
                let Some(origin) = origin else { return vec![None; destinations.len()] };
                let starts = view.terminals(origin, Direction::Forward);
                let sources = starts.iter().map(|&(node, time, _)| (node, time));
                let reach = searcher.search(view, Direction::Forward, sources, TravelTime::UNREACHED);
                let row = row(view, origin, &starts, destinations, &arrivals, reach);
                progress.advance(1);
                row
            },
        )
        .collect()
}

fn row(
    view: &View<'_>,
    origin: &Snap,
    starts: &[(NodeId, TravelTime, f64)],
    destinations: &[Option<Snap>],
    arrivals: &[Vec<(NodeId, TravelTime, f64)>],
    reach: Reach<'_>,
) -> Vec<Option<Entry>> {
    let start_m: FxHashMap<NodeId, f64> = starts.iter().rev().map(|&(node, _, metres)| (node, metres)).collect();
    let metres = reach.metres(view, |node| start_m.get(&node).copied().unwrap_or_default());
    let cell = |(destination, arrivals): (&Option<Snap>, &Vec<(NodeId, TravelTime, f64)>)| {
        let destination = destination.as_ref()?;
        let along = view.direct(origin, destination);
        let over = arrivals.iter().map(|&(node, time, last_m)| (reach.time(node) + time, metres[node.index()] + last_m));
        let (time, on_m) = along.into_iter().chain(over).min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
        let time = time + origin.off_network + destination.off_network;
        time.is_reached().then_some(Entry { time, metres: on_m + origin.off_network_m + destination.off_network_m })
    };
    destinations.iter().zip(arrivals).map(cell).collect()
}
