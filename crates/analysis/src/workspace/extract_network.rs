//! An extract alone: a network without people, services and projects.

use std::path::PathBuf;

use tongda_foundation::error::Result;
use tongda_foundation::progress::Progress;
use tongda_network::network::{self, BuildOptions, Network};
use tongda_network::osm::{Extract, Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, for_profile, place_lines, rail_routes};

/// Extracts and the network of a profile that was built from them.
#[derive(Debug)]
pub struct ExtractNetwork {
    /// The extracts, merged.
    pub extract: Extract,
    /// Their network.
    pub network: Network,
}

impl ExtractNetwork {
    /// Reads extracts and builds their network.
    ///
    /// # Errors
    /// When an extract cannot be read, or none has a road for the profile.
    pub fn open(files: &[PathBuf], profile: &Profile, progress: &dyn Progress) -> Result<Self> {
        let sources: Vec<Source> = files.iter().cloned().map(Source::File).collect();
        let extract = read_extract(&sources, progress)?;
        let network = network::build(&extract, profile, BuildOptions::default())?;
        Ok(Self { extract, network })
    }

    /// The rail services of the extract that trips of the network's profile can use.
    #[must_use]
    pub fn rail_services(&self) -> Resolved {
        let services = for_profile(rail_routes(&self.extract).services, self.network.profile());
        let mut resolved = Resolved::default();
        resolved.lines = place_lines(&self.network, &services).0;
        resolved
    }
}
