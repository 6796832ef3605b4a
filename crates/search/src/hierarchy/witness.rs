//! Witness searches: a path around a node that is as good as the path over it makes a shortcut unnecessary.
//!
//! In: the remaining graph and the node to contract. Out: the shortcuts that its contraction needs. A search that stops
//! early gives more shortcuts than needed, never too few.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::weight::Weight;

/// A neighbour in the remaining graph, with the weights of the arcs in both directions.
#[derive(Clone, Copy, Debug)]
pub(super) struct NeighbourArcs {
    pub(super) node: u32,
    /// The arc to the neighbour, [`Weight::NONE`] if there is none.
    pub(super) out: Weight,
    /// The arc from the neighbour, [`Weight::NONE`] if there is none.
    pub(super) into: Weight,
}

/// An arc in place of the path over a contracted node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shortcut {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) weight: Weight,
}

/// The memory of witness searches.
#[derive(Debug, Default)]
pub(super) struct WitnessSearch {
    best: Vec<Weight>,
    touched: Vec<u32>,
    /// Whether a node is the end of a path over the middle node.
    wanted: Vec<bool>,
    queue: BinaryHeap<Reverse<(Weight, u32)>>,
    shortcuts: Vec<Shortcut>,
}

impl WitnessSearch {
    /// The shortcuts for the paths over `middle` for which no witness is found.
    ///
    /// Looks for witnesses of two arcs, then settles at most `most_settled` nodes from each neighbour. Nodes that `skip`
    /// names are not part of a witness.
    pub(super) fn shortcuts(
        &mut self,
        links: &[Vec<NeighbourArcs>],
        middle: u32,
        most_settled: usize,
        skip: impl Fn(u32) -> bool,
    ) -> &[Shortcut] {
        self.begin(links.len());
        for from in links[middle as usize].iter().filter(|link| link.into.is_reached()) {
            let first = self.shortcuts.len();
            self.two_arcs(links, middle, from, &skip);
            let Some(farthest) = self.shortcuts[first..].iter().map(|way| way.weight).max() else { continue };
            for way in &self.shortcuts[first..] {
                self.wanted[way.to as usize] = true;
            }
            let wanted = self.shortcuts.len() - first;
            self.search(links, from.node, farthest, (most_settled, wanted), |node| node == middle || skip(node));
            for way in &self.shortcuts[first..] {
                self.wanted[way.to as usize] = false;
            }
            let mut kept = first;
            for position in first..self.shortcuts.len() {
                let way = self.shortcuts[position];
                if way.weight < self.best[way.to as usize] {
                    self.shortcuts[kept] = way;
                    kept += 1;
                }
            }
            self.shortcuts.truncate(kept);
            for node in self.touched.drain(..) {
                self.best[node as usize] = Weight::NONE;
            }
        }
        &self.shortcuts
    }

    /// The number of paths over `middle` without a witness of one or two arcs.
    pub(super) fn count(&mut self, links: &[Vec<NeighbourArcs>], middle: u32) -> usize {
        self.begin(links.len());
        for from in links[middle as usize].iter().filter(|link| link.into.is_reached()) {
            self.two_arcs(links, middle, from, |_| false);
        }
        self.shortcuts.len()
    }

    fn begin(&mut self, node_count: usize) {
        self.shortcuts.clear();
        self.best.resize(node_count, Weight::NONE);
        self.wanted.resize(node_count, false);
    }

    /// Adds shortcuts for the paths from a neighbour over `middle` that have no witness of one or two arcs.
    #[inline]
    fn two_arcs(&mut self, links: &[Vec<NeighbourArcs>], middle: u32, from: &NeighbourArcs, skip: impl Fn(u32) -> bool) {
        let around = &links[middle as usize];
        if !around.iter().any(|to| to.node != from.node && to.out.is_reached()) {
            return;
        }
        let out = &links[from.node as usize];
        for link in out.iter().filter(|link| link.node != middle && !skip(link.node)) {
            self.best[link.node as usize] = link.out;
        }
        let best = &self.best;
        for to in around.iter().filter(|to| to.node != from.node && to.out.is_reached()) {
            let weight = from.into + to.out;
            let is_around = |link: &NeighbourArcs| best[link.node as usize] + link.into <= weight;
            if best[to.node as usize] > weight && !links[to.node as usize].iter().any(is_around) {
                self.shortcuts.push(Shortcut { from: from.node, to: to.node, weight });
            }
        }
        for link in out {
            self.best[link.node as usize] = Weight::NONE;
        }
    }

    /// Searches until `most_settled` nodes are settled, or all `wanted` ones.
    fn search(
        &mut self,
        links: &[Vec<NeighbourArcs>],
        from: u32,
        farthest: Weight,
        (most_settled, mut wanted): (usize, usize),
        skip: impl Fn(u32) -> bool,
    ) {
        self.queue.clear();
        self.best[from as usize] = Weight::ZERO;
        self.touched.push(from);
        self.queue.push(Reverse((Weight::ZERO, from)));
        let mut settled = 0;
        while let Some(Reverse((weight, node))) = self.queue.pop() {
            if weight > self.best[node as usize] {
                continue;
            }
            settled += 1;
            wanted -= usize::from(self.wanted[node as usize]);
            if settled > most_settled || wanted == 0 {
                break;
            }
            for link in links[node as usize].iter().filter(|link| link.out.is_reached()) {
                let next = weight + link.out;
                let best = &mut self.best[link.node as usize];
                if next < *best && next <= farthest && !skip(link.node) {
                    if !best.is_reached() {
                        self.touched.push(link.node);
                    }
                    *best = next;
                    self.queue.push(Reverse((next, link.node)));
                }
            }
        }
    }
}
