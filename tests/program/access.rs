//! Access on the embedded study: times of all pairs against plain searches, and the command.

use crate::TONGDA;
use std::process::{Command, Output};

use tongda_analysis::access::{OdTimes, nearest};
use tongda_analysis::appraisal::Opportunities;
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::{Resolved, View};
use tongda_search::{Dijkstra, Hierarchy, Pool, matrix};

fn access(arguments: &[&str]) -> TestResult<Output> {
    Ok(Command::new(TONGDA).args(["access", "--quiet"]).args(arguments).output()?)
}

/// The columns of a table by name: rows of `id` and the field of `column`.
fn column(csv: &str, column: &str) -> TestResult<Vec<Option<f64>>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let index = reader.headers()?.iter().position(|name| name == column).ok_or("no such column")?;
    let field = |record: csv::StringRecord| Ok(record[index].parse().ok());
    reader.records().map(|record| field(record?)).collect()
}

#[test]
fn times_of_all_pairs_are_those_of_plain_searches_from_either_side() -> TestResult {
    let workspace = tongda_fixtures::workspace()?;
    let Workspace { study, network, projects, .. } = &workspace;
    let evaluator = workspace.evaluator(&[]);
    let all: Vec<&Resolved> = projects.iter().flatten().map(|project| &project.add).collect();
    let service = study.services.iter().position(|service| service.id == "county_hospital").ok_or("no hospitals")?;
    for scenario in [&[][..], &all] {
        let view = View::new(network, scenario);
        let reachable = evaluator.reachable(&Opportunities::Service(service), scenario);
        // The nearest of all by one search from all facilities.
        let mut facilities = evaluator.facilities()[service].clone();
        let added = scenario.iter().flat_map(|changes| &changes.facilities).filter(|one| one.service == "county_hospital");
        facilities.extend(added.filter_map(|one| evaluator.snap(one.position).ok()));
        let cells = tongda_analysis::access::PlacedCells::new(network, evaluator.cells().to_vec());
        let plain = nearest(&view, &cells, &facilities, &mut Dijkstra::default());
        let least = |row: &[TravelTime]| row.iter().copied().min().unwrap_or(TravelTime::UNREACHED);
        assert!(reachable.times.rows().map(least).eq(plain));
        // Every pair, swept from the side of the facilities and from that of a few cells.
        let some: Vec<_> = evaluator.cells().iter().copied().step_by(700).collect();
        let all_pairs = matrix(&view, &some, evaluator.cells(), &Silent);
        let (hierarchy, pool) = (Hierarchy::new(&view), Pool::default());
        let from = OdTimes::between(&view, &hierarchy, &some, evaluator.cells(), &pool);
        let to = OdTimes::between(&view, &hierarchy, evaluator.cells(), &some, &pool);
        for (origin, row) in all_pairs.iter().enumerate() {
            let expected = row.iter().map(|entry| entry.map_or(TravelTime::UNREACHED, |entry| entry.time));
            assert!(from.row(origin).iter().copied().eq(expected), "from {origin}");
        }
        let back = matrix(&view, evaluator.cells(), &some, &Silent);
        for (origin, row) in back.iter().enumerate() {
            let expected = row.iter().map(|entry| entry.map_or(TravelTime::UNREACHED, |entry| entry.time));
            assert!(to.row(origin).iter().copied().eq(expected), "to, from {origin}");
        }
    }
    Ok(())
}

#[test]
fn a_row_a_cell_and_the_same_bytes_for_any_number_of_threads() -> TestResult {
    let arguments = ["--measure", "cumulative", "--cutoff", "30", "--opportunities", "residents,library"];
    let one = access(&[&arguments[..], &["--threads", "1"]].concat())?;
    let two = access(&[&arguments[..], &["--threads", "2"]].concat())?;
    assert_eq!(one.status.code(), Some(1), "{}", String::from_utf8_lossy(&one.stderr));
    assert!(one.stdout == two.stdout && one.stderr == two.stderr);
    let table = String::from_utf8(one.stdout)?;
    assert_eq!(table.lines().count(), 1 + 6783);
    let (people, libraries) = (column(&table, "to_residents")?, column(&table, "to_library")?);
    // Cells without a road or a way have no value, and say why.
    assert!(table.contains("no road to begin on") && table.contains("no way to any library"));
    for ((row, people), libraries) in table.lines().skip(1).zip(&people).zip(&libraries) {
        assert_eq!(row.ends_with(','), people.is_some() && libraries.is_some(), "{row}");
    }
    assert!(libraries.iter().flatten().any(|&count| count >= 2.0));
    let summary = String::from_utf8(one.stderr)?;
    assert!(
        summary.contains("theil") && summary.contains("palma") && summary.lines().all(|line| line.chars().count() <= 120),
        "{summary}"
    );
    Ok(())
}

#[test]
fn a_scenario_is_compared_with_what_it_changes() -> TestResult {
    let closest = ["--measure", "closest", "--opportunities", "county_hospital"];
    let compared = access(&[&closest[..], &["--year", "2035", "--compare"]].concat())?;
    let table = String::from_utf8(compared.stdout)?;
    let (now, before) = (column(&table, "to_county_hospital")?, column(&table, "to_county_hospital_before")?);
    let change = column(&table, "to_county_hospital_change")?;
    assert!(change.iter().flatten().any(|&minutes| minutes < -1.0), "nothing gets nearer by 2035");
    for ((now, before), change) in now.iter().zip(&before).zip(change) {
        let expected = now.zip(*before).map(|(now, before)| now - before);
        assert!(expected.zip(change).is_none_or(|(a, b)| (a - b).abs() < 1e-3) && expected.is_some() == change.is_some());
    }
    let first = String::from_utf8(access(&[&closest[..], &["--year", "2019"]].concat())?.stdout)?;
    assert_eq!(column(&first, "to_county_hospital")?, before);
    let without = String::from_utf8(access(&[&closest[..], &["--without", "axis-kaiyang"]].concat())?.stdout)?;
    let with = String::from_utf8(access(&[&closest[..], &["--with", "axis-kaiyang"]].concat())?.stdout)?;
    let (without, with) = (column(&without, "to_county_hospital")?, column(&with, "to_county_hospital")?);
    assert!(without.iter().zip(&with).all(|(without, with)| with.is_none() || without.is_none_or(|one| Some(one) >= *with)));
    assert!(without != with);
    Ok(())
}

#[test]
fn points_of_a_table_and_ranks_by_cell() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (jobs, income) = (folder.path().join("jobs.csv"), folder.path().join("income.csv"));
    std::fs::write(&jobs, "id,lon,lat,jobs\na,112.784,22.253,1000\nb,112.688,22.361,500\n")?;
    let (jobs, income) = (format!("{}:jobs", jobs.display()), income);
    let arguments = ["--measure", "gravity", "--decay", "exponential:0.05", "--opportunities", &jobs];
    let output = access(&arguments)?;
    let table = String::from_utf8(output.stdout)?;
    let values = column(&table, "to_jobs")?;
    assert!(
        values.iter().flatten().all(|value| (0.0..1500.0).contains(value)) && values.iter().flatten().any(|&value| value > 900.0)
    );
    // Income as access itself: the concentration index is then the Gini index.
    let mut text = String::from("id,income\n");
    for (row, value) in table.lines().skip(1).zip(&values) {
        let id = row.split(',').next().unwrap_or_default();
        text += &value.map_or_else(String::new, |value| format!("{id},{value}\n"));
    }
    std::fs::write(&income, text)?;
    let rank = format!("{}:income", income.display());
    let summary = String::from_utf8(access(&[&arguments[..], &["--rank-by", &rank, "--poverty-line", "100"]].concat())?.stderr)?;
    let after = |word: &str| -> Option<f64> {
        summary.split(word).nth(1)?.split_whitespace().next()?.trim_end_matches([',', ';']).parse().ok()
    };
    let gini = summary.lines().nth(2).and_then(|line| line.split_whitespace().last()?.parse::<f64>().ok());
    assert!(gini.zip(after("concentration index")).is_some_and(|(a, b)| (a - b).abs() < 1e-4), "{summary}");
    assert!(after("headcount").is_some(), "{summary}");
    Ok(())
}
