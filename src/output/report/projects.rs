//! The table of projects by gain.

use std::fmt::Write;

use super::html::{escaped, heads, number, people};
use super::section::Section;
use super::told::Report;
use crate::access::Coverage;
use crate::appraisal::{ItemKind, Sensitivity};

/// One row an item, the largest gain first.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
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
    for item in report.by_gain() {
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
    let body = format!("<table class=\"sortable\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>");
    Section::new("projects", language.pick("Projects by gain", "各项目的增益"), body)
}
