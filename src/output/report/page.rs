//! The report as a whole.

use std::fmt::Write;

use serde_json::{Value, json};

use super::curves;
use super::map::Frame;
use super::tables;
use super::words::{Language, escaped, grouped};
use crate::appraisal::{Comparison, Item, ItemKind, Sensitivity};
use crate::network::Network;
use crate::people::CellSource;
use crate::study::{Origins, Study};
use crate::units::TravelTime;

/// What a report tells of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The study.
    pub study: &'a Study,
    /// Its network.
    pub network: &'a Network,
    /// What was compared.
    pub comparison: &'a Comparison,
    /// The ranges of the gains.
    pub sensitivity: &'a [Sensitivity],
    /// The same without assumed roads, where there are any.
    pub without_assumed: Option<&'a Comparison>,
    /// The command that made it.
    pub command: &'a str,
    /// Hash of every input, by name.
    pub inputs: &'a std::collections::BTreeMap<String, String>,
    /// Where the facilities of each service come from.
    pub origins: &'a [Origins],
    /// Its language.
    pub language: Language,
}

impl Report<'_> {
    pub(super) fn title(&self) -> &str {
        self.language.name(&self.study.config.name, &self.study.config.name_zh)
    }

    /// The name of an item in the report's language.
    pub(super) fn item_name(&self, item: &Item) -> String {
        let project = self.study.catalogue.project(&item.id);
        match (item.kind, project) {
            (_, Some(project)) => self.language.name(&project.name, &project.name_zh).to_owned(),
            (ItemKind::Network, None) if self.language == Language::Chinese => {
                item.id.strip_prefix("network-").map_or_else(|| "全部项目".to_owned(), |year| format!("{year} 年末路网"))
            }
            _ => item.name.clone(),
        }
    }

    /// The name of a service by position; the complete circle after the last.
    pub(super) fn service_name(&self, position: usize) -> String {
        match self.study.services.get(position) {
            Some(service) => self.language.name(&service.name, &service.name_zh).to_owned(),
            None => self.language.pick("the complete circle", "完整生活圈").to_owned(),
        }
    }

    pub(super) fn residents(&self, times: &[TravelTime]) -> f64 {
        let limit = TravelTime::from_minutes(self.study.headline_minutes());
        self.study.cells.cells.iter().zip(times).filter(|(_, time)| **time <= limit).map(|(cell, _)| cell.residents).sum()
    }

    /// The items by gain within the circle, the largest first.
    pub(super) fn by_gain(&self) -> Vec<&Item> {
        let circle = self.study.services.len();
        let gain = |item: &Item| self.residents(&item.after[circle]) - self.residents(&item.before[circle]);
        let mut items: Vec<(f64, &Item)> = self.comparison.items.iter().map(|item| (gain(item), item)).collect();
        items.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        items.into_iter().map(|(_, item)| item).collect()
    }
}

/// The report as a file; the same inputs give the same bytes.
#[must_use]
pub fn report_html(report: &Report<'_>) -> Vec<u8> {
    let Report { study, network, comparison, language, .. } = *report;
    let circle = study.services.len();
    let frame = Frame::around(&study.cells);
    let (under, over) = frame.base(network, &study.cells, "© OpenStreetMap contributors, ODbL 1.0");
    let items = report.by_gain();
    // The page opens with the project that brings most; sets of projects have their own maps below.
    let first = items.iter().find(|item| item.kind != ItemKind::Network).or(items.first()).copied();
    let mut body = String::new();
    let _ = write!(body, "<h1>{}</h1><p class=\"lead\">{}</p>", escaped(report.title()), lead(report));
    body.push_str(&headline(report));
    let _ = write!(body, "<h2>{}</h2>{}", language.pick("Projects by gain", "各项目的增益"), tables::projects(report, &items));
    if let Some(item) = first {
        let map = frame_map(&frame, report, item, circle, true);
        let labels = [language.pick("before", "建设前"), language.pick("after", "建设后"), language.pick("minutes", "分钟")];
        let shares = [&item.before, &item.after].map(|times| curves::shares(&study.cells.cells, &times[circle]));
        let curve = curves::drawing(&shares[0], &shares[1], study.headline_minutes(), labels);
        let _ = write!(
            body,
            "<h2>{}</h2>{}{}<div class=\"two\"><figure>{map}<figcaption>{}</figcaption></figure><figure>{curve}<figcaption>{}</figcaption></figure></div>",
            language.pick("Before, after, gained", "建设前、建设后与新增"),
            controls(report, &items, item),
            legend(language),
            language.pick("Cells within the headline minutes of the chosen services.", "所选服务在规定分钟内可达的网格。"),
            language.pick(
                "Share of residents within so many minutes of all services of the circle.",
                "在若干分钟内可达生活圈全部服务的居民比例。"
            ),
        );
    }
    body.push_str(&networks(report, &frame));
    body.push_str(&tables::districts(report));
    body.push_str(&tables::left_out(report));
    body.push_str(&tables::assumptions(report));
    let _ = write!(
        body,
        "<script type=\"application/json\" id=\"data\">{}</script><script>{}</script>",
        data(report, &frame).to_string().replace('<', "\\u003c"),
        include_str!("page.js")
    );
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
        <title>{}</title><style>{}</style></head><body>\
        <svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs><g id=\"under\">{under}</g><g id=\"over\">{over}</g></defs></svg>\
        {body}</body></html>\n",
        language.code(),
        escaped(report.title()),
        include_str!("page.css")
    );
    debug_assert!(comparison.items.iter().all(|item| item.before.len() == circle + 1));
    page.into_bytes()
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
    let Report { study, comparison, language, sensitivity, .. } = report;
    let circle = study.services.len();
    let all = study.cells.residents().max(1.0);
    let Some(last) = comparison.items.iter().rfind(|item| item.kind == ItemKind::Network).or(comparison.items.last()) else {
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
fn frame_map(frame: &Frame, report: &Report<'_>, item: &Item, service: usize, live: bool) -> String {
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

/// Small multiples of the dated networks.
fn networks(report: &Report<'_>, frame: &Frame) -> String {
    let circle = report.study.services.len();
    let items = report.comparison.items.iter().filter(|item| item.id.starts_with("network-"));
    let mut figures = String::new();
    for item in items {
        let share = report.residents(&item.after[circle]) / report.study.cells.residents().max(1.0) * 100.0;
        let map = frame_map(frame, report, item, circle, false);
        let _ =
            write!(figures, "<figure>{map}<figcaption>{} · {share:.1} %</figcaption></figure>", escaped(&report.item_name(item)));
    }
    if figures.is_empty() {
        return figures;
    }
    let years = report.study.years();
    let (first, last) = (years.first().copied().unwrap_or_default(), years.last().copied().unwrap_or_default());
    let title = match report.language {
        Language::English => format!("The networks of {first} to {last}"),
        Language::Chinese => format!("{first}—{last} 年路网"),
    };
    format!("<h2>{title}</h2><div class=\"small\">{figures}</div>")
}

/// What the script needs: positions of cells, who is covered, and what each item changes of it.
fn data(report: &Report<'_>, frame: &Frame) -> Value {
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

/// Where the people come from, in the study's own words.
pub(super) fn people_rule(study: &Study) -> &str {
    match &study.cells.source {
        CellSource::Given => "given cells",
        CellSource::Spread(summary) => &summary.rule,
    }
}
