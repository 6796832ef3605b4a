//! Change of accessibility by district, split among residents already covered, newly covered and not covered.

use std::fmt::Write;

use super::AccessColumn;
use super::access::figure;
use super::measures::districts;
use tongda_analysis::appraisal::measures::{Decomposition, Groups, decompose};
use tongda_analysis::people::Cell;
use tongda_formats::csv_field;

/// The splits of a column by district; none without a state to compare with.
fn splits<'c>(cells: &'c [Cell], column: &AccessColumn, groups: &Groups) -> Vec<(&'c str, [Decomposition; 4])> {
    let Some(before) = &column.before else { return Vec::new() };
    let of = |(district, inside): (&'c str, Vec<usize>)| {
        let district = if district.is_empty() { "all" } else { district };
        (district, decompose(cells, &inside, groups, (before, &column.values)))
    };
    districts(cells).into_iter().map(of).collect()
}

/// For the terminal, at most 100 columns: by district the change of the mean and what each group adds to it.
#[must_use]
pub fn access_change_table(cells: &[Cell], column: &AccessColumn, groups: &Groups) -> String {
    let mut text = String::new();
    for (district, [all, covered, newly, not]) in splits(cells, column, groups) {
        if text.is_empty() {
            text = format!(
                "{:<18.18} {:>11} {:>11} {:>11} {:>12} {:>12} {:>12}\n",
                format!("change, {}", column.name),
                "before",
                "after",
                "change",
                "of covered",
                "newly cov.",
                "not covered"
            );
        }
        let [whole, covered, newly, not] = [all, covered, newly, not].map(|part| narrow(part.contribution));
        let (before, after) = (narrow(all.before), narrow(all.after));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{district:<18.18} {before:>11} {after:>11} {whole:>11} {covered:>12} {newly:>12} {not:>12}");
    }
    text
}

/// Six digits, with an exponent where noughts would take all the room.
fn narrow(value: Option<f64>) -> String {
    match value {
        Some(value) if value != 0.0 && value.abs() < 1e-4 => format!("{value:.4e}"),
        _ => figure(value),
    }
}

/// A row a column, district and group: residents, means before and after of those with a value both times, and what the
/// group adds to the change of its district's mean.
#[must_use]
pub fn access_change_csv(cells: &[Cell], columns: &[AccessColumn], groups: &Groups, unit: &str) -> Vec<u8> {
    let mut text = String::from(
        "opportunities,unit,district,group,residents,residents_with_value,residents_with_value_only_after,before,after,\
contribution_to_change\n",
    );
    for column in columns {
        for (district, parts) in splits(cells, column, groups) {
            for part in parts {
                let _ = writeln!(
                    text,
                    "{},{unit},{},{},{:.0},{:.0},{:.0},{},{},{}",
                    csv_field(&column.name),
                    csv_field(district),
                    part.group.name(),
                    part.residents,
                    part.valued,
                    part.newly_valued,
                    figure(part.before),
                    figure(part.after),
                    figure(part.contribution)
                );
            }
        }
    }
    text.into_bytes()
}
