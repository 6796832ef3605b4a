//! OSM ways of the segments: id, tags and the profile's rule.

use rustc_hash::FxHashMap;

use tongda_foundation::compressed_rows::CompressedRows;

use crate::osm::{Strings, Tags, matches_part};
use crate::profile::Rule;

/// Ways in the order of their OSM ids.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub(super) osm_ids: Vec<i64>,
    pub(super) rules: Vec<Rule>,
    /// The tags of each way: key and value as numbers of strings.
    pub(super) pairs: CompressedRows<[u32; 2]>,
    pub(super) strings: Strings,
}

impl Ways {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            osm_ids: Vec::with_capacity(count),
            rules: Vec::with_capacity(count),
            pairs: CompressedRows::with_capacity(count, 0),
            strings: Strings::default(),
        }
    }

    /// Adds a way and gives its position.
    pub(super) fn push(&mut self, osm_id: i64, tags: Tags<'_>, rule: Rule) -> u32 {
        let index = u32::try_from(self.osm_ids.len()).unwrap_or(u32::MAX);
        self.osm_ids.push(osm_id);
        self.rules.push(rule);
        self.pairs.push_row(tags.iter().map(|(key, value)| [self.strings.intern(key), self.strings.intern(value)]));
        index
    }

    /// The number of ways.
    #[must_use]
    pub fn len(&self) -> usize {
        self.osm_ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.osm_ids.is_empty()
    }

    /// The OSM id of a way; 0 when there is no such way.
    #[must_use]
    pub fn osm_id(&self, way: u32) -> i64 {
        self.osm_ids.get(way as usize).copied().unwrap_or_default()
    }

    /// The profile's rule for a way.
    ///
    /// # Panics
    /// When there is no such way.
    #[must_use]
    pub fn rule(&self, way: u32) -> &Rule {
        &self.rules[way as usize]
    }

    /// The tags of a way.
    #[must_use]
    pub fn tags(&self, way: u32) -> Tags<'_> {
        let known = (way as usize) < self.pairs.row_count();
        Tags::new(if known { self.pairs.row(way as usize) } else { &[] }, &self.strings)
    }

    /// For each way, whether its tag `key` has one of `values`, alone or in a list separated by `;`.
    #[must_use]
    pub fn with_tag(&self, key: &str, values: &[String]) -> Vec<bool> {
        let Some(key) = self.strings.id(key) else { return vec![false; self.len()] };
        // Most ways share their values with many others.
        let mut fits: FxHashMap<u32, bool> = FxHashMap::default();
        let mut fits = |value: u32| {
            let text = self.strings.text(value);
            *fits.entry(value).or_insert_with(|| values.iter().any(|wanted| matches_part(text, wanted)))
        };
        let value = |way: usize| self.pairs.row(way).iter().find(|pair| pair[0] == key);
        (0..self.len()).map(|way| value(way).is_some_and(|pair| fits(pair[1]))).collect()
    }

    pub(super) fn memory_bytes(&self) -> usize {
        let strings: usize = self.strings.iter().map(|text| text.len() + 40).sum();
        strings + size_of_val(self.osm_ids.as_slice()) + size_of_val(self.rules.as_slice()) + self.pairs.memory_bytes()
    }
}
