//! The page: its head, its sections in order, styles and script.

use std::fmt::Write;

use super::html::escaped;
use super::told::Report;
use super::{asked, assumptions, districts, left_out, maps, networks, projects};
use crate::output::map::Frame;

/// The report as a file; the same inputs give the same bytes.
#[must_use]
pub fn report_html(report: &Report<'_>) -> Vec<u8> {
    let study = report.study;
    let frame = Frame::around(&study.cells);
    let (under, over) = frame.base(report.network, &study.cells, "© OpenStreetMap contributors, ODbL 1.0");
    let sections = [
        projects::section(report),
        maps::section(report, &frame),
        networks::section(report, &frame),
        districts::section(report),
        left_out::section(report),
        assumptions::section(report),
    ];
    let mut body = asked::head(report);
    for section in sections.iter().flatten() {
        // Writing to a text cannot fail.
        let _ = write!(body, "<section id=\"{}\"><h2>{}</h2>{}</section>", section.id, escaped(&section.title), section.body);
    }
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
        <title>{}</title><style>{}</style></head><body>\
        <svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs><g id=\"under\">{under}</g><g id=\"over\">{over}</g></defs></svg>\
        {body}<script type=\"application/json\" id=\"data\">{}</script><script>{}</script></body></html>\n",
        report.language.code(),
        escaped(report.title()),
        include_str!("page.css"),
        maps::data(report, &frame).to_string().replace('<', "\\u003c"),
        include_str!("page.js")
    );
    page.into_bytes()
}
