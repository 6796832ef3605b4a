//! The ranking of candidates: CSV, and a table of at most 100 columns.

use std::fmt::Write;

use crate::appraisal::Ranked;

/// A row a candidate, the best first. Gains are residents, costs in the unit of the file; empty = not stated.
#[must_use]
pub fn ranking_csv(ranked: &[Ranked]) -> Vec<u8> {
    let mut text = String::from(
        "rank,candidate,km,junctions,cost,gain_residents,gain_low,gain_high,keeps_rank_share,gain_on_latest_network,\
gain_after_better_ones,person_minutes_saved,worst_decile_minutes_saved,gain_per_km,gain_per_cost,on_pareto_front\n",
    );
    for (rank, one) in (1..).zip(ranked) {
        let candidate = &one.candidate;
        let id = if candidate.id.contains([',', '"']) {
            format!("\"{}\"", candidate.id.replace('"', "\"\""))
        } else {
            candidate.id.clone()
        };
        let per =
            |unit: Option<f64>| unit.filter(|unit| *unit > 0.0).map(|unit| format!("{:.2}", one.gain / unit)).unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{rank},{id},{:.3},{},{},{:.0},{:.0},{:.0},{:.2},{:.0},{},{:.0},{:.2},{},{},{}",
            candidate.km,
            candidate.junctions,
            candidate.cost.map(|cost| cost.to_string()).unwrap_or_default(),
            one.gain,
            one.gain_range.0,
            one.gain_range.1,
            one.keeps_rank,
            one.gain_on_latest,
            one.gain_after_better.map(|gain| format!("{gain:.0}")).unwrap_or_default(),
            one.person_minutes,
            one.worst_decile_min,
            per(Some(candidate.km)),
            per(candidate.cost),
            if one.on_front { "yes" } else { "no" }
        );
    }
    text.into_bytes()
}

/// The same for the terminal.
#[must_use]
pub fn ranking_table(ranked: &[Ranked]) -> String {
    let mut text =
        String::from("rank candidate              km jct   gain         range keeps on latest after better person-min front\n");
    for (rank, one) in (1..).zip(ranked) {
        let range = format!("{:.0}..{:.0}", one.gain_range.0, one.gain_range.1);
        let _ = writeln!(
            text,
            "{rank:>4} {:<19.19} {:>5.1} {:>3} {:>6.0} {range:>13} {:>4.0}% {:>9.0} {:>12} {:>10.0} {}",
            one.candidate.id,
            one.candidate.km,
            one.candidate.junctions,
            one.gain,
            one.keeps_rank * 100.0,
            one.gain_on_latest,
            one.gain_after_better.map_or_else(|| "-".to_owned(), |gain| format!("{gain:.0}")),
            one.person_minutes,
            if one.on_front { "*" } else { "" }
        );
    }
    text.lines().map(str::trim_end).fold(String::new(), |all, line| all + line + "\n")
}
