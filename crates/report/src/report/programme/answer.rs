//! Gain of a programme, the best sets of projects with their beneficiaries, and the order of building with its curve.

use std::fmt::{Display, Write};

use super::ProgrammePage;
use crate::report::html::{Head, escaped, grouped, people, table};
use crate::report::section::Section;
use tongda_analysis::appraisal::programme::{Order, Value};

/// Maximum number of steps of the order listed.
const LISTED: usize = 12;

/// The question, the gain, and the best three projects.
pub(super) fn head(page: &ProgrammePage<'_>) -> String {
    let (game, language) = (page.result.game, page.language);
    let (gain, none) = (game.gain(), game.value(0));
    let figure = |value: String, text: &str| format!("<div><b>{value}</b><span>{}</span></div>", escaped(text));
    let residents = page.study.cells.residents().max(1.0);
    let mut figures =
        figure(format!("+{}", grouped(gain)), &language.format("answer.gained_together", &[("unit", &page.unit())]));
    if game.question.value == Value::Residents {
        let shares = [none, none + gain].map(|value| format!("{:.1} %", value / residents * 100.0));
        figures += &figure(shares.join(" → "), language.text("answer.covered"));
    }
    let share = |of: f64| if gain.abs() > 0.0 { of / gain * 100.0 } else { 0.0 };
    if let Some((set, best)) = page.best_sets.last() {
        let text = language.format("answer.best_share", &[("count", &set.count_ones())]);
        figures += &figure(format!("{:.0} %", share(*best)), &text);
    }
    format!("<p class=\"lead\">{}</p><div class=\"figures\">{figures}</div>{}", lead(page), sets(page))
}

fn lead(page: &ProgrammePage<'_>) -> String {
    let (study, language, question) = (page.study, page.language, page.result.game.question);
    let services = question.service.map_or_else(
        || language.text("answer.all_services").to_owned(),
        |one| language.name(&study.services[one].name, &study.services[one].name_zh).to_owned(),
    );
    let (count, date) = (page.result.game.programme.players.len(), study.network_date());
    let mode = language.mode(&study.mode());
    let counted = match question.value {
        Value::Residents => {
            language.format("answer.counts_residents", &[("minutes", &question.headline_min), ("services", &services)])
        }
        Value::PersonMinutes(cap) => language.format("answer.counts_minutes", &[("minutes", &cap), ("services", &services)]),
    };
    let values: [(&str, &dyn Display); 4] = [("count", &count), ("counted", &counted), ("mode", &mode), ("date", &date)];
    escaped(&language.format("answer.lead", &values))
}

/// The best three one after the other, each with for whom, and the best two and one beside them.
fn sets(page: &ProgrammePage<'_>) -> String {
    let language = page.language;
    if page.first.is_empty() {
        return format!("<p>{}</p>", language.text("answer.no_change"));
    }
    let mut rows = String::new();
    for (number, one) in (1..).zip(page.first) {
        let player = &page.result.game.programme.players[one.player];
        let places = one.places.iter().filter(|(.., gain)| *gain >= 0.5);
        let named = places.clone().take(6).map(|(county, township, gain)| {
            format!("{} {}", page.position(if township.is_empty() { county } else { township }), grouped(*gain))
        });
        let listed: Vec<String> = named.filter(|name| !name.starts_with(' ')).collect();
        let more = places.count().saturating_sub(6);
        let more = if more == 0 { String::new() } else { language.format("answer.more_places", &[("count", &more)]) };
        let places = escaped(&listed.join(language.text("list.item"))) + &more;
        let _ = write!(
            rows,
            "<li><b>{number}. {}</b> · +{} {} · {:.1} km<small>{}</small></li>",
            escaped(page.name(one.player)),
            grouped(one.adds),
            page.unit(),
            player.km,
            language.format("answer.beneficiaries", &[("places", &places)])
        );
    }
    let fewer = page.best_sets.iter().rev().skip(1).map(|(set, gain)| {
        let names: Vec<&str> = (0..64).filter(|player| set >> player & 1 == 1).map(|player| page.name(player)).collect();
        let (names, gain) = (names.join(language.text("list.and")), grouped(*gain));
        language.format("answer.fewer", &[("count", &set.count_ones()), ("names", &names), ("gain", &gain)])
    });
    let fewer: Vec<String> = fewer.collect();
    let gain = grouped(page.first.iter().map(|one| one.adds).sum());
    let values: [(&str, &dyn Display); 3] = [("count", &page.first.len()), ("gain", &gain), ("unit", &page.unit())];
    let (title, lead) = (language.text("answer.first_title"), language.format("answer.first_lead", &values));
    format!(
        "<h2>{title}</h2><p class=\"lead\">{lead}</p><ul class=\"first\">{rows}</ul><p class=\"fine\">{}</p>",
        escaped(&fewer.join(" "))
    )
}

/// The best order as a list, and the curves of both.
pub(super) fn order(page: &ProgrammePage<'_>) -> Option<Section> {
    let (result, language) = (page.result, page.language);
    let gain = result.game.gain();
    if gain.abs() <= 0.0 {
        return None;
    }
    let size = if result.costs.is_some() { language.text("order.cost") } else { "km" };
    let mut columns = vec![Head::Text(language.text("column.project"))];
    columns.extend([size, language.text("order.built")].map(Head::Number));
    columns.extend(result.budget.map(|_| Head::Number(language.text("order.year"))));
    columns.extend([language.text("order.adds"), language.text("order.gain"), "%"].map(Head::Number));
    let (mut rows, mut before) = (String::new(), 0.0);
    for (number, step) in (1..).zip(result.plan.best.steps.iter().take(LISTED)) {
        let year = result.year(step.built).map(|year| format!("<td>{year:.0}</td>")).unwrap_or_default();
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{number}. {}{}</td><td>{:.1}</td><td>{:.1}</td>{year}{}{}<td>{:.0}</td></tr>",
            escaped(page.name(step.player)),
            needed(page, step.player, step.gain - before),
            step.size,
            step.built,
            people(step.gain - before),
            people(step.gain),
            step.gain / gain * 100.0
        );
        before = step.gain;
    }
    let proof = language.text(if result.plan.proved { "order.proved" } else { "order.not_proved" });
    let ratio = if result.plan.best.area > 0.0 { result.plan.greedy.area / result.plan.best.area * 100.0 } else { 100.0 };
    let greedy = language.format("order.greedy_share", &[("share", &format!("{ratio:.1}"))]);
    let body = format!(
        "<div class=\"two\">{}<figure>{}<figcaption>{proof} {greedy}</figcaption></figure></div>",
        table(&columns, &rows),
        curve(page, size)
    );
    Section::new("order", language.text("order.title"), body)
}

/// Why a project that brings nothing when its turn comes has one: another needs it.
fn needed(page: &ProgrammePage<'_>, player: usize, adds: f64) -> String {
    let needing = page.result.game.programme.needing(player);
    let names: Vec<&str> = (0..64).filter(|other| needing >> other & 1 == 1).map(|other| page.name(other)).collect();
    if adds.abs() >= 0.5 || names.is_empty() {
        return String::new();
    }
    let projects = escaped(&names.join(page.language.text("list.item")));
    format!("<small> {}</small>", page.language.format("order.needed_by", &[("projects", &projects)]))
}

/// Gain over size for both orders: a step where a project ends.
fn curve(page: &ProgrammePage<'_>, size: &str) -> String {
    let (plan, language, gain) = (page.result.plan, page.language, page.result.game.gain());
    let all = plan.best.steps.iter().map(|step| step.size).sum::<f64>().max(1e-9);
    let path = |order: &Order| {
        let mut path = String::from("M40 210");
        for step in &order.steps {
            let (x, y) = (40.0 + step.built / all * 400.0, 210.0 - step.gain / gain * 200.0);
            let _ = write!(path, "H{x:.1}V{y:.1}");
        }
        path
    };
    format!(
        "<svg class=\"curves\" viewBox=\"0 0 450 250\" role=\"img\"><path class=\"grid\" d=\"M40 10V210H440M40 110H440M40 10H440\"/>\
        <text x=\"36\" y=\"14\" text-anchor=\"end\">100 %</text><text x=\"36\" y=\"114\" text-anchor=\"end\">50</text><text x=\"36\" y=\"213\" text-anchor=\"end\">0</text>\
        <text x=\"440\" y=\"224\" text-anchor=\"end\">{all:.0} {size}</text>\
        <path class=\"curve-before\" d=\"{}\"/><path class=\"curve-after\" d=\"{}\"/>\
        <path d=\"M60 238h24\" class=\"curve-before\"/><text x=\"90\" y=\"242\">{}</text><path d=\"M200 238h24\" class=\"curve-after\"/><text x=\"230\" y=\"242\">{}</text></svg>",
        path(&plan.greedy),
        path(&plan.best),
        language.text("order.greedy"),
        language.text("order.best")
    )
}
