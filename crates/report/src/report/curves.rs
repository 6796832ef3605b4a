//! Coverage curves: the share of residents by minutes, before and after.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::html::escaped;
use super::input::Report;
use super::section::Section;
use tongda_analysis::people::Cell;
use tongda_foundation::units::TravelTime;

/// The longest time on a curve, in minutes.
const LONGEST_MIN: u32 = 60;
/// Plot area in the drawing: west, east, top, foot.
const PLOT: [f64; 4] = [44.0, 548.0, 10.0, 210.0];

/// One curve of a drawing.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// Its id for the script.
    pub(super) id: &'static str,
    /// `before` or `after`.
    pub(super) class: &'static str,
    /// Shares by minute.
    pub(super) shares: Vec<f64>,
}

/// Residents within each whole minute from 0 to 60, as shares of all.
pub(super) fn shares(cells: &[Cell], times: &[TravelTime]) -> Vec<f64> {
    let mut by_minute = vec![0.0; LONGEST_MIN as usize + 1];
    let mut all = 0.0;
    for (cell, time) in cells.iter().zip(times) {
        all += cell.residents;
        let minute = time.is_reached().then(|| time.ms().div_ceil(60_000));
        if let Some(minute) = minute.filter(|minute| *minute <= LONGEST_MIN) {
            by_minute[minute as usize] += cell.residents;
        }
    }
    let mut sum = 0.0;
    let add = |residents: f64| {
        sum += residents;
        if all > 0.0 { sum / all } else { 0.0 }
    };
    by_minute.into_iter().map(add).collect()
}

/// Curves of every service under the latest network, small and beside each other.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let item = report.latest()?;
    let language = report.language;
    let study = report.study;
    let mut figures = String::new();
    let order = (0..=study.services.len()).rev().filter(|&service| {
        // A service without facilities reaches nobody.
        item.after[service].iter().any(|time| time.is_reached())
    });
    for service in order {
        let of = |class: &'static str, times: &[TravelTime]| Curve { id: "", class, shares: shares(&study.cells.cells, times) };
        let both = [of("before", &item.before[service]), of("after", &item.after[service])];
        let at = study.headline_minutes().min(LONGEST_MIN) as usize;
        let [before, after] = both.each_ref().map(|curve| curve.shares[at] * 100.0);
        // Writing to a `String` cannot fail.
        let _ = write!(
            figures,
            "<figure>{}<figcaption><b>{}</b> {before:.1} → {after:.1} %</figcaption></figure>",
            drawing(report, &both, false),
            escaped(&report.service_name(service))
        );
    }
    let (item_name, minutes) = (report.item_name(item), study.headline_minutes());
    let lead = language.format("curves.lead", &[("item", &item_name), ("minutes", &minutes)]);
    let body = format!("<p class=\"lead\">{}</p><div class=\"three curves-small\">{figures}</div>", escaped(&lead));
    Section::new("curves", language.text("curves.title"), body)
}

/// A drawing of curves, with a mark at the headline minutes; a small one has no words.
pub(super) fn drawing(report: &Report<'_>, curves: &[Curve], large: bool) -> String {
    let [west, east, top, foot] = PLOT;
    let headline = report.study.headline_minutes();
    let x = |minute: f64| west + minute / f64::from(LONGEST_MIN) * (east - west);
    let y = |share: f64| foot - share * (foot - top);
    let mut grid = String::new();
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = y(share);
        // Writing to a `String` cannot fail.
        let _ = write!(
            grid,
            "<path d=\"M{west} {at:.1}H{east}\" class=\"grid\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0}&#8239;%</text>",
            west - 6.0,
            at + 4.0,
            share * 100.0
        );
    }
    for minute in [0_u32, 15, 30, 45, 60] {
        let last = minute == LONGEST_MIN;
        let word = if last { report.language.format("curves.last_minute", &[("minutes", &minute)]) } else { minute.to_string() };
        let anchor = if last { "end" } else { "middle" };
        let at = if last { x(f64::from(minute)) + 8.0 } else { x(f64::from(minute)) };
        let _ = write!(grid, "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{word}</text>", foot + 17.0);
    }
    let mark = x(f64::from(headline.min(LONGEST_MIN)));
    let mut lines = String::new();
    for curve in curves {
        let id = if curve.id.is_empty() { String::new() } else { format!(" id=\"curve-{}\"", curve.id) };
        let mut path = String::new();
        for (minute, share) in (0_u32..).zip(&curve.shares) {
            let letter = if minute == 0 { "M" } else { "L" };
            let _ = write!(path, "{letter}{:.1} {:.1}", x(f64::from(minute)), y(*share));
        }
        let _ = write!(lines, "<path{id} class=\"curve-{}\" d=\"{path}\"/>", curve.class);
    }
    let key = if large { key(report, west + 14.0, top + 16.0) } else { String::new() };
    format!(
        "<svg class=\"curves\" viewBox=\"0 0 560 232\" role=\"img\">{grid}<path d=\"M{mark:.1} {top}V{foot}\" class=\"mark\"/>{lines}{key}</svg>"
    )
}

fn key(report: &Report<'_>, x: f64, y: f64) -> String {
    let entry = |class: &str, row: f64, name: &str| {
        let at = y + row * 18.0;
        format!("<path d=\"M{x} {at}h26\" class=\"curve-{class}\"/><text x=\"{}\" y=\"{}\">{name}</text>", x + 32.0, at + 4.0)
    };
    entry("before", 0.0, report.language.text("map.before")) + &entry("after", 1.0, report.language.text("map.after"))
}

/// Shares by minute in thousandths, before and after, of every item and service that they differ for; `base` are those
/// before the first item.
pub(super) fn data(report: &Report<'_>) -> Value {
    let thousandths = |times: &[TravelTime]| -> Vec<u32> {
        let thousandth = |share: &f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
            let thousandth = (share * 1000.0).round() as u32;
            thousandth
        };
        shares(&report.study.cells.cells, times).iter().map(thousandth).collect()
    };
    let Some(first) = report.comparison.items.first() else { return Value::Null };
    let base: Vec<Vec<u32>> = first.before.iter().map(|times| thousandths(times)).collect();
    let of = |times: &[Vec<TravelTime>]| {
        let mut all = Map::new();
        for (service, (times, base)) in times.iter().zip(&base).enumerate() {
            let now = thousandths(times);
            if now != *base {
                all.insert(service.to_string(), json!(now));
            }
        }
        Value::Object(all)
    };
    let items = report.comparison.items.iter().map(|item| (item.id.clone(), json!([of(&item.before), of(&item.after)])));
    json!({"base": base, "items": items.collect::<Map<String, Value>>()})
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongda_foundation::position::LonLat;

    #[test]
    fn curves_rise_to_what_is_reached() {
        let cell = |residents: f64| Cell {
            id: residents.to_string(),
            position: LonLat::default(),
            residents,
            area_km2: 1.0,
            township: String::new(),
            county: String::new(),
        };
        let cells = [cell(1.0), cell(2.0), cell(5.0)];
        let times = [TravelTime::from_minutes(10), TravelTime::from_ms(600_001), TravelTime::UNREACHED];
        let shares = shares(&cells, &times);
        assert!((shares[9] - 0.0).abs() < 1e-9 && (shares[10] - 0.125).abs() < 1e-9 && (shares[11] - 0.375).abs() < 1e-9);
        assert!((shares[60] - 0.375).abs() < 1e-9 && shares.is_sorted());
    }
}
