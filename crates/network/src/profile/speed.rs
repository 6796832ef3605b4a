//! Speeds of ways in km/h: from limit, class, table of roads, surface and built-up area.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::maxspeed;
use super::table::{MaxspeedUse, Profile};
use crate::osm::Tags;
use tongda_foundation::units::Kmh;

/// Speeds in built-up areas, and the criterion for one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Urban {
    /// Classes of road that indicate settlement.
    pub street_classes: Vec<String>,
    /// The least length of such roads in a built-up area, in kilometres per square kilometre.
    pub streets_km_per_km2: f64,
    /// Speed in km/h by class, in place of `speeds`.
    #[serde(default)]
    pub speeds: BTreeMap<String, Kmh>,
    /// Legal limit in km/h by class where no limit is tagged, in place of `limits`.
    #[serde(default)]
    pub limits: BTreeMap<String, Kmh>,
}

/// A row of the table of roads: the first whose conditions hold gives the speed of a way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoadRow {
    /// Classes (values of `highway`).
    pub class: Vec<String>,
    /// Letters that one of the road's numbers (`ref`) begins with: `G`, `S`, `X`, `Y`, `C`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ref_prefix: Option<String>,
    /// The least number of lanes in one direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lanes: Option<u32>,
    /// Whether it is one carriageway of two, or oneway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oneway: Option<bool>,
    /// Whether it lies in a built-up area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urban: Option<bool>,
    /// Speed in km/h where no limit is tagged.
    pub kmh: Kmh,
    /// Legal limit in km/h where none is tagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_kmh: Option<Kmh>,
}

/// Properties of a way that do not follow from its tags.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) class: &'a str,
    pub(super) urban: bool,
    pub(super) oneway: bool,
}

impl Profile {
    /// The speed of one direction of a way of a class that is in `speeds`.
    pub(super) fn speed(&self, tags: Tags<'_>, forward: bool, at: Setting<'_>) -> Option<Kmh> {
        let of_class = *self.speeds.get(at.class)?;
        let speed = match self.maxspeed {
            MaxspeedUse::Ignore => of_class,
            MaxspeedUse::Cap => plain_limit(tags).map_or(of_class, |limit| of_class.min(limit)),
            MaxspeedUse::Replace => plain_limit(tags).unwrap_or(of_class),
            MaxspeedUse::Operate => {
                let driven = self.operating(tags, forward, at, of_class);
                maxspeed::advised(tags).map_or(driven, |advised| driven.min(advised))
            }
        };
        Some(self.hindered(tags, speed))
    }

    /// The operating speed: a share of the tagged limit, else of the table's speed, at most the legal limit.
    fn operating(&self, tags: Tags<'_>, forward: bool, at: Setting<'_>, of_class: Kmh) -> Kmh {
        let share = self.operating.get(at.class).or_else(|| self.operating.get("default"));
        let driven = |free: Kmh| share.map_or(free, |share| free.times(*share));
        if let Some(limit) = maxspeed::limit(tags, forward, &self.maxspeed_words) {
            return driven(limit);
        }
        if let Some(row) = self.road.iter().find(|row| row.fits(tags, at)) {
            return row.limit_kmh.map_or(driven(row.kmh), |limit| driven(row.kmh).min(limit));
        }
        let urban = self.urban.as_ref().filter(|_| at.urban);
        let speed = driven(urban.and_then(|urban| urban.speeds.get(at.class)).copied().unwrap_or(of_class));
        let legal = urban.and_then(|urban| urban.limits.get(at.class)).or_else(|| self.limits.get(at.class));
        legal.map_or(speed, |legal| speed.min(*legal))
    }

    /// The speed after the reductions for surface, width and other tags.
    fn hindered(&self, tags: Tags<'_>, mut speed: Kmh) -> Kmh {
        for (key, by_value) in &self.factors {
            if let Some(factor) = tags.get(key).and_then(|value| by_value.get(value)) {
                speed = speed.times(*factor);
            }
        }
        for (key, by_value) in &self.caps {
            if let Some(cap) = tags.get(key).and_then(|value| by_value.get(value)) {
                speed = speed.min(*cap);
            }
        }
        speed
    }
}

impl RoadRow {
    fn fits(&self, tags: Tags<'_>, at: Setting<'_>) -> bool {
        let lanes = |wanted: u32| {
            let all: Option<u32> = tags.get("lanes").and_then(|lanes| lanes.trim().parse().ok());
            all.is_some_and(|all| if at.oneway { all } else { all / 2 } >= wanted)
        };
        let numbered = |prefix: &str| tags.get("ref").is_some_and(|refs| refs.split(';').any(|number| letters(number) == prefix));
        self.class.iter().any(|class| class == at.class)
            && self.urban.is_none_or(|urban| urban == at.urban)
            && self.oneway.is_none_or(|oneway| oneway == at.oneway)
            && self.ref_prefix.as_deref().is_none_or(numbered)
            && self.lanes.is_none_or(lanes)
    }
}

/// The letters that a road number begins with.
fn letters(number: &str) -> &str {
    let number = number.trim();
    number.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}

fn plain_limit(tags: Tags<'_>) -> Option<Kmh> {
    tags.get("maxspeed").and_then(maxspeed::parse)
}
