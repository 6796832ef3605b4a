//! JSON documents of `check`, `access` and `rank`.

use serde_json::{Map, Value, json};

use super::{json_envelope, rounded};
use crate::AccessColumn;
use tongda_analysis::appraisal::{Ranked, Ranking};
use tongda_analysis::people::Cell;
use tongda_analysis::study::{Projects, Study};

/// Document of `check`: every project with its state on the network.
#[must_use]
pub fn check_json(study: &Study, projects: &Projects, facilities: usize, warnings: &[String]) -> String {
    let project = |(index, project): (usize, &tongda_network::scenario::Project)| {
        let changes = projects[index].as_ref();
        let touched = changes.map(|changes| &changes.resolved().touched);
        // Removed edges are directed: two directions count as one length.
        let halves = if changes.is_some_and(|changes| changes.found_in_extract) { 0.5 } else { 1.0 };
        let km = touched.map(|touched| touched.iter().map(|touched| touched.km).sum::<f64>() * halves);
        json!({
            "id": project.id,
            "name": project.name,
            "certainty": project.certainty,
            "opens": project.opens,
            "state": match changes {
                None => "not_modelled",
                Some(changes) if changes.found_in_extract && project.upgrade => "undone",
                Some(changes) if changes.found_in_extract => "taken_out",
                Some(changes) if changes.baseline => "runs",
                Some(_) => "put_in",
            },
            "edges": touched.map(|touched| touched.iter().map(|touched| touched.edges).sum::<usize>()),
            "km": km.map_or(Value::Null, |km| rounded(km, 3)),
            "stated_km": project.length_km,
            "not_modelled": project.not_modelled,
        })
    };
    let service = |service: &tongda_analysis::study::ServiceEntry| json!({"id": service.id, "in_circle": service.circle, "no_data": service.no_data});
    json_envelope(
        "check",
        json!({
            "study": study.config.name,
            "mode": study.mode(),
            "cells": study.cells.cells.len(),
            "residents": rounded(study.cells.residents(), 0),
            "facilities": facilities,
            "services": study.services.iter().map(service).collect::<Vec<_>>(),
            "projects": study.catalogue.projects.iter().enumerate().map(project).collect::<Vec<_>>(),
            "warnings": warnings,
        }),
    )
}

/// Document of `access`: values by cell and kind of opportunities, null = no value.
#[must_use]
pub fn access_json(measure: &str, unit: &str, mode: &str, scenario: &str, cells: &[Cell], columns: &[AccessColumn]) -> String {
    let value = |value: Option<f64>| value.map_or(Value::Null, |value| rounded(value, 9));
    let cell = |(i, cell): (usize, &Cell)| {
        let mut values = Map::new();
        for column in columns {
            let mut one = Map::new();
            one.insert("now".to_owned(), value(column.values[i]));
            if let Some(before) = &column.before {
                one.insert("before".to_owned(), value(before[i]));
            }
            if let Some(reason) = &column.reasons[i] {
                one.insert("reason".to_owned(), json!(reason));
            }
            values.insert(column.name.clone(), Value::Object(one));
        }
        json!({
            "id": cell.id,
            "lon": cell.position.lon(),
            "lat": cell.position.lat(),
            "residents": rounded(cell.residents, 3),
            "township": cell.township,
            "county": cell.county,
            "values": values,
        })
    };
    json_envelope(
        "access",
        json!({
            "measure": measure,
            "unit": unit,
            "mode": mode,
            "scenario": scenario,
            "opportunities": columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
            "cells": cells.iter().enumerate().map(cell).collect::<Vec<_>>(),
        }),
    )
}

/// The candidates of `rank`, the best first.
#[must_use]
pub fn rank_json(ranking: &Ranking, headline_minutes: u32, mode: &str, services: &str) -> String {
    let one = |(rank, one): (usize, &Ranked)| {
        json!({
            "rank": rank + 1,
            "id": one.candidate.id,
            "km": rounded(one.candidate.km, 3),
            "junctions": one.candidate.junctions,
            "cost": one.candidate.cost,
            "gain": rounded(one.gain, 0),
            "gain_low": rounded(one.gain_range.0, 0),
            "gain_high": rounded(one.gain_range.1, 0),
            "keeps_rank_share": rounded(one.keeps_rank, 3),
            "gain_on_latest_network": rounded(one.gain_on_latest, 0),
            "gain_after_better_ones": one.gain_after_better.map_or(Value::Null, |gain| rounded(gain, 0)),
            "person_minutes_saved": rounded(one.person_minutes, 0),
            "worst_decile_minutes_saved": rounded(one.worst_decile_min, 3),
            "on_pareto_front": one.on_front,
        })
    };
    let candidates: Vec<Value> = ranking.each.iter().enumerate().map(one).collect();
    let id = |position: usize| ranking.each[position].candidate.id.as_str();
    let beside = ranking.beside.iter().map(|two| {
        json!({
            "first": id(two.first),
            "second": id(two.second),
            "together": rounded(two.together, 0),
            "second_adds": rounded(two.second_adds, 0),
            "first_adds": rounded(two.first_adds, 0),
        })
    });
    let beside: Vec<Value> = beside.collect();
    let fields = json!({
        "headline_minutes": headline_minutes,
        "mode": mode,
        "services": services,
        "candidates": candidates,
        "beside_each_other": beside,
    });
    json_envelope("rank", fields)
}
