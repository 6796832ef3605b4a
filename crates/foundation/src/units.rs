//! Quantities with their unit in the type: travel times in whole milliseconds, speeds in kilometres an hour.
//!
//! Times are integers, so that sums do not depend on the order of addition, and so that the parts of a split edge add up
//! to its time exactly.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// A travel time in whole milliseconds.
///
/// Values from zero up to but excluding [`TravelTime::UNREACHED`] (about 12.4 days) are times;
/// greater values mean that there is no path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct TravelTime(u32);

// A label and a cost may both be UNREACHED: their sum must not wrap around.
const _: () = assert!(TravelTime::UNREACHED.0.checked_add(TravelTime::UNREACHED.0).is_some());

impl TravelTime {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The time where there is no path.
    pub const UNREACHED: Self = Self(u32::MAX / 2);

    /// A time of `ms` milliseconds; [`Self::UNREACHED`] when that is too long to count.
    #[must_use]
    pub const fn from_ms(ms: u32) -> Self {
        if ms < Self::UNREACHED.0 { Self(ms) } else { Self::UNREACHED }
    }

    /// The nearest whole millisecond to `seconds`; unreached when negative, not a number or too long.
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Self {
        let ms = (seconds * 1000.0).round();
        if ms >= 0.0 && ms < f64::from(Self::UNREACHED.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "range checked above")]
            Self(ms as u32)
        } else {
            Self::UNREACHED
        }
    }

    /// A whole number of minutes.
    #[must_use]
    pub fn from_minutes(minutes: u32) -> Self {
        minutes.checked_mul(60_000).map_or(Self::UNREACHED, Self::from_ms)
    }

    /// Milliseconds.
    #[must_use]
    pub const fn ms(self) -> u32 {
        self.0
    }

    /// Seconds, or `None` when unreached.
    #[must_use]
    pub fn seconds(self) -> Option<f64> {
        self.is_reached().then(|| f64::from(self.0) / 1000.0)
    }

    /// Minutes, or `None` when unreached.
    #[must_use]
    pub fn minutes(self) -> Option<f64> {
        self.is_reached().then(|| f64::from(self.0) / 60_000.0)
    }

    /// Whether this is a time and not [`Self::UNREACHED`].
    #[must_use]
    pub const fn is_reached(self) -> bool {
        self.0 < Self::UNREACHED.0
    }

    /// The part of this time that lies before `fraction` (0 to 1) of an edge.
    ///
    /// The rest is `self - self.before(fraction)`, so the two parts always add up to the whole.
    #[must_use]
    pub fn before(self, fraction: f64) -> Self {
        if !self.is_reached() {
            return Self::UNREACHED;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of a u32")]
        Self((f64::from(self.0) * fraction.clamp(0.0, 1.0)).round() as u32)
    }

    /// The part of this time that lies between two fractions of an edge, `from <= to`.
    #[must_use]
    pub fn between(self, from: f64, to: f64) -> Self {
        if !self.is_reached() {
            return Self::UNREACHED;
        }
        Self(self.before(to).0.saturating_sub(self.before(from).0))
    }
}

impl TravelTime {
    /// This time less a part of it, at least zero; `UNREACHED` stays `UNREACHED`.
    #[must_use]
    pub const fn without(self, part: Self) -> Self {
        if self.is_reached() { Self(self.0.saturating_sub(part.0)) } else { self }
    }
}

impl Add for TravelTime {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::from_ms(self.0 + other.0)
    }
}

/// A speed in kilometres an hour, above zero and at most [`Kmh::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Kmh(f64);

impl Kmh {
    /// The greatest valid speed in km/h, above that of any train.
    pub const MAX: f64 = 600.0;

    /// The design speed of the ramps of a motorway junction (JTG D20-2017, 40 km/h).
    pub const RAMP: Self = Self(40.0);
    /// Walking speed between platforms, 4.8 km/h.
    pub const WALK: Self = Self(4.8);

    /// A speed, or `None` unless `0 < kmh <= 600`.
    #[must_use]
    pub fn new(kmh: f64) -> Option<Self> {
        (kmh > 0.0 && kmh <= Self::MAX).then_some(Self(kmh))
    }

    /// Kilometres an hour.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Seconds for a length in metres, before rounding.
    #[must_use]
    pub fn seconds_for(self, metres: f64) -> f64 {
        metres / (self.0 / 3.6)
    }

    /// The time for a length in metres, to the nearest millisecond.
    #[must_use]
    pub fn time_for(self, metres: f64) -> TravelTime {
        TravelTime::from_seconds(self.seconds_for(metres))
    }

    /// This speed times a factor; unchanged when the product is not a valid speed.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self::new(self.0 * factor).unwrap_or(self)
    }

    /// The slower of two speeds.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}

impl TryFrom<f64> for Kmh {
    type Error = String;

    fn try_from(kmh: f64) -> Result<Self, String> {
        Self::new(kmh).ok_or_else(|| format!("a speed of {kmh} km/h is not above 0 and at most {} km/h", Self::MAX))
    }
}

impl From<Kmh> for f64 {
    fn from(speed: Kmh) -> Self {
        speed.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_split_edge_add_up() {
        for ms in [0, 1, 2, 3, 999, 12_345, 4_000_001] {
            let whole = TravelTime::from_ms(ms);
            for fraction in [0.0, 0.1, 1.0 / 3.0, 0.5, 0.77, 1.0] {
                assert_eq!(whole.before(fraction) + whole.between(fraction, 1.0), whole);
            }
        }
    }

    #[test]
    fn unreached_absorbs_every_sum() {
        let far = TravelTime::UNREACHED + TravelTime::from_ms(5);
        assert!(!far.is_reached());
        assert_eq!(far + TravelTime::UNREACHED, TravelTime::UNREACHED);
        assert_eq!(TravelTime::from_seconds(f64::NAN), TravelTime::UNREACHED);
        assert_eq!(TravelTime::from_seconds(-1.0), TravelTime::UNREACHED);
        assert_eq!(TravelTime::UNREACHED.minutes(), None);
    }

    #[test]
    fn a_kilometre_at_sixty_takes_a_minute() {
        let sixty = Kmh::new(60.0).map(|speed| speed.time_for(1000.0));
        assert_eq!(sixty, Some(TravelTime::from_minutes(1)));
        assert_eq!(Kmh::new(0.0), None);
        assert_eq!(Kmh::new(10_000.0), None);
    }
}
