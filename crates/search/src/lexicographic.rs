//! Lexicographic Dijkstra search: minimal time, and minimal length among paths of equal time.
//!
//! In: a view and source nodes with times and lengths. Out: whole milliseconds and millimetres by node. It serves matrices
//! with few origins, and is the oracle of the sweeps that serve the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::NodeId;
use tongda_network::scenario::View;

/// A time and a length in millimetres.
pub(super) type TimeLength = (TravelTime, u64);

const FAR: TimeLength = (TravelTime::UNREACHED, 0);

/// A length in whole millimetres, so that sums do not depend on the order of addition.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "roads are shorter than 2^64 mm")]
pub(super) fn millimetres(length_m: f64) -> u64 {
    (length_m * 1000.0).round().max(0.0) as u64
}

/// The memory of lexicographic searches.
#[derive(Debug, Default)]
pub(super) struct LexicographicDijkstra {
    best: Vec<TimeLength>,
    touched: Vec<NodeId>,
    queue: BinaryHeap<Reverse<(TimeLength, NodeId)>>,
}

impl LexicographicDijkstra {
    /// Finds time and length to every node that the sources reach.
    pub(super) fn search(&mut self, view: &View<'_>, sources: impl IntoIterator<Item = (NodeId, TimeLength)>) {
        for node in self.touched.drain(..) {
            self.best[node.index()] = FAR;
        }
        if self.best.len() < view.node_count() {
            self.best.resize(view.node_count(), FAR);
        }
        for (node, label) in sources {
            self.offer(node, label);
        }
        while let Some(Reverse(((time, length_mm), node))) = self.queue.pop() {
            if (time, length_mm) > self.best[node.index()] {
                continue;
            }
            view.for_each_neighbour(node, Direction::Forward, |next| {
                let edge_mm = view.edge(next.edge).map_or(0, |edge| millimetres(edge.length_m));
                self.offer(next.node, (time + next.cost, length_mm + edge_mm));
            });
        }
    }

    fn offer(&mut self, node: NodeId, label: TimeLength) {
        let best = &mut self.best[node.index()];
        if label < *best && label.0.is_reached() {
            if *best == FAR {
                self.touched.push(node);
            }
            *best = label;
            self.queue.push(Reverse((label, node)));
        }
    }

    /// Time and length to a node; the time is `UNREACHED` when there is no path.
    pub(super) fn get(&self, node: NodeId) -> TimeLength {
        self.best.get(node.index()).copied().unwrap_or(FAR)
    }
}
