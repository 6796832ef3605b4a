//! Elimination order of a graph, and the arcs that a hierarchy in this order may need, whatever the weights.
//!
//! In: the number of nodes and the pairs that arcs join. Out: an [`Elimination`]. When a node is eliminated, all its
//! neighbours become neighbours of each other, as in the elimination of a sparse matrix. The node with the fewest
//! neighbours is eliminated first (minimum degree: A. George and J. W. H. Liu, "The evolution of the minimum degree
//! ordering algorithm", SIAM Review 31, 1989); on roads more elaborate orders give hardly fewer arcs.
//!
//! The *parent* of a node is the first of its neighbours to be eliminated after it; parents make the elimination tree.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

use tongda_foundation::compressed_rows::CompressedRows;

/// Nodes by *position*: a node that is eliminated later has a lower position, and every subtree of the elimination tree
/// has consecutive positions, its root first. All arcs lead from a position to lower ones.
#[derive(Clone, Debug)]
pub(super) struct Elimination {
    /// By node.
    pub(super) positions: Vec<u32>,
    /// The heads of the arcs of each position, ascending. The number of an arc is that of its item.
    pub(super) heads: CompressedRows<u32>,
}

/// Arcs by the position that they lead to.
#[derive(Clone, Debug)]
pub(super) struct IncomingArcs {
    /// The position where each begins, ascending, and its number.
    arcs: CompressedRows<(u32, u32)>,
}

impl Elimination {
    /// Eliminates a graph whose arcs join `pairs`, whichever way they lead.
    pub(super) fn new(node_count: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let rows = eliminate(neighbours(node_count, pairs));
        let positions = positions(&rows);
        let mut at = vec![0_u32; node_count];
        for (v, &position) in (0..).zip(&positions) {
            at[position as usize] = v;
        }
        let mut heads = CompressedRows::with_capacity(node_count, rows.iter().map(|(_, row)| row.len()).sum());
        let mut sorted = Vec::new();
        for v in at {
            sorted.extend(rows[v as usize].1.iter().map(|&head| positions[head as usize]));
            sorted.sort_unstable();
            heads.push_row(sorted.drain(..));
        }
        Self { positions, heads }
    }

    /// The elimination with nodes added up to `node_count`, which are eliminated last, and arcs between further `pairs`;
    /// and the positions whose arcs differ from before, ascending.
    pub(super) fn with(&self, node_count: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> (Self, Vec<usize>) {
        let added = number(node_count.saturating_sub(self.positions.len()));
        let mut positions: Vec<u32> = self.positions.iter().map(|position| position + added).collect();
        positions.extend(0..added);
        // New arcs by their position. Eliminating a position joins its heads, so that its parent gets new arcs in turn.
        let mut more: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (a, b) in pairs.into_iter().filter(|(a, b)| a != b) {
            let (a, b) = (positions[a as usize], positions[b as usize]);
            more.entry(a.max(b)).or_default().push(a.min(b));
        }
        let old_row = |position: u32| position.checked_sub(added).map_or(&[][..], |old| self.row(old as usize));
        let mut rows: BTreeMap<u32, Vec<u32>> = (0..added).map(|position| (position, Vec::new())).collect();
        while let Some((position, heads)) = more.pop_last() {
            let mut row: Vec<u32> = old_row(position).iter().map(|head| head + added).chain(heads).collect();
            row.sort_unstable();
            row.dedup();
            if let Some((&nearest, others)) = row.split_last() {
                let known = old_row(nearest);
                let missing =
                    others.iter().filter(|head| head.checked_sub(added).is_none_or(|old| known.binary_search(&old).is_err()));
                let missing: Vec<u32> = missing.copied().collect();
                if !missing.is_empty() {
                    more.entry(nearest).or_default().extend(missing);
                }
            }
            rows.insert(position, row);
        }
        let heads = CompressedRows::with_capacity(node_count, self.heads.items().len());
        let mut larger = Self { positions, heads };
        let (mut others, mut done) = (Vec::with_capacity(rows.len()), 0);
        for (position, row) in rows {
            larger.extend(self, done.max(added)..position.max(added));
            larger.heads.push_row(row);
            others.push(position as usize);
            done = position + 1;
        }
        larger.extend(self, done.max(added)..number(node_count));
        (larger, others)
    }

    /// Adds the rows of the next positions, which are those of `smaller`, whose positions lack the new nodes.
    fn extend(&mut self, smaller: &Self, positions: Range<u32>) {
        let added = number(self.positions.len() - smaller.positions.len());
        let old = (positions.start - added) as usize..(positions.end - added) as usize;
        self.heads.extend_mapped(&smaller.heads, old, |head| head + added);
    }

    /// The number of arcs.
    pub(super) fn arc_count(&self) -> usize {
        self.heads.items().len()
    }

    /// The heads of the arcs of a position.
    pub(super) fn row(&self, position: usize) -> &[u32] {
        self.heads.row(position)
    }

    /// The arcs of a position.
    pub(super) fn range(&self, position: usize) -> Range<usize> {
        self.heads.range(position)
    }

    /// The arcs of consecutive positions.
    pub(super) fn arcs(&self, positions: Range<usize>) -> Range<usize> {
        self.heads.range_of_rows(positions)
    }

    /// By position, whether the weights of its arcs may depend on that of an arc between any of `pairs`: the path from
    /// each pair to the root of the elimination tree.
    pub(super) fn affected(&self, pairs: impl IntoIterator<Item = (u32, u32)>) -> Vec<bool> {
        let mut affected = vec![false; self.positions.len()];
        for (a, b) in pairs {
            affected[self.positions[a as usize].max(self.positions[b as usize]) as usize] = true;
        }
        for position in (0..affected.len()).rev() {
            if let Some(&nearest) = self.row(position).last().filter(|_| affected[position]) {
                affected[nearest as usize] = true;
            }
        }
        affected
    }

    /// Disjoint subtrees of the elimination tree as ranges of positions, none with more than a sixteenth of all nodes.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        let count = self.positions.len();
        let mut ends: Vec<usize> = (1..=count).collect();
        for position in (0..count).rev() {
            if let Some(&parent) = self.row(position).last() {
                ends[parent as usize] = ends[parent as usize].max(ends[position]);
            }
        }
        let (mut parts, mut start) = (Vec::new(), 0);
        while start < count {
            let end = ends[start];
            if end - start <= count / 16 && ends[start..end].iter().all(|inner| *inner <= end) {
                parts.push(start..end);
                start = end;
            } else {
                start += 1;
            }
        }
        parts
    }

    /// Whether two nodes are the same or have an arc between them.
    pub(super) fn joins(&self, (a, b): (u32, u32)) -> bool {
        let position = |node: u32| self.positions.get(node as usize).copied();
        a == b || position(a).zip(position(b)).is_some_and(|(a, b)| self.arc(a, b).is_some())
    }

    /// The arc between two positions, if there is one.
    pub(super) fn arc(&self, a: u32, b: u32) -> Option<usize> {
        let range = self.range(a.max(b) as usize);
        let index = self.heads.items()[range.clone()].binary_search(&a.min(b)).ok()?;
        Some(range.start + index)
    }
}

impl IncomingArcs {
    /// The arcs that begin at some positions, which must ascend.
    pub(super) fn of(topology: &Elimination, positions: impl Iterator<Item = usize> + Clone) -> Self {
        let arcs = positions.flat_map(|position| {
            let heads = topology.range(position).zip(topology.row(position));
            heads.map(move |(arc, &head)| (head as usize, (number(position), number(arc))))
        });
        Self { arcs: CompressedRows::from_pairs(topology.positions.len(), arcs) }
    }

    /// The arcs that lead to a position: where each begins, and its number.
    pub(super) fn to(&self, position: usize) -> &[(u32, u32)] {
        self.arcs.row(position)
    }
}

/// The neighbours of each node, ascending.
fn neighbours(node_count: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Vec<Vec<u32>> {
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); node_count];
    for (a, b) in pairs.into_iter().filter(|(a, b)| a != b) {
        neighbours[a as usize].push(b);
        neighbours[b as usize].push(a);
    }
    for row in &mut neighbours {
        row.sort_unstable();
        row.dedup();
    }
    neighbours
}

/// For each node its elimination rank, and the neighbours that are eliminated after it.
fn eliminate(mut neighbours: Vec<Vec<u32>>) -> Vec<(u32, Vec<u32>)> {
    let mut rows: Vec<(u32, Vec<u32>)> = vec![(0, Vec::new()); neighbours.len()];
    let mut is_eliminated = vec![false; neighbours.len()];
    let mut queue: BinaryHeap<Reverse<(usize, u32)>> = (0..).zip(&neighbours).map(|(v, row)| Reverse((row.len(), v))).collect();
    let mut joined = Vec::new();
    let mut rank = 0;
    while let Some(Reverse((degree, v))) = queue.pop() {
        if is_eliminated[v as usize] || degree != neighbours[v as usize].len() {
            continue;
        }
        is_eliminated[v as usize] = true;
        let own = std::mem::take(&mut neighbours[v as usize]);
        for &other in &own {
            let theirs = &mut neighbours[other as usize];
            unite(theirs, &own, [v, other], &mut joined);
            std::mem::swap(theirs, &mut joined);
            queue.push(Reverse((theirs.len(), other)));
        }
        rows[v as usize] = (rank, own);
        rank += 1;
    }
    rows
}

/// The union of two ascending lists without the two nodes in `without`.
fn unite(mut left: &[u32], mut right: &[u32], without: [u32; 2], into: &mut Vec<u32>) {
    into.clear();
    while let Some(&next) = left.first().into_iter().chain(right.first()).min() {
        left = left.strip_prefix(&[next]).unwrap_or(left);
        right = right.strip_prefix(&[next]).unwrap_or(right);
        if !without.contains(&next) {
            into.push(next);
        }
    }
}

/// The preorder of the elimination tree, in which every node comes before its children.
fn positions(rows: &[(u32, Vec<u32>)]) -> Vec<u32> {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
    let mut path = Vec::new();
    for (v, (_, heads)) in (0..).zip(rows) {
        match heads.iter().min_by_key(|head| rows[**head as usize].0) {
            Some(&parent) => children[parent as usize].push(v),
            None => path.push(v),
        }
    }
    let mut positions = vec![0; rows.len()];
    let mut next = 0;
    while let Some(v) = path.pop() {
        positions[v as usize] = next;
        next += 1;
        path.extend_from_slice(&children[v as usize]);
    }
    positions
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
