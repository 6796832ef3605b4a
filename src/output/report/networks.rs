//! Small multiples of the dated networks.

use std::fmt::Write;

use super::html::escaped;
use super::maps::item_map;
use super::section::Section;
use super::told::Report;
use super::words::Language;
use crate::output::map::Frame;

/// Small multiples of the dated networks.
pub(super) fn section(report: &Report<'_>, frame: &Frame) -> Option<Section> {
    let circle = report.study.services.len();
    let items = report.comparison.items.iter().filter(|item| item.id.starts_with("network-"));
    let mut figures = String::new();
    for item in items {
        let share = report.residents(&item.after[circle]) / report.study.cells.residents().max(1.0) * 100.0;
        let map = item_map(frame, report, item, circle, false);
        let _ =
            write!(figures, "<figure>{map}<figcaption>{} · {share:.1} %</figcaption></figure>", escaped(&report.item_name(item)));
    }
    let years = report.study.years();
    let (first, last) = (years.first().copied().unwrap_or_default(), years.last().copied().unwrap_or_default());
    let title = match report.language {
        Language::English => format!("The networks of {first} to {last}"),
        Language::Chinese => format!("{first}—{last} 年路网"),
    };
    let body = if figures.is_empty() { figures } else { format!("<div class=\"small\">{figures}</div>") };
    Section::new("networks", &title, body)
}
