//! Memory layout of a hierarchy: flat arrays in the order of sweeps.
//!
//! In: the upward arcs of each node. Out: *positions* of nodes and [`SweepArcs`] by position. Every arc leads to a lower
//! position, and a node comes soon after the heads of its arcs, so that a sweep finds their labels in the cache. On a
//! network of 640,000 nodes a sweep takes two thirds of the time that it takes in an order by levels. Times are
//! milliseconds, lengths millimetres.

#![allow(clippy::inline_always, reason = "sweeps must not call it")]

use tongda_foundation::compressed_rows::CompressedRows;

use super::weight::Weight;
use super::witness::NeighbourArcs;

/// An arc between a node and one of higher importance, which has a lower position.
#[derive(Clone, Copy, Debug)]
pub(super) struct SweepArc {
    /// The position of the more important node.
    pub(super) to: u32,
    /// Milliseconds.
    pub(super) ms: u32,
}

/// The arcs of one direction.
#[derive(Debug)]
pub(super) struct SweepArcs {
    /// By position.
    arcs: CompressedRows<SweepArc>,
    /// The length of each arc in millimetres.
    mm: Vec<u32>,
    /// One bit for each position: whether an arc leads there.
    used: Vec<u64>,
}

impl SweepArcs {
    /// No position yet, with room for so many positions and arcs.
    pub(super) fn with_capacity(positions: usize, arcs: usize) -> Self {
        let mm = Vec::with_capacity(arcs);
        Self { arcs: CompressedRows::with_capacity(positions, arcs), mm, used: Vec::new() }
    }

    /// Adds the arcs of the next position.
    pub(super) fn push(&mut self, arcs: impl Iterator<Item = (SweepArc, u32)>) {
        let Self { arcs: rows, mm: lengths, used } = self;
        rows.push_row(arcs.map(|(arc, mm)| {
            let word = arc.to as usize / 64;
            if word >= used.len() {
                used.resize(word + 1, 0);
            }
            used[word] |= 1 << (arc.to % 64);
            lengths.push(mm);
            arc
        }));
    }

    /// The arcs that have a weight, from the heads by position.
    pub(super) fn of_arcs(heads: &CompressedRows<u32>, weights: &[Weight]) -> Self {
        let mut offsets = Vec::with_capacity(heads.offsets().len());
        offsets.push(0);
        let mut arcs = vec![SweepArc { to: 0, ms: 0 }; weights.len()];
        let mut lengths = vec![0; weights.len()];
        let mut used = vec![0; heads.offsets().len().div_ceil(64)];
        let mut count = 0;
        for position in 0..heads.row_count() {
            for (&to, weight) in heads.row(position).iter().zip(&weights[heads.range(position)]) {
                // Written in any case and kept only if reached, so that there is no branch to predict.
                let is_kept = weight.is_reached();
                (arcs[count], lengths[count]) = (SweepArc { to, ms: weight.ms() }, weight.mm());
                used[to as usize / 64] |= u64::from(is_kept) << (to % 64);
                count += usize::from(is_kept);
            }
            offsets.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        arcs.truncate(count);
        lengths.truncate(count);
        Self { arcs: CompressedRows::from_parts(offsets, arcs).unwrap_or_default(), mm: lengths, used }
    }

    /// The number of positions.
    #[inline(always)]
    pub(super) fn position_count(&self) -> usize {
        self.arcs.row_count()
    }

    /// The number of arcs.
    pub(super) fn arc_count(&self) -> usize {
        self.mm.len()
    }

    /// The arcs of a position and their lengths in millimetres.
    #[inline(always)]
    pub(super) fn of(&self, position: usize) -> (&[SweepArc], &[u32]) {
        let range = self.arcs.range(position);
        (&self.arcs.items()[range.clone()], &self.mm[range])
    }

    /// Whether an arc leads to a position. The label of another position is read only if its time is wanted.
    #[inline(always)]
    pub(super) fn is_used(&self, position: usize) -> bool {
        self.used.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.arcs.memory_bytes() + size_of_val(self.mm.as_slice()) + size_of_val(self.used.as_slice())
    }
}

/// Nodes in depth-first order: each comes after the heads of its upward arcs.
pub(super) fn order(upward: &[Vec<NeighbourArcs>]) -> Vec<u32> {
    let mut order = Vec::with_capacity(upward.len());
    let mut met = vec![false; upward.len()];
    let mut path: Vec<(u32, usize)> = Vec::new();
    for start in (0..).take(upward.len()) {
        if std::mem::replace(&mut met[start as usize], true) {
            continue;
        }
        path.push((start, 0));
        while let Some((v, next)) = path.last_mut() {
            if let Some(link) = upward[*v as usize].get(*next) {
                *next += 1;
                if !std::mem::replace(&mut met[link.node as usize], true) {
                    path.push((link.node, 0));
                }
            } else {
                order.push(*v);
                path.pop();
            }
        }
    }
    order
}

/// The position of each node in an order.
pub(super) fn positions(order: &[u32]) -> Vec<u32> {
    let mut positions = vec![0; order.len()];
    for (position, &v) in (0..).zip(order) {
        positions[v as usize] = position;
    }
    positions
}

/// The arcs of one direction.
pub(super) fn sweep_arcs(
    upward: &[Vec<NeighbourArcs>],
    order: &[u32],
    positions: &[u32],
    weight: impl Fn(&NeighbourArcs) -> Weight,
) -> SweepArcs {
    let count = upward.iter().flatten().filter(|link| weight(link).is_reached()).count();
    let mut all = SweepArcs::with_capacity(order.len(), count);
    let mut row: Vec<(SweepArc, u32)> = Vec::new();
    for &v in order {
        let links = upward[v as usize].iter().map(|link| (link, weight(link))).filter(|(_, weight)| weight.is_reached());
        row.extend(links.map(|(link, weight)| (SweepArc { to: positions[link.node as usize], ms: weight.ms() }, weight.mm())));
        row.sort_unstable_by_key(|(arc, _)| arc.to);
        all.push(row.drain(..));
    }
    all
}
