//! Location-allocation against an enumeration of all sets of sites.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tongda_analysis::appraisal::propose::Sites;
use tongda_fixtures::TestResult;

/// The worth of the best `count` sites, by trying every set of them.
fn best_of_all(sites: &Sites, count: usize) -> f64 {
    fn try_all(sites: &Sites, first: usize, left: usize, served: &[f64]) -> f64 {
        let mut best = served.iter().sum();
        for site in first..if left == 0 { first } else { sites.worth.len() } {
            let mut served = served.to_vec();
            for &(point, worth) in &sites.worth[site] {
                let point = &mut served[point as usize];
                *point = point.max(worth);
            }
            best = f64::max(best, try_all(sites, site + 1, left - 1, &served));
        }
        best
    }
    try_all(sites, 0, count, &vec![0.0; sites.points])
}

/// The fewest sites that serve every point that any site serves, by trying sets of one size after the other.
fn fewest_of_all(sites: &Sites) -> usize {
    let all = best_of_all(sites, sites.worth.len());
    (0..=sites.worth.len()).find(|&count| (best_of_all(sites, count) - all).abs() < 1e-9).unwrap_or_default()
}

/// Sites and points strewn over a square; a point is worth its people within reach, or the way that is saved.
fn strewn(seed: u64, sites: usize, points: usize, saved: bool) -> Sites {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut position = || [random.random_range(0.0..10.0), random.random_range(0.0..10.0)];
    let (at, of): (Vec<[f64; 2]>, Vec<[f64; 2]>) =
        ((0..sites).map(|_| position()).collect(), (0..points).map(|_| position()).collect());
    let people = |point: u32| f64::from(point % 7 + 1);
    let site = |site: &[f64; 2]| -> Vec<(u32, f64)> {
        let reach = (0..).zip(&of).map(|(point, of)| (point, (site[0] - of[0]).hypot(site[1] - of[1])));
        let reach = reach.filter(|(_, far)| *far < 2.5);
        reach.map(|(point, far)| (point, people(point) * if saved { 2.5 - far } else { 1.0 })).collect()
    };
    Sites { worth: at.iter().map(site).collect(), points }
}

#[test]
fn the_best_sites_are_the_best_of_all_sets() -> TestResult {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner.run(
        &(any::<u64>(), 4_usize..14, 10_usize..40, 1_usize..5, any::<bool>()),
        |(seed, sites, points, count, saved)| {
            let sites = strewn(seed, sites, points, saved);
            let (found, expected) = (sites.best(count, 1_000_000), best_of_all(&sites, count));
            prop_assert!(
                (found.value - expected).abs() < 1e-6 * (1.0 + expected) && found.gap() < 1e-9,
                "{found:?}, not {expected}"
            );
            if !saved {
                let (fewest, least) = sites.fewest(1.0, 1_000_000);
                prop_assert_eq!((least, fewest.chosen.len()), (fewest_of_all(&sites), least));
            }
            Ok(())
        },
    )?;
    Ok(())
}

#[test]
fn the_best_four_of_sixty_sites_are_proved() {
    for seed in 0..3 {
        let sites = strewn(seed, 60, 200, true);
        let (found, expected) = (sites.best(4, 10_000_000), best_of_all(&sites, 4));
        assert!((found.value - expected).abs() < 1e-6 * expected && found.gap() < 1e-9, "{found:?}, not {expected}");
    }
}
