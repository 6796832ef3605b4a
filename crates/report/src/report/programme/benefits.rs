//! Benefits and costs of projects, with every figure that they rest on and its source.

use std::fmt::{Display, Write};

use super::ProgrammePage;
use crate::report::html::{Head, escaped, grouped, signed, table};
use crate::report::section::Section;
use tongda_analysis::appraisal::benefits::{Cited, Demand};

/// A row a project with known costs, the best ratio first, and the figures with their sources.
pub(super) fn section(page: &ProgrammePage<'_>) -> Option<Section> {
    let (benefits, all) = page.benefits?;
    let language = page.language;
    let mut rows: Vec<_> = all.iter().enumerate().filter_map(|(player, row)| Some((player, row, row.worth?))).collect();
    let ratio = |worth: &tongda_analysis::appraisal::benefits::Worth| worth.ratio().unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| ratio(&b.2).total_cmp(&ratio(&a.2)).then(a.0.cmp(&b.0)));
    let mut text = String::new();
    for (player, row, worth) in &rows {
        let none = || "–".to_owned();
        let _ = write!(
            text,
            "<tr><td class=\"text\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(page.name(*player)),
            grouped((row.saved.minutes + row.saved.induced) / 60.0),
            grouped(worth.first_year),
            grouped(worth.benefits),
            grouped(worth.costs),
            signed(worth.net()),
            worth.ratio().map_or_else(none, |ratio| format!("{ratio:.2}")),
            worth.internal_rate.map_or_else(none, |rate| format!("{:.1} %", rate * 100.0)),
            worth.payback_years.map_or_else(none, |years| years.to_string()),
        );
    }
    if rows.is_empty() {
        return None;
    }
    let lead = language.format("benefits.lead", &[("currency", &escaped(&benefits.currency)), ("year", &benefits.base_year)]);
    let numbers = [
        "benefits.hours_saved",
        "benefits.first_year",
        "benefits.benefits",
        "benefits.costs",
        "benefits.net",
        "benefits.ratio",
        "benefits.internal_rate",
        "benefits.payback",
    ];
    let mut heads = vec![Head::Text(language.text("column.project"))];
    heads.extend(numbers.map(|key| Head::Number(language.text(key))));
    let body = format!("<p class=\"lead\">{lead}</p>{}{}", table(&heads, &text), rests_on(page));
    Section::new("benefits", language.text("benefits.title"), body)
}

/// The figures, each with its source.
fn rests_on(page: &ProgrammePage<'_>) -> String {
    let Some((benefits, _)) = page.benefits else { return String::new() };
    let language = page.language;
    let percent = |cited: &Cited| format!("{} %", (cited.value * 1e4).round() / 1e2);
    let plain = |cited: &Cited| cited.value.to_string();
    let mut text = String::new();
    let mut note = |name: &str, value: String, source: &str| {
        let _ = write!(text, "<dt>{name}: {}</dt><dd>{}</dd>", escaped(&value), escaped(source));
    };
    let money = |cited: &Cited| format!("{} {}", cited.value, benefits.currency);
    let hour = &benefits.value_of_time_per_hour;
    note(language.text("benefits.value_of_time"), money(hour), &hour.source);
    let days = &benefits.days_per_year;
    note(language.text("benefits.days"), plain(days), &days.source);
    note(language.text("benefits.discount_rate"), percent(&benefits.discount_rate), &benefits.discount_rate.source);
    note(language.text("benefits.growth"), percent(&benefits.demand_growth), &benefits.demand_growth.source);
    note(language.text("benefits.horizon"), plain(&benefits.horizon_years), &benefits.horizon_years.source);
    if let Some(elasticity) = &benefits.elasticity {
        note(language.text("benefits.elasticity"), plain(elasticity), &elasticity.source);
    }
    let demand = match &benefits.demand {
        Demand::Trips { trips, .. } => {
            let all: f64 = trips.iter().map(|(.., trips)| trips).sum();
            language.format("benefits.trips_from_table", &[("trips", &grouped(all))])
        }
        Demand::PerResident(rate) => language.format("benefits.trips_per_resident", &[("trips", rate)]),
    };
    note(language.text("benefits.demand"), demand, &benefits.demand_source);
    for one in &benefits.investments {
        let player = page.result.game.programme.players.iter().position(|player| player.id == one.id);
        let name = player.map_or(one.id.as_str(), |player| page.name(player));
        let (capital, upkeep) = (grouped(one.capital), grouped(one.upkeep));
        let values: [(&str, &dyn Display); 4] =
            [("capital", &capital), ("upkeep", &upkeep), ("begins", &one.begins), ("opens", &one.opens)];
        let figures = language.format("benefits.investment", &values);
        note(&escaped(name), figures, &one.source);
    }
    format!("<dl class=\"notes\">{text}</dl>")
}
