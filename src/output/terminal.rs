//! The table on the terminal: at most 100 columns, the largest gain first.

use std::fmt::Write;

use crate::appraisal::{Comparison, ItemKind, Sensitivity};
use crate::study::Study;
use crate::units::TravelTime;

/// One row a project or network, with the range of its gain: residents within the headline minutes of all services of the circle.
#[must_use]
pub fn summary(study: &Study, comparison: &Comparison, sensitivity: &[Sensitivity]) -> String {
    let limit = TravelTime::from_minutes(study.headline_minutes());
    let within = |times: &[TravelTime]| {
        let inside = study.cells.cells.iter().zip(times).filter(|(_, time)| **time <= limit);
        inside.fold(0.0, |sum, (cell, _)| sum + cell.residents)
    };
    let residents: f64 = study.cells.cells.iter().map(|cell| cell.residents).sum();
    let mut rows: Vec<(f64, f64, String)> = Vec::new();
    for item in &comparison.items {
        let circle = study.services.len();
        let (old, new) = (within(&item.before[circle]), within(&item.after[circle]));
        let best = (0..circle)
            .map(|service| {
                let (before, after) = (&item.before[service], &item.after[service]);
                let gain = if before == after { 0.0 } else { within(after) - within(before) };
                (gain, study.services[service].id.as_str())
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        let (best_gain, best_name) = best.unwrap_or_default();
        let share = |part: f64| if residents > 0.0 { part / residents * 100.0 } else { 0.0 };
        let how = match item.kind {
            ItemKind::TakenOut => "taken out",
            ItemKind::PutIn => "put in",
            ItemKind::Proposal => "proposal",
            ItemKind::Network => "network",
        };
        let range = sensitivity.iter().find(|other| other.id == item.id).map_or_else(String::new, |item| {
            let (low, high) = item.gain_range();
            format!("{low:.0}..{high:.0}")
        });
        let row = format!(
            "{:<25.25} {how:<9} {:>5.1} {:>5.1} {:>8.0} {range:>16} {:>7.0} {:<.18}",
            item.id,
            share(old),
            share(new),
            new - old,
            best_gain,
            if best_gain > 0.0 { best_name } else { "" }
        );
        rows.push((new - old, best_gain, row.trim_end().to_owned()));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut text = format!(
        "residents within {} min by {} of all services of the circle (network of {}; modelled speeds)\n",
        study.headline_minutes(),
        study.mode(),
        if study.network_date().is_empty() { "an unstated date" } else { study.network_date() }
    );
    text.push_str("project                   how       % bef % aft     gain      range of it largest gain of a service\n");
    for (_, _, row) in rows {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{row}");
    }
    text
}
