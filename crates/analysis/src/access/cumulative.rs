//! Cumulative opportunities, 日常可达性 (daily accessibility): what lies within so many minutes.

use tongda_foundation::units::TravelTime;

/// `A = Σ supply[j]` over all j with `t[j] ≤ cutoff_min` (Ingram 1971; Wickstrom 1971).
///
/// In opportunities, from 0 to all of them; `times` and `supply` go by destination.
#[must_use]
pub fn cumulative(times: &[TravelTime], supply: &[f64], cutoff_min: f64) -> f64 {
    let within = times.iter().zip(supply).filter(|(time, _)| time.minutes().is_some_and(|minutes| minutes <= cutoff_min));
    within.fold(0.0, |sum, (_, supply)| sum + supply)
}

/// How the values of the cutoffs of an interval become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Their mean.
    Mean,
    /// Their median; of an even number, the mean of the two in the middle.
    Median,
}

/// The mean or median of [`cumulative`] over the cutoffs `from_min`, `from_min` + 1, … `to_min`
/// (Tomasiello et al. 2023): one cutoff alone may lie just before or behind a large facility.
///
/// In opportunities; `None` when `from_min` is above `to_min`.
#[must_use]
pub fn cumulative_interval(times: &[TravelTime], supply: &[f64], from_min: u32, to_min: u32, summary: Summary) -> Option<f64> {
    let mut values: Vec<f64> = (from_min..=to_min).map(|cutoff| cumulative(times, supply, f64::from(cutoff))).collect();
    let count = f64::from(u32::try_from(values.len()).ok()?);
    if values.is_empty() {
        return None;
    }
    Some(match summary {
        Summary::Mean => values.iter().sum::<f64>() / count,
        Summary::Median => {
            values.sort_by(f64::total_cmp);
            f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn powers_of_two_say_what_was_counted() {
        let times = OdTimes::of_minutes(&[&[10.0, 30.0, 30.001, f64::NAN]]);
        let (row, supply) = (times.row(0), [1.0, 2.0, 4.0, 8.0]);
        assert!((cumulative(row, &supply, 30.0) - 3.0).abs() < 1e-9);
        assert!((cumulative(row, &supply, 1e9) - 7.0).abs() < 1e-9);
        // 28 and 29 minutes give 1, 30 gives 3, 31 gives 7.
        let interval = |summary| cumulative_interval(row, &supply, 28, 31, summary);
        assert_eq!(interval(Summary::Mean), Some(3.0));
        assert_eq!(interval(Summary::Median), Some(2.0));
        assert_eq!(cumulative_interval(row, &supply, 31, 28, Summary::Mean), None);
    }
}
