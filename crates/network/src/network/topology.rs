//! Topology of the roads: junctions and the arcs that enter and leave each, before junctions are expanded.
//!
//! An *arc* is one direction of a piece: its number is that of the piece times two, plus one against the piece's shape.
//! Junctions are numbered along a Hilbert curve.

use rayon::prelude::*;
use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::position::{LonLat, Plane};
use tongda_foundation::units::Kmh;

use super::controls::milliseconds;
use super::pieces::{RoadPiece, RoadPieces};
use crate::osm::{Extract, duration_s};
use crate::profile::{Lifecycle, Rule};

/// The length of road from a junction that decides its bearing there, in metres.
const SIGHT_M: f64 = 15.0;

/// Classes from the least to the most important; links count as the road they lead to.
const RANKS: [&str; 6] = ["service", "residential", "tertiary", "secondary", "primary", "trunk"];

/// The properties of a way that matter at its junctions.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
pub(super) struct WayTraits {
    /// 0 for the least important roads.
    pub(super) rank: u8,
    pub(super) roundabout: bool,
    pub(super) ferry: bool,
    /// Waiting and boarding time of a ferry in milliseconds.
    pub(super) board_ms: u32,
    pub(super) ends_only: bool,
    pub(super) open: bool,
}

/// Junctions and arcs.
pub(super) struct RoadTopology<'a> {
    pub(super) input: &'a RoadPieces<'a>,
    /// The node of each junction.
    pub(super) nodes: Vec<u32>,
    /// The junction of each node; `u32::MAX` for other nodes.
    junctions: Vec<u32>,
    /// The arcs that enter each junction.
    pub(super) entering: CompressedRows<u32>,
    /// The arcs that leave each junction.
    pub(super) leaving: CompressedRows<u32>,
    /// By way.
    pub(super) traits: Vec<WayTraits>,
}

impl<'a> RoadTopology<'a> {
    pub(super) fn new(input: &'a RoadPieces<'a>) -> Self {
        let (nodes, junctions) = number(input.extract, input.pieces);
        let ways = (0..input.ways.len()).into_par_iter();
        let traits = ways.map(|way| way_traits(input, u32::try_from(way).unwrap_or(u32::MAX))).collect();
        let (entering, leaving) = (CompressedRows::default(), CompressedRows::default());
        let mut topology = Self { input, nodes, junctions, entering, leaving, traits };
        (topology.leaving, topology.entering) =
            rayon::join(|| topology.arcs_by(|arc| topology.tail(arc)), || topology.arcs_by(|arc| topology.head(arc)));
        topology
    }

    /// The arcs that the profile allows by one of their junctions.
    fn arcs_by(&self, junction: impl Fn(u32) -> u32 + Copy) -> CompressedRows<u32> {
        let arcs = 0..u32::try_from(self.input.pieces.len() * 2).unwrap_or(u32::MAX);
        let allowed = arcs.filter(|&arc| speed(self.rule(arc), arc).is_some());
        CompressedRows::from_pairs(self.nodes.len(), allowed.map(|arc| (junction(arc) as usize, arc)))
    }

    pub(super) fn piece(&self, arc: u32) -> &RoadPiece {
        &self.input.pieces[arc as usize >> 1]
    }

    pub(super) fn rule(&self, arc: u32) -> &Rule {
        self.input.ways.rule(self.piece(arc).way)
    }

    pub(super) fn traits(&self, arc: u32) -> WayTraits {
        self.traits[self.piece(arc).way as usize]
    }

    /// The arcs that enter a junction.
    pub(super) fn entering(&self, junction: u32) -> &[u32] {
        self.entering.row(junction as usize)
    }

    /// The arcs that leave a junction.
    pub(super) fn leaving(&self, junction: u32) -> &[u32] {
        self.leaving.row(junction as usize)
    }

    /// The junction that an arc leaves.
    pub(super) fn tail(&self, arc: u32) -> u32 {
        let piece = self.piece(arc);
        self.junction(if arc & 1 == 0 { piece.first } else { piece.last })
    }

    /// The junction that an arc enters.
    pub(super) fn head(&self, arc: u32) -> u32 {
        self.tail(arc ^ 1)
    }

    /// The junction of a node; `u32::MAX` when it is not one.
    pub(super) fn junction(&self, node: u32) -> u32 {
        self.junctions.get(node as usize).copied().unwrap_or(u32::MAX)
    }

    /// The bearing in degrees, clockwise from north, in which an arc leaves its junction.
    pub(super) fn bearing(&self, arc: u32) -> f64 {
        let shape = self.input.shapes.get(self.piece(arc).shape.clone()).unwrap_or_default();
        if arc & 1 == 0 { bearing(shape.iter()) } else { bearing(shape.iter().rev()) }
    }
}

/// The speed on an arc of a way; `None` where the profile does not allow its direction.
fn speed(rule: &Rule, arc: u32) -> Option<Kmh> {
    if arc & 1 == 0 { rule.forward } else { rule.backward }
}

/// The bearing in degrees from the first position to the first that is [`SIGHT_M`] away, or to the last.
fn bearing<'p>(mut shape: impl Iterator<Item = &'p LonLat>) -> f64 {
    let Some(&start) = shape.next() else { return 0.0 };
    let plane = Plane::at(start.lat());
    let [x0, y0] = plane.project(start);
    let mut ahead = [0.0, 0.0];
    for &position in shape {
        let [x, y] = plane.project(position);
        ahead = [x - x0, y - y0];
        if ahead[0].hypot(ahead[1]) >= SIGHT_M {
            break;
        }
    }
    ahead[0].atan2(ahead[1]).to_degrees()
}

fn way_traits(input: &RoadPieces<'_>, way: u32) -> WayTraits {
    let (tags, rule) = (input.ways.tags(way), input.ways.rule(way));
    let class = tags.get("highway").unwrap_or_default();
    let class = class.strip_suffix("_link").unwrap_or(class);
    let rank = match class {
        "motorway" => RANKS.len(),
        "living_street" | "track" => 0,
        "unclassified" | "road" => 1,
        _ => RANKS.iter().position(|other| *other == class).unwrap_or_default(),
    };
    let rules = input.profile.ferry.as_ref().filter(|_| rule.ferry);
    let board_s = rules.map_or(0.0, |rules| rules.boarding_s(tags.get("interval").and_then(duration_s)));
    WayTraits {
        board_ms: milliseconds(board_s),
        rank: u8::try_from(rank).unwrap_or_default(),
        roundabout: matches!(tags.get("junction"), Some("roundabout" | "circular")),
        ferry: rule.ferry,
        ends_only: rule.ends_only,
        open: rule.lifecycle == Lifecycle::Open,
    }
}

/// Numbers the junctions along a Hilbert curve.
fn number(extract: &Extract, pieces: &[RoadPiece]) -> (Vec<u32>, Vec<u32>) {
    let mut nodes: Vec<u32> = pieces.iter().flat_map(|piece| [piece.first, piece.last]).collect();
    nodes.par_sort_unstable();
    nodes.dedup();
    nodes.par_sort_by_cached_key(|&node| (hilbert(extract.node_place(node as usize)), extract.node_id(node as usize)));
    let mut junctions = vec![u32::MAX; extract.node_count()];
    for (junction, &node) in (0..).zip(&nodes) {
        junctions[node as usize] = junction;
    }
    (nodes, junctions)
}

/// The rank of a position along a Hilbert curve over the whole earth.
fn hilbert(position: LonLat) -> u64 {
    let (lon, lat) = position.e7();
    let shifted = |value: i32| value.cast_unsigned() ^ 0x8000_0000;
    fast_hilbert::xy2h(shifted(lon), shifted(lat), 32)
}
