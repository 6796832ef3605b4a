//! Access by cell: CSV, and a summary by district with equity over people.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::access::equity::{Correction, Weighted, concentration_index, fgt, gini, mean, median, palma, theil, worst_share_mean};
use crate::access::{Measure, covered_by};
use crate::people::Cell;
use crate::units::TravelTime;

/// Values of a measure for one kind of opportunities, by cell.
#[derive(Clone, Debug)]
pub struct AccessColumn {
    /// The opportunities.
    pub name: String,
    /// The values.
    pub values: Vec<Option<f64>>,
    /// Those of the scenario that it is compared with.
    pub before: Option<Vec<Option<f64>>>,
    /// Why a cell has no value; `None` where it has one.
    pub reasons: Vec<Option<String>>,
}

/// One row a cell: what it is, its values by opportunities (`to_NAME`; empty = none), and why a value is empty.
#[must_use]
pub fn access_csv(cells: &[Cell], columns: &[AccessColumn]) -> Vec<u8> {
    let mut text = String::from("id,lon,lat,residents,township,county");
    for column in columns {
        // Writing to a text cannot fail.
        let _ = write!(text, ",{}", quoted(&format!("to_{}", column.name)));
        if column.before.is_some() {
            let _ = write!(
                text,
                ",{},{}",
                quoted(&format!("to_{}_before", column.name)),
                quoted(&format!("to_{}_change", column.name))
            );
        }
    }
    text.push_str(",reason\n");
    for (i, cell) in cells.iter().enumerate() {
        let (place, township, county) = (cell.place, quoted(&cell.township), quoted(&cell.county));
        let _ = write!(
            text,
            "{},{:.6},{:.6},{},{township},{county}",
            quoted(&cell.id),
            place.lon(),
            place.lat(),
            figure(Some(cell.residents))
        );
        for column in columns {
            let now = column.values[i];
            let _ = write!(text, ",{}", figure(now));
            if let Some(before) = &column.before {
                let change = now.zip(before[i]).map(|(now, before)| now - before);
                let _ = write!(text, ",{},{}", figure(before[i]), figure(change));
            }
        }
        let mut reasons: Vec<&str> = columns.iter().filter_map(|column| column.reasons[i].as_deref()).collect();
        reasons.dedup();
        let _ = writeln!(text, ",{}", quoted(&reasons.join("; ")));
    }
    text.into_bytes()
}

/// What a summary says beyond means.
#[derive(Clone, Debug, Default)]
pub struct EquityOptions {
    /// The poverty line, in the unit of the measure.
    pub poverty_line: Option<f64>,
    /// A rank of each cell, such as income a head, for the concentration index and the Palma ratio.
    pub ranks: Option<Vec<Option<f64>>>,
}

/// By district: residents with a value, their mean, median and worst tenth; then equity over all, and what changes.
#[must_use]
pub fn access_summary(cells: &[Cell], column: &AccessColumn, measure: &Measure, options: &EquityOptions) -> String {
    let mut text = format!(
        "{:<24} {:>10} {:>7} {:>12} {:>12} {:>12}{}\n",
        column.name,
        "residents",
        "valued",
        "mean",
        "median",
        "worst tenth",
        if measure.more_is_better() { "         gini" } else { "" }
    );
    let counties: BTreeSet<&str> = cells.iter().map(|cell| cell.county.as_str()).filter(|county| !county.is_empty()).collect();
    for county in [None].into_iter().chain(counties.into_iter().map(Some)) {
        let inside = |i: &usize| county.is_none_or(|county| cells[*i].county == county);
        let of = |values: &[Option<f64>]| -> Vec<Weighted> {
            (0..cells.len()).filter(inside).filter_map(|i| Some((values[i]?, cells[i].residents))).collect()
        };
        let (all, valued) = ((0..cells.len()).filter(inside).map(|i| cells[i].residents).sum::<f64>(), of(&column.values));
        let with_value: f64 = valued.iter().map(|(_, residents)| residents).sum();
        let share = if all > 0.0 { with_value / all * 100.0 } else { 0.0 };
        let figures = [mean(&valued), median(&valued), worst_share_mean(&valued, 0.1, measure.more_is_better())];
        let [mean, median, worst] = figures.map(figure);
        let _ = write!(text, "{:<24.24} {all:>10.0} {share:>6.1}% {mean:>12} {median:>12} {worst:>12}", county.unwrap_or("all"));
        if measure.more_is_better() {
            let _ = write!(text, " {:>12}", figure(gini(&valued)));
        }
        text.push('\n');
    }
    text + &equity(cells, column, measure, options) + &changes(cells, column, measure)
}

fn equity(cells: &[Cell], column: &AccessColumn, measure: &Measure, options: &EquityOptions) -> String {
    let mut parts: Vec<String> = Vec::new();
    let some = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| figure(Some(value)));
    let valued = || cells.iter().zip(&column.values).enumerate().filter_map(|(i, (cell, value))| Some((i, cell, (*value)?)));
    let rank = |i: usize, value: f64| options.ranks.as_ref().map_or(Some(value), |ranks| ranks[i]);
    let ranked: Vec<(f64, f64, f64)> =
        valued().filter_map(|(i, cell, value)| Some((value, cell.residents, rank(i, value)?))).collect();
    if measure.more_is_better() {
        parts.push(format!("palma {}", some(palma(&ranked))));
        let groups: Vec<(f64, f64, &str)> =
            valued().map(|(_, cell, value)| (value, cell.residents, cell.county.as_str())).collect();
        if let Some(theil) = theil(&groups) {
            let [total, between, within] = [theil.total, theil.between, theil.within].map(|part| some(Some(part)));
            parts.push(format!("theil {total} (between counties {between}, within {within})"));
        }
        let weighted: Vec<Weighted> = valued().map(|(_, cell, value)| (value, cell.residents)).collect();
        if let Some(poverty) = options.poverty_line.and_then(|line| fgt(&weighted, line)) {
            let [headcount, gap, severity] = [poverty.headcount, poverty.gap, poverty.severity].map(|part| some(Some(part)));
            parts.push(format!("poverty of access: headcount {headcount}, gap {gap}, severity {severity}"));
        }
        if options.ranks.is_some() {
            let [standard, corrected] =
                [Correction::Standard, Correction::Erreygers].map(|one| some(concentration_index(&ranked, one)));
            parts.push(format!("concentration index {standard} (Erreygers {corrected})"));
        }
    }
    if *measure == Measure::Closest {
        let times = cells.iter().zip(&column.values).map(|(cell, minutes)| {
            let time = minutes.map_or(TravelTime::UNREACHED, |minutes| TravelTime::from_seconds(minutes * 60.0));
            (time, cell.residents, cell.area_km2)
        });
        parts.push(format!("T90 {}", some(covered_by(&times.collect::<Vec<_>>(), 0.9))));
    }
    if parts.is_empty() { String::new() } else { parts.join("; ") + "\n" }
}

/// Residents for whom it gets better, worse, possible at all.
fn changes(cells: &[Cell], column: &AccessColumn, measure: &Measure) -> String {
    let Some(before) = &column.before else { return String::new() };
    let (mut better, mut worse, mut gained, mut lost) = (0.0, 0.0, 0.0, 0.0);
    for ((cell, now), before) in cells.iter().zip(&column.values).zip(before) {
        let residents = cell.residents;
        match (before, now) {
            (Some(before), Some(now)) if (now - before).abs() > 1e-9 * before.abs() => {
                *(if (now > before) == measure.more_is_better() { &mut better } else { &mut worse }) += residents;
            }
            (None, Some(_)) => gained += residents,
            (Some(_), None) => lost += residents,
            _ => {}
        }
    }
    format!(
        "residents for whom it gets better {better:.0}, worse {worse:.0}, possible at all {gained:.0}, impossible {lost:.0}\n"
    )
}

/// Six digits that mean something; empty without a value.
fn figure(value: Option<f64>) -> String {
    let Some(value) = value else { return String::new() };
    let mut text = format!("{value:.*}", decimals(value));
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if text == "-0" { "0".to_owned() } else { text }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn decimals(value: f64) -> usize {
    if value == 0.0 || !value.is_finite() { 0 } else { (5.0 - value.abs().log10().floor()).clamp(0.0, 15.0) as usize }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_and_nothing_for_none() {
        let all = [Some(0.0), Some(12.0), Some(1.0 / 3.0), Some(1_234_567.4), Some(0.000_012_345_678), Some(-2.5), None];
        assert_eq!(all.map(figure), ["0", "12", "0.333333", "1234567", "0.0000123457", "-2.5", ""]);
    }
}
