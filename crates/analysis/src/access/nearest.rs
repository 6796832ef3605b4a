//! Time to closest: one search from all facilities of a service, against the edges.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{Network, NodeId, SegmentId, Snap, Spot};
use tongda_network::scenario::View;
use tongda_search::{Dijkstra, KnownTimes, all_times};

/// Cells joined to a network, and their ways into its graph while no scenario changes their segments.
#[derive(Clone, Debug)]
pub struct PlacedCells {
    snaps: Vec<Option<Snap>>,
    /// By cell.
    ways: CompressedRows<(NodeId, TravelTime)>,
    /// By node.
    at_node: CompressedRows<u32>,
    on_segment: FxHashMap<SegmentId, Vec<u32>>,
}

impl PlacedCells {
    /// The cells by where they are on a network; `None` for those that are not placed.
    #[must_use]
    pub fn new(network: &Network, snaps: Vec<Option<Snap>>) -> Self {
        let view = View::base(network);
        let mut placed = Self {
            ways: CompressedRows::with_capacity(snaps.len(), snaps.len() * 2),
            at_node: CompressedRows::default(),
            on_segment: FxHashMap::default(),
            snaps: Vec::new(),
        };
        let mut at_node: Vec<(NodeId, u32)> = Vec::with_capacity(snaps.len() * 2);
        let terminals = |snap: &Option<Snap>| snap.map_or_else(Vec::new, |snap| view.terminals(&snap, Direction::Forward));
        let terminals: Vec<_> = snaps.par_iter().map(terminals).collect();
        for (i, (snap, terminals)) in (0..).zip(snaps.iter().zip(terminals)) {
            for spot in snap.iter().flat_map(Snap::spots) {
                placed.on_segment.entry(spot.segment).or_default().push(i);
            }
            at_node.extend(terminals.iter().map(|&(node, ..)| (node, i)));
            placed.ways.push_row(terminals.into_iter().map(|(node, time, _)| (node, time)));
        }
        let by_node = at_node.iter().map(|&(node, cell)| (node.index(), cell));
        placed.at_node = CompressedRows::from_pairs(network.node_count(), by_node);
        Self { snaps, ..placed }
    }

    /// Where each cell is on the network.
    #[must_use]
    pub fn snaps(&self) -> &[Option<Snap>] {
        &self.snaps
    }

    /// The cells as a view has them.
    #[must_use]
    pub fn under<'a>(&'a self, view: &View<'_>) -> ViewCells<'a> {
        let changed: FxHashSet<SegmentId> = view.changed_segments().collect();
        let mut ways = FxHashMap::default();
        for &cell in changed.iter().filter_map(|segment| self.on_segment.get(segment)).flatten() {
            if let Some(snap) = &self.snaps[cell as usize] {
                let terminals = || view.terminals(snap, Direction::Forward).into_iter();
                ways.entry(cell).or_insert_with(|| terminals().map(|(node, time, _)| (node, time)).collect());
            }
        }
        ViewCells { placed: self, changed, ways }
    }

    /// The cells with a way into the graph of the base network at a vertex.
    pub(super) fn at(&self, node: NodeId) -> &[u32] {
        if node.index() < self.at_node.row_count() { self.at_node.row(node.index()) } else { &[] }
    }

    /// The cells on a segment.
    pub(super) fn on(&self, segment: SegmentId) -> &[u32] {
        self.on_segment.get(&segment).map_or(&[], Vec::as_slice)
    }

    /// The ways of a cell into the graph of the base network.
    pub(super) fn base_ways(&self, cell: usize) -> &[(NodeId, TravelTime)] {
        self.ways.row(cell)
    }
}

/// Cells and their ways into the graph of a view.
#[derive(Clone, Debug)]
pub struct ViewCells<'a> {
    placed: &'a PlacedCells,
    /// Segments on which the ways into the graph differ from the base.
    changed: FxHashSet<SegmentId>,
    /// The ways of the cells on them.
    ways: FxHashMap<u32, Vec<(NodeId, TravelTime)>>,
}

impl ViewCells<'_> {
    /// The time of each cell by way of the best of `onward`: vertices and how long it takes from there
    /// on; `UNREACHED` beyond `limit`. `view` is the one that these cells are under.
    #[must_use]
    pub fn over(
        &self,
        view: &View<'_>,
        onward: &[(NodeId, TravelTime)],
        limit: TravelTime,
        searcher: &mut Dijkstra,
    ) -> Vec<TravelTime> {
        let reach = searcher.search(view, Direction::Backward, onward.iter().copied(), limit);
        let none = FxHashMap::default();
        let scene = NearestSearch::new(view, self, (&[], &none), &[], |node| reach.time(node));
        (0..self.placed.snaps.len()).map(|cell| scene.time(cell)).collect()
    }

    /// The cells whose segment is one of `segments`.
    pub fn on_segments<'a>(&'a self, segments: &'a [SegmentId]) -> impl Iterator<Item = usize> + 'a {
        let cells = segments.iter().filter_map(|segment| self.placed.on_segment.get(segment)).flatten();
        cells.map(|&cell| cell as usize)
    }

    /// The ways of a cell into the graph.
    pub(super) fn ways(&self, cell: usize) -> &[(NodeId, TravelTime)] {
        let changed = if self.ways.is_empty() { None } else { u32::try_from(cell).ok().and_then(|cell| self.ways.get(&cell)) };
        changed.map_or_else(|| self.placed.base_ways(cell), Vec::as_slice)
    }
}

/// The time from each cell to the nearest facility, ways off the network at both ends included;
/// `UNREACHED` for cells that are not placed or have no way.
///
/// One search whatever the number of facilities: O((n + m) log n + cells).
#[must_use]
pub fn nearest(view: &View<'_>, cells: &PlacedCells, facilities: &[Snap], searcher: &mut Dijkstra) -> Vec<TravelTime> {
    let reach = searcher.search(view, Direction::Backward, sources(view, facilities), TravelTime::UNREACHED);
    let view_cells = cells.under(view);
    let none = FxHashMap::default();
    let scene = NearestSearch::new(view, &view_cells, (&[], &none), facilities, |node| reach.time(node));
    (0..cells.snaps.len()).map(|cell| scene.time(cell)).collect()
}

/// The time from each cell to the nearest of `nodes`, the way off the network included.
#[must_use]
pub fn nearest_node(view: &View<'_>, cells: &PlacedCells, nodes: &[NodeId], searcher: &mut Dijkstra) -> Vec<TravelTime> {
    let sources: Vec<(NodeId, TravelTime)> = nodes.iter().map(|&node| (node, TravelTime::ZERO)).collect();
    cells.under(view).over(view, &sources, TravelTime::UNREACHED, searcher)
}

/// Times to the nearest facility on the base network, from which those of a scenario are found by
/// searching where times change, and nowhere else.
#[derive(Clone, Debug)]
pub struct BaseTimes {
    facilities: Vec<Snap>,
    /// Which of them are on a segment.
    beside: FxHashMap<SegmentId, Vec<u32>>,
    /// The ways out of the graph to each facility.
    sources: CompressedRows<(NodeId, TravelTime)>,
    /// By vertex number.
    nodes: Vec<TravelTime>,
    /// By cell.
    cells: Vec<TravelTime>,
}

impl BaseTimes {
    /// Times on the base network.
    #[must_use]
    pub fn new(network: &Network, cells: &PlacedCells, facilities: &[Snap]) -> Self {
        let view = View::base(network);
        let mut sources = CompressedRows::with_capacity(facilities.len(), facilities.len() * 2);
        for facility in facilities {
            sources.push_row(sources_of(&view, facility));
        }
        let nodes = all_times(&view, Direction::Backward, sources.items().iter().copied());
        let view_cells = cells.under(&view);
        let beside = by_segment(facilities);
        let scene = NearestSearch::new(&view, &view_cells, (facilities, &beside), &[], |node| nodes[node.index()]);
        let cells = (0..cells.snaps.len()).map(|cell| scene.time(cell)).collect();
        Self { cells, nodes, facilities: facilities.to_vec(), beside, sources }
    }

    /// The same as [`nearest`] with `added` facilities; `cells` are those of the view.
    ///
    /// Takes the time of what changes: the vertices whose times do and the cells beside them.
    #[must_use]
    pub fn under(&self, view: &View<'_>, cells: &ViewCells<'_>, added: &[Snap], searcher: &mut Dijkstra) -> Vec<TravelTime> {
        self.under_within(view, cells, added, TravelTime::UNREACHED, searcher)
    }

    /// The same as far as times are within `limit`; those beyond it are beyond it, and no more can be said of them.
    ///
    /// Takes the time of what changes within the limit.
    #[must_use]
    pub fn under_within(
        &self,
        view: &View<'_>,
        cells: &ViewCells<'_>,
        added: &[Snap],
        limit: TravelTime,
        searcher: &mut Dijkstra,
    ) -> Vec<TravelTime> {
        let mut times = self.cells.clone();
        if view.is_base() && added.is_empty() {
            return times;
        }
        let mut sources = Vec::with_capacity(self.sources.items().len());
        for (number, facility) in self.facilities.iter().enumerate() {
            if facility.spots().any(|spot| cells.changed.contains(&spot.segment)) {
                sources.extend(sources_of(view, facility));
            } else {
                sources.extend_from_slice(self.sources.row(number));
            }
        }
        sources.extend(added.iter().flat_map(|facility| sources_of(view, facility)));
        let known = KnownTimes { times: &self.nodes, sources: self.sources.items() };
        let update = searcher.update(view, Direction::Backward, known, &sources, limit);
        let scene = NearestSearch::new(view, cells, (&self.facilities, &self.beside), added, |node| update.time(node));
        let doors = added.iter().flat_map(|facility| facility.spots().map(|spot| spot.segment));
        let at_doors = doors.flat_map(|segment| cells.placed.on_segment.get(&segment).into_iter().flatten());
        let at_changed = update.changed().flat_map(|node| cells.placed.at(node));
        let mut changed = vec![false; times.len()];
        cells.ways.keys().chain(at_doors).chain(at_changed).for_each(|&cell| changed[cell as usize] = true);
        for (cell, time) in times.iter_mut().enumerate().filter(|(cell, _)| changed[*cell]) {
            *time = scene.time(cell);
        }
        times
    }
}

/// All that the time of a cell depends on.
struct NearestSearch<'a, 'v, F> {
    view: &'a View<'v>,
    cells: &'a ViewCells<'a>,
    facilities: &'a [Snap],
    beside: &'a FxHashMap<SegmentId, Vec<u32>>,
    added: &'a [Snap],
    added_beside: FxHashMap<SegmentId, Vec<u32>>,
    node_time: F,
}

impl<'a, 'v, F: Fn(NodeId) -> TravelTime> NearestSearch<'a, 'v, F> {
    /// `facilities` come with which of them are on a segment, `added` without.
    fn new(
        view: &'a View<'v>,
        cells: &'a ViewCells<'a>,
        (facilities, beside): (&'a [Snap], &'a FxHashMap<SegmentId, Vec<u32>>),
        added: &'a [Snap],
        node_time: F,
    ) -> Self {
        Self { view, cells, facilities, beside, added, added_beside: by_segment(added), node_time }
    }

    fn time(&self, cell: usize) -> TravelTime {
        let Some(snap) = &self.cells.placed.snaps[cell] else { return TravelTime::UNREACHED };
        let best = self.cells.ways(cell).iter().map(|&(node, time)| (self.node_time)(node) + time).min();
        let on = |spot: Spot| {
            let here = self.beside.get(&spot.segment).into_iter().flatten().map(|&position| &self.facilities[position as usize]);
            let added =
                self.added_beside.get(&spot.segment).into_iter().flatten().map(|&position| &self.added[position as usize]);
            here.chain(added)
        };
        let beside = snap.spots().flat_map(on);
        let along = beside.filter_map(|facility| Some(self.view.direct(snap, facility)?.0 + facility.off_network));
        best.into_iter().chain(along).min().unwrap_or(TravelTime::UNREACHED) + snap.off_network
    }
}

/// Which of the facilities are on a segment.
fn by_segment(facilities: &[Snap]) -> FxHashMap<SegmentId, Vec<u32>> {
    let mut on_segment: FxHashMap<SegmentId, Vec<u32>> = FxHashMap::default();
    for (position, facility) in (0..).zip(facilities) {
        for spot in facility.spots() {
            on_segment.entry(spot.segment).or_default().push(position);
        }
    }
    on_segment
}

/// The ways out of the graph to the facilities.
fn sources(view: &View<'_>, facilities: &[Snap]) -> Vec<(NodeId, TravelTime)> {
    facilities.iter().flat_map(|facility| sources_of(view, facility)).collect()
}

/// The nodes by which trips leave the graph to a facility, with the time from there.
fn sources_of(view: &View<'_>, facility: &Snap) -> impl Iterator<Item = (NodeId, TravelTime)> + use<> {
    let off_network = facility.off_network;
    view.terminals(facility, Direction::Backward).into_iter().map(move |(node, time, _)| (node, time + off_network))
}
