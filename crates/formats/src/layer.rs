//! Layer: a table with a geometry in each row, the input of every vector writer.

use std::sync::Arc;

use geo::{BoundingRect, Coord, MapCoordsInPlace, MultiLineString, MultiPolygon, Rect};

use super::crs::Crs;
use super::style::Style;
use tongda_foundation::error::Result;

/// Kind of geometry of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// A table without geometry.
    None,
    /// Points.
    Point,
    /// Lines, of any number of parts.
    Lines,
    /// Polygons, of any number of parts.
    Polygons,
}

/// A geometry.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A point.
    Point(Coord<f64>),
    /// Lines.
    Lines(MultiLineString<f64>),
    /// Polygons: closed rings, outer ones counterclockwise, holes clockwise.
    Polygons(MultiPolygon<f64>),
}

impl Shape {
    /// The box around it; `None` when it is empty.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        match self {
            Self::Point(point) => Some(Rect::new(*point, *point)),
            Self::Lines(lines) => lines.bounding_rect(),
            Self::Polygons(polygons) => polygons.bounding_rect(),
        }
    }
}

/// Number format of real numbers as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// So many decimals, trailing zeros included.
    Decimals(usize),
    /// So many digits that mean something, without trailing zeros.
    Significant(usize),
}

/// The values of a column, one a row.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnValues {
    /// Text.
    Text(Vec<Option<Arc<str>>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Real numbers, all finite, and how they are written as text.
    Real(Vec<Option<f64>>, Digits),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, unlike the others of the layer; units are part of it (`area_km2`).
    pub name: String,
    /// Its values.
    pub values: ColumnValues,
}

impl Column {
    /// A column of text.
    pub fn text(name: impl Into<String>, values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let values = values.into_iter().map(|value| Some(value.as_ref()).filter(|text| !text.is_empty()).map(Arc::from));
        Self { name: name.into(), values: ColumnValues::Text(values.collect()) }
    }

    /// A column of whole numbers.
    pub fn integer(name: impl Into<String>, values: impl IntoIterator<Item = Option<i64>>) -> Self {
        Self { name: name.into(), values: ColumnValues::Integer(values.into_iter().collect()) }
    }

    /// A column of real numbers, with no more decimals than they are written with; those that are not
    /// finite count as missing.
    pub fn real(name: impl Into<String>, digits: Digits, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let rounded = |value: f64| match digits {
            Digits::Decimals(decimals) => {
                let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX));
                (value * scale).round() / scale
            }
            Digits::Significant(_) => value,
        };
        let finite = values.into_iter().map(|value| value.map(rounded).filter(|value| value.is_finite()));
        Self { name: name.into(), values: ColumnValues::Real(finite.collect(), digits) }
    }

    /// The value of a row as text, empty when it is missing.
    #[must_use]
    pub fn as_text(&self, row: usize) -> String {
        match &self.values {
            ColumnValues::Text(values) => values[row].as_deref().unwrap_or_default().to_owned(),
            ColumnValues::Integer(values) => values[row].map(|value| value.to_string()).unwrap_or_default(),
            ColumnValues::Real(values, digits) => values[row].map(|value| digits.text(value)).unwrap_or_default(),
        }
    }
}

impl Digits {
    /// A number as text.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        let text = match self {
            Self::Decimals(decimals) => format!("{value:.decimals$}"),
            Self::Significant(digits) => {
                #[expect(clippy::cast_precision_loss, reason = "a few digits")]
                let wanted = digits as f64 - 1.0 - if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
                let decimals = if value == 0.0 { 0 } else { wanted.clamp(0.0, 15.0) as usize };
                let text = format!("{value:.decimals$}");
                if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
            }
        };
        // A small negative number rounds to nothing.
        if text.starts_with('-') && text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) {
            text.trim_start_matches('-').to_owned()
        } else {
            text
        }
    }
}

/// A table with a geometry in each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Its name: small letters, digits and `_`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its kind of geometry.
    pub kind: ShapeKind,
    /// Its coordinate reference system.
    pub crs: Crs,
    /// A geometry a row, `None` where a row has none; empty for a table without geometry.
    pub shapes: Vec<Option<Shape>>,
    /// Its columns, all of one length.
    pub columns: Vec<Column>,
    /// Its style.
    pub style: Style,
}

impl Layer {
    /// Number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.columns.first().map_or(self.shapes.len(), |column| match &column.values {
            ColumnValues::Text(values) => values.len(),
            ColumnValues::Integer(values) => values.len(),
            ColumnValues::Real(values, _) => values.len(),
        })
    }

    /// The geometry of a row.
    #[must_use]
    pub fn shape(&self, row: usize) -> Option<&Shape> {
        self.shapes.get(row)?.as_ref()
    }

    /// The box around all of it.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        let all = self.shapes.iter().flatten().filter_map(Shape::bounds);
        all.reduce(|a, b| {
            let (low, high) = ([a.min(), b.min()], [a.max(), b.max()]);
            let min = Coord { x: low[0].x.min(low[1].x), y: low[0].y.min(low[1].y) };
            Rect::new(min, Coord { x: high[0].x.max(high[1].x), y: high[0].y.max(high[1].y) })
        })
    }

    /// The same in another coordinate system; its own is WGS-84.
    ///
    /// # Errors
    /// When a place lies too far from the meridian of the other system.
    pub fn in_crs(mut self, crs: &Crs) -> Result<Self> {
        if let Some(bounds) = self.bounds() {
            crs.check(bounds)?;
        }
        for shape in self.shapes.iter_mut().flatten() {
            match shape {
                Shape::Point(point) => *point = crs.project(*point),
                Shape::Lines(lines) => lines.map_coords_in_place(|point| crs.project(point)),
                Shape::Polygons(polygons) => polygons.map_coords_in_place(|point| crs.project(point)),
            }
        }
        self.crs = crs.clone();
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short() {
        let all = [0.0, 12.0, 1.0 / 3.0, 1_234_567.4, 0.000_012_345_678, -2.5, -1e-20];
        let six = all.map(|value| Digits::Significant(6).text(value));
        assert_eq!(six, ["0", "12", "0.333333", "1234567", "0.0000123457", "-2.5", "0"]);
        assert_eq!([1.0, -0.001, 2.345].map(|value| Digits::Decimals(2).text(value)), ["1.00", "0.00", "2.35"]);
    }
}
