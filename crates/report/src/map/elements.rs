//! Scale bar, north arrow, attribution and legend of a map.

use std::fmt::Write;

use super::{Frame, Viewport};
use tongda_formats::xml_escaped;

/// Elements in the corners of a map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MapElements<'a> {
    /// Data attribution.
    pub(crate) credit: &'a str,
    /// Display width of the map in pixels, for the size of its text.
    pub(crate) width_px: f64,
}

impl MapElements<'_> {
    /// Scale bar, north arrow and attribution for a view.
    pub(crate) fn draw(&self, frame: &Frame, view: &Viewport) -> String {
        let zoom = view.zoom(self.width_px);
        let metres = [100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5];
        let bar = metres.into_iter().rfind(|metres| metres * frame.scale <= view.width / 4.0).unwrap_or(100.0);
        let name = if bar >= 1000.0 { format!("{:.0} km", bar / 1000.0) } else { format!("{bar:.0} m") };
        let (west, foot, length) = (view.x + 10.0 * zoom, view.y + view.height - 9.0 * zoom, bar * frame.scale);
        let (east, top) = (view.x + view.width, view.y);
        let mut text = format!(
            "<path class=\"bar\" stroke-width=\"{:.2}\" d=\"M{west:.1} {:.1}v{:.1}h{length:.1}v-{:.1}\"/>\
            <text class=\"small\" x=\"{:.1}\" y=\"{:.1}\" font-size=\"{:.2}\" stroke-width=\"{:.2}\">{name}</text>\
            <path class=\"arrow\" d=\"M{:.1} {:.1}l{a:.1} -{b:.1}l{a:.1} {b:.1}l-{a:.1} -{c:.1}z\"/>\
            <text class=\"small\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"{:.2}\" stroke-width=\"{:.2}\">N</text>",
            1.1 * zoom,
            foot - 4.0 * zoom,
            4.0 * zoom,
            4.0 * zoom,
            west + length + 5.0 * zoom,
            foot + 1.0 * zoom,
            10.0 * zoom,
            2.0 * zoom,
            east - 21.0 * zoom,
            top + 34.0 * zoom,
            east - 16.0 * zoom,
            top + 14.0 * zoom,
            10.0 * zoom,
            2.0 * zoom,
            a = 5.0 * zoom,
            b = 16.0 * zoom,
            c = 4.0 * zoom,
        );
        if !self.credit.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = write!(
                text,
                "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" font-size=\"{:.2}\" stroke-width=\"{:.2}\">{}</text>",
                east - 6.0 * zoom,
                foot + 1.0 * zoom,
                8.5 * zoom,
                2.0 * zoom,
                xml_escaped(self.credit)
            );
        }
        format!("<g class=\"furniture\">{text}</g>")
    }
}

/// A box with a title and a colour by line, in the upper left corner of a view; `width_px` as in [`MapElements`].
pub(crate) fn legend_box(view: &Viewport, width_px: f64, title: &[String], entries: &[(String, String)]) -> String {
    let zoom = view.zoom(width_px);
    let (x, y) = (view.x + 10.0 * zoom, view.y + 10.0 * zoom);
    let ems = |text: &str| text.chars().map(|letter| if letter > '\u{2e80}' { 1.0 } else { 0.56 }).sum::<f64>();
    let widest = title.iter().map(|line| ems(line)).chain(entries.iter().map(|(_, text)| ems(text) + 2.4)).fold(0.0, f64::max);
    let rows = title.len() + entries.len();
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let height = rows as f64 * 17.0 + 14.0;
    let mut text = format!(
        "<rect class=\"box\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{:.1}\"/>",
        (widest * 12.0 + 20.0) * zoom,
        height * zoom,
        3.0 * zoom
    );
    let mut at = y + 20.0 * zoom;
    for (i, line) in title.iter().enumerate() {
        let weight = if i == 0 { " font-weight=\"bold\"" } else { "" };
        // Writing to a `String` cannot fail.
        let _ = write!(
            text,
            "<text class=\"key\" x=\"{:.1}\" y=\"{at:.1}\" font-size=\"{:.2}\"{weight}>{}</text>",
            x + 10.0 * zoom,
            12.0 * zoom,
            xml_escaped(line)
        );
        at += 17.0 * zoom;
    }
    for (fill, line) in entries {
        let _ = write!(
            text,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"{fill}\"/>\
            <text class=\"key\" x=\"{:.1}\" y=\"{at:.1}\" font-size=\"{:.2}\">{}</text>",
            x + 10.0 * zoom,
            at - 10.5 * zoom,
            x + 34.0 * zoom,
            12.0 * zoom,
            xml_escaped(line),
            w = 18.0 * zoom,
            h = 12.0 * zoom,
        );
        at += 17.0 * zoom;
    }
    format!("<g class=\"legend\">{text}</g>")
}
