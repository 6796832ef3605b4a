//! Hierarchies whose shape is found once for a network and that take the weights of any scenario.
//!
//! In: a network, then views of it. Out: a [`Hierarchy`] for each view, with the same answers as one that is built for
//! it alone. Which arcs it may need does not depend on weights (`elimination`), so that a view only has to find what
//! each of them weighs: for all triangles, the least important corner first, the way over that corner (J. Dibbelt,
//! B. Strasser and D. Wagner, "Customizable contraction hierarchies", Journal of Experimental Algorithmics 21, 2016).
//! Vertices that a view adds leave last, and with their arcs come those that their leaving takes.

use std::borrow::Cow;

use rayon::prelude::*;

use super::contract::Weighted;
use super::elimination::Elimination;
use super::layout::{Step, Steps};
use super::weight::Weight;
use super::{Hierarchy, number, weigh, weighted};
use crate::direction::Direction;
use crate::network::{EdgeId, Network};
use crate::scenario::View;

/// From so many new vertices on, the shape is found anew: all of them would become neighbours of each other.
const MOST_ADDED: usize = 200;

/// The shape of the hierarchies of a network.
#[derive(Clone, Debug)]
pub struct Customizable {
    edge_count: usize,
    shape: Elimination,
    /// What the network's own edges weigh on the arcs of the shape.
    own: Weights,
}

impl Customizable {
    /// Finds the shape for a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        // Edges that are shut belong to it: a scenario may open them.
        let pairs = network.graph().raw_edges().iter().map(|edge| (number(edge.source()), number(edge.target())));
        let shape = Elimination::new(network.node_count(), pairs);
        let mut own = Weights::none(&shape);
        own.take(&shape, weighted(&View::base(network)));
        Self { edge_count: network.edge_count(), shape, own }
    }

    /// The hierarchy of a view of the same network: the same answers as those of [`Hierarchy::new`].
    ///
    /// On Porto it takes a twentieth of the time, and sweeps over it take a quarter longer.
    #[must_use]
    pub fn under(&self, view: &View<'_>) -> Hierarchy {
        let is_added = |id: &EdgeId| id.index() >= self.edge_count;
        let added: Vec<Weighted> = view.changes().filter(is_added).filter_map(|id| view.edge(id)).map(weigh).collect();
        if view.node_count() > self.shape.positions.len() + MOST_ADDED {
            let shape = Elimination::new(view.node_count(), weighted(view).map(ends));
            let mut weights = Weights::none(&shape);
            weights.take(&shape, weighted(view));
            return weights.hierarchy(&shape);
        }
        let (shape, mut weights) = if added.is_empty() {
            (Cow::Borrowed(&self.shape), self.own.clone())
        } else {
            let shape = self.shape.with(view.node_count(), added.iter().copied().map(ends));
            let weights = self.own.moved(&self.shape, &shape);
            (Cow::Owned(shape), weights)
        };
        let changed = view.changes().filter(|id| !is_added(id)).filter_map(|id| view.edge(id));
        for edge in changed {
            let mut best = Weight::NONE;
            view.for_each_neighbour(edge.source, Direction::Forward, |next| {
                if let Some(other) = view.edge(next.edge).filter(|other| other.target == edge.target) {
                    best = best.min(weigh(other).weight);
                }
            });
            if let Some(slot) = weights.slot(&shape, number(edge.source), number(edge.target)) {
                *slot = best;
            }
        }
        weights.take(&shape, added);
        weights.hierarchy(&shape)
    }
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

    /// The same on a shape that has more arcs, and more vertices before its own.
    fn moved(&self, shape: &Elimination, larger: &Elimination) -> Self {
        let mut moved = Self::none(larger);
        let added = larger.positions.len() - shape.positions.len();
        for position in 0..shape.positions.len() {
            let (from, to) = (shape.range(position), larger.range(position + added));
            if from.len() == to.len() {
                moved.out[to.clone()].copy_from_slice(&self.out[from.clone()]);
                moved.into[to].copy_from_slice(&self.into[from]);
                continue;
            }
            let heads = larger.heads[to.clone()]
                .iter()
                .zip(to)
                .filter_map(|(head, arc)| Some(((*head as usize).checked_sub(added)?, arc)));
            let mut heads = heads.peekable();
            for arc in from {
                let head = shape.heads[arc] as usize;
                while heads.next_if(|(next, _)| *next < head).is_some() {}
                if let Some((_, to)) = heads.next() {
                    (moved.out[to], moved.into[to]) = (self.out[arc], self.into[arc]);
                }
            }
        }
        moved
    }

    /// Lets every arc weigh no more than the way over any vertex that left before both its ends.
    fn relax(&mut self, shape: &Elimination) {
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
        slices
            .into_par_iter()
            .for_each_init(Vec::new, |slots, (part, start, weights)| relax(shape, part.rev(), start, weights, slots));
        let mut covered = parts.iter().rev().peekable();
        let rest = (0..shape.positions.len()).rev();
        let rest = rest.filter(|position| {
            while covered.next_if(|part| part.start > *position).is_some() {}
            covered.peek().is_none_or(|part| !part.contains(position))
        });
        relax(shape, rest, 0, [&mut self.out, &mut self.into], &mut Vec::new());
    }

    fn hierarchy(mut self, shape: &Elimination) -> Hierarchy {
        self.relax(shape);
        let steps = |weights: &[Weight]| {
            let mut steps = Steps::with_capacity(shape.positions.len(), weights.len());
            for position in 0..shape.positions.len() {
                let weights = &weights[shape.range(position)];
                let row = shape.row(position).iter().zip(weights).filter(|(_, weight)| weight.is_reached());
                steps.push(row.map(|(&to, weight)| (Step { to, ms: weight.ms() }, weight.mm())));
            }
            steps
        };
        let (out, into) = rayon::join(|| steps(&self.out), || steps(&self.into));
        Hierarchy { positions: shape.positions.clone(), out, into }
    }
}

/// Relaxes the arcs of positions, given from the highest to the lowest. The weights are those from arc `start` on, up
/// to the end of the part that the positions are of, which holds all that leave into them.
fn relax(
    shape: &Elimination,
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
        for &(lower, arc) in shape.below(position) {
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
    use proptest::prelude::*;

    use super::*;
    use crate::network::NodeId;
    use crate::search::Sweeper;
    use crate::units::TravelTime;

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
            let shape = Elimination::new(30, old.iter().copied().map(ends));
            let mut own = Weights::none(&shape);
            own.take(&shape, old.iter().copied());
            prop_assert_eq!(times(&own.clone().hierarchy(&shape)), times(&Hierarchy::built(30, old.iter().copied())));
            let larger = shape.with(count, new.iter().copied().map(ends));
            let mut weights = own.moved(&shape, &larger);
            weights.take(&larger, new.iter().copied());
            let all = || old.iter().chain(&new).copied();
            prop_assert_eq!(times(&weights.hierarchy(&larger)), times(&Hierarchy::built(count, all())));
        }
    }
}
