//! The tables of projects by gain.

use std::fmt::Write;

use super::html::{bar, change, escaped, number, people, table, text};
use super::input::Report;
use super::section::Section;
use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::appraisal::{Item, ItemKind};

/// Projects that move the circle by gain, then those that only move single services.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let language = report.language;
    let circle = report.study.services.len();
    let items: Vec<&Item> = report.by_gain().into_iter().filter(|item| item.kind != ItemKind::Network).collect();
    let moves = |item: &Item| {
        let (low, high) = report.range(item).unwrap_or_default();
        [item.headline(circle).gain(), low, high].iter().any(|gain| gain.abs() >= 0.5)
    };
    let (moving, others): (Vec<&Item>, Vec<&Item>) = items.into_iter().partition(|item| moves(item));
    let mut body = String::new();
    if !moving.is_empty() {
        let lead = language.pick(
            "Each project alone, with what it depends on: residents who come within the minutes of all services of the circle. The line over each bar is the range: speeds ±20 %, without assumed roads, junctions moved within their uncertainty.",
            "逐个项目（连同其依赖项目）：新进入规定时间内可达全部服务的居民。横线为区间：速度 ±20 %、不计假定道路、互通位置在不确定范围内移动。",
        );
        // Writing to a text cannot fail.
        let _ = write!(body, "<p class=\"lead\">{lead}</p>{}", moving_table(report, &moving));
    }
    if !others.is_empty() {
        let title = language.pick("Projects that leave the circle as it is", "不改变完整生活圈的项目");
        let lead = language.pick(
            "They change no resident's access to the circle as a whole; here is the single service that gains most.",
            "不改变任何居民的完整生活圈；下列为各自增益最大的单项服务。",
        );
        let _ = write!(body, "<h3>{title}</h3><p class=\"lead\">{lead}</p>{}", other_table(report, &others));
    }
    Section::new("projects", language.pick("Projects by gain", "各项目的增益"), body)
}

/// How a project was measured, in words.
pub(super) fn how(report: &Report<'_>, item: &Item) -> &'static str {
    match item.kind {
        ItemKind::Removed => report.language.pick("in the extract, taken out for before", "路网中已有，前态移除"),
        ItemKind::Added => report.language.pick("added for after", "后态加入"),
        ItemKind::Proposal => report.language.pick("proposal, added for after", "方案，后态加入"),
        ItemKind::Network => report.language.pick("network", "路网"),
    }
}

/// How sure a position is, in words.
pub(super) fn certainty<'a>(report: &'a Report<'_>, item: &Item) -> &'a str {
    let certainty = report.study.catalogue.project(&item.id).map_or("", |project| project.certainty.as_str());
    certainty_word(report, certainty)
}

/// The same from the word of the catalogue.
pub(super) fn certainty_word<'a>(report: &Report<'_>, certainty: &'a str) -> &'a str {
    let chinese = match certainty {
        "certain" => "确定",
        "approximate" => "大致",
        "indicative" => "示意",
        other => other,
    };
    report.language.pick(certainty, chinese)
}

fn opens(report: &Report<'_>, item: &Item) -> String {
    report.study.catalogue.project(&item.id).and_then(|project| project.opens.clone()).unwrap_or_default()
}

fn moving_table(report: &Report<'_>, items: &[&Item]) -> String {
    let Report { study, language, .. } = *report;
    let circle = study.services.len();
    let all = Members::all(&study.cells.cells);
    let headline = [study.headline_minutes()];
    let most = items.iter().map(|item| report.range(item).map_or(0.0, |range| range.1).max(item.headline(circle).gain()));
    let most = most.fold(1.0, f64::max);
    let mut rows = String::new();
    for item in items {
        let [before, after] = [&item.before, &item.after].map(|times| Coverage::of(&all, &times[circle], &headline));
        let share = |coverage: &Coverage| coverage.within[0].residents / coverage.residents.max(1.0) * 100.0;
        let gain = after.within[0].residents - before.within[0].residents;
        let range = report.range(item);
        let (low, high) = range.unwrap_or((gain, gain));
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td>{}{}{}{}{}<td class=\"plot\" data-value=\"{gain:.0}\">{}</td>{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            format_args!("<td class=\"text date\">{}</td>", escaped(&opens(report, item))),
            text(certainty(report, item)),
            number(share(&before), 1),
            number(share(&after), 1),
            change(gain),
            bar(gain, range, most),
            people(low),
            people(high),
            number(before.mean_minutes.unwrap_or(f64::NAN) - after.mean_minutes.unwrap_or(f64::NAN), 2),
        );
    }
    let heads = match language {
        super::Language::English => [
            "*project",
            "*opens",
            "*position",
            "before&nbsp;%",
            "after&nbsp;%",
            "residents gained",
            "",
            "low",
            "high",
            "mean minutes saved",
        ],
        super::Language::Chinese => {
            ["*项目", "*通车", "*位置", "前&nbsp;%", "后&nbsp;%", "新增居民", "", "下限", "上限", "平均节省分钟"]
        }
    };
    table(&heads, &rows)
}

/// The service that an item gains most for, with the residents.
pub(super) fn best_service(report: &Report<'_>, item: &Item) -> Option<(usize, f64)> {
    let gains = (0..report.study.services.len()).map(|service| (service, item.headline(service).gain()));
    gains.filter(|(_, gain)| *gain >= 0.5).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

fn other_table(report: &Report<'_>, items: &[&Item]) -> String {
    let language = report.language;
    let mut ordered: Vec<(f64, &Item)> =
        items.iter().map(|item| (best_service(report, item).map_or(0.0, |(_, gain)| gain), *item)).collect();
    ordered.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
    let mut rows = String::new();
    for (gain, item) in ordered {
        let best = best_service(report, item).map(|(service, _)| report.service_name(service));
        let none = || language.pick("none within the minutes", "规定时间内无").to_owned();
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td>{}{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            text(&opens(report, item)),
            text(certainty(report, item)),
            text(&best.unwrap_or_else(none)),
            change(gain)
        );
    }
    let heads = match language {
        super::Language::English => ["*project", "*opens", "*position", "*service that gains most", "residents gained"],
        super::Language::Chinese => ["*项目", "*通车", "*位置", "*增益最大的服务", "新增居民"],
    };
    table(&heads, &rows)
}
