//! Coverage curves: the share of residents by minutes, before and after.

use std::fmt::Write;

use crate::people::Cell;
use crate::units::TravelTime;

/// The longest time on a curve, in minutes.
pub(super) const LONGEST_MIN: u32 = 60;

/// Residents within each whole minute from 0 to 60, as shares of all.
pub(super) fn shares(cells: &[Cell], times: &[TravelTime]) -> Vec<f64> {
    let mut by_minute = vec![0.0; LONGEST_MIN as usize + 1];
    let mut all = 0.0;
    for (cell, time) in cells.iter().zip(times) {
        all += cell.residents;
        let first = (0..=LONGEST_MIN).find(|&minute| *time <= TravelTime::from_minutes(minute));
        if let Some(minute) = first {
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

/// A drawing of curves, with a mark at the headline minutes.
pub(super) fn drawing(before: &[f64], after: &[f64], headline: u32, labels: [&str; 3]) -> String {
    let x = |minute: f64| 40.0 + minute / f64::from(LONGEST_MIN) * 400.0;
    let y = |share: f64| 210.0 - share * 200.0;
    let path = |shares: &[f64]| {
        let mut path = String::new();
        for (minute, share) in (0_u32..).zip(shares) {
            // Writing to a text cannot fail.
            let _ = write!(path, "{}{:.1} {:.1}", if minute == 0 { "M" } else { "L" }, x(f64::from(minute)), y(*share));
        }
        path
    };
    let mut grid = String::new();
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let _ = write!(
            grid,
            "<path d=\"M40 {0:.1}H440\" class=\"grid\"/><text x=\"34\" y=\"{1:.1}\" text-anchor=\"end\">{2:.0} %</text>",
            y(share),
            y(share) + 4.0,
            share * 100.0
        );
    }
    for minute in [0_u32, 15, 30, 45, 60] {
        let _ = write!(grid, "<text x=\"{:.1}\" y=\"226\" text-anchor=\"middle\">{minute}</text>", x(f64::from(minute)));
    }
    let mark = x(f64::from(headline));
    let [before_label, after_label, minutes] = labels;
    format!(
        "<svg class=\"curves\" viewBox=\"0 0 450 245\" role=\"img\">{grid}<path d=\"M{mark:.1} 10V210\" class=\"mark\"/>\
        <path id=\"curve-before\" d=\"{}\" class=\"before\"/><path id=\"curve-after\" d=\"{}\" class=\"after\"/>\
        <text x=\"440\" y=\"242\" text-anchor=\"end\">{minutes}</text>\
        <path d=\"M60 236h24\" class=\"before\"/><text x=\"90\" y=\"240\">{before_label}</text>\
        <path d=\"M200 236h24\" class=\"after\"/><text x=\"230\" y=\"240\">{after_label}</text></svg>",
        path(before),
        path(after),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::LonLat;

    #[test]
    fn curves_rise_to_what_is_reached() {
        let cell = |residents: f64| Cell {
            id: residents.to_string(),
            place: LonLat::default(),
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
