//! Tags of OSM objects: pairs of numbers into one string table, and the values of time tags.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A string table that holds every distinct string once.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    texts: Vec<Arc<str>>,
    ids: FxHashMap<Arc<str>, u32>,
}

impl Strings {
    /// The number of `text`, which is added when it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    /// The number of `text`, if it is there.
    #[must_use]
    pub fn id(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }

    /// The string of a number; empty when there is none.
    #[must_use]
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", |text| text)
    }

    /// All strings in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// The number of strings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The tags of one object.
#[derive(Clone, Copy, Debug)]
pub struct Tags<'a> {
    pairs: &'a [[u32; 2]],
    strings: &'a Strings,
}

impl<'a> Tags<'a> {
    /// Tags from pairs of numbers into `strings`.
    #[must_use]
    pub const fn new(pairs: &'a [[u32; 2]], strings: &'a Strings) -> Self {
        Self { pairs, strings }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.iter().find_map(|(k, v)| (k == key).then_some(v))
    }

    /// Keys and values in the order of the extract.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let strings = self.strings;
        self.pairs.iter().map(|&[k, v]| (strings.text(k), strings.text(v)))
    }

    /// Whether the tag is there with this value, alone or as one of several separated by `;`.
    #[must_use]
    pub fn has(&self, key: &str, value: &str) -> bool {
        self.get(key).is_some_and(|found| matches_part(found, value))
    }
}

/// Whether `wanted` is the whole of a tag's value or one of its parts: `G15;G94` has the part `G94`.
#[must_use]
pub fn matches_part(value: &str, wanted: &str) -> bool {
    value == wanted || value.split(';').any(|part| part.trim() == wanted)
}

/// Seconds of a duration or an interval: `HH:MM`, `HH:MM:SS`, minutes, `PT1H30M`, `90 min`, `1.5 h`, or the middle of
/// two separated by a dash; `None` unless above 0 and at most a week.
#[must_use]
pub fn duration_s(text: &str) -> Option<f64> {
    let text = text.trim();
    let seconds = match text.split_once(['-', '–']) {
        Some((least, most)) => f64::midpoint(one_duration_s(least)?, one_duration_s(most)?),
        None => one_duration_s(text)?,
    };
    (seconds > 0.0 && seconds <= 7.0 * 86_400.0).then_some(seconds)
}

fn one_duration_s(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('P') {
        return iso_s(rest);
    }
    let units = [("minutes", 60.0), ("min", 60.0), ("hours", 3600.0), ("hour", 3600.0), ("h", 3600.0)];
    if let Some((number, factor)) = units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor))) {
        return number.trim().parse::<f64>().ok().map(|number| number * factor);
    }
    let parts: Vec<f64> = text.trim().split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [minutes] => Some(minutes * 60.0),
        [hours, minutes] => Some((hours * 60.0 + minutes) * 60.0),
        [hours, minutes, seconds] => Some((hours * 60.0 + minutes) * 60.0 + seconds),
        _ => None,
    }
}

/// Seconds of an ISO 8601 duration of days, hours, minutes and seconds, without its P.
fn iso_s(text: &str) -> Option<f64> {
    let (mut seconds, mut number) = (0.0, String::new());
    for letter in text.chars() {
        let unit = match letter {
            'T' => continue,
            'D' => 86_400.0,
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            other => {
                number.push(other);
                continue;
            }
        };
        seconds += unit * std::mem::take(&mut number).parse::<f64>().ok()?;
    }
    number.is_empty().then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::duration_s;

    #[test]
    fn durations_come_in_many_forms() {
        for (text, minutes) in [
            ("20", 20.0),
            ("00:20", 20.0),
            ("1:30", 90.0),
            ("00:20:30", 20.5),
            ("PT1H30M", 90.0),
            ("P1DT1H", 1500.0),
            ("90 min", 90.0),
            ("1.5 h", 90.0),
            ("10-20", 15.0),
            ("00:10-00:20", 15.0),
        ] {
            assert_eq!(duration_s(text), Some(minutes * 60.0), "{text}");
        }
        for text in ["", "0", "-5", "soon", "inf", "nan", "PT", "P1Y", "1:2:3:4", "1e9"] {
            assert_eq!(duration_s(text), None, "{text}");
        }
    }
}
