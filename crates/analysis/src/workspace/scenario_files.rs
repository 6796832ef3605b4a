//! Scenario files (GeoJSON) as changes of a network and as proposals.

use std::fs;
use std::path::{Path, PathBuf};

use super::Workspace;
use crate::appraisal::Proposal;
use crate::study::Study;
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, Problems};
use tongda_network::network::Network;
use tongda_network::scenario::{Resolved, for_profile, read_modifications_in, resolve};

/// Reads scenario files and applies each to the network; positions are in `datum`.
///
/// # Errors
/// All problems of all files.
pub fn read_scenarios(files: &[PathBuf], datum: Datum, network: &Network) -> Result<Vec<Resolved>, Problems> {
    let mut problems = Problems::default();
    let mut all = Vec::new();
    for file in files {
        let read = fs::read(file).map_err(|cause| Problems::from(Error::file(file, "read", cause)));
        let resolved = read
            .and_then(|text| read_modifications_in(datum, &text, file))
            .map(|changes| for_profile(changes, network.profile()))
            .and_then(|changes| resolve(network, &changes, file));
        match resolved {
            Ok(resolved) => all.push(resolved),
            Err(more) => problems.extend(more),
        }
    }
    problems.or_value(all)
}

/// The id of a proposal: the name of its file without the ending.
#[must_use]
pub fn proposal_id(file: &Path) -> String {
    file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// The proposals of scenario files on a network, as trips of the study's mode meet them.
pub(super) fn read_proposals(
    files: &[PathBuf],
    datum: Datum,
    study: &Study,
    network: &Network,
) -> Result<Vec<Proposal>, Problems> {
    let changes = read_scenarios(files, datum, network)?;
    let proposal = |(file, changes): (&PathBuf, Resolved)| Proposal { id: proposal_id(file), changes: study.of_mode(changes) };
    Ok(files.iter().zip(changes).map(proposal).collect())
}

impl Workspace {
    /// The proposals of scenario files, each named by its file, without services that trips of the study's mode do not use.
    ///
    /// # Errors
    /// All problems of all files.
    pub fn proposals(&self, files: &[PathBuf]) -> Result<Vec<Proposal>, Problems> {
        read_proposals(files, self.datum, &self.study, &self.network)
    }
}
