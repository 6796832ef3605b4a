//! CSV: UTF-8, commas, a header; empty = missing. Points become two columns behind the first one.

use std::fmt::Write;

use super::layer::{Layer, Shape, ShapeKind, Values};

/// A layer as CSV. With `bom` it begins with the mark by which Excel knows UTF-8.
///
/// Points are `lon` and `lat` (six decimals, about 0.1 m), in a projected system `x_m` and `y_m` (two).
/// Other geometries are left out.
#[must_use]
pub fn csv(layer: &Layer, bom: bool) -> Vec<u8> {
    let (names, decimals) = if layer.crs.is_projected() { (["x_m", "y_m"], 2) } else { (["lon", "lat"], 6) };
    let has_points = layer.kind == ShapeKind::Point;
    let mut text = String::from(if bom { "\u{feff}" } else { "" });
    let mut head: Vec<String> = layer.columns.iter().map(|column| quoted(&column.name)).collect();
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
                Values::Text(values) => text += &quoted(values[row].as_deref().unwrap_or_default()),
                _ => text += &column.as_text(row),
            }
            if i == 0 && has_points {
                match layer.shape(row) {
                    // Writing to a text cannot fail.
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

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
