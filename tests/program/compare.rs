//! `tongda compare` on the embedded study: through the library and the binary.

use crate::TONGDA;
use std::path::Path;
use std::process::Command;

use tongda_analysis::appraisal::{Evaluator, TimesQuery};
use tongda_analysis::study::Projects;
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::units::{Kmh, TravelTime};
use tongda_network::network::{self, BuildOptions};
use tongda_network::profile::Profile;
use tongda_network::scenario::Resolved;

fn compare(arguments: &[&str], folder: &Path) -> TestResult<String> {
    let output = Command::new(TONGDA).args(["compare", "--quiet"]).args(arguments).arg("-o").arg(folder).output()?;
    let told = String::from_utf8(output.stderr)?;
    // 1: done, with cells that are not placed.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{told}");
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn every_project_improved_equals_every_project_afresh() -> TestResult {
    let workspace = tongda_fixtures::workspace()?;
    let projects = &workspace.projects;
    let evaluator = workspace.evaluator(&[]);
    let mut all: Vec<Vec<&Resolved>> = vec![Vec::new()];
    for project in projects.iter().flatten() {
        all.push(vec![project.resolved()]);
    }
    all.push(projects.iter().flatten().map(|project| &project.add).collect());
    for scenarios in &all {
        assert_eq!(evaluator.times(&TimesQuery::all(scenarios)), evaluator.times(&TimesQuery::all(scenarios).afresh()));
    }
    let times = |scenarios: &[&Resolved]| evaluator.times(&TimesQuery::all(scenarios)).unwrap_or_default();
    let (base, added) = (times(&[]), times(all.last().ok_or("no scenario")?));
    assert!(base.iter().flatten().zip(added.iter().flatten()).all(|(old, new)| new <= old), "a project made a place worse");
    assert!(base != added, "all projects together change nothing");
    Ok(())
}

/// All speeds of a profile times a factor.
fn at_speed(profile: &Profile, factor: f64) -> TestResult<Profile> {
    let mut profile = profile.clone();
    let times = |kmh: Kmh| Kmh::new(kmh.get() * factor).ok_or("not a speed");
    for speed in profile.speeds.values_mut() {
        *speed = times(*speed)?;
    }
    profile.snap.off_network_kmh = times(profile.snap.off_network_kmh)?;
    Ok(profile)
}

#[test]
fn slower_traffic_is_a_shorter_cutoff() -> TestResult {
    let Workspace { study, extract, .. } = tongda_fixtures::workspace()?;
    let profile = Profile::read(&tongda_fixtures::file("profiles/spec-v1.toml"))?;
    let circle = |factor: f64| -> TestResult<Vec<TravelTime>> {
        let network = network::build(&extract, &at_speed(&profile, factor)?, BuildOptions::default())?;
        let evaluator = Evaluator::new(&study, &network, &Projects::default(), &[], &study.facilities);
        Ok(evaluator.time_to_all(&TimesQuery::circle(&[])))
    };
    let stated = circle(1.0)?;
    for (factor, minutes) in [(0.8, 24.0), (1.2, 36.0)] {
        let within = |times: &[TravelTime], minutes: f64| -> f64 {
            let limit = TravelTime::from_seconds(minutes * 60.0);
            study.cells.cells.iter().zip(times).filter(|(_, time)| **time <= limit).map(|(cell, _)| cell.residents).sum()
        };
        let (searched, derived) = (within(&circle(factor)?, 30.0), within(&stated, minutes));
        // Whole milliseconds an edge round a cell in or out at most.
        assert!((searched - derived).abs() < 0.001 * study.cells.residents(), "{factor}: {searched} {derived}");
    }
    Ok(())
}

#[test]
fn the_same_bytes_whatever_the_threads() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    assert_eq!(compare(&["--threads", "1"], &one)?, compare(&["--threads", "2"], &two)?);
    let mut files = 0;
    for entry in std::fs::read_dir(&one)? {
        let name = entry?.file_name();
        assert!(std::fs::read(one.join(&name))? == std::fs::read(two.join(&name))?, "{} differs", name.display());
        files += 1;
    }
    assert!(files >= 6, "{files} files");
    Ok(())
}

#[test]
fn a_proposal_is_a_row_of_its_own() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bridge.geojson");
    // The expressway of the study, under another name: the gain must be the project's own.
    std::fs::copy("networks/jiangmen-west/projects/axis-taikai-express.geojson", &file)?;
    let table = compare(&["--scenario", file.to_str().ok_or("not UTF-8")?], folder.path())?;
    let columns = |id: &str| -> Option<Vec<String>> {
        let row = table.lines().find(|line| line.starts_with(id))?;
        Some(
            row.split_whitespace()
                .skip(1)
                .map(str::to_owned)
                .filter(|word| word != "put" && word != "in" && word != "proposal")
                // Only junctions of the catalogue's projects are moved to find the range.
                .filter(|word| !word.contains(".."))
                .collect(),
        )
    };
    assert_eq!(columns("bridge").ok_or("no row")?, columns("axis-taikai-express").ok_or("no row")?, "{table}");
    Ok(())
}
