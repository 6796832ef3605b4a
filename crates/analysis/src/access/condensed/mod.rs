//! A network condensed to the places where scenarios differ, for thousands of scenarios made of a few parts.
//!
//! In: a network, cells and facilities joined to it, and the parts (changes) that scenarios are made of. All
//! that no part touches is searched once: between the *terminals*, which are the ends of what some part touches,
//! and from cells and to facilities by ways that pass no terminal. A scenario is then a small graph of terminals,
//! of what varies and of what it adds: `d'(c, s) = min(d(c, s), min over terminals of d(c, i) + d'(i, s))`.
//! Out: times in whole milliseconds, the same to the last bit as those of a search of the whole network, as far
//! as the limit. A scenario that touches what no part was said to touch has no answer here, never a wrong one.

mod build;
mod scenario;

use rustc_hash::{FxHashMap, FxHashSet};

use super::nearest::PlacedCells;
use scenario::Scratch;
use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, Network, NodeId, SegmentId, Snap};
use tongda_search::Pool;

pub use scenario::CondensedScenario;

/// No terminal.
const NONE: u32 = u32::MAX;

/// A network condensed to its terminals.
#[derive(Debug)]
pub struct Condensed<'a> {
    network: &'a Network,
    cells: &'a PlacedCells,
    limit: TravelTime,
    /// The number of each vertex as a terminal.
    numbers: Vec<u32>,
    terminals: usize,
    /// Segments that some part touches.
    varying: FxHashSet<SegmentId>,
    /// Their edges.
    edges: Vec<EdgeId>,
    /// Ways into each terminal from others, past none in between.
    into: TimeRows,
    /// Ways from the cells that are asked for to terminals.
    ways: TimeRows,
    /// Of each cell, where it is among those asked for.
    indices: Vec<u32>,
    /// Of each of those, the cell on a segment that varies, whose ways are found under each scenario.
    loose: Vec<Option<u32>>,
    places: Vec<Places>,
    scratch: Pool<Scratch>,
}

/// Lists of nodes and times.
type TimeRows = CompressedRows<(u32, TravelTime)>;

/// Facilities that serve together, by ways that pass no terminal.
#[derive(Debug, Default)]
struct Places {
    /// From terminals.
    terminals: Vec<(u32, TravelTime)>,
    /// From cells that are asked for, by position.
    cells: FxHashMap<u32, TravelTime>,
    /// Those on a segment that varies, whose ways are found under each scenario.
    loose: Vec<Snap>,
    /// Those on a segment where a loose cell lies.
    beside: FxHashMap<SegmentId, Vec<Snap>>,
}

impl Condensed<'_> {
    /// How many terminals there are.
    #[must_use]
    pub const fn terminal_count(&self) -> usize {
        self.terminals
    }

    fn terminal(&self, node: NodeId) -> Option<u32> {
        self.numbers.get(node.index()).copied().filter(|number| *number != NONE)
    }

    fn varies(&self, snap: &Snap) -> bool {
        snap.spots().any(|spot| self.varying.contains(&spot.segment))
    }
}

/// The rows of triples of row, node and time.
fn time_rows(rows: usize, triples: &[(u32, u32, TravelTime)]) -> TimeRows {
    CompressedRows::from_pairs(rows, triples.iter().map(|&(row, node, time)| (row as usize, (node, time))))
}
