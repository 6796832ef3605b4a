//! The spatial index against a look at every segment.

use proptest::prelude::*;
use tongda_fixtures::TestResult;
use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Network, SegmentId};
use tongda_network::osm::read_extract;
use tongda_network::profile::Profile;

fn networks() -> TestResult<Vec<Network>> {
    let mut all = Vec::new();
    let skeleton = tongda_fixtures::study().join("skeleton.osm.pbf");
    let folder = std::env::var_os("TONGDA_PBF_DIR").map(std::path::PathBuf::from);
    for path in [Some(skeleton), folder.map(|folder| folder.join("helsinki.osm.pbf"))].into_iter().flatten() {
        let extract = read_extract(&[tongda_network::osm::Source::File(path)], &Silent)?;
        all.push(network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?);
    }
    Ok(all)
}

/// The distance of every segment, metres.
fn distances(network: &Network, position: LonLat) -> Vec<f64> {
    let plane = Plane::at(position.lat());
    let point = plane.project(position);
    let piece = |pair: &[LonLat]| nearest_on_piece(point, plane.project(pair[0]), plane.project(pair[1])).0;
    let ids = (0..).map(SegmentId).take(network.segments().len());
    ids.map(|id| network.shape(id).windows(2).map(piece).fold(f64::INFINITY, f64::min).sqrt()).collect()
}

#[test]
fn near_finds_what_is_near() -> TestResult {
    for network in networks()? {
        let positions: Vec<LonLat> = network.graph().node_weights().map(|node| node.position).collect();
        let (first, last) = (positions[0], positions[positions.len() - 1]);
        proptest!(ProptestConfig::with_cases(300), |(a in -1.0..2.0, b in -1.0..2.0)| {
            // Within the network's extent and well beyond it.
            let mix = |from: f64, to: f64, share: f64| from + (to - from) * share;
            let position = LonLat::new(mix(first.lon(), last.lon(), a), mix(first.lat(), last.lat(), b));
            prop_assume!(position.is_some());
            let position = position.unwrap_or_default();
            let all = distances(&network, position);
            let mut sorted = all.clone();
            sorted.sort_by(f64::total_cmp);
            let near: Vec<_> = network.near(position, 300_000.0).take(40).collect();
            let expected = sorted.iter().filter(|distance| **distance < 290_000.0).count().min(40);
            prop_assert!(near.len() >= expected, "{} of {expected} near {position}", near.len());
            let mut segments: Vec<SegmentId> = near.iter().map(|near| near.segment).collect();
            segments.sort_unstable();
            segments.dedup();
            prop_assert_eq!(segments.len(), near.len(), "a segment comes twice near {}", position);
            for (near, nearest) in near.iter().zip(&sorted) {
                prop_assert!((near.distance_m - all[near.segment.index()]).abs() < 0.01);
                // The index is true to scale in the middle of the network, these distances at the place.
                prop_assert!((near.distance_m - nearest).abs() <= 0.01 * nearest + 0.01, "{} is not {nearest} near {position}", near.distance_m);
            }
        });
    }
    Ok(())
}

#[test]
fn nothing_is_near_beyond_the_limit() -> TestResult {
    for network in networks()? {
        let position = network.graph().raw_nodes()[0].weight.position;
        let all = distances(&network, position);
        for limit in [0.0, 50.0, 1000.0] {
            let near = network.near(position, limit).count();
            let within = |margin: f64| all.iter().filter(|distance| **distance <= limit * margin).count();
            assert!((within(0.99)..=within(1.01)).contains(&near), "{near} within {limit} m");
        }
        assert!(network.near(LonLat::new(0.0, 0.0).unwrap_or_default(), 1000.0).next().is_none());
        assert_eq!(network.near(position, f64::INFINITY).count(), network.segments().len());
    }
    Ok(())
}
