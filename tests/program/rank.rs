//! Ranking: gains are those of a fresh search, junctions are proposed where roads are crossed.

use crate::TONGDA;
use std::path::Path;
use std::process::Command;

use tongda_analysis::appraisal::{Candidate, Evaluator, Proposal, RankQuestion, Ranking, TimesQuery, rank};
use tongda_analysis::study::Projects;
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::{Change, read_modifications, resolve, with_crossings};

/// Lines between towns, the last one drawn twice.
const LINES: [(&str, [[f64; 2]; 2]); 4] = [
    ("north", [[112.688, 22.372], [112.48, 22.45]]),
    ("south", [[112.784, 22.253], [112.787, 21.976]]),
    ("west", [[112.305, 22.183], [112.59, 22.15]]),
    ("west again", [[112.305, 22.183], [112.59, 22.15]]),
];

fn text() -> String {
    let feature = |(id, line): &(&str, [[f64; 2]; 2])| {
        format!(
            r#"{{"type":"Feature","properties":{{"kind":"link","id":"{id}","class":"trunk","speed_kmh":80,"reach_m":5000,"cost":10}},"geometry":{{"type":"LineString","coordinates":[[{},{}],[{},{}]]}}}}"#,
            line[0][0], line[0][1], line[1][0], line[1][1]
        )
    };
    let features: Vec<String> = LINES.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

#[test]
fn gains_are_those_of_fresh_searches_and_junctions_keep_their_distance() -> TestResult {
    let Workspace { study, network, .. } = tongda_fixtures::workspace()?;
    let path = Path::new("lines.geojson");
    let changes = read_modifications(text().as_bytes(), path).map_err(|problems| problems.to_string())?;
    let spacing_m = 6000.0;
    let mut candidates = Vec::new();
    for modification in with_crossings(&network, changes, spacing_m) {
        let Change::Link(link) = &modification.change else { return Err("no link".into()) };
        for pair in link.junctions.windows(2) {
            assert!(pair[0].position.distance_m(pair[1].position) >= spacing_m * 0.99, "{pair:?}");
        }
        let changes = resolve(&network, std::slice::from_ref(&modification), path).map_err(|problems| problems.to_string())?;
        let (km, cost, junctions) = (link.length_m / 1000.0, link.cost, link.junctions.len());
        candidates.push(Candidate { id: link.id.clone(), changes, km, cost, junctions });
    }
    assert!(candidates.iter().any(|candidate| candidate.junctions > 0), "no line crosses a road");
    let proposals: Vec<Proposal> =
        candidates.iter().map(|one| Proposal { id: one.id.clone(), changes: one.changes.clone() }).collect();
    let evaluator = Evaluator::new(&study, &network, &Projects::default(), &proposals, &study.facilities);
    let residents = |scenario: &[&tongda_network::scenario::Resolved]| -> f64 {
        let limit = TravelTime::from_minutes(study.headline_minutes());
        let times = evaluator.times(&TimesQuery::all(scenario).afresh()).unwrap_or_default();
        let circle = times.last().map(Vec::as_slice).unwrap_or_default();
        study.cells.cells.iter().zip(circle).filter(|(_, time)| **time <= limit).map(|(cell, _)| cell.residents).sum()
    };
    let question = RankQuestion { service: None, baseline: Vec::new(), latest: Vec::new() };
    let Ranking { each: ranked, beside } = rank(&evaluator, &question, candidates, &Silent);
    assert_eq!(ranked.len(), LINES.len());
    assert!(ranked.is_sorted_by(|a, b| a.gain >= b.gain));
    assert!(ranked[0].gain > 0.0, "nothing is gained");
    let mut together = Vec::new();
    let mut before = residents(&[]);
    for one in &ranked {
        let gain = residents(&[&one.candidate.changes]) - residents(&[]);
        assert!((one.gain - gain).abs() < 1e-6 && (one.gain_on_latest - gain).abs() < 1e-6, "{}", one.candidate.id);
        assert!(one.gain_range.0 <= one.gain && one.gain <= one.gain_range.1 && (0.0..=1.0).contains(&one.keeps_rank));
        together.push(&one.candidate.changes);
        let after = residents(&together);
        assert!(one.gain_after_better.is_some_and(|gain| (gain - (after - before)).abs() < 1e-6), "{}", one.candidate.id);
        before = after;
    }
    // Every two beside each other, by fresh searches.
    assert_eq!(beside.len(), 6);
    for two in &beside {
        let (first, second) = (&ranked[two.first], &ranked[two.second]);
        let both = residents(&[&first.candidate.changes, &second.candidate.changes]) - residents(&[]);
        assert!((two.together - both).abs() < 1e-6 && (two.second_adds - (both - first.gain)).abs() < 1e-6, "{two:?}");
        assert!(
            (two.first_adds - (both - second.gain)).abs() < 1e-6
                && (two.interaction(&ranked) - (both - first.gain - second.gain)).abs() < 1e-6,
            "{two:?}"
        );
    }
    // The same line again brings the same alone and nothing beside the first.
    let west: Vec<_> = ranked.iter().filter(|one| one.candidate.id.starts_with("west")).collect();
    assert!((west[0].gain - west[1].gain).abs() < 1e-6 && west[1].gain_after_better.is_some_and(|gain| gain.abs() < 1e-6));
    Ok(())
}

#[test]
fn the_command_ranks_links_and_refuses_the_rest() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("lines.geojson");
    std::fs::write(&file, text())?;
    let run = || Command::new(TONGDA).args(["rank", "--quiet"]).arg(&file).output();
    let output = run()?;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout)?;
    assert!(LINES.iter().all(|(id, _)| table.contains(id)) && table.lines().all(|line| line.chars().count() <= 105), "{table}");
    std::fs::write(&file, text().replace(r#""cost":10"#, r#""cost":-1"#))?;
    let output = run()?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cost = -1"));
    Ok(())
}

#[test]
fn a_facility_is_measured_by_its_own_service() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (file, pairs) = (folder.path().join("sites.geojson"), folder.path().join("pairs.csv"));
    let site = |name: &str, lon: f64, lat: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"kind":"facility","service":"airport","name":"{name}"}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#
        )
    };
    let sites = [site("west", 112.30, 22.18), site("south", 112.58, 21.95)].join(",");
    std::fs::write(&file, format!(r#"{{"type":"FeatureCollection","features":[{sites}]}}"#))?;
    let run = |more: &[&str]| Command::new(TONGDA).args(["rank", "--quiet"]).arg(&file).args(more).output();
    // No part of the circle: nothing is gained, and why is said.
    let output = run(&[])?;
    let message = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("see --service airport"), "{message}");
    let path = pairs.to_str().unwrap_or_default();
    let output = run(&["--service", "airport", "--pairs", path])?;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout)?;
    let gains: Vec<f64> = table.lines().skip(1).filter_map(|line| line.split_whitespace().nth(4)?.parse().ok()).collect();
    assert!(gains.len() >= 2 && gains[0] > 0.0 && table.contains("of airport"), "{table}");
    let pairs = std::fs::read_to_string(&pairs)?;
    let row: Vec<f64> = pairs.lines().nth(1).unwrap_or_default().split(',').filter_map(|field| field.parse().ok()).collect();
    // Alone, alone, together, and what each adds to the other.
    assert!(row.len() == 6 && (row[2] - row[0] - row[3]).abs() <= 1.0 && (row[2] - row[1] - row[4]).abs() <= 1.0, "{pairs}");
    assert!(run(&["--service", "spaceport"])?.status.code() == Some(2));
    Ok(())
}
