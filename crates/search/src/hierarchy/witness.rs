//! Ways around a vertex: where there is none as good, its leaving takes a shortcut.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::weight::Weight;

/// A neighbour in what is left of the graph, with the ways there and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) node: u32,
    /// The way to the neighbour, [`Weight::NONE`] if there is none.
    pub(super) out: Weight,
    /// The way from the neighbour, likewise.
    pub(super) into: Weight,
}

/// An arc in place of a way over a vertex that leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shortcut {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) weight: Weight,
}

/// The memory of searches for ways around a vertex.
#[derive(Debug, Default)]
pub(super) struct Witness {
    best: Vec<Weight>,
    touched: Vec<u32>,
    /// Whether a vertex is one to which ways over the middle lead.
    wanted: Vec<bool>,
    queue: BinaryHeap<Reverse<(Weight, u32)>>,
    shortcuts: Vec<Shortcut>,
}

impl Witness {
    /// The ways over `middle` for which no way around it is found that is as good.
    ///
    /// Looks for ways around of two arcs, then at no more than `look` vertices from each neighbour, and
    /// passes by those that `skip` names. Too small a number gives more shortcuts than needed, never too few.
    pub(super) fn shortcuts(&mut self, links: &[Vec<Link>], middle: u32, look: usize, skip: impl Fn(u32) -> bool) -> &[Shortcut] {
        self.begin(links.len());
        for from in links[middle as usize].iter().filter(|link| link.into.is_reached()) {
            let first = self.shortcuts.len();
            self.two_arcs(links, middle, from, &skip);
            let Some(farthest) = self.shortcuts[first..].iter().map(|way| way.weight).max() else { continue };
            for way in &self.shortcuts[first..] {
                self.wanted[way.to as usize] = true;
            }
            let wanted = self.shortcuts.len() - first;
            self.search(links, from.node, farthest, (look, wanted), |node| node == middle || skip(node));
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

    /// How many ways over `middle` have no way around of one or two arcs that is as good.
    pub(super) fn count(&mut self, links: &[Vec<Link>], middle: u32) -> usize {
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

    /// Adds the ways from a neighbour over `middle` for which there is no way around of one or two arcs.
    #[inline]
    fn two_arcs(&mut self, links: &[Vec<Link>], middle: u32, from: &Link, skip: impl Fn(u32) -> bool) {
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
            let is_around = |link: &Link| best[link.node as usize] + link.into <= weight;
            if best[to.node as usize] > weight && !links[to.node as usize].iter().any(is_around) {
                self.shortcuts.push(Shortcut { from: from.node, to: to.node, weight });
            }
        }
        for link in out {
            self.best[link.node as usize] = Weight::NONE;
        }
    }

    /// Searches until `look` vertices are settled, or the so many that are `wanted`.
    fn search(
        &mut self,
        links: &[Vec<Link>],
        from: u32,
        farthest: Weight,
        (look, mut wanted): (usize, usize),
        skip: impl Fn(u32) -> bool,
    ) {
        self.queue.clear();
        self.best[from as usize] = Weight::ZERO;
        self.touched.push(from);
        self.queue.push(Reverse((Weight::ZERO, from)));
        let mut looked_at = 0;
        while let Some(Reverse((weight, node))) = self.queue.pop() {
            if weight > self.best[node as usize] {
                continue;
            }
            looked_at += 1;
            wanted -= usize::from(self.wanted[node as usize]);
            if looked_at > look || wanted == 0 {
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
