//! Attachment of added roads: the existing roads that a junction joins.

use super::modification::Join;
use crate::network::{Near, Network, SegmentId};
use tongda_foundation::position::{LonLat, Plane};

/// The greatest extra distance of the opposite carriageway, in metres.
const DUAL_M: f64 = 150.0;

/// The distance within which a position is on a carriageway, in metres.
const EXACT_M: f64 = 1.0;

/// Classes that count as motorway.
const MOTORWAY: [&str; 2] = ["motorway", "motorway_link"];

/// A position on an existing segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Attach {
    pub(super) segment: SegmentId,
    /// Where along it, 0 to 1.
    pub(super) fraction: f64,
    pub(super) position: LonLat,
}

impl From<Near> for Attach {
    fn from(near: Near) -> Self {
        Self { segment: near.segment, fraction: near.fraction, position: near.position }
    }
}

/// The positions where a junction joins the base network: none, one, or one on each carriageway of a road.
pub(super) fn attachments(network: &Network, position: LonLat, reach_m: f64, join: Join) -> Vec<Attach> {
    let mut fitting = network.near(position, reach_m + DUAL_M).filter(|near| fits(network, near.segment, join));
    let Some(nearest) = fitting.next().filter(|near| near.distance_m <= reach_m) else { return Vec::new() };
    let mut found = vec![Attach::from(nearest)];
    if is_oneway(network, nearest.segment) {
        // A position exactly on a carriageway was chosen deliberately: it means that one only, unless both meet there.
        let limit_m = if nearest.distance_m > EXACT_M { nearest.distance_m + DUAL_M } else { EXACT_M };
        let near_enough = |near: &Near| near.distance_m <= limit_m;
        let opposite = fitting.take_while(near_enough).find(|near| is_opposite(network, nearest.segment, near.segment));
        found.extend(opposite.map(Attach::from));
    }
    found
}

/// The distance of the nearest suitable road, for the message when it is too far.
pub(super) fn nearest_m(network: &Network, position: LonLat, join: Join) -> Option<f64> {
    network.near(position, 100_000.0).find(|near| fits(network, near.segment, join)).map(|near| near.distance_m)
}

fn fits(network: &Network, segment: SegmentId, join: Join) -> bool {
    let class = class(network, segment);
    let of_class = match join {
        Join::Road => !MOTORWAY.contains(&class),
        Join::Motorway => class == "motorway",
        Join::Any => true,
        Join::None => false,
    };
    of_class && network.is_open(segment)
}

fn class(network: &Network, segment: SegmentId) -> &str {
    network.ways().tags(network.segment(segment).way).get("highway").unwrap_or_default()
}

fn is_oneway(network: &Network, id: SegmentId) -> bool {
    let segment = network.segment(id);
    segment.forward.is_some() != segment.backward.is_some()
}

/// Whether two oneway segments of one class lead in opposite directions.
fn is_opposite(network: &Network, a: SegmentId, b: SegmentId) -> bool {
    let heading = |id: SegmentId| {
        let plane = Plane::at(network.place_at(id, 0.5).lat());
        let (first, last) = (plane.project(network.place_at(id, 0.0)), plane.project(network.place_at(id, 1.0)));
        let sign = if network.segment(id).forward.is_some() { 1.0 } else { -1.0 };
        [sign * (last[0] - first[0]), sign * (last[1] - first[1])]
    };
    let ([ax, ay], [bx, by]) = (heading(a), heading(b));
    is_oneway(network, b) && class(network, a) == class(network, b) && ax * bx + ay * by < 0.0
}
