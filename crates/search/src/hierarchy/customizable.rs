//! Customizable contraction hierarchies: the topology is found once for a network, the weights for each view.
//!
//! In: a network, then views of it. Out: a [`Hierarchy`] for each view, with the same answers as one that is built for
//! the view alone. The arcs that a hierarchy may need do not depend on weights (`elimination`). Customization finds the
//! weights: it goes through all triangles, the corner that is eliminated first foremost, and lets the opposite arc weigh
//! no more than the path over that corner (J. Dibbelt, B. Strasser and D. Wagner, "Customizable contraction hierarchies",
//! Journal of Experimental Algorithmics 21, 2016). Nodes that a view adds are eliminated last.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::contract::WeightedArc;
use super::elimination::{Elimination, IncomingArcs};
use super::layout::SweepArcs;
use super::weight::Weight;
use super::{Hierarchy, number, weigh, weighted};
use tongda_foundation::direction::Direction;
use tongda_network::network::Network;
use tongda_network::scenario::{EdgeView, View};

/// With more added nodes than this, the topology is found anew: all of them would become neighbours of each other.
const MOST_ADDED: usize = 200;

/// The most nodes of a network that gets a topology. For a synthetic country of a million nodes it takes twice as long as
/// a hierarchy, which the few hierarchies of a run do not win back.
const MOST_NODES: usize = 500_000;

/// The common part of the hierarchies of all views of a network.
///
/// Building it and one hierarchy takes less time than [`Hierarchy::new`]. Sweeps take a quarter longer, so that it pays for
/// up to some thousand origins a view.
#[derive(Clone, Debug)]
pub struct CustomizableHierarchy {
    /// `None` for networks that are too large for it.
    known: Option<Customization>,
}

/// A topology with the weights of the network as it is.
#[derive(Clone, Debug)]
struct Customization {
    topology: Elimination,
    incoming: IncomingArcs,
    /// The weights of arcs by the network's edges alone.
    own: ArcWeights,
    /// The weights after customization.
    base: ArcWeights,
}

impl CustomizableHierarchy {
    /// Finds the topology for a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        Self { known: (network.node_count() <= MOST_NODES).then(|| Customization::new(network)) }
    }

    /// The hierarchy of a view of the same network: the same answers as those of [`Hierarchy::new`].
    ///
    /// On the roads of Porto it takes a thirtieth of the time.
    #[must_use]
    pub fn under(&self, view: &View<'_>) -> Hierarchy {
        self.known.as_ref().map_or_else(|| Hierarchy::new(view), |known| known.under(view))
    }
}

impl Customization {
    fn new(network: &Network) -> Self {
        // Edges that are not open belong to it: a scenario may open them.
        let pairs = network.graph().raw_edges().iter().map(|edge| (number(edge.source()), number(edge.target())));
        Self::of(Elimination::new(network.node_count(), pairs), weighted(&View::base(network)))
    }

    fn of(topology: Elimination, arcs: impl Iterator<Item = WeightedArc>) -> Self {
        let incoming = IncomingArcs::of(&topology, 0..topology.positions.len());
        let mut own = ArcWeights::none(&topology);
        own.take(&topology, arcs);
        let mut base = own.clone();
        base.relax(&topology, &incoming);
        Self { topology, incoming, own, base }
    }

    fn under(&self, view: &View<'_>) -> Hierarchy {
        if view.node_count() > self.topology.positions.len() + MOST_ADDED {
            let anew = Self::of(Elimination::new(view.node_count(), weighted(view).map(end_nodes)), weighted(view));
            return anew.base.hierarchy(&anew.topology);
        }
        let changed: Vec<WeightedArc> = view.changes().filter_map(|id| view.edge(id)).map(|edge| best(view, edge)).collect();
        self.with(view.node_count(), &changed, view.only_adds())
    }

    /// The hierarchy after a change of the best arcs between some nodes, whether or not there was one before;
    /// `only_better` promises that none of them weighs more than before.
    fn with(&self, node_count: usize, changed: &[WeightedArc], only_better: bool) -> Hierarchy {
        let is_known =
            node_count == self.topology.positions.len() && changed.iter().all(|arc| self.topology.joins(end_nodes(*arc)));
        let (topology, mut weights) = if is_known {
            (Cow::Borrowed(&self.topology), self.base.clone())
        } else {
            let (topology, others) = self.topology.with(node_count, changed.iter().copied().map(end_nodes));
            let weights = self.base.extended(&self.topology, &topology, &others);
            (Cow::Owned(topology), weights)
        };
        let affected = topology.affected(changed.iter().copied().map(end_nodes));
        let affected = (0..node_count).filter(|position| affected[*position]);
        let incoming = if only_better {
            // The weights of all other arcs still hold, and an arc improves only over a node with an improved arc.
            weights.take(&topology, changed.iter().copied());
            Cow::Owned(IncomingArcs::of(&topology, affected.clone()))
        } else {
            for position in affected.clone() {
                weights.put_row(&topology, position, &self.own, &self.topology);
            }
            for arc in changed {
                if let Some(slot) = weights.slot(&topology, arc.from, arc.to) {
                    *slot = arc.weight;
                }
            }
            if is_known { Cow::Borrowed(&self.incoming) } else { Cow::Owned(IncomingArcs::of(&topology, 0..node_count)) }
        };
        relax(&topology, &incoming, affected.rev(), 0, [&mut weights.out, &mut weights.into], &mut Vec::new());
        weights.hierarchy(&topology)
    }
}

/// The best of the parallel edges from the source to the target of an edge.
fn best(view: &View<'_>, edge: EdgeView) -> WeightedArc {
    let mut best = WeightedArc { weight: Weight::NONE, ..weigh(edge) };
    view.for_each_neighbour(edge.source, Direction::Forward, |next| {
        if let Some(other) = view.edge(next.edge).filter(|other| other.target == edge.target) {
            best.weight = best.weight.min(weigh(other).weight);
        }
    });
    best
}

fn end_nodes(arc: WeightedArc) -> (u32, u32) {
    (arc.from, arc.to)
}

/// The weights of the arcs of a topology.
#[derive(Clone, Debug)]
struct ArcWeights {
    /// By arc, from its position to its head.
    out: Vec<Weight>,
    /// By arc, from its head to its position.
    into: Vec<Weight>,
}

impl ArcWeights {
    fn none(topology: &Elimination) -> Self {
        Self { out: vec![Weight::NONE; topology.arc_count()], into: vec![Weight::NONE; topology.arc_count()] }
    }

    /// Lets arcs of the topology weigh no more than these.
    fn take(&mut self, topology: &Elimination, arcs: impl IntoIterator<Item = WeightedArc>) {
        for WeightedArc { from, to, weight } in arcs {
            if let Some(slot) = self.slot(topology, from, to) {
                *slot = weight.min(*slot);
            }
        }
    }

    fn slot(&mut self, topology: &Elimination, from: u32, to: u32) -> Option<&mut Weight> {
        let (from, to) = (topology.positions[from as usize], topology.positions[to as usize]);
        let arc = topology.arc(from, to)?;
        if from > to { self.out.get_mut(arc) } else { self.into.get_mut(arc) }
    }

    /// The weights on a larger topology, which has further arcs at the positions in `others`, and added nodes at the lowest
    /// positions.
    fn extended(&self, topology: &Elimination, larger: &Elimination, others: &[usize]) -> Self {
        let count = larger.arc_count();
        let mut all = Self { out: Vec::with_capacity(count), into: Vec::with_capacity(count) };
        let added = larger.positions.len() - topology.positions.len();
        let mut done = added;
        for &position in others {
            all.extend(self, topology.arcs(done - added..position.max(added) - added));
            let end = larger.range(position).end;
            all.out.resize(end, Weight::NONE);
            all.into.resize(end, Weight::NONE);
            all.put_row(larger, position, self, topology);
            done = done.max(position + 1);
        }
        all.extend(self, topology.arcs(done - added..topology.positions.len()));
        all
    }

    fn extend(&mut self, other: &Self, arcs: Range<usize>) {
        self.out.extend_from_slice(&other.out[arcs.clone()]);
        self.into.extend_from_slice(&other.into[arcs]);
    }

    /// Gives the arcs of a position their weights in `other`, on a topology with fewer arcs and without the added nodes.
    fn put_row(&mut self, topology: &Elimination, position: usize, other: &Self, smaller: &Elimination) {
        let added = topology.positions.len() - smaller.positions.len();
        let to = topology.range(position);
        let from = position.checked_sub(added).map_or(0..0, |position| smaller.range(position));
        if from.len() == to.len() {
            self.out[to.clone()].copy_from_slice(&other.out[from.clone()]);
            self.into[to].copy_from_slice(&other.into[from]);
            return;
        }
        let mut from = from.peekable();
        for arc in to {
            let same = |old: &usize| smaller.heads.items()[*old] as usize + added == topology.heads.items()[arc] as usize;
            let old = from.next_if(same);
            self.out[arc] = old.map_or(Weight::NONE, |old| other.out[old]);
            self.into[arc] = old.map_or(Weight::NONE, |old| other.into[old]);
        }
    }

    /// Lets every arc weigh no more than the path over any node that was eliminated before both its ends.
    ///
    /// Disjoint subtrees of the elimination tree are worked on in parallel, then the positions above them.
    fn relax(&mut self, topology: &Elimination, incoming: &IncomingArcs) {
        let parts = topology.parts();
        let mut slices = Vec::with_capacity(parts.len());
        let (mut out, mut into, mut done) = (self.out.as_mut_slice(), self.into.as_mut_slice(), 0);
        for part in &parts {
            let Range { start, end } = topology.arcs(part.clone());
            let (first, rest) = std::mem::take(&mut out).split_at_mut(end - done);
            let (first_into, rest_into) = std::mem::take(&mut into).split_at_mut(end - done);
            slices.push((part.clone(), start, [&mut first[start - done..], &mut first_into[start - done..]]));
            (out, into, done) = (rest, rest_into, end);
        }
        slices.into_par_iter().for_each_init(Vec::new, |slots, (part, start, weights)| {
            relax(topology, incoming, part.rev(), start, weights, slots);
        });
        let mut covered = parts.iter().rev().peekable();
        let rest = (0..topology.positions.len()).rev();
        let rest = rest.filter(|position| {
            while covered.next_if(|part| part.start > *position).is_some() {}
            covered.peek().is_none_or(|part| !part.contains(position))
        });
        relax(topology, incoming, rest, 0, [&mut self.out, &mut self.into], &mut Vec::new());
    }

    fn hierarchy(self, topology: &Elimination) -> Hierarchy {
        let arcs = |weights: &[Weight]| SweepArcs::of_arcs(&topology.heads, weights);
        let (out, into) = rayon::join(|| arcs(&self.out), || arcs(&self.into));
        Hierarchy { positions: topology.positions.clone(), out, into }
    }
}

/// Relaxes the arcs of positions, which must descend, over the nodes where the arcs in `incoming` begin. The weights are
/// those from arc `start` on, up to the end of the subtree of the positions.
fn relax(
    topology: &Elimination,
    incoming: &IncomingArcs,
    positions: impl Iterator<Item = usize>,
    start: usize,
    [out, into]: [&mut [Weight]; 2],
    slots: &mut Vec<u32>,
) {
    slots.resize(topology.positions.len(), 0);
    for position in positions {
        let own = topology.range(position);
        for (slot, &head) in (0..).zip(topology.row(position)) {
            slots[head as usize] = slot;
        }
        let (out, out_below) = out.split_at_mut(own.end - start);
        let (into, into_below) = into.split_at_mut(own.end - start);
        let (out, into) = (&mut out[own.start - start..], &mut into[own.start - start..]);
        for &(lower, arc) in incoming.to(position) {
            let (first, arc) = (topology.heads.offsets()[lower as usize] as usize, arc as usize);
            let (up, down) = (out_below[arc - own.end], into_below[arc - own.end]);
            let range = first - own.end..arc - own.end;
            let heads = &topology.heads.items()[first..arc];
            for ((&head, &on), &back) in heads.iter().zip(&out_below[range.clone()]).zip(&into_below[range]) {
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

    fn arcs(nodes: u32) -> impl Strategy<Value = Vec<WeightedArc>> {
        let arc = (0..nodes, 0..nodes, 0_u32..30).prop_map(|(from, to, ms)| WeightedArc {
            from,
            to,
            weight: Weight::of(TravelTime::from_ms(ms), f64::from(ms % 7)),
        });
        prop::collection::vec(arc, 0..120)
    }

    /// Times between all nodes.
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
        fn a_topology_takes_any_weights_and_further_arcs(old in arcs(30), new in arcs(36), more in 0_u32..=6) {
            let count = 30 + more as usize;
            let new: Vec<WeightedArc> = new.into_iter().filter(|arc| arc.from.max(arc.to) < 30 + more).collect();
            let known = Customization::of(Elimination::new(30, old.iter().copied().map(end_nodes)), old.iter().copied());
            prop_assert_eq!(times(&known.with(30, &[], true)), times(&Hierarchy::built(30, old.iter().copied())));
            let both = || old.iter().chain(&new).copied();
            prop_assert_eq!(times(&known.with(count, &new, true)), times(&Hierarchy::built(count, both())));
            // One arc between two nodes, whatever there was before.
            let changed: BTreeMap<(u32, u32), WeightedArc> = new.iter().map(|arc| (end_nodes(*arc), *arc)).collect();
            let kept = old.iter().filter(|arc| !changed.contains_key(&end_nodes(**arc)));
            let all = Hierarchy::built(count, kept.chain(changed.values()).copied());
            let changed: Vec<WeightedArc> = changed.values().copied().collect();
            prop_assert_eq!(times(&known.with(count, &changed, false)), times(&all));
        }
    }
}
