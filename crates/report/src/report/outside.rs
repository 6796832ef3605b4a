//! The way to places outside: what each project or network brings to trips that leave the area.

use std::fmt::Write;

use super::html::{escaped, number, table};
use super::input::Report;
use super::language::Language;
use super::section::Section;
use tongda_analysis::appraisal::{Item, LONGEST_MIN, SPEED_SHARE, Trips};

/// Minutes saved that a row needs, to be told at all.
const LEAST_SAVED_MIN: f64 = 0.05;

/// A row an item that brings a destination nearer: the destination that gains most, and all of them.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let Report { study, comparison, language, .. } = *report;
    let saved = |trips: &Trips| trips.saved_minutes().filter(|&saved| saved >= LEAST_SAVED_MIN);
    let mut items: Vec<(&Item, &Trips, f64)> = comparison
        .items
        .iter()
        .filter_map(|item| {
            let trips = item.best_trips()?;
            Some((item, trips, saved(trips)?))
        })
        .collect();
    items.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.id.cmp(&b.0.id)));
    let mut rows = String::new();
    for (item, trips, saved) in items {
        let destination = &study.destinations[trips.destination];
        let (before, after) = trips.mean_minutes().unzip();
        // Writing to a text cannot fail.
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td>{}{}{}<td class=\"text range\">{:.1}–{:.1}</td>{}</tr>",
            escaped(&report.item_name(item)),
            escaped(language.name(&destination.name, &destination.name_zh)),
            number(before.unwrap_or(f64::NAN), 1),
            number(after.unwrap_or(f64::NAN), 1),
            number(saved, 1),
            saved / (1.0 + SPEED_SHARE),
            saved / (1.0 - SPEED_SHARE),
            number(item.mean_saved_minutes().unwrap_or(f64::NAN), 1),
        );
    }
    let (lead, heads) = match language {
        Language::English => (
            "Roads that lead out of the area bring little within half an hour and much beyond it: minutes to the place \
outside that gains most, mean of all residents who get there both times. Ways of more than {LONGEST_MIN} minutes count as none (assumption). The range is that of speeds 20 % higher and lower. \
destinations.csv has every place, by county.",
            [
                "*project",
                "*destination that gains most",
                "minutes before",
                "after",
                "saved",
                "*range",
                "saved, mean of all destinations",
            ],
        ),
        Language::Chinese => (
            "通往区外的道路在半小时之内作用有限，效益在更远处：至获益最大的区外目的地的分钟数（前后均可到达的居民的平均值；超过 {LONGEST_MIN} 分钟视为不可达，为假定）。\
范围为速度上下浮动 20 %。各目的地、各县市见 destinations.csv。",
            ["*项目", "*获益最大的目的地", "前（分钟）", "后", "节省", "*范围", "各目的地平均节省"],
        ),
    };
    let lead = lead.replace("{LONGEST_MIN}", &format!("{LONGEST_MIN:.0}"));
    let mut body = if rows.is_empty() { String::new() } else { format!("<p class=\"lead\">{lead}</p>{}", table(&heads, &rows)) };
    body.push_str(&newly_reached(report));
    Section::new("outside", language.pick("The way to places outside", "区外目的地"), body)
}

/// Items that bring residents to a place that they had no way to: the place that gains most such residents.
fn newly_reached(report: &Report<'_>) -> String {
    let Report { study, comparison, language, .. } = *report;
    let one = |item: &Item| {
        let more = |a: &&Trips, b: &&Trips| a.newly_reached.total_cmp(&b.newly_reached).then(b.destination.cmp(&a.destination));
        let most = item.trips_of_all().max_by(more)?;
        let others = item.trips_of_all().filter(|trips| trips.newly_reached >= 0.5).count().saturating_sub(1);
        let position = &study.destinations[most.destination];
        let position = language.name(&position.name, &position.name_zh);
        let residents = format!("{:.0}", most.newly_reached);
        (residents != "0").then(|| match language {
            Language::English => {
                format!("{}: {residents} residents to {position}, and to {others} others", report.item_name(item))
            }
            Language::Chinese => format!("{}：{residents} 名居民至{position}，另有 {others} 处", report.item_name(item)),
        })
    };
    let all: Vec<String> = comparison.items.iter().filter_map(one).collect();
    if all.is_empty() {
        return String::new();
    }
    let lead = match language {
        Language::English => format!("Only with the project is there a way within {LONGEST_MIN:.0} minutes"),
        Language::Chinese => format!("有该项目后方可在 {LONGEST_MIN:.0} 分钟内到达"),
    };
    let [colon, between, stop] =
        [(": ", "："), ("; ", "；"), (".", "。")].map(|(english, chinese)| language.pick(english, chinese));
    format!("<p class=\"lead\">{lead}{colon}{}{stop}</p>", escaped(&all.join(between)))
}
