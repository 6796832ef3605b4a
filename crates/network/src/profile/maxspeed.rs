//! Speed limits: the values of `maxspeed=*` and its relatives, in km/h.

use std::collections::BTreeMap;

use crate::osm::Tags;
use tongda_foundation::units::Kmh;

/// Kilometres in a statute mile.
const MILE_KM: f64 = 1.609_344;

/// Kilometres in a nautical mile.
const NAUTICAL_MILE_KM: f64 = 1.852;

/// Tags that name the rule of a limit, where `maxspeed` itself is not a number.
const SOURCES: [&str; 5] = ["maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"];

/// The speed of a bare number (km/h) or a number of `mph`; `None` for anything else and for zero.
pub(super) fn parse(value: &str) -> Option<Kmh> {
    let value = value.trim();
    let (number, factor) = match value.strip_suffix("mph") {
        Some(number) => (number.trim_end(), MILE_KM),
        None => (value, 1.0),
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = match number.split_once('.') {
        Some((whole, decimals)) => plain(whole) && plain(decimals),
        None => plain(number),
    };
    is_number.then(|| number.parse::<f64>().ok()).flatten().and_then(|speed| Kmh::new(speed * factor))
}

/// The limit of one direction of a way, in whatever form it is written.
///
/// The direction's own tag comes first, then `maxspeed`, then the highest of the direction's lanes or of
/// all, then a word such as `CN:urban` that `words` knows. Of several values separated by `;` the lowest
/// counts. Limits at certain hours (`maxspeed:conditional`, `maxspeed:variable`) are not read.
pub(super) fn limit(tags: Tags<'_>, forward: bool, words: &BTreeMap<String, Kmh>) -> Option<Kmh> {
    let (own, own_lanes) =
        if forward { ("maxspeed:forward", "maxspeed:lanes:forward") } else { ("maxspeed:backward", "maxspeed:lanes:backward") };
    let number = |key: &str| tags.get(key).and_then(lowest);
    let lanes = |key: &str| tags.get(key).and_then(highest_lane);
    let said = |key: &str| tags.get(key).and_then(|value| word(value, words));
    let of_direction = number(own).or_else(|| said(own));
    let of_lanes = || lanes(own_lanes).or_else(|| lanes("maxspeed:lanes"));
    of_direction.or_else(|| number("maxspeed")).or_else(of_lanes).or_else(|| SOURCES.iter().find_map(|key| said(key)))
}

/// The speed that a sign recommends, in bends and on ramps.
pub(super) fn advised(tags: Tags<'_>) -> Option<Kmh> {
    tags.get("maxspeed:advisory").and_then(lowest)
}

/// The limit for a word: by the whole word, by the part after its country, or by the number of its zone.
fn word(value: &str, words: &BTreeMap<String, Kmh>) -> Option<Kmh> {
    let value = value.trim();
    let rule = value.rsplit(':').next().unwrap_or(value);
    let zone = || measured(rule.strip_prefix("zone").unwrap_or(rule).trim_start_matches(['_', '-', ' ']));
    words.get(value).or_else(|| words.get(rule)).copied().or_else(zone)
}

/// A number with any unit of speed.
fn measured(value: &str) -> Option<Kmh> {
    let value = value.trim();
    if let Some(knots) = value.strip_suffix("knots") {
        return parse(knots.trim_end()).and_then(|speed| Kmh::new(speed.get() * NAUTICAL_MILE_KM));
    }
    let bare = ["km/h", "kmh", "kph"].iter().find_map(|unit| value.strip_suffix(unit)).map_or(value, str::trim_end);
    parse(bare)
}

fn lowest(value: &str) -> Option<Kmh> {
    value.split([';', ',']).map(measured).reduce(|a, b| Some(a?.min(b?))).flatten()
}

fn highest_lane(value: &str) -> Option<Kmh> {
    value.split('|').filter_map(measured).max_by(|a, b| a.get().total_cmp(&b.get()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::osm::Strings;

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

    #[test]
    fn units_directions_lanes_and_words_are_read() {
        let words: BTreeMap<String, Kmh> = [("CN:urban", 50.0), ("rural", 90.0), ("none", 130.0)]
            .into_iter()
            .filter_map(|(word, speed)| Some((word.to_owned(), Kmh::new(speed)?)))
            .collect();
        let limit = |forward: bool, tags: &[(&str, &str)]| {
            let mut strings = Strings::default();
            let pairs: Vec<[u32; 2]> = tags.iter().map(|(k, v)| [strings.intern(k), strings.intern(v)]).collect();
            limit(Tags::new(&pairs, &strings), forward, &words).map(Kmh::get)
        };
        assert_eq!(limit(true, &[("maxspeed", "60 km/h")]), Some(60.0));
        assert_eq!(limit(true, &[("maxspeed", "80;60")]), Some(60.0));
        let both = [("maxspeed", "80"), ("maxspeed:backward", "60")];
        assert_eq!((limit(true, &both), limit(false, &both)), (Some(80.0), Some(60.0)));
        assert_eq!(limit(true, &[("maxspeed:lanes", "120|100|80")]), Some(120.0));
        assert_eq!(limit(true, &[("maxspeed", "CN:urban")]), Some(50.0));
        assert_eq!(limit(true, &[("source:maxspeed", "CN:urban")]), Some(50.0));
        assert_eq!(limit(true, &[("maxspeed", "signals")]), None);
        assert_eq!(limit(true, &[("maxspeed", "10 knots")]), Some(18.52));
        assert_eq!(limit(true, &[("maxspeed", "XX:rural")]), Some(90.0));
        for zone in ["DE:zone30", "DE:zone:30", "DE:30", "30", "zone30"] {
            assert_eq!(limit(true, &[("zone:maxspeed", zone)]), Some(30.0), "{zone}");
        }
        for source in ["sign", "survey 2012", "2011", "DE:markings"] {
            assert_eq!(limit(true, &[("source:maxspeed", source)]), None, "{source}");
        }
        let lanes = [("maxspeed:lanes:forward", "80|100"), ("maxspeed:lanes:backward", "60|")];
        assert_eq!((limit(true, &lanes), limit(false, &lanes)), (Some(100.0), Some(60.0)));
        let one_free = [("maxspeed", "100"), ("maxspeed:forward", "none")];
        assert_eq!((limit(true, &one_free), limit(false, &one_free)), (Some(130.0), Some(100.0)));
        assert_eq!(limit(true, &[("maxspeed:conditional", "30 @ (22:00-06:00)"), ("maxspeed:variable", "yes")]), None);
    }
}
