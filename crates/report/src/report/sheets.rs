//! A sheet for each project: its map where something changes, and what it brings to whom.

use std::collections::BTreeMap;
use std::fmt::Write;

use rayon::prelude::*;

use super::html::{escaped, grouped, signed};
use super::input::Report;
use super::language::Language;
use super::map_context::{MapContext, Shown};
use super::maps::legend;
use super::projects::{best_service, certainty, how};
use super::section::Section;
use tongda_analysis::appraisal::{Item, ItemKind};

/// The most sheets, so that the file stays of a size to send.
const MOST: usize = 80;

/// The sheets, the largest gain first.
pub(super) fn section(stage: &MapContext<'_>) -> Option<Section> {
    let report = stage.report;
    let circle = report.study.services.len();
    let mut items: Vec<(f64, f64, &Item)> = report
        .comparison
        .items
        .iter()
        .filter(|item| item.kind != ItemKind::Network)
        .map(|item| (item.headline(circle).gain(), best_service(report, item).map_or(0.0, |(_, gain)| gain), item))
        .collect();
    items.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.id.cmp(&b.2.id)));
    let (items, idle): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|(gain, best, item)| gain.abs() >= 0.5 || *best >= 0.5 || item.kind == ItemKind::Proposal);
    let sheets: String = items.par_iter().take(MOST).map(|(gain, _, item)| sheet(stage, item, *gain)).collect();
    if sheets.is_empty() {
        return None;
    }
    let language = report.language;
    let lead = language.pick(
        "Each map shows the part where the project changes something. Where the complete circle stays as it is, it shows the single service that gains most.",
        "每幅地图显示该项目引起变化的区域；若完整生活圈不变，则显示增益最大的单项服务。",
    );
    let idle = items.iter().skip(MOST).chain(&idle).map(|(_, _, item)| report.item_name(item)).collect::<Vec<_>>();
    let more = if idle.is_empty() {
        String::new()
    } else {
        let told = language
            .pick("Without a sheet, as they change little or nothing within the minutes", "规定时间内变化很小或无变化，不单列");
        let [colon, between, stop] =
            [(": ", "："), ("; ", "；"), (".", "。")].map(|(english, chinese)| language.pick(english, chinese));
        format!("<p class=\"lead\">{told}{colon}{}{stop}</p>", escaped(&idle.join(between)))
    };
    let body = format!("<p class=\"lead\">{lead}</p>{}<div class=\"sheets\">{sheets}</div>{more}", legend(report));
    Section::new("sheets", language.pick("Project by project", "逐个项目"), body)
}

fn sheet(stage: &MapContext<'_>, item: &Item, gain: f64) -> String {
    let report = stage.report;
    let language = report.language;
    let circle = report.study.services.len();
    let best = best_service(report, item);
    let service = if gain.abs() >= 0.5 { circle } else { best.map_or(circle, |(service, _)| service) };
    let shown = Shown { view: stage.view_of(item, service), pixels: 470.0, towns: 12, live: false };
    let map = stage.change_map(item, service, shown);
    let word = language.pick("residents", "居民");
    let range = report.range(item).map_or_else(String::new, |(low, high)| format!(" ({} … {})", grouped(low), grouped(high)));
    let mut facts =
        format!("<p class=\"gain\"><b>{}</b> {word}{range} · {}</p>", signed(gain), escaped(&report.service_name(circle)));
    for (term, told) in [
        (language.pick("services", "服务"), services(report, item)),
        (language.pick("where", "地区"), counties(report, item, service)),
    ] {
        if !told.is_empty() {
            // Writing to a text cannot fail.
            let _ = write!(facts, "<p><i>{term}</i> {told}</p>");
        }
    }
    format!(
        "<article class=\"sheet\"><h3>{}</h3><p class=\"tags\">{}</p><figure>{map}<figcaption>{}</figcaption></figure>{facts}</article>",
        escaped(&report.item_name(item)),
        escaped(&tags(report, item)),
        escaped(&report.service_name(service))
    )
}

/// Kind, status, opening, certainty of position and how it was measured.
fn tags(report: &Report<'_>, item: &Item) -> String {
    let mut tags = Vec::new();
    if let Some(project) = report.study.catalogue.project(&item.id) {
        tags.extend([&project.kind, &project.status].map(|word| catalogue_word(report.language, word)));
        let opens = project.opens.as_ref();
        tags.extend(opens.map(|opens| format!("{} {opens}", report.language.pick("opens", "通车"))));
        tags.push(format!("{} {}", report.language.pick("position", "位置"), certainty(report, item)));
    }
    tags.push(how(report, item).to_owned());
    tags.retain(|tag| !tag.is_empty());
    tags.join(" · ")
}

/// A word of the catalogue in the report's language, as it is where no other is known.
fn catalogue_word(language: Language, word: &str) -> String {
    let chinese = match word {
        "motorway" => "高速公路",
        "expressway" => "快速路",
        "trunk_widening" => "国道改扩建",
        "scenic_road" => "旅游公路",
        "hsr" => "高速铁路",
        "intercity_rail" => "城际铁路",
        "hub" => "枢纽",
        "port" => "港口",
        "airport" => "机场",
        "ferry" => "轮渡",
        "logistics" => "物流园区",
        "programme" => "专项计划",
        "waterway" => "航道",
        "open" => "已通车",
        "under construction" => "在建",
        "planned" => "规划",
        "approved" => "已批复",
        "partly open" => "部分通车",
        "unknown" => "状态未知",
        other => other,
    };
    language.pick(&word.replace('_', " "), chinese).to_owned()
}

/// The services that gain most.
fn services(report: &Report<'_>, item: &Item) -> String {
    let gains = (0..report.study.services.len()).map(|service| (item.headline(service).gain(), service));
    let mut gains: Vec<(f64, usize)> = gains.filter(|(gain, _)| gain.abs() >= 0.5).collect();
    gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let named =
        gains.into_iter().take(4).map(|(gain, service)| format!("{} {}", escaped(&report.service_name(service)), signed(gain)));
    named.collect::<Vec<_>>().join(report.language.pick(", ", "、"))
}

/// The counties where residents gain the service of the map.
fn counties(report: &Report<'_>, item: &Item, service: usize) -> String {
    let limit = tongda_foundation::units::TravelTime::from_minutes(report.study.headline_minutes());
    let mut by_county: BTreeMap<&str, f64> = BTreeMap::new();
    for (i, cell) in report.study.cells.cells.iter().enumerate() {
        let change = match (item.before[service][i] <= limit, item.after[service][i] <= limit) {
            (false, true) => cell.residents,
            (true, false) => -cell.residents,
            _ => continue,
        };
        *by_county.entry(&cell.county).or_default() += change;
    }
    let mut counties: Vec<(&str, f64)> = by_county.into_iter().filter(|(_, gain)| gain.abs() >= 0.5).collect();
    counties.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let separator = match report.language {
        Language::English => ", ",
        Language::Chinese => "、",
    };
    let named = counties.iter().take(4).map(|(county, gain)| format!("{} {}", escaped(report.district(county)), signed(*gain)));
    named.collect::<Vec<_>>().join(separator)
}
