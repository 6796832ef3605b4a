//! Assumptions, certainty of the data, and what is not modelled.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{escaped, grouped, people, signed, table, text};
use super::input::Report;
use super::language::Language;
use super::projects::certainty_word;
use super::section::Section;
use tongda_analysis::people::CellSource;

/// All that the numbers rest on.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let language = report.language;
    let body = format!(
        "{}<h3>{}</h3>{}<h3>{}</h3>{}{}",
        list(report),
        language.pick("Facilities", "设施"),
        facilities(report),
        language.pick("Projects by certainty of position", "项目位置的确定性"),
        certainties(report),
        not_modelled(report)
    );
    Section::new("assumptions", language.pick("Assumptions and certainty", "假设与确定性"), body)
}

fn list(report: &Report<'_>) -> String {
    let Report { study, language, comparison, network, without_assumed, .. } = *report;
    let mut list = String::new();
    let mut note = |term: &str, told: &str| {
        // Writing to a text cannot fail.
        let _ = write!(list, "<dt>{term}</dt><dd>{told}</dd>");
    };
    let rule = match &study.cells.source {
        CellSource::Given => language.pick("cells as given, one row each", "按给定网格"),
        CellSource::Dasymetric(summary) => &summary.rule,
    };
    note(language.pick("People", "人口"), &escaped(rule));
    let speeds = match language {
        Language::English => format!(
            "operating speeds that the profile <code>{}</code> assumes by class of road; ranges: all of them 20 % lower and higher",
            escaped(&study.profile.name)
        ),
        Language::Chinese => {
            format!("参数文件 <code>{}</code> 按道路等级假定的运行速度；区间：整体 ±20 %", escaped(&study.profile.name))
        }
    };
    note(language.pick("Speeds", "速度"), &speeds);
    let assumed = network.report().assumed_ways;
    if let (Some(plain), true) = (without_assumed, assumed > 0) {
        let circle = study.services.len();
        let last = report.latest().and_then(|item| plain.items.iter().find(|other| other.id == item.id));
        let gain = last.map_or(0.0, |item| item.headline(circle).gain());
        let told = match language {
            Language::English => format!(
                "{assumed} roads that the source lacks are assumed; without them the latest network gains {}",
                signed(gain)
            ),
            Language::Chinese => format!("补充了数据源缺少的 {assumed} 条道路；不计这些道路，最新路网新增 {}", signed(gain)),
        };
        note(language.pick("Assumed roads", "假定道路"), &told);
    }
    let lost: Vec<usize> = (0..study.cells.cells.len()).filter(|&i| comparison.not_placed[i].is_some()).collect();
    let residents: f64 = lost.iter().map(|&i| study.cells.cells[i].residents).sum();
    note(
        language.pick("Cells without a road near enough", "附近无路的网格"),
        &format!(
            "{} ({} {})",
            lost.len(),
            grouped(residents),
            language.pick("residents, counted as not reached", "居民，按未覆盖计")
        ),
    );
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    note(
        language.pick("May have something nearer beyond the border of the extract", "路网边界外可能有更近设施"),
        &format!("{} {}", grouped(limited.fold(0.0, |sum, (_, cell)| sum + cell.residents)), language.pick("residents", "居民")),
    );
    for facility in &comparison.lost_facilities {
        note(language.pick("Facility not placed", "未能定位的设施"), &escaped(facility));
    }
    format!("<dl class=\"notes\">{list}</dl>")
}

fn facilities(report: &Report<'_>) -> String {
    let language = report.language;
    let mut rows = String::new();
    let counts = report.comparison.facility_counts.iter().zip(report.origins);
    for (service, (count, origins)) in report.study.services.iter().zip(counts) {
        #[expect(clippy::cast_precision_loss, reason = "facilities are few")]
        let numbers = [*count, origins.extract, origins.tables, origins.in_both].map(|count| people(count as f64));
        let _ = write!(
            rows,
            "<tr>{}{}{}{}</tr>",
            text(language.name(&service.name, &service.name_zh)),
            text(if service.circle { language.pick("yes", "是") } else { "" }),
            numbers.concat(),
            text(service.no_data.as_deref().unwrap_or_default())
        );
    }
    let heads = match language {
        Language::English => {
            ["*service", "*in the circle", "used", "from the extract", "from tables", "in both", "*why there are none"]
        }
        Language::Chinese => ["*服务", "*计入生活圈", "采用", "来自路网数据", "来自表格", "两者皆有", "*无数据的原因"],
    };
    table(&heads, &rows)
}

fn certainties(report: &Report<'_>) -> String {
    let language = report.language;
    let mut by_word: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for project in &report.study.catalogue.projects {
        by_word.entry(project.certainty.as_str()).or_default().push(language.name(&project.name, &project.name_zh));
    }
    let mut rows = String::new();
    for (word, names) in by_word {
        let _ = write!(
            rows,
            "<dt>{} ({})</dt><dd>{}</dd>",
            escaped(certainty_word(report, word)),
            names.len(),
            escaped(&names.join(language.pick("; ", "；")))
        );
    }
    format!("<dl class=\"notes\">{rows}</dl>")
}

/// Projects that are not modelled, those with one reason together.
fn not_modelled(report: &Report<'_>) -> String {
    let language = report.language;
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, reason) in &report.comparison.not_modelled {
        let name =
            report.study.catalogue.project(id).map_or(id.as_str(), |project| language.name(&project.name, &project.name_zh));
        match by_reason.iter_mut().find(|(other, _)| other == reason) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((reason, vec![name])),
        }
    }
    if by_reason.is_empty() {
        return String::new();
    }
    let mut list = String::new();
    for (reason, names) in by_reason {
        let names = escaped(&names.join(language.pick("; ", "；")));
        let _ = write!(list, "<dt>{names}</dt><dd>{}</dd>", escaped(reason));
    }
    format!("<h3>{}</h3><dl class=\"notes\">{list}</dl>", language.pick("Not modelled", "未建模"))
}
