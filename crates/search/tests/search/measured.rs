//! Times on the hand-made map of streets.

use std::path::PathBuf;

use tongda_fixtures::TestResult;
use tongda_fixtures::cross;
use tongda_fixtures::pbf::{Item, to_pbf};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Network, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::matrix;

/// Where a named junction is.
pub(crate) fn at(name: char) -> LonLat {
    let (lon, lat) = cross::at(name);
    LonLat::new(lon, lat).unwrap_or_default()
}

/// The network of a map.
pub(crate) fn network(items: &[Item], profile: &str) -> TestResult<Network> {
    let source = Source::Memory(PathBuf::from("cross.osm.pbf"), to_pbf(items, 5).into());
    let extract = read_extract(&[source], &Silent)?;
    Ok(network::build(&extract, &Profile::from_toml(profile)?, BuildOptions::default())?)
}

/// Seconds between the middles of two streets, each given by its two ends, or between junctions.
pub(crate) fn seconds(network: &Network, from: &str, to: &str) -> Option<f64> {
    let position = |ends: &str| {
        let ends: Vec<LonLat> = ends.chars().map(at).collect();
        ends[0].towards(ends[ends.len() - 1], 0.5)
    };
    let snap = |ends: &str| Snapper::new(network, []).snap(position(ends)).ok();
    let rows = matrix(&View::base(network), &[snap(from)], &[snap(to)], &Silent);
    rows[0][0].and_then(|entry| entry.time.seconds())
}

/// Fails unless that takes so many seconds.
#[track_caller]
pub(crate) fn assert_seconds(network: &Network, from: &str, to: &str, expected: f64) {
    let found = seconds(network, from, to);
    assert!(found.is_some_and(|found| (found - expected).abs() < 0.1), "{from} to {to}: {found:?} s, not {expected}");
}
