//! Volume-delay function: the change of speed of a road with more lanes.
//!
//! The function of the US Bureau of Public Roads (Traffic Assignment Manual, 1964): a trip takes `1 + alpha (v / c)^beta`
//! times its free-flow time, where `v` is the flow and `c` the capacity in one direction, both in passenger car units an
//! hour. Capacities of a lane are those of JTG B01-2014 (2,200 pcu an hour at 120 km/h).

use serde::Deserialize;

/// Lanes before and after, and the traffic that uses them.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct VolumeDelay {
    /// Lanes of both directions before.
    pub lanes_before: f64,
    /// Lanes of both directions after.
    pub lanes_after: f64,
    /// Vehicles a day of both directions, the same before and after.
    pub vehicles_per_day: f64,
    /// Share of a day's vehicles in the modelled hour; 0.06 is an average hour of the 16 busy ones.
    #[serde(default = "hour_share")]
    pub hour_share: f64,
    /// Share of them in the busier direction.
    #[serde(default = "direction_share")]
    pub direction_share: f64,
    /// Passenger car units of an average vehicle, lorries included.
    #[serde(default = "pcu_per_vehicle")]
    pub pcu_per_vehicle: f64,
    /// Capacity of a lane in passenger car units an hour.
    #[serde(default = "lane_capacity")]
    pub lane_capacity: f64,
    /// `alpha` of the function.
    #[serde(default = "alpha")]
    pub alpha: f64,
    /// `beta` of the function.
    #[serde(default = "beta")]
    pub beta: f64,
}

const fn hour_share() -> f64 {
    0.06
}

const fn direction_share() -> f64 {
    0.5
}

const fn pcu_per_vehicle() -> f64 {
    1.5
}

const fn lane_capacity() -> f64 {
    2200.0
}

const fn alpha() -> f64 {
    0.15
}

const fn beta() -> f64 {
    4.0
}

impl VolumeDelay {
    /// The error in the numbers, if any.
    pub(super) fn problem(&self) -> Option<String> {
        let ranges = [
            ("lanes_before", self.lanes_before, 1.0, 20.0),
            ("lanes_after", self.lanes_after, 1.0, 20.0),
            ("vehicles_per_day", self.vehicles_per_day, 0.0, 1e6),
            ("hour_share", self.hour_share, 0.0, 1.0),
            ("direction_share", self.direction_share, 0.0, 1.0),
            ("pcu_per_vehicle", self.pcu_per_vehicle, 0.1, 10.0),
            ("lane_capacity", self.lane_capacity, 100.0, 10_000.0),
            ("alpha", self.alpha, 0.0, 10.0),
            ("beta", self.beta, 0.0, 20.0),
        ];
        let wrong = ranges.into_iter().find(|(_, value, low, high)| !(low..=high).contains(&value));
        wrong.map(|(name, value, low, high)| format!("{name} = {value} is not between {low} and {high}"))
    }

    /// The ratio of the speed with the lanes after to that with the lanes before.
    #[must_use]
    pub fn speed_factor(&self) -> f64 {
        self.delay(self.lanes_before) / self.delay(self.lanes_after)
    }

    /// Time in units of the free-flow time.
    fn delay(&self, lanes: f64) -> f64 {
        let flow = self.vehicles_per_day * self.hour_share * self.direction_share * self.pcu_per_vehicle;
        1.0 + self.alpha * (flow / (lanes / 2.0 * self.lane_capacity)).powf(self.beta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_lanes_to_eight_by_hand() -> Result<(), String> {
        let text = r#"{"lanes_before": 4, "lanes_after": 8, "vehicles_per_day": 88600}"#;
        let widening: VolumeDelay = serde_json::from_str(text).map_err(|cause| cause.to_string())?;
        // 88,600 x 0.06 x 0.5 x 1.5 = 3,987 pcu an hour; 4,400 and 8,800 are the capacities.
        assert!((widening.delay(4.0) - (1.0 + 0.15 * (3987.0_f64 / 4400.0).powi(4))).abs() < 1e-12);
        assert!((widening.speed_factor() - 1.101_13 / 1.006_32).abs() < 1e-4, "{}", widening.speed_factor());
        assert_eq!(widening.problem(), None);
        assert!(VolumeDelay { lanes_after: 0.0, ..widening }.problem().is_some_and(|problem| problem.contains("lanes_after")));
        Ok(())
    }
}
