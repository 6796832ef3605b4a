//! Shapley shares of projects, and pairs of projects that are synergies or substitutes.

use std::fmt::Write;

use super::ProgrammePage;
use crate::report::html::{Head, escaped, grouped, people, table};
use crate::report::section::Section;

/// Maximum number of pairs listed.
const LISTED: usize = 14;

/// A row a project by Shapley share; those that bring nothing are named below.
pub(super) fn section(page: &ProgrammePage<'_>) -> Option<Section> {
    let (result, language) = (page.result, page.language);
    let gain = result.game.gain();
    let each = &result.shares.each;
    let matters =
        |player: &usize| [each[*player].alone, each[*player].last_in, each[*player].shapley].iter().any(|one| one.abs() > 0.5);
    let (named, rest): (Vec<usize>, Vec<usize>) = result.by_share().into_iter().partition(matters);
    if named.is_empty() {
        return None;
    }
    let most = named.iter().map(|player| each[*player].shapley).fold(1e-9, f64::max);
    let mut rows = String::new();
    for &player in &named {
        let (share, km) = (each[player], result.game.programme.players[player].km);
        let half = if share.half_width > 0.0 { format!(" ± {}", grouped(share.half_width)) } else { String::new() };
        let per_km = if km > 0.0 { grouped(share.shapley / km) } else { String::new() };
        let percent = if gain.abs() > 0.0 { share.shapley / gain * 100.0 } else { 0.0 };
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td class=\"wide\"><i class=\"bar\" style=\"width:{:.0}px\"></i> {}{half}</td><td>{percent:.1}</td>{}{}<td>{km:.1}</td><td>{per_km}</td></tr>",
            escaped(page.name(player)),
            (share.shapley / most * 90.0).max(0.0),
            grouped(share.shapley),
            people(share.alone),
            people(share.last_in),
        );
    }
    let columns = [
        Head::Text(language.text("column.project")),
        Head::Number(language.text("shares.shapley")),
        Head::Number("%"),
        Head::Number(language.text("shares.alone")),
        Head::Number(language.text("shares.last_in")),
        Head::Number("km"),
        Head::Number(language.text("shares.per_km")),
    ];
    let mut body = table(&columns, &rows);
    if !rest.is_empty() {
        let names: Vec<&str> = rest.iter().map(|&player| page.name(player)).collect();
        let projects = escaped(&names.join(language.text("list.semicolon")));
        let _ = write!(body, "<p class=\"fine\">{}</p>", language.format("shares.no_change", &[("projects", &projects)]));
    }
    Section::new("shares", language.text("shares.title"), body)
}

/// The strongest synergies and substitutes.
pub(super) fn pairs(page: &ProgrammePage<'_>) -> Option<Section> {
    let (language, pairs) = (page.language, page.result.pairs);
    let mut rows = String::new();
    for pair in pairs.iter().filter(|pair| pair.first_built.abs().max(pair.last_built.abs()) >= 0.5).take(LISTED) {
        let kind = match (pair.first_built >= -0.5, pair.last_built >= -0.5, pair.first_built <= 0.5, pair.last_built <= 0.5) {
            (true, true, ..) => language.text("pairs.synergy"),
            (.., true, true) => language.text("pairs.substitutes"),
            _ => language.text("pairs.depends"),
        };
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td><td class=\"text\">{kind}</td>{}{}</tr>",
            escaped(page.name(pair.first)),
            escaped(page.name(pair.second)),
            people(pair.first_built),
            people(pair.last_built)
        );
    }
    if rows.is_empty() {
        return None;
    }
    let columns = [
        Head::Text(language.text("column.project")),
        Head::Text(language.text("pairs.and")),
        Head::Number(""),
        Head::Number(language.text("pairs.built_first")),
        Head::Number(language.text("pairs.built_last")),
    ];
    let note = language.text("pairs.note");
    let body = format!("{}<p class=\"fine\">{note}</p>", table(&columns, &rows));
    Section::new("pairs", language.text("pairs.title"), body)
}
