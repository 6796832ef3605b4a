//! Who is still out of reach, and why.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{escaped, grouped, heads, people};
use super::section::Section;
use super::told::Report;
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

/// Who is still out of reach under the latest network, and which service keeps them out.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let Report { study, language, comparison, .. } = report;
    let item = report.latest()?;
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
    let body = format!(
        "<p class=\"lead\">{}</p><table class=\"sortable\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        escaped(&report.item_name(item))
    );
    Section::new("left-out", language.pick("Who is still left out, and why", "仍未覆盖的居民及原因"), body)
}
