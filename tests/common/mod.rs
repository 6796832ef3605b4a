//! What several tests share.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

pub mod cross;
pub mod http;
pub mod pbf;
pub mod schema;

use std::path::{Path, PathBuf};

use tongda_analysis::study::{Files, Overrides};
use tongda_analysis::workspace::Workspace;
use tongda_foundation::progress::Silent;
use tongda_network::profile::Profile;

/// Tests end early on any error.
pub type TestResult<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The folder that an environment variable names, or a word to the user that the test is skipped.
#[expect(clippy::print_stderr, reason = "tells which tests did nothing")]
pub fn data_folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: set {variable}");
    }
    folder
}

/// The study of this repository on its network, with overrides.
pub fn workspace_with(overrides: Overrides) -> TestResult<Workspace> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west");
    Ok(Workspace::open(Files::at(&folder), overrides, &Silent).map_err(|problems| problems.to_string())?)
}

/// The study of this repository on its network.
pub fn workspace() -> TestResult<Workspace> {
    workspace_with(Overrides::default())
}

/// A profile of `tests/profiles`.
pub fn profile(file: &str) -> TestResult<Profile> {
    Ok(Profile::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles").join(file))?)
}
