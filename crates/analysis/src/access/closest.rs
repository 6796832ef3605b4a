//! Time to closest: minutes to the nearest destination, or to the so manieth nearest.

use tongda_foundation::units::TravelTime;

/// `min t[j]` over all j whose `supply` is above 0.
///
/// In minutes, from 0; `None` when none of them can be reached.
#[must_use]
pub fn closest(times: &[TravelTime], supply: &[f64]) -> Option<f64> {
    nth_closest(times, supply, 1)
}

/// The time to the `nth` nearest destination whose `supply` is above 0, counted from 1: how good the
/// second choice is.
///
/// In minutes, from 0; `None` when fewer can be reached, and for `nth` 0. O(n) a call.
#[must_use]
pub fn nth_closest(times: &[TravelTime], supply: &[f64], nth: usize) -> Option<f64> {
    let there = times.iter().zip(supply).filter(|(time, supply)| time.is_reached() && **supply > 0.0);
    let mut there: Vec<TravelTime> = there.map(|(time, _)| *time).collect();
    let index = nth.checked_sub(1).filter(|index| *index < there.len())?;
    there.select_nth_unstable(index).1.minutes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn only_what_is_there_and_can_be_reached_counts() {
        let times = OdTimes::of_minutes(&[&[5.0, 7.0, 9.0, f64::NAN]]);
        let supply = [0.0, 1.0, 1.0, 1.0];
        assert_eq!(closest(times.row(0), &supply), Some(7.0));
        assert_eq!(nth_closest(times.row(0), &supply, 2), Some(9.0));
        assert_eq!(nth_closest(times.row(0), &supply, 3), None);
        assert_eq!(nth_closest(times.row(0), &supply, 0), None);
        assert_eq!(closest(times.row(0), &[0.0; 4]), None);
    }
}
