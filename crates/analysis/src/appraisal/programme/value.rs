//! What is counted: residents within the headline minutes, or minutes that people save.

use std::str::FromStr;

use tongda_foundation::units::TravelTime;

/// How a cell's time becomes its worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Residents whose time is at most the headline minutes.
    Residents,
    /// Minutes by which residents' time stays below so many: `residents · max(0, cap − t)`, once a
    /// resident. What comes within reach counts as if it had been `cap` minutes away before.
    PersonMinutes(f64),
}

/// What a programme is measured by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// A service by its position in the study; all services of the circle without it.
    pub service: Option<usize>,
    /// What is counted.
    pub value: Value,
    /// The minutes of the headline.
    pub headline_min: u32,
}

impl Question {
    /// The worth of a time for one resident: 0 or 1, or minutes from 0.
    #[must_use]
    pub fn worth(&self, time: TravelTime) -> f64 {
        match self.value {
            Value::Residents => f64::from(u8::from(time <= self.limit())),
            Value::PersonMinutes(cap) => time.minutes().map_or(0.0, |minutes| (cap - minutes).max(0.0)),
        }
    }

    /// A time of the same worth that is the same for all times of that worth: what is not asked for makes no difference.
    #[must_use]
    pub fn as_far_as_it_counts(&self, time: TravelTime) -> TravelTime {
        match self.value {
            _ if time > self.limit() => TravelTime::UNREACHED,
            Value::Residents => TravelTime::ZERO,
            Value::PersonMinutes(_) => time,
        }
    }

    /// The longest time that has any worth.
    #[must_use]
    pub fn limit(&self) -> TravelTime {
        match self.value {
            Value::Residents => TravelTime::from_minutes(self.headline_min),
            Value::PersonMinutes(cap) => TravelTime::from_seconds(cap * 60.0),
        }
    }

    /// The unit of the value.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self.value {
            Value::Residents => "residents",
            Value::PersonMinutes(_) => "person-minutes",
        }
    }
}

impl FromStr for Value {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "residents" {
            return Ok(Self::Residents);
        }
        let cap = text.strip_prefix("person-minutes:").and_then(|cap| cap.parse().ok());
        let cap = cap.filter(|cap: &f64| *cap > 0.0 && *cap <= 1440.0);
        cap.map(Self::PersonMinutes)
            .ok_or_else(|| format!("\"{text}\" is not residents or person-minutes:CAP, the cap in minutes, up to 1440"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worth_falls_with_time_and_never_below_none() {
        let question = |value| Question { service: None, value, headline_min: 30 };
        let minutes = |minutes| TravelTime::from_minutes(minutes);
        let residents = question(Value::Residents);
        assert_eq!([0, 30, 31].map(|m| residents.worth(minutes(m)).to_bits()), [1.0, 1.0, 0.0].map(f64::to_bits));
        let saved = question(Value::PersonMinutes(60.0));
        assert_eq!([0, 45, 61].map(|m| saved.worth(minutes(m)).to_bits()), [60.0, 15.0, 0.0].map(f64::to_bits));
        assert!(saved.worth(TravelTime::UNREACHED).abs() < 1e-12);
        assert_eq!("person-minutes:60".parse(), Ok(Value::PersonMinutes(60.0)));
        assert!(["person-minutes", "person-minutes:0", "minutes"].iter().all(|text| text.parse::<Value>().is_err()));
    }
}
