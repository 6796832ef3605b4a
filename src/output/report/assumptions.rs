//! Assumptions, certainty, what is not modelled, and how to make the report again.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{escaped, grouped};
use super::section::Section;
use super::told::Report;
use super::words::Language;
use crate::people::CellSource;
use crate::study::Study;

/// Assumptions, what is not modelled, and how to make the report again.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let Report { study, language, comparison, network, without_assumed, .. } = report;
    let mut list = String::new();
    let mut note = |text: String| {
        let _ = write!(list, "<li>{text}</li>");
    };
    note(format!("{}: {}", language.pick("People", "人口"), escaped(people_rule(study))));
    note(format!(
        "{}: {} ({})",
        language.pick("Speeds", "速度"),
        escaped(&study.mode()),
        language.pick("assumed operating speeds of the profile, ranges with ±20 %", "方式参数中的假定运行速度，区间按 ±20 %")
    ));
    let assumed = network.report().assumed_ways;
    if let (Some(plain), true) = (without_assumed, assumed > 0) {
        let circle = study.services.len();
        let last = report.latest().and_then(|item| plain.items.iter().find(|other| other.id == item.id));
        let gain = last.map_or(0.0, |item| report.residents(&item.after[circle]) - report.residents(&item.before[circle]));
        note(format!(
            "{}: {assumed}; {} {}",
            language.pick("Assumed roads", "假定道路"),
            language.pick("without them the latest network gains, in residents,", "不计这些道路，最新路网新增居民"),
            grouped(gain)
        ));
    }
    let lost = comparison.not_placed.iter().flatten().count();
    note(format!("{}: {lost}", language.pick("Cells without a road near enough", "附近无路的网格")));
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    note(format!(
        "{}: {}",
        language
            .pick("Residents who may have something nearer beyond the border of the extract", "路网边界外可能有更近设施的居民"),
        grouped(limited.fold(0.0, |sum, (_, cell)| sum + cell.residents))
    ));
    for facility in &comparison.lost_facilities {
        note(format!("{}: {}", language.pick("Facility not placed", "未能定位的设施"), escaped(facility)));
    }
    for (service, origins) in
        study.services.iter().zip(report.origins).filter(|(_, origins)| origins.extract + origins.tables > 0)
    {
        note(format!(
            "{}: {} {}, {} {}, {} {}",
            escaped(language.name(&service.name, &service.name_zh)),
            origins.extract,
            language.pick("from the extract", "来自路网数据"),
            origins.tables,
            language.pick("from the study's tables", "来自研究表格"),
            origins.in_both,
            language.pick("in both", "两者皆有")
        ));
    }
    for service in study.services.iter().filter(|service| service.no_data.is_some()) {
        let reason = service.no_data.as_deref().unwrap_or_default();
        note(format!(
            "{}: {} – {}",
            language.pick("No data", "无数据"),
            escaped(language.name(&service.name, &service.name_zh)),
            escaped(reason)
        ));
    }
    let mut certainty: BTreeMap<&str, usize> = BTreeMap::new();
    for project in &study.catalogue.projects {
        *certainty.entry(project.certainty.as_str()).or_default() += 1;
    }
    let counts: Vec<String> = certainty.iter().map(|(name, count)| format!("{} {count}", escaped(name))).collect();
    note(format!("{}: {}", language.pick("Projects by certainty of position", "项目位置确定性"), counts.join(", ")));
    let mut refused = String::new();
    for (id, reason) in &comparison.not_modelled {
        let name = study.catalogue.project(id).map_or(id.as_str(), |project| language.name(&project.name, &project.name_zh));
        let _ = write!(refused, "<li>{} – {}</li>", escaped(name), escaped(reason));
    }
    let credits: Vec<String> = study.config.attribution.iter().map(|credit| escaped(credit)).collect();
    let credits = format!("<li>{}</li>", credits.join("</li><li>"));
    let inputs: Vec<String> = report.inputs.iter().map(|(name, hash)| format!("{}  {hash}", escaped(name))).collect();
    let title = match language {
        Language::English => ["Assumptions and certainty", "Not modelled", "Data", "How to make it again"],
        Language::Chinese => ["假设与确定性", "未建模", "数据来源", "如何重现"],
    };
    let body = format!(
        "<ul>{list}</ul><h3>{}</h3><ul>{refused}</ul><h3>{}</h3><ul>{credits}</ul><h3>{}</h3><pre>{}\n\ntongda {}\n{}</pre>",
        title[1],
        title[2],
        title[3],
        escaped(report.command),
        env!("CARGO_PKG_VERSION"),
        inputs.join("\n")
    );
    Section::new("assumptions", title[0], body)
}

/// Where the people come from, in the study's own words.
fn people_rule(study: &Study) -> &str {
    match &study.cells.source {
        CellSource::Given => "given cells",
        CellSource::Spread(summary) => &summary.rule,
    }
}
