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
    /// Looks at no more than `look` vertices from each neighbour and passes by those that `skip`
    /// names. Too small a number gives more shortcuts than needed, never too few.
    pub(super) fn shortcuts(&mut self, links: &[Vec<Link>], middle: u32, look: usize, skip: impl Fn(u32) -> bool) -> &[Shortcut] {
        self.shortcuts.clear();
        self.best.resize(links.len(), Weight::NONE);
        self.wanted.resize(links.len(), false);
        let around = &links[middle as usize];
        let mut wanted = 0;
        for to in around.iter().filter(|link| link.out.is_reached()) {
            self.wanted[to.node as usize] = true;
            wanted += 1;
        }
        for from in around.iter().filter(|link| link.into.is_reached()) {
            let ways = around.iter().filter(|to| to.node != from.node && to.out.is_reached()).map(|to| Shortcut {
                from: from.node,
                to: to.node,
                weight: from.into + to.out,
            });
            let Some(farthest) = ways.clone().map(|way| way.weight).max() else { continue };
            self.search(links, from.node, farthest, (look, wanted), |node| node == middle || skip(node));
            let best = &self.best;
            self.shortcuts.extend(ways.filter(|way| way.weight < best[way.to as usize]));
            for node in self.touched.drain(..) {
                self.best[node as usize] = Weight::NONE;
            }
        }
        for link in around {
            self.wanted[link.node as usize] = false;
        }
        &self.shortcuts
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
