//! What each project brings, and which help or replace each other.

use std::fmt::Write;

use super::ProgrammePage;
use crate::report::html::{escaped, grouped, people, table};
use crate::report::section::Section;

/// How many pairs are listed.
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
        language.pick("*project", "*项目"),
        language.pick("Shapley share", "沙普利份额"),
        "%",
        language.pick("alone", "单独"),
        language.pick("last in", "最后"),
        "km",
        language.pick("share per km", "每公里份额"),
    ];
    let mut body = table(&columns, &rows);
    if !rest.is_empty() {
        let names: Vec<&str> = rest.iter().map(|&player| page.name(player)).collect();
        let _ = write!(
            body,
            "<p class=\"fine\">{}{}</p>",
            language.pick("Change nothing of what is counted, whatever else is built: ", "无论其他项目是否建设均不改变该指标："),
            escaped(&names.join(language.pick("; ", "；")))
        );
    }
    Section::new("shares", language.pick("What each project brings", "各项目的贡献"), body)
}

/// The strongest synergies and substitutes.
pub(super) fn pairs(page: &ProgrammePage<'_>) -> Option<Section> {
    let (language, pairs) = (page.language, page.result.pairs);
    let mut rows = String::new();
    for pair in pairs.iter().filter(|pair| pair.first_built.abs().max(pair.last_built.abs()) >= 0.5).take(LISTED) {
        let kind = match (pair.first_built >= -0.5, pair.last_built >= -0.5, pair.first_built <= 0.5, pair.last_built <= 0.5) {
            (true, true, ..) => language.pick("help each other", "互补"),
            (.., true, true) => language.pick("replace each other", "替代"),
            _ => language.pick("depends on the rest", "视其他项目而定"),
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
        language.pick("*project", "*项目"),
        language.pick("*and", "*与"),
        "",
        language.pick("built first", "先建时"),
        language.pick("built last", "后建时"),
    ];
    let note = language.pick(
        "v(ij) − v(i) − v(j) + v(none): what the two bring together beyond what each brings alone; built first with nothing else, built last with all others.",
        "v(ij) − v(i) − v(j) + v(无)：两者共同效益超出各自效益之和的部分；先建＝无其他项目，后建＝其他项目均已建成。",
    );
    let body = format!("{}<p class=\"fine\">{note}</p>", table(&columns, &rows));
    Section::new("pairs", language.pick("Which help, which replace each other", "互补与替代"), body)
}
