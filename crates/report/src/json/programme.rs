//! JSON documents of `appraise` and `propose`.

use serde_json::{Value, json};

use super::{json_envelope, rounded};
use crate::{BenefitRow, ProgrammeResult, ProposedSite};
use tongda_analysis::appraisal::programme::{Attribution, Order, ProjectSet, members};
use tongda_analysis::appraisal::propose::ProposedLink;

/// Results of `appraise` beside the shares, and its files.
#[derive(Clone, Copy, Debug)]
pub struct ProgrammeDocument<'a> {
    /// The study's name.
    pub study: &'a str,
    /// Travel mode.
    pub mode: &'a str,
    /// The one service that was asked about; `None` for all of the circle.
    pub service: Option<&'a str>,
    /// Gain of each township by project.
    pub owed: &'a [Attribution],
    /// The sets of one, two and three projects that bring most.
    pub best_sets: &'a [(ProjectSet, f64)],
    /// Benefits of each project and the currency, where benefit parameters are given.
    pub benefits: Option<(&'a [BenefitRow], &'a str)>,
    /// Projects of the catalogue that are not modelled, with the reason.
    pub not_modelled: &'a [(String, String)],
    /// Whether the precision that was asked for was reached.
    pub precise: bool,
    /// The folder.
    pub folder: &'a str,
    /// The files in it.
    pub files: &'a [&'a str],
}

/// Projects by Shapley share, pairs, orders, townships and benefits; gains in `unit`.
#[must_use]
pub fn appraise_json(result: &ProgrammeResult<'_>, document: &ProgrammeDocument<'_>) -> String {
    let (game, gain) = (result.game, result.game.gain());
    let id = |player: usize| game.programme.players[player].id.as_str();
    let ids = |set: ProjectSet| ids(result, set);
    let pair = |pair: &tongda_analysis::appraisal::programme::Pair| {
        json!({
            "first": id(pair.first),
            "second": id(pair.second),
            "interaction_when_first_built": rounded(pair.first_built, 3),
            "interaction_when_last_built": rounded(pair.last_built, 3),
        })
    };
    let township = |owed: &Attribution| {
        let of = |(player, value): &(usize, f64)| json!({"project": id(*player), "owed": rounded(*value, 3)});
        json!({"county": owed.county, "township": owed.township, "projects": owed.projects.iter().map(of).collect::<Vec<_>>()})
    };
    let set = |(set, value): &(ProjectSet, f64)| json!({"projects": ids(*set), "gain": rounded(*value, 3)});
    let reason = |(id, reason): &(String, String)| json!({"id": id, "reason": reason});
    json_envelope(
        "appraise",
        json!({
            "study": document.study,
            "mode": document.mode,
            "headline_minutes": game.question.headline_min,
            "service": document.service,
            "unit": game.question.unit(),
            "value_with_none": rounded(game.value(0), 3),
            "value_with_all": rounded(game.value(game.programme.all()), 3),
            "gain": rounded(gain, 3),
            "projects": result.by_share().into_iter().map(|player| project(result, player)).collect::<Vec<_>>(),
            "pairs": result.pairs.iter().map(pair).collect::<Vec<_>>(),
            "size_unit": if result.costs.is_some() { "cost" } else { "km" },
            "greedy_order": order(result, &result.plan.greedy),
            "best_order": order(result, &result.plan.best),
            "best_order_proved": result.plan.proved,
            "best_sets": document.best_sets.iter().map(set).collect::<Vec<_>>(),
            "townships": document.owed.iter().map(township).collect::<Vec<_>>(),
            "benefits": document.benefits.map(|(rows, currency)| {
                json!({"currency": currency, "projects": rows.iter().map(benefit).collect::<Vec<_>>()})
            }),
            "sets_measured": game.measured,
            "orders_drawn": result.shares.orders,
            "precision_reached": document.precise,
            "not_modelled": document.not_modelled.iter().map(reason).collect::<Vec<_>>(),
            "folder": document.folder,
            "files": document.files,
        }),
    )
}

fn ids<'a>(result: &ProgrammeResult<'a>, set: ProjectSet) -> Vec<&'a str> {
    members(set).map(|player| result.game.programme.players[player].id.as_str()).collect()
}

/// A share of the whole gain; null where there is no gain.
fn share_of_gain(result: &ProgrammeResult<'_>, value: f64) -> Value {
    let gain = result.game.gain();
    if gain.abs() > 0.0 { rounded(value / gain, 6) } else { Value::Null }
}

fn project(result: &ProgrammeResult<'_>, player: usize) -> Value {
    let (project, share) = (&result.game.programme.players[player], result.shares.each[player]);
    json!({
        "id": project.id,
        "name": project.name,
        "in_extract": project.found_in_extract,
        "needs": ids(result, project.needs),
        "km": rounded(project.km, 3),
        "km_stated": project.km_stated,
        "cost": result.costs.map(|costs| costs[player]),
        "alone": rounded(share.alone, 3),
        "last_in": rounded(share.last_in, 3),
        "shapley": rounded(share.shapley, 3),
        "shapley_ci95_half_width": rounded(share.half_width, 3),
        "share_of_gain": share_of_gain(result, share.shapley),
    })
}

/// The steps of an order of building.
fn order(result: &ProgrammeResult<'_>, order: &Order) -> Vec<Value> {
    let step = |step: &tongda_analysis::appraisal::programme::Step| {
        json!({
            "project": result.game.programme.players[step.player].id,
            "size": rounded(step.size, 3),
            "built": rounded(step.built, 3),
            "year": result.year(step.built),
            "gain_so_far": rounded(step.gain, 3),
            "share_of_gain": share_of_gain(result, step.gain),
        })
    };
    order.steps.iter().map(step).collect()
}

fn benefit(row: &BenefitRow) -> Value {
    let some = |value: Option<f64>| value.map_or(Value::Null, |value| rounded(value, 6));
    let (saved, worth) = (row.saved, row.worth);
    json!({
        "id": row.id,
        "person_minutes_a_day": rounded(saved.minutes, 3),
        "induced_person_minutes_a_day": rounded(saved.induced, 3),
        "trips_a_day_newly_possible": rounded(saved.newly_possible, 3),
        "trips_a_day_not_placed": rounded(saved.not_placed, 3),
        "first_year_benefits": some(worth.map(|worth| worth.first_year)),
        "present_benefits": some(worth.map(|worth| worth.benefits)),
        "present_costs": some(worth.map(|worth| worth.costs)),
        "net_present_value": some(worth.map(|worth| worth.net())),
        "benefit_cost_ratio": some(worth.and_then(|worth| worth.ratio())),
        "internal_rate": some(worth.and_then(|worth| worth.internal_rate)),
        "payback_years": worth.and_then(|worth| worth.payback_years),
    })
}

/// Method and value of a choice of sites.
#[derive(Clone, Copy, Debug)]
pub struct SitesDocument<'a> {
    /// The service.
    pub service: &'a str,
    /// The method, as `--method` names it.
    pub method: &'a str,
    /// The minutes of the method.
    pub minutes: f64,
    /// Travel mode.
    pub mode: &'a str,
    /// The unit of all values.
    pub unit: &'a str,
    /// Number of candidate sites.
    pub candidates: usize,
    /// Value of the chosen sites together.
    pub value: f64,
    /// No choice of as many is worth more.
    pub bound: f64,
    /// For a set cover: how many are needed at least.
    pub least_count: Option<usize>,
    /// Whether no other choice is better.
    pub proved: bool,
    /// The file that holds them.
    pub file: &'a str,
}

/// The sites of `propose facilities`, in the order in which they add most.
#[must_use]
pub fn sites_json(sites: &[ProposedSite<'_>], of: &SitesDocument<'_>) -> String {
    let site = |site: &ProposedSite<'_>| json!({"id": site.id, "lon": site.position.lon(), "lat": site.position.lat(), "adds": rounded(site.adds, 3)});
    json_envelope(
        "propose",
        json!({
            "what": "facilities",
            "mode": of.mode,
            "minutes": of.minutes,
            "unit": of.unit,
            "service": of.service,
            "method": of.method,
            "candidates": of.candidates,
            "sites": sites.iter().map(site).collect::<Vec<_>>(),
            "value": rounded(of.value, 3),
            "bound": rounded(of.bound, 3),
            "least_count": of.least_count,
            "proved": of.proved,
            "files": [of.file],
        }),
    )
}

/// Parameters and size of the search for links.
#[derive(Clone, Copy, Debug)]
pub struct LinksDocument<'a> {
    /// Residents are gained within so many minutes of all services of the circle.
    pub minutes: f64,
    /// Travel mode.
    pub mode: &'a str,
    /// The links' class of road.
    pub class: &'a str,
    /// Their speed in km/h.
    pub speed_kmh: f64,
    /// Junctions that were looked at.
    pub junctions: usize,
    /// Pairs of them.
    pub pairs: usize,
    /// The file that holds them.
    pub file: &'a str,
}

/// The links of `propose links`, the best first.
#[must_use]
pub fn links_json(links: &[ProposedLink], of: &LinksDocument<'_>) -> String {
    let end = |position: tongda_foundation::position::LonLat| json!([position.lon(), position.lat()]);
    let link = |(number, link): (usize, &ProposedLink)| {
        json!({
            "id": format!("proposed-{number}"),
            "from": end(link.from),
            "to": end(link.to),
            "km": rounded(link.length_m / 1000.0, 3),
            "gain": rounded(link.gain, 0),
        })
    };
    json_envelope(
        "propose",
        json!({
            "what": "links",
            "mode": of.mode,
            "minutes": of.minutes,
            "unit": "residents",
            "class": of.class,
            "speed_kmh": of.speed_kmh,
            "junctions": of.junctions,
            "pairs": of.pairs,
            "links": (1..).zip(links).map(link).collect::<Vec<_>>(),
            "files": [of.file],
        }),
    )
}
