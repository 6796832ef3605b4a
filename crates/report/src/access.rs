//! Accessibility by cell as a layer, and its summary by district with measures of equity.

use std::collections::BTreeSet;
use std::fmt::Write;

use tongda_analysis::access::equity::{
    Correction, Weighted, concentration_index, fgt, gini, mean, median, palma, theil, worst_share_mean,
};
use tongda_analysis::access::{Measure, covered_by};
use tongda_analysis::people::Cell;
use tongda_formats::{Column, Crs, Digits, Layer, Shape, ShapeKind, Style, StyleClass};
use tongda_foundation::units::TravelTime;

/// Values of a measure for one kind of opportunities, by cell.
#[derive(Clone, Debug)]
pub struct AccessColumn {
    /// The opportunities.
    pub name: String,
    /// The values.
    pub values: Vec<Option<f64>>,
    /// Values of the scenario that it is compared with.
    pub before: Option<Vec<Option<f64>>>,
    /// Why a cell has no value; `None` where it has one.
    pub reasons: Vec<Option<String>>,
}

/// One row a cell: what it is, its values by opportunities (`to_NAME`; none = empty), and why a value is empty.
///
/// Cells are squares where they are known (`squares`, one a cell), else points. Coloured by the first
/// column in fifths of its values.
#[must_use]
pub fn access_layer(cells: &[Cell], columns: &[AccessColumn], squares: Option<Vec<Shape>>) -> Layer {
    let six = Digits::Significant(6);
    let text = |name: &str, pick: fn(&Cell) -> &String| Column::text(name, cells.iter().map(pick));
    let mut table = vec![
        text("id", |cell| &cell.id),
        Column::real("residents", six, cells.iter().map(|cell| Some(cell.residents))),
        text("township", |cell| &cell.township),
        text("county", |cell| &cell.county),
    ];
    for column in columns {
        let name = format!("to_{}", column.name);
        table.push(Column::real(name.clone(), six, column.values.iter().copied()));
        if let Some(before) = &column.before {
            let change = column.values.iter().zip(before).map(|(now, before)| Some((*now)? - (*before)?));
            table.push(Column::real(format!("{name}_before"), six, before.iter().copied()));
            table.push(Column::real(format!("{name}_change"), six, change));
        }
    }
    let reason = |cell: usize| {
        let mut reasons: Vec<&str> = columns.iter().filter_map(|column| column.reasons[cell].as_deref()).collect();
        reasons.dedup();
        reasons.join("; ")
    };
    table.push(Column::text("reason", (0..cells.len()).map(reason)));
    let kind = if squares.is_some() { ShapeKind::Polygons } else { ShapeKind::Point };
    let points = || cells.iter().map(|cell| Shape::Point(cell.position.into())).collect();
    let shapes = squares.unwrap_or_else(points).into_iter().map(Some).collect();
    let style = columns.first().map_or(Style::Plain, fifths);
    let (name, title) = ("access".to_owned(), "Access by cell".to_owned());
    Layer { name, title, kind, crs: Crs::wgs84(), shapes, columns: table, style }
}

/// A style by fifths of a column's values.
fn fifths(column: &AccessColumn) -> Style {
    let mut values: Vec<f64> = column.values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    let Some(last) = values.len().checked_sub(1) else { return Style::Plain };
    let colours = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"];
    let class = |(i, colour): (usize, &str)| {
        let upper = figure(Some(values[last * (i + 1) / 5]));
        StyleClass::new(&upper, format!("to {upper}"), colour)
    };
    Style::Graduated(format!("to_{}", column.name), colours.into_iter().enumerate().map(class).collect())
}

/// Options of a summary with equity.
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
pub(super) fn figure(value: Option<f64>) -> String {
    value.map(|value| Digits::Significant(6).text(value)).unwrap_or_default()
}
