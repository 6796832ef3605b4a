//! Isochrones: valid, nested, on land, and holding what they claim.

use crate::TONGDA;
use std::process::Command;

use geo::{Contains, Point, Relate, Validation};
use tongda_analysis::isochrone::{Drawn, IsochroneRequest, IsochroneShape, Isochrones, Origin, Roads};
use tongda_analysis::people::Land;
use tongda_analysis::study::Study;
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::{TestResult, data_folder};
use tongda_foundation::direction::Direction;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, Network, NodeId, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::Dijkstra;

const MINUTES: [u32; 4] = [5, 10, 20, 30];

/// What is drawn of one origin.
fn one(isochrones: &Isochrones<'_>, origin: Origin) -> TestResult<Drawn> {
    let drawn = isochrones.compute(&[vec![origin]], &Silent, &|| true)?;
    Ok(drawn.into_iter().next().ok_or("no isochrone")?.drawn)
}

/// Origins spread over the network by a seed, with what is drawn of each.
fn check(network: &Network, land: Option<&Land>, count: usize) -> TestResult {
    let (mut places, mut wrong) = (0, 0);
    for number in 0..count {
        let node = NodeId::new(number * 7919 % network.node_count());
        let position = network.graph()[node].position;
        let direction = if number % 2 == 0 { Direction::Forward } else { Direction::Backward };
        let (raster_m, spread_m) = (Some(100.0), Some(500.0));
        let request = IsochroneRequest { direction, land, raster_m, spread_m, ..IsochroneRequest::new(network, &MINUTES) };
        let isochrones = Isochrones::new(request);
        let Ok(origin) = isochrones.origin(position) else { continue };
        let Drawn::Polygons { scenario: bands, .. } = one(&isochrones, origin)? else { return Err("no polygons".into()) };
        for band in &bands {
            assert!(band.polygons.is_valid(), "{position}: {} min: {:?}", band.minutes, band.polygons.validation_errors());
            places += band.accuracy.places;
            wrong += band.accuracy.left_out;
        }
        for pair in bands.windows(2) {
            assert!(pair[1].area_km2 >= pair[0].area_km2 - 1e-9);
            let matrix = pair[1].polygons.relate(&pair[0].polygons);
            assert!(
                pair[0].polygons.0.is_empty() || matrix.is_covers(),
                "{position}: {} min leaves the wider band",
                pair[0].minutes
            );
        }
        let on_land = land.is_none_or(|land| land.part_of(position).is_some());
        if on_land && bands[3].polygons.0.iter().all(|part| !part.contains(&Point::new(position.lon(), position.lat()))) {
            // A place on the very shore may lie outside the land that is drawn.
            assert!(land.is_some(), "{position} is not in its own band");
        }
    }
    // What is within the minutes and not in the band lies between points of the raster.
    assert!(places > 1000 && wrong * 50 < places, "{wrong} of {places} places are left out");
    Ok(())
}

fn study() -> TestResult<(Study, Network)> {
    let Workspace { study, network, .. } = tongda_fixtures::workspace()?;
    Ok((study, network))
}

#[test]
fn bands_of_the_study_are_valid_nested_and_hold_what_they_claim() -> TestResult {
    let (study, network) = study()?;
    check(&network, study.cells.land.as_ref(), 60)
}

#[test]
fn bands_of_porto_are_valid_nested_and_hold_what_they_claim() -> TestResult {
    let Some(folder) = data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    let extract = read_extract(&[Source::File(folder.join("porto.osm.pbf"))], &Silent)?;
    let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
    check(&network, None, 12)
}

#[test]
fn times_on_roads_are_those_of_the_search_and_lines_end_where_the_minutes_do() -> TestResult {
    let (_, network) = study()?;
    let view = View::base(&network);
    let snapper = Snapper::new(&network, []);
    let mut searcher = Dijkstra::default();
    let position = tongda_foundation::position::LonLat::new(112.79, 22.25).ok_or("a place")?;
    let origins = [Origin { position, snap: snapper.snap(position).map_err(|reason| reason.to_string())? }];
    for direction in [Direction::Forward, Direction::Backward] {
        let roads = Roads::new(&view, &origins, direction, TravelTime::from_minutes(40), &mut searcher);
        let shape = IsochroneShape::Lines;
        let request = IsochroneRequest { direction, shape, ..IsochroneRequest::new(&network, &[20, 40]) };
        let Drawn::Lines(bands) = one(&Isochrones::new(request), origins[0])? else { return Err("no lines".into()) };
        let (mut ends, mut exact) = (0, 0);
        for line in &bands[0].lines {
            for end in [line.first(), line.last()].into_iter().flatten() {
                let Ok(snap) = Snapper::new(&network, []).snap(*end) else { continue };
                if snap.off_network_m > 0.5 || snap.fraction <= 0.001 || snap.fraction >= 0.999 {
                    continue;
                }
                let time = roads.time(snap.segment, snap.fraction).minutes().unwrap_or(f64::INFINITY);
                ends += 1;
                exact += usize::from((time - 20.0).abs() < 0.1);
            }
        }
        assert!(ends > 10 && exact * 10 >= ends * 9, "{exact} of {ends} ends of lines lie at 20 minutes");
        assert!(bands[1].length_km > 0.0);
    }
    Ok(())
}

#[test]
fn a_project_that_only_adds_loses_nothing() -> TestResult {
    let (study, network) = study()?;
    let (projects, _) = study.resolve_possible(&network);
    let index = study.catalogue.projects.iter().position(|project| project.id == "huangmaohai").ok_or("the bridge")?;
    let bridge = projects[index].as_ref().ok_or("it is modelled")?;
    let position = tongda_foundation::position::LonLat::new(113.03, 22.05).ok_or("a place")?;
    let added = [&bridge.add];
    let isochrones = Isochrones::new(IsochroneRequest {
        scenario: &added,
        baseline: Some(&[]),
        land: study.cells.land.as_ref(),
        shape: IsochroneShape::Changes,
        raster_m: Some(150.0),
        spread_m: Some(1000.0),
        min_hole_km2: 0.0,
        ..IsochroneRequest::new(&network, &[30, 60])
    });
    let origin = isochrones.origin(position).map_err(|reason| reason.to_string())?;
    let Drawn::Changes(changes) = one(&isochrones, origin)? else { return Err("no changes".into()) };
    assert_eq!(changes.len(), 2);
    assert!(changes.iter().all(|change| change.lost.0.is_empty()), "a new bridge takes nothing away");
    assert!(changes.iter().any(|change| !change.gained.0.is_empty()), "the bridge leads somewhere");
    Ok(())
}

#[test]
fn what_cannot_be_drawn_says_why() -> TestResult {
    let folder = tempfile::tempdir()?;
    let run = |arguments: &[&str]| {
        let output = Command::new(TONGDA).arg("isochrone").args(arguments).current_dir(folder.path()).output();
        output.map(|output| (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()))
    };
    for (arguments, expected) in [
        (&["--at", "Atlantis", "-o", "a.geojson"][..], "no settlement, facility, township or county is named \"Atlantis\""),
        (&["--at", "112.79,22.25", "-o", "a.shp"], "its ending is no format that is known"),
        (&["--at", "112.79,22.25", "--minutes", "0", "-o", "a.geojson"], "0 is not in 1..=1440"),
        (&["--at", "112.79,22.25", "--compare", "-o", "a.geojson"], "--compare needs a scenario"),
        (&["--at", "112.79,22.25", "--with", "nothing", "-o", "a.geojson"], "there is no modelled project \"nothing\""),
        (&["--at", "0,0", "-o", "a.geojson"], "is on the network"),
        (&["--at", "112.79,22.25", "--minutes", "600", "--raster-m", "5", "-o", "a.geojson"], "more than 40 million points"),
        (&["--at", "points.csv", "-o", "a.geojson"], "points.csv: cannot be read"),
    ] {
        let (code, message) = run(arguments)?;
        assert!(code == Some(2) && message.contains(expected), "{arguments:?}: {code:?} {message}");
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0, "{arguments:?} leaves a file");
    }
    Ok(())
}
