//! Weights of arcs and paths: a time in milliseconds, and a length in millimetres to choose between paths of equal time.

use std::ops::Add;

use tongda_foundation::units::TravelTime;

/// A time in milliseconds (upper 32 bits) and a length in millimetres (lower 32 bits), so that
/// weights compare as whole numbers: by time first, then by length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Weight(u64);

/// The greatest length, 2,147 km; longer ones count as this.
const LONGEST_MM: u32 = u32::MAX / 2;

impl Weight {
    /// The weight of an empty path.
    pub(super) const ZERO: Self = Self::new(0, 0);
    /// The weight where there is no path.
    pub(super) const NONE: Self = Self::new(TravelTime::UNREACHED.ms(), 0);

    const fn new(ms: u32, mm: u32) -> Self {
        Self((ms as u64) << 32 | mm as u64)
    }

    /// A time with a length in metres, rounded to the nearest millimetre.
    pub(crate) fn of(time: TravelTime, length_m: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let mm = (length_m * 1000.0).round().clamp(0.0, f64::from(LONGEST_MM)) as u32;
        if time.is_reached() { Self::new(time.ms(), mm) } else { Self::NONE }
    }

    /// The weight of [`Self::bits`].
    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The weight as one number.
    pub(super) const fn bits(self) -> u64 {
        self.0
    }

    /// Milliseconds.
    pub(super) const fn ms(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Millimetres.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    pub(super) const fn mm(self) -> u32 {
        self.0 as u32
    }

    /// The time, and the length in millimetres.
    pub(crate) fn time_length(self) -> (TravelTime, u64) {
        (TravelTime::from_ms(self.ms()), u64::from(self.mm()))
    }

    /// Whether there is a path.
    pub(super) const fn is_reached(self) -> bool {
        self.0 < Self::NONE.0
    }
}

impl Add for Weight {
    type Output = Self;

    /// A time of `UNREACHED` or more means that there is no path; lengths saturate at 2,147 km.
    #[inline]
    fn add(self, other: Self) -> Self {
        // Two lengths of 31 bits do not reach the time, two times of 31 bits not the end.
        let sum = Self(self.0 + other.0);
        if sum >= Self::NONE {
            Self::NONE
        } else if sum.mm() > LONGEST_MM {
            Self::new(sum.ms(), LONGEST_MM)
        } else {
            sum
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_comes_before_length() {
        let weight = |ms, metres| Weight::of(TravelTime::from_ms(ms), metres);
        assert!(weight(1, 900.0) < weight(2, 1.0));
        assert!(weight(2, 1.0) < weight(2, 1.001));
        assert_eq!(weight(1, 0.5) + weight(2, 0.25), weight(3, 0.75));
        assert_eq!(Weight::NONE + Weight::NONE, Weight::NONE);
        assert_eq!(weight(TravelTime::UNREACHED.ms() - 1, 1.0) + weight(1, 0.0), Weight::NONE);
    }

    #[test]
    fn endless_lengths_leave_the_time_alone() {
        let long = Weight::of(TravelTime::from_ms(7), 2.0e6);
        let sum = long + long + long;
        assert_eq!((sum.ms(), sum.mm()), (21, LONGEST_MM));
        assert_eq!(long.time_length(), (TravelTime::from_ms(7), 2_000_000_000));
    }
}
