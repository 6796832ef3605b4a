//! Head of the report: the headline, its figures, and the terms of the question.

use std::fmt::{Display, Write};

use super::html::{bold, escaped, grouped};
use super::input::Report;
use tongda_analysis::appraisal::{Headline, Item, ItemKind};

/// The headline, then origins, destinations, mode, minutes and the date of the network.
pub(super) fn head(report: &Report<'_>) -> String {
    format!(
        "<header><p class=\"kicker\">{}</p><h1>{}</h1>{}{}{}</header>",
        report.language.text("summary.kicker"),
        escaped(report.title()),
        report.latest().map(|item| headline(report, item)).unwrap_or_default(),
        report.latest().map(|item| figures(report, item)).unwrap_or_default(),
        question(report)
    )
}

/// The services of the circle by position.
fn circle(report: &Report<'_>) -> Vec<usize> {
    (0..report.study.services.len()).filter(|&service| report.study.services[service].circle).collect()
}

/// The answer in a few sentences.
fn headline(report: &Report<'_>, item: &Item) -> String {
    let (all, circle) = (report.study.cells.residents().max(1.0), report.study.services.len());
    let Headline { before, after } = item.headline(circle);
    let (low, high) = report.range(item).unwrap_or((after - before, after - before));
    let minutes = report.study.headline_minutes();
    let services = self::circle(report).len();
    let year = item.id.strip_prefix("network-").zip(report.study.years().first());
    let (mode, name) = (report.mode(), escaped(&report.item_name(item)));
    let [gain, low, high] = [after - before, low, high].map(grouped);
    let language = report.language;
    let [before, after] = [before, after].map(|residents| format!("{:.1} %", residents / all * 100.0));
    let after = bold(&after);
    let shared: [(&str, &dyn Display); 5] =
        [("after", &after), ("before", &before), ("services", &services), ("minutes", &minutes), ("mode", &mode)];
    let mut reach = match year {
        Some((year, first)) => language.format("summary.by_year", &[&shared[..], &[("year", &year), ("first", &first)]].concat()),
        None => language.format("summary.by_project", &[&shared[..], &[("name", &name)]].concat()),
    };
    reach += &language.format("summary.gain", &[("gain", &bold(&gain)), ("low", &low), ("high", &high)]);
    format!("<p class=\"headline\">{reach}</p>{}", most(report))
}

/// Which single projects bring most.
fn most(report: &Report<'_>) -> String {
    let circle = report.study.services.len();
    let items = report.by_gain();
    let single = items.iter().filter(|item| item.kind != ItemKind::Network && item.headline(circle).gain() >= 0.5);
    let named: Vec<String> = single
        .take(3)
        .map(|item| format!("{} (+{})", escaped(&report.item_name(item)), grouped(item.headline(circle).gain())))
        .collect();
    if named.is_empty() {
        return String::new();
    }
    let projects = named.join(report.language.text("list.item"));
    format!("<p class=\"lead\">{}</p>", report.language.format("summary.largest_single_gains", &[("projects", &projects)]))
}

fn figures(report: &Report<'_>, item: &Item) -> String {
    let (all, circle, language) = (report.study.cells.residents().max(1.0), report.study.services.len(), report.language);
    let Headline { before, after } = item.headline(circle);
    let mut text = String::new();
    for (value, what) in [
        (format!("{:.1} %", before / all * 100.0), language.text("summary.share_before")),
        (format!("{:.1} %", after / all * 100.0), language.text("summary.share_after")),
        (format!("+{}", grouped(after - before)), language.text("summary.gained")),
        (grouped(all - after), language.text("summary.unserved")),
    ] {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "<div><b>{value}</b><span>{what}</span></div>");
    }
    format!("<div class=\"figures\">{text}</div>")
}

/// The terms of the question, one by one.
fn question(report: &Report<'_>) -> String {
    let Report { study, language, .. } = *report;
    let services: Vec<String> = circle(report).into_iter().map(|service| escaped(&report.service_name(service))).collect();
    let (cells, residents) = (study.cells.cells.len(), grouped(study.cells.residents()));
    let date = if study.network_date().is_empty() { language.text("summary.not_stated") } else { study.network_date() };
    let origins = language.format("summary.origins", &[("residents", &residents), ("cells", &cells)]);
    let services = services.join(language.text("list.item"));
    let destinations = language.format("summary.destinations", &[("services", &services)]);
    let minutes = language.format("summary.minutes", &[("minutes", &study.headline_minutes())]);
    let mut text = String::new();
    for (term, value) in [
        (language.text("summary.from"), origins),
        (language.text("summary.to"), destinations),
        (language.text("summary.by"), escaped(&report.mode())),
        (language.text("summary.within"), minutes),
        (language.text("summary.network_of"), escaped(date)),
    ] {
        let _ = write!(text, "<dt>{term}</dt><dd>{value}</dd>");
    }
    format!("<dl class=\"question\">{text}</dl>")
}
