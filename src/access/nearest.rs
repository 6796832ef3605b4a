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
    let mut sources: Vec<(NodeId, TravelTime)> = Vec::with_capacity(facilities.len() * 2);
    let mut on_segment: FxHashMap<SegmentId, Vec<&Snap>> = FxHashMap::default();
    for facility in facilities {
        let ends = view.terminals(facility, Direction::Backward);
        sources.extend(ends.into_iter().map(|(node, time, _)| (node, time + facility.off_network)));
        on_segment.entry(facility.segment).or_default().push(facility);
    }
    let reach = searcher.search(view, Direction::Backward, sources, TravelTime::UNREACHED);
    let time = |cell: &Snap| {
        let over = view.terminals(cell, Direction::Forward).into_iter().map(|(node, time, _)| reach.time(node) + time);
        let beside = on_segment.get(&cell.segment).into_iter().flatten();
        let along = beside.filter_map(|facility| Some(view.direct(cell, facility)?.0 + facility.off_network));
        over.chain(along).min().unwrap_or(TravelTime::UNREACHED) + cell.off_network
    };
    cells.iter().map(|cell| cell.as_ref().map_or(TravelTime::UNREACHED, time)).collect()
}
