//! Tags as pairs of numbers into one table of strings.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A table that holds every distinct string once.
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

    /// The string of a number; empty when there is none.
    #[must_use]
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", |text| text)
    }

    /// All strings in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// How many strings there are.
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

    /// Whether the tag is there with this value, alone or as one of several parted by `;`.
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

/// Seconds of a duration or an interval: `HH:MM`, `HH:MM:SS` or minutes; `None` unless above 0.
#[must_use]
pub fn duration_s(text: &str) -> Option<f64> {
    let parts: Vec<f64> = text.trim().split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let seconds = match parts.as_slice() {
        [minutes] => minutes * 60.0,
        [hours, minutes] => (hours * 60.0 + minutes) * 60.0,
        [hours, minutes, seconds] => (hours * 60.0 + minutes) * 60.0 + seconds,
        _ => return None,
    };
    (seconds > 0.0).then_some(seconds)
}
