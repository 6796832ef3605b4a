//! The spatial index: segments by distance from a place.
//!
//! A grid with about as many squares as the network has straight pieces. It is made in one pass, where
//! a tree of boxes takes as long as the rest of opening a network together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Network, SegmentId};
use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};

/// Squares are no smaller, in metres.
const LEAST_SIZE_M: f64 = 20.0;
/// Pieces are put into squares that they pass by so closely, in metres, so that rounding loses none.
const MARGIN_M: f64 = 0.01;

/// So many segments are put into squares by one task.
const CHUNK: usize = 4096;

/// Pieces by square, on a plane that is true to scale in the middle of the network.
#[derive(Debug)]
pub(super) struct SegmentIndex {
    plane: Plane,
    grid: Grid,
    /// Where the pieces of each square begin, row by row, and one end.
    first: Vec<u32>,
    pieces: Vec<Piece>,
}

/// One straight piece of a segment, from this position in the list of shapes to the next.
#[derive(Clone, Copy, Debug, Default)]
struct Piece {
    segment: SegmentId,
    shape: u32,
}

/// Squares over a part of the plane.
#[derive(Clone, Copy, Debug)]
struct Grid {
    origin: [f64; 2],
    size_m: f64,
    columns: usize,
    rows: usize,
}

/// A segment near a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The segment.
    pub segment: SegmentId,
    /// Metres from the place to it, as the crow flies.
    pub distance_m: f64,
    /// Where along the segment the nearest point is, 0 to 1.
    pub fraction: f64,
    /// The nearest point.
    pub position: LonLat,
}

impl Grid {
    /// A grid over the points with about so many squares.
    fn over(points: impl Iterator<Item = [f64; 2]>, squares: usize) -> Self {
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let [width, height] = [0, 1].map(|axis| (high[axis] - low[axis]).max(1.0));
        #[expect(clippy::cast_precision_loss, reason = "about so many")]
        let size_m = (width * height / squares.max(1) as f64).sqrt().max(width.max(height) / 1e6).max(LEAST_SIZE_M);
        let count = |length: f64| cell(length / size_m, usize::MAX) + 1;
        Self { origin: low, size_m, columns: count(width), rows: count(height) }
    }

    /// The square of a point in rows and columns, beyond the grid too.
    fn square(&self, point: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| ((point[axis] - self.origin[axis]) / self.size_m).floor())
    }

    /// The columns and rows from one number to another that the grid has.
    fn clip(&self, [from_x, to_x]: [f64; 2], [from_y, to_y]: [f64; 2]) -> (Range<usize>, Range<usize>) {
        let clip = |from: f64, to: f64, count: usize| if to < 0.0 { 0..0 } else { cell(from, count)..cell(to + 1.0, count) };
        (clip(from_x, to_x, self.columns), clip(from_y, to_y, self.rows))
    }

    /// Calls `visit` for every square that the straight piece between two points crosses.
    fn crossed(&self, a: [f64; 2], b: [f64; 2], mut visit: impl FnMut(usize)) {
        let ([x0, y0], [x1, y1]) = if a[1] <= b[1] { (a, b) } else { (b, a) };
        let low = self.square([x0.min(x1) - MARGIN_M, y0 - MARGIN_M]);
        let high = self.square([x0.max(x1) + MARGIN_M, y1 + MARGIN_M]);
        // Most pieces are short.
        if (0..2).all(|axis| high[axis] - low[axis] < 0.5) {
            return visit(cell(low[1], self.rows - 1) * self.columns + cell(low[0], self.columns - 1));
        }
        let (_, rows) = self.clip([0.0, 0.0], [low[1], high[1]]);
        for row in rows {
            #[expect(clippy::cast_precision_loss, reason = "rows are few")]
            let bottom = self.origin[1] + row as f64 * self.size_m;
            let at = |y: f64| if y1 > y0 { x0 + (x1 - x0) * ((y - y0) / (y1 - y0)).clamp(0.0, 1.0) } else { x0 };
            let (from, to) =
                if y1 - y0 > MARGIN_M { (at(bottom - MARGIN_M), at(bottom + self.size_m + MARGIN_M)) } else { (x0, x1) };
            let column = |x: f64| self.square([x, bottom])[0];
            let (columns, _) = self.clip([column(from.min(to) - MARGIN_M), column(from.max(to) + MARGIN_M)], [0.0; 2]);
            for column in columns {
                visit(row * self.columns + column);
            }
        }
    }
}

/// A number from 0 to `most`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped; a cast stops at the ends")]
fn cell(number: f64, most: usize) -> usize {
    (number.max(0.0) as usize).min(most)
}

impl SegmentIndex {
    fn of(network: &Network) -> Self {
        let (mut south, mut north) = (f64::MAX, f64::MIN);
        for node in network.graph().node_weights() {
            south = south.min(node.position.lat());
            north = north.max(node.position.lat());
        }
        let plane = Plane::at(f64::midpoint(south, north));
        let points: Vec<[f64; 2]> = network.shapes.par_iter().map(|&position| plane.project(position)).collect();
        let grid = Grid::over(points.iter().copied(), points.len());
        let crossings = |chunk: usize| {
            let mut crossings: Vec<(usize, Piece)> = Vec::with_capacity(CHUNK * 4);
            for id in (chunk * CHUNK..network.segments.len().min((chunk + 1) * CHUNK)).filter_map(|id| u32::try_from(id).ok()) {
                let segment = SegmentId(id);
                let start = network.segment(segment).shape_start;
                for shape in (start..).take(network.shape(segment).len().saturating_sub(1)) {
                    let [a, b] = [0, 1].map(|end| points[shape as usize + end]);
                    grid.crossed(a, b, |square| crossings.push((square, Piece { segment, shape })));
                }
            }
            crossings
        };
        let chunks = (0..network.segments.len().div_ceil(CHUNK)).into_par_iter();
        let crossings: Vec<Vec<(usize, Piece)>> = chunks.map(crossings).collect();
        let mut first = vec![0_u32; grid.columns * grid.rows + 1];
        for (square, _) in crossings.iter().flatten() {
            first[square + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut first {
            sum += *count;
            *count = sum;
        }
        let mut pieces = vec![Piece::default(); sum as usize];
        let mut next = first.clone();
        for (square, piece) in crossings.into_iter().flatten() {
            pieces[next[square] as usize] = piece;
            next[square] += 1;
        }
        Self { plane, grid, first, pieces }
    }
}

/// Segments in the order of their distance, found square by square around a place.
struct Search<'a> {
    network: &'a Network,
    index: &'a SegmentIndex,
    point: [f64; 2],
    /// The square of the point, and how many squares around it are looked at.
    middle: [f64; 2],
    rings: f64,
    /// Whatever is nearer than this, in metres, has been found.
    sure_m: f64,
    /// Squared distances, as bits, which compare like them.
    found: BinaryHeap<Reverse<(u64, SegmentId)>>,
    seen: FxHashSet<SegmentId>,
}

impl<'a> Search<'a> {
    fn new(network: &'a Network, index: &'a SegmentIndex, position: LonLat) -> Self {
        let point = index.plane.project(position);
        let middle = index.grid.square(point);
        #[expect(clippy::cast_precision_loss, reason = "columns and rows are few")]
        let beyond = |axis: usize, count: usize| (-middle[axis]).max(middle[axis] - count as f64 + 1.0);
        let rings = beyond(0, index.grid.columns).max(beyond(1, index.grid.rows)).max(0.0);
        let sure_m = if index.pieces.is_empty() { f64::INFINITY } else { 0.0 };
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
                None => self.look_further(),
            }
        }
    }

    /// Looks at the next squares around those that have been looked at.
    fn look_further(&mut self) {
        let grid = &self.index.grid;
        let (low, high) = (self.middle.map(|middle| middle - self.rings), self.middle.map(|middle| middle + self.rings));
        let mut look = |x: [f64; 2], y: [f64; 2]| {
            let (columns, rows) = grid.clip(x, y);
            for row in rows {
                let (from, to) = (row * grid.columns + columns.start, row * grid.columns + columns.end);
                let pieces = self.index.first[from] as usize..self.index.first[to] as usize;
                for piece in &self.index.pieces[pieces] {
                    let shape = &self.network.shapes[piece.shape as usize..];
                    let [a, b] = [shape[0], shape[1]].map(|position| self.index.plane.project(position));
                    self.found.push(Reverse((nearest_on_piece(self.point, a, b).0.to_bits(), piece.segment)));
                }
            }
        };
        look([low[0], high[0]], [low[1], low[1]]);
        if self.rings > 0.0 {
            look([low[0], high[0]], [high[1], high[1]]);
            look([low[0], low[0]], [low[1] + 1.0, high[1] - 1.0]);
            look([high[0], high[0]], [low[1] + 1.0, high[1] - 1.0]);
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
    /// Segments within `max_m` metres of a place from the nearest on, each once.
    ///
    /// Segments at the same distance come in the order of their numbers.
    pub fn near(&self, position: LonLat, max_m: f64) -> impl Iterator<Item = Near> + '_ {
        let index = self.index.get_or_init(|| SegmentIndex::of(self));
        let mut search = Search::new(self, index, position);
        std::iter::from_fn(move || {
            let segment = search.next(max_m)?;
            let on = self.nearest_on_shape(segment, position, Plane::at(position.lat()));
            let distance_m = on.distance2.sqrt();
            Some(Near { segment, distance_m, fraction: on.fraction, position: on.position })
        })
    }
}
