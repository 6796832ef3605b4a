//! The map of one project and one service at a time, and what the script needs to switch them.

use serde_json::{Value, json};

use super::curves;
use super::html::escaped;
use super::section::Section;
use super::told::Report;
use super::words::Language;
use crate::appraisal::{Item, ItemKind};
use crate::output::map::Frame;
use crate::units::TravelTime;

/// The map with its lists, and the curves beside it.
pub(super) fn section(report: &Report<'_>, frame: &Frame) -> Option<Section> {
    let Report { study, language, .. } = *report;
    let circle = study.services.len();
    let items = report.by_gain();
    // The page opens with the project that brings most; sets of projects have their own maps below.
    let item = items.iter().find(|item| item.kind != ItemKind::Network).or(items.first()).copied()?;
    let map = item_map(frame, report, item, circle, true);
    let labels = [language.pick("before", "建设前"), language.pick("after", "建设后"), language.pick("minutes", "分钟")];
    let shares = [&item.before, &item.after].map(|times| curves::shares(&study.cells.cells, &times[circle]));
    let curve = curves::drawing(&shares[0], &shares[1], study.headline_minutes(), labels);
    let body = format!(
        "{}{}<div class=\"two\"><figure>{map}<figcaption>{}</figcaption></figure><figure>{curve}<figcaption>{}</figcaption></figure></div>",
        controls(report, &items, item),
        legend(language),
        language.pick("Cells within the headline minutes of the chosen services.", "所选服务在规定分钟内可达的网格。"),
        language.pick(
            "Share of residents within so many minutes of all services of the circle.",
            "在若干分钟内可达生活圈全部服务的居民比例。"
        ),
    );
    Section::new("maps", language.pick("Before, after, gained", "建设前、建设后与新增"), body)
}

/// Options of the map's two lists.
fn controls(report: &Report<'_>, items: &[&Item], first: &Item) -> String {
    let option = |value: String, name: &str, chosen: bool| {
        format!("<option value=\"{}\"{}>{}</option>", escaped(&value), if chosen { " selected" } else { "" }, escaped(name))
    };
    let projects: String =
        items.iter().map(|item| option(item.id.clone(), &report.item_name(item), item.id == first.id)).collect();
    let circle = report.study.services.len();
    let services: String = (0..=circle)
        .rev()
        .map(|position| option(position.to_string(), &report.service_name(position), position == circle))
        .collect();
    format!("<div class=\"controls\"><select id=\"item\">{projects}</select><select id=\"service\">{services}</select></div>")
}

fn legend(language: Language) -> String {
    let entry = |class: &str, text: &str| format!("<span><i style=\"background:var(--{class})\"></i>{text}</span>");
    format!(
        "<div class=\"legend\">{}{}{}</div>",
        entry("before", language.pick("before and after", "前后均可达")),
        entry("gained", language.pick("gained", "新增")),
        entry("lost", language.pick("lost", "失去"))
    )
}

/// The map of one item; `live` ones have ids that the script knows.
pub(super) fn item_map(frame: &Frame, report: &Report<'_>, item: &Item, service: usize, live: bool) -> String {
    let cells = &report.study.cells;
    let limit = TravelTime::from_minutes(report.study.headline_minutes());
    let state = |i: usize| (item.before[service][i] <= limit, item.after[service][i] <= limit);
    let path = |class: &str, wanted: (bool, bool)| {
        let id = if live { format!(" id=\"cells-{class}\"") } else { String::new() };
        format!("<path{id} class=\"cells-{class}\" d=\"{}\"/>", frame.squares(cells, |i| state(i) == wanted))
    };
    format!(
        "<svg class=\"map\" viewBox=\"{}\" role=\"img\"><use href=\"#under\"/>{}{}{}<use href=\"#over\"/></svg>",
        frame.view_box(),
        path("before", (true, true)),
        path("gained", (false, true)),
        path("lost", (true, false)),
    )
}

/// What the script needs: positions of cells, who is covered, and what each item changes of it.
pub(super) fn data(report: &Report<'_>, frame: &Frame) -> Value {
    let Report { study, comparison, .. } = report;
    let limit = TravelTime::from_minutes(study.headline_minutes());
    let positions: Vec<[f64; 2]> = study.cells.cells.iter().map(|cell| frame.point(cell.place)).collect();
    let round =
        |axis: usize| -> Vec<Value> { positions.iter().map(|point| json!((point[axis] * 10.0).round() / 10.0)).collect() };
    let covered = |times: &[TravelTime]| -> Vec<bool> { times.iter().map(|time| *time <= limit).collect() };
    let base: Vec<Vec<bool>> =
        comparison.items.first().map(|item| item.before.iter().map(|times| covered(times)).collect()).unwrap_or_default();
    let indices = |flags: &[bool]| -> Vec<usize> { (0..flags.len()).filter(|&i| flags[i]).collect() };
    let changed = |times: &[Vec<TravelTime>]| -> Value {
        let mut all = serde_json::Map::new();
        for (service, (times, base)) in times.iter().zip(&base).enumerate() {
            let differs: Vec<bool> = times.iter().zip(base).map(|(time, base)| (*time <= limit) != *base).collect();
            let differs = indices(&differs);
            if !differs.is_empty() {
                all.insert(service.to_string(), json!(differs));
            }
        }
        Value::Object(all)
    };
    let curve = |times: &[TravelTime]| -> Vec<u32> {
        let permille = |share: &f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
            let permille = (share * 1000.0).round() as u32;
            permille
        };
        curves::shares(&study.cells.cells, times).iter().map(permille).collect()
    };
    let circle = study.services.len();
    let items: serde_json::Map<String, Value> = comparison
        .items
        .iter()
        .map(|item| {
            let curves = [curve(&item.before[circle]), curve(&item.after[circle])];
            (item.id.clone(), json!({"before": changed(&item.before), "after": changed(&item.after), "curves": curves}))
        })
        .collect();
    json!({
        "x": round(0),
        "y": round(1),
        "side": (frame.cell_side(&study.cells) * 10.0).round() / 10.0,
        "base": base.iter().map(|flags| indices(flags)).collect::<Vec<_>>(),
        "items": items,
    })
}
