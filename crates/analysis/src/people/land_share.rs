//! How much of each cell is land, exactly: polygons in, one [`Piece`] for each polygon and cell out.
//!
//! Each edge is cut at the lines of the grid, and adds the area between itself and the right border of its cell,
//! with a sign; cells further right add its height. The sum along a row is the land in it, as font rasterisers
//! find the ink in a pixel. O(edges x rows and columns they cross + cells in the boxes around the polygons).

use std::ops::RangeInclusive;

use super::grid::{Grid, Window};
use super::land::{Edge, Part};
use super::representative_point::spot;

/// Below this share of a cell, land is the noise of arithmetic.
const LEAST_SHARE: f64 = 1e-9;

/// The land of one part in one cell.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) row: i32,
    pub(super) column: i32,
    /// Index of the part.
    pub(super) part: usize,
    /// How much of the cell it is, 0 to 1.
    pub(super) share: f64,
    /// A point of the plane on this land: the cell's centre, else the land's centroid, else the middle of its broadest run.
    pub(super) spot: [f64; 2],
}

/// All pieces of land in the window, from north to south, west to east, the largest of a cell first.
pub(super) fn pieces(parts: &[Part], grid: &Grid, window: &Window) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        add_part(i, part, grid, window, &mut pieces);
    }
    pieces.sort_by(|a, b| {
        let position = b.row.cmp(&a.row).then(a.column.cmp(&b.column));
        position.then(b.share.total_cmp(&a.share)).then(a.part.cmp(&b.part))
    });
    pieces
}

fn add_part(index: usize, part: &Part, grid: &Grid, window: &Window, pieces: &mut Vec<Piece>) {
    let (low, high) = part.bounds();
    let overlap = |range: &RangeInclusive<i32>, axis: usize| {
        grid.number(low[axis]).max(*range.start())..=grid.number(high[axis]).min(*range.end())
    };
    let (columns, rows) = (overlap(&window.columns, 0), overlap(&window.rows, 1));
    if columns.is_empty() || rows.is_empty() {
        return;
    }
    let edges_of = edges_by_row(part.edges(), grid, &rows);
    let first = *columns.start();
    let mut strip = Strip::new(columns.count());
    let mut lines: Vec<Edge> = Vec::new();
    for (row, edges) in rows.zip(edges_of) {
        // In units of cells, from the south-west corner of the strip: the numbers stay small.
        let local = |point: [f64; 2]| [point[0] / grid.cell_m() - f64::from(first), point[1] / grid.cell_m() - f64::from(row)];
        lines.clear();
        lines.extend(edges.iter().map(|&edge| part.edges()[edge].map(local)));
        strip.clear();
        for line in &lines {
            strip.add(*line);
        }
        for (column, land) in (first..).zip(strip.cells()) {
            if land.area > LEAST_SHARE {
                let [u, v] = spot(&lines, f64::from(column - first), land.area, land.centroid());
                let spot = [(u + f64::from(first)) * grid.cell_m(), (v + f64::from(row)) * grid.cell_m()];
                pieces.push(Piece { row, column, part: index, share: land.area.min(1.0), spot });
            }
        }
    }
}

/// The edges that touch each row.
fn edges_by_row(edges: &[Edge], grid: &Grid, rows: &RangeInclusive<i32>) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); rows.clone().count()];
    for (i, [a, b]) in edges.iter().enumerate() {
        let low = grid.number(a[1].min(b[1])).max(*rows.start());
        let high = grid.number(a[1].max(b[1])).min(*rows.end());
        for row in low..=high {
            if let Some(list) = usize::try_from(row - rows.start()).ok().and_then(|row| lists.get_mut(row)) {
                list.push(i);
            }
        }
    }
    lists
}

/// Land in a cell: its area, and its moments about the cell's south-west corner, in units of cells.
#[derive(Clone, Copy, Debug, Default)]
struct Land {
    area: f64,
    moment: [f64; 2],
}

impl Land {
    /// From the cell's south-west corner.
    fn centroid(self) -> [f64; 2] {
        self.moment.map(|moment| moment / self.area)
    }
}

/// One row of cells while edges are added.
struct Strip {
    /// What edges add to the cell they run through.
    own: Vec<Land>,
    /// What edges add to all cells from here on: height, and its moment about the row's lower border.
    onwards: Vec<[f64; 2]>,
}

impl Strip {
    fn new(width: usize) -> Self {
        Self { own: vec![Land::default(); width], onwards: vec![[0.0; 2]; width] }
    }

    fn clear(&mut self) {
        self.own.fill(Land::default());
        self.onwards.fill([0.0; 2]);
    }

    /// Adds the part of an edge that lies in the row.
    fn add(&mut self, edge: Edge) {
        let Some([from, to]) = cut_to_row(edge) else { return };
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "clamped to the strip's width")]
        let column_of = |u: f64| u.floor().clamp(-1.0, self.own.len() as f64) as isize;
        #[expect(clippy::cast_precision_loss, reason = "columns are below 2^20")]
        let border = |column: isize| column as f64;
        let (first, last) = (column_of(from[0].min(to[0])), column_of(from[0].max(to[0])));
        let v_at = |u: f64| from[1] + (u - from[0]) / (to[0] - from[0]) * (to[1] - from[1]);
        for column in first..=last {
            let left = if column < 0 { f64::NEG_INFINITY } else { border(column) };
            let right = if column == last { f64::INFINITY } else { border(column + 1) };
            let (u0, u1) = (from[0].clamp(left, right), to[0].clamp(left, right));
            #[expect(clippy::float_cmp, reason = "clamp returns the very number or a border")]
            let a = if u0 == from[0] { from } else { [u0, v_at(u0)] };
            #[expect(clippy::float_cmp, reason = "clamp returns the very number or a border")]
            let b = if u1 == to[0] { to } else { [u1, v_at(u1)] };
            self.add_in_column(column, a, b);
        }
    }

    fn add_in_column(&mut self, column: isize, [u0, v0]: [f64; 2], [u1, v1]: [f64; 2]) {
        let (height, middle) = (v1 - v0, f64::midpoint(v0, v1));
        let next = usize::try_from(column + 1).unwrap_or(0);
        if let Some(onwards) = self.onwards.get_mut(next) {
            onwards[0] += height;
            onwards[1] += height * middle;
        }
        let Some(own) = usize::try_from(column).ok().and_then(|column| self.own.get_mut(column)) else { return };
        #[expect(clippy::cast_precision_loss, reason = "columns are below 2^20")]
        let left = column as f64;
        let (s0, s1) = (u0 - left, u1 - left);
        own.area += height * (1.0 - f64::midpoint(s0, s1));
        own.moment[0] += height * (0.5 - (s0 * s0 + s0 * s1 + s1 * s1) / 6.0);
        own.moment[1] += height * (middle - (2.0 * v0 * s0 + v0 * s1 + v1 * s0 + 2.0 * v1 * s1) / 6.0);
    }

    /// The land in each cell.
    fn cells(&self) -> impl Iterator<Item = Land> {
        let mut before = [0.0; 2];
        self.own.iter().zip(&self.onwards).map(move |(own, onwards)| {
            before = [before[0] + onwards[0], before[1] + onwards[1]];
            Land { area: own.area + before[0], moment: [own.moment[0] + before[0] / 2.0, own.moment[1] + before[1]] }
        })
    }
}

/// The part of an edge between the heights 0 and 1.
fn cut_to_row([a, b]: Edge) -> Option<Edge> {
    let cut = |v: f64| [a[0] + (v - a[1]) / (b[1] - a[1]) * (b[0] - a[0]), v];
    let clamped = |p: [f64; 2]| if (0.0..=1.0).contains(&p[1]) { p } else { cut(p[1].clamp(0.0, 1.0)) };
    let misses = (a[1] <= 0.0 && b[1] <= 0.0) || (a[1] >= 1.0 && b[1] >= 1.0);
    (!misses).then(|| [clamped(a), clamped(b)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Land of a triangle in units of cells, on a strip of three cells.
    fn strip(points: &[[f64; 2]]) -> Vec<Land> {
        let mut strip = Strip::new(3);
        for (i, a) in points.iter().enumerate() {
            strip.add([*a, points[(i + 1) % points.len()]]);
        }
        strip.cells().collect()
    }

    fn close(land: Land, area: f64, centroid: [f64; 2]) -> bool {
        let found = land.centroid();
        (land.area - area).abs() < 1e-12 && (0..2).all(|axis| (found[axis] - centroid[axis]).abs() < 1e-12)
    }

    #[test]
    fn a_triangle_is_shared_out_among_cells() {
        // Clockwise: up along the left, down the slope, back along the bottom.
        let cells = strip(&[[0.0, 0.0], [0.0, 1.0], [2.0, 0.0]]);
        assert!(close(cells[0], 0.75, [4.0 / 9.0, 7.0 / 18.0]), "{cells:?}");
        assert!(close(cells[1], 0.25, [1.0 / 3.0, 1.0 / 6.0]), "{cells:?}");
        assert!(cells[2].area.abs() < 1e-12);
    }

    #[test]
    fn land_that_begins_outside_the_strip_fills_it() {
        let cells = strip(&[[-50.0, -7.0], [-40.0, 9.0], [90.0, 9.0], [80.0, -7.0]]);
        assert!(cells.iter().all(|cell| close(*cell, 1.0, [0.5, 0.5])), "{cells:?}");
        let half = strip(&[[-5.0, 0.5], [-5.0, 3.0], [1.5, 3.0], [1.5, 0.5]]);
        assert!(close(half[0], 0.5, [0.5, 0.75]) && close(half[1], 0.25, [0.25, 0.75]), "{half:?}");
    }

    #[test]
    fn an_edge_on_a_grid_line_counts_once() {
        let cells = strip(&[[1.0, 0.0], [1.0, 1.0], [2.0, 1.0], [2.0, 0.0]]);
        let areas: Vec<f64> = cells.iter().map(|cell| cell.area).collect();
        assert_eq!(areas, [0.0, 1.0, 0.0]);
    }
}
