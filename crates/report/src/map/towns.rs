//! Labels of towns, the largest first, without overlap.

use std::fmt::Write;

use super::Viewport;
use tongda_formats::xml_escaped;

/// A name at a point of the frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TownLabel {
    pub(crate) name: String,
    pub(crate) point: [f64; 2],
}

/// At most `most` of the names that have room in a view, drawn as in a map that is `width_px` pixels wide.
pub(crate) fn labels(all: &[TownLabel], view: &Viewport, width_px: f64, most: usize) -> String {
    let zoom = view.zoom(width_px);
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut text = String::new();
    for label in all.iter().filter(|label| view.holds(label.point, 0.0)) {
        if taken.len() >= most {
            break;
        }
        let (size, [x, y]) = (11.0 * zoom, label.point);
        // Chinese characters are as wide as high, others about half.
        let ems: f64 = label.name.chars().map(|letter| if letter > '\u{2e80}' { 1.0 } else { 0.55 }).sum();
        let width = ems * size;
        let on_left = x + width + 8.0 * zoom > view.x + view.width;
        let west = if on_left { x - width - 5.0 * zoom } else { x - 3.0 * zoom };
        let room = [west, y - size, west + width + 10.0 * zoom, y + size * 0.7];
        let overlaps = |other: &[f64; 4]| room[0] < other[2] && other[0] < room[2] && room[1] < other[3] && other[1] < room[3];
        // The corner of the scale bar and the credit stay free, and nothing is cut off.
        let foot = [view.x, view.y + view.height - 24.0 * zoom, view.x + view.width, view.y + view.height];
        if taken.iter().any(overlaps) || overlaps(&foot) || room[0] < view.x || room[1] < view.y {
            continue;
        }
        taken.push(room);
        let (anchor, dx) = if on_left { (" text-anchor=\"end\"", -4.0) } else { ("", 4.0) };
        // Writing to a `String` cannot fail.
        let _ = write!(
            text,
            "<circle class=\"town\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.2}\"/><text class=\"label\" x=\"{:.1}\" y=\"{:.1}\"{anchor} font-size=\"{size:.2}\" stroke-width=\"{:.2}\">{}</text>",
            2.2 * zoom,
            x + dx * zoom,
            y - 2.5 * zoom,
            2.6 * zoom,
            xml_escaped(&label.name)
        );
    }
    format!("<g class=\"towns\">{text}</g>")
}
