//! Times to everywhere, a region at a time.
//!
//! Dijkstra's algorithm from many sources works at all ends of a country at once, and finds nothing in the
//! cache. Vertices are numbered along a curve, so that some thousand that follow each other are a region:
//! here each region is searched by itself as far as its edges go, and again when a neighbour brings
//! something better, until nobody does. The times are those of the one search.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::NodeId;
use tongda_network::scenario::View;

/// Vertices of a region: with their edges they fill a core's cache.
const REGION: usize = 1 << 13;

/// The time of every vertex that can be reached from the sources ([`Direction::Forward`]) or can reach
/// them ([`Direction::Backward`]), by vertex number: what [`Dijkstra::search`](super::Dijkstra::search)
/// finds without a limit.
///
/// On a country of a million vertices and a hundred sources or more it takes a third of the time.
#[must_use]
pub fn all_times(
    view: &View<'_>,
    direction: Direction,
    sources: impl IntoIterator<Item = (NodeId, TravelTime)>,
) -> Vec<TravelTime> {
    let mut flood = Flood::new(view.node_count());
    for (node, time) in sources {
        flood.offer_elsewhere(node, time);
    }
    while let Some(region) = flood.next_region() {
        flood.search(view, direction, region);
    }
    flood.times
}

struct Flood {
    times: Vec<TravelTime>,
    /// Of each region the vertices that have a better time than when it was last searched.
    better: Vec<Vec<u32>>,
    /// Regions with the earliest time by which something is better there.
    waiting: BinaryHeap<Reverse<(TravelTime, usize)>>,
    /// That time, by region; `UNREACHED` when there is nothing.
    earliest: Vec<TravelTime>,
    queue: BinaryHeap<Reverse<(TravelTime, u32)>>,
}

impl Flood {
    fn new(node_count: usize) -> Self {
        let regions = node_count.div_ceil(REGION);
        Self {
            times: vec![TravelTime::UNREACHED; node_count],
            better: vec![Vec::new(); regions],
            waiting: BinaryHeap::new(),
            earliest: vec![TravelTime::UNREACHED; regions],
            queue: BinaryHeap::new(),
        }
    }

    /// Notes a way to a vertex of a region that is not being searched.
    fn offer_elsewhere(&mut self, node: NodeId, time: TravelTime) {
        let best = &mut self.times[node.index()];
        if time < *best {
            *best = time;
            let region = node.index() / REGION;
            self.better[region].push(number(node));
            if time < self.earliest[region] {
                self.earliest[region] = time;
                self.waiting.push(Reverse((time, region)));
            }
        }
    }

    /// The region where something is better the earliest.
    fn next_region(&mut self) -> Option<usize> {
        loop {
            let Reverse((time, region)) = self.waiting.pop()?;
            if self.earliest[region] == time {
                self.earliest[region] = TravelTime::UNREACHED;
                return Some(region);
            }
        }
    }

    fn search(&mut self, view: &View<'_>, direction: Direction, region: usize) {
        for node in std::mem::take(&mut self.better[region]) {
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

#[expect(clippy::cast_possible_truncation, reason = "vertices are numbered with 32 bits")]
fn number(node: NodeId) -> u32 {
    node.index() as u32
}
