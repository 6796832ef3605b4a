//! Reproduces travel times that no routing engine made, where `TONGDA_CONFORMANCE` and
//! `TONGDA_PBF_DIR` name the folders that hold them.

use crate::TONGDA;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tongda_fixtures::{TestResult, data_folder, file};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Network, Snap, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, View, read_modifications, resolve};
use tongda_search::matrix;

const PLACES: [&str; 2] = ["malta", "sao-paulo"];

/// 0.2 s + 0.01 %: one millisecond an edge on the longest of paths.
fn close(ours: f64, reference: f64) -> bool {
    (ours - reference).abs() <= 0.2 + 1e-4 * reference
}

struct Place {
    folder: PathBuf,
    extract: PathBuf,
}

fn places() -> Option<Vec<Place>> {
    let (conformance, extracts) = (data_folder("TONGDA_CONFORMANCE")?, data_folder("TONGDA_PBF_DIR")?);
    let place = |name: &&str| Place { folder: conformance.join(name), extract: extracts.join(format!("{name}.osm.pbf")) };
    Some(PLACES.iter().map(place).collect())
}

fn network(extract: &Path, profile_file: &str) -> TestResult<Network> {
    let extract = read_extract(&[Source::File(extract.to_owned())], &Silent)?;
    Ok(network::build(&extract, &Profile::read(&file(&format!("profiles/{profile_file}")))?, BuildOptions::default())?)
}

fn points(path: &Path) -> TestResult<Vec<(String, LonLat)>> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut points = Vec::new();
    for row in reader.records() {
        let row = row?;
        points.push((row[0].to_owned(), LonLat::new(row[1].parse()?, row[2].parse()?).ok_or("position")?));
    }
    Ok(points)
}

fn snaps(network: &Network, points: &[(String, LonLat)]) -> Vec<Option<Snap>> {
    let snapper = Snapper::new(network, []);
    points.iter().map(|(_, place)| snapper.snap(*place).ok()).collect()
}

/// Reference seconds by origin and destination; `None` = unreachable.
fn reference(path: &Path) -> TestResult<HashMap<(String, String), Option<f64>>> {
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(std::fs::File::open(path)?));
    let origins: Vec<String> =
        reader.headers()?.iter().skip(1).map(|name| name.trim_start_matches("t_s_from_").to_owned()).collect();
    let mut times = HashMap::new();
    for row in reader.records() {
        let row = row?;
        for (origin, seconds) in origins.iter().zip(row.iter().skip(1)) {
            let seconds = if seconds.is_empty() { None } else { Some(seconds.parse()?) };
            times.insert((origin.clone(), row[0].to_owned()), seconds);
        }
    }
    Ok(times)
}

fn check(place: &Place, view: &View<'_>, table: &str) -> TestResult {
    let origins = points(&place.folder.join("origins5.csv"))?;
    let targets = points(&place.folder.join("targets2000.csv"))?;
    let times = reference(&place.folder.join(format!("one_to_all_{table}.csv.gz")))?;
    let ours = matrix(view, &snaps(view.network(), &origins), &snaps(view.network(), &targets), &Silent);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for ((origin, _), row) in origins.iter().zip(&ours) {
        for ((target, at), entry) in targets.iter().zip(row) {
            // The table of the variant `access_only` covers another sample of targets.
            let Some(expected) = times.get(&(origin.clone(), target.clone())) else { continue };
            compared += 1;
            let found = entry.and_then(|entry| entry.time.seconds());
            let fits = match (found, expected) {
                (Some(found), Some(expected)) => close(found, *expected),
                (None, None) => true,
                _ => false,
            };
            if !fits {
                wrong.push(format!("{origin} -> {target} at {at}: {found:?}, expected {expected:?}"));
            }
        }
    }
    assert!(compared >= 2000, "{table}: only {compared} pairs were compared");
    assert!(wrong.is_empty(), "{table}: {} of {} wrong, for example {:#?}", wrong.len(), compared, &wrong[..wrong.len().min(8)]);
    Ok(())
}

fn scenario(place: &Place, network: &Network, keep: impl Fn(&str) -> bool) -> TestResult<Resolved> {
    let path = place.folder.join("both.geojson");
    let mut modifications = read_modifications(&std::fs::read(&path)?, &path)?;
    modifications.retain(|modification| keep(&modification.label));
    Ok(resolve(network, &modifications, &path)?)
}

#[test]
fn counts_and_sums_are_those_of_the_reference() -> TestResult {
    for place in places().unwrap_or_default() {
        let network = network(&place.extract, "spec-v1.toml")?;
        let meta: serde_json::Value = serde_json::from_slice(&std::fs::read(place.folder.join("meta.json"))?)?;
        let report = network.report();
        for (name, ours) in [
            ("ways", report.ways_kept),
            ("nodes", report.points),
            ("arcs_raw", report.arcs),
            ("largest_scc", report.largest_part_points),
        ] {
            assert_eq!(meta[name].as_u64(), Some(ours), "{name} of {}", place.folder.display());
        }
        for (name, ours) in [("total_arc_length_m", report.arc_length_m), ("total_arc_time_s", report.arc_time_s)] {
            let reference = meta[name].as_f64().ok_or("sum missing")?;
            assert!((ours - reference).abs() <= 1e-6 * reference, "{name}: {ours}, expected {reference}");
        }
    }
    Ok(())
}

#[test]
fn times_are_those_of_the_reference() -> TestResult {
    for place in places().unwrap_or_default() {
        let base = network(&place.extract, "spec-v1.toml")?;
        check(&place, &View::base(&base), "base")?;
        let added = scenario(&place, &base, |label| label.contains("link"))?;
        check(&place, &View::new(&base, &[&added]), "add_link")?;
        let removed = scenario(&place, &base, |label| label.contains("close"))?;
        check(&place, &View::new(&base, &[&removed]), "remove_way")?;
        let both = scenario(&place, &base, |_| true)?;
        check(&place, &View::new(&base, &[&both]), "both")?;
        let other = network(&place.extract, "spec-v1-access-only.toml")?;
        check(&place, &View::base(&other), "access_only")?;
    }
    Ok(())
}

#[test]
fn the_binary_gives_the_reference_matrix() -> TestResult {
    let folder = tempfile::tempdir()?;
    for place in places().unwrap_or_default() {
        let (points, output) = (place.folder.join("points60.csv"), folder.path().join("matrix.csv"));
        let status = std::process::Command::new(TONGDA)
            .args(["--quiet", "matrix", "--profile", "crates/fixtures/profiles/spec-v1.toml", "--osm"])
            .arg(&place.extract)
            .arg("--from")
            .arg(&points)
            .arg("--to")
            .arg(&points)
            .arg("-o")
            .arg(&output)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()?;
        assert!(status.success());
        let mut expected = HashMap::new();
        let mut reader = csv::Reader::from_path(place.folder.join("matrix60_ref_s.csv"))?;
        let destinations = reader.headers()?.clone();
        for row in reader.records() {
            let row = row?;
            for (to, seconds) in destinations.iter().zip(row.iter()).skip(1) {
                expected.insert((row[0].to_owned(), to.to_owned()), seconds.parse::<f64>()?);
            }
        }
        let mut compared = 0;
        for row in csv::Reader::from_path(&output)?.records() {
            let row = row?;
            let reference = *expected.get(&(row[0].to_owned(), row[1].to_owned())).ok_or("pair missing")?;
            let seconds: f64 = row[2].parse()?;
            assert!(close(seconds, reference), "{} -> {}: {seconds}, expected {reference}", &row[0], &row[1]);
            compared += 1;
        }
        assert_eq!(compared, 3600);
    }
    Ok(())
}
