//! Raster: one or more bands of 32-bit numbers in rows from the north, on a regular grid.

use geo::{Coord, Rect};
use rayon::prelude::*;

use super::crs::Crs;
use tongda_foundation::error::Result;

/// One or more bands of numbers at the centres of equal rectangles.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Its coordinate reference system.
    pub crs: Crs,
    /// The north-west corner of the first rectangle.
    pub corner: [f64; 2],
    /// Width and height of a rectangle, both above 0.
    pub step: [f64; 2],
    /// Rectangles in a row.
    pub columns: usize,
    /// Rows, southwards.
    pub rows: usize,
    /// Names of the bands and their numbers, row by row from the north-west; `NaN` = none.
    pub bands: Vec<(String, Vec<f32>)>,
    /// The unit of the numbers.
    pub unit: String,
    /// Its title.
    pub title: String,
}

impl Raster {
    /// The box around it.
    fn bounds(&self) -> Rect<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let size = [self.columns as f64 * self.step[0], self.rows as f64 * self.step[1]];
        let [west, north] = self.corner;
        Rect::new(Coord { x: west, y: north - size[1] }, Coord { x: west + size[0], y: north })
    }

    /// The same in another coordinate system, its own being WGS-84: each number is that of the nearest
    /// point, on squares of `step_m` metres (or on the same points in another geographic system).
    ///
    /// # Errors
    /// When it lies too far from the meridian of the other system.
    pub fn in_crs(&self, crs: &Crs, step_m: f64) -> Result<Self> {
        let bounds = self.bounds();
        crs.check(bounds)?;
        if !crs.is_projected() {
            return Ok(Self { crs: crs.clone(), ..self.clone() });
        }
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        // The sides bend: looked at in 32 places each.
        for i in 0..=32 {
            let part = f64::from(i) / 32.0;
            let (x, y) = (bounds.min().x + part * bounds.width(), bounds.min().y + part * bounds.height());
            let (min, max) = (bounds.min(), bounds.max());
            for point in [[x, min.y], [x, max.y], [min.x, y], [max.x, y]] {
                let there = crs.project(Coord { x: point[0], y: point[1] });
                low = [low[0].min(there.x), low[1].min(there.y)];
                high = [high[0].max(there.x), high[1].max(there.y)];
            }
        }
        let west = (low[0] / step_m).floor() * step_m;
        let north = (high[1] / step_m).ceil() * step_m;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "about as many as before")]
        let [columns, rows] = [(high[0] - west) / step_m, (north - low[1]) / step_m].map(|count| count.ceil() as usize);
        let from: Vec<Option<usize>> = (0..rows)
            .into_par_iter()
            .flat_map_iter(|row| (0..columns).map(move |column| (column, row)))
            .map(|(column, row)| {
                #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
                let middle = [west + (column as f64 + 0.5) * step_m, north - (row as f64 + 0.5) * step_m];
                self.at(crs.unproject(Coord { x: middle[0], y: middle[1] }))
            })
            .collect();
        let take = |values: &Vec<f32>| from.iter().map(|at| at.map_or(f32::NAN, |at| values[at])).collect();
        let bands = self.bands.iter().map(|(name, values)| (name.clone(), take(values))).collect();
        let [corner, step] = [[west, north], [step_m, step_m]];
        Ok(Self { crs: crs.clone(), corner, step, columns, rows, bands, unit: self.unit.clone(), title: self.title.clone() })
    }

    /// The number of the rectangle that holds a point.
    fn at(&self, point: Coord<f64>) -> Option<usize> {
        let column = ((point.x - self.corner[0]) / self.step[0]).floor();
        let row = ((self.corner[1] - point.y) / self.step[1]).floor();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let inside = column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside")]
        inside.then(|| row as usize * self.columns + column as usize)
    }

    /// The same at half the size: each number is the mean of those there are in four.
    pub(super) fn halved(&self) -> Self {
        let (columns, rows) = (self.columns.div_ceil(2), self.rows.div_ceil(2));
        let mean = |values: &[f32], column: usize, row: usize| {
            let (mut sum, mut count) = (0.0, 0.0);
            for y in [2 * row, 2 * row + 1].into_iter().filter(|y| *y < self.rows) {
                for x in [2 * column, 2 * column + 1].into_iter().filter(|x| *x < self.columns) {
                    let value = values[y * self.columns + x];
                    if value.is_finite() {
                        sum += value;
                        count += 1.0;
                    }
                }
            }
            sum / count
        };
        let half = |values: &Vec<f32>| (0..columns * rows).map(|i| mean(values, i % columns, i / columns)).collect();
        let bands = self.bands.iter().map(|(name, values)| (name.clone(), half(values))).collect();
        Self { step: self.step.map(|step| 2.0 * step), columns, rows, bands, ..self.clone_without_bands() }
    }

    fn clone_without_bands(&self) -> Self {
        let (unit, title) = (self.unit.clone(), self.title.clone());
        Self { crs: self.crs.clone(), bands: Vec::new(), unit, title, ..*self }
    }
}
