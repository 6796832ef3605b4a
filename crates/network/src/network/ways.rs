//! The ways behind the segments: OSM id, tags and the profile's rule.

use rustc_hash::FxHashMap;

use crate::osm::{Strings, Tags, matches_part};
use crate::profile::Rule;

/// Ways in the order of their OSM ids.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub(super) osm_ids: Vec<i64>,
    pub(super) rules: Vec<Rule>,
    /// Where the tags of each way begin in `pairs`, and one end.
    pub(super) first_pair: Vec<u32>,
    pub(super) pairs: Vec<[u32; 2]>,
    pub(super) strings: Strings,
}

impl Ways {
    pub(super) fn with_capacity(count: usize) -> Self {
        let mut first_pair = Vec::with_capacity(count + 1);
        first_pair.push(0);
        Self {
            osm_ids: Vec::with_capacity(count),
            rules: Vec::with_capacity(count),
            first_pair,
            pairs: Vec::new(),
            strings: Strings::default(),
        }
    }

    /// Adds a way and gives its position.
    pub(super) fn push(&mut self, osm_id: i64, tags: Tags<'_>, rule: Rule) -> u32 {
        let index = u32::try_from(self.osm_ids.len()).unwrap_or(u32::MAX);
        self.osm_ids.push(osm_id);
        self.rules.push(rule);
        for (key, value) in tags.iter() {
            let pair = [self.strings.intern(key), self.strings.intern(value)];
            self.pairs.push(pair);
        }
        self.first_pair.push(u32::try_from(self.pairs.len()).unwrap_or(u32::MAX));
        index
    }

    /// How many ways there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.osm_ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.osm_ids.is_empty()
    }

    /// The OSM id of a way.
    #[must_use]
    pub fn osm_id(&self, way: u32) -> i64 {
        self.osm_ids.get(way as usize).copied().unwrap_or_default()
    }

    /// The profile's rule for a way.
    #[must_use]
    pub fn rule(&self, way: u32) -> &Rule {
        &self.rules[way as usize]
    }

    /// The tags of a way.
    #[must_use]
    pub fn tags(&self, way: u32) -> Tags<'_> {
        let range = match (self.first_pair.get(way as usize), self.first_pair.get(way as usize + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        };
        Tags::new(self.pairs.get(range).unwrap_or_default(), &self.strings)
    }

    /// By way, whether it has a tag with one of some values, alone or as one of several parted by `;`.
    #[must_use]
    pub fn with_tag(&self, key: &str, values: &[String]) -> Vec<bool> {
        let Some(key) = self.strings.id(key) else { return vec![false; self.len()] };
        // Most ways share their values with many others.
        let mut fits: FxHashMap<u32, bool> = FxHashMap::default();
        let mut fits = |value: u32| {
            let text = self.strings.text(value);
            *fits.entry(value).or_insert_with(|| values.iter().any(|wanted| matches_part(text, wanted)))
        };
        let pairs = |range: &[u32]| self.pairs.get(range[0] as usize..range[1] as usize).unwrap_or_default().iter();
        let of_way = |range: &[u32]| pairs(range).find(|pair| pair[0] == key);
        self.first_pair.windows(2).map(|range| of_way(range).is_some_and(|pair| fits(pair[1]))).collect()
    }

    pub(super) fn memory_bytes(&self) -> usize {
        let strings: usize = self.strings.iter().map(|text| text.len() + 40).sum();
        strings
            + size_of_val(self.osm_ids.as_slice())
            + size_of_val(self.rules.as_slice())
            + size_of_val(self.first_pair.as_slice())
            + size_of_val(self.pairs.as_slice())
    }
}
