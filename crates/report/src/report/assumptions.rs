//! Assumptions, certainty of the data, and what is not modelled.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{Head, escaped, grouped, people, signed, table, text};
use super::input::Report;
use super::projects::certainty_word;
use super::section::Section;
use tongda_analysis::people::CellSource;

/// All that the numbers rest on.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let language = report.language;
    let body = format!(
        "{}<h3>{}</h3>{}<h3>{}</h3>{}{}",
        list(report),
        language.text("assumptions.facilities"),
        facilities(report),
        language.text("assumptions.projects_by_certainty"),
        certainties(report),
        not_modelled(report)
    );
    Section::new("assumptions", language.text("assumptions.title"), body)
}

fn list(report: &Report<'_>) -> String {
    let Report { study, language, comparison, network, without_assumed, .. } = *report;
    let mut list = String::new();
    let mut note = |term: &str, text: &str| {
        // Writing to a `String` cannot fail.
        let _ = write!(list, "<dt>{term}</dt><dd>{text}</dd>");
    };
    let rule = match &study.cells.source {
        CellSource::Given => language.text("assumptions.cells_as_given"),
        CellSource::Dasymetric(summary) => &summary.rule,
    };
    note(language.text("assumptions.people"), &escaped(rule));
    let profile = format!("<code>{}</code>", escaped(&study.profile.name));
    let speeds = language.format("assumptions.operating_speeds", &[("profile", &profile)]);
    note(language.text("assumptions.speeds"), &speeds);
    let assumed = network.report().assumed_ways;
    if let (Some(plain), true) = (without_assumed, assumed > 0) {
        let circle = study.services.len();
        let last = report.latest().and_then(|item| plain.items.iter().find(|other| other.id == item.id));
        let gain = last.map_or(0.0, |item| item.headline(circle).gain());
        let text = language.format("assumptions.assumed_count", &[("count", &assumed), ("gain", &signed(gain))]);
        note(language.text("assumptions.assumed_roads"), &text);
    }
    let lost: Vec<usize> = (0..study.cells.cells.len()).filter(|&i| comparison.not_placed[i].is_some()).collect();
    let residents: f64 = lost.iter().map(|&i| study.cells.cells[i].residents).sum();
    note(
        language.text("assumptions.cells_without_road"),
        &language.format("assumptions.counted_unreached", &[("cells", &lost.len()), ("residents", &grouped(residents))]),
    );
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    note(language.text("assumptions.border"), &grouped(limited.fold(0.0, |sum, (_, cell)| sum + cell.residents)));
    for facility in &comparison.lost_facilities {
        note(language.text("assumptions.facility_not_placed"), &escaped(facility));
    }
    format!("<dl class=\"notes\">{list}</dl>")
}

fn facilities(report: &Report<'_>) -> String {
    let language = report.language;
    let mut rows = String::new();
    let counts = report.comparison.facility_counts.iter().zip(report.origins);
    for (service, (count, origins)) in report.study.services.iter().zip(counts) {
        #[expect(clippy::cast_precision_loss, reason = "facilities are few")]
        let numbers = [*count, origins.extract, origins.tables, origins.in_both].map(|count| people(count as f64));
        let _ = write!(
            rows,
            "<tr>{}{}{}{}</tr>",
            text(language.name(&service.name, &service.name_zh)),
            text(if service.circle { language.text("assumptions.yes") } else { "" }),
            numbers.concat(),
            text(service.no_data.as_deref().unwrap_or_default())
        );
    }
    let heads = [
        Head::Text(language.text("column.service")),
        Head::Text(language.text("assumptions.in_circle")),
        Head::Number(language.text("assumptions.used")),
        Head::Number(language.text("assumptions.from_extract")),
        Head::Number(language.text("assumptions.from_tables")),
        Head::Number(language.text("assumptions.in_both")),
        Head::Text(language.text("assumptions.no_data")),
    ];
    table(&heads, &rows)
}

fn certainties(report: &Report<'_>) -> String {
    let language = report.language;
    let mut by_word: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for project in &report.study.catalogue.projects {
        by_word.entry(project.certainty.as_str()).or_default().push(language.name(&project.name, &project.name_zh));
    }
    let mut rows = String::new();
    for (word, names) in by_word {
        let _ = write!(
            rows,
            "<dt>{} ({})</dt><dd>{}</dd>",
            escaped(certainty_word(report, word)),
            names.len(),
            escaped(&names.join(language.text("list.semicolon")))
        );
    }
    format!("<dl class=\"notes\">{rows}</dl>")
}

/// Projects that are not modelled, those with one reason together.
fn not_modelled(report: &Report<'_>) -> String {
    let language = report.language;
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, reason) in &report.comparison.not_modelled {
        let name =
            report.study.catalogue.project(id).map_or(id.as_str(), |project| language.name(&project.name, &project.name_zh));
        match by_reason.iter_mut().find(|(other, _)| other == reason) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((reason, vec![name])),
        }
    }
    if by_reason.is_empty() {
        return String::new();
    }
    let mut list = String::new();
    for (reason, names) in by_reason {
        let names = escaped(&names.join(language.text("list.semicolon")));
        let _ = write!(list, "<dt>{names}</dt><dd>{}</dd>", escaped(reason));
    }
    format!("<h3>{}</h3><dl class=\"notes\">{list}</dl>", language.text("assumptions.not_modelled"))
}
