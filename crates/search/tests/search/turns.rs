//! Junctions on a hand-made map: what is forbidden, what takes time, who may pass.

use std::path::PathBuf;

use crate::measured::{assert_seconds, network, seconds};
use petgraph::visit::EdgeRef;
use tongda_fixtures::TestResult;
use tongda_fixtures::cross::{BLOCK, PLAIN, Street, at_cross, cross, map, node, restriction, street};
use tongda_fixtures::pbf::{Item, tags};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{BuildOptions, CacheKey, Network, NodeId, NodeKind, Snapper};
use tongda_network::osm::Source;
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::{Dijkstra, matrix};

#[test]
fn without_a_restriction_the_way_is_straight() -> TestResult {
    let network = network(&map(&cross(), &[], &[]), PLAIN)?;
    assert_seconds(&network, "nc", "ce", 60.0);
    assert_eq!(network.node_count(), 6);
    Ok(())
}

#[test]
fn a_forbidden_left_turn_leads_round_the_block() -> TestResult {
    // From the north, left is east: on to the south, then round by y, and into c-e from its far end.
    let network = network(&map(&cross(), &[], &at_cross("no_left_turn", 3, 2)), PLAIN)?;
    assert_seconds(&network, "nc", "ce", 30.0 + 3.0 * 60.0 + 60.0 - 30.0);
    // Every other turn is as it was, and so is the way back.
    for (from, to) in [("nc", "cs"), ("nc", "wc"), ("ce", "nc"), ("wc", "ce"), ("cs", "ce"), ("wc", "nc")] {
        assert_seconds(&network, from, to, 60.0);
    }
    assert_eq!(network.report().restrictions_applied, 1);
    // One vertex more for who comes from the north, and those beyond where nobody turns round.
    assert_eq!(network.graph().node_weights().filter(|node| node.kind == NodeKind::Approach).count(), 5);
    Ok(())
}

#[test]
fn nobody_turns_round_to_get_past_a_restriction() -> TestResult {
    // Without the block, and with a junction at e and s, there is no way but a dead end to turn in.
    let streets: Vec<Street> = ["wc", "ce", "nc", "cs", "eE", "ex"].map(street).into();
    let network = network(&map(&streets, &[], &at_cross("no_left_turn", 3, 2)), PLAIN)?;
    // South to the dead end at s, back, and right: 30 + 60 + 60 + 30.
    assert_seconds(&network, "nc", "ce", 180.0);
    // Straight on and back is no way to turn left where the street goes on for both sides.
    let streets: Vec<Street> = ["wc", "ce", "nc", "cs", "sy", "ye", "eE", "wv"].map(street).into();
    let network = self::network(&map(&streets, &[], &at_cross("no_left_turn", 3, 2)), PLAIN)?;
    assert_seconds(&network, "nc", "ce", 240.0);
    Ok(())
}

#[test]
fn only_straight_on_forbids_both_sides() -> TestResult {
    let network = network(&map(&cross(), &[], &at_cross("only_straight_on", 3, 4)), PLAIN)?;
    assert_seconds(&network, "nc", "cs", 60.0);
    assert_seconds(&network, "nc", "ce", 240.0);
    // West: round the block to e, then back through c.
    assert_seconds(&network, "nc", "wc", 30.0 + 180.0 + 60.0 + 30.0);
    assert_seconds(&network, "ce", "wc", 60.0);
    Ok(())
}

#[test]
fn a_restriction_over_a_way_holds_for_who_came_by_it() -> TestResult {
    // From w over c-e nobody turns north at e; from n and s over c-e they do.
    let streets: Vec<Street> = ["wc", "ce", "nc", "cs", "ex", "eE", "sye"].map(street).into();
    let members = vec![('w', 1, "from"), ('w', 2, "via"), ('w', 5, "to")];
    let relations = [restriction(1, members, &[("restriction", "no_left_turn")])];
    let network = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!(network.report().restrictions_applied, 1);
    assert_seconds(&network, "nc", "ex", 120.0);
    assert_seconds(&network, "cs", "ex", 120.0);
    assert_seconds(&network, "wc", "eE", 120.0);
    // Round the block: south at c, by s and y to e, and straight on.
    assert_seconds(&network, "wc", "ex", 30.0 + 60.0 + 120.0 + 30.0);
    assert_seconds(&network, "ce", "ex", 60.0);
    Ok(())
}

#[test]
fn only_over_a_way_leaves_one_way_out() -> TestResult {
    let streets: Vec<Street> = ["wc", "ce", "nc", "cs", "ex", "eE", "sye"].map(street).into();
    let members = vec![('w', 1, "from"), ('w', 2, "via"), ('w', 6, "to")];
    let relations = [restriction(1, members, &[("restriction", "only_straight_on")])];
    let network = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_seconds(&network, "wc", "eE", 120.0);
    assert_seconds(&network, "wc", "ex", 240.0);
    assert_seconds(&network, "nc", "ex", 120.0);
    Ok(())
}

#[test]
fn exceptions_vehicles_and_hours_are_told_apart() -> TestResult {
    let members = || vec![('w', 3, "from"), ('n', node('c'), "via"), ('w', 2, "to")];
    for (pairs, expected) in [
        (vec![("restriction", "no_left_turn"), ("except", "bus;motorcar")], 60.0),
        (vec![("restriction", "no_left_turn"), ("except", "bicycle")], 240.0),
        (vec![("restriction:hgv", "no_left_turn")], 60.0),
        (vec![("restriction:motorcar", "no_left_turn")], 240.0),
        (vec![("restriction:conditional", "no_left_turn @ (07:00-09:00)")], 60.0),
        (vec![("restriction", "no_left_turn"), ("restriction:conditional", "none @ (22:00-06:00)")], 240.0),
    ] {
        let network = network(&map(&cross(), &[], &[restriction(1, members(), &pairs)]), PLAIN)?;
        assert_seconds(&network, "nc", "ce", expected);
        let hours_only = pairs.iter().all(|(key, _)| *key == "restriction:conditional");
        assert_eq!(network.report().restrictions_conditional, u64::from(hours_only), "{pairs:?}");
    }
    // A restriction whose ways are not there is counted and does no harm.
    let lost =
        restriction(1, vec![('w', 77, "from"), ('n', node('c'), "via"), ('w', 2, "to")], &[("restriction", "no_left_turn")]);
    assert_eq!(network(&map(&cross(), &[], &[lost]), PLAIN)?.report().restrictions_unplaced, 1);
    Ok(())
}

#[test]
fn turns_signals_and_level_crossings_take_their_time() -> TestResult {
    let with = |turns: &str| PLAIN.replace("u_turn_junctions = 2", &format!("u_turn_junctions = 2\n{turns}"));
    let turns = with("near_s = 4\nfar_s = 10\nstraight_deg = 20\nfull_deg = 80");
    let plain = network(&map(&cross(), &[], &[]), &turns)?;
    assert_seconds(&plain, "wc", "ce", 60.0);
    assert_seconds(&plain, "nc", "wc", 64.0);
    assert_seconds(&plain, "nc", "ce", 70.0);
    assert_eq!(plain.node_count(), 9, "four vertices where all turns differ");
    let shared = network(&map(&cross(), &[], &[]), &turns.replace("far_s = 10", "far_s = 10\ntolerance_s = 6"))?;
    assert_eq!(shared.node_count(), 7, "two vertices where left and right are one");
    assert_seconds(&shared, "nc", "ce", 67.0);
    assert_seconds(&shared, "nc", "cs", 60.0);

    let signals = with("signal_s = 12\nlevel_crossing_s = 30\nstop_s = 5");
    let controls = [('c', vec![("highway", "traffic_signals")]), ('y', vec![("railway", "level_crossing")])];
    let signals = network(&map(&cross(), &controls, &[]), &signals)?;
    assert_seconds(&signals, "wc", "ce", 72.0);
    assert_seconds(&signals, "cs", "ce", 72.0);
    assert_seconds(&signals, "sy", "ye", 90.0);
    assert_seconds(&signals, "s", "e", 132.0);
    assert_eq!(signals.node_count(), 7);
    Ok(())
}

#[test]
fn side_roads_give_way() -> TestResult {
    let profile = PLAIN.replace("u_turn_junctions = 2", "give_way_s = 7");
    let mut streets = cross();
    streets[0].1[0].1 = "primary";
    streets[1].1[0].1 = "primary";
    let network = network(&map(&streets, &[], &[]), &profile)?;
    assert_seconds(&network, "wc", "ce", 60.0);
    assert_seconds(&network, "nc", "cs", 67.0);
    assert_seconds(&network, "wc", "cs", 60.0);
    assert_eq!(network.node_count(), 6);
    Ok(())
}

#[test]
fn barriers_shut_or_delay() -> TestResult {
    let profile = PLAIN.replace("[snap]", "shut_barriers = [\"bollard\"]\nbarriers = { toll_booth = 20, gate = 9 }\n\n[snap]");
    for (pairs, expected) in [
        (vec![("barrier", "bollard")], Some(240.0)),
        (vec![("barrier", "bollard"), ("motor_vehicle", "yes")], Some(60.0)),
        (vec![("barrier", "toll_booth")], Some(80.0)),
        (vec![("barrier", "gate")], Some(69.0)),
        (vec![("barrier", "gate"), ("access", "no")], Some(240.0)),
        (vec![("barrier", "kerb")], Some(60.0)),
    ] {
        // From c to E there is the way over e, which has the barrier, and none other.
        let streets: Vec<Street> = ["ceE", "csyE"].map(street).into();
        let network = network(&map(&streets, &[('e', pairs.clone())], &[]), &profile)?;
        let found = seconds(&network, "ce", "eE");
        let far = 30.0 + 120.0 + 60.0 * 2_f64.sqrt() + 30.0;
        let expected = expected.map(|seconds: f64| if seconds > 100.0 { far } else { seconds });
        assert!(found.zip(expected).is_some_and(|(a, b)| (a - b).abs() < 0.2), "{pairs:?}: {found:?}, not {expected:?}");
    }
    Ok(())
}

#[test]
fn roads_for_residents_are_no_way_through() -> TestResult {
    // The short way w-c-e is for residents between c and e; the long one goes round by s and y.
    let mut streets = cross();
    streets[1].1.push(("motor_vehicle", "destination"));
    streets.push(street("eE"));
    let network = network(&map(&streets, &[], &[]), PLAIN)?;
    assert_seconds(&network, "wc", "eE", 30.0 + 180.0 + 30.0);
    assert_seconds(&network, "eE", "wc", 30.0 + 180.0 + 30.0);
    // Who lives there comes and goes at both ends.
    for (from, to) in [("wc", "ce"), ("ce", "wc"), ("ce", "eE"), ("eE", "ce")] {
        assert_seconds(&network, from, to, 60.0);
    }
    // From the road to itself and on: a place to a place on it.
    assert_seconds(&network, "ce", "ce", 0.0);
    Ok(())
}

#[test]
fn a_ferry_takes_its_duration_and_the_waiting() -> TestResult {
    let streets = |pairs: &[(&'static str, &'static str)]| -> Vec<Street> {
        let ferry = [("route", "ferry"), ("duration", "00:20")].into_iter().chain(pairs.iter().copied()).collect();
        vec![street("wc"), ("ce", ferry), street("eE")]
    };
    let open = network(&map(&streets(&[("motor_vehicle", "yes")]), &[], &[]), PLAIN)?;
    assert_seconds(&open, "wc", "eE", 30.0 + 600.0 + 1200.0 + 30.0);
    let closed = network(&map(&streets(&[("foot", "yes")]), &[], &[]), PLAIN)?;
    assert_eq!(seconds(&closed, "wc", "eE"), None);
    Ok(())
}

#[test]
fn a_place_beside_a_dual_road_has_both_carriageways() -> TestResult {
    // c to e and back on two carriageways 20 m apart, joined at both ends.
    let (near, far) = (0.0, 20.0 / 600.0 * BLOCK);
    let index = |x: f64, y: f64| (x * BLOCK, y);
    let mut items = Vec::new();
    for (id, (x, y)) in (1..).zip([index(0.0, near), index(1.0, near), index(0.0, far), index(1.0, far)]) {
        items.push(Item::Node(id, x, y, Vec::new()));
    }
    let oneway = || tags(&[("highway", "primary"), ("oneway", "yes"), ("name", "A")]);
    items.push(Item::Way(1, vec![1, 2], oneway()));
    items.push(Item::Way(2, vec![4, 3], oneway()));
    items.push(Item::Way(3, vec![1, 3], tags(&[("highway", "residential")])));
    items.push(Item::Way(4, vec![2, 4], tags(&[("highway", "residential")])));
    let south = LonLat::new(0.5 * BLOCK, -10.0 / 600.0 * BLOCK).ok_or("position")?;
    let west = LonLat::new(0.0, 0.5 * far).ok_or("position")?;
    let metres = |profile: &str, from: LonLat, to: LonLat| -> TestResult<Option<f64>> {
        let network = network(&items, profile)?;
        let snap = |position: LonLat| Snapper::new(&network, []).snap(position).ok();
        Ok(matrix(&View::base(&network), &[snap(from)], &[snap(to)], &Silent)[0][0].and_then(|entry| entry.time.seconds()))
    };
    let (one, both) = (PLAIN.to_owned(), PLAIN.replace("[snap]", "[snap]\ndual_m = 30"));
    // 10 m to the near carriageway at 10 m/s, on to its end, over and back: 1 + 30 + 2 + 60 + 1.
    assert!(metres(&one, south, west)?.is_some_and(|seconds| (seconds - 94.0).abs() < 0.2));
    // Over the road: 30 m, then back by the far carriageway: 3 + 30 + 1.
    assert!(metres(&both, south, west)?.is_some_and(|seconds| (seconds - 34.0).abs() < 0.2));
    assert!(metres(&both, west, south)?.is_some_and(|seconds| (seconds - 32.0).abs() < 0.2));
    // A place on a carriageway means that one.
    let on = LonLat::new(0.5 * BLOCK, 0.0).ok_or("position")?;
    assert!(metres(&both, on, west)?.is_some_and(|seconds| (seconds - 93.0).abs() < 0.2));
    Ok(())
}

#[test]
fn the_divided_network_is_searched_and_kept_like_any_other() -> TestResult {
    let profile = PLAIN.replace("u_turn_junctions = 2", "u_turn_junctions = 2\nnear_s = 4\nfar_s = 10\nfull_deg = 80");
    let mut streets = cross();
    streets.push(street("eE"));
    streets.push(("ex", vec![("highway", "residential"), ("access", "destination")]));
    streets.push(("xn", vec![("highway", "residential"), ("access", "destination")]));
    let members = vec![('w', 1, "from"), ('w', 2, "via"), ('w', 5, "to")];
    let mut relations = at_cross("no_left_turn", 3, 2);
    relations.push(restriction(2, members, &[("restriction", "no_right_turn")]));
    let network = network(&map(&streets, &[], &relations), &profile)?;
    let kinds = |kind: NodeKind| network.graph().node_weights().filter(|node| node.kind == kind).count();
    assert!(kinds(NodeKind::Approach) > 3 && kinds(NodeKind::Origin) == 3);
    let view = View::base(&network);
    let mut searcher = Dijkstra::default();
    for start in 0..network.node_count() {
        let start = NodeId::new(start);
        let oracle = petgraph::algo::dijkstra(&view, start, None, |edge| u64::from(edge.weight().ms()));
        let reach = searcher.search(&view, Direction::Forward, [(start, TravelTime::ZERO)], TravelTime::UNREACHED);
        for node in (0..network.node_count()).map(NodeId::new) {
            let time = reach.time(node);
            assert_eq!(time.is_reached().then(|| u64::from(time.ms())), oracle.get(&node).copied());
        }
    }
    let source = Source::Memory(PathBuf::from("x"), vec![1].into());
    let key = CacheKey::new(&[source], &Profile::from_toml(&profile)?, BuildOptions::default())?;
    let bytes = network.to_bytes(key);
    let (read, _) = Network::from_bytes(&bytes)?;
    assert_eq!(read.to_bytes(key), bytes);
    for (from, to) in [("nc", "ce"), ("wc", "ye"), ("ex", "nc"), ("ex", "ce")] {
        assert_eq!(seconds(&network, from, to), seconds(&read, from, to), "{from} to {to}");
    }
    Ok(())
}
