//! What there is to compare: pairs of scenarios.
//!
//! A project that the extract has is taken out for "before"; one that it lacks is put in for
//! "after". What a project depends on is there both times, where the extract lacks it.

use crate::study::{ProjectChanges, Projects, Study};
use tongda_network::scenario::{Project, Resolved};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A project that the extract has: taken out for "before".
    Removed,
    /// A project that the extract lacks: put in for "after".
    Added,
    /// Somebody's proposal: put in for "after".
    Proposal,
    /// A set of projects.
    Network,
}

/// A pair of scenarios to compare.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The project's or proposal's id, `all-projects`, or `network-YEAR`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of change it is.
    pub kind: ItemKind,
    /// The changes before, to apply in order.
    pub before: Vec<&'a Resolved>,
    /// The changes after.
    pub after: Vec<&'a Resolved>,
}

/// Changes that somebody proposes, measured against the network as it is.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: String,
    /// What it changes.
    pub changes: Resolved,
}

/// Each project alone, each proposal, all projects together, and the network of each year against
/// the first.
#[must_use]
pub fn cases<'a>(study: &'a Study, projects: &'a Projects, proposals: &'a [Proposal]) -> Vec<Case<'a>> {
    let all = projects.modelled(study);
    let baseline = |id: &str| projects.baseline(study, id);
    let mut cases = Vec::new();
    for (project, changes) in &all {
        let wanted = study.catalogue.with_dependencies(&project.id).unwrap_or_default();
        let needed = |other: &Project, changes: &ProjectChanges| {
            other.id != project.id && !changes.baseline && wanted.iter().any(|one| one.id == other.id)
        };
        let mut before: Vec<&Resolved> = all
            .iter()
            .filter(|(other, changes)| needed(other, changes) && !changes.found_in_extract)
            .map(|(_, changes)| &changes.add)
            .collect();
        before.extend(baseline(&project.id));
        let mut after = before.clone();
        if changes.found_in_extract {
            before.push(&changes.remove);
        } else {
            after.push(&changes.add);
        }
        cases.push(Case {
            id: project.id.clone(),
            name: project.name.clone(),
            kind: if changes.found_in_extract { ItemKind::Removed } else { ItemKind::Added },
            before,
            after,
        });
    }
    cases.extend(proposals.iter().map(|proposal| Case {
        id: proposal.id.clone(),
        name: proposal.id.clone(),
        kind: ItemKind::Proposal,
        before: baseline(""),
        after: baseline("").into_iter().chain([&proposal.changes]).collect(),
    }));
    let with = |open: &dyn Fn(&Project) -> bool| -> Vec<&'a Resolved> {
        let change = |(project, changes): &(&Project, &'a ProjectChanges)| match (open(project), changes.found_in_extract) {
            (true, false) => Some(&changes.add),
            (false, true) => Some(&changes.remove),
            _ => None,
        };
        projects.existing_services().chain(all.iter().filter_map(change)).collect()
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
