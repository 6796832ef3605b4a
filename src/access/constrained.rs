//! Constrained access: opportunities handed out so that totals are kept (Wilson 1971; Soukhov et al. 2025).
//!
//! In: times, the supply of destinations and the people of origins. Out: how many opportunities go to
//! each origin. The more totals are kept, the less an origin's value says of it alone: with both kept
//! its sum is its people, and only the minutes of the trips tell origins apart.

use rayon::prelude::*;

use super::{Decay, OdTimes, spatial_availability};
use crate::units::TravelTime;

/// `V[i] = K Σ S[j] f(t[i,j])` with K such that all V add up to all of S: gravity in whole opportunities.
///
/// In opportunities, from 0; `None` when no origin reaches any.
#[must_use]
pub fn total_constrained(times: &OdTimes, supply: &[f64], decay: &Decay) -> Option<Vec<f64>> {
    let values: Vec<f64> = times.par_rows().map(|row| super::gravity(row, supply, decay)).collect();
    let (sum, all) = (values.iter().sum::<f64>(), supply.iter().sum::<f64>());
    (sum > 0.0).then(|| values.into_iter().map(|value| value * (all / sum)).collect())
}

/// `V[i] = Σ S[j] P[i] f(t[i,j]) / Σ P[k] f(t[k,j])`: each destination hands out what it has and no more.
///
/// In opportunities, from 0. It is spatial availability with α = 1.
#[must_use]
pub fn singly_constrained(times: &OdTimes, supply: &[f64], people: &[f64], decay: &Decay) -> Vec<f64> {
    spatial_availability(times, supply, people, decay, 1.0)
}

/// Trips that keep both totals.
#[derive(Clone, Debug, PartialEq)]
pub struct Balanced {
    /// `A[i]`, by origin; `None` for origins that take no part.
    pub origin_factors: Vec<Option<f64>>,
    /// `B[j]`, by destination; 0 for those that take no part.
    pub destination_factors: Vec<f64>,
    /// By how much supply was scaled so that both totals are the same.
    pub supply_scale: f64,
    /// Mean minutes of the trips of each origin; `None` for origins that take no part.
    pub mean_minutes: Vec<Option<f64>>,
}

/// How close totals come, as a share.
const TOLERANCE: f64 = 1e-9;
/// After so many rounds there is no solution.
const ROUNDS: usize = 10_000;

/// `V[i,j] = A[i] B[j] P[i] S[j] f(t[i,j])` with `Σ V[i,·] = P[i]` and `Σ V[·,j] = S[j]`, S being `supply`
/// scaled so that it adds up to the people (Wilson 1967); by iterative proportional fitting.
///
/// People and supply that reach nothing take no part. `None` when nobody reaches anything or no trips
/// keep both totals, as when some origins reach too little.
#[must_use]
pub fn doubly_constrained(times: &OdTimes, supply: &[f64], people: &[f64], decay: &Decay) -> Option<Balanced> {
    let weight = |time| decay.weight(time);
    let used: Vec<f64> =
        supply.iter().zip(times.column_sums(people, weight)).map(|(s, d)| if d > 0.0 { *s } else { 0.0 }).collect();
    let pull = |b: &[f64]| -> Vec<f64> {
        let row = |row: &[_]| row.iter().zip(b.iter().zip(&used)).fold(0.0, |sum, (&t, (b, s))| sum + b * s * weight(t));
        times.par_rows().map(row).collect()
    };
    let mut b = vec![1.0; used.len()];
    let mut pulls = pull(&b);
    let served: Vec<f64> = people.iter().zip(&pulls).map(|(people, pull)| if *pull > 0.0 { *people } else { 0.0 }).collect();
    let (all_people, all_supply) = (served.iter().sum::<f64>(), used.iter().sum::<f64>());
    if all_people <= 0.0 || all_supply <= 0.0 {
        return None;
    }
    let scale = all_people / all_supply;
    for _ in 0..ROUNDS {
        let claims: Vec<f64> =
            served.iter().zip(&pulls).map(|(people, pull)| if *people > 0.0 { people / pull } else { 0.0 }).collect();
        // What comes to each destination for a unit of B and supply; at 1 / scale its total is kept.
        let comes = times.column_sums(&claims, weight);
        let error: f64 = comes.iter().zip(b.iter().zip(&used)).map(|(come, (b, s))| (come * b * s - s * scale).abs()).sum();
        if error <= all_people * TOLERANCE {
            let minutes = |(row, (people, pull)): (&[TravelTime], (&f64, &f64))| {
                let sum = row
                    .iter()
                    .zip(b.iter().zip(&used))
                    .filter_map(|(&time, (b, s))| Some(time.minutes()? * b * s * weight(time)));
                (*people > 0.0).then(|| sum.sum::<f64>() / pull)
            };
            let mean_minutes = times.par_rows().zip(served.par_iter().zip(&pulls)).map(minutes).collect();
            let origin_factors =
                served.iter().zip(&pulls).map(|(people, pull)| (*people > 0.0).then(|| 1.0 / (pull * scale))).collect();
            return Some(Balanced { origin_factors, destination_factors: b, supply_scale: scale, mean_minutes });
        }
        b = comes.iter().map(|come| if *come > 0.0 { scale / come } else { 0.0 }).collect();
        pulls = pull(&b);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times and totals that the R package tests its constrained measures with.
    fn times() -> OdTimes {
        OdTimes::of_minutes(&[&[10.0, 30.0, 15.0], &[30.0, 10.0, 25.0], &[15.0, 25.0, 10.0]])
    }
    const PEOPLE: [f64; 3] = [4.0, 10.0, 6.0];

    #[test]
    fn totals_are_kept() {
        let jobs = [160.0, 150.0, 180.0];
        let decay = Decay::Exponential { beta: 0.1 };
        let total = total_constrained(&times(), &jobs, &decay).unwrap_or_default();
        assert!((total.iter().sum::<f64>() - 490.0).abs() < 1e-9, "{total:?}");
        let singly = singly_constrained(&times(), &jobs, &PEOPLE, &decay);
        assert!((singly.iter().sum::<f64>() - 490.0).abs() < 1e-9, "{singly:?}");
        // Of the first destination's jobs, origin 1 has 4 e^-1 of 4 e^-1 + 10 e^-3 + 6 e^-1.5.
        let first = singly_constrained(&times(), &[160.0, 0.0, 0.0], &PEOPLE, &decay)[0];
        let e = |t: f64| (-t).exp();
        assert!((first - 160.0 * 4.0 * e(1.0) / (4.0 * e(1.0) + 10.0 * e(3.0) + 6.0 * e(1.5))).abs() < 1e-9);
        assert_eq!(total_constrained(&times(), &[0.0; 3], &decay), None);
    }

    #[test]
    fn trips_keep_both_totals() {
        let jobs = [7.0, 5.0, 8.0];
        let decay = Decay::Power { beta: 3.0 };
        let found = doubly_constrained(&times(), &jobs, &PEOPLE, &decay);
        let Some(found) = found else { unreachable!("no solution") };
        assert!((found.supply_scale - 1.0).abs() < 1e-12);
        let trips = |i: usize, j: usize| {
            let a = found.origin_factors[i].unwrap_or_default();
            a * found.destination_factors[j] * PEOPLE[i] * jobs[j] * decay.weight(times().row(i)[j])
        };
        for one in 0..3 {
            let (from, to): (f64, f64) = ((0..3).map(|j| trips(one, j)).sum(), (0..3).map(|i| trips(i, one)).sum());
            assert!((from - PEOPLE[one]).abs() < 1e-6 && (to - jobs[one]).abs() < 1e-6, "{from} {to}");
            let minutes: f64 = (0..3).map(|j| trips(one, j) * times().row(one)[j].minutes().unwrap_or_default()).sum();
            assert!(found.mean_minutes[one].is_some_and(|mean| (mean - minutes / PEOPLE[one]).abs() < 1e-6));
        }
    }

    #[test]
    fn what_reaches_nothing_takes_no_part_and_what_cannot_be_is_none() {
        let times = OdTimes::of_minutes(&[&[10.0, 20.0], &[f64::NAN, f64::NAN]]);
        let found = doubly_constrained(&times, &[1.0, 3.0], &[8.0, 5.0], &Decay::Binary { cutoff: 60.0 });
        // Eight trips, two to the first and six to the second: (2 · 10 + 6 · 20) / 8.
        assert!(found.is_some_and(
            |found| found.mean_minutes[0].is_some_and(|m| (m - 17.5).abs() < 1e-6) && found.mean_minutes[1].is_none()
        ));
        // Each of ten people reaches one only, and one has five times the other's room.
        let apart = OdTimes::of_minutes(&[&[10.0, f64::NAN], &[f64::NAN, 10.0]]);
        assert_eq!(doubly_constrained(&apart, &[10.0, 2.0], &[10.0, 10.0], &Decay::Binary { cutoff: 60.0 }), None);
    }
}
