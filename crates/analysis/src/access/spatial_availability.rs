//! Spatial availability: the opportunities that are left to an origin when all compete for them.

use rayon::prelude::*;

use super::{Decay, OdTimes};

/// `V[i] = Σ supply[j] · F[i,j]` with `F[i,j] = P[i]^α f(t[i,j]) / Σ P[k]^α f(t[k,j])` (Soukhov et al. 2023).
///
/// In opportunities, from 0; all origins together have the supply of all destinations that anybody
/// reaches. `people` go by origin; `alpha` (from 0) below 1 favours small places, above 1 large ones.
#[must_use]
pub fn spatial_availability(times: &OdTimes, supply: &[f64], people: &[f64], decay: &Decay, alpha: f64) -> Vec<f64> {
    // Where nobody lives nobody competes, also at an alpha of 0.
    let claims: Vec<f64> = people.iter().map(|&people| if people > 0.0 { people.powf(alpha) } else { 0.0 }).collect();
    let demand = times.column_sums(&claims, |time| decay.weight(time));
    let ratio: Vec<f64> =
        supply.iter().zip(demand).map(|(supply, demand)| if demand > 0.0 { supply / demand } else { 0.0 }).collect();
    let row = |(row, claim): (&[_], &f64)| {
        row.iter().zip(&ratio).fold(0.0, |sum, (&time, ratio)| sum + ratio * claim * decay.weight(time))
    };
    times.par_rows().zip(&claims).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Soukhov et al. (2023), which is also that of the R package.
    fn example(alpha: f64) -> Vec<f64> {
        let times = OdTimes::of_minutes(&[&[15.0, 30.0, 100.0], &[30.0, 15.0, 100.0], &[100.0, 100.0, 15.0]]);
        let (people, jobs) = ([50_000.0, 150_000.0, 10_000.0], [100_000.0, 100_000.0, 10_000.0]);
        spatial_availability(&times, &jobs, &people, &Decay::Exponential { beta: 0.1 }, alpha)
    }

    #[test]
    fn the_published_example() {
        let found = example(1.0);
        // Jobs at 1: A's claim is 50 e^-1.5, B's 150 e^-3, C's 10 e^-10; at 2 and 3 likewise.
        let e = |t: f64| (-t).exp();
        let share = |own: f64, others: [f64; 2]| own / (own + others[0] + others[1]);
        let a = 1e5 * share(50.0 * e(1.5), [150.0 * e(3.0), 10.0 * e(10.0)])
            + 1e5 * share(50.0 * e(3.0), [150.0 * e(1.5), 10.0 * e(10.0)])
            + 1e4 * share(50.0 * e(10.0), [150.0 * e(10.0), 10.0 * e(1.5)]);
        assert!((found[0] - a).abs() < 1e-6);
        // The paper's own figures: 66,833, 133,203 and 9,963.
        assert!(found.iter().zip([66_833.0, 133_203.0, 9_963.0]).all(|(a, b)| (a - b).abs() < 1.5), "{found:?}");
    }

    #[test]
    fn no_job_is_given_twice() {
        for alpha in [0.0, 0.5, 1.0, 2.0] {
            assert!((example(alpha).iter().sum::<f64>() - 210_000.0).abs() < 1e-6);
        }
    }
}
