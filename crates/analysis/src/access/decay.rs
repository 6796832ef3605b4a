//! Decay: how much an opportunity counts that is so many minutes away.
//!
//! In: a time. Out: a weight from 0 (no way, or too far) to 1. Parameters are the user's own and in
//! minutes; none has a default. Definitions follow the R package `accessibility` (Pereira & Herszenhut
//! 2022) where it has them.

use std::fmt;
use std::str::FromStr;

use tongda_foundation::units::TravelTime;

/// A weight that falls with time.
#[derive(Clone, Debug, PartialEq)]
pub enum Decay {
    /// 1 up to and at the cutoff, 0 beyond.
    Binary {
        /// Minutes, above 0.
        cutoff: f64,
    },
    /// max(0, 1 − t / cutoff).
    Linear {
        /// Minutes, above 0.
        cutoff: f64,
    },
    /// exp(−βt) (Hansen 1959 with the decay of Wilson 1971).
    Exponential {
        /// A minute's share, β above 0.
        beta: f64,
    },
    /// t to the power of −β, at most 1, so that 1 below one minute (Hansen 1959).
    Power {
        /// The exponent, above 0.
        beta: f64,
    },
    /// g(0) / g(t) with g(t) = 1 + exp(π(t − median) / (sd √3)): the survival function of a logistic
    /// distribution, scaled to 1 at no time at all (Bauer & Groneberg 2016).
    Logistic {
        /// Minutes at which it has fallen by half, above 0.
        median: f64,
        /// Its standard deviation in minutes, above 0.
        sd: f64,
    },
    /// exp(−t² / (2 sd²)) (Ingram 1971).
    Gaussian {
        /// Minutes, above 0.
        sd: f64,
    },
    /// (exp(−½(t / cutoff)²) − exp(−½)) / (1 − exp(−½)) up to the cutoff, 0 beyond: that of Gaussian
    /// floating catchments (Dai 2010).
    GaussianCatchment {
        /// Minutes, above 0.
        cutoff: f64,
    },
    /// 1 before the first step, then from each step on its weight, until the next step.
    Stepped {
        /// Minutes (ascending, above 0) and weights (0 to 1, falling).
        steps: Vec<(f64, f64)>,
    },
}

impl Decay {
    /// The weight of what is a time away: 0 to 1, and 0 where there is no way.
    #[must_use]
    pub fn weight(&self, time: TravelTime) -> f64 {
        let Some(t) = time.minutes() else { return 0.0 };
        match self {
            Self::Binary { cutoff } => f64::from(u8::from(t <= *cutoff)),
            Self::Linear { cutoff } => (1.0 - t / cutoff).max(0.0),
            Self::Exponential { beta } => (-beta * t).exp(),
            Self::Power { beta } => t.powf(-beta).min(1.0),
            Self::Logistic { median, sd } => {
                let g = |t: f64| 1.0 + ((t - median) * std::f64::consts::PI / (sd * 3.0_f64.sqrt())).exp();
                g(0.0) / g(t)
            }
            Self::Gaussian { sd } => (-t * t / (2.0 * sd * sd)).exp(),
            Self::GaussianCatchment { cutoff } => {
                let floor = (-0.5_f64).exp();
                if t > *cutoff { 0.0 } else { ((-0.5 * (t / cutoff).powi(2)).exp() - floor) / (1.0 - floor) }
            }
            Self::Stepped { steps } => steps.iter().take_while(|(step, _)| *step <= t).last().map_or(1.0, |(_, weight)| *weight),
        }
    }
}

/// What [`Decay::from_str`] reads.
const FORMS: &str = "binary:CUTOFF, linear:CUTOFF, exponential:BETA, power:BETA, logistic:MEDIAN,SD, gaussian:SD, \
gaussian-catchment:CUTOFF, stepped:MINUTES=WEIGHT,…";

impl FromStr for Decay {
    type Err = String;

    /// Reads `NAME:PARAMETERS`, for example `exponential:0.05` or `stepped:10=0.68,20=0.22,30=0`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no decay; there are {FORMS}");
        let (name, parameters) = text.split_once(':').ok_or_else(wrong)?;
        let number = |text: &str| -> Result<f64, String> {
            text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(wrong)
        };
        let above_0 = |text: &str| -> Result<f64, String> {
            number(text)
                .and_then(|number| if number > 0.0 { Ok(number) } else { Err(format!("{number} in \"{text}\" is not above 0")) })
        };
        Ok(match name {
            "binary" => Self::Binary { cutoff: above_0(parameters)? },
            "linear" => Self::Linear { cutoff: above_0(parameters)? },
            "exponential" => Self::Exponential { beta: above_0(parameters)? },
            "power" => Self::Power { beta: above_0(parameters)? },
            "gaussian" => Self::Gaussian { sd: above_0(parameters)? },
            "gaussian-catchment" => Self::GaussianCatchment { cutoff: above_0(parameters)? },
            "logistic" => {
                let (median, sd) = parameters.split_once(',').ok_or_else(wrong)?;
                Self::Logistic { median: above_0(median)?, sd: above_0(sd)? }
            }
            "stepped" => {
                let step = |part: &str| {
                    let (minutes, weight) = part.split_once('=').ok_or_else(wrong)?;
                    Ok::<_, String>((above_0(minutes)?, number(weight)?))
                };
                let steps: Vec<(f64, f64)> = parameters.split(',').map(step).collect::<Result<_, _>>()?;
                let falls = steps.is_sorted_by(|a, b| a.0 < b.0 && a.1 >= b.1);
                if !falls || steps.iter().any(|(_, weight)| !(0.0..=1.0).contains(weight)) {
                    return Err(format!(
                        "the minutes of \"{text}\" must ascend and its weights fall, from at most 1 to at least 0"
                    ));
                }
                Self::Stepped { steps }
            }
            _ => return Err(wrong()),
        })
    }
}

impl fmt::Display for Decay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary { cutoff } => write!(f, "binary:{cutoff}"),
            Self::Linear { cutoff } => write!(f, "linear:{cutoff}"),
            Self::Exponential { beta } => write!(f, "exponential:{beta}"),
            Self::Power { beta } => write!(f, "power:{beta}"),
            Self::Logistic { median, sd } => write!(f, "logistic:{median},{sd}"),
            Self::Gaussian { sd } => write!(f, "gaussian:{sd}"),
            Self::GaussianCatchment { cutoff } => write!(f, "gaussian-catchment:{cutoff}"),
            Self::Stepped { steps } => {
                let steps: Vec<String> = steps.iter().map(|(minutes, weight)| format!("{minutes}={weight}")).collect();
                write!(f, "stepped:{}", steps.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(decay: &str, minutes: &[f64]) -> Vec<f64> {
        let decay: Decay = decay.parse().unwrap_or_else(|message| unreachable!("{message}"));
        assert_eq!(decay.to_string().parse(), Ok(decay.clone()));
        assert!(decay.weight(TravelTime::UNREACHED).abs() < 1e-300);
        minutes.iter().map(|minutes| decay.weight(TravelTime::from_seconds(minutes * 60.0))).collect()
    }

    fn same(a: &[f64], b: &[f64]) {
        assert!(a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-3), "{a:?} {b:?}");
    }

    #[test]
    fn weights_are_those_of_r_accessibility_and_of_hand_arithmetic() {
        same(&weights("binary:30", &[29.9, 30.0, 30.1]), &[1.0, 1.0, 0.0]);
        same(&weights("linear:40", &[0.0, 10.0, 40.0, 50.0]), &[1.0, 0.75, 0.0, 0.0]);
        // e^-1 and e^-2
        same(&weights("exponential:0.1", &[10.0, 20.0]), &[0.3679, 0.1353]);
        // Below a minute a power would exceed 1. 4^-2 = 1/16
        same(&weights("power:2", &[0.0, 0.5, 1.0, 4.0]), &[1.0, 1.0, 1.0, 0.0625]);
        // The values in the tests of R's decay_logistic.
        same(&weights("logistic:20,2", &[0.0, 20.0]), &[1.0, 0.5]);
        same(&weights("logistic:30,10", &[0.0, 30.0]), &[1.0, 0.502]);
        // e^-1/2
        same(&weights("gaussian:20", &[0.0, 20.0]), &[1.0, 0.6065]);
        // (e^-1/8 - e^-1/2) / (1 - e^-1/2) = (0.8825 - 0.6065) / 0.3935
        same(&weights("gaussian-catchment:30", &[0.0, 15.0, 30.0, 30.1]), &[1.0, 0.7014, 0.0, 0.0]);
        // The values in the tests of R's decay_stepped; steps are open on the right.
        same(
            &weights("stepped:10=0.75,20=0.5,30=0.25,40=0", &[0.0, 5.0, 10.0, 15.0, 20.0, 35.0, 40.0]),
            &[1.0, 1.0, 0.75, 0.75, 0.5, 0.25, 0.0],
        );
    }

    #[test]
    fn decays_that_are_none_are_refused() {
        for text in [
            "",
            "binary",
            "binary:0",
            "binary:x",
            "linear:-1",
            "logistic:20",
            "stepped:20=0.5,10=0",
            "stepped:10=0.5,20=0.6",
            "gravity:1",
            "power:nan",
        ] {
            assert!(text.parse::<Decay>().is_err(), "{text}");
        }
    }
}
