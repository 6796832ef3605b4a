//! Dijkstra's algorithm with many sources, a time limit and reusable memory.
//!
//! In: a view, a direction, source nodes with their times, a limit. Out: a [`ShortestPathTree`] with the time of every node
//! within the limit, in whole milliseconds. The memory is reset in the time of what the last search touched.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId};
use tongda_network::scenario::View;

/// The memory of searches: one label for each node of the largest view so far.
#[derive(Debug, Default)]
pub struct Dijkstra {
    times: Vec<TravelTime>,
    /// The last edge of the best path; defined where a time is set and the node is not a source.
    via: Vec<EdgeId>,
    /// Nodes whose time is set, in the order in which they were first reached.
    touched: Vec<NodeId>,
    /// Nodes in the order in which their times became final.
    settled: Vec<NodeId>,
    pub(super) queue: BinaryHeap<Reverse<QueueEntry>>,
    /// Nodes whose known time an incremental update found to be no longer valid.
    pub(super) affected: Vec<NodeId>,
    is_affected: Vec<bool>,
}

/// A time and its node in one number, which makes a comparison a single instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct QueueEntry(u64);

impl QueueEntry {
    #[inline]
    pub(super) fn new(time: TravelTime, node: NodeId) -> Self {
        Self(u64::from(time.ms()) << 32 | node.index() as u64)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "two numbers of 32 bits")]
    pub(super) fn parts(self) -> (TravelTime, NodeId) {
        (TravelTime::from_ms((self.0 >> 32) as u32), NodeId::new((self.0 as u32) as usize))
    }
}

/// The times and paths that a search found; valid until its memory is used again, which the compiler checks:
///
/// ```compile_fail,E0499
/// # use tongda_foundation::{direction::Direction, units::TravelTime};
/// # use tongda_network::scenario::View;
/// # use tongda_search::Dijkstra;
/// # fn f(view: &View, searcher: &mut Dijkstra) {
/// let tree = searcher.search(view, Direction::Forward, [], TravelTime::UNREACHED);
/// let other = searcher.search(view, Direction::Forward, [], TravelTime::UNREACHED);
/// tree.settled().count();
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ShortestPathTree<'s> {
    searcher: &'s Dijkstra,
    direction: Direction,
}

impl Dijkstra {
    /// Finds the time of every node that can be reached from the sources ([`Direction::Forward`]) or can reach them
    /// ([`Direction::Backward`]) within `limit`; a time equal to the limit is within it.
    ///
    /// Takes O((n + m) log n) for the n nodes and m edges within the limit.
    pub fn search(
        &mut self,
        view: &View<'_>,
        direction: Direction,
        sources: impl IntoIterator<Item = (NodeId, TravelTime)>,
        limit: TravelTime,
    ) -> ShortestPathTree<'_> {
        self.reset(view.node_count());
        for (node, time) in sources {
            self.offer(node, time, None, limit);
        }
        while let Some((node, time)) = self.next() {
            view.for_each_neighbour(node, direction, |next| {
                self.offer(next.node, time + next.cost, Some(next.edge), limit);
            });
        }
        ShortestPathTree { searcher: self, direction }
    }

    /// Finds the times as [`search`](Self::search) does, over paths that do not pass through a node at which the search
    /// `stops`; they may end there.
    pub fn search_between(
        &mut self,
        view: &View<'_>,
        direction: Direction,
        sources: impl IntoIterator<Item = (NodeId, TravelTime)>,
        limit: TravelTime,
        stops: impl Fn(NodeId) -> bool,
    ) -> ShortestPathTree<'_> {
        self.reset(view.node_count());
        for (node, time) in sources {
            self.offer(node, time, None, limit);
        }
        while let Some((node, time)) = self.next() {
            if !stops(node) {
                view.for_each_neighbour(node, direction, |next| {
                    self.offer(next.node, time + next.cost, Some(next.edge), limit);
                });
            }
        }
        ShortestPathTree { searcher: self, direction }
    }

    pub(super) fn reset(&mut self, node_count: usize) {
        for node in self.touched.drain(..) {
            self.times[node.index()] = TravelTime::UNREACHED;
        }
        for node in self.affected.drain(..) {
            self.is_affected[node.index()] = false;
        }
        self.settled.clear();
        self.queue.clear();
        if self.times.len() < node_count {
            self.times.resize(node_count, TravelTime::UNREACHED);
            self.via.resize(node_count, EdgeId::end());
            self.is_affected.resize(node_count, false);
        }
    }

    /// Relaxes a node: keeps the time and the edge of a path if it is the best so far and within the limit.
    #[inline]
    pub(super) fn offer(&mut self, node: NodeId, time: TravelTime, via: Option<EdgeId>, limit: TravelTime) {
        let best = &mut self.times[node.index()];
        if time < *best && time <= limit && time.is_reached() {
            if !best.is_reached() {
                self.touched.push(node);
            }
            *best = time;
            self.via[node.index()] = via.unwrap_or_else(EdgeId::end);
            self.queue.push(Reverse(QueueEntry::new(time, node)));
        }
    }

    /// The next node whose time is final.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(NodeId, TravelTime)> {
        loop {
            let (time, node) = self.queue.pop()?.0.parts();
            if time == self.times[node.index()] {
                self.settled.push(node);
                return Some((node, time));
            }
        }
    }

    pub(super) fn mark_affected(&mut self, node: NodeId) {
        self.is_affected[node.index()] = true;
        self.affected.push(node);
    }

    #[inline]
    pub(super) fn is_affected(&self, node: NodeId) -> bool {
        self.is_affected.get(node.index()).copied().unwrap_or_default()
    }

    pub(super) fn time(&self, node: NodeId) -> TravelTime {
        self.times.get(node.index()).copied().unwrap_or(TravelTime::UNREACHED)
    }
}

impl<'s> ShortestPathTree<'s> {
    pub(super) const fn new(searcher: &'s Dijkstra, direction: Direction) -> Self {
        Self { searcher, direction }
    }

    pub(super) fn is_affected(&self, node: NodeId) -> bool {
        self.searcher.is_affected(node)
    }

    /// The time of a node; `UNREACHED` beyond the limit.
    #[must_use]
    pub fn time(&self, node: NodeId) -> TravelTime {
        self.searcher.time(node)
    }

    /// The last edge of the best path to a node (backward: the first edge of the best path from it); `None` at a source and
    /// where there is no path.
    #[must_use]
    pub fn via(&self, node: NodeId) -> Option<EdgeId> {
        let via = *self.searcher.via.get(node.index())?;
        (self.time(node).is_reached() && via != EdgeId::end()).then_some(via)
    }

    /// The nodes within the limit with their times, nearest first.
    pub fn settled(&self) -> impl Iterator<Item = (NodeId, TravelTime)> + use<'s> {
        let searcher = self.searcher;
        searcher.settled.iter().map(move |&node| (node, searcher.time(node)))
    }

    /// The length in metres of the best path to each node, by node number, and NaN where there is none; `start` gives the
    /// length at sources.
    ///
    /// Takes O(n) for the n settled nodes. Of paths of equal time, the one that was found first counts.
    #[must_use]
    pub fn metres(&self, view: &View<'_>, start: impl Fn(NodeId) -> f64) -> Vec<f64> {
        let mut metres = vec![f64::NAN; view.node_count()];
        for (node, _) in self.settled() {
            metres[node.index()] = match self.via(node).and_then(|edge| view.edge(edge)) {
                None => start(node),
                Some(edge) => {
                    let before = if self.direction == Direction::Forward { edge.source } else { edge.target };
                    metres[before.index()] + edge.length_m
                }
            };
        }
        metres
    }
}
