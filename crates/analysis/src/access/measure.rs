//! Measures by name, each with the parameters that it needs.

use rayon::prelude::*;

use super::{
    Catchment, Decay, OdTimes, Summary, balancing_cost, closest, coefficients, cumulative, cumulative_interval,
    doubly_constrained, dual, floating_catchment, gravity, nth_closest, potential, singly_constrained, spatial_availability,
    total_constrained, weighted_mean_time,
};

/// A measure of access with its parameters; the functions of the same names say formula and source.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// [`cumulative`]: minutes.
    Cumulative(f64),
    /// [`cumulative_interval`]: from, to, and how they become one.
    Interval(u32, u32, Summary),
    /// [`gravity`].
    Gravity(Decay),
    /// [`closest`].
    Closest,
    /// [`nth_closest`].
    NthClosest(usize),
    /// [`dual`]: opportunities.
    Dual(f64),
    /// [`floating_catchment`].
    Catchment(Catchment, Decay),
    /// [`spatial_availability`] and its α.
    SpatialAvailability(Decay, f64),
    /// [`balancing_cost`].
    BalancingCost,
    /// [`total_constrained`].
    TotalConstrained(Decay),
    /// [`singly_constrained`].
    SinglyConstrained(Decay),
    /// Mean minutes of the trips of [`doubly_constrained`].
    DoublyConstrained(Decay),
    /// [`weighted_mean_time`].
    WeightedMeanTime,
    /// [`coefficients`] of [`weighted_mean_time`].
    Coefficient,
    /// [`potential`] and its exponent.
    Potential(f64),
}

/// What a user may say of a measure; none of it has a default but where a method names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// Minutes.
    pub cutoff: Option<f64>,
    /// From and to, in minutes.
    pub interval: Option<(u32, u32)>,
    /// Median in place of the mean of an interval.
    pub median: bool,
    /// How weights fall with time.
    pub decay: Option<Decay>,
    /// Which nearest, or how many opportunities.
    pub count: Option<f64>,
    /// The exponent of a potential, or the α of spatial availability.
    pub exponent: Option<f64>,
}

/// All names, in the order in which users are told them.
const NAMES: [&str; 20] = [
    "cumulative",
    "interval",
    "gravity",
    "closest",
    "nth-closest",
    "dual",
    "2sfca",
    "e2sfca",
    "gaussian-2sfca",
    "m2sfca",
    "3sfca",
    "bfca",
    "spatial-availability",
    "balancing-cost",
    "total-constrained",
    "singly-constrained",
    "doubly-constrained",
    "weighted-mean-time",
    "coefficient",
    "potential",
];

impl Measure {
    /// The measure of a name with its parameters.
    ///
    /// # Errors
    /// A name that is none, and a parameter that the measure needs, or cannot use as it is.
    pub fn named(name: &str, parameters: &Parameters) -> Result<Self, String> {
        let needs = |what: &str| format!("the measure {name} needs {what}");
        let cutoff = || parameters.cutoff.filter(|cutoff| *cutoff > 0.0).ok_or_else(|| needs("--cutoff MINUTES, above 0"));
        let decay = || parameters.decay.clone().ok_or_else(|| needs("--decay NAME:PARAMETERS, such as linear:60"));
        let count = || parameters.count.filter(|count| *count > 0.0).ok_or_else(|| needs("--count N, above 0"));
        let exponent = || parameters.exponent.filter(|one| *one >= 0.0).ok_or_else(|| needs("--exponent NUMBER, from 0"));
        Ok(match name {
            "cumulative" => Self::Cumulative(cutoff()?),
            "interval" => {
                let (from, to) =
                    parameters.interval.filter(|(from, to)| from <= to).ok_or_else(|| needs("--interval FROM,TO in minutes"))?;
                Self::Interval(from, to, if parameters.median { Summary::Median } else { Summary::Mean })
            }
            "gravity" => Self::Gravity(decay()?),
            "closest" => Self::Closest,
            "nth-closest" => Self::NthClosest(whole(count()?).ok_or_else(|| needs("a whole --count N"))?),
            "dual" => Self::Dual(count()?),
            "2sfca" => Self::Catchment(Catchment::TwoStep, Decay::Binary { cutoff: cutoff()? }),
            "gaussian-2sfca" => Self::Catchment(Catchment::TwoStep, Decay::GaussianCatchment { cutoff: cutoff()? }),
            "e2sfca" => Self::Catchment(Catchment::TwoStep, decay()?),
            "m2sfca" => Self::Catchment(Catchment::Modified, decay()?),
            "3sfca" => Self::Catchment(Catchment::ThreeStep, decay()?),
            "bfca" => Self::Catchment(Catchment::Balanced, decay()?),
            "spatial-availability" => Self::SpatialAvailability(decay()?, exponent()?),
            "balancing-cost" => Self::BalancingCost,
            "total-constrained" => Self::TotalConstrained(decay()?),
            "singly-constrained" => Self::SinglyConstrained(decay()?),
            "doubly-constrained" => Self::DoublyConstrained(decay()?),
            "weighted-mean-time" => Self::WeightedMeanTime,
            "coefficient" => Self::Coefficient,
            "potential" => Self::Potential(exponent()?),
            _ => return Err(format!("there is no measure \"{name}\"; there are {}", NAMES.join(", "))),
        })
    }

    /// The unit of its values.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self {
            Self::Cumulative(_)
            | Self::Interval(..)
            | Self::SpatialAvailability(..)
            | Self::TotalConstrained(_)
            | Self::SinglyConstrained(_) => "opportunities",
            Self::Gravity(_) => "opportunities weighted by time",
            Self::Closest
            | Self::NthClosest(_)
            | Self::Dual(_)
            | Self::BalancingCost
            | Self::DoublyConstrained(_)
            | Self::WeightedMeanTime => "minutes",
            Self::Catchment(..) => "opportunities per resident",
            Self::Coefficient => "times the mean",
            Self::Potential(_) => "opportunities over minutes to the exponent",
        }
    }

    /// Whether more of it is better; of times less is.
    #[must_use]
    pub const fn more_is_better(&self) -> bool {
        !matches!(
            self,
            Self::Closest
                | Self::NthClosest(_)
                | Self::Dual(_)
                | Self::BalancingCost
                | Self::DoublyConstrained(_)
                | Self::WeightedMeanTime
                | Self::Coefficient
        )
    }

    /// One value an origin; `supply` goes by destination, `people` by origin.
    ///
    /// Origins from which nothing with supply can be reached at all have `None`, whatever the measure.
    #[must_use]
    pub fn values(&self, times: &OdTimes, supply: &[f64], people: &[f64]) -> Vec<Option<f64>> {
        let some = |values: Vec<f64>| values.into_iter().map(Some).collect();
        let rows = times.par_rows();
        let values: Vec<Option<f64>> = match self {
            Self::Cumulative(cutoff) => rows.map(|row| Some(cumulative(row, supply, *cutoff))).collect(),
            Self::Interval(from, to, summary) => rows.map(|row| cumulative_interval(row, supply, *from, *to, *summary)).collect(),
            Self::Gravity(decay) => rows.map(|row| Some(gravity(row, supply, decay))).collect(),
            Self::Closest => rows.map(|row| closest(row, supply)).collect(),
            Self::NthClosest(nth) => rows.map(|row| nth_closest(row, supply, *nth)).collect(),
            Self::Dual(wanted) => rows.map(|row| dual(row, supply, *wanted)).collect(),
            Self::Catchment(kind, decay) => some(floating_catchment(*kind, times, supply, people, decay)),
            Self::SpatialAvailability(decay, alpha) => some(spatial_availability(times, supply, people, decay, *alpha)),
            Self::BalancingCost => rows.zip(people).map(|(row, people)| balancing_cost(row, supply, *people)).collect(),
            Self::TotalConstrained(decay) => {
                total_constrained(times, supply, decay).map_or_else(|| vec![None; times.origin_count()], some)
            }
            Self::SinglyConstrained(decay) => some(singly_constrained(times, supply, people, decay)),
            Self::DoublyConstrained(decay) => doubly_constrained(times, supply, people, decay)
                .map_or_else(|| vec![None; times.origin_count()], |balanced| balanced.mean_minutes),
            Self::WeightedMeanTime => rows.map(|row| weighted_mean_time(row, supply)).collect(),
            Self::Coefficient => coefficients(&rows.map(|row| weighted_mean_time(row, supply)).collect::<Vec<_>>()),
            Self::Potential(exponent) => rows.map(|row| Some(potential(row, supply, *exponent))).collect(),
        };
        values
            .into_par_iter()
            .zip(times.par_rows())
            .map(|(value, row)| value.filter(|_| closest(row, supply).is_some()))
            .collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and small")]
fn whole(count: f64) -> Option<usize> {
    (count.fract().abs() < 1e-12 && (1.0..1e9).contains(&count)).then_some(count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_measure_and_none_has_a_hidden_parameter() {
        let full = Parameters {
            cutoff: Some(30.0),
            interval: Some((20, 40)),
            median: false,
            decay: Some(Decay::Linear { cutoff: 60.0 }),
            count: Some(2.0),
            exponent: Some(1.0),
        };
        let free = ["closest", "balancing-cost", "weighted-mean-time", "coefficient"];
        let times = OdTimes::of_minutes(&[&[10.0, 20.0], &[30.0, 5.0], &[f64::NAN, f64::NAN]]);
        for name in NAMES {
            let measure = Measure::named(name, &full).unwrap_or_else(|message| unreachable!("{message}"));
            assert_eq!(Measure::named(name, &Parameters::default()).is_ok(), free.contains(&name), "{name}");
            let values = measure.values(&times, &[3.0, 1.0], &[2.0, 2.0, 2.0]);
            assert!(values[0].is_some() && values[1].is_some() && values[2].is_none(), "{name}: {values:?}");
        }
        assert!(Measure::named("gravitation", &full).is_err_and(|message| message.contains("3sfca")));
    }
}
