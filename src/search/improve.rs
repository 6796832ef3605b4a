//! What a scenario that only adds improves, without searching the whole network again.

use super::plain::{Reach, Searcher};
use crate::direction::Direction;
use crate::network::NodeId;
use crate::scenario::View;
use crate::units::TravelTime;

/// Times on the base network and what a scenario improves on them.
#[derive(Clone, Copy, Debug)]
pub struct Improvement<'s> {
    base: &'s [TravelTime],
    better: Reach<'s>,
}

impl Searcher {
    /// Finds the vertices whose time falls below that of `base` (times by vertex number of the
    /// base network, found with the same sources) when `view` is in force.
    ///
    /// `view` must only add ([`View::only_adds`]); `sources` are further ones that the view makes.
    /// The result equals a fresh search. Takes the time of what improves, not of what is reached.
    pub fn improve<'s>(
        &'s mut self,
        view: &View<'_>,
        direction: Direction,
        base: &'s [TravelTime],
        sources: impl IntoIterator<Item = (NodeId, TravelTime)>,
        limit: TravelTime,
    ) -> Improvement<'s> {
        debug_assert!(view.only_adds(), "times can grow in this view");
        self.reset(view.node_count());
        let offer = |searcher: &mut Self, node: NodeId, time: TravelTime, via| {
            if base.get(node.index()).is_none_or(|&old| time < old) {
                searcher.offer(node, time, via, limit);
            }
        };
        for (node, time) in sources {
            offer(self, node, time, None);
        }
        for id in view.changes() {
            let Some(edge) = view.edge(id) else { continue };
            let (from, to) = match direction {
                Direction::Forward => (edge.source, edge.target),
                Direction::Backward => (edge.target, edge.source),
            };
            let start = base.get(from.index()).copied().unwrap_or(TravelTime::UNREACHED);
            offer(self, to, start + edge.cost, Some(id));
        }
        while let Some((node, time)) = self.next() {
            view.for_each_neighbour(node, direction, |next| {
                offer(self, next.node, time + next.cost, Some(next.edge));
            });
        }
        Improvement { base, better: Reach::new(self, direction) }
    }
}

impl Improvement<'_> {
    /// The time of a vertex in the view.
    #[must_use]
    pub fn time(&self, node: NodeId) -> TravelTime {
        let base = self.base.get(node.index()).copied().unwrap_or(TravelTime::UNREACHED);
        base.min(self.better.time(node))
    }

    /// The vertices that improved, nearest first.
    pub fn improved(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.better.settled().map(|(node, _)| node)
    }

    /// How many vertices improved.
    #[must_use]
    pub fn improved_count(&self) -> usize {
        self.better.settled().count()
    }
}
