//! Residents still unserved under the latest network, with the service that is farthest from them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::{Head, escaped, grouped, people, table};
use super::input::Report;
use super::map_context::{MapContext, MapOptions};
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
            reasons.push((report.language.text("unserved.no_road").to_owned(), self.not_placed));
        }
        reasons.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        reasons
    }
}

/// A map by minutes, the services that keep people out, and the townships with most of them.
pub(super) fn section(context: &MapContext<'_>) -> Option<Section> {
    let report = context.report;
    let language = report.language;
    let item = report.latest()?;
    let (all, by_township) = count(report, item);
    if all.residents < 0.5 {
        return None;
    }
    let (item_name, residents) = (escaped(&report.item_name(item)), grouped(all.residents));
    let minutes = report.study.headline_minutes();
    let lead = language.format("unserved.lead", &[("item", &item_name), ("residents", &residents), ("minutes", &minutes)]);
    let mut rows = String::new();
    for (reason, residents) in all.reasons(report) {
        // Writing to a `String` cannot fail.
        let _ = write!(rows, "<tr><td class=\"text\">{}</td>{}</tr>", escaped(&reason), people(residents));
    }
    let heads = [Head::Text(language.text("unserved.farthest_service")), Head::Number(language.text("unserved.residents"))];
    let reasons = table(&heads, &rows);
    let body = format!(
        "<p class=\"lead\">{lead}</p><div class=\"two\"><figure>{}{}</figure>{reasons}</div><h3>{}</h3>{}",
        map(context, item),
        legend(report),
        language.text("unserved.townships_title"),
        townships(report, by_township)
    );
    Section::new("unserved", language.text("unserved.title"), body)
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
            why.join(language.text("list.item"))
        );
    }
    let heads = [
        Head::Text(language.text("column.township")),
        Head::Text(language.text("column.county")),
        Head::Number(language.text("unserved.residents")),
        Head::Text(language.text("unserved.farthest_services")),
    ];
    table(&heads, &rows)
}

/// The bands of minutes to the circle: from, up to, their class.
fn bands(report: &Report<'_>) -> [(u32, u32, &'static str); 4] {
    let headline = report.study.headline_minutes();
    let [one, two] = [headline * 3 / 2, headline * 2];
    [(0, headline, "far-0"), (headline, one, "far-1"), (one, two, "far-2"), (two, u32::MAX / 60_000, "far-3")]
}

fn map(context: &MapContext<'_>, item: &Item) -> String {
    let report = context.report;
    let times = &item.after[report.study.services.len()];
    let mut cells = String::new();
    for (from, to, class) in bands(report) {
        let inside = |time: TravelTime| {
            (from == 0 || time > TravelTime::from_minutes(from)) && (class == "far-3" || time <= TravelTime::from_minutes(to))
        };
        let squares = context.grid.squares(|i| inside(times[i]));
        let _ = write!(cells, "<path class=\"{class}\" d=\"{squares}\"/>");
    }
    let options = MapOptions { view: context.frame.whole(), pixels: 560.0, towns: 12, live: false };
    context.map(&cells, "", options, report.language.text("unserved.map_title"))
}

fn legend(report: &Report<'_>) -> String {
    let language = report.language;
    let entries = bands(report).map(|(from, to, class)| {
        let words = match class {
            "far-0" => language.format("unserved.up_to", &[("minutes", &to)]),
            "far-3" => language.format("unserved.beyond", &[("minutes", &from)]),
            _ => language.format("unserved.between", &[("from", &from), ("to", &to)]),
        };
        format!("<span><i class=\"key-{class}\"></i>{words}</span>")
    });
    format!("<div class=\"legend\">{}</div>", entries.concat())
}
