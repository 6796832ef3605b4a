//! Times from many sources to all nodes, searched region by region.
//!
//! In: a view, a direction, sources. Out: the times of one search without a limit, in whole milliseconds by node. Dijkstra's
//! algorithm from many sources works all over the map at once, so that its labels are never in the cache. Nodes are
//! numbered along a space-filling curve, so that some thousand consecutive numbers are a region. Each region is searched by
//! itself, and again when a neighbouring region improves the time of one of its nodes, until there is no improvement.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::NodeId;
use tongda_network::scenario::View;

/// Nodes of a region: with their edges they fill the cache of a core.
const REGION: usize = 1 << 13;

/// The time of every node that can be reached from the sources ([`Direction::Forward`]) or can reach them
/// ([`Direction::Backward`]), by node number: what [`Dijkstra::search`](super::Dijkstra::search) finds without a limit.
///
/// For a network of a million nodes and a hundred sources or more it takes a third of the time.
#[must_use]
pub fn all_times(
    view: &View<'_>,
    direction: Direction,
    sources: impl IntoIterator<Item = (NodeId, TravelTime)>,
) -> Vec<TravelTime> {
    let mut regions = RegionSearch::new(view.node_count());
    for (node, time) in sources {
        regions.offer_elsewhere(node, time);
    }
    while let Some(region) = regions.next_region() {
        regions.search(view, direction, region);
    }
    regions.times
}

struct RegionSearch {
    times: Vec<TravelTime>,
    /// By region the nodes that improved since it was last searched.
    improved: Vec<Vec<u32>>,
    /// Regions with the earliest improved time.
    pending: BinaryHeap<Reverse<(TravelTime, usize)>>,
    /// That time by region; `UNREACHED` when nothing improved.
    earliest: Vec<TravelTime>,
    queue: BinaryHeap<Reverse<(TravelTime, u32)>>,
}

impl RegionSearch {
    fn new(node_count: usize) -> Self {
        let regions = node_count.div_ceil(REGION);
        Self {
            times: vec![TravelTime::UNREACHED; node_count],
            improved: vec![Vec::new(); regions],
            pending: BinaryHeap::new(),
            earliest: vec![TravelTime::UNREACHED; regions],
            queue: BinaryHeap::new(),
        }
    }

    /// Relaxes a node of a region that is not being searched.
    fn offer_elsewhere(&mut self, node: NodeId, time: TravelTime) {
        let best = &mut self.times[node.index()];
        if time < *best {
            *best = time;
            let region = node.index() / REGION;
            self.improved[region].push(number(node));
            if time < self.earliest[region] {
                self.earliest[region] = time;
                self.pending.push(Reverse((time, region)));
            }
        }
    }

    /// The region with the earliest improved time.
    fn next_region(&mut self) -> Option<usize> {
        loop {
            let Reverse((time, region)) = self.pending.pop()?;
            if self.earliest[region] == time {
                self.earliest[region] = TravelTime::UNREACHED;
                return Some(region);
            }
        }
    }

    fn search(&mut self, view: &View<'_>, direction: Direction, region: usize) {
        for node in std::mem::take(&mut self.improved[region]) {
            self.queue.push(Reverse((self.times[node as usize], node)));
        }
        while let Some(Reverse((time, node))) = self.queue.pop() {
            if time > self.times[node as usize] {
                continue;
            }
            view.for_each_neighbour(NodeId::new(node as usize), direction, |next| {
                let (time, node) = (time + next.cost, next.node);
                if node.index() / REGION != region {
                    self.offer_elsewhere(node, time);
                } else if time < self.times[node.index()] {
                    self.times[node.index()] = time;
                    self.queue.push(Reverse((time, number(node))));
                }
            });
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "nodes are numbered with 32 bits")]
fn number(node: NodeId) -> u32 {
    node.index() as u32
}
