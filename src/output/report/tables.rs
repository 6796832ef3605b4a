//! The tables of the report.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::page::{Report, people_rule};
use super::words::{Language, escaped, grouped};
use crate::access::Coverage;
use crate::appraisal::{Item, ItemKind, Sensitivity};
use crate::units::TravelTime;

/// Residents of a township who are out of reach.
#[derive(Default)]
struct LeftOut {
    residents: f64,
    /// Of them, those without a road near enough.
    not_placed: f64,
    /// Of the others, those whom each service keeps out.
    by_service: BTreeMap<usize, f64>,
}

fn number(value: f64, decimals: usize) -> String {
    format!("<td data-value=\"{value:.3}\">{value:.decimals$}</td>")
}

fn people(value: f64) -> String {
    format!("<td data-value=\"{value:.0}\">{}</td>", grouped(value))
}

fn heads(names: &[&str]) -> String {
    format!("<th>{}</th>", names.join("</th><th>"))
}

/// One row an item, the largest gain first.
pub(super) fn projects(report: &Report<'_>, items: &[&Item]) -> String {
    let Report { study, language, sensitivity, .. } = report;
    let circle = study.services.len();
    let all: Vec<usize> = (0..study.cells.cells.len()).collect();
    let headline = [study.headline_minutes()];
    let head = heads(&[
        language.pick("project", "项目"),
        language.pick("how", "方式"),
        language.pick("certainty", "确定性"),
        language.pick("% before", "前 %"),
        language.pick("% after", "后 %"),
        language.pick("residents gained", "新增居民"),
        language.pick("range: low", "区间下限"),
        language.pick("high", "上限"),
        language.pick("mean min before", "前平均分钟"),
        language.pick("after", "后"),
    ]);
    let mut rows = String::new();
    for item in items {
        let [before, after] =
            [&item.before, &item.after].map(|times| Coverage::of(&study.cells.cells, &times[circle], &all, &headline));
        let share = |coverage: &Coverage| coverage.within[0].residents / coverage.residents.max(1.0) * 100.0;
        let how = match item.kind {
            ItemKind::TakenOut => language.pick("taken out for before", "前态中移除"),
            ItemKind::PutIn => language.pick("put in for after", "后态中加入"),
            ItemKind::Proposal => language.pick("proposal", "方案"),
            ItemKind::Network => language.pick("network", "路网"),
        };
        let certainty = study.catalogue.project(&item.id).map_or("", |project| project.certainty.as_str());
        let range = sensitivity.iter().find(|other| other.id == item.id).map(Sensitivity::gain_range);
        let (low, high) = range.unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td><td class=\"text\">{how}</td><td class=\"text\">{certainty}</td>{}{}{}{}{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            number(share(&before), 1),
            number(share(&after), 1),
            people(after.within[0].residents - before.within[0].residents),
            people(low),
            people(high),
            number(before.mean_minutes.unwrap_or_default(), 1),
            number(after.mean_minutes.unwrap_or_default(), 1),
        );
    }
    format!("<table class=\"sortable\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
}

/// The latest set of projects, or the last item.
fn latest<'a>(report: &'a Report<'_>) -> Option<&'a Item> {
    let items = &report.comparison.items;
    items.iter().rfind(|item| item.kind == ItemKind::Network).or(items.last())
}

/// Counties, islands and townships under the latest network.
pub(super) fn districts(report: &Report<'_>) -> String {
    let Report { study, language, .. } = report;
    let Some(item) = latest(report) else { return String::new() };
    let (cells, circle) = (&study.cells.cells, study.services.len());
    let headline = [study.headline_minutes()];
    let islands = study.cells.on_islands();
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        groups.entry((&cell.county, "")).or_default().push(i);
        if islands[i] {
            groups.entry((&cell.county, language.pick("of it on islands", "其中海岛"))).or_default().push(i);
        }
        if !cell.township.is_empty() {
            groups.entry((&cell.county, &cell.township)).or_default().push(i);
        }
    }
    let mut rows = String::new();
    for ((county, township), indices) in &groups {
        let [before, after] = [&item.before, &item.after].map(|times| Coverage::of(cells, &times[circle], indices, &headline));
        let share = |coverage: &Coverage| coverage.within[0].residents / coverage.residents.max(1.0) * 100.0;
        let name = if township.is_empty() { format!("<b>{}</b>", escaped(county)) } else { escaped(township) };
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{name}</td><td class=\"text\">{}</td>{}{}{}{}</tr>",
            escaped(county),
            people(after.residents),
            number(share(&before), 1),
            number(share(&after), 1),
            people(after.within[0].residents - before.within[0].residents)
        );
    }
    let head = heads(&[
        language.pick("district", "地区"),
        language.pick("county", "县市"),
        language.pick("residents", "居民"),
        language.pick("% before", "前 %"),
        language.pick("% after", "后 %"),
        language.pick("gained", "新增"),
    ]);
    let title = language.pick("By county and township", "分县市、分镇街");
    format!(
        "<h2>{title}</h2><p class=\"lead\">{}</p><table class=\"sortable\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        escaped(&report.item_name(item))
    )
}

/// Who is still out of reach under the latest network, and which service keeps them out.
pub(super) fn left_out(report: &Report<'_>) -> String {
    let Report { study, language, comparison, .. } = report;
    let Some(item) = latest(report) else { return String::new() };
    let circle = study.services.len();
    let limit = TravelTime::from_minutes(study.headline_minutes());
    let mut by_township: BTreeMap<(&str, &str), LeftOut> = BTreeMap::new();
    for (i, cell) in study.cells.cells.iter().enumerate() {
        if item.after[circle][i] <= limit {
            continue;
        }
        let entry = by_township.entry((&cell.county, &cell.township)).or_default();
        entry.residents += cell.residents;
        if comparison.not_placed[i].is_some() {
            entry.not_placed += cell.residents;
            continue;
        }
        let worst = (0..circle).filter(|&service| study.services[service].circle).max_by_key(|&service| item.after[service][i]);
        if let Some(worst) = worst {
            *entry.by_service.entry(worst).or_default() += cell.residents;
        }
    }
    let mut townships: Vec<((&str, &str), LeftOut)> = by_township.into_iter().collect();
    townships.sort_by(|a, b| b.1.residents.total_cmp(&a.1.residents).then(a.0.cmp(&b.0)));
    let mut rows = String::new();
    for ((county, township), left) in townships.iter().take(20) {
        let mut services: Vec<(&usize, &f64)> = left.by_service.iter().collect();
        services.sort_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
        let why: Vec<String> = services
            .into_iter()
            .take(3)
            .map(|(&service, &residents)| format!("{} ({})", escaped(&report.service_name(service)), grouped(residents)))
            .chain(
                (left.not_placed > 0.0).then(|| format!("{} ({})", language.pick("no road", "无路"), grouped(left.not_placed))),
            )
            .collect();
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td>{}<td class=\"text\">{}</td></tr>",
            escaped(township),
            escaped(county),
            people(left.residents),
            why.join(language.pick(", ", "、"))
        );
    }
    let head = heads(&[
        language.pick("township", "镇街"),
        language.pick("county", "县市"),
        language.pick("residents out of reach", "未覆盖居民"),
        language.pick("farthest service, with residents", "最远的服务（居民数）"),
    ]);
    format!(
        "<h2>{}</h2><p class=\"lead\">{}</p><table class=\"sortable\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        language.pick("Who is still left out, and why", "仍未覆盖的居民及原因"),
        escaped(&report.item_name(item))
    )
}

/// Assumptions, what is not modelled, and how to make the report again.
pub(super) fn assumptions(report: &Report<'_>) -> String {
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
        let last = latest(report).and_then(|item| plain.items.iter().find(|other| other.id == item.id));
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
    format!(
        "<h2>{}</h2><ul>{list}</ul><h3>{}</h3><ul>{refused}</ul><h2>{}</h2><ul>{credits}</ul><h2>{}</h2><pre>{}\n\ntongda {}\n{}</pre>",
        title[0],
        title[1],
        title[2],
        title[3],
        escaped(report.command),
        env!("CARGO_PKG_VERSION"),
        inputs.join("\n")
    )
}
