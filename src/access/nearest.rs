//! Time to closest: one search from all facilities of a service, against the edges.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::direction::Direction;
use crate::network::{Network, NodeId, SegmentId, Snap};
use crate::scenario::View;
use crate::search::Searcher;
use crate::units::TravelTime;

/// Cells joined to a network, and their ways into its graph while no scenario changes their segments.
#[derive(Clone, Debug)]
pub struct PlacedCells {
    snaps: Vec<Option<Snap>>,
    /// Where the ways of each cell begin in `ways`, and one end.
    first: Vec<u32>,
    ways: Vec<(NodeId, TravelTime)>,
    at_node: FxHashMap<NodeId, Vec<u32>>,
    on_segment: FxHashMap<SegmentId, Vec<u32>>,
}

impl PlacedCells {
    /// The cells by where they are on a network; `None` for those that are not placed.
    #[must_use]
    pub fn new(network: &Network, snaps: Vec<Option<Snap>>) -> Self {
        let view = View::base(network);
        let mut placed = Self {
            first: Vec::with_capacity(snaps.len() + 1),
            ways: Vec::with_capacity(snaps.len() * 2),
            at_node: FxHashMap::default(),
            on_segment: FxHashMap::default(),
            snaps: Vec::new(),
        };
        placed.first.push(0);
        for (i, snap) in (0..).zip(&snaps) {
            if let Some(snap) = snap {
                for spot in snap.spots() {
                    placed.on_segment.entry(spot.segment).or_default().push(i);
                }
                for (node, time, _) in view.terminals(snap, Direction::Forward) {
                    placed.at_node.entry(node).or_default().push(i);
                    placed.ways.push((node, time));
                }
            }
            placed.first.push(u32::try_from(placed.ways.len()).unwrap_or(u32::MAX));
        }
        Self { snaps, ..placed }
    }

    /// Where each cell is on the network.
    #[must_use]
    pub fn snaps(&self) -> &[Option<Snap>] {
        &self.snaps
    }

    /// The ways of a cell into the graph of the base network.
    fn ways(&self, cell: usize) -> &[(NodeId, TravelTime)] {
        let range = self.first[cell] as usize..self.first[cell + 1] as usize;
        self.ways.get(range).unwrap_or_default()
    }
}

/// The time from each cell to the nearest facility, ways off the network at both ends included;
/// `UNREACHED` for cells that are not placed or have no way.
///
/// One search whatever the number of facilities: O((n + m) log n + cells).
#[must_use]
pub fn nearest(view: &View<'_>, cells: &PlacedCells, facilities: &[Snap], searcher: &mut Searcher) -> Vec<TravelTime> {
    let reach = searcher.search(view, Direction::Backward, sources(view, facilities), TravelTime::UNREACHED);
    let scene = Scene::new(view, cells, facilities, |node| reach.time(node));
    (0..cells.snaps.len()).map(|cell| scene.time(cell)).collect()
}

/// The time from each cell to the nearest of `nodes`, the way off the network included.
#[must_use]
pub fn nearest_node(view: &View<'_>, cells: &PlacedCells, nodes: &[NodeId], searcher: &mut Searcher) -> Vec<TravelTime> {
    let sources = nodes.iter().map(|&node| (node, TravelTime::ZERO));
    let reach = searcher.search(view, Direction::Backward, sources, TravelTime::UNREACHED);
    let scene = Scene::new(view, cells, &[], |node| reach.time(node));
    (0..cells.snaps.len()).map(|cell| scene.time(cell)).collect()
}

/// Times to the nearest facility on the base network, from which a scenario that only adds is
/// found by searching where times fall, and nowhere else.
#[derive(Clone, Debug)]
pub struct BaseTimes {
    facilities: Vec<Snap>,
    /// By vertex number.
    nodes: Vec<TravelTime>,
    /// By cell.
    cells: Vec<TravelTime>,
}

impl BaseTimes {
    /// Times on the base network.
    #[must_use]
    pub fn new(network: &Network, cells: &PlacedCells, facilities: &[Snap], searcher: &mut Searcher) -> Self {
        let view = View::base(network);
        let reach = searcher.search(&view, Direction::Backward, sources(&view, facilities), TravelTime::UNREACHED);
        let scene = Scene::new(&view, cells, facilities, |node| reach.time(node));
        Self {
            facilities: facilities.to_vec(),
            nodes: (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect(),
            cells: (0..cells.snaps.len()).map(|cell| scene.time(cell)).collect(),
        }
    }

    /// The same as [`nearest`] with `added` facilities, in a view that only adds ([`View::only_adds`]).
    ///
    /// Takes the time of what improves: the vertices whose times fall and the cells beside them.
    #[must_use]
    pub fn improved(&self, view: &View<'_>, cells: &PlacedCells, added: &[Snap], searcher: &mut Searcher) -> Vec<TravelTime> {
        let mut times = self.cells.clone();
        if view.is_base() && added.is_empty() {
            return times;
        }
        let facilities: Vec<Snap> = self.facilities.iter().chain(added).copied().collect();
        let better = searcher.improve(view, Direction::Backward, &self.nodes, sources(view, &facilities), TravelTime::UNREACHED);
        let scene = Scene::new(view, cells, &facilities, |node| better.time(node));
        let doors = added.iter().flat_map(|facility| facility.spots().map(|spot| spot.segment));
        let segments = view.changed_segments().chain(doors);
        let on_changed = segments.flat_map(|segment| cells.on_segment.get(&segment).into_iter().flatten());
        let at_improved = better.improved().flat_map(|node| cells.at_node.get(&node).into_iter().flatten());
        for &cell in on_changed.chain(at_improved) {
            times[cell as usize] = scene.time(cell as usize);
        }
        times
    }
}

/// All that the time of a cell depends on.
struct Scene<'a, 'v, F> {
    view: &'a View<'v>,
    cells: &'a PlacedCells,
    /// Segments on which the ways into the graph differ from the base.
    changed: FxHashSet<SegmentId>,
    facilities: FxHashMap<SegmentId, Vec<&'a Snap>>,
    node_time: F,
}

impl<'a, 'v, F: Fn(NodeId) -> TravelTime> Scene<'a, 'v, F> {
    fn new(view: &'a View<'v>, cells: &'a PlacedCells, facilities: &'a [Snap], node_time: F) -> Self {
        let mut on_segment: FxHashMap<SegmentId, Vec<&Snap>> = FxHashMap::default();
        for facility in facilities {
            for spot in facility.spots() {
                on_segment.entry(spot.segment).or_default().push(facility);
            }
        }
        Self { view, cells, changed: view.changed_segments().collect(), facilities: on_segment, node_time }
    }

    fn time(&self, cell: usize) -> TravelTime {
        let Some(snap) = &self.cells.snaps[cell] else { return TravelTime::UNREACHED };
        let over = |(node, time): (NodeId, TravelTime)| (self.node_time)(node) + time;
        let changed = !self.changed.is_empty() && snap.spots().any(|spot| self.changed.contains(&spot.segment));
        let best = if changed {
            self.view.terminals(snap, Direction::Forward).into_iter().map(|(node, time, _)| over((node, time))).min()
        } else {
            self.cells.ways(cell).iter().copied().map(over).min()
        };
        let beside = snap.spots().filter_map(|spot| self.facilities.get(&spot.segment)).flatten();
        let along = beside.filter_map(|facility| Some(self.view.direct(snap, facility)?.0 + facility.off_network));
        best.into_iter().chain(along).min().unwrap_or(TravelTime::UNREACHED) + snap.off_network
    }
}

/// The ways out of the graph to the facilities.
fn sources(view: &View<'_>, facilities: &[Snap]) -> Vec<(NodeId, TravelTime)> {
    let ends = |facility: &Snap| {
        let off_network = facility.off_network;
        view.terminals(facility, Direction::Backward).into_iter().map(move |(node, time, _)| (node, time + off_network))
    };
    facilities.iter().flat_map(ends).collect()
}
