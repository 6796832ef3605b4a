//! Time to closest: one search from all facilities of a service, against the edges.

use rustc_hash::FxHashMap;

use crate::direction::Direction;
use crate::network::{NodeId, SegmentId, Snap};
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
    from_cells(view, cells, facilities, |node| reach.time(node))
}

/// The time from each vertex of a view to the nearest facility, by vertex number.
#[must_use]
pub fn nearest_from_nodes(view: &View<'_>, facilities: &[Snap], searcher: &mut Searcher) -> Vec<TravelTime> {
    let reach = searcher.search(view, Direction::Backward, sources(view, facilities), TravelTime::UNREACHED);
    (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect()
}

/// The same as [`nearest`] in a view that only adds, from the times of the base network's vertices
/// ([`nearest_from_nodes`], with some or all of the same facilities).
///
/// Searches only where times fall.
#[must_use]
pub fn nearest_improved(
    view: &View<'_>,
    cells: &[Option<Snap>],
    facilities: &[Snap],
    base: &[TravelTime],
    searcher: &mut Searcher,
) -> Vec<TravelTime> {
    let better = searcher.improve(view, Direction::Backward, base, sources(view, facilities), TravelTime::UNREACHED);
    from_cells(view, cells, facilities, |node| better.time(node))
}

/// The ways out of the graph to the facilities.
fn sources(view: &View<'_>, facilities: &[Snap]) -> Vec<(NodeId, TravelTime)> {
    let ends = |facility: &Snap| {
        let off_network = facility.off_network;
        view.terminals(facility, Direction::Backward).into_iter().map(move |(node, time, _)| (node, time + off_network))
    };
    facilities.iter().flat_map(ends).collect()
}

fn from_cells(
    view: &View<'_>,
    cells: &[Option<Snap>],
    facilities: &[Snap],
    node_time: impl Fn(NodeId) -> TravelTime,
) -> Vec<TravelTime> {
    let mut on_segment: FxHashMap<SegmentId, Vec<&Snap>> = FxHashMap::default();
    for facility in facilities {
        on_segment.entry(facility.segment).or_default().push(facility);
    }
    let time = |cell: &Snap| {
        let over = view.terminals(cell, Direction::Forward).into_iter().map(|(node, time, _)| node_time(node) + time);
        let beside = on_segment.get(&cell.segment).into_iter().flatten();
        let along = beside.filter_map(|facility| Some(view.direct(cell, facility)?.0 + facility.off_network));
        over.chain(along).min().unwrap_or(TravelTime::UNREACHED) + cell.off_network
    };
    cells.iter().map(|cell| cell.as_ref().map_or(TravelTime::UNREACHED, time)).collect()
}
