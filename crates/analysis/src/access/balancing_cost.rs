//! Balancing cost: minutes until there is an opportunity for everybody who lives at the origin.

use super::dual::dual;
use tongda_foundation::units::TravelTime;

/// The least T with `Σ supply[j] over t[j] ≤ T` at least `residents` of the origin (Barboza et al. 2021).
///
/// In minutes, from 0; `None` when there are never so many within reach, or nobody lives there. It is
/// exact where the R package looks at steps of whole minutes.
#[must_use]
pub fn balancing_cost(times: &[TravelTime], supply: &[f64], residents: f64) -> Option<f64> {
    dual(times, supply, residents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::OdTimes;

    #[test]
    fn more_residents_need_to_look_farther() {
        let times = OdTimes::of_minutes(&[&[0.0, 15.0, 40.0]]);
        let minutes = |residents| balancing_cost(times.row(0), &[50.0, 50.0, 100.0], residents);
        assert_eq!([50.0, 51.0, 200.0, 201.0, 0.0].map(minutes), [Some(0.0), Some(15.0), Some(40.0), None, None]);
    }
}
