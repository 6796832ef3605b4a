//! Cell grid: cells as squares of an SVG path, neighbours of a row merged.

use std::fmt::Write;

use super::Frame;
use tongda_analysis::people::{CellSource, Cells};

/// Positions and sides of the cells of a study on a map.
#[derive(Clone, Debug)]
pub(crate) struct CellGrid {
    /// The middle of each cell.
    pub(crate) points: Vec<[f64; 2]>,
    /// Its side: that of the grid where residents were spread over one, else by its area, and 4 units where that
    /// is unknown.
    pub(crate) sides: Vec<f64>,
}

impl CellGrid {
    /// The cells on a frame.
    pub(crate) fn new(frame: &Frame, cells: &Cells) -> Self {
        let side = |area_km2: f64| if area_km2 > 0.0 { area_km2.sqrt() * 1000.0 * frame.scale } else { 4.0 };
        let largest = cells.cells.iter().map(|cell| cell.area_km2).fold(0.0, f64::max);
        let sides = match &cells.source {
            // On the shore a cell has less land than its square.
            CellSource::Dasymetric(_) => vec![side(largest); cells.cells.len()],
            CellSource::Given => cells.cells.iter().map(|cell| side(cell.area_km2)).collect(),
        };
        Self { points: cells.cells.iter().map(|cell| frame.point(cell.position)).collect(), sides }
    }

    /// The cells that are wanted, as one path.
    pub(crate) fn squares(&self, wanted: impl Fn(usize) -> bool) -> String {
        let mut path = String::new();
        // A row of cells that touch: its western edge, its middle, its eastern edge, the side of its cells.
        let mut row: Option<[f64; 4]> = None;
        let mut close = |row: Option<[f64; 4]>| {
            if let Some([west, middle, east, side]) = row {
                let (top, length) = (middle - side / 2.0, east - west);
                // Writing to a `String` cannot fail.
                let _ = write!(path, "M{west:.1} {top:.1}h{length:.1}v{side:.1}h-{length:.1}z");
            }
        };
        for i in (0..self.points.len()).filter(|&i| wanted(i)) {
            let ([x, y], side) = (self.points[i], self.sides[i]);
            let near = |a: f64, b: f64| (a - b).abs() < side * 0.02;
            match &mut row {
                Some([_, middle, east, of]) if near(*middle, y) && near(*east, x - side / 2.0) && near(*of, side) => {
                    *east += side;
                }
                _ => close(row.replace([x - side / 2.0, y, x + side / 2.0, side])),
            }
        }
        close(row);
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_touch_are_one_piece() {
        let grid = CellGrid { points: vec![[1.0, 1.0], [3.0, 1.0], [7.0, 1.0], [1.0, 3.0]], sides: vec![2.0; 4] };
        assert_eq!(grid.squares(|_| true), "M0.0 0.0h4.0v2.0h-4.0zM6.0 0.0h2.0v2.0h-2.0zM0.0 2.0h2.0v2.0h-2.0z");
        assert_eq!(grid.squares(|i| i == 1), "M2.0 0.0h2.0v2.0h-2.0z");
        assert_eq!(grid.squares(|_| false), "");
    }
}
