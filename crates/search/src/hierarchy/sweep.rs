//! Sweeps: the labels of a batch of origins in one pass over a hierarchy, one vector lane for each origin.
//!
//! In: sweep arcs in both directions, and the positions and labels of each lane's sources. Out: the best label of every
//! lane at every swept node. Labels are milliseconds, or milliseconds and millimetres. First the labels climb from the
//! sources to nodes of higher importance (lower positions); then every swept node, in order, takes the best label over
//! its arcs from more important nodes (D. Delling et al., "PHAST", Journal of Parallel and Distributed Computing 73,
//! 2013). The loops are plain Rust; `pulp` compiles them for the vector registers of the machine.

#![allow(clippy::inline_always, reason = "the loops must end up in the function that is compiled for the vector registers")]

use pulp::{Arch, Simd, WithSimd};

use super::layout::{SweepArc, SweepArcs};
use super::weight::Weight;
use tongda_foundation::units::TravelTime;

/// The sum that a sweep minimizes: a time, or a time and a length.
pub(super) trait SweepLabel: Copy + Ord {
    /// The label of a node that is not reached.
    const FAR: Self;
    /// The label after a further arc.
    fn after(self, arc: SweepArc, mm: u32) -> Self;
    /// Sets `seen` when the length is so great that a further arc could overflow.
    fn note(self, seen: &mut bool);
}

/// Milliseconds. All labels are at most `UNREACHED`, all arcs below it, so that sums do not overflow.
impl SweepLabel for u32 {
    const FAR: Self = TravelTime::UNREACHED.ms();

    #[inline(always)]
    fn after(self, arc: SweepArc, _: u32) -> Self {
        self + arc.ms
    }

    #[inline(always)]
    fn note(self, _: &mut bool) {}
}

/// The bits of a [`Weight`].
impl SweepLabel for u64 {
    const FAR: Self = Weight::NONE.bits();

    #[inline(always)]
    fn after(self, arc: SweepArc, mm: u32) -> Self {
        self + (Self::from(arc.ms) << 32 | Self::from(mm))
    }

    #[inline(always)]
    fn note(self, seen: &mut bool) {
        // Set for lengths from 2^31 - 1 on, which is the greatest length of an arc.
        *seen |= (self + 1) & (1 << 31) != 0;
    }
}

/// The labels of a node, one for each lane.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Lanes<L, const N: usize>(pub(super) [L; N]);

impl<L: SweepLabel, const N: usize> Lanes<L, N> {
    pub(super) const FAR: Self = Self([L::FAR; N]);

    #[inline(always)]
    fn take_better(&mut self, above: &Self, arc: SweepArc, mm: u32) {
        for (label, &above) in self.0.iter_mut().zip(&above.0) {
            *label = (*label).min(above.after(arc, mm));
        }
    }

    #[inline(always)]
    fn note(&self, seen: &mut bool) {
        for label in self.0 {
            label.note(seen);
        }
    }
}

/// The memory of sweeps: labels by position. Those of nodes that the last sweep did not pass over are undefined.
#[derive(Debug)]
pub(super) struct Labels<L, const N: usize> {
    pub(super) labels: Vec<Lanes<L, N>>,
    /// One bit for each position: whether the climb has set its label.
    set: Vec<u64>,
}

impl<L, const N: usize> Default for Labels<L, N> {
    fn default() -> Self {
        Self { labels: Vec::new(), set: Vec::new() }
    }
}

impl<L: SweepLabel, const N: usize> Labels<L, N> {
    #[inline(always)]
    fn is_set(&self, position: usize) -> bool {
        self.set[position / 64] >> (position % 64) & 1 == 1
    }

    #[inline(always)]
    fn at(&mut self, position: usize) -> &mut Lanes<L, N> {
        if !self.is_set(position) {
            self.set[position / 64] |= 1 << (position % 64);
            self.labels[position] = Lanes::FAR;
        }
        &mut self.labels[position]
    }
}

/// The positions that a sweep passes over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swept<'a> {
    /// Every position.
    All(&'a SweepArcs),
    /// These positions, in order; the arcs are numbered like them.
    Some(&'a [u32], &'a SweepArcs),
}

/// An action on the labels of each swept node while they are in the cache.
pub(super) trait Visit<L, const N: usize> {
    /// Whether labels are wanted after the sweep. If not, labels that no arc reads are not written, which spares half of
    /// the memory traffic.
    const KEEP: bool;

    /// Called for each swept node; `index` counts them.
    fn visit(&mut self, index: usize, lanes: &Lanes<L, N>);
}

/// No action.
impl<L, const N: usize> Visit<L, N> for () {
    const KEEP: bool = true;

    #[inline(always)]
    fn visit(&mut self, _: usize, _: &Lanes<L, N>) {}
}

/// The input of a sweep.
pub(super) struct Sweep<'a, L, V, const N: usize> {
    /// Arcs from the sources to more important nodes.
    pub(super) up: &'a SweepArcs,
    /// Arcs from more important nodes to those that are swept.
    pub(super) down: Swept<'a>,
    /// Lane, position and label of each source.
    pub(super) sources: &'a [(usize, u32, L)],
    pub(super) labels: &'a mut Labels<L, N>,
    pub(super) visit: &'a mut V,
}

impl<L: SweepLabel, V: Visit<L, N>, const N: usize> Sweep<'_, L, V, N> {
    /// Sweeps, and returns whether all lengths fit the labels.
    pub(super) fn run(self) -> bool {
        let count = self.up.position_count();
        self.labels.labels.resize(count, Lanes::FAR);
        self.labels.set.resize(count.div_ceil(64), 0);
        Arch::new().dispatch(self)
    }
}

impl<L: SweepLabel, V: Visit<L, N>, const N: usize> WithSimd for Sweep<'_, L, V, N> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        let Self { up, down, sources, labels, visit } = self;
        for &(lane, position, label) in sources {
            let slot = &mut labels.at(position as usize).0[lane];
            *slot = (*slot).min(label);
        }
        let mut overflow = climb(up, labels);
        match down {
            Swept::All(arcs) => descend(arcs, |index| index, labels, visit, &mut overflow),
            Swept::Some(positions, arcs) => {
                descend(arcs, |index| positions[index] as usize, labels, visit, &mut overflow);
            }
        }
        labels.set.fill(0);
        !overflow
    }
}

/// Takes the labels from the sources to more important nodes, from the highest position to the lowest.
#[inline(always)]
fn climb<L: SweepLabel, const N: usize>(up: &SweepArcs, labels: &mut Labels<L, N>) -> bool {
    let mut overflow = false;
    for word in (0..labels.set.len()).rev() {
        let mut below = u64::MAX;
        while let Some(bit) = (labels.set[word] & below).checked_ilog2() {
            below = (1 << bit) - 1;
            let position = word * 64 + bit as usize;
            let own = labels.labels[position];
            own.note(&mut overflow);
            let (arcs, mm) = up.of(position);
            for (&arc, &mm) in arcs.iter().zip(mm) {
                labels.at(arc.to as usize).take_better(&own, arc, mm);
            }
        }
    }
    overflow
}

#[inline(always)]
fn descend<L: SweepLabel, V: Visit<L, N>, const N: usize>(
    down: &SweepArcs,
    position: impl Fn(usize) -> usize,
    labels: &mut Labels<L, N>,
    visit: &mut V,
    overflow: &mut bool,
) {
    for index in 0..down.position_count() {
        let position = position(index);
        let mut best = if labels.is_set(position) { labels.labels[position] } else { Lanes::FAR };
        let (arcs, mm) = down.of(index);
        for (&arc, &mm) in arcs.iter().zip(mm) {
            best.take_better(&labels.labels[arc.to as usize], arc, mm);
        }
        best.note(overflow);
        if V::KEEP || down.is_used(position) {
            labels.labels[position] = best;
        }
        visit.visit(index, &best);
    }
}
