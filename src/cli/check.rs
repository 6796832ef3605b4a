//! `tongda check`: reads a study whole and tells all its problems at once.

use super::Outcome;
use super::study::{Inputs, StudyArguments};
use crate::error::Problems;
use crate::progress::Progress;

pub(super) fn run(arguments: &StudyArguments, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let Inputs { study, facilities, projects, .. } = arguments.read(progress)?;
    println!(
        "{}: {} cells, {:.0} residents, {} facilities",
        study.config.name,
        study.cells.cells.len(),
        study.cells.residents(),
        facilities.all.len()
    );
    for (project, changes) in study.catalogue.projects.iter().zip(&projects) {
        let state = match (changes, &project.not_modelled) {
            (_, Some(reason)) => format!("not modelled: {reason}"),
            (Some(changes), _) if changes.found_in_extract => "in the extract, taken out for before".to_owned(),
            _ => "not in the extract, put in for after".to_owned(),
        };
        println!("{:<28} {:<12} {state}", project.id, project.certainty);
    }
    Ok(Outcome::Done)
}
