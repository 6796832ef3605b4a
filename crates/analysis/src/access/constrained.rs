//! Constrained access: opportunities handed out so that totals are kept (Wilson 1971; Soukhov et al. 2025).
//!
//! In: times, the supply of destinations and the people of origins. Out: how many opportunities go to
//! each origin. The more totals are kept, the less an origin's value says of it alone: with both kept
//! its sum is its people, and only the minutes of the trips tell origins apart.

use rayon::prelude::*;

use super::{Decay, OdTimes, spatial_availability};

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
    /// By how much the supply of each destination was scaled so that both totals are the same.
    pub supply_scales: Vec<f64>,
    /// Mean minutes of the trips of each origin; `None` for origins that take no part.
    pub mean_minutes: Vec<Option<f64>>,
}

/// How close totals come, as a share.
const TOLERANCE: f64 = 1e-9;
/// After so many rounds there is no solution.
const ROUNDS: usize = 10_000;
/// After so many rounds it is looked whether totals still come closer: by 1 % at least, or there is no solution.
/// What comes closer as slowly as 1 / rounds is given all of them.
const LOOK: usize = 100;
const STUCK: f64 = 0.99;

/// `V[i,j] = A[i] B[j] P[i] S[j] f(t[i,j])` with `Σ V[i,·] = P[i]` and `Σ V[·,j] = S[j]`, S being `supply`
/// scaled so that it adds up to the people (Wilson 1967); by iterative proportional fitting.
///
/// Supply is scaled in each part by itself where parts do not reach each other, such as islands. People and supply that
/// reach nothing take no part. `None` when nobody reaches anything or no trips keep both totals, as when some origins
/// reach too little. Takes eight bytes a pair.
#[must_use]
pub fn doubly_constrained(times: &OdTimes, supply: &[f64], people: &[f64], decay: &Decay) -> Option<Balanced> {
    let trips = Weights::new(times, decay);
    let comes = trips.column_sums(people);
    let used: Vec<f64> = supply.iter().zip(comes).map(|(s, d)| if d > 0.0 { *s } else { 0.0 }).collect();
    let mut b = vec![1.0; used.len()];
    let pulls = trips.row_sums(&used);
    let served: Vec<f64> = people.iter().zip(&pulls).map(|(people, pull)| if *pull > 0.0 { *people } else { 0.0 }).collect();
    let all_people = served.iter().sum::<f64>();
    if all_people <= 0.0 || used.iter().sum::<f64>() <= 0.0 {
        return None;
    }
    let scales = trips.scales(&served, &used);
    let mut last_error = f64::INFINITY;
    for round in 0..ROUNDS {
        // What comes to each destination for a unit of B and supply; at 1 / scale its total is kept.
        let (pulls, comes) = trips.round(&b, &used, &served);
        let kept = comes.iter().zip(&scales).zip(b.iter().zip(&used));
        let error: f64 = kept.map(|((come, scale), (b, s))| (come * b * s - s * scale).abs()).sum();
        if error <= all_people * TOLERANCE {
            return Some(trips.balanced(times, (b, &used, scales), &served, &pulls));
        }
        if round % LOOK == 0 {
            if error > last_error * STUCK {
                return None;
            }
            last_error = error;
        }
        b = comes.iter().zip(&scales).map(|(come, scale)| if *come > 0.0 { scale / come } else { 0.0 }).collect();
    }
    None
}

/// The weight of every pair, by origin.
struct Weights {
    destinations: usize,
    list: Vec<f64>,
}

impl Weights {
    fn new(times: &OdTimes, decay: &Decay) -> Self {
        let list = times.par_rows().flat_map_iter(|row| row.iter().map(|&time| decay.weight(time))).collect();
        Self { destinations: times.destination_count().max(1), list }
    }

    /// For every destination the sum over origins of `of` by weight.
    fn column_sums(&self, of: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.destinations];
        for (row, of) in self.list.chunks(self.destinations).zip(of) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += of * weight);
        }
        sums
    }

    /// For every origin the sum over destinations of `of` by weight.
    fn row_sums(&self, of: &[f64]) -> Vec<f64> {
        self.list.par_chunks(self.destinations).with_min_len(256).map(|row| dot(row, of)).collect()
    }

    /// What pulls at each origin, and what then comes to each destination for a unit of B and supply, in one pass.
    ///
    /// Rows are added up in blocks of a fixed size, so that the sums do not depend on the number of threads.
    fn round(&self, b: &[f64], supply: &[f64], people: &[f64]) -> (Vec<f64>, Vec<f64>) {
        const BLOCK: usize = 512;
        let each: Vec<f64> = b.iter().zip(supply).map(|(b, s)| b * s).collect();
        let block = |(rows, people): (&[f64], &[f64])| {
            let (mut pulls, mut comes) = (Vec::with_capacity(people.len()), vec![0.0; self.destinations]);
            for (row, people) in rows.chunks(self.destinations).zip(people) {
                let pull = dot(row, &each);
                pulls.push(pull);
                if *people > 0.0 {
                    let claim = people / pull;
                    comes.iter_mut().zip(row).for_each(|(come, weight)| *come += claim * weight);
                }
            }
            (pulls, comes)
        };
        let blocks: Vec<(Vec<f64>, Vec<f64>)> =
            self.list.par_chunks(self.destinations * BLOCK).zip(people.par_chunks(BLOCK)).map(block).collect();
        let (mut pulls, mut comes) = (Vec::with_capacity(people.len()), vec![0.0; self.destinations]);
        for (pull, come) in blocks {
            pulls.extend(pull);
            comes.iter_mut().zip(come).for_each(|(sum, part)| *sum += part);
        }
        (pulls, comes)
    }

    /// By destination the factor that makes supply the people of its part: of all that reach each other, over however many others.
    fn scales(&self, people: &[f64], supply: &[f64]) -> Vec<f64> {
        let mut part: Vec<usize> = (0..self.destinations).collect();
        let reaches = |row: &[f64]| row.iter().position(|weight| *weight > 0.0);
        let rows = || self.list.chunks(self.destinations).zip(people).filter(|(_, people)| **people > 0.0);
        for (row, _) in rows() {
            let Some(first) = reaches(row) else { continue };
            for (other, _) in row.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                let (a, b) = (root(&mut part, first), root(&mut part, other));
                part[a.max(b)] = a.min(b);
            }
        }
        let (mut of_people, mut of_supply) = (vec![0.0; self.destinations], vec![0.0; self.destinations]);
        for (row, people) in rows() {
            if let Some(first) = reaches(row) {
                of_people[root(&mut part, first)] += people;
            }
        }
        for (destination, supply) in supply.iter().enumerate() {
            of_supply[root(&mut part, destination)] += supply;
        }
        let scale = |destination: usize| {
            let part = root(&mut part, destination);
            if of_supply[part] > 0.0 { of_people[part] / of_supply[part] } else { 0.0 }
        };
        (0..self.destinations).map(scale).collect()
    }

    fn balanced(
        &self,
        times: &OdTimes,
        (b, used, scales): (Vec<f64>, &[f64], Vec<f64>),
        served: &[f64],
        pulls: &[f64],
    ) -> Balanced {
        let (mut mean_minutes, mut origin_factors) = (Vec::with_capacity(served.len()), Vec::with_capacity(served.len()));
        let rows = times.rows().zip(self.list.chunks(self.destinations));
        for ((times, weights), (&people, pull)) in rows.zip(served.iter().zip(pulls)) {
            let trips = times.iter().zip(weights).zip(b.iter().zip(used));
            let minutes = trips.filter_map(|((time, weight), (b, s))| Some(time.minutes()? * b * s * weight)).sum::<f64>();
            let first = weights.iter().position(|weight| *weight > 0.0).filter(|_| people > 0.0);
            mean_minutes.push(first.map(|_| minutes / pull));
            origin_factors.push(first.map(|first| 1.0 / (pull * scales[first])));
        }
        Balanced { mean_minutes, origin_factors, destination_factors: b, supply_scales: scales }
    }
}

/// The sum of products, in four lanes, so that no addition waits for the one before.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    let mut lanes = [0.0; 4];
    for (a, b) in a.zip(b) {
        lanes.iter_mut().zip(a.iter().zip(b)).for_each(|(lane, (a, b))| *lane += a * b);
    }
    lanes[0] + lanes[1] + (lanes[2] + lanes[3]) + rest
}

/// The number that stands for the part that one belongs to.
fn root(part: &mut [usize], mut one: usize) -> usize {
    while part[one] != one {
        part[one] = part[part[one]];
        one = part[one];
    }
    one
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
        assert!(found.supply_scales.iter().all(|scale| (scale - 1.0).abs() < 1e-12));
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
        // Two places that do not reach each other keep their totals by themselves.
        let apart = OdTimes::of_minutes(&[&[10.0, f64::NAN], &[f64::NAN, 20.0]]);
        let found = doubly_constrained(&apart, &[10.0, 2.0], &[10.0, 10.0], &Decay::Binary { cutoff: 60.0 });
        assert!(found.is_some_and(|found| {
            let near = |found: Option<f64>, minutes: f64| found.is_some_and(|found| (found - minutes).abs() < 1e-9);
            near(found.mean_minutes[0], 10.0) && near(found.mean_minutes[1], 20.0) && (found.supply_scales[1] - 5.0).abs() < 1e-9
        }));
        // Ten people reach the small one only, and ten both: the ten cannot all go there.
        let narrow = OdTimes::of_minutes(&[&[10.0, f64::NAN], &[10.0, 10.0]]);
        assert_eq!(doubly_constrained(&narrow, &[1.0, 9.0], &[10.0, 10.0], &Decay::Binary { cutoff: 60.0 }), None);
    }
}
