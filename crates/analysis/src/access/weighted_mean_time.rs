//! 加权平均旅行时间: minutes to the average destination, the more important ones counting more.

use tongda_foundation::units::TravelTime;

/// `A = Σ t[j] · M[j] / Σ M[j]` over all j that can be reached, M being `weights` such as residents or
/// output of a town (Gutiérrez & Urbano 1996).
///
/// In minutes, from 0, less is better; `None` when nothing of weight can be reached. An origin that
/// reaches only a part is compared with others only with care: see [`reached_share`].
#[must_use]
pub fn weighted_mean_time(times: &[TravelTime], weights: &[f64]) -> Option<f64> {
    let there = times.iter().zip(weights).filter_map(|(time, weight)| Some((time.minutes()?, *weight)));
    let (sum, all) = there.fold((0.0, 0.0), |(sum, all), (minutes, weight)| (sum + minutes * weight, all + weight));
    (all > 0.0).then(|| sum / all)
}

/// The share of all weight that can be reached at all, 0 to 1; `None` when there is no weight.
#[must_use]
pub fn reached_share(times: &[TravelTime], weights: &[f64]) -> Option<f64> {
    let all: f64 = weights.iter().sum();
    let there = times.iter().zip(weights).filter(|(time, _)| time.is_reached());
    (all > 0.0).then(|| there.fold(0.0, |sum, (_, weight)| sum + weight) / all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn a_town_of_three_counts_three_times() {
        let times = OdTimes::of_minutes(&[&[10.0, 30.0, f64::NAN]]);
        // (10 * 3 + 30 * 1) / 4
        assert_eq!(weighted_mean_time(times.row(0), &[3.0, 1.0, 4.0]), Some(15.0));
        assert_eq!(reached_share(times.row(0), &[3.0, 1.0, 4.0]), Some(0.5));
        assert_eq!(weighted_mean_time(times.row(0), &[0.0, 0.0, 1.0]), None);
        assert_eq!(reached_share(times.row(0), &[0.0; 3]), None);
    }
}
