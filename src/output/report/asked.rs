//! The question and the answer in short.

use super::html::{escaped, grouped};
use super::told::Report;
use super::words::Language;
use crate::appraisal::Sensitivity;

/// What was asked: origins, destinations, mode, minutes, date of the network; and the headline.
pub(super) fn head(report: &Report<'_>) -> String {
    format!("<h1>{}</h1><p class=\"lead\">{}</p>{}", escaped(report.title()), lead(report), headline(report))
}

/// What was asked: origins, destinations, mode, minutes, date of the network.
fn lead(report: &Report<'_>) -> String {
    let Report { study, language, .. } = report;
    let services: Vec<String> = (0..study.services.len())
        .filter(|&position| study.services[position].circle)
        .map(|position| escaped(&report.service_name(position)))
        .collect();
    let separator = language.pick(", ", "、");
    let (cells, residents) = (study.cells.cells.len(), grouped(study.cells.residents()));
    let (minutes, mode, date) = (study.headline_minutes(), study.mode(), escaped(study.network_date()));
    let services = services.join(separator);
    match language {
        Language::English => format!(
            "From the homes of {residents} residents in {cells} cells to the nearest {services}; all of them within {minutes} minutes make the circle. Mode: {mode}. Network: {date}."
        ),
        Language::Chinese => format!(
            "起点：{cells} 个网格中的 {residents} 名居民；终点：最近的{services}，{minutes} 分钟内全部可达即为完整生活圈。方式：{mode}。路网时点：{date}。"
        ),
    }
}

fn headline(report: &Report<'_>) -> String {
    let Report { study, language, sensitivity, .. } = report;
    let circle = study.services.len();
    let all = study.cells.residents().max(1.0);
    let Some(last) = report.latest() else {
        return String::new();
    };
    let (before, after) = (report.residents(&last.before[circle]), report.residents(&last.after[circle]));
    let range = sensitivity.iter().find(|other| other.id == last.id).map(Sensitivity::gain_range);
    let range = range.map(|(low, high)| format!("{} … {}", grouped(low), grouped(high))).unwrap_or_default();
    let box_of = |value: String, text: &str| format!("<div><b>{value}</b><span>{}</span></div>", escaped(text));
    let name = report.item_name(last);
    format!(
        "<div class=\"figures\">{}{}{}</div>",
        box_of(
            format!("{:.1} %", before / all * 100.0),
            &format!("{}: {name}", language.pick("residents within reach before", "建设前可达居民比例"))
        ),
        box_of(format!("{:.1} %", after / all * 100.0), language.pick("after", "建设后")),
        box_of(
            format!("+{}", grouped(after - before)),
            &format!("{} {range}", language.pick("residents gained; range", "新增居民；区间"))
        ),
    )
}
