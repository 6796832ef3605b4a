//! Measures of accessibility before and after the latest network, by county and group of residents, and their equity.

use std::fmt::Write;

use super::html::{Head, escaped, table};
use super::input::Report;
use super::section::Section;
use crate::Language;
use crate::access::figure;
use crate::measures::districts;
use tongda_analysis::appraisal::measures::{Counted, EquityChange, EquityFigures, Measured, Measures, decompose};

/// Tables of all measures, those of towns first, and of equity.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let measures = report.measures?;
    let language = report.language;
    let item = report.comparison.items.iter().find(|item| item.id == measures.item)?;
    let lead = language
        .format("measures.lead", &[("item", &escaped(&report.item_name(item))), ("minutes", &report.study.headline_minutes())]);
    let mut body = format!("<p class=\"lead\">{lead}</p>");
    let towns: Vec<&Measured> = measures.all.iter().filter(|one| one.counted == Counted::Towns).collect();
    if !towns.is_empty() {
        let _ = write!(body, "<h3>{}</h3>", language.text("measures.towns"));
        body.push_str(&values(report, measures, &towns, language.text("column.measure"), &|one| title(one, language)));
    }
    let mut names: Vec<&str> = measures.all.iter().filter(|one| one.counted != Counted::Towns).map(|one| one.name).collect();
    names.dedup();
    names.sort_by_key(|name| measures.all.iter().position(|one| one.name == *name));
    names.dedup();
    for (position, name) in names.into_iter().enumerate() {
        let services: Vec<&Measured> =
            measures.all.iter().filter(|one| one.counted != Counted::Towns && one.name == name).collect();
        let Some(first) = services.first() else { continue };
        let meaning = language.term("measure_meaning", name).unwrap_or_default();
        let unit = unit(first, language);
        let head = format!("<b>{}</b> – {} {unit}", escaped(&title(first, language)), escaped(meaning));
        let rows = values(report, measures, &services, language.text("column.service"), &|one| counted(report, one));
        let open = if position == 0 { " open" } else { "" };
        let _ = write!(body, "<details{open}><summary>{head}</summary>{rows}</details>");
    }
    body.push_str(&even(report, measures, &towns));
    body.push_str(&glossary(&towns, language));
    let title = language.text("measures.title");
    Section::new("measures", title, if measures.all.is_empty() { String::new() } else { body })
}

/// The name of a measure.
fn name(one: &Measured, language: Language) -> &'static str {
    language.term("measure_name", one.name).unwrap_or(one.name)
}

/// The name of a measure with the values of its parameters.
fn title(one: &Measured, language: Language) -> String {
    let name = name(one, language);
    let values = one.parameters.split("--").filter_map(|part| part.trim().split_once(' ').map(|(_, value)| value.trim()));
    let values: Vec<&str> = values.collect();
    if values.is_empty() { name.to_owned() } else { format!("{name} ({})", values.join("; ")) }
}

fn counted(report: &Report<'_>, one: &Measured) -> String {
    match one.counted {
        Counted::Service(service) => report.service_name(service),
        Counted::Towns => report.language.text("measures.residents_of_towns").to_owned(),
    }
}

/// Supply per head is told for 100,000 residents: else it is all noughts.
fn scale(one: &Measured) -> f64 {
    if one.measure.unit() == "opportunities per resident" { 1e5 } else { 1.0 }
}

fn unit(one: &Measured, language: Language) -> &'static str {
    match one.measure.unit() {
        "minutes" => language.text("measures.in_minutes"),
        "opportunities per resident" => language.text("measures.per_100000"),
        _ => "",
    }
}

/// A table with a row for each of some measures: all residents, the split of the change, and counties.
fn values(
    report: &Report<'_>,
    measures: &Measures,
    some: &[&Measured],
    head: &str,
    name: &dyn Fn(&Measured) -> String,
) -> String {
    let cells = &report.study.cells.cells;
    let language = report.language;
    let districts = districts(cells);
    let mut rows = String::new();
    for one in some {
        let scale = scale(one);
        let value = |value: Option<f64>| short(value.map(|value| value * scale));
        let _ = write!(rows, "<tr><td class=\"text\">{}</td>", escaped(&name(one)));
        for (district, inside) in &districts {
            let parts = decompose(cells, inside, &measures.groups, (&one.before, &one.after));
            let _ = write!(rows, "<td>{} → {}</td>", value(parts[0].before), value(parts[0].after));
            if district.is_empty() {
                for part in &parts {
                    rows.push_str(&signed(part.contribution.map(|part| part * scale)));
                }
            }
        }
        rows.push_str("</tr>");
    }
    let counties: Vec<&str> = districts.iter().skip(1).map(|(county, _)| report.district(county)).collect();
    let change =
        ["measures.all", "measures.change", "measures.already_covered", "measures.newly_covered", "measures.not_covered"];
    let mut heads = vec![Head::Text(head)];
    heads.extend(change.map(|key| Head::Number(language.text(key))));
    heads.extend(counties.into_iter().map(Head::Number));
    table(&heads, &rows)
}

/// Equity of access, for measures of which more is better.
fn even(report: &Report<'_>, measures: &Measures, towns: &[&Measured]) -> String {
    let (cells, language) = (&report.study.cells.cells, report.language);
    let all: Vec<usize> = (0..cells.len()).collect();
    let all = EquityFigures::among(cells, &all, &measures.groups.minutes_before);
    let chosen = measures
        .all
        .iter()
        .filter(|one| one.measure.more_is_better() && (one.counted == Counted::Towns || one.name == "gaussian-2sfca"));
    let mut rows = String::new();
    for one in chosen {
        let ([before, after], _) = all.of(&one.before, &one.after, true);
        let scale = scale(one);
        let both = |of: &dyn Fn(&EquityChange) -> Option<f64>| format!("<td>{} → {}</td>", short(of(&before)), short(of(&after)));
        let what =
            if towns.iter().any(|other| other.name == one.name) { String::new() } else { format!(": {}", counted(report, one)) };
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}{}</td>{}{}{}{}{}{}{}</tr>",
            escaped(name(one, language)),
            escaped(&what),
            both(&|even| even.worst_tenth.map(|worst| worst * scale)),
            both(&|even| even.gini),
            both(&|even| even.palma),
            both(&|even| even.theil.map(|theil| theil.total)),
            both(&|even| even.theil.filter(|theil| theil.total > 0.0).map(|theil| theil.between / theil.total * 100.0)),
            both(&|even| even.concentration),
            both(&|even| even.poverty.map(|poverty| poverty.headcount * 100.0)),
        );
    }
    if rows.is_empty() {
        return rows;
    }
    let heads = [
        Head::Text(language.text("column.measure")),
        Head::Number(language.text("measures.worst_tenth")),
        Head::Number(language.text("measures.gini")),
        Head::Number(language.text("measures.palma")),
        Head::Number(language.text("measures.theil")),
        Head::Number(language.text("measures.between_counties")),
        Head::Number(language.text("measures.concentration")),
        Head::Number(language.text("measures.poor")),
    ];
    format!(
        "<h3>{}</h3><p class=\"lead\">{}</p>{}",
        language.text("measures.equity_title"),
        language.text("measures.equity_lead"),
        table(&heads, &rows)
    )
}

/// Meanings of the measures of towns; those of services are at their tables.
fn glossary(towns: &[&Measured], language: Language) -> String {
    let mut text = String::new();
    for one in towns {
        if let Some(meaning) = language.term("measure_meaning", one.name) {
            let _ = write!(text, "<dt>{}</dt><dd>{}</dd>", escaped(name(one, language)), escaped(meaning));
        }
    }
    if text.is_empty() { text } else { format!("<dl class=\"notes\">{text}</dl>") }
}

/// Three digits that mean something; whole numbers from a thousand on.
fn short(value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_owned() };
    match value.abs() {
        size if size >= 1000.0 => super::html::grouped(value),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        size if size >= 0.001 || size == 0.0 => format!("{value:.3}"),
        _ => figure(Some(value)),
    }
}

/// A cell with a change; a dash for none.
fn signed(value: Option<f64>) -> String {
    // Rounding error of a conserved sum.
    let value = value.map(|value| if value.abs() < 1e-6 { 0.0 } else { value });
    let text = match value {
        Some(value) if value > 0.0 => format!("+{}", short(Some(value))),
        Some(value) if value < 0.0 => format!("−{}", short(Some(-value))),
        Some(_) => "0".to_owned(),
        None => "–".to_owned(),
    };
    format!("<td data-value=\"{:.6}\">{text}</td>", value.unwrap_or_default())
}
