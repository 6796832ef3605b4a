//! `tongda check`: reads a study whole, reports all its problems at once and what its projects are on the network.

use super::Outcome;
use super::compare::StudyArguments;
use crate::error::Problems;
use crate::progress::Progress;

pub(super) fn run(arguments: &StudyArguments, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let (study, _, network, facilities) = arguments.read(progress)?;
    let projects = study.resolve(&network)?;
    println!(
        "{}: {} cells, {:.0} residents, {} facilities",
        study.config.name,
        study.cells.cells.len(),
        study.cells.residents(),
        facilities.len()
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
