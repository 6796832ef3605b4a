//! 潜力 (economic potential): what lies around, over a power of the minutes there.

use super::{Decay, gravity};
use tongda_foundation::units::TravelTime;

/// `P = Σ M[j] / t[j]^exponent` with t in minutes, M being `weights` (Hansen 1959; Keeble et al. 1982).
///
/// In the unit of M over minutes to that power, from 0. A way below one minute counts as one minute,
/// for else an origin's own place would outweigh all the rest.
#[must_use]
pub fn potential(times: &[TravelTime], weights: &[f64], exponent: f64) -> f64 {
    gravity(times, weights, &Decay::Power { beta: exponent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn own_place_counts_as_a_minute_away() {
        let times = OdTimes::of_minutes(&[&[0.0, 10.0, 20.0, f64::NAN]]);
        // 5 / 1 + 100 / 10 + 100 / 20, and with squares 5 + 100 / 100 + 100 / 400
        let weights = [5.0, 100.0, 100.0, 1e9];
        assert!((potential(times.row(0), &weights, 1.0) - 20.0).abs() < 1e-9);
        assert!((potential(times.row(0), &weights, 2.0) - 6.25).abs() < 1e-9);
    }
}
