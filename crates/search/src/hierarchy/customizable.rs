//! Hierarchies whose shape is found once for a network and that take the weights of any scenario.
//!
//! In: a network, then views of it. Out: a [`Hierarchy`] for each view, with the same answers as one that is built for
//! it alone. Which arcs it may need does not depend on weights (`elimination`), so that a view only has to find what
//! each of them weighs: for all triangles, the least important corner first, the way over that corner (J. Dibbelt,
//! B. Strasser and D. Wagner, "Customizable contraction hierarchies", Journal of Experimental Algorithmics 21, 2016).
//! Vertices that a view adds leave last, and with their arcs come those that their leaving takes.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::contract::Weighted;
use super::elimination::{Below, Elimination};
use super::layout::SweepArcs;
use super::weight::Weight;
use super::{Hierarchy, number, weigh, weighted};
use tongda_foundation::direction::Direction;
use tongda_network::network::Network;
use tongda_network::scenario::{EdgeView, View};

/// From so many new vertices on, the shape is found anew: all of them would become neighbours of each other.
const MOST_ADDED: usize = 200;

/// Vertices up to which a network has a shape. That of a seeded country of a million takes twice as long as a hierarchy,
/// which the few that a run needs do not win back.
const MOST_VERTICES: usize = 500_000;

/// What the hierarchies of all views of a network have in common.
///
/// For some thousand origins a view, it and the hierarchy together take less time than [`Hierarchy::new`], and so for
/// one view too; sweeps take a quarter longer.
#[derive(Clone, Debug)]
pub struct CustomizableHierarchy {
    /// `None` for networks that are too large for it.
    known: Option<Topology>,
}

#[derive(Clone, Debug)]
struct Topology {
    shape: Elimination,
    below: Below,
    /// What the network's own edges weigh on the arcs of the shape.
    own: Weights,
    /// What all arcs weigh in the network as it is.
    base: Weights,
}

impl CustomizableHierarchy {
    /// Finds the shape for a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        Self { known: (network.node_count() <= MOST_VERTICES).then(|| Topology::new(network)) }
    }

    /// The hierarchy of a view of the same network: the same answers as those of [`Hierarchy::new`].
    ///
    /// On Porto it takes a thirtieth of the time.
    #[must_use]
    pub fn under(&self, view: &View<'_>) -> Hierarchy {
        self.known.as_ref().map_or_else(|| Hierarchy::new(view), |known| known.under(view))
    }
}

impl Topology {
    fn new(network: &Network) -> Self {
        // Edges that are shut belong to it: a scenario may open them.
        let pairs = network.graph().raw_edges().iter().map(|edge| (number(edge.source()), number(edge.target())));
        Self::of(Elimination::new(network.node_count(), pairs), weighted(&View::base(network)))
    }

    fn of(shape: Elimination, arcs: impl Iterator<Item = Weighted>) -> Self {
        let below = Below::of(&shape, 0..shape.positions.len());
        let mut own = Weights::none(&shape);
        own.take(&shape, arcs);
        let mut base = own.clone();
        base.relax(&shape, &below);
        Self { shape, below, own, base }
    }

    fn under(&self, view: &View<'_>) -> Hierarchy {
        if view.node_count() > self.shape.positions.len() + MOST_ADDED {
            let anew = Self::of(Elimination::new(view.node_count(), weighted(view).map(ends)), weighted(view));
            return anew.base.hierarchy(&anew.shape);
        }
        let changed: Vec<Weighted> = view.changes().filter_map(|id| view.edge(id)).map(|edge| best(view, edge)).collect();
        self.with(view.node_count(), &changed, view.only_adds())
    }

    /// The hierarchy with what is the best arc now between some vertices, whether or not there was one before;
    /// `only_better` promises that none of them weighs more than before.
    fn with(&self, node_count: usize, changed: &[Weighted], only_better: bool) -> Hierarchy {
        let is_known = node_count == self.shape.positions.len() && changed.iter().all(|arc| self.shape.joins(ends(*arc)));
        let (shape, mut weights) = if is_known {
            (Cow::Borrowed(&self.shape), self.base.clone())
        } else {
            let (shape, others) = self.shape.with(node_count, changed.iter().copied().map(ends));
            let weights = self.base.moved(&self.shape, &shape, &others);
            (Cow::Owned(shape), weights)
        };
        let affected = shape.above(changed.iter().copied().map(ends));
        let affected = (0..node_count).filter(|position| affected[*position]);
        let below = if only_better {
            // What the other arcs weigh still holds, and arcs get better only over vertices with a better one.
            weights.take(&shape, changed.iter().copied());
            Cow::Owned(Below::of(&shape, affected.clone()))
        } else {
            for position in affected.clone() {
                weights.put_row(&shape, position, &self.own, &self.shape);
            }
            for arc in changed {
                if let Some(slot) = weights.slot(&shape, arc.from, arc.to) {
                    *slot = arc.weight;
                }
            }
            if is_known { Cow::Borrowed(&self.below) } else { Cow::Owned(Below::of(&shape, 0..node_count)) }
        };
        relax(&shape, &below, affected.rev(), 0, [&mut weights.out, &mut weights.into], &mut Vec::new());
        weights.hierarchy(&shape)
    }
}

/// The best of the edges between two vertices, whichever of them is given.
fn best(view: &View<'_>, edge: EdgeView) -> Weighted {
    let mut best = Weighted { weight: Weight::NONE, ..weigh(edge) };
    view.for_each_neighbour(edge.source, Direction::Forward, |next| {
        if let Some(other) = view.edge(next.edge).filter(|other| other.target == edge.target) {
            best.weight = best.weight.min(weigh(other).weight);
        }
    });
    best
}

fn ends(arc: Weighted) -> (u32, u32) {
    (arc.from, arc.to)
}

/// What the arcs of a shape weigh.
#[derive(Clone, Debug)]
struct Weights {
    /// By arc: from its position to its head.
    out: Vec<Weight>,
    /// The other way.
    into: Vec<Weight>,
}

impl Weights {
    fn none(shape: &Elimination) -> Self {
        Self { out: vec![Weight::NONE; shape.heads.len()], into: vec![Weight::NONE; shape.heads.len()] }
    }

    /// Lets arcs of the shape weigh no more than these.
    fn take(&mut self, shape: &Elimination, arcs: impl IntoIterator<Item = Weighted>) {
        for Weighted { from, to, weight } in arcs {
            if let Some(slot) = self.slot(shape, from, to) {
                *slot = weight.min(*slot);
            }
        }
    }

    fn slot(&mut self, shape: &Elimination, from: u32, to: u32) -> Option<&mut Weight> {
        let (from, to) = (shape.positions[from as usize], shape.positions[to as usize]);
        let arc = shape.arc(from, to)?;
        if from > to { self.out.get_mut(arc) } else { self.into.get_mut(arc) }
    }

    /// The same on a shape that has more arcs, those of some positions, and more vertices before its own.
    fn moved(&self, shape: &Elimination, larger: &Elimination, others: &[usize]) -> Self {
        let count = larger.heads.len();
        let mut moved = Self { out: Vec::with_capacity(count), into: Vec::with_capacity(count) };
        let added = larger.positions.len() - shape.positions.len();
        let mut done = added;
        for &position in others {
            moved.extend(self, shape.arcs(done - added..position.max(added) - added));
            let end = larger.range(position).end;
            moved.out.resize(end, Weight::NONE);
            moved.into.resize(end, Weight::NONE);
            moved.put_row(larger, position, self, shape);
            done = done.max(position + 1);
        }
        moved.extend(self, shape.arcs(done - added..shape.positions.len()));
        moved
    }

    fn extend(&mut self, other: &Self, arcs: Range<usize>) {
        self.out.extend_from_slice(&other.out[arcs.clone()]);
        self.into.extend_from_slice(&other.into[arcs]);
    }

    /// Gives the arcs of a position what they weigh in `other`, on a shape that has fewer arcs and fewer vertices first.
    fn put_row(&mut self, shape: &Elimination, position: usize, other: &Self, smaller: &Elimination) {
        let added = shape.positions.len() - smaller.positions.len();
        let to = shape.range(position);
        let from = position.checked_sub(added).map_or(0..0, |position| smaller.range(position));
        if from.len() == to.len() {
            self.out[to.clone()].copy_from_slice(&other.out[from.clone()]);
            self.into[to].copy_from_slice(&other.into[from]);
            return;
        }
        let mut from = from.peekable();
        for arc in to {
            let same = |old: &usize| smaller.heads[*old] as usize + added == shape.heads[arc] as usize;
            let old = from.next_if(same);
            self.out[arc] = old.map_or(Weight::NONE, |old| other.out[old]);
            self.into[arc] = old.map_or(Weight::NONE, |old| other.into[old]);
        }
    }

    /// Lets every arc weigh no more than the way over any vertex that left before both its ends.
    fn relax(&mut self, shape: &Elimination, below: &Below) {
        let parts = shape.parts();
        let mut slices = Vec::with_capacity(parts.len());
        let (mut out, mut into, mut done) = (self.out.as_mut_slice(), self.into.as_mut_slice(), 0);
        for part in &parts {
            let (start, end) = (shape.first[part.start] as usize, shape.first[part.end] as usize);
            let (first, rest) = std::mem::take(&mut out).split_at_mut(end - done);
            let (first_into, rest_into) = std::mem::take(&mut into).split_at_mut(end - done);
            slices.push((part.clone(), start, [&mut first[start - done..], &mut first_into[start - done..]]));
            (out, into, done) = (rest, rest_into, end);
        }
        slices.into_par_iter().for_each_init(Vec::new, |slots, (part, start, weights)| {
            relax(shape, below, part.rev(), start, weights, slots);
        });
        let mut covered = parts.iter().rev().peekable();
        let rest = (0..shape.positions.len()).rev();
        let rest = rest.filter(|position| {
            while covered.next_if(|part| part.start > *position).is_some() {}
            covered.peek().is_none_or(|part| !part.contains(position))
        });
        relax(shape, below, rest, 0, [&mut self.out, &mut self.into], &mut Vec::new());
    }

    fn hierarchy(self, shape: &Elimination) -> Hierarchy {
        let steps = |weights: &[Weight]| SweepArcs::of_arcs(&shape.first, &shape.heads, weights);
        let (out, into) = rayon::join(|| steps(&self.out), || steps(&self.into));
        Hierarchy { positions: shape.positions.clone(), out, into }
    }
}

/// Relaxes the arcs of positions, given from the highest to the lowest, over the vertices that the arcs in `below` leave.
/// The weights are those from arc `start` on, up to the end of the part that the positions are of, which holds all that
/// leave into them.
fn relax(
    shape: &Elimination,
    below: &Below,
    positions: impl Iterator<Item = usize>,
    start: usize,
    [out, into]: [&mut [Weight]; 2],
    slots: &mut Vec<u32>,
) {
    slots.resize(shape.positions.len(), 0);
    for position in positions {
        let own = shape.range(position);
        for (slot, &head) in (0..).zip(shape.row(position)) {
            slots[head as usize] = slot;
        }
        let (out, out_below) = out.split_at_mut(own.end - start);
        let (into, into_below) = into.split_at_mut(own.end - start);
        let (out, into) = (&mut out[own.start - start..], &mut into[own.start - start..]);
        for &(lower, arc) in below.to(position) {
            let (first, arc) = (shape.first[lower as usize] as usize, arc as usize);
            let (up, down) = (out_below[arc - own.end], into_below[arc - own.end]);
            let range = first - own.end..arc - own.end;
            for ((&head, &on), &back) in shape.heads[first..arc].iter().zip(&out_below[range.clone()]).zip(&into_below[range]) {
                let slot = slots[head as usize] as usize;
                out[slot] = out[slot].min(down + on);
                into[slot] = into[slot].min(back + up);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::Sweeper;
    use tongda_foundation::units::TravelTime;
    use tongda_network::network::NodeId;

    fn arcs(nodes: u32) -> impl Strategy<Value = Vec<Weighted>> {
        let arc = (0..nodes, 0..nodes, 0_u32..30).prop_map(|(from, to, ms)| Weighted {
            from,
            to,
            weight: Weight::of(TravelTime::from_ms(ms), f64::from(ms % 7)),
        });
        prop::collection::vec(arc, 0..120)
    }

    /// Times between all vertices.
    fn times(hierarchy: &Hierarchy) -> Vec<Vec<TravelTime>> {
        let all: Vec<[(NodeId, TravelTime); 1]> =
            (0..hierarchy.node_count()).map(|node| [(NodeId::new(node), TravelTime::ZERO)]).collect();
        let everywhere = hierarchy.everywhere(Direction::Forward);
        let mut sweeper = Sweeper::default();
        let found = everywhere.times(&mut sweeper, &all);
        all.iter().map(|[(node, _)]| found.to(node.index()).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn a_shape_takes_any_weights_and_further_arcs(old in arcs(30), new in arcs(36), more in 0_u32..=6) {
            let count = 30 + more as usize;
            let new: Vec<Weighted> = new.into_iter().filter(|arc| arc.from.max(arc.to) < 30 + more).collect();
            let known = Topology::of(Elimination::new(30, old.iter().copied().map(ends)), old.iter().copied());
            prop_assert_eq!(times(&known.with(30, &[], true)), times(&Hierarchy::built(30, old.iter().copied())));
            let both = || old.iter().chain(&new).copied();
            prop_assert_eq!(times(&known.with(count, &new, true)), times(&Hierarchy::built(count, both())));
            // One arc between two vertices, whatever there was before.
            let changed: BTreeMap<(u32, u32), Weighted> = new.iter().map(|arc| (ends(*arc), *arc)).collect();
            let kept = old.iter().filter(|arc| !changed.contains_key(&ends(**arc)));
            let all = Hierarchy::built(count, kept.chain(changed.values()).copied());
            let changed: Vec<Weighted> = changed.values().copied().collect();
            prop_assert_eq!(times(&known.with(count, &changed, false)), times(&all));
        }
    }
}
