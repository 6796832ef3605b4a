//! `maxspeed=*` values.

use crate::units::Kmh;

/// The speed of a bare number (km/h) or a number of `mph`; `None` for anything else and for zero.
pub(super) fn parse(value: &str) -> Option<Kmh> {
    let value = value.trim();
    let (number, factor) = match value.strip_suffix("mph") {
        Some(number) => (number.trim_end(), 1.609_344),
        None => (value, 1.0),
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = match number.split_once('.') {
        Some((whole, decimals)) => plain(whole) && plain(decimals),
        None => plain(number),
    };
    is_number.then(|| number.parse::<f64>().ok()).flatten().and_then(|speed| Kmh::new(speed * factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_miles_are_speeds_and_words_are_not() {
        assert_eq!(parse("50"), Kmh::new(50.0));
        assert_eq!(parse(" 62.5 "), Kmh::new(62.5));
        assert_eq!(parse("30 mph"), Kmh::new(30.0 * 1.609_344));
        assert_eq!(parse("30mph"), Kmh::new(30.0 * 1.609_344));
        for other in ["", "0", "none", "walk", "50;70", "CN:urban", "-50", "1e2", "50 km/h", ".5", "+50", "nan"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
