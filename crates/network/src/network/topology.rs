//! Junctions and the directed stretches between them, before the graph is made.
//!
//! An *arc* is one direction of a piece: piece number times two, plus one against its shape.
//! Junctions are numbered along a Hilbert curve.

use std::ops::Range;

use rayon::prelude::*;

use super::freeze::{Input, Piece};
use crate::osm::{Extract, duration_s};
use crate::profile::{Lifecycle, Rule};
use tongda_foundation::position::{LonLat, Plane};

/// How far along a road its direction at a junction is looked at, in metres.
const SIGHT_M: f64 = 15.0;

/// Classes from the least to the most important; links count as the road they lead to.
const RANKS: [&str; 6] = ["service", "residential", "tertiary", "secondary", "primary", "trunk"];

/// What of a way matters at its junctions.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
pub(super) struct WayKind {
    /// 0 for the least important roads.
    pub(super) rank: u8,
    pub(super) roundabout: bool,
    pub(super) ferry: bool,
    /// Milliseconds to wait and board, on a ferry.
    pub(super) board_ms: u32,
    pub(super) ends_only: bool,
    pub(super) open: bool,
}

/// Rows of numbers by junction.
#[derive(Debug, Default)]
pub(super) struct Rows {
    first: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    /// Rows of the arcs in their order; `at` gives the junction of each that exists.
    fn new(rows: usize, arcs: u32, at: impl Fn(u32) -> Option<u32>) -> Self {
        let mut first = vec![0_u32; rows + 1];
        for row in (0..arcs).filter_map(&at) {
            first[row as usize + 1] += 1;
        }
        for i in 0..rows {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut items = vec![0; first.last().copied().unwrap_or_default() as usize];
        for arc in 0..arcs {
            if let Some(row) = at(arc) {
                let slot = &mut next[row as usize];
                items[*slot as usize] = arc;
                *slot += 1;
            }
        }
        Self { first, items }
    }

    pub(super) fn row(&self, row: u32) -> &[u32] {
        self.rows(row..row + 1)
    }

    /// Rows that follow each other.
    pub(super) fn rows(&self, rows: Range<u32>) -> &[u32] {
        &self.items[self.first[rows.start as usize] as usize..self.first[rows.end as usize] as usize]
    }
}

/// Junctions and arcs.
pub(super) struct Topology<'a> {
    pub(super) input: &'a Input<'a>,
    /// The node of each junction.
    pub(super) nodes: Vec<u32>,
    /// The junction of each node; `u32::MAX` for nodes that are none.
    junctions: Vec<u32>,
    pub(super) ins: Rows,
    pub(super) outs: Rows,
    pub(super) kinds: Vec<WayKind>,
}

impl<'a> Topology<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let (nodes, junctions) = number(input.extract, input.pieces);
        let kinds = (0..input.ways.len()).into_par_iter();
        let kinds = kinds.map(|way| kind(input, u32::try_from(way).unwrap_or(u32::MAX))).collect();
        let mut topology = Self { input, nodes, junctions, ins: Rows::default(), outs: Rows::default(), kinds };
        let arcs = u32::try_from(input.pieces.len() * 2).unwrap_or(u32::MAX);
        let row = |arc: u32, junction: u32| topology.rule(arc).direction(arc).is_some().then_some(junction);
        let (outs, ins) = rayon::join(
            || Rows::new(topology.nodes.len(), arcs, |arc| row(arc, topology.tail(arc))),
            || Rows::new(topology.nodes.len(), arcs, |arc| row(arc, topology.head(arc))),
        );
        (topology.ins, topology.outs) = (ins, outs);
        topology
    }

    pub(super) fn piece(&self, arc: u32) -> &Piece {
        &self.input.pieces[arc as usize >> 1]
    }

    pub(super) fn rule(&self, arc: u32) -> &Rule {
        self.input.ways.rule(self.piece(arc).way)
    }

    pub(super) fn kind(&self, arc: u32) -> WayKind {
        self.kinds[self.piece(arc).way as usize]
    }

    /// The junction that an arc leaves.
    pub(super) fn tail(&self, arc: u32) -> u32 {
        let piece = self.piece(arc);
        self.junction(if arc & 1 == 0 { piece.first } else { piece.last })
    }

    /// The junction that an arc comes to.
    pub(super) fn head(&self, arc: u32) -> u32 {
        self.tail(arc ^ 1)
    }

    /// The junction of a node; `u32::MAX` when it is none.
    pub(super) fn junction(&self, node: u32) -> u32 {
        self.junctions.get(node as usize).copied().unwrap_or(u32::MAX)
    }

    /// The bearing in degrees, clockwise from north, in which an arc leaves its junction.
    pub(super) fn bearing(&self, arc: u32) -> f64 {
        let shape = self.input.shapes.get(self.piece(arc).shape.clone()).unwrap_or_default();
        if arc & 1 == 0 { bearing(shape.iter()) } else { bearing(shape.iter().rev()) }
    }
}

impl Rule {
    fn direction(&self, arc: u32) -> Option<tongda_foundation::units::Kmh> {
        if arc & 1 == 0 { self.forward } else { self.backward }
    }
}

/// The bearing from the first place to the first that is far enough away to tell.
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

fn kind(input: &Input<'_>, way: u32) -> WayKind {
    let (tags, rule) = (input.ways.tags(way), input.ways.rule(way));
    let class = tags.get("highway").unwrap_or_default();
    let class = class.strip_suffix("_link").unwrap_or(class);
    let rank = match class {
        "motorway" => RANKS.len(),
        "living_street" | "track" => 0,
        "unclassified" | "road" => 1,
        _ => RANKS.iter().position(|other| *other == class).unwrap_or_default(),
    };
    let rules = input.local.ferry.as_ref().filter(|_| rule.ferry);
    let board_s = rules.map_or(0.0, |rules| rules.boarding_s(tags.get("interval").and_then(duration_s)));
    WayKind {
        board_ms: super::controls::ms(board_s),
        rank: u8::try_from(rank).unwrap_or_default(),
        roundabout: matches!(tags.get("junction"), Some("roundabout" | "circular")),
        ferry: rule.ferry,
        ends_only: rule.ends_only,
        open: rule.lifecycle == Lifecycle::Open,
    }
}

/// Numbers the junctions along a Hilbert curve.
fn number(extract: &Extract, pieces: &[Piece]) -> (Vec<u32>, Vec<u32>) {
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

/// The position of a place along a Hilbert curve over the whole earth.
fn hilbert(position: LonLat) -> u64 {
    let (lon, lat) = position.e7();
    let shifted = |value: i32| value.cast_unsigned() ^ 0x8000_0000;
    fast_hilbert::xy2h(shifted(lon), shifted(lat), 32)
}
