//! Ranking of candidates: CSV, and a terminal table of at most 100 columns.

use std::fmt::Write;

use tongda_analysis::appraisal::Ranking;
use tongda_formats::csv_field;

/// Number of the best candidates in the terminal table of pairs.
const SHOWN: usize = 8;

/// A row a candidate, the best first. Gains are residents, costs in the unit of the file; empty = not stated.
#[must_use]
pub fn ranking_csv(ranking: &Ranking) -> Vec<u8> {
    let mut text = String::from(
        "rank,candidate,km,junctions,cost,gain_residents,gain_low,gain_high,keeps_rank_share,gain_on_latest_network,\
gain_after_better_ones,person_minutes_saved,worst_decile_minutes_saved,gain_per_km,gain_per_cost,on_pareto_front\n",
    );
    for (rank, one) in (1..).zip(&ranking.each) {
        let candidate = &one.candidate;
        let id = csv_field(&candidate.id);
        let per =
            |unit: Option<f64>| unit.filter(|unit| *unit > 0.0).map(|unit| format!("{:.2}", one.gain / unit)).unwrap_or_default();
        // Writing to a `String` cannot fail.
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
pub fn ranking_table(ranking: &Ranking) -> String {
    let mut text =
        String::from("rank candidate              km jct   gain         range keeps on latest after better person-min front\n");
    for (rank, one) in (1..).zip(&ranking.each) {
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
    text += &beside_table(ranking);
    text.lines().map(str::trim_end).fold(String::new(), |all, line| all + line + "\n")
}

/// A row every two of the best: residents that both together and each after the other gain.
#[must_use]
pub fn beside_csv(ranking: &Ranking) -> Vec<u8> {
    let mut text = String::from("first,second,first_alone,second_alone,together,second_adds,first_adds,interaction\n");
    for two in &ranking.beside {
        let (first, second) = (&ranking.each[two.first], &ranking.each[two.second]);
        let _ = writeln!(
            text,
            "{},{},{:.0},{:.0},{:.0},{:.0},{:.0},{:.0}",
            csv_field(&first.candidate.id),
            csv_field(&second.candidate.id),
            first.gain,
            second.gain,
            two.together,
            two.second_adds,
            two.first_adds,
            two.interaction(&ranking.each)
        );
    }
    text.into_bytes()
}

/// Gains of the best candidates after one of them is built.
fn beside_table(ranking: &Ranking) -> String {
    let shown = ranking.each.len().min(SHOWN);
    let mut text = String::new();
    if shown < 2 || ranking.each[0].gain <= 0.0 {
        return text;
    }
    text += "once built, what the others still add:\n     ";
    for rank in 1..=shown {
        let _ = write!(text, " {rank:>9}");
    }
    text += "\nalone";
    for one in ranking.each.iter().take(shown) {
        let _ = write!(text, " {:>9.0}", one.gain);
    }
    text += "\n";
    for built in 0..shown {
        let adds = |other: usize| {
            let two = ranking.beside.iter().find(|two| (two.first, two.second) == (built.min(other), built.max(other)));
            two.map(|two| if other > built { two.second_adds } else { two.first_adds })
        };
        let cells = (0..shown).map(|other| adds(other).map_or_else(|| "-".to_owned(), |adds| format!("{adds:.0}")));
        let _ = writeln!(text, "{:>5}{}", built + 1, cells.fold(String::new(), |row, cell| row + &format!(" {cell:>9}")));
    }
    text
}
