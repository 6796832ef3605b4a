//! Candidate junctions of a drawn line: its crossings with roads, at least a given distance apart.

use super::modification::{Change, Connect, Join, Junction, Link, Modification};
use crate::network::{Network, SegmentId};
use tongda_foundation::position::{LonLat, Plane};
use tongda_foundation::units::{Kmh, TravelTime};

/// Classes of road that justify a junction.
const WORTH: [&str; 5] = ["motorway", "trunk", "primary", "secondary", "tertiary"];

/// The length in metres of the parts of a line that are searched one by one.
const STEP_M: f64 = 1000.0;

/// Gives every link without junctions some at its crossings with roads, from its beginning on, at least `spacing_m` along
/// it from each other and from its ends; other links are unchanged.
///
/// A motorway gets a hub, any other road a ramp. Takes time in proportion to the roads near the link.
#[must_use]
pub fn with_crossings(network: &Network, changes: Vec<Modification>, spacing_m: f64) -> Vec<Modification> {
    let give = |mut modification: Modification| {
        if let Change::Link(link) = &mut modification.change
            && link.junctions.is_empty()
            && link.connect == Connect::Ends
        {
            link.junctions = junctions(network, link, spacing_m);
        }
        modification
    };
    changes.into_iter().map(give).collect()
}

fn junctions(network: &Network, link: &Link, spacing_m: f64) -> Vec<Junction> {
    let lengths: Vec<f64> = link.line.windows(2).map(|pair| pair[0].distance_m(pair[1])).collect();
    let total: f64 = lengths.iter().sum();
    let mut crossings: Vec<(f64, LonLat, bool)> = Vec::new();
    for id in segments_near(network, &link.line) {
        let class = network.ways().tags(network.segment(id).way).get("highway").unwrap_or_default();
        if !WORTH.contains(&class) || !network.is_open(id) {
            continue;
        }
        let mut before = 0.0;
        for (piece, length) in link.line.windows(2).zip(&lengths) {
            for road in network.shape(id).windows(2) {
                if let Some((share, position)) = crossing(piece, road) {
                    crossings.push((before + share * length, position, class == "motorway"));
                }
            }
            before += length;
        }
    }
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found: Vec<Junction> = Vec::new();
    let mut last = 0.0;
    for (along, position, motorway) in crossings {
        if along - last < spacing_m || total - along < spacing_m {
            continue;
        }
        last = along;
        found.push(Junction {
            label: format!("proposed junction {} of \"{}\"", found.len() + 1, link.id),
            position,
            key: None,
            join: if motorway { Join::Motorway } else { Join::Road },
            reach_m: 200.0,
            ramp: Kmh::RAMP,
            toll: TravelTime::ZERO,
            uncertainty_m: 0.0,
        });
    }
    found
}

/// The segments that a line can cross, ascending.
fn segments_near(network: &Network, line: &[LonLat]) -> Vec<SegmentId> {
    let mut segments = Vec::new();
    for piece in line.windows(2) {
        let steps = (piece[0].distance_m(piece[1]) / STEP_M).ceil().max(1.0);
        let mut at = 0.5;
        while at < steps {
            // All that a part crosses is within half its length of its middle.
            segments.extend(network.near(piece[0].towards(piece[1], at / steps), STEP_M).map(|near| near.segment));
            at += 1.0;
        }
    }
    segments.sort_unstable();
    segments.dedup();
    segments
}

/// The crossing of two line segments: the fraction along the first, and the position.
fn crossing(line: &[LonLat], road: &[LonLat]) -> Option<(f64, LonLat)> {
    let (&[from, to], &[start, end]) = (line, road) else { return None };
    let plane = Plane::at(from.lat());
    let between = |first: LonLat, second: LonLat| {
        let (first, second) = (plane.project(first), plane.project(second));
        [second[0] - first[0], second[1] - first[1]]
    };
    let (along, across, apart) = (between(from, to), between(start, end), between(from, start));
    let cross = |first: [f64; 2], second: [f64; 2]| first[0] * second[1] - first[1] * second[0];
    let area = cross(along, across);
    let (share, other) = (cross(apart, across) / area, cross(apart, along) / area);
    let inside = |share: f64| (0.0..=1.0).contains(&share);
    (inside(share) && inside(other)).then(|| (share, from.towards(to, share)))
}
