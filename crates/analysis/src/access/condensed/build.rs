//! Searching once what no part of any scenario touches.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Condensed, NONE, Places, TimeRows, time_rows};
use crate::access::nearest::PlacedCells;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, Network, NodeId, SegmentId, Snap};
use tongda_network::scenario::{Resolved, View};
use tongda_search::{DijkstraPool, Pool};

/// A row, a vertex and the time between them.
type Way = (u32, u32, TravelTime);

impl<'a> Condensed<'a> {
    /// Condenses a network for scenarios made of `parts`.
    ///
    /// `asked` are the cells whose times are wanted, `places` groups of facilities that serve together, and no
    /// time beyond `limit` counts. Takes a search, up to the limit and not past other terminals, for each terminal.
    #[must_use]
    pub fn new(
        network: &'a Network,
        cells: &'a PlacedCells,
        asked: &[usize],
        places: &[Vec<Snap>],
        parts: &[&Resolved],
        limit: TravelTime,
        pool: &DijkstraPool,
    ) -> Self {
        let touched = Touched::by(network, parts);
        let mut condensed = Self {
            network,
            cells,
            limit,
            numbers: vec![NONE; network.node_count()],
            terminals: 0,
            varying: touched.segments,
            edges: touched.edges,
            into: TimeRows::default(),
            ways: TimeRows::default(),
            indices: vec![NONE; cells.snaps().len()],
            loose: Vec::new(),
            places: Vec::new(),
            scratch: Pool::default(),
        };
        for (row, &cell) in (0..).zip(asked) {
            condensed.indices[cell] = row;
        }
        let of_cell = |&cell: &usize| {
            let varies = cells.snaps()[cell].as_ref().is_some_and(|snap| condensed.varies(snap));
            u32::try_from(cell).ok().filter(|_| varies)
        };
        condensed.loose = asked.iter().map(of_cell).collect();
        let mut nodes = touched.nodes;
        let base = View::base(network);
        // Loose cells and facilities keep a way to the ends of each segment that they are on.
        let loose_cells = condensed.loose.iter().flatten().filter_map(|&cell| cells.snaps()[cell as usize].as_ref());
        nodes.extend(loose_cells.flat_map(|snap| base.terminals(snap, Direction::Forward)).map(|(node, ..)| node));
        let loose = places.iter().flatten().filter(|snap| condensed.varies(snap));
        nodes.extend(loose.flat_map(|snap| base.terminals(snap, Direction::Backward)).map(|(node, ..)| node));
        nodes.sort_unstable();
        nodes.dedup();
        for (number, node) in (0..).zip(&nodes) {
            condensed.numbers[node.index()] = number;
        }
        condensed.terminals = nodes.len();
        // What varies is left out of the network, and comes back under each scenario.
        let segments: Vec<SegmentId> = condensed.varying.iter().copied().collect();
        let shut = Resolved::closing(network, &segments, "");
        let rest = View::new(network, &[&shut]);
        condensed.search_terminals(&rest, &nodes, pool);
        condensed.places = places.par_iter().map(|snaps| condensed.search_places(&rest, snaps, pool)).collect();
        condensed
    }

    fn search_terminals(&mut self, rest: &View<'_>, nodes: &[NodeId], pool: &DijkstraPool) {
        let search = |(number, &node): (usize, &NodeId)| -> (Vec<Way>, Vec<Way>) {
            let number = u32::try_from(number).unwrap_or(NONE);
            let mut searcher = pool.take();
            let stops = |other: NodeId| other != node && self.terminal(other).is_some();
            let reach = searcher.search_between(rest, Direction::Backward, [(node, TravelTime::ZERO)], self.limit, stops);
            let (mut into, mut ways) = (Vec::new(), Vec::new());
            for (other, time) in reach.settled() {
                into.extend(self.terminal(other).filter(|other| *other != number).map(|other| (number, other, time)));
                self.for_each_cell(other, |row, way| ways.push((row, number, time + way)));
            }
            (into, ways)
        };
        let found: Vec<(Vec<Way>, Vec<Way>)> = nodes.par_iter().enumerate().map(search).collect();
        let (into, ways): (Vec<Vec<Way>>, Vec<Vec<Way>>) = found.into_iter().unzip();
        let (mut into, mut ways) = (into.concat(), ways.concat());
        into.sort_unstable();
        let times: FxHashMap<(u32, u32), TravelTime> = into.iter().map(|&(to, from, time)| ((from, to), time)).collect();
        // The other way round to begin with: from each terminal to others, so that a way is one from a cell as well.
        let mut out: Vec<Way> = into.iter().map(|&(to, from, time)| (from, to, time)).collect();
        out.sort_unstable();
        let mut into: Vec<Way> = needed(&out, &times).into_iter().map(|(from, to, time)| (to, from, time)).collect();
        into.sort_unstable();
        ways.sort_unstable();
        ways.dedup_by_key(|&mut (cell, terminal, _)| (cell, terminal));
        self.into = time_rows(self.terminals, &into);
        self.ways = time_rows(self.loose.len(), &needed(&ways, &times));
    }

    /// The cells asked for that begin at a vertex, whatever the scenario, with their way there.
    fn for_each_cell(&self, node: NodeId, mut visit: impl FnMut(u32, TravelTime)) {
        for &cell in self.cells.at(node) {
            let row = self.indices[cell as usize];
            if row == NONE || self.loose[row as usize].is_some() {
                continue;
            }
            let Some(snap) = &self.cells.snaps()[cell as usize] else { continue };
            for &(_, time) in self.cells.base_ways(cell as usize).iter().filter(|(other, _)| *other == node) {
                visit(row, time + snap.off_network);
            }
        }
    }

    fn search_places(&self, rest: &View<'_>, snaps: &[Snap], pool: &DijkstraPool) -> Places {
        let (loose, fixed): (Vec<Snap>, Vec<Snap>) = snaps.iter().partition(|snap| self.varies(snap));
        let base = View::base(self.network);
        let ways = |snap: &Snap| {
            let off = snap.off_network;
            base.terminals(snap, Direction::Backward).into_iter().map(move |(node, time, _)| (node, time + off))
        };
        let sources: Vec<(NodeId, TravelTime)> = fixed.iter().flat_map(ways).collect();
        let mut searcher = pool.take();
        let stops = |node: NodeId| self.terminal(node).is_some();
        let reach = searcher.search_between(rest, Direction::Backward, sources, self.limit, stops);
        let mut found = Places { loose, ..Places::default() };
        let offer = |cells: &mut FxHashMap<u32, TravelTime>, row: u32, time: TravelTime| {
            let best = cells.entry(row).or_insert(time);
            *best = time.min(*best);
        };
        for (node, time) in reach.settled() {
            found.terminals.extend(self.terminal(node).map(|number| (number, time)));
            self.for_each_cell(node, |row, way| offer(&mut found.cells, row, time + way));
        }
        let loose_segments: FxHashSet<SegmentId> = self
            .loose
            .iter()
            .flatten()
            .filter_map(|&cell| self.cells.snaps()[cell as usize].as_ref())
            .flat_map(|snap| snap.spots().map(|spot| spot.segment))
            .collect();
        for facility in snaps {
            for segment in facility.spots().map(|spot| spot.segment) {
                if loose_segments.contains(&segment) {
                    found.beside.entry(segment).or_default().push(*facility);
                }
                // Along a segment that never varies.
                for &cell in self.cells.on(segment) {
                    let row = self.indices[cell as usize];
                    let Some(snap) = &self.cells.snaps()[cell as usize] else { continue };
                    if row != NONE
                        && self.loose[row as usize].is_none()
                        && let Some((time, _)) = base.direct(snap, facility)
                    {
                        offer(&mut found.cells, row, time + facility.off_network + snap.off_network);
                    }
                }
            }
        }
        found
    }
}

/// What parts touch.
struct Touched {
    segments: FxHashSet<SegmentId>,
    edges: Vec<EdgeId>,
    /// Old vertices at the ends of it, and those that something new leads to.
    nodes: Vec<NodeId>,
}

impl Touched {
    fn by(network: &Network, parts: &[&Resolved]) -> Self {
        let (mut segments, mut nodes) = (FxHashSet::default(), Vec::new());
        for part in parts {
            let view = View::new(network, &[part]);
            segments.extend(view.changed_segments());
            let added = view.changes().filter(|edge| edge.index() >= network.edge_count());
            let ends = added.filter_map(|edge| view.edge(edge)).flat_map(|edge| [edge.source, edge.target]);
            nodes.extend(ends.filter(|node| node.index() < network.node_count()));
        }
        let of_segment = |&segment: &SegmentId| {
            let segment = network.segment(segment);
            let edges = [segment.forward, segment.backward].into_iter().flatten();
            edges.flat_map(|edge| [edge].into_iter().chain(network.expanded_edges(edge))).collect::<Vec<_>>()
        };
        let mut edges: Vec<EdgeId> = segments.iter().flat_map(of_segment).collect();
        edges.sort_unstable();
        edges.dedup();
        let ends = edges.iter().filter_map(|&edge| network.graph().edge_endpoints(edge));
        nodes.extend(ends.flat_map(|(from, to)| [from, to]));
        Self { segments, edges, nodes }
    }
}

/// The ways without those that are no shorter than two shorter ones of which the second is one between terminals.
/// What is left gives the same times: each way that goes is made of ways that are shorter than it.
fn needed(ways: &[Way], times: &FxHashMap<(u32, u32), TravelTime>) -> Vec<Way> {
    let rows: Vec<&[Way]> = ways.chunk_by(|a, b| a.0 == b.0).collect();
    let keep = |row: &&[Way]| -> Vec<Way> {
        let around = |&(_, to, time): &Way| {
            row.iter().any(|&(_, middle, first)| {
                let second = if first > TravelTime::ZERO && first < time { times.get(&(middle, to)) } else { None };
                second.is_some_and(|&second| second > TravelTime::ZERO && first + second <= time)
            })
        };
        row.iter().filter(|way| !around(way)).copied().collect()
    };
    rows.par_iter().flat_map_iter(keep).collect()
}
