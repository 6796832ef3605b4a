//! JSON document of `compare`, project by project.

use serde_json::{Map, Value, json};

use super::{json_envelope, rounded};
use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::appraisal::{Comparison, Item, ItemKind, Sensitivity, Times, Trips};
use tongda_analysis::study::Study;

/// Files of a run, and the comparison without assumed roads.
#[derive(Clone, Copy, Debug)]
pub struct CompareDocument<'a> {
    /// The folder.
    pub folder: &'a str,
    /// The files in it.
    pub files: &'a [String],
    /// The same questions without assumed roads, where there are any.
    pub without_assumed: Option<&'a Comparison>,
}

/// One object an item, in the order of the catalogue, with residents within the headline minutes.
#[must_use]
pub fn compare_json(
    study: &Study,
    comparison: &Comparison,
    sensitivity: &[Sensitivity],
    written: &CompareDocument<'_>,
) -> String {
    let circle: Vec<&str> = study.services.iter().filter(|service| service.circle).map(|service| service.id.as_str()).collect();
    let reasons = |(id, reason): &(String, String)| json!({"id": id, "reason": reason});
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    json_envelope(
        "compare",
        json!({
            "study": study.config.name,
            "mode": study.mode(),
            "headline_minutes": study.headline_minutes(),
            "network_date": study.network_date(),
            "circle": circle,
            "cells": study.cells.cells.len(),
            "residents": rounded(study.cells.residents(), 0),
            "items": comparison.items.iter().map(|item| one(study, item, sensitivity, written)).collect::<Vec<_>>(),
            "cells_not_placed": comparison.not_placed.iter().flatten().count(),
            "facilities_not_placed": comparison.lost_facilities,
            "destinations_not_measured": comparison.lost_destinations,
            "residents_border_may_limit": rounded(limited.fold(0.0, |sum, (_, cell)| sum + cell.residents), 0),
            "not_modelled": comparison.not_modelled.iter().map(reasons).collect::<Vec<_>>(),
            "folder": written.folder,
            "files": written.files,
        }),
    )
}

fn one(study: &Study, item: &Item, sensitivity: &[Sensitivity], written: &CompareDocument<'_>) -> Value {
    let circle = study.services.len();
    let all = Members::all(&study.cells.cells);
    let mean_minutes = |times: &Times| {
        let coverage = Coverage::of(&all, &times[circle], &[]);
        coverage.mean_minutes.map_or(Value::Null, |minutes| rounded(minutes, 3))
    };
    let headline = item.headline(circle);
    let range = sensitivity.iter().find(|other| other.id == item.id).map(Sensitivity::gain_range);
    let mut services = Map::new();
    for (index, service) in study.services.iter().enumerate() {
        if item.before[index] != item.after[index] {
            let headline = item.headline(index);
            let [before, after, gain] = [headline.before, headline.after, headline.gain()].map(|residents| rounded(residents, 0));
            services.insert(service.id.clone(), json!({"before": before, "after": after, "gain": gain}));
        }
    }
    let without = written.without_assumed.and_then(|other| other.items.iter().find(|other| other.id == item.id));
    json!({
        "id": item.id,
        "name": item.name,
        "kind": match item.kind {
            ItemKind::Removed => "taken_out",
            ItemKind::Added => "put_in",
            ItemKind::Proposal => "proposal",
            ItemKind::Network => "network",
        },
        "residents_before": rounded(headline.before, 0),
        "residents_after": rounded(headline.after, 0),
        "gain": rounded(headline.gain(), 0),
        "gain_low": range.map_or(Value::Null, |(low, _)| rounded(low, 0)),
        "gain_high": range.map_or(Value::Null, |(_, high)| rounded(high, 0)),
        "gain_without_assumed_roads": without.map_or(Value::Null, |item| rounded(item.headline(circle).gain(), 0)),
        "mean_minutes_before": mean_minutes(&item.before),
        "mean_minutes_after": mean_minutes(&item.after),
        "services": services,
        "destinations": item.trips.iter().filter(|trips| trips.district == 0).map(|trips| way_to(study, trips)).collect::<Vec<_>>(),
    })
}

/// The ways of all residents to a place outside the study area; counties are in `destinations.csv`.
fn way_to(study: &Study, trips: &Trips) -> Value {
    let destination = &study.destinations[trips.destination];
    let (before, after) = trips.mean_minutes().unzip();
    let minutes = |value: Option<f64>| value.map_or(Value::Null, |value| rounded(value, 3));
    let within = |within: &tongda_analysis::appraisal::WithinOf| json!({"minutes": within.minutes, "residents_before": rounded(within.before, 0), "residents_after": rounded(within.after, 0)});
    json!({
        "id": destination.id,
        "name": destination.name,
        "mean_minutes_before": minutes(before),
        "mean_minutes_after": minutes(after),
        "residents": rounded(trips.residents, 0),
        "residents_newly_reached": rounded(trips.newly_reached, 0),
        "residents_unreached_after": rounded(trips.unreached, 0),
        "within": trips.within.iter().map(within).collect::<Vec<_>>(),
    })
}
