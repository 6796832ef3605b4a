//! The way itself: which edges the fastest trip between two places takes.

use super::dijkstra::Dijkstra;
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId, SegmentId, Snap};
use tongda_network::scenario::{AnyEdge, LineMode, View};

/// The fastest way between two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its steps in order.
    pub steps: Vec<RouteLeg>,
}

/// A piece of a way: off the network, along one segment of it, or along a new road.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteLeg {
    /// What it leads along.
    pub along: Along,
    /// The name of the new road or the service, where it is one.
    pub name: String,
    /// The name of the stop: where one boards or alights, or where a ride leads.
    pub stop: String,
    /// Its time.
    pub time: TravelTime,
    /// Its length in metres.
    pub length_m: f64,
    /// Its course: at least one point.
    pub shape: Vec<LonLat>,
}

/// What a step leads along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Between a place and the network.
    OffNetwork,
    /// A segment of the base network.
    Segment(SegmentId),
    /// A road that a scenario adds, drawn straight between its junctions, or the way to one.
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
    /// Time of the whole way.
    #[must_use]
    pub fn time(&self) -> TravelTime {
        self.steps.iter().fold(TravelTime::ZERO, |sum, step| sum + step.time)
    }

    /// Metres of the whole way, those off the network included.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.steps.iter().map(|step| step.length_m).sum()
    }
}

/// The fastest way from `from` to `to` in a view; the places are named for the steps off the network.
///
/// `None` when there is no way.
#[must_use]
pub fn route(
    view: &View<'_>,
    (from, start): (LonLat, &Snap),
    (to, end): (LonLat, &Snap),
    searcher: &mut Dijkstra,
) -> Option<Route> {
    let starts = view.terminals(start, Direction::Forward);
    let ends = view.terminals(end, Direction::Backward);
    let reach =
        searcher.search(view, Direction::Forward, starts.iter().map(|&(node, time, _)| (node, time)), TravelTime::UNREACHED);
    let over = ends.iter().map(|&(node, time, length_m)| (reach.time(node) + time, node, time, length_m));
    let over = over.min_by_key(|(time, node, ..)| (*time, *node)).filter(|(time, ..)| time.is_reached());
    let direct = view.direct(start, end);
    let network = view.network();
    let mut steps = Vec::new();
    let on_segment = |segment: SegmentId, time: TravelTime, length_m: f64, from: f64, to: f64| RouteLeg {
        along: Along::Segment(segment),
        name: String::new(),
        stop: String::new(),
        time,
        length_m,
        shape: network.stretch(segment, from, to),
    };
    match (over, direct) {
        (None, None) => return None,
        (over, Some((time, length_m))) if over.is_none_or(|(over, ..)| time <= over) => {
            steps.push(on_segment(start.segment, time, length_m, start.fraction, end.fraction));
        }
        (Some((_, last, time, length_m)), _) => {
            let mut node = last;
            if let Some(spot) = view.spot_of(end, Direction::Backward, (last, time)) {
                steps.push(on_segment(spot.segment, time, length_m, fraction_of(view, spot.segment, last), spot.fraction));
            }
            while let Some((id, edge)) = reach.via(node).and_then(|id| Some((id, view.edge(id)?))) {
                let mut owned = [edge.target, edge.source].into_iter().filter(|_| !matches!(edge.kind, AnyEdge::Base(_)));
                let (name, stop) = owned.find_map(|node| view.owner(node)).unwrap_or_default();
                steps.push(RouteLeg {
                    name: name.to_owned(),
                    stop: stop.to_owned(),
                    along: match edge.kind {
                        AnyEdge::Base(segment) => Along::Segment(segment),
                        AnyEdge::Added => Along::NewRoad,
                        AnyEdge::Access => Along::Access,
                        AnyEdge::Board(mode) => Along::Board(mode),
                        AnyEdge::Ride(mode) => Along::Ride(mode),
                        AnyEdge::Alight(mode) => Along::Alight(mode),
                    },
                    time: edge.cost,
                    length_m: edge.length_m,
                    shape: match edge.kind {
                        AnyEdge::Base(segment) => {
                            let (from, to) = ends_along(view, id, segment);
                            network.stretch(segment, from, to)
                        }
                        _ => vec![view.position(edge.source), view.position(edge.target)],
                    },
                });
                node = edge.source;
            }
            let first = starts.iter().filter(|(first, ..)| *first == node).min_by_key(|(_, time, _)| *time);
            if let Some((&(_, time, length_m), spot)) =
                first.and_then(|first| Some((first, view.spot_of(start, Direction::Forward, (node, first.1))?)))
            {
                steps.push(on_segment(spot.segment, time, length_m, spot.fraction, fraction_of(view, spot.segment, node)));
            }
            steps.reverse();
            steps.retain(|step| step.length_m > 0.0 || step.time > TravelTime::ZERO);
        }
        (None, Some(_)) => {}
    }
    let off = |snap: &Snap, shape: Vec<LonLat>| RouteLeg {
        along: Along::OffNetwork,
        name: String::new(),
        stop: String::new(),
        time: snap.off_network,
        length_m: snap.off_network_m,
        shape,
    };
    let door = |snap: &Snap| network.place_at(snap.segment, snap.fraction);
    steps.insert(0, off(start, vec![from, door(start)]));
    steps.push(off(end, vec![door(end), to]));
    Some(Route { steps })
}

/// Where along a segment a vertex of the view lies.
fn fraction_of(view: &View<'_>, segment: SegmentId, node: NodeId) -> f64 {
    view.network().fraction_near(segment, view.position(node))
}

/// Where along its segment an edge begins and ends.
fn ends_along(view: &View<'_>, id: EdgeId, segment: SegmentId) -> (f64, f64) {
    match (view.network().graph().raw_edges().get(id.index()), view.edge(id)) {
        (Some(raw), _) if raw.weight.forward => (0.0, 1.0),
        (Some(_), _) => (1.0, 0.0),
        (None, Some(edge)) => (fraction_of(view, segment, edge.source), fraction_of(view, segment, edge.target)),
        (None, None) => (0.0, 0.0),
    }
}
