//! Page of the report: head, sections in order, styles and script.

use std::fmt::Write;

use rayon::prelude::*;

use super::html::escaped;
use super::input::Report;
use super::map_context::MapContext;
use super::section::Section;
use super::{
    assumptions, curves, districts, glossary, maps, measures, networks, outside, projects, reproduce, sheets, summary, unserved,
};
use crate::map;

/// The report as a file; the same inputs give the same bytes.
#[must_use]
pub fn report_html(report: &Report<'_>) -> Vec<u8> {
    let context = MapContext::new(report);
    let context = context.as_ref();
    let writers: [&(dyn Fn() -> Option<Section> + Sync); 12] = [
        &|| projects::section(report),
        &|| context.and_then(maps::section),
        &|| context.and_then(networks::section),
        &|| context.and_then(sheets::section),
        &|| curves::section(report),
        &|| districts::section(report),
        &|| outside::section(report),
        &|| measures::section(report),
        &|| context.and_then(unserved::section),
        &|| assumptions::section(report),
        &|| glossary::section(report),
        &|| reproduce::section(report),
    ];
    let data = || context.map(maps::data).unwrap_or_default().to_string().replace('<', "\\u003c");
    let definitions = || context.map(MapContext::definitions).unwrap_or_default();
    let (sections, (data, definitions)) =
        rayon::join(|| writers.into_par_iter().map(|write| write()).collect::<Vec<_>>(), || rayon::join(data, definitions));
    let (mut links, mut body) = (String::new(), String::new());
    for section in sections.iter().flatten() {
        let title = escaped(&section.title);
        // Writing to a `String` cannot fail.
        let _ = write!(links, "<a href=\"#{}\">{title}</a>", section.id);
        let _ = write!(body, "<section id=\"{}\"><h2>{title}</h2>{}</section>", section.id, section.body);
    }
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
        <title>{}</title><style>{}{}</style></head><body>{}{}<nav>{links}</nav><main>{body}</main>\
        <script type=\"application/json\" id=\"data\">{data}</script><script>{}</script></body></html>\n",
        report.language.code(),
        escaped(report.title()),
        map::STYLE,
        include_str!("page.css"),
        definitions,
        summary::head(report),
        include_str!("page.js")
    );
    page.into_bytes()
}
