//! Floating catchments: supply per head, where facilities are shared by all who live around them.
//!
//! In: times from origins to facilities, the supply of each facility and the people of each origin.
//! Out: supply per person, from 0. Facilities in whose catchment nobody lives serve nobody. In the
//! two-step and the three-step one supply is conserved: Σ people[i] · A[i] is the supply that somebody
//! reaches. In the balanced one the ratios of facilities are: Σ A[i] is Σ R[j], so that it falls with the
//! number of origins.

use rayon::prelude::*;

use super::{Decay, OdTimes};

/// Which kind of floating catchment. With `w[i,j] = f(t[i,j])`, P people, S supply:
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Catchment {
    /// `R[j] = S[j] / Σ P[k] w[k,j]`, `A[i] = Σ R[j] w[i,j]`: 2SFCA with a binary decay (Luo & Wang 2003),
    /// E2SFCA with steps (Luo & Qi 2009), Gaussian 2SFCA with `gaussian-catchment` (Dai 2010).
    TwoStep,
    /// M2SFCA: `A[i] = Σ S[j] w[i,j]² / Σ P[k] w[k,j]`; a system far from its people serves them less
    /// in all (Delamater 2013).
    Modified,
    /// 3SFCA: people choose among facilities by `G[i,j] = w[i,j] / Σ w[i,l]`, and
    /// `R[j] = S[j] / Σ G[k,j] P[k] w[k,j]`, `A[i] = Σ G[i,j] R[j] w[i,j]` (Wan, Zou & Sternberg 2012).
    ThreeStep,
    /// BFCA: people are shared among facilities by `w[i,j] / Σ w[i,l]` and each facility's supply among
    /// origins by `w[i,j] / Σ w[k,j]` (Páez, Higgins & Vivona 2019).
    Balanced,
}

/// Supply per person of each origin; 0 where no facility lies within the catchment.
#[must_use]
pub fn floating_catchment(kind: Catchment, times: &OdTimes, supply: &[f64], people: &[f64], decay: &Decay) -> Vec<f64> {
    let by = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
    let weight = |time| decay.weight(time);
    let demand = |people: &[f64]| times.column_sums(people, weight);
    let choices = || -> Vec<f64> { times.par_rows().map(|row| row.iter().map(|&time| weight(time)).sum()).collect() };
    let access = |of: &(dyn Fn(usize, f64) -> f64 + Sync), ratio: &[f64]| -> Vec<f64> {
        let row = |(origin, row): (usize, &[_])| {
            row.iter().zip(ratio).fold(0.0, |sum, (&time, ratio)| sum + ratio * of(origin, weight(time)))
        };
        times.par_rows().enumerate().map(row).collect()
    };
    let ratio =
        |demand: Vec<f64>| -> Vec<f64> { supply.iter().zip(demand).map(|(&supply, demand)| by(supply, demand)).collect() };
    match kind {
        Catchment::TwoStep => access(&|_, w| w, &ratio(demand(people))),
        Catchment::Modified => access(&|_, w| w * w, &ratio(demand(people))),
        Catchment::ThreeStep => {
            let all = choices();
            // Σ G P w is a sum of w² over each origin's own Σ w.
            let shared: Vec<f64> = people.iter().zip(&all).map(|(&people, &all)| by(people, all)).collect();
            let demand = times.column_sums(&shared, |time| weight(time).powi(2));
            access(&|origin, w| by(w * w, all[origin]), &ratio(demand))
        }
        Catchment::Balanced => {
            let all = choices();
            let shared: Vec<f64> = people.iter().zip(&all).map(|(&people, &all)| by(people, all)).collect();
            let columns = demand(&vec![1.0; people.len()]);
            let ratio: Vec<f64> = ratio(demand(&shared)).iter().zip(columns).map(|(&ratio, column)| by(ratio, column)).collect();
            access(&|_, w| w, &ratio)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Facilities J and K; origin 1 (100 people) reaches both, 2 (200 people) only K, 3 neither.
    fn times() -> OdTimes {
        OdTimes::of_minutes(&[&[10.0, 20.0], &[40.0, 10.0], &[90.0, f64::NAN]])
    }

    fn access(kind: Catchment, decay: &str) -> Vec<f64> {
        let decay = decay.parse().unwrap_or_else(|message: String| unreachable!("{message}"));
        floating_catchment(kind, &times(), &[10.0, 30.0], &[100.0, 200.0, 50.0], &decay)
    }

    fn same(found: &[f64], expected: [f64; 3]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected:?}");
    }

    #[test]
    fn two_steps_by_hand() {
        // J: 10 / 100; K: 30 / 300.
        same(&access(Catchment::TwoStep, "binary:30"), [0.1 + 0.1, 0.1, 0.0]);
        // E2SFCA, weights 1 before 15 min, 0.5 before 30: J: 10 / 100; K: 30 / (50 + 200) = 0.12.
        same(&access(Catchment::TwoStep, "stepped:15=0.5,30=0"), [0.1 + 0.5 * 0.12, 0.12, 0.0]);
        // Gaussian: w(10) = (e^-1/18 - e^-1/2) / (1 - e^-1/2) = 0.8627, w(20) = 0.4935;
        // J: 10 / 86.27 = 0.11591; K: 30 / (49.35 + 172.55) = 0.13520.
        let gaussian = access(Catchment::TwoStep, "gaussian-catchment:30");
        let (near, far) = (0.862_682, 0.493_510);
        let (j, k) = (10.0 / (100.0 * near), 30.0 / (100.0 * far + 200.0 * near));
        assert!((gaussian[0] - (j * near + k * far)).abs() < 1e-5 && (gaussian[1] - k * near).abs() < 1e-5, "{gaussian:?}");
    }

    #[test]
    fn the_others_by_hand() {
        // M2SFCA: J: 10 / 100 · 1²; K: 0.12 · 0.5² for 1 and 0.12 · 1² for 2.
        same(&access(Catchment::Modified, "stepped:15=0.5,30=0"), [0.1 + 0.03, 0.12, 0.0]);
        // 3SFCA: G of 1 is 2/3 and 1/3, of 2 it is 0 and 1. J: 10 / (2/3 · 100) = 0.15;
        // K: 30 / (1/3 · 100 · 0.5 + 200) = 30 / 216.667. A1 = 2/3 · 0.15 + 1/3 · 0.5 · K.
        let k = 30.0 / (100.0 / 6.0 + 200.0);
        same(&access(Catchment::ThreeStep, "stepped:15=0.5,30=0"), [0.1 + k / 6.0, k, 0.0]);
        // BFCA: people of 1: 2/3 to J, 1/3 to K. J: 10 / 66.667 = 0.15, all of it to 1;
        // K: 30 / (33.333 + 200), a third (0.5 / 1.5) to 1 and two thirds to 2.
        let k = 30.0 / (100.0 / 3.0 + 200.0);
        same(&access(Catchment::Balanced, "stepped:15=0.5,30=0"), [0.15 + k / 3.0, k * 2.0 / 3.0, 0.0]);
    }

    #[test]
    fn supply_is_shared_out_and_no_more() {
        for (kind, decay) in [(Catchment::TwoStep, "linear:45"), (Catchment::ThreeStep, "linear:45")] {
            let served: f64 = access(kind, decay).iter().zip([100.0, 200.0, 50.0]).map(|(access, people)| access * people).sum();
            assert!((served - 40.0).abs() < 1e-9, "{kind:?} {served}");
        }
        let nobody = floating_catchment(Catchment::TwoStep, &times(), &[10.0, 30.0], &[0.0; 3], &Decay::Binary { cutoff: 30.0 });
        same(&nobody, [0.0; 3]);
    }
}
