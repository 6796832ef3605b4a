//! Study arguments.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use super::inputs;
use tongda_analysis::study::{Files, Overrides, Study};
use tongda_analysis::workspace::{ExtractNetwork, Warning, Workspace};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::Progress;
use tongda_network::profile::BUILT_IN;

/// Arguments that name a study.
#[derive(Clone, Debug, Args)]
pub(super) struct StudyArguments {
    /// Study: a folder with study.toml, or the file itself [default: the embedded study of western Jiangmen].
    study: Option<PathBuf>,
    /// OpenStreetMap extract to use, not the one of the study; repeat for several.
    #[arg(long, value_name = "FILE.osm.pbf")]
    osm: Vec<PathBuf>,
    /// Travel profile: car, car-freeflow, walk, cycle or a profile file [default: that of the study].
    #[arg(long, value_name = "NAME|FILE.toml")]
    profile: Option<String>,
    /// Datum of the coordinates in tables and projects: wgs84, gcj02 or bd09.
    #[arg(long = "from-crs", value_name = "SYSTEM", default_value = "wgs84")]
    pub(super) datum: Datum,
    /// Travel mode: car, walk or cycle; with +rail (such as car+rail) also the trains, ferries and buses of the projects,
    /// with the first mode as access and egress [default: the profile of the study].
    #[arg(long, value_name = "MODE", conflicts_with = "profile")]
    mode: Option<Mode>,
    /// Cell size of the population grid, in metres [default: that of the study].
    #[arg(long, value_name = "METRES")]
    cell_m: Option<f64>,
}

/// A mode of trips.
#[derive(Clone, Debug, Default)]
struct Mode {
    /// As it was given.
    text: String,
    /// The built-in profile, where it is not the study's own.
    profile: Option<String>,
    rail: bool,
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (profile, rail) = text.strip_suffix("+rail").map_or((text, false), |profile| (profile, true));
        if BUILT_IN.contains(&profile) {
            // A study may have its own car, which is then the one that is meant.
            Ok(Self { text: text.to_owned(), profile: (profile != "car").then(|| profile.to_owned()), rail })
        } else {
            Err(format!("\"{profile}\" is not one of {}", BUILT_IN.join(", ")))
        }
    }
}

/// The profile that a study was read with.
#[derive(Debug)]
pub(super) struct Own {
    name: String,
    /// Whether the study's own profile is one of cars.
    is_car: bool,
}

impl StudyArguments {
    /// The arguments as words, without folders.
    pub(super) fn words(&self) -> String {
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut words: Vec<String> = self.study.iter().map(name).collect();
        words.extend(self.osm.iter().map(|file| format!("--osm {}", name(file))));
        words.extend(self.profile.as_ref().map(|profile| format!("--profile {profile}")));
        words.extend(self.mode.as_ref().map(|mode| format!("--mode {}", mode.text)));
        words.extend(self.cell_m.map(|metres| format!("--cell-m {metres}")));
        words.join(" ")
    }

    /// The extracts and their network without a study, when extracts are named and no study is.
    pub(super) fn extract_alone(&self, progress: &dyn Progress) -> Result<Option<ExtractNetwork>, Problems> {
        if self.study.is_some() || self.osm.is_empty() {
            return Ok(None);
        }
        let of_mode = || self.mode.as_ref().map(|mode| mode.text.trim_end_matches("+rail"));
        let profile = inputs::profile(self.profile.as_deref().or_else(of_mode).unwrap_or("car"))?;
        Ok(Some(ExtractNetwork::open(&self.osm, &profile, progress)?))
    }

    /// Whether trips may use services.
    pub(super) fn rides(&self) -> bool {
        self.mode.as_ref().is_some_and(|mode| mode.rail)
    }

    /// What `car` means when a study that was read with these arguments is read in other modes.
    pub(super) fn own(&self, study: &Study) -> Own {
        let as_written = self.mode.is_none() && self.profile.is_none();
        let is_car = if as_written { study.profile.mode == "car" } else { !["walk", "cycle"].contains(&study.named_profile()) };
        Own { name: study.profile.name.clone(), is_car }
    }

    /// The same in another mode of trips.
    pub(super) fn in_mode(&self, mode: &str, own: &Own) -> Result<Self, Problems> {
        let mut mode = mode.parse::<Mode>().map_err(|message| Error::new(ErrorKind::Usage, message))?;
        let base = mode.profile.as_deref().unwrap_or("car");
        if base == own.name && self.profile.is_some() {
            // The same profile, with rail or without.
            return Ok(Self { mode: Some(mode), ..self.clone() });
        }
        if base == "car" && !own.is_car {
            mode.profile = Some("car".to_owned());
        }
        Ok(Self { mode: Some(mode), profile: None, ..self.clone() })
    }

    /// Opens the study, and prints the warnings about its input.
    pub(super) fn open(&self, progress: &dyn Progress) -> Result<Workspace, Problems> {
        let files = self.study.as_deref().map_or_else(crate::embedded::files, Files::at);
        let mode = self.mode.clone().unwrap_or_default();
        let profile = self.profile.as_deref().or(mode.profile.as_deref()).map(inputs::profile).transpose()?;
        let (datum, cell_m, rail) = (self.datum, self.cell_m, mode.rail);
        let workspace = Workspace::open(files, Overrides { osm: self.osm.clone(), profile, datum, cell_m, rail }, progress)?;
        for warning in &workspace.warnings {
            match warning {
                Warning::ExistingServices(_) => eprintln!("{warning}"),
                Warning::Crs(_) => eprintln!("warning: {warning}"),
            }
        }
        Ok(workspace)
    }
}
