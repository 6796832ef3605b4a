//! A workspace: a study opened on its network, ready for every analysis.
//!
//! In: the files of a study ([`Files`]) and what replaces parts of it ([`Overrides`]). Out: a [`Workspace`] with the
//! study, its extract, its network, its facilities and what each project changes; or all [`Problems`] at once.
//!
//! Invariant: nothing in a workspace changes after [`Workspace::open`]. Warnings are data ([`Warning`]); nothing is
//! printed here.

mod extract_network;
mod scenario_files;
mod warning;
mod without_assumed_roads;

use crate::appraisal::{Case, Evaluator, Proposal, cases};
use crate::people::CellSource;
use crate::study::{Facilities, Files, Overrides, Projects, Study};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Progress;
use tongda_network::network::Network;
use tongda_network::osm::Extract;

pub use extract_network::ExtractNetwork;
pub use scenario_files::{proposal_id, read_scenarios};
pub use warning::{CrsWarning, Warning};
pub use without_assumed_roads::WithoutAssumedRoads;

/// A study on its network.
#[derive(Debug)]
pub struct Workspace {
    /// The study; its cells are assigned to townships by network time.
    pub study: Study,
    /// The extract that the network was built from.
    pub extract: Extract,
    /// The network of the study's profile, without any project.
    pub network: Network,
    /// Facilities of the extract, and those of the study's tables that the extract lacks.
    pub facilities: Facilities,
    /// What each project changes on the network, in the order of the catalogue.
    pub projects: Projects,
    /// What the user should know of the input, in the order in which it was found.
    pub warnings: Vec<Warning>,
    /// The coordinate system of tables and scenario files.
    datum: Datum,
}

impl Workspace {
    /// Opens a study: reads its files and extract, builds the network, takes in the services that run already, assigns
    /// cells to townships by time, merges the facilities and resolves the projects.
    ///
    /// # Errors
    /// All problems of the stage that failed: of all files, of the extract, of the network, of all projects.
    pub fn open(source: Files, overrides: Overrides, progress: &dyn Progress) -> Result<Self, Problems> {
        let datum = overrides.datum;
        let study = Study::read(source, overrides)?;
        let extract = study.extract(progress)?;
        let network = study.network(&extract)?;
        let study = study.on_network(&extract, &network)?;
        let facilities = study.facilities_with(&extract);
        let projects = study.resolve(&network)?;
        let warnings = warnings(&study, &network);
        Ok(Self { study, extract, network, facilities, projects, warnings, datum })
    }

    /// The cells and facilities of the study joined to the network, away from all roads that a project or one of
    /// `proposals` closes.
    #[must_use]
    pub fn evaluator(&self, proposals: &[Proposal]) -> Evaluator<'_> {
        Evaluator::new(&self.study, &self.network, &self.projects, proposals, &self.facilities.all)
    }

    /// The pairs of scenarios to compare: projects, proposals and dated networks. See [`cases`].
    #[must_use]
    pub fn cases<'a>(&'a self, proposals: &'a [Proposal]) -> Vec<Case<'a>> {
        cases(&self.study, &self.projects, proposals)
    }

    /// The position of a service in [`Study::services`] by its id.
    ///
    /// # Errors
    /// When the study has no such service; the advice lists those that it has.
    pub fn service(&self, id: &str) -> Result<usize, Error> {
        let services = &self.study.services;
        services.iter().position(|service| service.id == id).ok_or_else(|| {
            let ids: Vec<&str> = services.iter().map(|service| service.id.as_str()).collect();
            Error::new(ErrorKind::Usage, format!("there is no service \"{id}\"")).advise(format!("one of {}", ids.join(", ")))
        })
    }
}

fn warnings(study: &Study, network: &Network) -> Vec<Warning> {
    let mut warnings: Vec<Warning> =
        study.existing_service_summaries(network).into_iter().map(Warning::ExistingServices).collect();
    let cells = || study.cells.cells.iter().map(|cell| cell.position).collect();
    let tables: [(&str, Vec<LonLat>); 3] = [
        ("facilities of the study", study.facilities.iter().map(|facility| facility.position).collect()),
        ("cells", if study.cells.source == CellSource::Given { cells() } else { Vec::new() }),
        ("junctions of projects", study.junction_positions()),
    ];
    let crs = tables.iter().filter_map(|(what, positions)| CrsWarning::check(network, what, positions));
    warnings.extend(crs.map(Warning::Crs));
    warnings
}
