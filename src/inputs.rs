//! Network and profile arguments.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use tongda_analysis::workspace::{ExtractNetwork, read_scenarios};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_foundation::progress::Progress;
use tongda_network::network::Network;
use tongda_network::profile::Profile;
use tongda_network::scenario::Resolved;

/// Arguments that name a network.
#[derive(Debug, Args)]
pub(super) struct NetworkArguments {
    /// OpenStreetMap extract (.osm.pbf) or network file of `tongda prepare`; repeat for several extracts.
    #[arg(long, required = true, value_name = "FILE")]
    osm: Vec<PathBuf>,
    /// Travel profile: car, car-freeflow, walk, cycle or a profile file.
    #[arg(long, value_name = "NAME|FILE.toml")]
    profile: Option<String>,
    /// Scenario file (GeoJSON) to apply to the network; repeat for several.
    #[arg(long, value_name = "FILE.geojson")]
    scenario: Vec<PathBuf>,
    /// Datum of the coordinates in tables and scenarios: wgs84, gcj02 or bd09.
    #[arg(long = "from-crs", value_name = "SYSTEM", default_value = "wgs84")]
    pub(super) datum: Datum,
}

/// A profile by name or file.
pub(super) fn profile(name: &str) -> Result<Profile> {
    if Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        Profile::read(Path::new(name))
    } else {
        Profile::built_in(name)
    }
}

impl NetworkArguments {
    /// Reads the network.
    pub(super) fn network(&self, progress: &dyn Progress) -> Result<Network> {
        if let [file] = self.osm.as_slice() {
            let mut start = [0; 8];
            let read = fs::File::open(file).and_then(|mut file| std::io::Read::read(&mut file, &mut start));
            if Network::is_cache(&start[..read.map_err(|cause| Error::file(file, "read", cause))?]) {
                return self.prepared(file);
            }
        }
        let profile = profile(self.profile.as_deref().unwrap_or("car"))?;
        Ok(ExtractNetwork::open(&self.osm, &profile, progress)?.network)
    }

    fn prepared(&self, file: &Path) -> Result<Network> {
        let bytes = fs::read(file).map_err(|cause| Error::file(file, "read", cause))?;
        let (network, _) = Network::from_bytes(&bytes).map_err(|error| error.in_file(file))?;
        if let Some(wanted) = &self.profile
            && profile(wanted)? != *network.profile()
        {
            let message = format!("was prepared with the profile \"{}\", which is not {wanted}", network.profile().name);
            return Err(Error::new(ErrorKind::Usage, message).in_file(file).advise("leave out --profile, or prepare it again"));
        }
        Ok(network)
    }

    /// Reads the scenarios and applies them to the network.
    pub(super) fn scenarios(&self, network: &Network) -> std::result::Result<Vec<Resolved>, Problems> {
        read_scenarios(&self.scenario, self.datum, network)
    }
}
