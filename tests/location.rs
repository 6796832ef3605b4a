//! Location-allocation against a solver of mixed-integer programmes that knows nothing of it.

mod common;

use std::time::Instant;

use common::TestResult;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tongda_analysis::appraisal::propose::Sites;

/// The value of the best solution.
fn solved(problem: &Problem) -> Result<f64, String> {
    match problem.solve().map_err(|error| error.to_string())? {
        SolveOutcome::Solution(solution) => Ok(solution.objective()),
        SolveOutcome::Interrupted(_) => Err("the solver gave up".to_owned()),
    }
}

/// What the best `count` sites are worth: `max Σ w x` with `Σ over sites of x ≤ 1` at each point, `x ≤ y` and `Σ y ≤ count`.
fn by_solver(sites: &Sites, count: usize) -> Result<f64, String> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let open: Vec<Variable> = sites.worth.iter().map(|_| problem.add_binary_var(0.0)).collect();
    let mut at_point: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); sites.points];
    for (site, &open) in sites.worth.iter().zip(&open) {
        for &(point, worth) in site {
            let served = problem.add_var(worth, (0.0, 1.0));
            at_point[point as usize].push((served, 1.0));
            problem.add_constraint([(served, 1.0), (open, -1.0)], ComparisonOp::Le, 0.0);
        }
    }
    for served in at_point.into_iter().filter(|served| !served.is_empty()) {
        problem.add_constraint(served, ComparisonOp::Le, 1.0);
    }
    problem.add_constraint(
        open.into_iter().map(|open| (open, 1.0)),
        ComparisonOp::Le,
        f64::from(u32::try_from(count).unwrap_or(u32::MAX)),
    );
    solved(&problem)
}

/// The fewest sites that are worth all that there is.
fn fewest_by_solver(sites: &Sites) -> Result<f64, String> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let open: Vec<Variable> = sites.worth.iter().map(|_| problem.add_binary_var(1.0)).collect();
    for point in (0..).take(sites.points) {
        let covering: Vec<(Variable, f64)> = sites
            .worth
            .iter()
            .zip(&open)
            .filter(|(site, _)| site.iter().any(|(other, _)| *other == point))
            .map(|(_, &open)| (open, 1.0))
            .collect();
        if !covering.is_empty() {
            problem.add_constraint(covering, ComparisonOp::Ge, 1.0);
        }
    }
    solved(&problem)
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
fn the_best_sites_are_those_of_a_solver() -> TestResult {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner.run(
        &(any::<u64>(), 4_usize..14, 10_usize..40, 1_usize..5, any::<bool>()),
        |(seed, sites, points, count, saved)| {
            let sites = strewn(seed, sites, points, saved);
            let (found, expected) = (sites.best(count, 1_000_000), by_solver(&sites, count).map_err(TestCaseError::fail)?);
            prop_assert!(
                (found.value - expected).abs() < 1e-6 * (1.0 + expected) && found.gap() < 1e-9,
                "{found:?}, not {expected}"
            );
            if !saved {
                let (fewest, least) = sites.fewest(1.0, 1_000_000);
                let expected = fewest_by_solver(&sites).map_err(TestCaseError::fail)?;
                prop_assert!(
                    (f64::from(u32::try_from(least).unwrap_or_default()) - expected).abs() < 1e-6 && fewest.chosen.len() == least
                );
            }
            Ok(())
        },
    )?;
    Ok(())
}

#[test]
fn a_larger_case_takes_a_solver_longer() -> TestResult {
    let sites = strewn(3, 60, 200, true);
    let start = Instant::now();
    let found = sites.best(6, 10_000_000);
    let (own, start) = (start.elapsed(), Instant::now());
    let expected = by_solver(&sites, 6)?;
    let solver = start.elapsed();
    assert!(
        (found.value - expected).abs() < 1e-6 * expected && found.gap() < 1e-9,
        "{} in {own:.1?}, not {expected} in {solver:.1?}",
        found.value
    );
    assert!(own < solver, "{own:.1?} is longer than {solver:.1?}");
    Ok(())
}
