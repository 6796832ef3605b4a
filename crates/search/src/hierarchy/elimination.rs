//! The order in which vertices leave a graph and the arcs that their leaving may take, whatever the weights.
//!
//! When a vertex leaves, all its neighbours become neighbours of each other, as in the elimination of a sparse
//! matrix. The vertex with the fewest neighbours leaves first (minimum degree: A. George and J. W. H. Liu, "The
//! evolution of the minimum degree ordering algorithm", SIAM Review 31, 1989), which on roads leaves few arcs more than
//! orders that are made with more effort.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

/// Vertices by *position*: those that leave later come first, and whatever leaves into a vertex lies
/// beside each other, behind it.
#[derive(Clone, Debug)]
pub(super) struct Elimination {
    /// By vertex.
    pub(super) positions: Vec<u32>,
    /// The arcs of position `p`, all to lower positions, are `first[p]..first[p + 1]`.
    pub(super) first: Vec<u32>,
    /// Where each arc leads, ascending within a row.
    pub(super) heads: Vec<u32>,
}

/// Arcs by where they lead.
#[derive(Clone, Debug)]
pub(super) struct Below {
    /// The arcs that lead to position `p`, from the lowest, are `first[p]..first[p + 1]` of these.
    first: Vec<u32>,
    /// Where each begins, and its number.
    arcs: Vec<(u32, u32)>,
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
        let (mut first, mut heads) = (vec![0], Vec::new());
        for v in at {
            let start = heads.len();
            heads.extend(rows[v as usize].1.iter().map(|&head| positions[head as usize]));
            heads[start..].sort_unstable();
            first.push(number(heads.len()));
        }
        Self { positions, first, heads }
    }

    /// The same with vertices added up to `node_count`, which leave last, and arcs between further `pairs`; and the
    /// positions whose arcs are others or more than before, from the lowest.
    pub(super) fn with(&self, node_count: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> (Self, Vec<usize>) {
        let added = number(node_count.saturating_sub(self.positions.len()));
        let mut positions: Vec<u32> = self.positions.iter().map(|position| position + added).collect();
        positions.extend(0..added);
        // New arcs by the position that they leave from; they go on from there to its nearest head, and so on.
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
        let mut larger = Self { positions, first: vec![0], heads: Vec::with_capacity(self.heads.len()) };
        larger.first.reserve(node_count);
        let (mut others, mut done) = (Vec::with_capacity(rows.len()), 0);
        for (position, row) in rows {
            larger.extend(self, done.max(added)..position.max(added));
            larger.heads.extend(row);
            larger.first.push(number(larger.heads.len()));
            others.push(position as usize);
            done = position + 1;
        }
        larger.extend(self, done.max(added)..number(node_count));
        (larger, others)
    }

    /// Adds the rows of the next positions, which are those of `smaller` but for the vertices that are new.
    fn extend(&mut self, smaller: &Self, positions: Range<u32>) {
        let added = number(self.positions.len() - smaller.positions.len());
        let old = (positions.start - added) as usize..(positions.end - added) as usize;
        let (before, arcs) = (self.heads.len(), smaller.arcs(old.clone()));
        self.first.extend(smaller.first[old.start + 1..=old.end].iter().map(|end| end - number(arcs.start) + number(before)));
        self.heads.extend(smaller.heads[arcs].iter().map(|head| head + added));
    }

    /// Where the arcs of a position lead.
    pub(super) fn row(&self, position: usize) -> &[u32] {
        &self.heads[self.range(position)]
    }

    /// The arcs of a position.
    pub(super) fn range(&self, position: usize) -> Range<usize> {
        self.arcs(position..position + 1)
    }

    /// The arcs of positions that follow each other.
    pub(super) fn arcs(&self, positions: Range<usize>) -> Range<usize> {
        self.first[positions.start] as usize..self.first[positions.end] as usize
    }

    /// By position, whether what an arc between any of `pairs` weighs can matter there.
    pub(super) fn above(&self, pairs: impl IntoIterator<Item = (u32, u32)>) -> Vec<bool> {
        let mut above = vec![false; self.positions.len()];
        for (a, b) in pairs {
            above[self.positions[a as usize].max(self.positions[b as usize]) as usize] = true;
        }
        for position in (0..above.len()).rev() {
            if let Some(&nearest) = self.row(position).last().filter(|_| above[position]) {
                above[nearest as usize] = true;
            }
        }
        above
    }

    /// Ranges of positions, none above a sixteenth of all, that hold all that leave into any of them.
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

    /// Whether two vertices are one or have an arc between them.
    pub(super) fn joins(&self, (a, b): (u32, u32)) -> bool {
        let position = |vertex: u32| self.positions.get(vertex as usize).copied();
        a == b || position(a).zip(position(b)).is_some_and(|(a, b)| self.arc(a, b).is_some())
    }

    /// The arc between two positions, if there is one.
    pub(super) fn arc(&self, a: u32, b: u32) -> Option<usize> {
        let range = self.range(a.max(b) as usize);
        let place = self.heads[range.clone()].binary_search(&a.min(b)).ok()?;
        Some(range.start + place)
    }
}

impl Below {
    /// The arcs of some positions, given from the lowest.
    pub(super) fn of(shape: &Elimination, positions: impl Iterator<Item = usize> + Clone) -> Self {
        let mut first = vec![0_u32; shape.first.len()];
        for head in positions.clone().flat_map(|position| shape.row(position)) {
            first[*head as usize + 1] += 1;
        }
        for position in 1..first.len() {
            first[position] += first[position - 1];
        }
        let mut next = first.clone();
        let mut arcs = vec![(0, 0); first.last().map_or(0, |count| *count as usize)];
        for position in positions {
            for (arc, &head) in shape.range(position).zip(shape.row(position)) {
                let place = &mut next[head as usize];
                arcs[*place as usize] = (number(position), number(arc));
                *place += 1;
            }
        }
        Self { first, arcs }
    }

    /// Those that lead to a position: where each begins, and its number.
    pub(super) fn to(&self, position: usize) -> &[(u32, u32)] {
        &self.arcs[self.first[position] as usize..self.first[position + 1] as usize]
    }
}

/// The neighbours of each vertex, ascending.
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

/// By vertex, as the so manieth it left and its neighbours then.
fn eliminate(mut neighbours: Vec<Vec<u32>>) -> Vec<(u32, Vec<u32>)> {
    let mut rows: Vec<(u32, Vec<u32>)> = vec![(0, Vec::new()); neighbours.len()];
    let mut has_left = vec![false; neighbours.len()];
    let mut queue: BinaryHeap<Reverse<(usize, u32)>> = (0..).zip(&neighbours).map(|(v, row)| Reverse((row.len(), v))).collect();
    let mut joined = Vec::new();
    let mut count = 0;
    while let Some(Reverse((degree, v))) = queue.pop() {
        if has_left[v as usize] || degree != neighbours[v as usize].len() {
            continue;
        }
        has_left[v as usize] = true;
        let own = std::mem::take(&mut neighbours[v as usize]);
        for &other in &own {
            let theirs = &mut neighbours[other as usize];
            unite(theirs, &own, [v, other], &mut joined);
            std::mem::swap(theirs, &mut joined);
            queue.push(Reverse((theirs.len(), other)));
        }
        rows[v as usize] = (count, own);
        count += 1;
    }
    rows
}

/// What is in either of two ascending lists, without two members.
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

/// Positions such that each vertex comes before those that leave into it: those whose first neighbour to leave it is.
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
