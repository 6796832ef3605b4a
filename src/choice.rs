//! Choice of a scenario: with or without a project, the network of a year, or a scenario file.

use std::path::PathBuf;

use clap::Args;

use tongda_analysis::appraisal::Proposal;
use tongda_analysis::study::Study;
use tongda_analysis::workspace::Workspace;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_network::scenario::Resolved;
use tongda_report::Language;

/// Arguments that choose a scenario; the base network without any of them.
#[derive(Debug, Args)]
pub(super) struct ScenarioArguments {
    /// Add this project (id), or `all-projects`.
    #[arg(long, value_name = "ID", conflicts_with_all = ["without", "year", "scenario"])]
    with: Option<String>,
    /// Remove this project (id).
    #[arg(long, value_name = "ID", conflicts_with_all = ["year", "scenario"])]
    without: Option<String>,
    /// Use the network at the end of this year, one of the years of the study.
    #[arg(long, value_name = "YEAR", conflicts_with = "scenario")]
    year: Option<i32>,
    /// Apply a scenario file (GeoJSON).
    #[arg(long, value_name = "FILE.geojson")]
    scenario: Option<PathBuf>,
}

/// The chosen scenario and the one that it is compared with.
#[derive(Debug)]
pub(super) struct Chosen<'a> {
    /// In words.
    pub(super) name: String,
    /// Changes to apply in order.
    pub(super) now: Vec<&'a Resolved>,
    /// The same without what was named; `None` when nothing was.
    pub(super) before: Option<Vec<&'a Resolved>>,
}

impl ScenarioArguments {
    /// Whether any scenario is named.
    pub(super) const fn is_any(&self) -> bool {
        self.with.is_some() || self.without.is_some() || self.year.is_some() || self.scenario.is_some()
    }

    /// What is drawn, as a picture says it: projects by name.
    pub(super) fn words(&self, study: Option<&Study>, language: Language) -> String {
        let name = |id: &str| {
            let all = id == "all-projects";
            let project = study.and_then(|study| study.catalogue.project(id));
            match project {
                Some(project) => language.name(&project.name, &project.name_zh).to_owned(),
                None => if all { language.text("item.all_projects") } else { id }.to_owned(),
            }
        };
        let file = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(id) = &self.with {
            language.format("scenario.with", &[("project", &name(id))])
        } else if let Some(id) = &self.without {
            language.format("scenario.without", &[("project", &name(id))])
        } else if let Some(year) = self.year {
            language.format("scenario.network_of_year", &[("year", &year)])
        } else if let Some(path) = &self.scenario {
            language.format("scenario.with_file", &[("file", &file(path))])
        } else {
            language.text("scenario.as_it_is").to_owned()
        }
    }

    /// The scenario file as a proposal, if there is one.
    pub(super) fn proposals(&self, workspace: &Workspace) -> Result<Vec<Proposal>, Problems> {
        let files: Vec<PathBuf> = self.scenario.iter().cloned().collect();
        workspace.proposals(&files)
    }

    /// The scenario; `proposals` are those of [`Self::proposals`].
    pub(super) fn choose<'a>(&self, workspace: &'a Workspace, proposals: &'a [Proposal]) -> Result<Chosen<'a>, Error> {
        let study = &workspace.study;
        let find = |id: &str| {
            workspace.cases(proposals).into_iter().find(|case| case.id == id).ok_or_else(|| {
                let error = Error::new(ErrorKind::Usage, format!("there is no modelled project \"{id}\""));
                error.advise("`tongda check` lists them")
            })
        };
        if let Some(year) = self.year {
            let years = study.years();
            if !years.contains(&year) {
                let listed: Vec<String> = years.iter().map(ToString::to_string).collect();
                let error = Error::new(ErrorKind::Usage, format!("the study has no network of {year}"));
                return Err(error.advise(format!("its years are {}", listed.join(", "))));
            }
            let name = format!("network of {year}");
            // The first year is what the others are compared with.
            let first = years.first() == Some(&year);
            let case = find(&format!("network-{}", if first { years.last().unwrap_or(&year) } else { &year }))?;
            let now = if first { case.before.clone() } else { case.after };
            return Ok(Chosen { name, now, before: Some(case.before) });
        }
        if let Some(id) = &self.without {
            let case = find(id)?;
            return Ok(Chosen { name: format!("without {id}"), now: case.before, before: Some(case.after) });
        }
        match self.with.as_ref().or(proposals.first().map(|proposal| &proposal.id)) {
            Some(id) => {
                let case = find(id)?;
                Ok(Chosen { name: format!("with {id}"), now: case.after, before: Some(case.before) })
            }
            None => Ok(Chosen { name: "network as it is".to_owned(), now: workspace.projects.baseline(study, ""), before: None }),
        }
    }
}
