//! The network without roads tagged `assumed=yes`: one of the other assumptions that the range of a gain comes from.

use std::path::PathBuf;
use std::slice;

use super::Workspace;
use super::scenario_files::read_proposals;
use crate::appraisal::{Evaluator, Proposal};
use crate::study::Projects;
use tongda_foundation::error::Problems;
use tongda_network::network::Network;

/// A workspace's network without assumed roads, and what can be joined to it.
#[derive(Debug)]
pub struct WithoutAssumedRoads {
    /// The network.
    pub network: Network,
    /// What the projects change on it; `None` also for those that cannot be joined without assumed roads.
    pub projects: Projects,
}

impl Workspace {
    /// The network without assumed roads; `None` where the extract has no assumed road.
    ///
    /// # Errors
    /// When the other roads make no network.
    pub fn without_assumed_roads(&self) -> Result<Option<WithoutAssumedRoads>, Problems> {
        if self.network.report().assumed_ways == 0 {
            return Ok(None);
        }
        let network = self.study.network_without_assumed(&self.extract)?;
        let (projects, _) = self.study.resolve_possible(&network);
        Ok(Some(WithoutAssumedRoads { network, projects }))
    }
}

impl WithoutAssumedRoads {
    /// The proposals of those scenario files that can be applied without assumed roads.
    #[must_use]
    pub fn possible_proposals(&self, workspace: &Workspace, files: &[PathBuf]) -> Vec<Proposal> {
        let one = |file| read_proposals(slice::from_ref(file), workspace.datum, &workspace.study, &self.network);
        files.iter().flat_map(|file| one(file).unwrap_or_default()).collect()
    }

    /// The cells and facilities of the workspace joined to this network.
    #[must_use]
    pub fn evaluator<'a>(&'a self, workspace: &'a Workspace, proposals: &[Proposal]) -> Evaluator<'a> {
        Evaluator::new(&workspace.study, &self.network, &self.projects, proposals, &workspace.facilities.all)
    }
}
