//! `tongda check`: all errors of a study at once, and a summary of what it contains.

use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::study::FacilityOrigins;
use tongda_analysis::workspace::Workspace;
use tongda_foundation::error::Problems;
use tongda_foundation::progress::Progress;
use tongda_network::scenario::{Catalogue, Project};

pub(super) fn run(arguments: &StudyArguments, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let workspace = arguments.open(progress)?;
    let warnings = contradictions(&workspace.study.catalogue);
    match format {
        Format::Text => tell(&workspace, &warnings),
        Format::Json => {
            let Workspace { study, facilities, projects, .. } = &workspace;
            print_part!("{}", tongda_report::check_json(study, projects, facilities.all.len(), &warnings));
        }
    }
    Ok(if warnings.is_empty() { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

fn tell(workspace: &Workspace, warnings: &[String]) {
    let Workspace { study, facilities, projects, .. } = workspace;
    print_line!(
        "{}: {} cells, {:.0} residents, {} facilities, {} projects, mode {}",
        study.config.name,
        study.cells.cells.len(),
        study.cells.residents(),
        facilities.all.len(),
        projects.len(),
        study.mode()
    );
    print_line!("{}", tongda_report::PROJECT_COLUMNS);
    for (project, changes) in study.catalogue.projects.iter().zip(projects) {
        print_line!("{}", tongda_report::project_row(project, changes.as_ref()));
    }
    for line in projects.iter().flatten().flat_map(|changes| &changes.resolved().lines) {
        for reason in &line.passed {
            print_line!("passed through: {reason}");
        }
    }
    for (project, _) in study.catalogue.projects.iter().zip(projects).filter(|(_, changes)| changes.is_none()) {
        let off_mode = || format!("its services are not part of the mode {}; --mode {0}+rail has them", study.mode());
        print_line!("not modelled: {}: {}", project.id, project.not_modelled.clone().unwrap_or_else(off_mode));
    }
    for (service, origins) in study.services.iter().zip(&facilities.origins) {
        let FacilityOrigins { extract, tables, in_both } = *origins;
        let all = extract + tables;
        let circle = if service.circle { ", in the circle" } else { "" };
        print_line!(
            "service {}: {all} ({extract} from the extract, {tables} from tables, {in_both} in both){circle}",
            service.id
        );
    }
    for &year in study.years() {
        let open = |project: &&Project| project.opening_year().is_some_and(|opens| opens <= year);
        let measured = study.catalogue.projects.iter().zip(projects).filter(|(_, changes)| changes.is_some());
        print_line!(
            "network of {year}: {} of {} projects",
            measured.map(|(project, _)| project).filter(open).count(),
            projects.len()
        );
    }
    if !study.destinations.is_empty() {
        let left_out = study.destinations.iter().filter(|one| one.not_measured.is_some()).count();
        print_line!("destinations: {}, of them {left_out} not measured", study.destinations.len());
    }
    for warning in warnings {
        print_line!("warning: {warning}");
    }
    for service in study.services.iter().filter(|service| service.no_data.is_some()) {
        print_line!("no data: {} ({}): {}", service.id, service.name_zh, service.no_data.as_deref().unwrap_or_default());
    }
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
