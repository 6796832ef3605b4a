//! Before and after: each project alone, then the dated networks.
//!
//! A project that the extract has is taken out for "before"; one that it lacks is put in for
//! "after". What a project depends on is there both times, where the extract lacks it.

use rayon::prelude::*;

use crate::access::nearest;
use crate::network::{Network, Snap, Snapper};
use crate::progress::{Progress, Unit};
use crate::scenario::{Project, Resolved, View};
use crate::search::SearchPool;
use crate::study::{Facility, ProjectChanges, Study};
use crate::units::TravelTime;

/// Times by service and cell; the last "service" is the complete circle.
pub type Times = Vec<Vec<TravelTime>>;

/// One before and after.
#[derive(Clone, Debug)]
pub struct Item {
    /// The project's id, or `network-YEAR`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether the extract has it; `None` for networks.
    pub found_in_extract: Option<bool>,
    /// Times without it.
    pub before: Times,
    /// Times with it.
    pub after: Times,
}

/// All items of a study, and what could not be placed or modelled.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// One before and after each.
    pub items: Vec<Item>,
    /// Why each cell is not placed, by cell; `None` for those that are.
    pub not_placed: Vec<Option<String>>,
    /// Facilities that are not placed, with the reason.
    pub lost_facilities: Vec<String>,
    /// Projects that are not modelled: id and reason.
    pub not_modelled: Vec<(String, String)>,
    /// Facilities used, by service.
    pub facility_counts: Vec<usize>,
}

/// A pair of scenarios to compare.
struct Case<'a> {
    id: String,
    name: String,
    found_in_extract: Option<bool>,
    before: Vec<&'a Resolved>,
    after: Vec<&'a Resolved>,
}

/// Compares a study's network before and after each of `projects` (in the order of the catalogue,
/// `None` = left out), and between its years.
#[must_use]
pub fn compare(
    study: &Study,
    network: &Network,
    projects: &[Option<ProjectChanges>],
    facilities: &[Facility],
    progress: &dyn Progress,
) -> Comparison {
    let shut = projects.iter().flatten().flat_map(|project| project.remove.shut_segments(network));
    let snapper = Snapper::new(network, shut);
    let snaps: Vec<Result<Snap, String>> =
        study.cells.cells.par_iter().map(|cell| snapper.snap(cell.place).map_err(|reason| reason.to_string())).collect();
    let cells: Vec<Option<Snap>> = snaps.iter().map(|snap| snap.as_ref().ok().copied()).collect();

    let mut by_service: Vec<Vec<Snap>> = vec![Vec::new(); study.services.len()];
    let mut lost_facilities = Vec::new();
    for facility in facilities {
        match snapper.snap(facility.place) {
            Ok(snap) => by_service[facility.service].push(snap),
            Err(reason) => lost_facilities.push(format!("{} at {}: {reason}", facility.name, facility.place)),
        }
    }
    let cases = cases(study, projects);
    progress.begin("comparing", cases.len() as u64, Unit::Steps);
    let pool = SearchPool::default();
    let items = cases
        .into_par_iter()
        .map(|case| {
            let times = |scenarios: &[&Resolved]| {
                times(study, &View::new(network, scenarios), &cells, &by_service, &snapper, scenarios, &pool)
            };
            let (before, after) = (times(&case.before), times(&case.after));
            progress.advance(1);
            Item { id: case.id, name: case.name, found_in_extract: case.found_in_extract, before, after }
        })
        .collect();
    progress.end();
    let not_modelled = |project: &Project| Some((project.id.clone(), project.not_modelled.clone()?));
    Comparison {
        items,
        not_placed: snaps.into_iter().map(Result::err).collect(),
        lost_facilities,
        not_modelled: study.catalogue.projects.iter().filter_map(not_modelled).collect(),
        facility_counts: by_service.iter().map(Vec::len).collect(),
    }
}

/// Times of every service, and of all services of the circle at once.
fn times(
    study: &Study,
    view: &View<'_>,
    cells: &[Option<Snap>],
    by_service: &[Vec<Snap>],
    snapper: &Snapper<'_>,
    scenarios: &[&Resolved],
    pool: &SearchPool,
) -> Times {
    let mut searcher = pool.take();
    let new = |service: &str| -> Vec<Snap> {
        let added = scenarios.iter().flat_map(|resolved| &resolved.facilities).filter(|facility| facility.service == service);
        added.filter_map(|facility| snapper.snap(facility.place).ok()).collect()
    };
    let mut all: Times = Vec::with_capacity(by_service.len() + 1);
    let mut circle = vec![TravelTime::ZERO; cells.len()];
    for (service, facilities) in study.services.iter().zip(by_service) {
        let facilities: Vec<Snap> = facilities.iter().copied().chain(new(&service.id)).collect();
        let times = nearest(view, cells, &facilities, &mut searcher);
        if service.circle {
            circle.iter_mut().zip(&times).for_each(|(all, &one)| *all = (*all).max(one));
        }
        all.push(times);
    }
    all.push(circle);
    all
}

fn cases<'a>(study: &'a Study, projects: &'a [Option<ProjectChanges>]) -> Vec<Case<'a>> {
    let all: Vec<(&Project, &ProjectChanges)> = study
        .catalogue
        .projects
        .iter()
        .zip(projects)
        .filter_map(|(project, changes)| Some((project, changes.as_ref()?)))
        .collect();
    let mut cases = Vec::new();
    for (project, changes) in &all {
        let wanted = study.catalogue.with_dependencies(&project.id).unwrap_or_default();
        let needed = |other: &Project| other.id != project.id && wanted.iter().any(|one| one.id == other.id);
        let mut before: Vec<&Resolved> = all
            .iter()
            .filter(|(other, changes)| needed(other) && !changes.found_in_extract)
            .map(|(_, changes)| &changes.add)
            .collect();
        let mut after = before.clone();
        if changes.found_in_extract {
            before.push(&changes.remove);
        } else {
            after.push(&changes.add);
        }
        cases.push(Case {
            id: project.id.clone(),
            name: project.name.clone(),
            found_in_extract: Some(changes.found_in_extract),
            before,
            after,
        });
    }
    let network = |year: i32| -> Vec<&'a Resolved> {
        let open = |project: &Project| project.opening_year().is_some_and(|opens| opens <= year);
        let change = |(project, changes): &(&Project, &'a ProjectChanges)| match (open(project), changes.found_in_extract) {
            (true, false) => Some(&changes.add),
            (false, true) => Some(&changes.remove),
            _ => None,
        };
        all.iter().filter_map(change).collect()
    };
    if let Some((&first, later)) = study.years().split_first() {
        cases.extend(later.iter().map(|&year| Case {
            id: format!("network-{year}"),
            name: format!("network at the end of {year}, against {first}"),
            found_in_extract: None,
            before: network(first),
            after: network(year),
        }));
    }
    cases
}
