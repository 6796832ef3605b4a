//! Glossary: the terms of a report with their meanings, the same as in `docs/glossary.md`.

use std::fmt::Write;

use super::html::escaped;
use super::input::Report;
use super::section::Section;

/// Keys of each term and its meaning.
const TERMS: [[&str; 2]; 8] = [
    ["glossary.life_circle", "glossary.life_circle_meaning"],
    ["glossary.residents_served", "glossary.residents_served_meaning"],
    ["glossary.gain", "glossary.gain_meaning"],
    ["glossary.range", "glossary.range_meaning"],
    ["glossary.added", "glossary.added_meaning"],
    ["glossary.removed", "glossary.removed_meaning"],
    ["glossary.network_of_year", "glossary.network_of_year_meaning"],
    ["glossary.certainty", "glossary.certainty_meaning"],
];

/// The terms, in the order in which the report needs them.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let language = report.language;
    let mut list = String::new();
    for [term, meaning] in TERMS.map(|pair| pair.map(|key| escaped(language.text(key)))) {
        // Writing to a `String` cannot fail.
        let _ = write!(list, "<dt>{term}</dt><dd>{meaning}</dd>");
    }
    Section::new("glossary", language.text("glossary.title"), format!("<dl class=\"notes\">{list}</dl>"))
}
