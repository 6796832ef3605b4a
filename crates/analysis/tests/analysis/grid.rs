//! A city whose times can be done in the head: streets every 600 m, east to west and south to north,
//! at 36 km/h, so that a block takes a minute.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use tongda_analysis::access::{PlacedCells, nearest, nearest_node};
use tongda_fixtures::TestResult;
use tongda_fixtures::pbf::{Item, tags, to_pbf};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, CacheKey, Network, Snap, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{AnyEdge, Resolved, View, read_modifications, resolve};
use tongda_search::{Along, Dijkstra, matrix, route};

/// Crossings on a side.
const SIDE: i64 = 9;
/// A block in degrees, at the equator, where a degree of longitude is one of latitude. A centimetre
/// short of 600 m, so that whole minutes reach whole blocks.
const BLOCK: f64 = 599.99 / 111_195.08;

const PROFILE: &str = r#"
name = "grid"
mode = "car"
access_tags = ["access"]
excluded_access = ["no"]
maxspeed = "ignore"
oneway_tags = ["oneway"]

[speeds]
residential = 36

[snap]
off_network_kmh = 36
max_m = 5000
"#;

fn id(x: i64, y: i64) -> i64 {
    1 + x + y * SIDE
}

#[expect(clippy::cast_precision_loss, reason = "blocks are few")]
fn at(x: i64, y: i64) -> LonLat {
    position(x as f64, y as f64)
}

fn position(x: f64, y: f64) -> LonLat {
    LonLat::new(x * BLOCK, y * BLOCK).unwrap_or_default()
}

/// Streets from edge to edge, one way each.
fn streets() -> Vec<Item> {
    let mut items = Vec::new();
    for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
        items.push(Item::Node(id(x, y), at(x, y).lon(), at(x, y).lat(), Vec::new()));
    }
    for i in 0..SIDE {
        let street = || tags(&[("highway", "residential")]);
        items.push(Item::Way(100 + i, (0..SIDE).map(|x| id(x, i)).collect(), street()));
        items.push(Item::Way(200 + i, (0..SIDE).map(|y| id(i, y)).collect(), street()));
    }
    items
}

fn network(items: &[Item], block: usize) -> TestResult<Network> {
    let source = Source::Memory(PathBuf::from("grid.osm.pbf"), to_pbf(items, block).into());
    let extract = read_extract(&[source], &Silent)?;
    Ok(network::build(&extract, &Profile::from_toml(PROFILE)?, BuildOptions::default())?)
}

fn changes(network: &Network, features: &str) -> TestResult<Resolved> {
    let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    let path = Path::new("changes.geojson");
    let modifications = read_modifications(text.as_bytes(), path).map_err(|problems| problems.to_string())?;
    Ok(resolve(network, &modifications, path).map_err(|problems| problems.to_string())?)
}

fn link(from: LonLat, to: LonLat, speed_kmh: f64) -> String {
    let index = |position: LonLat| format!("[{},{}]", position.lon(), position.lat());
    let (from, to) = (index(from), index(to));
    format!(
        r#"{{"type":"Feature","properties":{{"kind":"link","id":"l","class":"primary","speed_kmh":{speed_kmh}}},"geometry":{{"type":"LineString","coordinates":[{from},{to}]}}}}"#
    )
}

fn close(way: i64) -> String {
    format!(r#"{{"type":"Feature","properties":{{"kind":"close","where":{{"osm_way_id":{way}}}}},"geometry":null}}"#)
}

fn snap(network: &Network, position: LonLat) -> TestResult<Snap> {
    Ok(Snapper::new(network, []).snap(position).map_err(|reason| reason.to_string())?)
}

fn minutes(network: &Network, scenarios: &[&Resolved], from: LonLat, to: LonLat) -> TestResult<Option<f64>> {
    let view = View::new(network, scenarios);
    let rows = matrix(&view, &[Some(snap(network, from)?)], &[Some(snap(network, to)?)], &Silent);
    Ok(rows[0][0].and_then(|entry| entry.time.minutes()))
}

#[track_caller]
fn assert_minutes(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < 0.001), "{found:?} minutes, not {expected}");
}

#[test]
fn a_block_takes_a_minute() -> TestResult {
    let network = network(&streets(), 7)?;
    assert_eq!((network.node_count(), network.edge_count()), (81, 2 * 2 * 9 * 8));
    assert_minutes(minutes(&network, &[], at(0, 0), at(5, 3))?, 8.0);
    // From the middle of a block to the middle of another, and within one block, there and back.
    assert_minutes(minutes(&network, &[], position(0.5, 0.0), position(3.5, 2.0))?, 5.0);
    assert_minutes(minutes(&network, &[], position(2.25, 4.0), position(2.75, 4.0))?, 0.5);
    assert_minutes(minutes(&network, &[], position(2.75, 4.0), position(2.25, 4.0))?, 0.5);
    // A place 300 m south of the city walks to the street first, half a minute at its speed.
    assert_minutes(minutes(&network, &[], position(1.0, -0.5), at(4, 0))?, 3.5);
    Ok(())
}

#[test]
fn a_diagonal_saves_what_geometry_says() -> TestResult {
    let network = network(&streets(), 50)?;
    // From corner to corner 8 blocks by 8: straight at 36 km/h it is 8 times the root of 2.
    let diagonal = changes(&network, &link(at(0, 0), at(8, 8), 36.0))?;
    assert_minutes(minutes(&network, &[&diagonal], at(0, 0), at(8, 8))?, 8.0 * 2_f64.sqrt());
    // It meets no street on its way: there it crosses without a junction.
    assert_minutes(minutes(&network, &[&diagonal], at(4, 4), at(8, 8))?, 8.0);
    Ok(())
}

#[test]
fn a_closed_street_is_walked_around() -> TestResult {
    let network = network(&streets(), 3)?;
    let closed = changes(&network, &[close(100), close(208)].join(","))?;
    // Along the closed street, from the place where a cross street leaves it: up, along and down again.
    assert_minutes(minutes(&network, &[&closed], at(2, 0), at(6, 0))?, 6.0);
    assert_minutes(minutes(&network, &[], at(2, 0), at(6, 0))?, 4.0);
    // The corner of two closed streets cannot be reached.
    assert_eq!(minutes(&network, &[&closed], at(0, 0), at(8, 0))?, None);
    Ok(())
}

#[test]
fn a_faster_street_is_taken_from_where_it_pays() -> TestResult {
    let network = network(&streets(), 3)?;
    let text = r#"{"type":"Feature","properties":{"kind":"speed","speed_kmh":72,"where":{"osm_way_id":104}},"geometry":null}"#;
    let faster = changes(&network, text)?;
    assert_minutes(minutes(&network, &[&faster], at(0, 4), at(8, 4))?, 4.0);
    // One block up, eight at double speed, one down, against eight.
    assert_minutes(minutes(&network, &[&faster], at(0, 3), at(8, 3))?, 6.0);
    assert_minutes(minutes(&network, &[&faster], at(0, 3), at(3, 3))?, 3.0);
    Ok(())
}

#[test]
fn coverage_counts_the_blocks_within() -> TestResult {
    let network = network(&streets(), 11)?;
    let corners: Vec<LonLat> = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| at(x, y))).collect();
    let cells: Vec<Option<Snap>> =
        corners.iter().map(|&position| snap(&network, position).map(Some)).collect::<TestResult<_>>()?;
    let facility = snap(&network, at(4, 4))?;
    let times = nearest(&View::base(&network), &PlacedCells::new(&network, cells), &[facility], &mut Dijkstra::default());
    // Within r blocks of the middle lie 1 + 2 r (r + 1) crossings.
    for r in 0..=4_u32 {
        let within = times.iter().filter(|&&time| time <= TravelTime::from_minutes(r)).count();
        assert_eq!(within, 1 + 2 * r as usize * (r as usize + 1));
    }
    Ok(())
}

#[test]
fn a_motorway_is_met_only_at_its_junctions() -> TestResult {
    let network = network(&streets(), 11)?;
    let index = |position: LonLat| format!("[{},{}]", position.lon(), position.lat());
    let (from, to) = (position(-1.0, 4.5), position(9.0, 4.5));
    let junction = |x: f64, name: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"kind":"junction","link":"m","name":"{name}","reach_m":400,"ramp_kmh":36}},"geometry":{{"type":"Point","coordinates":{}}}}}"#,
            index(position(x, 4.5))
        )
    };
    let line = format!(
        r#"{{"type":"Feature","properties":{{"kind":"link","id":"m","class":"motorway","speed_kmh":72,"connect":"junctions"}},"geometry":{{"type":"LineString","coordinates":[{},{}]}}}}"#,
        index(from),
        index(to)
    );
    let motorway = changes(&network, &[line, junction(0.0, "west"), junction(8.0, "east")].join(","))?;
    // Half a block to the motorway, eight at double speed, half a block off it.
    assert_minutes(minutes(&network, &[&motorway], at(0, 4), at(8, 4))?, 5.0);
    // Half way along there is no junction.
    assert_minutes(minutes(&network, &[&motorway], at(4, 4), at(8, 4))?, 4.0);
    Ok(())
}

#[test]
fn a_place_keeps_its_way_in_when_a_link_passes_its_door() -> TestResult {
    let network = network(&streets(), 11)?;
    let door = snap(&network, position(2.5, 2.1))?;
    let passing = changes(&network, &link(position(2.5, 2.0), position(2.5, 7.0), 120.0))?;
    let view = View::new(&network, &[&passing]);
    // The old ways in stay, to the millisecond; the link adds one more, at the door.
    let before = View::base(&network).terminals(&door, Direction::Forward);
    let after = view.terminals(&door, Direction::Forward);
    assert!(before.iter().all(|way| after.contains(way)), "{before:?} {after:?}");
    assert_eq!(after.len(), before.len() + 1);
    Ok(())
}

#[test]
fn unsorted_and_shuffled_files_make_the_same_network() -> TestResult {
    let items = streets();
    let key = CacheKey::new(&[], &Profile::from_toml(PROFILE)?, BuildOptions::default())?;
    let first = network(&items, 1000)?.to_bytes(key);
    let mut reversed = items.clone();
    reversed.reverse();
    assert!(network(&reversed, 5)?.to_bytes(key) == first, "reversed");
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..10 {
        let shuffled = Just(items.clone()).prop_shuffle().new_tree(&mut runner).map_err(|reason| reason.to_string())?.current();
        assert!(network(&shuffled, 4)?.to_bytes(key) == first, "shuffled");
    }
    Ok(())
}

#[test]
fn ways_with_missing_nodes_are_broken_there() -> TestResult {
    let mut items = streets();
    // The node in the middle of the southernmost street is not in the file.
    items.retain(|item| !matches!(item, Item::Node(number, ..) if *number == id(4, 0)));
    let network = network(&items, 9)?;
    assert_eq!(network.node_count(), 80);
    assert_eq!(network.report().broken_steps, 3);
    assert_minutes(minutes(&network, &[], at(3, 0), at(5, 0))?, 4.0);
    Ok(())
}

#[test]
fn the_way_adds_up_to_its_time_and_hangs_together() -> TestResult {
    let network = network(&streets(), 11)?;
    let diagonal = changes(&network, &link(position(1.5, 0.0), at(6, 6), 72.0))?;
    let (from, to) = (position(0.25, 0.0), position(8.0, 6.5));
    let (start, end) = (snap(&network, from)?, snap(&network, to)?);
    for scenarios in [vec![], vec![&diagonal]] {
        let view = View::new(&network, &scenarios);
        let route = route(&view, (from, &start), (to, &end), &mut Dijkstra::default()).ok_or("no way")?;
        let entry = matrix(&view, &[Some(start)], &[Some(end)], &Silent)[0][0].ok_or("no way")?;
        assert_eq!(route.time(), entry.time);
        assert!((route.length_m() - entry.metres).abs() < 1.0, "{} {}", route.length_m(), entry.metres);
        for pair in route.legs.windows(2) {
            let (end, start) = (pair[0].shape.last().ok_or("no shape")?, pair[1].shape.first().ok_or("no shape")?);
            assert!(end.distance_m(*start) < 0.1, "{pair:?}");
        }
        assert_eq!(route.legs.iter().any(|step| step.along == Along::NewRoad), !scenarios.is_empty());
    }
    // Within one block, and the other way round.
    for (from, to) in [(0.2, 0.9), (0.9, 0.2)] {
        let (from, to) = (position(from, 3.0), position(to, 3.0));
        let route =
            route(&View::base(&network), (from, &snap(&network, from)?), (to, &snap(&network, to)?), &mut Dijkstra::default());
        assert_minutes(route.ok_or("no way")?.time().minutes(), 0.7);
    }
    Ok(())
}

#[test]
fn a_train_costs_its_buffer_wait_ride_and_exit() -> TestResult {
    let network = network(&streets(), 11)?;
    let index = |position: LonLat| format!("[{},{}]", position.lon(), position.lat());
    let stop = |line: &str, order: u32, at: LonLat, more: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"kind":"stop","line":"{line}","order":{order},"access_kmh":36{more}}},"geometry":{{"type":"Point","coordinates":{}}}}}"#,
            index(at)
        )
    };
    let line = |id: &str, more: &str| {
        format!(r#"{{"type":"Feature","properties":{{"kind":"line","id":"{id}","mode":"rail"{more}}},"geometry":null}}"#)
    };
    let train = [
        line("t", r#","board_min":0.5,"alight_min":0.25,"headway_min":1"#),
        stop("t", 1, at(0, 0), ""),
        stop("t", 2, at(8, 0), r#","minutes":1"#),
        stop("t", 3, at(8, 8), r#","minutes":1.5"#),
    ];
    let trains = changes(&network, &train.join(","))?;
    // Half a minute of buffer, half a minute of wait, one minute of ride, a quarter to the street.
    assert_minutes(minutes(&network, &[&trains], at(0, 0), at(8, 0))?, 2.25);
    assert_minutes(minutes(&network, &[&trains], at(8, 8), at(0, 0))?, 3.75);
    // Two blocks to the station, the ride, one block from it.
    assert_minutes(minutes(&network, &[&trains], at(2, 0), at(8, 1))?, 2.0 + 2.25 + 1.0);
    // Four blocks of street are faster than two to the train and two back.
    assert_minutes(minutes(&network, &[&trains], at(2, 0), at(6, 0))?, 4.0);
    // A wait is half the headway and never longer than 20 minutes; speed loses time at stops.
    let slow = [
        line("s", r#","board_min":0,"alight_min":0,"trains_per_day":2,"speed_kmh":36,"dwell_s":10"#),
        stop("s", 1, at(0, 0), ""),
        stop("s", 2, at(0, 8), ""),
    ];
    let slow = changes(&network, &slow.join(","))?;
    let view = View::new(&network, &[&slow]);
    let legs: Vec<f64> = view
        .changes()
        .filter_map(|edge| view.edge(edge))
        .filter(|edge| matches!(edge.kind, AnyEdge::Board(_) | AnyEdge::Ride(_)))
        .filter_map(|edge| edge.cost.seconds())
        .collect();
    assert!(legs.iter().any(|seconds| (seconds - 1200.0).abs() < 0.01), "{legs:?}");
    assert!(legs.iter().any(|seconds| (seconds - (479.99 + 10.0 + 20.0)).abs() < 0.1), "{legs:?}");
    // What trips of a mode do not use is left out.
    assert!(trains.clone().without_lines(true).is_empty());
    Ok(())
}

#[test]
fn roads_that_leave_the_extract_are_its_border() -> TestResult {
    let mut items = streets();
    // Two streets lead on to the west and to the north; the others end at the last crossing.
    items.push(Item::Node(500, position(-3.0, 4.0).lon(), position(-3.0, 4.0).lat(), Vec::new()));
    items.push(Item::Node(501, position(2.0, 11.0).lon(), position(2.0, 11.0).lat(), Vec::new()));
    items.push(Item::Way(300, vec![500, id(0, 4)], tags(&[("highway", "residential")])));
    items.push(Item::Way(301, vec![501, id(2, 8)], tags(&[("highway", "residential")])));
    let network = network(&items, 20)?;
    let border = network.border_nodes();
    assert_eq!(border.len(), 2);
    let cells = PlacedCells::new(&network, vec![Some(snap(&network, at(0, 4))?), Some(snap(&network, at(4, 8))?), None]);
    let times = nearest_node(&View::base(&network), &cells, &border, &mut Dijkstra::default());
    assert_minutes(times[0].minutes(), 3.0);
    assert_minutes(times[1].minutes(), 5.0);
    assert_eq!(times[2], TravelTime::UNREACHED);
    Ok(())
}
