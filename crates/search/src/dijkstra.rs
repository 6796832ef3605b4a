//! Dijkstra's algorithm with many sources, a limit, and memory that is used again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId};
use tongda_network::scenario::View;

/// The memory of searches. It grows with the largest view and is reset in the time of what a
/// search touched.
#[derive(Debug, Default)]
pub struct Dijkstra {
    times: Vec<TravelTime>,
    /// The edge by which the best way comes; meaningful where a time is set and not a source.
    via: Vec<EdgeId>,
    /// Vertices whose time is set, in the order in which they were first met.
    touched: Vec<NodeId>,
    /// Vertices in the order in which their times became final.
    settled: Vec<NodeId>,
    pub(super) queue: BinaryHeap<Reverse<QueueEntry>>,
    /// Vertices that a repair found to have lost every way of their old time.
    pub(super) lost: Vec<NodeId>,
    is_lost: Vec<bool>,
}

/// A time and the vertex that it is for, in one number: such compare in one step.
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

/// The times that a search found; valid until the searcher is used again.
///
/// ```compile_fail
/// # use tongda::{direction::Direction, scenario::View, search::Dijkstra, units::TravelTime};
/// # fn f(view: &View, searcher: &mut Searcher) {
/// let reach = searcher.search(view, Direction::Forward, [], TravelTime::UNREACHED);
/// let other = searcher.search(view, Direction::Forward, [], TravelTime::UNREACHED);
/// reach.settled().count();
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ShortestPathTree<'s> {
    searcher: &'s Dijkstra,
    direction: Direction,
}

impl Dijkstra {
    /// Finds the time of every vertex that can be reached from the sources
    /// ([`Direction::Forward`]) or can reach them ([`Direction::Backward`]) within `limit`.
    ///
    /// Takes O((n + m) log n) for the n vertices and m edges within the limit.
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

    /// The same, without ways that lead on over a vertex at which the search `stops`.
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
        for node in self.lost.drain(..) {
            self.is_lost[node.index()] = false;
        }
        self.settled.clear();
        self.queue.clear();
        if self.times.len() < node_count {
            self.times.resize(node_count, TravelTime::UNREACHED);
            self.via.resize(node_count, EdgeId::end());
            self.is_lost.resize(node_count, false);
        }
    }

    /// Notes a way to a vertex if it is the best so far and within the limit.
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

    /// The next vertex whose time is final.
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

    pub(super) fn mark_lost(&mut self, node: NodeId) {
        self.is_lost[node.index()] = true;
        self.lost.push(node);
    }

    #[inline]
    pub(super) fn is_lost(&self, node: NodeId) -> bool {
        self.is_lost.get(node.index()).copied().unwrap_or_default()
    }

    pub(super) fn time(&self, node: NodeId) -> TravelTime {
        self.times.get(node.index()).copied().unwrap_or(TravelTime::UNREACHED)
    }
}

impl<'s> ShortestPathTree<'s> {
    pub(super) const fn new(searcher: &'s Dijkstra, direction: Direction) -> Self {
        Self { searcher, direction }
    }

    pub(super) fn is_lost(&self, node: NodeId) -> bool {
        self.searcher.is_lost(node)
    }

    /// The time of a vertex, `UNREACHED` when it is beyond the limit.
    #[must_use]
    pub fn time(&self, node: NodeId) -> TravelTime {
        self.searcher.time(node)
    }

    /// The edge by which the best way comes to a vertex (or, backward, leaves it); `None` at a
    /// source and where there is no way.
    #[must_use]
    pub fn via(&self, node: NodeId) -> Option<EdgeId> {
        let via = *self.searcher.via.get(node.index())?;
        (self.time(node).is_reached() && via != EdgeId::end()).then_some(via)
    }

    /// The vertices within the limit with their times, nearest first.
    pub fn settled(&self) -> impl Iterator<Item = (NodeId, TravelTime)> + use<'s> {
        let searcher = self.searcher;
        searcher.settled.iter().map(move |&node| (node, searcher.time(node)))
    }

    /// The metres of the best way to each vertex, by vertex number; `start` gives those at sources.
    ///
    /// Runs over the settled vertices once. Of ways that take the same time, the one that was
    /// found first counts.
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
