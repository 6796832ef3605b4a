//! Networks and profiles by the arguments that name them.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Progress;
use tongda_network::network::{self, BuildOptions, CrsReading, Network};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, for_profile, read_modifications_in, resolve};

/// Arguments that name a network.
#[derive(Debug, Args)]
pub(super) struct NetworkArguments {
    /// An OpenStreetMap extract (.osm.pbf) or a file made by `tongda prepare`; more than once for several extracts.
    #[arg(long, required = true, value_name = "FILE")]
    osm: Vec<PathBuf>,
    /// A built-in profile (car, walk, cycle) or a profile file.
    #[arg(long, value_name = "NAME|FILE.toml")]
    profile: Option<String>,
    /// Changes to lay over the network, as GeoJSON.
    #[arg(long, value_name = "FILE.geojson")]
    scenario: Vec<PathBuf>,
    /// What the positions of tables and scenarios are in: wgs84, gcj02 or bd09.
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
        let sources: Vec<Source> = self.osm.iter().cloned().map(Source::File).collect();
        let profile = profile(self.profile.as_deref().unwrap_or("car"))?;
        let extract = read_extract(&sources, progress)?;
        network::build(&extract, &profile, BuildOptions::default())
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
        scenarios(&self.scenario, self.datum, network)
    }
}

/// Reads scenario files and applies each to the network.
pub(super) fn scenarios(files: &[PathBuf], datum: Datum, network: &Network) -> std::result::Result<Vec<Resolved>, Problems> {
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

/// Warns when places fit the roads clearly better under another reading.
pub(super) fn warn_of_reading(network: &Network, what: &str, positions: &[LonLat]) {
    let Some(better) = network.better_crs(positions) else { return };
    let (reading, advice) = match better.reading {
        CrsReading::In(datum) => {
            (datum.name(), format!("convert them with --from-crs {}", datum.name().to_lowercase().replace('-', "")))
        }
        CrsReading::Swapped => ("latitude, longitude", "swap the columns".to_owned()),
    };
    eprintln!(
        "warning: {} {what} lie {:.0} m from a road in the median as they are, and {:.0} m when read as {reading}: {advice} if that is what they are",
        positions.len(),
        better.as_is_m,
        better.read_m
    );
}
