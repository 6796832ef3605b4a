//! Dual access: minutes until so many opportunities are within reach.

use tongda_foundation::units::TravelTime;

/// The least T with `Σ supply[j] over t[j] ≤ T` at least `wanted` (Cui & Levinson 2020).
///
/// In minutes, from 0; `None` when all that can be reached is less, or `wanted` is not above 0.
/// O(n log n) a call.
#[must_use]
pub fn dual(times: &[TravelTime], supply: &[f64], wanted: f64) -> Option<f64> {
    if wanted.is_nan() || wanted <= 0.0 {
        return None;
    }
    let there = times.iter().zip(supply).filter(|(time, supply)| time.is_reached() && **supply > 0.0);
    let mut there: Vec<(TravelTime, f64)> = there.map(|(time, supply)| (*time, *supply)).collect();
    there.sort_by_key(|(time, _)| *time);
    let mut sum = 0.0;
    let found = there.into_iter().find(|(_, supply)| {
        sum += supply;
        sum >= wanted
    });
    found?.0.minutes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn minutes_until_enough_is_within_reach() {
        let times = OdTimes::of_minutes(&[&[12.0, 4.0, 8.0, f64::NAN]]);
        let supply = [10.0, 1.0, 4.0, 100.0];
        let minutes = |wanted| dual(times.row(0), &supply, wanted);
        assert_eq!([1.0, 2.0, 5.0, 5.1, 15.0].map(minutes), [Some(4.0), Some(8.0), Some(8.0), Some(12.0), Some(12.0)]);
        assert_eq!([15.1, 0.0, f64::NAN].map(minutes), [None; 3]);
    }
}
