//! Times on a condensed network against fresh searches of the whole one, for scenarios made of random parts.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tongda_analysis::access::{Condensed, PlacedCells, nearest};
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{Network, Snap};
use tongda_network::scenario::{Resolved, View, read_modifications, resolve};
use tongda_search::{Dijkstra, DijkstraPool};

/// Lines that cross what is there and each other, a road that is slower in part, and one that is shut.
const DRAWN: [&str; 4] = [
    r#"{"type":"Feature","properties":{"kind":"link","id":"a","speed_kmh":80,"class":"trunk","reach_m":5000},"geometry":{"type":"LineString","coordinates":[[112.688,22.372],[112.48,22.45]]}}"#,
    r#"{"type":"Feature","properties":{"kind":"link","id":"b","speed_kmh":60,"class":"primary","reach_m":5000,"oneway":true},"geometry":{"type":"LineString","coordinates":[[112.305,22.183],[112.784,22.253]]}}"#,
    r#"{"type":"Feature","properties":{"kind":"speed","where":{"highway":"primary"},"factor":0.8},"geometry":{"type":"Polygon","coordinates":[[[112.6,22.2],[112.9,22.2],[112.9,22.4],[112.6,22.4],[112.6,22.2]]]}}"#,
    r#"{"type":"Feature","properties":{"kind":"close","where":{"highway":"secondary"}},"geometry":{"type":"Polygon","coordinates":[[[112.7,22.22],[112.8,22.22],[112.8,22.3],[112.7,22.3],[112.7,22.22]]]}}"#,
];

fn drawn(network: &Network) -> TestResult<Vec<Resolved>> {
    let path = Path::new("drawn.geojson");
    let one = |feature: &&str| -> TestResult<Resolved> {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        let changes = read_modifications(text.as_bytes(), path).map_err(|problems| problems.to_string())?;
        Ok(resolve(network, &changes, path).map_err(|problems| problems.to_string())?)
    };
    DRAWN.iter().map(one).collect()
}

#[test]
fn times_are_those_of_the_whole_network() -> TestResult {
    let workspace = tongda_fixtures::workspace()?;
    let Workspace { study, network, projects, .. } = &workspace;
    let evaluator = workspace.evaluator(&[]);
    let drawn = drawn(network)?;
    let parts: Vec<&Resolved> =
        projects.modelled(study).into_iter().map(|(_, changes)| changes.resolved()).chain(&drawn).collect();
    // A new facility beside a road that varies, and one far from any.
    let new = |lon, lat| -> TestResult<Vec<Snap>> { Ok(vec![evaluator.snap(LonLat::new(lon, lat).ok_or("no place")?)?]) };
    let mut places: Vec<Vec<Snap>> = evaluator.facilities().to_vec();
    places.extend([new(112.75, 22.26)?, new(112.3, 22.18)?]);
    let cells = PlacedCells::new(network, evaluator.cells().to_vec());
    let asked: Vec<usize> = (0..evaluator.cells().len()).step_by(3).collect();
    let wanted: Vec<u32> = (0..u32::try_from(asked.len())?).collect();
    let most = TravelTime::from_minutes(75);
    let condensed = Condensed::new(network, &cells, &asked, &places, &parts, most, &DijkstraPool::default());
    assert!(condensed.terminal_count() > 100);
    let services = study.services.len();
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let sets = (prop::collection::vec(any::<bool>(), parts.len()), 0..services, any::<bool>(), any::<bool>());
    runner.run(&sets, |(set, service, one, other)| {
        let scenario: Vec<&Resolved> = parts.iter().zip(&set).filter(|(_, chosen)| **chosen).map(|(part, _)| *part).collect();
        let view = View::new(network, &scenario);
        let more = [(one, services), (other, services + 1)].into_iter().filter(|(chosen, _)| *chosen).map(|(_, place)| place);
        let chosen: Vec<usize> = [service].into_iter().chain(more).collect();
        let facilities: Vec<Snap> = chosen.iter().flat_map(|&one| places[one].clone()).collect();
        let afresh = nearest(&view, &cells, &facilities, &mut Dijkstra::default());
        let scene = condensed.under(&view);
        let found = scene.as_ref().and_then(|scene| scene.times(&chosen, &wanted));
        let Some(found) = found else { return Err(TestCaseError::fail("the scenario is not known")) };
        for (&cell, found) in asked.iter().zip(found) {
            let expected = if afresh[cell] <= most { afresh[cell] } else { TravelTime::UNREACHED };
            prop_assert_eq!(found, expected, "cell {} of service {}, {:?}", cell, service, &set);
        }
        Ok(())
    })?;
    // What no part was said to touch is refused.
    let other = Condensed::new(network, &cells, &asked, &places, &parts[..1], most, &DijkstraPool::default());
    let all = View::new(network, &parts);
    assert!(other.under(&all).is_none());
    Ok(())
}
