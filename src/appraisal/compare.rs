//! Before and after: each project alone, then the dated networks.
//!
//! A project that the extract has is taken out for "before"; one that it lacks is put in for
//! "after". What a project depends on is there both times, where the extract lacks it.

use rayon::prelude::*;

use super::{Assessor, Times};
use crate::progress::{Progress, Unit};
use crate::scenario::{Project, Resolved};
use crate::study::ProjectChanges;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A project that the extract has: taken out for "before".
    TakenOut,
    /// A project that the extract lacks: put in for "after".
    PutIn,
    /// Somebody's proposal: put in for "after".
    Proposal,
    /// A set of projects.
    Network,
}

/// One before and after.
#[derive(Clone, Debug)]
pub struct Item {
    /// The project's or proposal's id, `all-projects`, or `network-YEAR`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of change it is.
    pub kind: ItemKind,
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
pub(super) struct Case<'a> {
    pub(super) id: String,
    name: String,
    kind: ItemKind,
    pub(super) before: Vec<&'a Resolved>,
    pub(super) after: Vec<&'a Resolved>,
}

/// Changes that somebody proposes, measured against the network as it is.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: String,
    /// What it changes.
    pub changes: Resolved,
}

/// Compares the network before and after each of `projects` (in the order of the catalogue, `None` =
/// left out) and each of `proposals`, between its years, and with all projects against none.
#[must_use]
pub fn compare(
    assessor: &Assessor<'_>,
    projects: &[Option<ProjectChanges>],
    proposals: &[Proposal],
    progress: &dyn Progress,
) -> Comparison {
    let study = assessor.study();
    let cases = cases(assessor, projects, proposals);
    progress.begin("comparing", cases.len() as u64, Unit::Steps);
    let items = cases
        .into_par_iter()
        .map(|case| {
            let (before, after) = (assessor.times(&case.before), assessor.times(&case.after));
            progress.advance(1);
            Item { id: case.id, name: case.name, kind: case.kind, before, after }
        })
        .collect();
    progress.end();
    let not_modelled = |project: &Project| Some((project.id.clone(), project.not_modelled.clone()?));
    Comparison {
        items,
        not_placed: assessor.not_placed().to_vec(),
        lost_facilities: assessor.lost_facilities().to_vec(),
        not_modelled: study.catalogue.projects.iter().filter_map(not_modelled).collect(),
        facility_counts: assessor.facilities().iter().map(Vec::len).collect(),
    }
}

/// What `compare` compares, in its order.
pub(super) fn cases<'a>(
    assessor: &Assessor<'a>,
    projects: &'a [Option<ProjectChanges>],
    proposals: &'a [Proposal],
) -> Vec<Case<'a>> {
    let study = assessor.study();
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
            kind: if changes.found_in_extract { ItemKind::TakenOut } else { ItemKind::PutIn },
            before,
            after,
        });
    }
    cases.extend(proposals.iter().map(|proposal| Case {
        id: proposal.id.clone(),
        name: proposal.id.clone(),
        kind: ItemKind::Proposal,
        before: Vec::new(),
        after: vec![&proposal.changes],
    }));
    let with = |open: &dyn Fn(&Project) -> bool| -> Vec<&'a Resolved> {
        let change = |(project, changes): &(&Project, &'a ProjectChanges)| match (open(project), changes.found_in_extract) {
            (true, false) => Some(&changes.add),
            (false, true) => Some(&changes.remove),
            _ => None,
        };
        all.iter().filter_map(change).collect()
    };
    if all.len() > 1 {
        cases.push(Case {
            id: "all-projects".to_owned(),
            name: "all projects together, against none of them".to_owned(),
            kind: ItemKind::Network,
            before: with(&|_| false),
            after: with(&|_| true),
        });
    }
    let network = |year: i32| with(&|project| project.opening_year().is_some_and(|opens| opens <= year));
    if let Some((&first, later)) = study.years().split_first() {
        cases.extend(later.iter().map(|&year| Case {
            id: format!("network-{year}"),
            name: format!("network at the end of {year}, against {first}"),
            kind: ItemKind::Network,
            before: network(first),
            after: network(year),
        }));
    }
    cases
}
