//! Time to closest: one search from all facilities of a service, against the edges.

use rustc_hash::FxHashMap;

use crate::direction::Direction;
use crate::network::{Network, NodeId, SegmentId, Snap};
use crate::scenario::View;
use crate::search::Searcher;
use crate::units::TravelTime;

/// The time from each cell to the nearest facility, ways off the network at both ends included;
/// `UNREACHED` for cells that are not placed or have no way.
///
/// One search whatever the number of facilities: O((n + m) log n + cells).
#[must_use]
pub fn nearest(view: &View<'_>, cells: &[Option<Snap>], facilities: &[Snap], searcher: &mut Searcher) -> Vec<TravelTime> {
    let reach = searcher.search(view, Direction::Backward, sources(view, facilities), TravelTime::UNREACHED);
    let on_segment = by_segment(facilities);
    let time = |cell: &Snap| from_cell(view, cell, &on_segment, |node| reach.time(node));
    cells.iter().map(|cell| cell.as_ref().map_or(TravelTime::UNREACHED, time)).collect()
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
    pub fn new(network: &Network, cells: &[Option<Snap>], facilities: &[Snap], searcher: &mut Searcher) -> Self {
        let view = View::base(network);
        let reach = searcher.search(&view, Direction::Backward, sources(&view, facilities), TravelTime::UNREACHED);
        let on_segment = by_segment(facilities);
        let time = |cell: &Snap| from_cell(&view, cell, &on_segment, |node| reach.time(node));
        Self {
            facilities: facilities.to_vec(),
            nodes: (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect(),
            cells: cells.iter().map(|cell| cell.as_ref().map_or(TravelTime::UNREACHED, time)).collect(),
        }
    }

    /// The same as [`nearest`] with `added` facilities, in a view that only adds ([`View::only_adds`]).
    ///
    /// Takes the time of what improves: the vertices whose times fall and the cells beside them.
    #[must_use]
    pub fn improved(
        &self,
        view: &View<'_>,
        cells: &[Option<Snap>],
        beside: &CellsBeside,
        added: &[Snap],
        searcher: &mut Searcher,
    ) -> Vec<TravelTime> {
        let mut times = self.cells.clone();
        if view.is_base() && added.is_empty() {
            return times;
        }
        let facilities: Vec<Snap> = self.facilities.iter().chain(added).copied().collect();
        let better = searcher.improve(view, Direction::Backward, &self.nodes, sources(view, &facilities), TravelTime::UNREACHED);
        let on_segment = by_segment(&facilities);
        let doors = added.iter().flat_map(|facility| facility.spots().map(|spot| spot.segment));
        let segments = view.changed_segments().chain(doors);
        let on_changed = segments.flat_map(|segment| beside.segments.get(&segment).into_iter().flatten());
        let at_improved = better.improved().flat_map(|node| beside.nodes.get(&node).into_iter().flatten());
        for &cell in on_changed.chain(at_improved) {
            if let Some(snap) = &cells[cell as usize] {
                times[cell as usize] = from_cell(view, snap, &on_segment, |node| better.time(node));
            }
        }
        times
    }
}

/// Which cells lie on which segments and begin at which vertices.
#[derive(Clone, Debug, Default)]
pub struct CellsBeside {
    nodes: FxHashMap<NodeId, Vec<u32>>,
    segments: FxHashMap<SegmentId, Vec<u32>>,
}

impl CellsBeside {
    /// The cells by where they are on a network.
    #[must_use]
    pub fn new(network: &Network, cells: &[Option<Snap>]) -> Self {
        let view = View::base(network);
        let mut beside = Self::default();
        for (i, snap) in (0..).zip(cells) {
            let Some(snap) = snap else { continue };
            for spot in snap.spots() {
                beside.segments.entry(spot.segment).or_default().push(i);
            }
            for (node, ..) in view.terminals(snap, Direction::Forward) {
                beside.nodes.entry(node).or_default().push(i);
            }
        }
        beside
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

fn by_segment(facilities: &[Snap]) -> FxHashMap<SegmentId, Vec<&Snap>> {
    let mut on_segment: FxHashMap<SegmentId, Vec<&Snap>> = FxHashMap::default();
    for facility in facilities {
        for spot in facility.spots() {
            on_segment.entry(spot.segment).or_default().push(facility);
        }
    }
    on_segment
}

fn from_cell(
    view: &View<'_>,
    cell: &Snap,
    on_segment: &FxHashMap<SegmentId, Vec<&Snap>>,
    node_time: impl Fn(NodeId) -> TravelTime,
) -> TravelTime {
    let over = view.terminals(cell, Direction::Forward).into_iter().map(|(node, time, _)| node_time(node) + time);
    let beside = cell.spots().filter_map(|spot| on_segment.get(&spot.segment)).flatten();
    let along = beside.filter_map(|facility| Some(view.direct(cell, facility)?.0 + facility.off_network));
    over.chain(along).min().unwrap_or(TravelTime::UNREACHED) + cell.off_network
}
