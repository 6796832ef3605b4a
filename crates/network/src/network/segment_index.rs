//! The spatial index: a grid whose squares list the straight pieces of segments that cross them.
//!
//! In: the shapes of segments. Out: compressed rows of pieces by square, row by row from the south-west. The grid has
//! about as many squares as there are pieces. It is made in one pass; building an R-tree takes as long as all other steps
//! of opening a network together. Coordinates are metres on a plane that is true to scale in the middle of the network.

use std::ops::Range;

use rayon::prelude::*;
use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::position::{LonLat, Plane};

use super::elements::{Segment, SegmentId};

/// The least side of a square in metres.
const LEAST_SIZE_M: f64 = 20.0;
/// Pieces are listed in squares that they miss by less than this, in metres, so that rounding loses none.
pub(super) const MARGIN_M: f64 = 0.01;

/// Segments that one task assigns to squares.
const CHUNK: usize = 4096;

/// Straight pieces of segments by square.
#[derive(Debug)]
pub(super) struct SegmentIndex {
    pub(super) plane: Plane,
    pub(super) grid: SquareGrid,
    /// By square, row by row.
    pub(super) pieces: CompressedRows<ShapePiece>,
}

/// One straight piece of a segment, from this position in the list of shapes to the next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ShapePiece {
    pub(super) segment: SegmentId,
    pub(super) shape: u32,
}

/// Squares over a part of the plane.
#[derive(Clone, Copy, Debug)]
pub(super) struct SquareGrid {
    pub(super) origin: [f64; 2],
    pub(super) size_m: f64,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl SquareGrid {
    /// A grid over the points with about `squares` squares.
    fn over(points: impl Iterator<Item = [f64; 2]>, squares: usize) -> Self {
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let [width, height] = [0, 1].map(|axis| (high[axis] - low[axis]).max(1.0));
        #[expect(clippy::cast_precision_loss, reason = "an approximate number")]
        let size_m = (width * height / squares.max(1) as f64).sqrt().max(width.max(height) / 1e6).max(LEAST_SIZE_M);
        let count = |length: f64| cell(length / size_m, usize::MAX) + 1;
        Self { origin: low, size_m, columns: count(width), rows: count(height) }
    }

    /// The square of a point in rows and columns, beyond the grid too.
    pub(super) fn square(&self, point: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| ((point[axis] - self.origin[axis]) / self.size_m).floor())
    }

    /// The columns and rows from one number to another that the grid has.
    pub(super) fn clip(&self, [from_x, to_x]: [f64; 2], [from_y, to_y]: [f64; 2]) -> (Range<usize>, Range<usize>) {
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
    /// The index of segments, whose shapes lie one after the other in `shapes`.
    pub(super) fn new(segments: &[Segment], shapes: &[LonLat], nodes: impl Iterator<Item = LonLat>) -> Self {
        let (south, north) =
            nodes.fold((f64::MAX, f64::MIN), |(south, north), node| (south.min(node.lat()), north.max(node.lat())));
        let plane = Plane::at(f64::midpoint(south, north));
        let points: Vec<[f64; 2]> = shapes.par_iter().map(|&position| plane.project(position)).collect();
        let grid = SquareGrid::over(points.iter().copied(), points.len());
        let crossings = |chunk: usize| {
            let mut crossings: Vec<(usize, ShapePiece)> = Vec::with_capacity(CHUNK * 4);
            for id in (chunk * CHUNK..segments.len().min((chunk + 1) * CHUNK)).filter_map(|id| u32::try_from(id).ok()) {
                let segment = SegmentId(id);
                let start = segments[segment.index()].shape_start as usize;
                let end = segments.get(segment.index() + 1).map_or(shapes.len(), |next| next.shape_start as usize);
                for (shape, ends) in (segments[segment.index()].shape_start..).zip(points[start..end].windows(2)) {
                    grid.crossed(ends[0], ends[1], |square| crossings.push((square, ShapePiece { segment, shape })));
                }
            }
            crossings
        };
        let chunks = (0..segments.len().div_ceil(CHUNK)).into_par_iter();
        let crossings: Vec<Vec<(usize, ShapePiece)>> = chunks.map(crossings).collect();
        let pieces = CompressedRows::from_pairs(grid.columns * grid.rows, crossings.iter().flatten().copied());
        Self { plane, grid, pieces }
    }
}
