//! Times under one scenario, on the condensed network.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Condensed, Places, TimeRows, time_rows};
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{NodeId, Snap};
use tongda_network::scenario::View;

/// The memory of searches between terminals.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    times: Vec<TravelTime>,
    queue: BinaryHeap<Reverse<(TravelTime, u32)>>,
}

/// A condensed network under one scenario.
#[derive(Debug)]
pub struct CondensedScenario<'c, 'v> {
    condensed: &'c Condensed<'c>,
    view: &'v View<'v>,
    /// Ways into each vertex: what varies, as it is here, and what the scenario adds.
    into: TimeRows,
}

impl<'a> Condensed<'a> {
    /// The condensed network under a scenario; `None` if that touches anything that no part was said to touch.
    #[must_use]
    pub fn under<'c, 'v>(&'c self, view: &'v View<'v>) -> Option<CondensedScenario<'c, 'v>>
    where
        'a: 'c,
    {
        let network = self.network;
        let mut ways: Vec<(u32, u32, TravelTime)> = Vec::new();
        let varying = self.edges.iter().copied();
        let added = view.changes().filter(|edge| edge.index() >= network.edge_count());
        for edge in varying.chain(added).filter_map(|edge| view.edge(edge)) {
            if edge.cost.is_reached() {
                ways.push((self.number(edge.target)?, self.number(edge.source)?, edge.cost));
            }
        }
        let old = view.changes().take_while(|edge| edge.index() < network.edge_count());
        if old.into_iter().any(|edge| self.edges.binary_search(&edge).is_err()) {
            return None;
        }
        ways.sort_unstable();
        let vertices = self.terminals + view.node_count() - network.node_count();
        Some(CondensedScenario { condensed: self, view, into: time_rows(vertices, &ways) })
    }

    /// The number of a vertex here: a terminal, or one that a scenario adds.
    fn number(&self, node: NodeId) -> Option<u32> {
        match node.index().checked_sub(self.network.node_count()) {
            None => self.terminal(node),
            Some(added) => u32::try_from(self.terminals + added).ok(),
        }
    }
}

impl CondensedScenario<'_, '_> {
    /// Times from some of the cells that are asked for, named by their place among them, to the nearest facility
    /// of all of `places`; `UNREACHED` beyond the limit. `None` where a way begins at no terminal.
    #[must_use]
    pub fn times(&self, places: &[usize], wanted: &[u32]) -> Option<Vec<TravelTime>> {
        let places: Vec<&Places> = places.iter().map(|&one| &self.condensed.places[one]).collect();
        let mut scratch = self.condensed.scratch.take();
        let Scratch { times, queue } = &mut *scratch;
        self.search(&places, times, queue)?;
        let limit = self.condensed.limit;
        wanted
            .iter()
            .map(|&index| {
                let ways = self.condensed.ways.row(index as usize).iter();
                let over = ways.map(|&(terminal, way)| times[terminal as usize] + way).min();
                let past_none = places.iter().filter_map(|places| places.cells.get(&index).copied()).min();
                let loose = match self.condensed.loose[index as usize] {
                    Some(cell) => self.loose_cell(cell as usize, &places, times)?,
                    None => TravelTime::UNREACHED,
                };
                let time = over.into_iter().chain(past_none).fold(loose, TravelTime::min);
                Some(if time <= limit { time } else { TravelTime::UNREACHED })
            })
            .collect()
    }

    /// Times from every vertex here to the nearest facility.
    fn search(
        &self,
        places: &[&Places],
        times: &mut Vec<TravelTime>,
        queue: &mut BinaryHeap<Reverse<(TravelTime, u32)>>,
    ) -> Option<()> {
        let condensed = self.condensed;
        times.clear();
        times.resize(self.into.row_count(), TravelTime::UNREACHED);
        queue.clear();
        let offer = |times: &mut [TravelTime], queue: &mut BinaryHeap<_>, node: u32, time: TravelTime| {
            let best = &mut times[node as usize];
            if time < *best && time <= condensed.limit {
                *best = time;
                queue.push(Reverse((time, node)));
            }
        };
        for places in places {
            for &(node, time) in &places.terminals {
                offer(times, queue, node, time);
            }
            for snap in &places.loose {
                for (node, time, _) in self.view.terminals(snap, Direction::Backward) {
                    offer(times, queue, condensed.number(node)?, time + snap.off_network);
                }
            }
        }
        while let Some(Reverse((time, node))) = queue.pop() {
            if time > times[node as usize] {
                continue;
            }
            let known = if (node as usize) < condensed.terminals { condensed.into.row(node as usize) } else { &[] };
            for &(from, cost) in known.iter().chain(self.into.row(node as usize)) {
                offer(times, queue, from, time + cost);
            }
        }
        Some(())
    }

    /// The time from a cell on a segment that varies.
    fn loose_cell(&self, cell: usize, places: &[&Places], times: &[TravelTime]) -> Option<TravelTime> {
        let Some(snap) = &self.condensed.cells.snaps()[cell] else { return Some(TravelTime::UNREACHED) };
        let mut best = TravelTime::UNREACHED;
        for (node, time, _) in self.view.terminals(snap, Direction::Forward) {
            best = best.min(times[self.condensed.number(node)? as usize] + time);
        }
        let segments = snap.spots().map(|spot| spot.segment);
        let beside = segments.flat_map(|segment| places.iter().filter_map(move |places| places.beside.get(&segment))).flatten();
        let along = |facility: &Snap| Some(self.view.direct(snap, facility)?.0 + facility.off_network);
        Some(beside.filter_map(along).fold(best, TravelTime::min) + snap.off_network)
    }
}
