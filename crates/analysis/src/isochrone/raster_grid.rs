//! The raster that times spread over: where its points lie.

#![allow(clippy::cast_precision_loss, reason = "rasters have a few thousand rows and columns")]

use std::sync::Arc;

use super::shore::Shore;
use crate::people::Land;
use tongda_foundation::position::{LonLat, METRES_PER_DEGREE, Plane};
use tongda_foundation::units::TravelTime;

/// How a raster is made.
#[expect(clippy::struct_field_names, reason = "the names carry units")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RasterRules {
    /// The side of its squares in metres; by its extent when not given.
    pub(super) cell_m: Option<f64>,
    /// How far from a road times spread, in metres.
    pub(super) spread_m: f64,
    /// Seconds a metre off the roads, detour included.
    pub(super) off_network_s_per_m: f64,
}

impl RasterRules {
    /// The time of a way off the roads, to the nearest millisecond.
    #[inline]
    pub(super) fn off(&self, metres: f64) -> TravelTime {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float to an integer stops at its bounds")]
        TravelTime::from_ms((metres * self.off_network_s_per_m * 1000.0 + 0.5) as u32)
    }
}

/// The finest squares that are chosen by extent, in metres.
const FINEST_M: f64 = 25.0;
/// About how many points a raster has whose squares are chosen by extent.
const POINTS: f64 = 250_000.0;
/// The most points that a raster may have.
pub(super) const MOST_POINTS: usize = 40_000_000;
/// The most points in a row or column.
const MOST_ALONG: f64 = 65_000.0;

/// Points in rows from the south-west, `cell_m` apart.
#[derive(Clone, Debug)]
pub struct RasterGrid {
    plane: Plane,
    /// The south-west of the whole raster that this is a window of.
    low: [f64; 2],
    /// The column and row of the window's first point in the whole.
    at: [usize; 2],
    /// Metres between neighbouring points.
    pub cell_m: f64,
    /// Points in a row.
    pub columns: usize,
    /// Rows, northwards.
    pub rows: usize,
    shore: Option<Arc<Shore>>,
}

impl RasterGrid {
    /// A raster around a box from its south-west to its north-east corner, with a margin of empty
    /// points around it, on the plane that is true to scale at `lat`; `None` when it would have more than `most`.
    pub(super) fn new(lat: f64, [low, high]: [LonLat; 2], rules: RasterRules, land: Option<&Land>, most: usize) -> Option<Self> {
        let plane = Plane::at(lat);
        let ([x0, y0], [x1, y1]) = (plane.project(low), plane.project(high));
        let area_m2 = (x1 - x0).max(1.0) * (y1 - y0).max(1.0);
        let cell_m = rules.cell_m.unwrap_or_else(|| (((area_m2 / POINTS).sqrt() / 5.0).ceil() * 5.0).max(FINEST_M));
        let [columns, rows] = [x1 - x0, y1 - y0].map(|side| (side / cell_m).ceil() + 4.0);
        if columns * rows > most as f64 || columns.max(rows) > MOST_ALONG {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand")]
        let (columns, rows) = (columns as usize, rows as usize);
        // On multiples of the side, so that two rasters of one place lie on each other.
        let low = [x0, y0].map(|low| ((low / cell_m).floor() - 1.0) * cell_m);
        let mut grid = Self { plane, low, at: [0; 2], cell_m, columns, rows, shore: None };
        grid.shore = land.map(|land| Arc::new(Shore::new(&grid, land)));
        Some(grid)
    }

    /// The part of it from a column and row to others, both among it.
    pub(super) fn window(&self, from: [usize; 2], to: [usize; 2]) -> Self {
        let shore = self.shore.clone();
        let at = [self.at[0] + from[0], self.at[1] + from[1]];
        Self { at, columns: to[0] + 1 - from[0], rows: to[1] + 1 - from[1], shore, ..*self }
    }

    /// The column and row of the first point in the whole raster that this is a window of.
    pub(super) const fn first(&self) -> [usize; 2] {
        self.at
    }

    /// A box around places, and so many metres farther; `None` when there is no place.
    pub(super) fn bounds(positions: impl Iterator<Item = LonLat>, farther_m: f64) -> Option<[LonLat; 2]> {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for position in positions {
            low = [low[0].min(position.lon()), low[1].min(position.lat())];
            high = [high[0].max(position.lon()), high[1].max(position.lat())];
        }
        let lat = farther_m / METRES_PER_DEGREE;
        let lon = lat / low[1].abs().max(high[1].abs()).min(89.0).to_radians().cos();
        Some([LonLat::new(low[0] - lon, low[1] - lat)?, LonLat::new(high[0] + lon, high[1] + lat)?])
    }

    /// Where a point is on the plane, in metres: the same to the last bit in every window.
    #[inline]
    pub(super) fn point(&self, column: usize, row: usize) -> [f64; 2] {
        [self.low[0] + (self.at[0] + column) as f64 * self.cell_m, self.low[1] + (self.at[1] + row) as f64 * self.cell_m]
    }

    /// The north-west corner of the rectangle around its north-westernmost point, and the width and
    /// height of such a rectangle, in degrees.
    #[must_use]
    pub fn degrees(&self) -> ([f64; 2], [f64; 2]) {
        let [x, y] = LonLat::new(1.0, 1.0).map_or([1.0; 2], |one| self.plane.project(one));
        let [west, south] = self.point(0, 0);
        let corner = [(west - 0.5 * self.cell_m) / x, (south + (self.rows as f64 - 0.5) * self.cell_m) / y];
        (corner, [self.cell_m / x, self.cell_m / y])
    }

    /// Where a position on the plane is.
    pub(super) fn position(&self, point: [f64; 2]) -> LonLat {
        self.plane.unproject(point).unwrap_or_default()
    }

    /// Where a place is on the plane, in metres.
    pub(super) fn project(&self, position: LonLat) -> [f64; 2] {
        self.plane.project(position)
    }

    /// A position on the plane in metres from the whole raster's south-west.
    #[expect(clippy::cast_possible_truncation, reason = "to millimetres within thousands of kilometres")]
    pub(super) fn offset(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        [(x - self.low[0]) as f32, (y - self.low[1]) as f32]
    }

    /// Metres from a point to a position in metres from the whole raster's south-west.
    #[inline]
    pub(super) fn metres_from(&self, [column, row]: [usize; 2], at: [f32; 2]) -> f64 {
        let (x, y) = ((self.at[0] + column) as f64 * self.cell_m, (self.at[1] + row) as f64 * self.cell_m);
        let (x, y) = (x - f64::from(at[0]), y - f64::from(at[1]));
        (x * x + y * y).sqrt()
    }

    /// The row of squares that a position lies in; `None` outside.
    pub(super) fn square_row(&self, y: f64) -> Option<usize> {
        let row = (y - self.low[1]) / self.cell_m - self.at[1] as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the raster")]
        (row >= 0.0 && row < self.rows as f64).then_some(row as usize)
    }

    /// The corner points of the square around a position on the plane, by column and row; none outside.
    pub(super) fn around(&self, [x, y]: [f64; 2]) -> impl Iterator<Item = [usize; 2]> + use<> {
        let (x, y) = ((x - self.low[0]) / self.cell_m - self.at[0] as f64, (y - self.low[1]) / self.cell_m - self.at[1] as f64);
        let inside = x >= 0.0 && y >= 0.0 && x + 1.0 < self.columns as f64 && y + 1.0 < self.rows as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the raster")]
        let [x, y] = if inside { [x as usize, y as usize] } else { [0; 2] };
        inside.then(|| [[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]]).into_iter().flatten()
    }

    /// Whether times spread to a point: it is no water.
    #[inline]
    pub(super) fn is_land(&self, [column, row]: [usize; 2]) -> bool {
        self.shore.as_ref().is_none_or(|shore| shore.is_land([self.at[0] + column, self.at[1] + row]))
    }

    /// Whether nothing is known of a point: it lies beyond where the land's file ends.
    #[inline]
    pub(super) fn is_unknown(&self, [column, row]: [usize; 2]) -> bool {
        self.shore.as_ref().is_some_and(|shore| shore.is_unknown([self.at[0] + column, self.at[1] + row]))
    }

    /// How far from a point on land to the shore on the way to its neighbour in the water, as a share
    /// of the way.
    pub(super) fn to_shore(&self, from: [usize; 2], to: [usize; 2]) -> f64 {
        let Some(shore) = &self.shore else { return 1.0 };
        let (a, b) = (self.point(from[0], from[1]), self.point(to[0], to[1]));
        let share = if from[1] == to[1] {
            shore.in_row(self.at[1] + from[1], a[0], b[0])
        } else {
            shore.in_column(self.at[0] + from[0], a[1], b[1])
        };
        (share / self.cell_m).min(1.0)
    }
}
