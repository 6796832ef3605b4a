//! The raster that times spread over: where it lies, and where water is.

#![allow(clippy::cast_precision_loss, reason = "rasters have a few thousand rows and columns")]

use crate::people::Land;
use crate::place::{LonLat, METRES_PER_DEGREE, Plane};

/// How a raster is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CanvasRules {
    /// The side of its squares in metres; by its extent when not given.
    pub cell_m: Option<f64>,
    /// How far from a road times spread, in metres.
    pub spread_m: f64,
    /// Seconds a metre off the roads, detour included.
    pub off_network_s_per_m: f64,
}

/// The finest squares that are chosen by extent, in metres.
const FINEST_M: f64 = 25.0;
/// About how many points a raster has whose squares are chosen by extent.
const POINTS: f64 = 250_000.0;
/// The most points that a raster may have.
pub const MOST_POINTS: usize = 40_000_000;

/// Points in rows from the south-west, `cell_m` apart.
#[derive(Clone, Debug)]
pub struct Canvas {
    plane: Plane,
    low: [f64; 2],
    /// Metres between neighbouring points.
    pub cell_m: f64,
    /// Points in a row.
    pub columns: usize,
    /// Rows, northwards.
    pub rows: usize,
    shore: Option<Shore>,
}

/// Where rows and columns of points cross the shore.
#[derive(Clone, Debug)]
struct Shore {
    is_land: Vec<bool>,
    /// East positions by row, ascending.
    in_row: Vec<Vec<f64>>,
    /// North positions by column, ascending.
    in_column: Vec<Vec<f64>>,
}

impl Canvas {
    /// A raster around a box from its south-west to its north-east corner, with a margin of empty
    /// points around it, on the plane that is true to scale at `lat`; `None` when it would have more than `most`.
    #[must_use]
    pub fn new(lat: f64, [low, high]: [LonLat; 2], rules: CanvasRules, land: Option<&Land>, most: usize) -> Option<Self> {
        let plane = Plane::at(lat);
        let ([x0, y0], [x1, y1]) = (plane.project(low), plane.project(high));
        let area_m2 = (x1 - x0).max(1.0) * (y1 - y0).max(1.0);
        let cell_m = rules.cell_m.unwrap_or_else(|| (((area_m2 / POINTS).sqrt() / 5.0).ceil() * 5.0).max(FINEST_M));
        let [columns, rows] = [x1 - x0, y1 - y0].map(|side| (side / cell_m).ceil() + 4.0);
        if columns * rows > most as f64 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand")]
        let (columns, rows) = (columns as usize, rows as usize);
        // On multiples of the side, so that two rasters of one place lie on each other.
        let low = [x0, y0].map(|low| ((low / cell_m).floor() - 1.0) * cell_m);
        let mut canvas = Self { plane, low, cell_m, columns, rows, shore: None };
        canvas.shore = land.map(|land| canvas.shore(land));
        Some(canvas)
    }

    /// A box around places, and so many metres farther; `None` when there is no place.
    #[must_use]
    pub fn bounds(places: impl Iterator<Item = LonLat>, farther_m: f64) -> Option<[LonLat; 2]> {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for place in places {
            low = [low[0].min(place.lon()), low[1].min(place.lat())];
            high = [high[0].max(place.lon()), high[1].max(place.lat())];
        }
        let lat = farther_m / METRES_PER_DEGREE;
        let lon = lat / low[1].abs().max(high[1].abs()).min(89.0).to_radians().cos();
        Some([LonLat::new(low[0] - lon, low[1] - lat)?, LonLat::new(high[0] + lon, high[1] + lat)?])
    }

    fn shore(&self, land: &Land) -> Shore {
        let mut in_row = vec![Vec::new(); self.rows];
        let mut in_column = vec![Vec::new(); self.columns];
        for ring in land.rings() {
            let points: Vec<[f64; 2]> = ring.iter().map(|place| self.plane.project(*place)).collect();
            for (&a, &b) in points.iter().zip(points.iter().cycle().skip(1)) {
                note_crossings(a, b, self.low[1], self.cell_m, &mut in_row);
                note_crossings([a[1], a[0]], [b[1], b[0]], self.low[0], self.cell_m, &mut in_column);
            }
        }
        in_row.iter_mut().chain(&mut in_column).for_each(|line| line.sort_by(f64::total_cmp));
        let mut is_land = Vec::with_capacity(self.columns * self.rows);
        for crossings in &in_row {
            for column in 0..self.columns {
                let x = self.point(column, 0)[0];
                is_land.push(crossings.partition_point(|crossing| *crossing <= x) % 2 == 1);
            }
        }
        Shore { is_land, in_row, in_column }
    }

    /// Where a point is on the plane, in metres.
    pub(super) fn point(&self, column: usize, row: usize) -> [f64; 2] {
        [self.low[0] + column as f64 * self.cell_m, self.low[1] + row as f64 * self.cell_m]
    }

    /// The north-west corner of the rectangle around its north-westernmost point, and the width and
    /// height of such a rectangle, in degrees.
    #[must_use]
    pub fn degrees(&self) -> ([f64; 2], [f64; 2]) {
        let [x, y] = LonLat::new(1.0, 1.0).map_or([1.0; 2], |one| self.plane.project(one));
        let corner = [(self.low[0] - 0.5 * self.cell_m) / x, (self.low[1] + (self.rows as f64 - 0.5) * self.cell_m) / y];
        (corner, [self.cell_m / x, self.cell_m / y])
    }

    /// Where a position on the plane is.
    pub(super) fn place(&self, point: [f64; 2]) -> LonLat {
        self.plane.unproject(point).unwrap_or_default()
    }

    /// Where a place is on the plane, in metres.
    pub(super) fn project(&self, place: LonLat) -> [f64; 2] {
        self.plane.project(place)
    }

    /// A position on the plane in metres from the raster's south-west.
    #[expect(clippy::cast_possible_truncation, reason = "to millimetres within thousands of kilometres")]
    pub(super) fn offset(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        [(x - self.low[0]) as f32, (y - self.low[1]) as f32]
    }

    /// Metres from a point of the raster to a position in metres from its south-west.
    #[inline]
    pub(super) fn metres_from(&self, number: usize, at: [f32; 2]) -> f64 {
        let (x, y) = ((number % self.columns) as f64 * self.cell_m, (number / self.columns) as f64 * self.cell_m);
        let (x, y) = (x - f64::from(at[0]), y - f64::from(at[1]));
        (x * x + y * y).sqrt()
    }

    /// Metres from a point of the raster to a position on the plane.
    pub(super) fn metres_to(&self, number: usize, at: [f64; 2]) -> f64 {
        self.metres_from(number, self.offset(at))
    }

    /// The row of squares that a position lies in; `None` outside.
    pub(super) fn square_row(&self, y: f64) -> Option<usize> {
        let row = (y - self.low[1]) / self.cell_m;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the raster")]
        (row >= 0.0 && row < self.rows as f64).then_some(row as usize)
    }

    /// The corner points of the square around a position on the plane, by number; none outside.
    pub(super) fn around(&self, [x, y]: [f64; 2]) -> impl Iterator<Item = usize> + use<> {
        let (x, y) = ((x - self.low[0]) / self.cell_m, (y - self.low[1]) / self.cell_m);
        let inside = x >= 0.0 && y >= 0.0 && x + 1.0 < self.columns as f64 && y + 1.0 < self.rows as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the raster")]
        let first = if inside { y as usize * self.columns + x as usize } else { 0 };
        let columns = self.columns;
        inside.then(|| [first, first + 1, first + columns, first + columns + 1]).into_iter().flatten()
    }

    /// Whether a point lies on land; all do where no land is given.
    pub(super) fn is_land(&self, number: usize) -> bool {
        self.shore.as_ref().is_none_or(|shore| shore.is_land.get(number).copied().unwrap_or_default())
    }

    /// How far from a point on land to the shore on the way to its neighbour in the water, as a share
    /// of the way.
    pub(super) fn to_shore(&self, from: [usize; 2], to: [usize; 2]) -> f64 {
        let Some(shore) = &self.shore else { return 1.0 };
        let (a, b) = (self.point(from[0], from[1]), self.point(to[0], to[1]));
        let (line, axis) = if from[1] == to[1] { (&shore.in_row[from[1]], 0) } else { (&shore.in_column[from[0]], 1) };
        let (low, high) = (a[axis].min(b[axis]), a[axis].max(b[axis]));
        let first = line.partition_point(|crossing| *crossing < low);
        let between = line[first..].iter().take_while(|crossing| **crossing <= high);
        between.map(|crossing| (crossing - a[axis]).abs() / self.cell_m).fold(1.0, f64::min)
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
