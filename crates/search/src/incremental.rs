//! Incremental update of shortest-path times: only what a scenario changes is searched.
//!
//! In: the times of a whole search on the base network, and a view. Out: an [`IncrementalUpdate`], whose times equal those
//! of a fresh search of the view. After G. Ramalingam and T. Reps, "An incremental algorithm for a generalization of the
//! shortest-path problem", Journal of Algorithms 21 (1996): first the affected nodes, to which no path of the known time is
//! left, nearest first; then a search from the other nodes into them and over whatever the scenario makes faster.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::dijkstra::{Dijkstra, QueueEntry, ShortestPathTree};
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId};
use tongda_network::scenario::View;

/// Times on the base network and their changes in a view.
#[derive(Clone, Copy, Debug)]
pub struct IncrementalUpdate<'s> {
    base: &'s [TravelTime],
    /// Nodes to which no path of their known time is left.
    affected: &'s [NodeId],
    found: ShortestPathTree<'s>,
}

/// Times that a search on the base network found.
#[derive(Clone, Copy, Debug)]
pub struct KnownTimes<'a> {
    /// By node number.
    pub times: &'a [TravelTime],
    /// The sources of the search.
    pub sources: &'a [(NodeId, TravelTime)],
}

impl Dijkstra {
    /// Finds the times in `view` from `sources`, given the `known` times on the base network from other or the same sources.
    ///
    /// `known` must be complete up to `limit`. Up to the limit the result equals a fresh search; where `known` reaches
    /// further, times beyond the limit are only known to be beyond it. Takes the time of what changes within the limit, not
    /// of what is reached.
    pub fn update<'s>(
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
        self.find_affected(view, direction, known, sources, limit);
        for &(node, time) in sources {
            self.offer_if_better(base, node, time, None, limit);
        }
        for id in view.changes() {
            let Some(edge) = view.edge(id) else { continue };
            let (from, to) = match direction {
                Direction::Forward => (edge.source, edge.target),
                Direction::Backward => (edge.target, edge.source),
            };
            if !self.is_affected(from) {
                self.offer_if_better(base, to, old(from) + edge.cost, Some(id), limit);
            }
        }
        for position in 0..self.affected.len() {
            let node = self.affected[position];
            view.for_each_neighbour(node, direction.reversed(), |before| {
                if !self.is_affected(before.node) {
                    self.offer_if_better(base, node, old(before.node) + before.cost, Some(before.edge), limit);
                }
            });
        }
        while let Some((node, time)) = self.next() {
            view.for_each_neighbour(node, direction, |next| {
                self.offer_if_better(base, next.node, time + next.cost, Some(next.edge), limit);
            });
        }
        IncrementalUpdate { base, affected: &self.affected, found: ShortestPathTree::new(self, direction) }
    }

    /// Marks the affected nodes, to which no path of their known time is left.
    ///
    /// An edge that costs nothing does not support a time, so that two nodes cannot support each other; nodes that are
    /// marked needlessly get their known time back by the search.
    fn find_affected(
        &mut self,
        view: &View<'_>,
        direction: Direction,
        known: KnownTimes<'_>,
        sources: &[(NodeId, TravelTime)],
        limit: TravelTime,
    ) {
        let base = known.times;
        // Beyond the limit an invalid time may stay: no path within the limit depends on it.
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
        while let Some(Reverse(entry)) = self.queue.pop() {
            let (time, node) = entry.parts();
            if self.is_affected(node) {
                continue;
            }
            let mut is_supported = source_times.get(&node).is_some_and(|source| *source <= time);
            if !is_supported {
                view.for_each_neighbour(node, direction.reversed(), |before| {
                    let supported = old(before.node) + before.cost;
                    is_supported |= before.cost > TravelTime::ZERO && supported <= time && !self.is_affected(before.node);
                });
            }
            if !is_supported {
                self.mark_affected(node);
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
        if self.is_affected(node) || base.get(node.index()).is_none_or(|&old| time < old) {
            self.offer(node, time, via, limit);
        }
    }
}

impl IncrementalUpdate<'_> {
    /// The time of a node in the view.
    #[must_use]
    pub fn time(&self, node: NodeId) -> TravelTime {
        let found = self.found.time(node);
        if self.found.is_affected(node) {
            return found;
        }
        self.base.get(node.index()).map_or(found, |base| found.min(*base))
    }

    /// The nodes whose time may differ from the base, each at least once.
    pub fn changed(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.affected.iter().copied().chain(self.found.settled().map(|(node, _)| node))
    }
}
