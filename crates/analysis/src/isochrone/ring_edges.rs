//! The sides of rings by the row of squares that each lies in, for questions about what is inside.

use tongda_foundation::compressed_rows::CompressedRows;

use super::contour::Ring;
use super::raster_grid::RasterGrid;

/// A side of a ring.
#[derive(Clone, Copy, Debug)]
struct RingEdge {
    from: [f64; 2],
    to: [f64; 2],
    ring: u32,
}

impl RingEdge {
    /// Where it crosses the height `y`; its lower end belongs to it and its upper end does not.
    fn crossing(&self, y: f64) -> Option<f64> {
        let ([x0, y0], [x1, y1]) = (self.from, self.to);
        ((y0 <= y) != (y1 <= y)).then(|| x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    }
}

/// Sides of rings, none of which leaves its square.
pub(super) struct RingEdges<'c> {
    grid: &'c RasterGrid,
    /// By row of squares.
    sides: CompressedRows<RingEdge>,
}

impl<'c> RingEdges<'c> {
    /// The sides of rings on a raster.
    pub(super) fn new(grid: &'c RasterGrid, rings: &[(f64, Ring)]) -> Self {
        // A side lies within one square, so that its middle decides its row.
        let row = |a: [f64; 2], b: [f64; 2]| grid.square_row(f64::midpoint(a[1], b[1])).unwrap_or_default();
        let sides = (0..).zip(rings).flat_map(|(number, (_, ring))| {
            let ends = (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]));
            ends.map(move |(from, to)| (row(from, to), RingEdge { from, to, ring: number }))
        });
        Self { grid, sides: CompressedRows::from_pairs(grid.rows, sides) }
    }

    /// The box around all sides and two squares farther, on the plane; `None` without a side.
    pub(super) fn around(&self) -> Option<[[f64; 2]; 2]> {
        let farther = 2.0 * self.grid.cell_m;
        let start = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
        let [low, high] = self.sides.items().iter().fold(start, |[low, high], side| {
            let [x, y] = side.from;
            [[low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)]]
        });
        (low[0] <= high[0]).then(|| [low.map(|low| low - farther), high.map(|high| high + farther)])
    }

    fn in_row(&self, y: f64) -> &[RingEdge] {
        let Some(row) = self.grid.square_row(y) else { return &[] };
        self.sides.row(row)
    }

    /// Whether an odd number of sides lies to the left of a position.
    pub(super) fn hold(&self, [x, y]: [f64; 2]) -> bool {
        self.in_row(y).iter().filter_map(|side| side.crossing(y)).filter(|crossing| *crossing < x).count() % 2 == 1
    }

    /// The ring that is next to the left of a corner of another.
    pub(super) fn left_of(&self, own: usize, [x, y]: [f64; 2]) -> Option<usize> {
        let others = self.in_row(y).iter().filter(|side| side.ring as usize != own);
        let left = others.filter_map(|side| Some((side.crossing(y)?, side.ring))).filter(|(crossing, _)| *crossing < x);
        left.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, ring)| ring as usize)
    }
}
