//! The hierarchy as flat arrays in the order in which sweeps pass over it.
//!
//! Vertices get *positions*: every step leads to a lower position, and a vertex comes soon after
//! those that it steps to, so that a sweep finds their labels in the cache. On a network of 640,000
//! vertices this takes two thirds of the time of an order by levels.

#![allow(clippy::inline_always, reason = "sweeps must not call it")]

use super::weight::Weight;
use super::witness::Link;

/// A step between a vertex and one of higher importance.
#[derive(Clone, Copy, Debug)]
pub(super) struct SweepArc {
    /// The position of that vertex.
    pub(super) to: u32,
    /// Milliseconds.
    pub(super) ms: u32,
}

/// The steps of one direction: those of position `p` are `first[p]..first[p + 1]`.
#[derive(Debug)]
pub(super) struct SweepArcs {
    pub(super) first: Vec<u32>,
    pub(super) list: Vec<SweepArc>,
    /// Millimetres of each step.
    pub(super) mm: Vec<u32>,
    /// One bit a position: whether a step leads there.
    used: Vec<u64>,
}

impl SweepArcs {
    /// Steps of no vertex yet, with room for so many vertices and steps.
    pub(super) fn with_capacity(vertices: usize, steps: usize) -> Self {
        let mut first = Vec::with_capacity(vertices + 1);
        first.push(0);
        Self { first, list: Vec::with_capacity(steps), mm: Vec::with_capacity(steps), used: Vec::new() }
    }

    /// Adds the steps of the next vertex.
    pub(super) fn push(&mut self, steps: impl Iterator<Item = (SweepArc, u32)>) {
        for (step, mm) in steps {
            let word = step.to as usize / 64;
            if word >= self.used.len() {
                self.used.resize(word + 1, 0);
            }
            self.used[word] |= 1 << (step.to % 64);
            self.list.push(step);
            self.mm.push(mm);
        }
        self.first.push(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
    }

    /// The steps of arcs that have a weight: those of vertex `p` are `first[p]..first[p + 1]` of the arcs.
    pub(super) fn of_arcs(first: &[u32], heads: &[u32], weights: &[Weight]) -> Self {
        let mut all = Self {
            first: Vec::with_capacity(first.len()),
            list: vec![SweepArc { to: 0, ms: 0 }; heads.len()],
            mm: vec![0; heads.len()],
            used: vec![0; first.len().div_ceil(64)],
        };
        all.first.push(0);
        let mut count = 0;
        for range in first.windows(2) {
            let range = range[0] as usize..range[1] as usize;
            for (&to, weight) in heads[range.clone()].iter().zip(&weights[range]) {
                // Written in any case and kept only then, so that no jump has to be foretold.
                let is_kept = weight.is_reached();
                (all.list[count], all.mm[count]) = (SweepArc { to, ms: weight.ms() }, weight.mm());
                all.used[to as usize / 64] |= u64::from(is_kept) << (to % 64);
                count += usize::from(is_kept);
            }
            all.first.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        all.list.truncate(count);
        all.mm.truncate(count);
        all
    }

    /// The steps of a position and their millimetres.
    #[inline(always)]
    pub(super) fn of(&self, position: usize) -> (&[SweepArc], &[u32]) {
        let range = self.first[position] as usize..self.first[position + 1] as usize;
        (&self.list[range.clone()], &self.mm[range])
    }

    /// Whether a step leads to a position: if not, nobody asks for its label but whoever wants its time.
    #[inline(always)]
    pub(super) fn is_used(&self, position: usize) -> bool {
        self.used.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    pub(super) fn memory_bytes(&self) -> usize {
        size_of_val(self.first.as_slice())
            + size_of_val(self.list.as_slice())
            + size_of_val(self.mm.as_slice())
            + size_of_val(self.used.as_slice())
    }
}

/// Vertices such that each comes after those that it links to, by depth first.
pub(super) fn order(upward: &[Vec<Link>]) -> Vec<u32> {
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

/// The place of each vertex in an order.
pub(super) fn positions(order: &[u32]) -> Vec<u32> {
    let mut positions = vec![0; order.len()];
    for (position, &v) in (0..).zip(order) {
        positions[v as usize] = position;
    }
    positions
}

/// The steps of one direction.
pub(super) fn steps(upward: &[Vec<Link>], order: &[u32], positions: &[u32], weight: impl Fn(&Link) -> Weight) -> SweepArcs {
    let count = upward.iter().flatten().filter(|link| weight(link).is_reached()).count();
    let mut all = SweepArcs::with_capacity(order.len(), count);
    let mut row: Vec<(SweepArc, u32)> = Vec::new();
    for &v in order {
        let links = upward[v as usize].iter().map(|link| (link, weight(link))).filter(|(_, weight)| weight.is_reached());
        row.extend(links.map(|(link, weight)| (SweepArc { to: positions[link.node as usize], ms: weight.ms() }, weight.mm())));
        row.sort_unstable_by_key(|(step, _)| step.to);
        all.push(row.drain(..));
    }
    all
}
