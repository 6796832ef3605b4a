//! Routes: the legs of the fastest path between two places.
//!
//! In: a view, two places joined to its network. Out: a [`Route`] with the time in whole milliseconds, the length in metres
//! and the geometry of each leg.

use super::dijkstra::{Dijkstra, ShortestPathTree};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId, SegmentId, Snap};
use tongda_network::scenario::{AnyEdge, EdgeView, LineMode, View};

/// The fastest path between two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its legs in order.
    pub legs: Vec<RouteLeg>,
}

/// A leg of a route: off the network, along one segment of it, along a new road, or on a service.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteLeg {
    /// The kind of the leg.
    pub along: Along,
    /// The name of the new road or the service; empty on the base network.
    pub name: String,
    /// The name of the stop where one boards or alights, or where a ride ends; empty elsewhere.
    pub stop: String,
    /// Its time.
    pub time: TravelTime,
    /// Its length in metres.
    pub length_m: f64,
    /// Its geometry: at least one position.
    pub shape: Vec<LonLat>,
}

/// The kind of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Between a place and the network.
    OffNetwork,
    /// A segment of the base network.
    Segment(SegmentId),
    /// A road that a scenario adds, drawn straight between its junctions, or the connection to one.
    NewRoad,
    /// Between a stop and the street, or another stop.
    Access,
    /// Buffer and wait before a departure.
    Board(LineMode),
    /// A ride.
    Ride(LineMode),
    /// From the vehicle to the street.
    Alight(LineMode),
}

impl Route {
    /// The time of the whole route.
    #[must_use]
    pub fn time(&self) -> TravelTime {
        self.legs.iter().fold(TravelTime::ZERO, |sum, leg| sum + leg.time)
    }

    /// The length of the whole route in metres, access off the network included.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.legs.iter().map(|leg| leg.length_m).sum()
    }
}

/// The fastest route from `from` to `to` in a view; the places are given for the legs off the network.
///
/// `None` when there is no path. The memory of `searcher` is used.
#[must_use]
pub fn route(
    view: &View<'_>,
    (from, start): (LonLat, &Snap),
    (to, end): (LonLat, &Snap),
    searcher: &mut Dijkstra,
) -> Option<Route> {
    let starts = view.terminals(start, Direction::Forward);
    let ends = view.terminals(end, Direction::Backward);
    let sources = starts.iter().map(|&(node, time, _)| (node, time));
    let tree = searcher.search(view, Direction::Forward, sources, TravelTime::UNREACHED);
    let over = ends.iter().map(|&(node, time, length_m)| (tree.time(node) + time, (node, time, length_m)));
    let over = over.min_by_key(|(time, (node, ..))| (*time, *node)).filter(|(time, _)| time.is_reached());
    let direct = view.direct(start, end);
    let mut legs = vec![off_network(start, vec![from, position_of(view, start)])];
    match (over, direct) {
        (over, Some((time, length_m))) if over.is_none_or(|(over, _)| time <= over) => {
            legs.push(on_segment(view, start.segment, time, length_m, [start.fraction, end.fraction]));
        }
        (Some((_, last)), _) => legs.extend(legs_over_graph(view, &tree, (start, &starts), (end, last))),
        _ => return None,
    }
    legs.push(off_network(end, vec![position_of(view, end), to]));
    Some(Route { legs })
}

/// The node next to a snap, and the time and the metres between.
type Terminal = (NodeId, TravelTime, f64);

/// The legs on the network of a route over at least one node, from the last terminal back to the first.
fn legs_over_graph(
    view: &View<'_>,
    tree: &ShortestPathTree<'_>,
    (start, starts): (&Snap, &[Terminal]),
    (end, (last, time, length_m)): (&Snap, Terminal),
) -> Vec<RouteLeg> {
    let mut legs = Vec::new();
    if let Some(spot) = view.spot_of(end, Direction::Backward, (last, time)) {
        let from = fraction_of(view, spot.segment, last);
        legs.push(on_segment(view, spot.segment, time, length_m, [from, spot.fraction]));
    }
    let mut node = last;
    while let Some((id, edge)) = tree.via(node).and_then(|id| Some((id, view.edge(id)?))) {
        legs.push(along_edge(view, id, edge));
        node = edge.source;
    }
    let first = starts.iter().filter(|(first, ..)| *first == node).min_by_key(|(_, time, _)| *time);
    if let Some(&(_, time, length_m)) = first
        && let Some(spot) = view.spot_of(start, Direction::Forward, (node, time))
    {
        let to = fraction_of(view, spot.segment, node);
        legs.push(on_segment(view, spot.segment, time, length_m, [spot.fraction, to]));
    }
    legs.reverse();
    legs.retain(|leg| leg.length_m > 0.0 || leg.time > TravelTime::ZERO);
    legs
}

/// The leg along a whole edge of the view.
fn along_edge(view: &View<'_>, id: EdgeId, edge: EdgeView) -> RouteLeg {
    let mut added = [edge.target, edge.source].into_iter().filter(|_| !matches!(edge.kind, AnyEdge::Base(_)));
    let (name, stop) = added.find_map(|node| view.owner(node)).unwrap_or_default();
    let straight = || vec![view.position(edge.source), view.position(edge.target)];
    let (along, shape) = match edge.kind {
        AnyEdge::Base(segment) => {
            let (from, to) = ends_along(view, id, segment);
            (Along::Segment(segment), view.network().stretch(segment, from, to))
        }
        AnyEdge::Added => (Along::NewRoad, straight()),
        AnyEdge::Access => (Along::Access, straight()),
        AnyEdge::Board(mode) => (Along::Board(mode), straight()),
        AnyEdge::Ride(mode) => (Along::Ride(mode), straight()),
        AnyEdge::Alight(mode) => (Along::Alight(mode), straight()),
    };
    RouteLeg { along, name: name.to_owned(), stop: stop.to_owned(), time: edge.cost, length_m: edge.length_m, shape }
}

/// The leg along a part of a segment.
fn on_segment(view: &View<'_>, segment: SegmentId, time: TravelTime, length_m: f64, [from, to]: [f64; 2]) -> RouteLeg {
    let shape = view.network().stretch(segment, from, to);
    RouteLeg { along: Along::Segment(segment), name: String::new(), stop: String::new(), time, length_m, shape }
}

/// The leg between a place and the network.
fn off_network(snap: &Snap, shape: Vec<LonLat>) -> RouteLeg {
    let (time, length_m) = (snap.off_network, snap.off_network_m);
    RouteLeg { along: Along::OffNetwork, name: String::new(), stop: String::new(), time, length_m, shape }
}

/// Where a snap is on the network.
fn position_of(view: &View<'_>, snap: &Snap) -> LonLat {
    view.network().place_at(snap.segment, snap.fraction)
}

/// Where along a segment (0 to 1) a node of the view is.
fn fraction_of(view: &View<'_>, segment: SegmentId, node: NodeId) -> f64 {
    view.network().fraction_near(segment, view.position(node))
}

/// Where along its segment (0 to 1) an edge begins and ends.
fn ends_along(view: &View<'_>, id: EdgeId, segment: SegmentId) -> (f64, f64) {
    match (view.network().graph().raw_edges().get(id.index()), view.edge(id)) {
        (Some(raw), _) if raw.weight.forward => (0.0, 1.0),
        (Some(_), _) => (1.0, 0.0),
        (None, Some(edge)) => (fraction_of(view, segment, edge.source), fraction_of(view, segment, edge.target)),
        (None, None) => (0.0, 0.0),
    }
}
