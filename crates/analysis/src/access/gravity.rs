//! Gravity: what there is, counted the less the farther it is.

use super::Decay;
use tongda_foundation::units::TravelTime;

/// `A = Σ supply[j] · f(t[j])` with the decay f (Hansen 1959).
///
/// In opportunities weighted by closeness, from 0 to all of them; `times` and `supply` go by destination.
#[must_use]
pub fn gravity(times: &[TravelTime], supply: &[f64], decay: &Decay) -> f64 {
    times.iter().zip(supply).fold(0.0, |sum, (&time, supply)| sum + supply * decay.weight(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn near_things_count_in_full_and_what_has_no_way_counts_nothing() {
        let times = OdTimes::of_minutes(&[&[0.0, 10.0, 20.0, f64::NAN]]);
        // 100 + 100 / 2 + 100 * 0
        let sum = gravity(times.row(0), &[100.0; 4], &Decay::Linear { cutoff: 20.0 });
        assert!((sum - 150.0).abs() < 1e-9, "{sum}");
    }
}
