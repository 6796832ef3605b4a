//! Measures of accessibility and of equity, before and after, by district: CSV, six digits, empty = no value.

use std::collections::BTreeMap;
use std::fmt::Write;

use rayon::prelude::*;

use super::access::figure;
use tongda_analysis::appraisal::measures::{Counted, EquityChange, EquityFigures, Measured, Measures, decompose};
use tongda_analysis::people::Cell;
use tongda_analysis::study::Study;
use tongda_formats::csv_field;

/// The whole area, then each county, with the cells in it.
pub(super) fn districts(cells: &[Cell]) -> Vec<(&str, Vec<usize>)> {
    let mut counties: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.county.is_empty()) {
        counties.entry(&cell.county).or_default().push(i);
    }
    let all = ("", (0..cells.len()).collect());
    [all].into_iter().chain(counties).collect()
}

/// The first columns of a row: item, measure, parameters, what it counts, unit.
fn named(study: &Study, item: &str, one: &Measured) -> String {
    let counted = match one.counted {
        Counted::Service(service) => study.services[service].id.as_str(),
        Counted::Towns => "residents_of_towns",
    };
    // Parameters hold commas.
    format!("{item},{},\"{}\",{counted},{}", one.name, one.parameters, one.measure.unit())
}

/// A row a measure, what it counts, district (`all`, or a county) and group of residents: means before and after of those
/// who have a value both times, and what the group adds to the change of the mean of its district.
#[must_use]
pub(super) fn measures_csv(study: &Study, measures: &Measures) -> Vec<u8> {
    let cells = &study.cells.cells;
    let mut text = String::from(
        "item,measure,parameters,counted,unit,district,group,residents,residents_with_value,residents_with_value_only_after,\
before,after,contribution_to_change\n",
    );
    let districts = districts(cells);
    for one in &measures.all {
        let named = named(study, &measures.item, one);
        for (district, inside) in &districts {
            for split in decompose(cells, inside, &measures.groups, (&one.before, &one.after)) {
                // Writing to a `String` cannot fail.
                let _ = writeln!(
                    text,
                    "{named},{},{},{:.0},{:.0},{:.0},{},{},{}",
                    if district.is_empty() { "all".into() } else { csv_field(district) },
                    split.group.name(),
                    split.residents,
                    split.valued,
                    split.newly_valued,
                    figure(split.before),
                    figure(split.after),
                    figure(split.contribution)
                );
            }
        }
    }
    text.into_bytes()
}

/// The figures of equity by name.
fn figures(one: &EquityChange) -> [(&'static str, Option<f64>); 10] {
    let (theil, poverty) = (one.theil.as_ref(), one.poverty.as_ref());
    [
        ("worst_tenth_mean", one.worst_tenth),
        ("gini", one.gini),
        ("palma", one.palma),
        ("theil", theil.map(|theil| theil.total)),
        ("theil_between_counties", theil.map(|theil| theil.between)),
        ("theil_within_counties", theil.map(|theil| theil.within)),
        ("concentration_by_nearness", one.concentration),
        ("poverty_headcount", poverty.map(|poverty| poverty.headcount)),
        ("poverty_gap", poverty.map(|poverty| poverty.gap)),
        ("poverty_severity", poverty.map(|poverty| poverty.severity)),
    ]
}

/// A row a measure, what it counts, district and figure of equity, before and after; figures that mean nothing are left out.
#[must_use]
pub(super) fn equity_csv(study: &Study, measures: &Measures) -> Vec<u8> {
    let cells = &study.cells.cells;
    let even = |(name, inside): (_, Vec<usize>)| (name, EquityFigures::among(cells, &inside, &measures.groups.minutes_before));
    let districts: Vec<(&str, EquityFigures)> = districts(cells).into_iter().map(even).collect();
    let rows = |one: &Measured| {
        let named = named(study, &measures.item, one);
        let mut text = String::new();
        for (district, even) in &districts {
            let ([before, after], line) = even.of(&one.before, &one.after, one.measure.more_is_better());
            for ((name, before), (_, after)) in figures(&before).into_iter().zip(figures(&after)) {
                if before.is_some() || after.is_some() {
                    let line = line.filter(|_| name.starts_with("poverty"));
                    let district = if district.is_empty() { "all".into() } else { csv_field(district) };
                    // Writing to a `String` cannot fail.
                    let _ = writeln!(text, "{named},{district},{name},{},{},{}", figure(before), figure(after), figure(line));
                }
            }
        }
        text
    };
    let mut text = String::from("item,measure,parameters,counted,unit,district,figure,before,after,poverty_line\n");
    text.extend(measures.all.par_iter().map(rows).collect::<Vec<_>>());
    text.into_bytes()
}
