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
    into: Rows,
    /// Ways from the cells that are asked for to terminals.
    ways: Rows,
    /// Of each cell, where it is among those asked for.
    indices: Vec<u32>,
    /// Of each of those, the cell on a segment that varies, whose ways are found under each scenario.
    loose: Vec<Option<u32>>,
    places: Vec<Places>,
    scratch: Pool<Scratch>,
}

/// Rows of vertices and times.
#[derive(Debug, Default)]
struct Rows {
    first: Vec<u32>,
    list: Vec<(u32, TravelTime)>,
}

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

impl Rows {
    /// Rows of pairs that are sorted by their first number.
    fn new(rows: usize, sorted: &[(u32, u32, TravelTime)]) -> Self {
        let mut first = vec![0; rows + 1];
        for &(row, ..) in sorted {
            first[row as usize + 1] += 1;
        }
        for row in 0..rows {
            first[row + 1] += first[row];
        }
        Self { first, list: sorted.iter().map(|&(_, node, time)| (node, time)).collect() }
    }

    #[inline]
    fn row(&self, row: usize) -> &[(u32, TravelTime)] {
        &self.list[self.first[row] as usize..self.first[row + 1] as usize]
    }
}
