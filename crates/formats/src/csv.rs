//! CSV: UTF-8, commas, a header; empty = missing. Points become two columns behind the first one.

use std::borrow::Cow;
use std::fmt::Write;

use super::layer::{ColumnValues, Layer, Shape, ShapeKind};

/// A layer as CSV. With `bom` it begins with the mark by which Excel knows UTF-8.
///
/// Points are `lon` and `lat` (six decimals, about 0.1 m), in a projected system `x_m` and `y_m` (two).
/// Other geometries are left out.
#[must_use]
pub fn csv(layer: &Layer, bom: bool) -> Vec<u8> {
    let (names, decimals) = if layer.crs.is_projected() { (["x_m", "y_m"], 2) } else { (["lon", "lat"], 6) };
    let has_points = layer.kind == ShapeKind::Point;
    let mut text = String::from(if bom { "\u{feff}" } else { "" });
    let mut head: Vec<String> = layer.columns.iter().map(|column| csv_field(&column.name).into_owned()).collect();
    if has_points {
        head.splice(1.min(head.len())..1.min(head.len()), names.map(str::to_owned));
    }
    text += &head.join(",");
    text.push('\n');
    for row in 0..layer.row_count() {
        for (i, column) in layer.columns.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            match &column.values {
                ColumnValues::Text(values) => text += &csv_field(values[row].as_deref().unwrap_or_default()),
                _ => text += &column.as_text(row),
            }
            if i == 0 && has_points {
                match layer.shape(row) {
                    // Writing to a `String` cannot fail.
                    Some(Shape::Point(point)) => {
                        let _ = write!(text, ",{:.decimals$},{:.decimals$}", point.x, point.y);
                    }
                    _ => text += ",,",
                }
            }
        }
        text.push('\n');
    }
    text.into_bytes()
}

/// A field of CSV: in quotes where it holds a comma, a quote or a line's end.
#[must_use]
pub fn csv_field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}
