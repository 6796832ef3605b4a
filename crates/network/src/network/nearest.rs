//! Nearest segments to a position, in the order of their distance in metres.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;
use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};

use super::elements::SegmentId;
use super::graph::Network;
use super::segment_index::{MARGIN_M, SegmentIndex};

/// A segment near a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The segment.
    pub segment: SegmentId,
    /// Straight-line distance from the position to the segment in metres.
    pub distance_m: f64,
    /// Where along the segment the nearest point is, 0 to 1.
    pub fraction: f64,
    /// The nearest point.
    pub position: LonLat,
}

/// A search for segments in the order of their distance, square by square around a position.
struct NearestSearch<'a> {
    network: &'a Network,
    index: &'a SegmentIndex,
    point: [f64; 2],
    /// The square of the point, and the ring of squares around it that is searched next.
    middle: [f64; 2],
    rings: f64,
    /// All segments nearer than this, in metres, have been found.
    sure_m: f64,
    /// Squared distances as bits, which have the same order, for distances are not negative.
    found: BinaryHeap<Reverse<(u64, SegmentId)>>,
    seen: FxHashSet<SegmentId>,
}

impl<'a> NearestSearch<'a> {
    fn new(network: &'a Network, index: &'a SegmentIndex, position: LonLat) -> Self {
        let point = index.plane.project(position);
        let middle = index.grid.square(point);
        #[expect(clippy::cast_precision_loss, reason = "columns and rows are few")]
        let beyond = |axis: usize, count: usize| (-middle[axis]).max(middle[axis] - count as f64 + 1.0);
        let rings = beyond(0, index.grid.columns).max(beyond(1, index.grid.rows)).max(0.0);
        let sure_m = if index.pieces.items().is_empty() { f64::INFINITY } else { 0.0 };
        let (found, seen) = (BinaryHeap::new(), FxHashSet::default());
        Self { network, index, point, middle, rings, sure_m, found, seen }
    }

    /// The next segment within `max_m`.
    fn next(&mut self, max_m: f64) -> Option<SegmentId> {
        loop {
            let nearest = self.found.peek().map(|Reverse((bits, _))| f64::from_bits(*bits));
            match nearest.filter(|distance2| *distance2 < self.sure_m * self.sure_m) {
                Some(distance2) if distance2 > max_m * max_m => return None,
                Some(_) => {
                    let Reverse((_, segment)) = self.found.pop()?;
                    if self.seen.insert(segment) {
                        return Some(segment);
                    }
                }
                None if self.sure_m > max_m || self.sure_m.is_infinite() => return None,
                None => self.search_ring(),
            }
        }
    }

    /// Searches the next ring of squares.
    fn search_ring(&mut self) {
        let grid = &self.index.grid;
        let (low, high) = (self.middle.map(|middle| middle - self.rings), self.middle.map(|middle| middle + self.rings));
        let mut search = |x: [f64; 2], y: [f64; 2]| {
            let (columns, rows) = grid.clip(x, y);
            for row in rows {
                let (from, to) = (row * grid.columns + columns.start, row * grid.columns + columns.end);
                for piece in self.index.pieces.rows(from..to) {
                    let shape = &self.network.shapes[piece.shape as usize..];
                    let [a, b] = [shape[0], shape[1]].map(|position| self.index.plane.project(position));
                    self.found.push(Reverse((nearest_on_piece(self.point, a, b).0.to_bits(), piece.segment)));
                }
            }
        };
        search([low[0], high[0]], [low[1], low[1]]);
        if self.rings > 0.0 {
            search([low[0], high[0]], [high[1], high[1]]);
            search([low[0], low[0]], [low[1] + 1.0, high[1] - 1.0]);
            search([high[0], high[0]], [low[1] + 1.0, high[1] - 1.0]);
        }
        #[expect(clippy::cast_precision_loss, reason = "columns and rows are few")]
        let counts = [grid.columns as f64, grid.rows as f64];
        let all = (0..2).all(|axis| low[axis] <= 0.0 && high[axis] + 1.0 >= counts[axis]);
        let to_edge = |axis: usize| {
            let at = (self.point[axis] - grid.origin[axis]) / grid.size_m;
            (at - low[axis]).min(high[axis] + 1.0 - at) * grid.size_m
        };
        self.sure_m = if all { f64::INFINITY } else { (to_edge(0).min(to_edge(1)) - MARGIN_M).max(0.0) };
        self.rings += 1.0;
    }
}

impl Network {
    fn index(&self) -> &SegmentIndex {
        let nodes = || self.graph.node_weights().map(|node| node.position);
        self.index.get_or_init(|| SegmentIndex::new(&self.segments, &self.shapes, nodes()))
    }

    /// The segments within `max_m` metres of a position from the nearest on, each once.
    ///
    /// Segments at the same distance come in the order of their numbers. The spatial index is built on first use.
    pub fn near(&self, position: LonLat, max_m: f64) -> impl Iterator<Item = Near> + '_ {
        let index = self.index();
        let mut search = NearestSearch::new(self, index, position);
        std::iter::from_fn(move || {
            let segment = search.next(max_m)?;
            let on = self.nearest_on_shape(segment, position, Plane::at(position.lat()));
            let distance_m = on.distance2.sqrt();
            Some(Near { segment, distance_m, fraction: on.fraction, position: on.position })
        })
    }
}
