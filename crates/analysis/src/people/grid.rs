//! The grid of square cells: columns count eastwards and rows northwards from longitude 0, latitude 0.

use std::ops::RangeInclusive;

use tongda_foundation::position::{LonLat, METRES_PER_DEGREE, Plane};

/// A square grid on a [`Plane`].
///
/// The plane is true to scale at the half degree that is nearest to the middle of the seats, and the grid's lines
/// lie on multiples of the cell's side, so that a cell keeps its id when a seat is added or moved a little.
/// Squares of the plane shrink towards the pole on the ground, by less than 1 % within half a degree up to
/// latitude 45; [`Grid::ground_scale`] corrects the area of each row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    plane: Plane,
    true_lat: f64,
    cell_m: f64,
}

/// The part of the grid that is looked at.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub(super) columns: RangeInclusive<i32>,
    pub(super) rows: RangeInclusive<i32>,
}

impl Window {
    /// Cells in it, with land or without.
    pub(super) fn cell_count(&self) -> u64 {
        let count = |range: &RangeInclusive<i32>| u64::from(range.end().abs_diff(*range.start())) + 1;
        count(&self.columns) * count(&self.rows)
    }
}

impl Grid {
    /// The grid of cells of `cell_m` metres for seats around `middle_lat` degrees.
    pub(super) fn new(middle_lat: f64, cell_m: f64) -> Self {
        let true_lat = (middle_lat * 2.0).round() / 2.0;
        Self { plane: Plane::at(true_lat), true_lat, cell_m }
    }

    pub(super) const fn plane(&self) -> Plane {
        self.plane
    }

    /// Side of a cell in metres.
    pub(super) const fn cell_m(&self) -> f64 {
        self.cell_m
    }

    /// The column of an x, or the row of a y.
    pub(super) fn number(&self, metres: f64) -> i32 {
        #[expect(clippy::cast_possible_truncation, reason = "the earth is at most 400,000 cells of 50 m either way")]
        let number = (metres / self.cell_m).floor() as i32;
        number
    }

    /// The cells within `margin_m` of the box around the points, without those off the earth.
    pub(super) fn window(&self, points: &[[f64; 2]], margin_m: f64) -> Window {
        let corner = LonLat::new(180.0, 90.0).map_or([0.0; 2], |corner| self.plane.project(corner));
        let range = |axis: usize| {
            let (low, high) = points
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| (low.min(point[axis]), high.max(point[axis])));
            let number = |metres: f64| self.number(metres.clamp(-corner[axis], corner[axis]));
            number(low - margin_m)..=number(high + margin_m)
        };
        Window { columns: range(0), rows: range(1) }
    }

    /// Square metres on the ground in a square metre of the plane in that row.
    pub(super) fn ground_scale(&self, row: i32) -> f64 {
        let lat = (f64::from(row) + 0.5) * self.cell_m / METRES_PER_DEGREE;
        lat.to_radians().cos().max(0.0) / self.true_lat.to_radians().cos().max(1e-6)
    }

    /// The id of a cell, such as `E112N734`: how many columns from longitude 0 and rows from the equator.
    pub(super) fn id(column: i32, row: i32) -> String {
        let east = if column < 0 { 'W' } else { 'E' };
        let north = if row < 0 { 'S' } else { 'N' };
        format!("{east}{}{north}{}", column.unsigned_abs(), row.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbered_from_the_origin() {
        let grid = Grid::new(22.1, 500.0);
        assert_eq!((grid.number(0.0), grid.number(499.0), grid.number(500.0), grid.number(-1.0)), (0, 0, 1, -1));
        assert_eq!(Grid::id(-1, 20), "W1N20");
        assert_eq!(Grid::id(0, -3), "E0S3");
        let window = grid.window(&[[1000.0, -700.0], [2600.0, 0.0]], 600.0);
        assert_eq!((window.columns.clone(), window.rows.clone()), (0..=6, -3..=1));
        assert_eq!(window.cell_count(), 35);
    }

    #[test]
    fn areas_are_true_where_the_plane_is_not() {
        let grid = Grid::new(22.4, 1000.0);
        let row_at = |lat: f64| grid.number(lat * METRES_PER_DEGREE);
        assert!((grid.ground_scale(row_at(22.5)) - 1.0).abs() < 1e-4);
        assert!((grid.ground_scale(row_at(23.5)) - 0.9926).abs() < 1e-4);
        assert!((0.0..1e-3).contains(&grid.ground_scale(row_at(90.0))));
    }
}
