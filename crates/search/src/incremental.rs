//! What a scenario changes of known times, without searching the whole network again.
//!
//! After G. Ramalingam and T. Reps, "An incremental algorithm for a generalization of the
//! shortest-path problem", Journal of Algorithms 21 (1996): first the vertices that have lost every
//! way of their old time, nearest first; then a search from what is left, into them and wherever
//! the scenario is faster.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::dijkstra::{Dijkstra, QueueEntry, ShortestPathTree};
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId};
use tongda_network::scenario::View;

/// Times on the base network and what a scenario changes of them.
#[derive(Clone, Copy, Debug)]
pub struct IncrementalUpdate<'s> {
    base: &'s [TravelTime],
    /// Vertices that lost every way of their old time.
    lost: &'s [NodeId],
    found: ShortestPathTree<'s>,
}

/// Times that a search on the base network found.
#[derive(Clone, Copy, Debug)]
pub struct KnownTimes<'a> {
    /// By vertex number.
    pub times: &'a [TravelTime],
    /// The sources of the search.
    pub sources: &'a [(NodeId, TravelTime)],
}

impl Dijkstra {
    /// Finds the vertices whose time differs from `known` when `view` is in force and `sources`
    /// take the place of the known ones.
    ///
    /// `known` must be whole: found with the same `limit`, or with a longer one. The result equals a
    /// fresh search; if `known` reaches beyond the limit, times beyond it mean no more than that they
    /// are. Takes the time of what changes within the limit, not of what is reached.
    pub fn repair<'s>(
        &'s mut self,
        view: &View<'_>,
        direction: Direction,
        known: KnownTimes<'s>,
        sources: &[(NodeId, TravelTime)],
        limit: TravelTime,
    ) -> IncrementalUpdate<'s> {
        self.reset(view.node_count());
        let base = known.times;
        let old = |node: NodeId| base.get(node.index()).copied().unwrap_or(TravelTime::UNREACHED);
        self.find_lost(view, direction, known, sources, limit);
        for &(node, time) in sources {
            self.offer_if_better(base, node, time, None, limit);
        }
        for id in view.changes() {
            let Some(edge) = view.edge(id) else { continue };
            let (from, to) = match direction {
                Direction::Forward => (edge.source, edge.target),
                Direction::Backward => (edge.target, edge.source),
            };
            if !self.is_lost(from) {
                self.offer_if_better(base, to, old(from) + edge.cost, Some(id), limit);
            }
        }
        for position in 0..self.lost.len() {
            let node = self.lost[position];
            view.for_each_neighbour(node, direction.reversed(), |before| {
                if !self.is_lost(before.node) {
                    self.offer_if_better(base, node, old(before.node) + before.cost, Some(before.edge), limit);
                }
            });
        }
        while let Some((node, time)) = self.next() {
            view.for_each_neighbour(node, direction, |next| {
                self.offer_if_better(base, next.node, time + next.cost, Some(next.edge), limit);
            });
        }
        IncrementalUpdate { base, lost: &self.lost, found: ShortestPathTree::new(self, direction) }
    }

    /// Marks the vertices that no way of their old time leads to any more.
    ///
    /// A way over an edge that costs nothing does not count, so that two vertices cannot vouch for
    /// each other; vertices that are marked in vain get their old time back by the search.
    fn find_lost(
        &mut self,
        view: &View<'_>,
        direction: Direction,
        known: KnownTimes<'_>,
        sources: &[(NodeId, TravelTime)],
        limit: TravelTime,
    ) {
        let base = known.times;
        // Beyond the limit a lost time may stay: it leads nowhere within it.
        let counts = |time: TravelTime| time.is_reached() && time <= limit;
        let old = |node: NodeId| base.get(node.index()).copied().unwrap_or(TravelTime::UNREACHED);
        let mut source_times: FxHashMap<NodeId, TravelTime> = FxHashMap::default();
        for &(node, time) in sources {
            let best = source_times.entry(node).or_insert(time);
            *best = time.min(*best);
        }
        let graph = view.network().graph();
        for id in view.changes() {
            let Some((source, target)) = graph.edge_endpoints(id) else { continue };
            let (from, to) = if direction == Direction::Forward { (source, target) } else { (target, source) };
            let before = view.network().cost(id);
            if view.cost(id) > before && counts(old(to)) && old(from) + before == old(to) {
                self.suspect(to, old(to));
            }
        }
        for &(node, time) in known.sources {
            if counts(time) && time == old(node) && source_times.get(&node).is_none_or(|now| *now > time) {
                self.suspect(node, time);
            }
        }
        while let Some(Reverse(waiting)) = self.queue.pop() {
            let (time, node) = waiting.parts();
            if self.is_lost(node) {
                continue;
            }
            let mut vouched = source_times.get(&node).is_some_and(|source| *source <= time);
            if !vouched {
                view.for_each_neighbour(node, direction.reversed(), |before| {
                    let way = old(before.node) + before.cost;
                    vouched |= before.cost > TravelTime::ZERO && way <= time && !self.is_lost(before.node);
                });
            }
            if !vouched {
                self.mark_lost(node);
                view.for_each_neighbour(node, direction, |next| {
                    let of_next = old(next.node);
                    if counts(of_next) && time + next.cost <= of_next {
                        self.suspect(next.node, of_next);
                    }
                });
            }
        }
    }

    #[inline]
    fn suspect(&mut self, node: NodeId, time: TravelTime) {
        self.queue.push(Reverse(QueueEntry::new(time, node)));
    }

    #[inline]
    fn offer_if_better(&mut self, base: &[TravelTime], node: NodeId, time: TravelTime, via: Option<EdgeId>, limit: TravelTime) {
        if self.is_lost(node) || base.get(node.index()).is_none_or(|&old| time < old) {
            self.offer(node, time, via, limit);
        }
    }
}

impl IncrementalUpdate<'_> {
    /// The time of a vertex in the view.
    #[must_use]
    pub fn time(&self, node: NodeId) -> TravelTime {
        let found = self.found.time(node);
        if self.found.is_lost(node) {
            return found;
        }
        self.base.get(node.index()).map_or(found, |base| found.min(*base))
    }

    /// The vertices whose time may differ from the base, each at least once.
    pub fn changed(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.lost.iter().copied().chain(self.found.settled().map(|(node, _)| node))
    }
}
