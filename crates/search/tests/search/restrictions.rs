//! Restrictions as maps have them: on roundabouts and loops, over several ways, beside new roads, with
//! members that are not there. Each against a detour whose time is known by hand.

use crate::measured::{assert_seconds, at, network};
use tongda_fixtures::TestResult;
use tongda_fixtures::cross::{PLAIN, Street, at_cross, cross, map, node, restriction, street};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{Network, Snapper};
use tongda_network::scenario::View;
use tongda_search::matrix;

#[test]
fn a_restriction_from_a_way_that_goes_on_holds_for_the_side_it_names() -> TestResult {
    // One way leads n-c-s; from the north, left is east, and from the south it is west.
    let streets: Vec<Street> = ["wc", "ce", "ncs", "sye", "wv"].map(street).into();
    let relations =
        [restriction(1, vec![('w', 3, "from"), ('n', node('c'), "via"), ('w', 2, "to")], &[("restriction", "no_left_turn")])];
    let network = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!(network.report().restrictions_applied, 1);
    assert_seconds(&network, "nc", "ce", 240.0);
    assert_seconds(&network, "cs", "ce", 60.0);
    Ok(())
}

#[test]
fn a_restriction_over_several_ways_holds_to_its_end() -> TestResult {
    // Who came from w over c-e and e-x may not go on by x-n.
    let streets: Vec<Street> = ["wc", "ce", "ex", "xn", "nN", "eE", "csye"].map(street).into();
    let members = vec![('w', 1, "from"), ('w', 2, "via"), ('w', 3, "via"), ('w', 4, "to")];
    let relations = [restriction(1, members, &[("restriction", "no_left_turn")])];
    let network = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!(network.report().restrictions_applied, 1);
    assert_seconds(&network, "wc", "ex", 120.0);
    assert_seconds(&network, "ce", "xn", 120.0);
    // By s and y, or to E and back: both take two minutes more than the 180 s that are forbidden.
    assert_seconds(&network, "wc", "xn", 30.0 + 180.0 + 60.0 + 30.0);
    Ok(())
}

#[test]
fn the_only_way_over_several_ways_is_not_left_before_its_end() -> TestResult {
    // Who came from w into c-e must go on by e-x and x-n.
    let streets: Vec<Street> = ["wc", "ce", "ex", "xn", "nN", "eE", "csye"].map(street).into();
    let members = vec![('w', 1, "from"), ('w', 2, "via"), ('w', 3, "via"), ('w', 4, "to")];
    let free = network(&map(&streets, &[], &[]), PLAIN)?;
    let relations = [restriction(1, members, &[("restriction", "only_left_turn")])];
    let held = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!((held.report().restrictions_applied, held.report().restrictions_unplaced), (1, 0));
    assert_seconds(&held, "wc", "xn", 30.0 + 60.0 + 60.0 + 30.0);
    // To e-E and y-e it is the other way round the square.
    assert_seconds(&free, "wc", "eE", 30.0 + 60.0 + 30.0);
    assert_seconds(&held, "wc", "eE", 30.0 + 180.0 + 30.0);
    assert_seconds(&free, "wc", "ye", 30.0 + 60.0 + 30.0);
    assert_seconds(&held, "wc", "ye", 30.0 + 120.0 + 30.0);
    // It says nothing to who begins on c-e or comes by another way, and nothing of the first turn.
    assert_seconds(&held, "ce", "eE", 60.0);
    assert_seconds(&held, "ye", "eE", 60.0);
    assert_seconds(&held, "wc", "cs", 60.0);
    Ok(())
}

#[test]
fn restrictions_over_ways_that_overlap_hold_each() -> TestResult {
    // From w over c-e and e-x not into x-n; from c-e over e-x not into x-E.
    let streets: Vec<Street> = ["wc", "ce", "ex", "xn", "xE", "csye"].map(street).into();
    let long = vec![('w', 1, "from"), ('w', 2, "via"), ('w', 3, "via"), ('w', 4, "to")];
    let short = vec![('w', 2, "from"), ('w', 3, "via"), ('w', 5, "to")];
    let relations =
        [restriction(1, long, &[("restriction", "no_left_turn")]), restriction(2, short, &[("restriction", "no_right_turn")])];
    let held = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!(held.report().restrictions_applied, 2);
    // Half of x-E, a diagonal of a block.
    let half = 30.0 * std::f64::consts::SQRT_2;
    assert_seconds(&held, "wc", "xE", 30.0 + 180.0 + 60.0 + half);
    assert_seconds(&held, "wc", "xn", 30.0 + 180.0 + 60.0 + 30.0);
    // Who begins on c-e is under the second alone: into the dead end n and back.
    assert_seconds(&held, "ce", "xn", 30.0 + 60.0 + 30.0);
    assert_seconds(&held, "ce", "xE", 30.0 + 60.0 + 120.0 + half);
    Ok(())
}

#[test]
fn on_a_roundabout_and_a_loop_the_arm_is_told() -> TestResult {
    // A roundabout c-s-y-e, anticlockwise, with arms w at c, x and E at e; nobody leaves it for x.
    let round = ("csyec", vec![("highway", "residential"), ("junction", "roundabout"), ("oneway", "yes")]);
    let streets: Vec<Street> = vec![street("wc"), round, street("ex"), street("eE")];
    let relations =
        [restriction(1, vec![('w', 2, "from"), ('n', node('e'), "via"), ('w', 3, "to")], &[("restriction", "no_right_turn")])];
    let free = network(&map(&streets, &[], &[]), PLAIN)?;
    assert_seconds(&free, "wc", "ex", 30.0 + 180.0 + 30.0);
    let held = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!(held.report().restrictions_applied, 1);
    // On to E, which is a dead end, and back.
    assert_seconds(&held, "wc", "ex", 30.0 + 180.0 + 120.0 + 30.0);
    assert_seconds(&held, "wc", "eE", 30.0 + 180.0 + 30.0);
    // Both ends of a loop street meet at c: left from the north is the end that leaves eastwards.
    let streets: Vec<Street> = vec![street("nc"), street("ceysc")];
    let relations =
        [restriction(1, vec![('w', 1, "from"), ('n', node('c'), "via"), ('w', 2, "to")], &[("restriction", "no_left_turn")])];
    let looped = network(&map(&streets, &[], &relations), PLAIN)?;
    assert_eq!(looped.report().restrictions_applied, 1);
    assert_seconds(&looped, "nc", "ce", 30.0 + 180.0 + 30.0);
    assert_seconds(&looped, "nc", "cs", 60.0);
    Ok(())
}

#[test]
fn several_restrictions_of_one_turn_and_of_each_way_in() -> TestResult {
    // Straight on only, and no turning round: the two do not hinder each other.
    let both = [
        restriction(1, vec![('w', 3, "from"), ('n', node('c'), "via"), ('w', 4, "to")], &[("restriction", "only_straight_on")]),
        restriction(2, vec![('w', 3, "from"), ('n', node('c'), "via"), ('w', 3, "to")], &[("restriction", "no_u_turn")]),
    ];
    let held = network(&map(&cross(), &[], &both), PLAIN)?;
    assert_eq!((held.report().restrictions_applied, held.report().restrictions_unplaced), (2, 0));
    assert_seconds(&held, "nc", "cs", 60.0);
    assert_seconds(&held, "nc", "ce", 240.0);
    // Nobody enters c-e from n or w; from s one may.
    let members = vec![('w', 3, "from"), ('w', 1, "from"), ('n', node('c'), "via"), ('w', 2, "to")];
    let held = network(&map(&cross(), &[], &[restriction(1, members, &[("restriction", "no_entry")])]), PLAIN)?;
    assert_eq!(held.report().restrictions_applied, 1);
    assert_seconds(&held, "nc", "ce", 240.0);
    assert_seconds(&held, "wc", "ce", 240.0);
    assert_seconds(&held, "cs", "ce", 60.0);
    // Two values in one tag.
    let held = network(&map(&cross(), &[], &at_cross("no_left_turn;no_u_turn", 3, 2)), PLAIN)?;
    assert_seconds(&held, "nc", "ce", 240.0);
    // What is lacking is counted: a way, the node, everything.
    for members in [
        vec![('w', 3, "from"), ('n', node('c'), "via"), ('w', 99, "to")],
        vec![('w', 3, "from"), ('n', 9999, "via"), ('w', 2, "to")],
        vec![('w', 3, "from"), ('w', 99, "via"), ('w', 2, "to")],
        vec![('w', 3, "from")],
        vec![],
    ] {
        let lost = network(&map(&cross(), &[], &[restriction(1, members, &[("restriction", "no_left_turn")])]), PLAIN)?;
        assert_eq!(lost.report().restrictions_unplaced, 1);
        assert_seconds(&lost, "nc", "ce", 60.0);
    }
    // Hours in the older tags and in the value.
    for pairs in [
        vec![("restriction", "no_left_turn"), ("hour_on", "07:00"), ("hour_off", "09:00")],
        vec![("restriction", "no_left_turn @ (07:00-09:00)")],
    ] {
        let members = vec![('w', 3, "from"), ('n', node('c'), "via"), ('w', 2, "to")];
        let hours = network(&map(&cross(), &[], &[restriction(1, members, &pairs)]), PLAIN)?;
        assert_eq!(hours.report().restrictions_conditional, 1, "{pairs:?}");
        assert_seconds(&hours, "nc", "ce", 60.0);
    }
    Ok(())
}

#[test]
fn a_restriction_over_a_way_does_not_hold_for_other_ways_in() -> TestResult {
    // Who came from w over c-s may not go on by s-y.
    let streets: Vec<Street> = ["vw", "wc", "cs", "sy", "ye", "ec"].map(street).into();
    let members = vec![('w', 2, "from"), ('w', 3, "via"), ('w', 4, "to")];
    let held = network(&map(&streets, &[], &[restriction(1, members, &[("restriction", "no_left_turn")])]), PLAIN)?;
    assert_eq!(held.report().restrictions_applied, 1);
    // To the middle of s-y: the other way round the square.
    assert_seconds(&held, "wc", "sy", 30.0 + 60.0 + 60.0 + 30.0);
    assert_seconds(&held, "ec", "sy", 30.0 + 60.0 + 30.0);
    Ok(())
}

/// Seconds between the middles of two streets under a scenario of these features.
fn seconds_with(network: &Network, features: &str, from: &str, to: &str) -> TestResult<Option<f64>> {
    let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    let path = std::path::Path::new("s.geojson");
    let changes = tongda_network::scenario::read_modifications(text.as_bytes(), path).map_err(|problems| problems.to_string())?;
    let resolved = tongda_network::scenario::resolve(network, &changes, path).map_err(|problems| problems.to_string())?;
    let snap = |ends: &str| {
        let ends: Vec<LonLat> = ends.chars().map(at).collect();
        Snapper::new(network, []).snap(ends[0].towards(ends[ends.len() - 1], 0.5)).ok()
    };
    let rows = matrix(&View::new(network, &[&resolved]), &[snap(from)], &[snap(to)], &Silent);
    Ok(rows[0][0].and_then(|entry| entry.time.seconds()))
}

fn link(id: &str, kmh: u32, from: LonLat, to: LonLat) -> String {
    let (a, b, c, d) = (from.lon(), from.lat(), to.lon(), to.lat());
    format!(
        r#"{{"type":"Feature","properties":{{"kind":"link","id":"{id}","class":"primary","speed_kmh":{kmh}}},
            "geometry":{{"type":"LineString","coordinates":[[{a},{b}],[{c},{d}]]}}}}"#
    )
}

#[test]
fn a_new_road_is_no_way_round_a_restriction() -> TestResult {
    let network = network(&map(&cross(), &[], &at_cross("no_left_turn", 3, 2)), PLAIN)?;
    let near = |seconds: Option<f64>, expected: f64| {
        assert!(seconds.is_some_and(|seconds| (seconds - expected).abs() < 0.2), "{seconds:?}, not {expected}");
    };
    // A road that begins at the very junction and leads away to v: into it and out again is no left turn.
    let away = link("away", 36, at('c'), at('v'));
    near(seconds_with(&network, &away, "nc", "ce")?, 240.0);
    near(seconds_with(&network, &away, "wc", "ce")?, 60.0);
    // A road from the junction to e does lead there: 30 on n-c, 60 along it, 30 back on c-e.
    near(seconds_with(&network, &link("round", 36, at('c'), at('e')), "nc", "ce")?, 120.0);
    // A road that begins half way along c-s is no place to turn round on c-s.
    let half = at('c').towards(at('s'), 0.5);
    near(seconds_with(&network, &link("half", 36, half, at('v')), "nc", "ce")?, 240.0);
    // It serves both directions of c-s, there and back.
    let fast = link("half", 360, half, at('v'));
    let expected = 30.0 + 30.0 + half.distance_m(at('v')) / 100.0 + 30.0;
    for (from, to) in [("nc", "wv"), ("wv", "nc"), ("sy", "wv"), ("wv", "sy")] {
        near(seconds_with(&network, &fast, from, to)?, expected);
    }
    near(seconds_with(&network, &fast, "sy", "cs")?, 60.0);
    Ok(())
}

#[test]
fn a_ferry_with_an_interval_waits_for_half_of_it() -> TestResult {
    let profile = PLAIN.replace("board_s = 600", "board_s = 600\nbuffer_s = 120");
    for (interval, expected) in [("00:20", 120.0 + 600.0), ("02:00", 120.0 + 1200.0), ("PT10M", 120.0 + 300.0), ("often", 600.0)]
    {
        let ferry = vec![("route", "ferry"), ("duration", "PT20M"), ("motor_vehicle", "yes"), ("interval", interval)];
        let streets: Vec<Street> = vec![street("wc"), ("ce", ferry), street("eE")];
        let network = network(&map(&streets, &[], &[]), &profile)?;
        assert_seconds(&network, "wc", "eE", 30.0 + expected + 1200.0 + 30.0);
    }
    Ok(())
}
