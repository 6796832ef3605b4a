//! `tongda check`: reads a study whole and tells all its problems at once.

use super::Outcome;
use super::study::{Inputs, StudyArguments};
use crate::error::Problems;
use crate::progress::Progress;
use crate::scenario::{Catalogue, Project};
use crate::study::ProjectChanges;

/// How far a project's length may be from the stated one, as a share of it.
const LENGTH_SHARE: f64 = 0.15;

pub(super) fn run(arguments: &StudyArguments, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let Inputs { study, facilities, projects, .. } = arguments.read(progress)?;
    say!(
        "{}: {} cells, {:.0} residents, {} facilities, {} projects, mode {}",
        study.config.name,
        study.cells.cells.len(),
        study.cells.residents(),
        facilities.all.len(),
        projects.len(),
        study.mode()
    );
    say!("{:<28} {:<11} {:<10} {:>5} {:>7} {:>7}  off", "project", "certainty", "state", "edges", "km", "stated");
    for (project, changes) in study.catalogue.projects.iter().zip(&projects) {
        say!("{}", row(project, changes.as_ref()));
    }
    for (project, _) in study.catalogue.projects.iter().zip(&projects).filter(|(_, changes)| changes.is_none()) {
        let off_mode = || format!("its services are not part of the mode {}; --mode {0}+rail has them", study.mode());
        say!("not modelled: {}: {}", project.id, project.not_modelled.clone().unwrap_or_else(off_mode));
    }
    let warnings = contradictions(&study.catalogue);
    for warning in &warnings {
        say!("warning: {warning}");
    }
    for service in study.services.iter().filter(|service| service.no_data.is_some()) {
        say!("no data: {} ({}): {}", service.id, service.name_zh, service.no_data.as_deref().unwrap_or_default());
    }
    Ok(if warnings.is_empty() { Outcome::Done } else { Outcome::WorthALook })
}

fn row(project: &Project, changes: Option<&ProjectChanges>) -> String {
    let head = format!("{:<28.28} {:<11.11}", project.id, project.certainty);
    let Some(changes) = changes else { return format!("{head} not modelled") };
    let state = match (changes.found_in_extract, changes.standing) {
        (true, _) if project.upgrade => "undone",
        (true, _) => "taken out",
        (false, true) => "runs",
        (false, false) => "put in",
    };
    let touched = &changes.resolved().touched;
    let edges: usize = touched.iter().map(|touched| touched.edges).sum();
    // What is taken out is counted by directed edge, so that two carriageways are one length.
    let halves = if changes.found_in_extract { 0.5 } else { 1.0 };
    let km: f64 = touched.iter().map(|touched| touched.km).sum::<f64>() * halves;
    let stated = project.length_km.filter(|_| edges > 0);
    let off = stated.map(|stated| (km - stated) / stated);
    let flag = if off.is_some_and(|off| off.abs() > LENGTH_SHARE) { " !" } else { "" };
    format!(
        "{head} {state:<10} {edges:>5} {km:>7.1} {:>7}  {}{flag}",
        stated.map(|stated| format!("{stated:.1}")).unwrap_or_default(),
        off.map(|off| format!("{:+.0} %", off * 100.0)).unwrap_or_default(),
    )
    .trim_end()
    .to_owned()
}

/// Projects whose dates or states do not fit together.
fn contradictions(catalogue: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    for project in &catalogue.projects {
        for other in project.depends_on.iter().filter_map(|id| catalogue.project(id)) {
            match (project.opening_year(), other.opening_year()) {
                (Some(opens), Some(needed)) if opens < needed => {
                    let (id, other) = (&project.id, &other.id);
                    found.push(format!("{id} opens in {opens} and depends on {other}, which opens in {needed}"));
                }
                (Some(opens), None) => {
                    let (id, other) = (&project.id, &other.id);
                    found.push(format!("{id} opens in {opens} and depends on {other}, which has no date"));
                }
                _ => {}
            }
            if other.not_modelled.is_some() && project.not_modelled.is_none() {
                found.push(format!("{} depends on {}, which is not modelled", project.id, other.id));
            }
        }
        if project.status == "open" && project.opens.is_none() && project.not_modelled.is_none() {
            found.push(format!("{} is open and has no date, so no dated network has it", project.id));
        }
    }
    found
}
