//! Which points of a raster lie on land, in the water, or beyond what is known, and where its rows and columns cross
//! the shore. Made once for a raster and all its windows.

#![allow(clippy::cast_precision_loss, reason = "rasters have a few thousand rows and columns")]

use super::raster_grid::RasterGrid;
use crate::people::Land;
use tongda_foundation::position::LonLat;

/// What a point lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Under {
    Water,
    Land,
    /// Beyond the edge of the land's file.
    Unknown,
}

/// The shore on a raster, by column and row of the whole of it.
#[derive(Clone, Debug)]
pub(super) struct Shore {
    columns: usize,
    under: Vec<Under>,
    /// East positions by row, ascending.
    in_row: Vec<Vec<f64>>,
    /// North positions by column, ascending.
    in_column: Vec<Vec<f64>>,
}

impl Shore {
    pub(super) fn new(grid: &RasterGrid, land: &Land) -> Self {
        let (columns, rows, cell_m) = (grid.columns, grid.rows, grid.cell_m);
        let low = grid.point(0, 0);
        let mut in_row = vec![Vec::new(); rows];
        let mut in_column = vec![Vec::new(); columns];
        for ring in land.rings() {
            let points: Vec<[f64; 2]> = ring.iter().map(|position| grid.project(*position)).collect();
            for (&a, &b) in points.iter().zip(points.iter().cycle().skip(1)) {
                note_crossings(a, b, low[1], cell_m, &mut in_row);
                note_crossings([a[1], a[0]], [b[1], b[0]], low[0], cell_m, &mut in_column);
            }
        }
        in_row.iter_mut().chain(&mut in_column).for_each(|line| line.sort_by(f64::total_cmp));
        let known = Known::new(grid, land);
        let mut under = Vec::with_capacity(columns * rows);
        for (row, crossings) in in_row.iter().enumerate() {
            for column in 0..columns {
                let [x, y] = grid.point(column, row);
                let is_land = crossings.partition_point(|crossing| *crossing <= x) % 2 == 1;
                under.push(if is_land {
                    Under::Land
                } else if known.holds([x, y]) {
                    Under::Water
                } else {
                    Under::Unknown
                });
            }
        }
        Self { columns, under, in_row, in_column }
    }

    fn under(&self, [column, row]: [usize; 2]) -> Under {
        self.under.get(row * self.columns + column).copied().unwrap_or(Under::Water)
    }

    /// Whether times spread there.
    pub(super) fn is_land(&self, at: [usize; 2]) -> bool {
        self.under(at) != Under::Water
    }

    pub(super) fn is_unknown(&self, at: [usize; 2]) -> bool {
        self.under(at) == Under::Unknown
    }

    /// Metres along a row from `from` to the first shore before `to`; infinite where there is none.
    pub(super) fn in_row(&self, row: usize, from: f64, to: f64) -> f64 {
        nearest(&self.in_row[row], from, to)
    }

    /// The same along a column.
    pub(super) fn in_column(&self, column: usize, from: f64, to: f64) -> f64 {
        nearest(&self.in_column[column], from, to)
    }
}

fn nearest(crossings: &[f64], from: f64, to: f64) -> f64 {
    let (low, high) = (from.min(to), from.max(to));
    let first = crossings.partition_point(|crossing| *crossing < low);
    let between = crossings[first..].iter().take_while(|crossing| **crossing <= high);
    between.map(|crossing| (crossing - from).abs()).fold(f64::INFINITY, f64::min)
}

/// The box in which what is no land is water: as far as the land's file goes, without end where it ends in the sea.
struct Known {
    low: [f64; 2],
    high: [f64; 2],
}

impl Known {
    fn new(grid: &RasterGrid, land: &Land) -> Self {
        let [west, east, south, north] = land.cuts();
        let at = |axis: usize, degrees: Option<f64>, without: f64| {
            let position = degrees.and_then(|at| if axis == 0 { LonLat::new(at, 0.0) } else { LonLat::new(0.0, at) });
            position.map_or(without, |position| grid.project(position)[axis])
        };
        Self {
            low: [at(0, west, f64::NEG_INFINITY), at(1, south, f64::NEG_INFINITY)],
            high: [at(0, east, f64::INFINITY), at(1, north, f64::INFINITY)],
        }
    }

    fn holds(&self, point: [f64; 2]) -> bool {
        (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&point[axis]))
    }
}

/// Notes where a piece of shore crosses the lines that lie `step` apart from `low` on; its lower end
/// belongs to it and its upper end does not.
fn note_crossings(a: [f64; 2], b: [f64; 2], low: f64, step: f64, lines: &mut [Vec<f64>]) {
    let (from, to) = (a[1].min(b[1]), a[1].max(b[1]));
    let first = ((from - low) / step).ceil().max(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below 0, and at most the number of lines")]
    let first = first.min(lines.len() as f64) as usize;
    for (number, line) in lines.iter_mut().enumerate().skip(first) {
        let at = low + number as f64 * step;
        if at >= to {
            break;
        }
        line.push(a[0] + (at - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
    }
}
