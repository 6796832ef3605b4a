//! One sweep: the labels of many origins at once, in vector lanes.
//!
//! In: steps in both directions and where the origins of each lane stand. Out: the best label of
//! every lane at every swept vertex. First the labels climb from the origins to vertices of higher
//! importance (towards lower positions), then all swept vertices, in order, take the best of the
//! vertices above them (Delling et al., PHAST, 2013). The loops are plain Rust; `pulp` compiles
//! them for the vector registers that the machine turns out to have.

#![allow(clippy::inline_always, reason = "the loops must end up in the function that is compiled for the vector registers")]

use pulp::{Arch, Simd, WithSimd};

use super::layout::{SweepArc, SweepArcs};
use super::weight::Weight;
use tongda_foundation::units::TravelTime;

/// What a sweep adds up: a time alone, or a time and a length.
pub(super) trait Label: Copy + Ord {
    /// No way there.
    const FAR: Self;
    /// The label after a further step.
    fn after(self, step: SweepArc, mm: u32) -> Self;
    /// Notes in `seen` whether the length is so great that a further step could overflow.
    fn note(self, seen: &mut bool);
}

/// Milliseconds. All labels are at most `UNREACHED`, all steps below it: sums do not overflow.
impl Label for u32 {
    const FAR: Self = TravelTime::UNREACHED.ms();

    #[inline(always)]
    fn after(self, step: SweepArc, _: u32) -> Self {
        self + step.ms
    }

    #[inline(always)]
    fn note(self, _: &mut bool) {}
}

/// The bits of a [`Weight`].
impl Label for u64 {
    const FAR: Self = Weight::NONE.bits();

    #[inline(always)]
    fn after(self, step: SweepArc, mm: u32) -> Self {
        self + (Self::from(step.ms) << 32 | Self::from(mm))
    }

    #[inline(always)]
    fn note(self, seen: &mut bool) {
        // Set for lengths from 2^31 - 1 on, at which those of steps stop.
        *seen |= (self + 1) & (1 << 31) != 0;
    }
}

/// The labels of a vertex, one a lane.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Lanes<L, const N: usize>(pub(super) [L; N]);

impl<L: Label, const N: usize> Lanes<L, N> {
    pub(super) const FAR: Self = Self([L::FAR; N]);

    #[inline(always)]
    fn take_better(&mut self, above: &Self, step: SweepArc, mm: u32) {
        for (label, &above) in self.0.iter_mut().zip(&above.0) {
            *label = (*label).min(above.after(step, mm));
        }
    }

    #[inline(always)]
    fn note(&self, seen: &mut bool) {
        for label in self.0 {
            label.note(seen);
        }
    }
}

/// The memory of sweeps: labels by position. Those of vertices that the last sweep did not pass
/// over mean nothing.
#[derive(Debug)]
pub(super) struct Labels<L, const N: usize> {
    pub(super) labels: Vec<Lanes<L, N>>,
    /// One bit a position: whether its label is set on the way up.
    set: Vec<u64>,
}

impl<L, const N: usize> Default for Labels<L, N> {
    fn default() -> Self {
        Self { labels: Vec::new(), set: Vec::new() }
    }
}

impl<L: Label, const N: usize> Labels<L, N> {
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

/// What a sweep passes over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swept<'a> {
    /// Every position.
    All(&'a SweepArcs),
    /// These positions, in order; the steps are numbered like them.
    Some(&'a [u32], &'a SweepArcs),
}

/// What is done with each swept vertex's labels while they are in the cache.
pub(super) trait Visit<L, const N: usize> {
    /// Whether labels are wanted after the sweep. If not, those that it needs no more are not written,
    /// which spares half the memory traffic.
    const KEEP: bool;

    /// `index` counts swept vertices.
    fn visit(&mut self, index: usize, lanes: &Lanes<L, N>);
}

/// Nothing.
impl<L, const N: usize> Visit<L, N> for () {
    const KEEP: bool = true;

    #[inline(always)]
    fn visit(&mut self, _: usize, _: &Lanes<L, N>) {}
}

/// A sweep to be done.
pub(super) struct Sweep<'a, L, V, const N: usize> {
    /// Steps away from the origins.
    pub(super) up: &'a SweepArcs,
    /// Steps towards what is swept.
    pub(super) down: Swept<'a>,
    /// Lane, position and label at the start.
    pub(super) sources: &'a [(usize, u32, L)],
    pub(super) labels: &'a mut Labels<L, N>,
    pub(super) visit: &'a mut V,
}

impl<L: Label, V: Visit<L, N>, const N: usize> Sweep<'_, L, V, N> {
    /// Sweeps; whether lengths stayed within what a label holds.
    pub(super) fn run(self) -> bool {
        let count = self.up.first.len() - 1;
        self.labels.labels.resize(count, Lanes::FAR);
        self.labels.set.resize(count.div_ceil(64), 0);
        Arch::new().dispatch(self)
    }
}

impl<L: Label, V: Visit<L, N>, const N: usize> WithSimd for Sweep<'_, L, V, N> {
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
            Swept::All(steps) => descend(steps, |index| index, labels, visit, &mut overflow),
            Swept::Some(positions, steps) => {
                descend(steps, |index| positions[index] as usize, labels, visit, &mut overflow);
            }
        }
        labels.set.fill(0);
        !overflow
    }
}

/// Takes the labels from the origins up, from the highest position to the lowest.
#[inline(always)]
fn climb<L: Label, const N: usize>(up: &SweepArcs, labels: &mut Labels<L, N>) -> bool {
    let mut overflow = false;
    for word in (0..labels.set.len()).rev() {
        let mut below = u64::MAX;
        while let Some(bit) = (labels.set[word] & below).checked_ilog2() {
            below = (1 << bit) - 1;
            let position = word * 64 + bit as usize;
            let own = labels.labels[position];
            own.note(&mut overflow);
            let (steps, mm) = up.of(position);
            for (&step, &mm) in steps.iter().zip(mm) {
                labels.at(step.to as usize).take_better(&own, step, mm);
            }
        }
    }
    overflow
}

#[inline(always)]
fn descend<L: Label, V: Visit<L, N>, const N: usize>(
    down: &SweepArcs,
    position: impl Fn(usize) -> usize,
    labels: &mut Labels<L, N>,
    visit: &mut V,
    overflow: &mut bool,
) {
    for index in 0..down.first.len() - 1 {
        let position = position(index);
        let mut best = if labels.is_set(position) { labels.labels[position] } else { Lanes::FAR };
        let (steps, mm) = down.of(index);
        for (&step, &mm) in steps.iter().zip(mm) {
            best.take_better(&labels.labels[step.to as usize], step, mm);
        }
        best.note(overflow);
        if V::KEEP || down.is_used(position) {
            labels.labels[position] = best;
        }
        visit.visit(index, &best);
    }
}
