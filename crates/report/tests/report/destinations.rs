//! Ways to the places outside that a study names, on the embedded study: against a plain search, and against what maps say.

use tongda_analysis::appraisal::{Comparison, Evaluator, Item, ItemKind, LONGEST_MIN, Opportunities, Trips, cases, compare};
use tongda_analysis::study::{Overrides, Projects, Study};
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::progress::Silent;
use tongda_network::network::Network;
use tongda_network::profile::Profile;
use tongda_report::destinations_csv;

fn embedded() -> TestResult<(Study, Network, Projects)> {
    let Workspace { study, network, projects, .. } = tongda_fixtures::workspace()?;
    Ok((study, network, projects))
}

fn compared<'a>(study: &'a Study, network: &'a Network, projects: &Projects) -> (Evaluator<'a>, Comparison) {
    let evaluator = Evaluator::new(study, network, projects, &[], &study.facilities);
    let comparison = compare(&evaluator, projects, &[], &Silent);
    (evaluator, comparison)
}

fn item<'a>(comparison: &'a Comparison, id: &str) -> TestResult<&'a Item> {
    Ok(comparison.items.iter().find(|item| item.id == id).ok_or(format!("no {id}"))?)
}

/// Minutes to a destination before and after, of a county or (empty) of all.
fn minutes(study: &Study, comparison: &Comparison, id: &str, to: &str, county: &str) -> TestResult<(f64, f64)> {
    let trips = item(comparison, id)?
        .trips
        .iter()
        .find(|trips| study.destinations[trips.destination].id == to && comparison.districts[trips.district].county == county);
    Ok(trips.and_then(Trips::mean_minutes).ok_or(format!("no way to {to} from {county}"))?)
}

#[test]
fn means_are_those_of_a_plain_search() -> TestResult {
    let (study, network, projects) = embedded()?;
    let (evaluator, comparison) = compared(&study, &network, &projects);
    let positions: Vec<_> = study.destinations.iter().filter(|one| one.not_measured.is_none()).collect();
    assert!(positions.len() > 30, "{} destinations", positions.len());
    let cells = &study.cells.cells;
    let all = cases(&study, &projects, &[]);
    for id in ["zhongkai", "axis-coastal-s32", "chuandao-ferries", "network-2035"] {
        let case = all.iter().find(|case| case.id == id).ok_or("no case")?;
        let points = Opportunities::Points(positions.iter().map(|one| (one.position, 1.0)).collect());
        let [before, after] = [&case.before, &case.after].map(|scenarios| evaluator.reachable(&points, scenarios).times);
        for trips in &item(&comparison, id)?.trips {
            let column = positions.iter().position(|one| one.id == study.destinations[trips.destination].id).ok_or("no place")?;
            let district = &comparison.districts[trips.district];
            if !["all", "county"].contains(&district.level) {
                continue;
            }
            let (mut residents, mut sums, mut newly, mut unreached, mut within) = (0.0, [0.0; 2], 0.0, 0.0, 0.0);
            for (i, cell) in
                cells.iter().enumerate().filter(|(_, cell)| district.level == "all" || cell.county == district.county)
            {
                let (old, new) = (before.row(i)[column].minutes(), after.row(i)[column].minutes());
                match (old, new) {
                    (Some(old), Some(new)) => {
                        residents += cell.residents;
                        sums = [sums[0] + old * cell.residents, sums[1] + new * cell.residents];
                    }
                    (None, Some(_)) => newly += cell.residents,
                    (_, None) => unreached += cell.residents,
                }
                within += if new.is_some_and(|new| new <= 90.0) { cell.residents } else { 0.0 };
            }
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1.0);
            assert!(near(trips.residents, residents) && near(trips.newly_reached, newly), "{id} {trips:?}");
            assert!(near(trips.unreached, unreached), "{id} {trips:?}");
            assert!(trips.within.iter().any(|one| one.minutes == 90 && near(one.after, within)), "{id} {within} {trips:?}");
            if let Some((old, new)) = trips.mean_minutes() {
                assert!(near(old, sums[0] / residents) && near(new, sums[1] / residents), "{id} {trips:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_put_in_makes_no_way_longer() -> TestResult {
    let (study, network, projects) = embedded()?;
    let (_, comparison) = compared(&study, &network, &projects);
    for item in comparison.items.iter().filter(|item| item.kind != ItemKind::Network) {
        assert!(!item.trips.is_empty(), "{}", item.id);
        for trips in &item.trips {
            assert!(trips.saved_minutes().is_none_or(|saved| saved >= 0.0), "{}: {trips:?}", item.id);
        }
    }
    // A hub is no way to anywhere.
    let hub = item(&comparison, "hub-chikan-bus")?;
    assert!(hub.best_trips().is_none() && hub.trips.iter().all(|trips| !trips.is_changed()));
    Ok(())
}

#[test]
fn corridors_bring_what_they_are_built_for() -> TestResult {
    let (study, network, projects) = embedded()?;
    let (_, comparison) = compared(&study, &network, &projects);
    let at = |id: &str, to: &str, county: &str| minutes(&study, &comparison, id, to, county);
    // Maps say two hours from Taishan to the airport of Shenzhen by the bridge of Humen, and a good hour and a half by the new link.
    let (before, after) = at("shenzhong", "shenzhen-airport", "Taishan")?;
    assert!((110.0..170.0).contains(&before) && before - after > 10.0, "{before} {after}");
    // From Taishan to the port of Gaolan round the bay, and across it.
    let (before, after) = at("huangmaohai", "gaolan-port", "Taishan")?;
    assert!(before - after > 10.0, "{before} {after}");
    // Enping to Foshan is not what a bridge in the east is for.
    let (before, after) = at("huangmaohai", "foshan", "Enping")?;
    assert!((before - after).abs() < 0.5, "{before} {after}");
    Ok(())
}

#[test]
fn the_table_has_a_row_for_all_of_every_item() -> TestResult {
    let (study, network, projects) = embedded()?;
    let (_, comparison) = compared(&study, &network, &projects);
    let text = destinations_csv(&study, &comparison);
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let heads = reader.headers()?.clone();
    let column = |name: &str| heads.iter().position(|head| head == name).ok_or(format!("no column {name}"));
    let (project, level, saved) = (column("project")?, column("level")?, column("saved_minutes")?);
    let (low, high) = (column("saved_minutes_speeds_20_percent_higher")?, column("saved_minutes_speeds_20_percent_lower")?);
    let (old, new) = (column("residents_within_60_min_before")?, column("residents_within_60_min_after")?);
    let mut of_all = 0;
    for row in reader.records() {
        let row = row?;
        of_all += usize::from(&row[level] == "all");
        let number = |column: usize| row[column].parse::<f64>();
        if let Ok(saved) = number(saved) {
            assert!((number(low)? - saved / 1.2).abs() < 0.011 && (number(high)? - saved / 0.8).abs() < 0.011, "{row:?}");
        }
        assert!(number(new)? >= number(old)? || row[project].starts_with("network"), "{row:?}");
    }
    assert_eq!(of_all, comparison.items.len() * (study.destinations.len() - comparison.lost_destinations.len()));
    Ok(())
}

#[test]
fn nobody_walks_for_days_to_a_place_outside() -> TestResult {
    let overrides = Overrides { profile: Some(Profile::built_in("walk")?), rail: true, ..Overrides::default() };
    let Workspace { study, network, projects, .. } = tongda_fixtures::workspace_with(overrides)?;
    let (_, comparison) = compared(&study, &network, &projects);
    let residents = study.cells.residents();
    for one in comparison.items.iter().flat_map(Item::trips_of_all) {
        if let Some((before, after)) = one.mean_minutes() {
            assert!(after <= before + 1e-9 && before <= LONGEST_MIN, "{one:?}");
        }
        assert!(one.residents + one.newly_reached + one.unreached <= residents * (1.0 + 1e-9), "{one:?}");
    }
    // A railway across the estuary does not save residents a walk of days: it takes them there at all.
    let trips = item(&comparison, "shenjiang-railway")?.trips_of_all();
    let newly: Vec<&str> = trips
        .filter(|trips| trips.newly_reached > 100_000.0 && trips.saved_minutes().is_none())
        .map(|trips| study.destinations[trips.destination].id.as_str())
        .collect();
    assert!(newly.contains(&"shenzhen-xili"), "{newly:?}");
    Ok(())
}
