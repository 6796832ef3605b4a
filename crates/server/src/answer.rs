//! Before and after as JSON: coverage by service, county and township, and the cells that changed.
//!
//! Residents and square kilometres within so many minutes are those of `tongda compare`, to the same
//! digits. Times of cells are whole milliseconds, `null` where there is no way.

use std::collections::BTreeMap;

use geojson::FeatureCollection;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use super::session::{Pair, Session};
use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::people::Cell;
use tongda_analysis::study::Study;
use tongda_foundation::units::TravelTime;

/// The id of the last of [`tongda_analysis::appraisal::Times`]: all services of the circle.
pub(super) const CIRCLE: &str = "circle";

/// What differs between two scenarios.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// One entry a service that has facilities, and the complete circle at the end.
    services: Vec<ServiceAnswer>,
    /// Counties and townships for the service that was asked for.
    districts: Vec<DistrictAnswer>,
    cells: CellAnswer,
    /// Where a project runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    course: Option<FeatureCollection>,
}

#[derive(Debug, Serialize)]
struct ServiceAnswer {
    service: String,
    #[serde(flatten)]
    coverage: CoverageAnswer,
    /// One entry a county, in the order of their names; none in short answers.
    counties: Vec<CountyAnswer>,
}

#[derive(Debug, Serialize)]
struct CountyAnswer {
    county: String,
    within: Vec<WithinAnswer>,
}

#[derive(Debug, Serialize)]
struct DistrictAnswer {
    level: &'static str,
    county: String,
    township: String,
    #[serde(flatten)]
    coverage: CoverageAnswer,
}

#[derive(Debug, Serialize)]
struct CoverageAnswer {
    residents: f64,
    within: Vec<WithinAnswer>,
    mean_minutes_before: Option<f64>,
    mean_minutes_after: Option<f64>,
    unreached_residents_before: f64,
    unreached_residents_after: f64,
}

#[derive(Debug, Serialize)]
struct WithinAnswer {
    minutes: u32,
    residents_before: f64,
    residents_after: f64,
    gained_residents: f64,
    area_km2_before: f64,
    area_km2_after: f64,
}

/// Times of cells to the service that was asked for.
#[derive(Debug, Serialize)]
struct CellAnswer {
    service: String,
    /// Of every cell before, in the order of `/api/cells`; only where all were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    all_before_ms: Option<Vec<Option<u32>>>,
    /// The cells whose time differs, by their place in `/api/cells`.
    changed: Vec<usize>,
    /// The same by id, and their times before; left out of short answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_id: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_before_ms: Option<Vec<Option<u32>>>,
    changed_after_ms: Vec<Option<u32>>,
}

/// How much an answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// All services and districts, and the cells that changed.
    Full,
    /// And every cell's time before.
    FullWithCells,
    /// What differs from the network without a drawing: the service that was asked for, and the districts and
    /// cells whose times changed. While a point is dragged this is asked for at every move.
    Short,
}

/// Which cells belong together.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    counties: Vec<(String, Members)>,
    townships: Vec<(String, String, Members)>,
    all: Members,
}

impl Groups {
    pub(super) fn new(cells: &[Cell]) -> Self {
        let mut names: Vec<(&str, &str)> = cells.iter().map(|cell| (cell.county.as_str(), cell.township.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        let of = |cancel: &dyn Fn(&Cell) -> bool| Members::of(cells, (0..cells.len()).filter(|&i| cancel(&cells[i])));
        let mut counties: Vec<&str> = names.iter().map(|(county, _)| *county).collect();
        counties.dedup();
        Self {
            counties: counties.iter().map(|&county| (county.to_owned(), of(&|cell| cell.county == county))).collect(),
            townships: names
                .iter()
                .filter(|(_, township)| !township.is_empty())
                .map(|&(county, township)| {
                    let cells = of(&|cell| cell.county == county && cell.township == township);
                    (county.to_owned(), township.to_owned(), cells)
                })
                .collect(),
            all: Members::all(cells),
        }
    }
}

/// The position of a service by its id.
pub(super) fn service_position(study: &Study, id: &str) -> Option<usize> {
    if id == CIRCLE {
        return Some(study.services.len());
    }
    study.services.iter().position(|service| service.id == id)
}

/// The id of a service by its position.
pub(super) fn service_id(study: &Study, index: usize) -> &str {
    study.services.get(index).map_or(CIRCLE, |service| service.id.as_str())
}

fn milliseconds(time: TravelTime) -> Option<u32> {
    time.is_reached().then(|| time.ms())
}

impl Answer {
    /// What there is to tell of `pair`, with cells and townships for the service at `position`.
    ///
    /// A short answer is whole where `pair` begins with times that the network alone does not have: where a
    /// drawing shuts roads that places are joined to.
    pub(super) fn new(session: &Session, pair: &Pair, index: usize, detail: Detail) -> Self {
        let study = &session.workspace.study;
        let (groups, counts) = (&session.groups, session.evaluator().facilities());
        let is_short = detail == Detail::Short;
        let cancel = |one: usize| {
            let has_any = counts.get(one).is_none_or(|facilities| !facilities.is_empty()) || pair.before[one] != pair.after[one];
            if is_short { one == index } else { has_any }
        };
        let indices: Vec<usize> = (0..=study.services.len()).filter(|&one| cancel(one)).collect();
        let services = indices.into_par_iter().map(|one| ServiceAnswer::new(study, groups, pair, one, !is_short)).collect();
        let (before, after) = (&pair.before[index], &pair.after[index]);
        let only_changed = is_short && pair.is_usual;
        let differs = |cells: &Members| !only_changed || cells.numbers().any(|i| before[i] != after[i]);
        let counties = groups.counties.par_iter().map(|(county, cells)| ("county", county.as_str(), "", cells));
        let townships =
            groups.townships.par_iter().map(|(county, township, cells)| ("township", county.as_str(), township.as_str(), cells));
        let district = |(level, county, township, cells): (&'static str, &str, &str, &Members)| DistrictAnswer {
            level,
            county: county.to_owned(),
            township: township.to_owned(),
            coverage: CoverageAnswer::new(study, before, after, cells),
        };
        let cells = &study.cells.cells;
        let changed: Vec<usize> = (0..cells.len()).filter(|&i| before[i] != after[i]).collect();
        let all_cells = detail == Detail::FullWithCells || is_short && !pair.is_usual;
        Self {
            services,
            districts: counties.chain(townships).filter(|(_, _, _, cells)| differs(cells)).map(district).collect(),
            cells: CellAnswer {
                service: service_id(study, index).to_owned(),
                all_before_ms: all_cells.then(|| before.iter().map(|&time| milliseconds(time)).collect()),
                changed_id: (!is_short).then(|| changed.iter().map(|&i| cells[i].id.clone()).collect()),
                changed_before_ms: (!is_short).then(|| changed.iter().map(|&i| milliseconds(before[i])).collect()),
                changed_after_ms: changed.iter().map(|&i| milliseconds(after[i])).collect(),
                changed,
            },
            course: None,
        }
    }

    /// The same with where the project runs.
    pub(super) fn along(self, course: FeatureCollection) -> Self {
        Self { course: Some(course), ..self }
    }
}

impl ServiceAnswer {
    fn new(study: &Study, groups: &Groups, pair: &Pair, index: usize, counties: bool) -> Self {
        let (before, after) = (&pair.before[index], &pair.after[index]);
        let county = |(county, cells): &(String, Members)| CountyAnswer {
            county: county.clone(),
            within: CoverageAnswer::new(study, before, after, cells).within,
        };
        Self {
            service: service_id(study, index).to_owned(),
            coverage: CoverageAnswer::new(study, before, after, &groups.all),
            counties: groups.counties.iter().filter(|_| counties).map(county).collect(),
        }
    }
}

impl CoverageAnswer {
    fn new(study: &Study, before: &[TravelTime], after: &[TravelTime], cells: &Members) -> Self {
        let of = |times: &[TravelTime]| Coverage::of(cells, times, study.minutes());
        let old = of(before);
        let new = if cells.numbers().all(|i| before[i] == after[i]) { old.clone() } else { of(after) };
        let within = old.within.iter().zip(&new.within).map(|(old, new)| WithinAnswer {
            minutes: old.minutes,
            residents_before: old.residents,
            residents_after: new.residents,
            gained_residents: new.residents - old.residents,
            area_km2_before: old.area_km2,
            area_km2_after: new.area_km2,
        });
        Self {
            residents: old.residents,
            within: within.collect(),
            mean_minutes_before: old.mean_minutes,
            mean_minutes_after: new.mean_minutes,
            unreached_residents_before: old.unreached_residents,
            unreached_residents_after: new.unreached_residents,
        }
    }
}

/// The study and what can be asked of it.
pub(super) fn study_json(session: &Session, modes: &[String]) -> Value {
    let workspace = session.workspace;
    let study = &workspace.study;
    let services: Vec<Value> = study
        .services
        .iter()
        .zip(session.evaluator().facilities())
        .map(|(service, facilities)| {
            json!({
                "id": service.id, "name": service.name, "name_zh": service.name_zh, "in_circle": service.circle,
                "facilities": facilities.len(), "no_data": service.no_data,
            })
        })
        .collect();
    let project = |id: &str| study.catalogue.project(id);
    let cases: Vec<Value> = session
        .cases
        .iter()
        .map(|case| {
            let known = project(&case.id);
            json!({
                "id": case.id, "name": case.name,
                "name_zh": known.map_or("", |project| project.name_zh.as_str()),
                "kind": match case.kind {
                    tongda_analysis::appraisal::ItemKind::Removed => "project-in-extract",
                    tongda_analysis::appraisal::ItemKind::Added => "project-added",
                    tongda_analysis::appraisal::ItemKind::Proposal => "proposal",
                    tongda_analysis::appraisal::ItemKind::Network => "set-of-projects",
                },
                "opens": known.and_then(tongda_network::scenario::Project::opening_year),
                "status": known.map(|project| project.status.as_str()),
            })
        })
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "name": study.config.name, "name_zh": study.config.name_zh,
        "attribution": study.config.attribution,
        "mode": study.mode(), "modes": modes,
        "network_date": study.network_date(),
        "minutes": study.minutes(), "headline_minutes": study.headline_minutes(),
        "years": study.years(),
        "services": services, "projects": cases,
        "cells": study.cells.cells.len(), "residents": study.cells.residents(),
        "bounds": bounds(&study.cells.cells), "has_land": study.cells.land.is_some(),
        "land_cuts": session.ground.cuts, "districts_zh": districts_zh(study),
    })
}

/// Names of counties and townships in Chinese, by their names; those without one are left out.
fn districts_zh(study: &Study) -> BTreeMap<&str, &str> {
    let names = study.cells.cells.iter().flat_map(|cell| [cell.county.as_str(), cell.township.as_str()]);
    names.map(|name| (name, study.district_name_zh(name))).filter(|(name, zh)| !name.is_empty() && !zh.is_empty()).collect()
}

/// West, south, east and north of the cells.
fn bounds(cells: &[Cell]) -> [f64; 4] {
    cells.iter().fold([180.0, 90.0, -180.0, -90.0], |[west, south, east, north], cell| {
        let (lon, lat) = (cell.position.lon(), cell.position.lat());
        [west.min(lon), south.min(lat), east.max(lon), north.max(lat)]
    })
}

/// The cells, a list a column.
pub(super) fn cells_json(session: &Session) -> Value {
    let cells = &session.workspace.study.cells.cells;
    let side_km = cells.iter().map(|cell| cell.area_km2).fold(0.0, f64::max).sqrt();
    let not_placed = session.evaluator().not_placed().iter().zip(cells);
    let not_placed: Vec<Value> =
        not_placed.filter_map(|(reason, cell)| Some(json!({"id": cell.id, "reason": reason.as_ref()?}))).collect();
    let column = |value: &dyn Fn(&Cell) -> Value| cells.iter().map(value).collect::<Vec<Value>>();
    json!({
        "side_m": side_km * 1000.0,
        "id": column(&|cell| json!(cell.id)),
        "lon": column(&|cell| json!(cell.position.lon())),
        "lat": column(&|cell| json!(cell.position.lat())),
        "residents": column(&|cell| json!(cell.residents)),
        "area_km2": column(&|cell| json!(cell.area_km2)),
        "township": column(&|cell| json!(cell.township)),
        "county": column(&|cell| json!(cell.county)),
        "not_placed": not_placed,
    })
}
