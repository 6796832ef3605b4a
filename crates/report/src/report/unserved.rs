//! Who is still out of reach, and why.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{escaped, grouped, people, table};
use super::input::Report;
use super::language::Language;
use super::map_context::{MapContext, Shown};
use super::section::Section;
use tongda_analysis::appraisal::Item;
use tongda_foundation::units::TravelTime;

/// Residents who are out of reach.
#[derive(Default)]
struct Unserved {
    residents: f64,
    /// Of them, those without a road near enough.
    not_placed: f64,
    /// Of the others, those whom each service keeps out.
    by_service: BTreeMap<usize, f64>,
}

impl Unserved {
    fn add(&mut self, residents: f64, farthest: Option<usize>, placed: bool) {
        self.residents += residents;
        match farthest.filter(|_| placed) {
            Some(service) => *self.by_service.entry(service).or_default() += residents,
            None => self.not_placed += residents,
        }
    }

    /// The reasons, the most residents first.
    fn reasons(&self, report: &Report<'_>) -> Vec<(String, f64)> {
        let mut reasons: Vec<(String, f64)> =
            self.by_service.iter().map(|(&service, &residents)| (report.service_name(service), residents)).collect();
        if self.not_placed > 0.0 {
            reasons.push((report.language.pick("no road near enough", "附近无路").to_owned(), self.not_placed));
        }
        reasons.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        reasons
    }
}

/// A map by minutes, the services that keep people out, and the townships with most of them.
pub(super) fn section(stage: &MapContext<'_>) -> Option<Section> {
    let report = stage.report;
    let language = report.language;
    let item = report.latest()?;
    let (all, by_township) = count(report, item);
    if all.residents < 0.5 {
        return None;
    }
    let lead = match language {
        Language::English => format!(
            "{}: {} residents are farther than {} minutes from at least one service of the circle. The reason is the service that is farthest from them.",
            escaped(&report.item_name(item)),
            grouped(all.residents),
            report.study.headline_minutes()
        ),
        Language::Chinese => format!(
            "{}：{} 名居民距至少一类服务超过 {} 分钟；原因为离其最远的服务。",
            escaped(&report.item_name(item)),
            grouped(all.residents),
            report.study.headline_minutes()
        ),
    };
    let mut rows = String::new();
    for (reason, residents) in all.reasons(report) {
        // Writing to a text cannot fail.
        let _ = write!(rows, "<tr><td class=\"text\">{}</td>{}</tr>", escaped(&reason), people(residents));
    }
    let heads = match language {
        Language::English => ["*farthest service", "residents kept out"],
        Language::Chinese => ["*最远的服务", "未覆盖居民"],
    };
    let reasons = table(&heads, &rows);
    let body = format!(
        "<p class=\"lead\">{lead}</p><div class=\"two\"><figure>{}{}</figure>{reasons}</div><h3>{}</h3>{}",
        map(stage, item),
        legend(report),
        language.pick("The twenty townships with most of them", "未覆盖居民最多的二十个镇街"),
        townships(report, by_township)
    );
    Section::new("left-out", language.pick("Who is still left out, and why", "仍未覆盖的居民及原因"), body)
}

fn count<'a>(report: &'a Report<'_>, item: &Item) -> (Unserved, BTreeMap<(&'a str, &'a str), Unserved>) {
    let study = report.study;
    let circle = study.services.len();
    let limit = TravelTime::from_minutes(study.headline_minutes());
    let mut all = Unserved::default();
    let mut by_township: BTreeMap<(&str, &str), Unserved> = BTreeMap::new();
    for (i, cell) in study.cells.cells.iter().enumerate().filter(|(i, _)| item.after[circle][*i] > limit) {
        let services = (0..circle).filter(|&service| study.services[service].circle);
        let farthest = services.max_by_key(|&service| (item.after[service][i], std::cmp::Reverse(service)));
        let placed = report.comparison.not_placed[i].is_none();
        all.add(cell.residents, farthest, placed);
        by_township.entry((&cell.county, &cell.township)).or_default().add(cell.residents, farthest, placed);
    }
    (all, by_township)
}

fn townships(report: &Report<'_>, by_township: BTreeMap<(&str, &str), Unserved>) -> String {
    let language = report.language;
    let mut townships: Vec<((&str, &str), Unserved)> = by_township.into_iter().collect();
    townships.sort_by(|a, b| b.1.residents.total_cmp(&a.1.residents).then(a.0.cmp(&b.0)));
    let mut rows = String::new();
    for ((county, township), left) in townships.iter().take(20) {
        let reasons = left.reasons(report).into_iter().take(3);
        let why: Vec<String> =
            reasons.map(|(reason, residents)| format!("{} ({})", escaped(&reason), grouped(residents))).collect();
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td>{}<td class=\"text\">{}</td></tr>",
            escaped(report.district(township)),
            escaped(report.district(county)),
            people(left.residents),
            why.join(language.pick(", ", "、"))
        );
    }
    let heads = match language {
        Language::English => ["*township", "*county", "residents out of reach", "*farthest service, with residents"],
        Language::Chinese => ["*镇街", "*县市", "未覆盖居民", "*最远的服务（居民数）"],
    };
    table(&heads, &rows)
}

/// The bands of minutes to the circle: from, up to, their class.
fn bands(report: &Report<'_>) -> [(u32, u32, &'static str); 4] {
    let headline = report.study.headline_minutes();
    let [one, two] = [headline * 3 / 2, headline * 2];
    [(0, headline, "far-0"), (headline, one, "far-1"), (one, two, "far-2"), (two, u32::MAX / 60_000, "far-3")]
}

fn map(stage: &MapContext<'_>, item: &Item) -> String {
    let report = stage.report;
    let times = &item.after[report.study.services.len()];
    let mut cells = String::new();
    for (from, to, class) in bands(report) {
        let inside = |time: TravelTime| {
            (from == 0 || time > TravelTime::from_minutes(from)) && (class == "far-3" || time <= TravelTime::from_minutes(to))
        };
        let squares = stage.mosaic.squares(|i| inside(times[i]));
        let _ = write!(cells, "<path class=\"{class}\" d=\"{squares}\"/>");
    }
    let shown = Shown { view: stage.frame.whole(), pixels: 560.0, towns: 12, live: false };
    stage.map(&cells, "", shown, report.language.pick("minutes to the complete circle", "到完整生活圈的分钟数"))
}

fn legend(report: &Report<'_>) -> String {
    let minutes = report.language.pick("min", "分钟");
    let entries = bands(report).map(|(from, to, class)| {
        let words = match class {
            "far-0" => format!("≤ {to} {minutes}"),
            "far-3" => format!("> {from} {minutes}"),
            _ => format!("{from}–{to} {minutes}"),
        };
        format!("<span><i class=\"key-{class}\"></i>{words}</span>")
    });
    format!("<div class=\"legend\">{}</div>", entries.concat())
}
