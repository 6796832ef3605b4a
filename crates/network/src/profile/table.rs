//! The profile file: its tables, defaults and checks.
//!
//! Speeds are km/h, times seconds, distances metres.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::country::{self, Country};
use super::speed::{RoadRow, Urban};
use super::turns::TurnRules;
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::units::Kmh;

/// A profile: which ways a mode uses, how fast, and how places are joined to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name, for reports.
    pub name: String,
    /// Mode of transport, for reports: `car`, `walk`, `cycle`.
    pub mode: String,
    /// Access tags from the most to the least specific; the first that is present decides.
    pub access_tags: Vec<String>,
    /// Values of the deciding access tag that close the way.
    pub excluded_access: Vec<String>,
    /// `key=value` tags that exclude a way of any class.
    #[serde(default)]
    pub excluded_tags: Vec<String>,
    /// Classes that are usable only with one of `permissions`.
    #[serde(default)]
    pub permitted_only: Vec<String>,
    /// Values of the deciding access tag that open a class of `permitted_only`.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Values of the deciding access tag with which a way serves only trips that begin or end on it.
    #[serde(default)]
    pub ends_only_access: Vec<String>,
    /// Whether an access tag with `:forward` or `:backward` closes that direction of a way.
    #[serde(default)]
    pub access_by_direction: bool,
    /// The use of `maxspeed=*`.
    pub maxspeed: MaxspeedUse,
    /// With `maxspeed = "operate"`: the share of a limit or of a speed of the tables that is driven
    /// on an average day, by class; `default` for the others, else 1.
    #[serde(default)]
    pub operating: BTreeMap<String, f64>,
    /// Limits in km/h by word: `CN:urban`, `none`.
    #[serde(default)]
    pub maxspeed_words: BTreeMap<String, Kmh>,
    /// Oneway tags from the most to the least specific; the first that is present decides.
    pub oneway_tags: Vec<String>,
    /// `key=value` tags that make a way oneway when no oneway tag says otherwise.
    #[serde(default)]
    pub implied_oneway: Vec<String>,
    /// Speed in km/h by class (the value of `highway`); a class that is absent is not used.
    pub speeds: BTreeMap<String, Kmh>,
    /// Legal limit in km/h by class where none is tagged.
    #[serde(default)]
    pub limits: BTreeMap<String, Kmh>,
    /// Rows that take precedence over `speeds`, for roads whose speed does not follow from the class alone.
    #[serde(default)]
    pub road: Vec<RoadRow>,
    /// Built-up areas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urban: Option<Urban>,
    /// Highest speed in km/h by key and value of any tag: surfaces, kinds of service road.
    #[serde(default)]
    pub caps: BTreeMap<String, BTreeMap<String, Kmh>>,
    /// Factors on the speed by key and value of any tag.
    #[serde(default)]
    pub factors: BTreeMap<String, BTreeMap<String, f64>>,
    /// Rules for ferries; without them no ferry is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ferry: Option<FerryRules>,
    /// Turn costs and restrictions at junctions.
    #[serde(default)]
    pub turns: TurnRules,
    /// Rules by which places are joined to the network.
    pub snap: SnapRules,
    /// Changes for some countries.
    #[serde(default)]
    pub country: Vec<Country>,
}

/// Rules for ferries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FerryRules {
    /// Values of the deciding access tag that open a ferry to the mode.
    pub permissions: Vec<String>,
    /// Whether a ferry without any access tag is open to the mode.
    pub unless_told: bool,
    /// Speed in km/h of a ferry without `duration`.
    pub kmh: Kmh,
    /// Waiting and boarding of a ferry without `interval`, in seconds.
    pub board_s: f64,
    /// Boarding of a ferry with `interval`, in seconds; half the interval, at most 20 minutes, comes on top.
    #[serde(default)]
    pub buffer_s: f64,
}

/// The longest wait for a ferry, in seconds: passengers of rarer ferries know the timetable.
const LONGEST_WAIT_S: f64 = 1200.0;

impl FerryRules {
    /// Seconds from the quay to the departure of a ferry; `interval_s` is the time between departures, where known.
    #[must_use]
    pub fn boarding_s(&self, interval_s: Option<f64>) -> f64 {
        interval_s.map_or(self.board_s, |interval| self.buffer_s + (interval / 2.0).min(LONGEST_WAIT_S))
    }
}

/// The effect of `maxspeed=*` on the speed of the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MaxspeedUse {
    /// It is not read.
    Ignore,
    /// The speed is never above it.
    Cap,
    /// It is the speed, when it is a bare number or one of mph.
    Replace,
    /// It is the free speed, in whatever form it is written, and the tables give one where there is
    /// none; `operating` says what share of that is driven.
    Operate,
}

/// Rules by which places are joined to the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapRules {
    /// Speed in km/h along the straight line between the place and the way.
    pub off_network_kmh: Kmh,
    /// The longest such line in metres.
    pub max_m: f64,
    /// `key=value` tags of ways that a trip does not begin or end on.
    #[serde(default)]
    pub never: Vec<String>,
    /// A strongly connected component is joined only if its roads add up to this many kilometres, or when nothing else is
    /// near.
    #[serde(default)]
    pub island_km: f64,
    /// Takes the nearest of all ways, regardless of `never`, `island_km` and closures.
    #[serde(default)]
    pub nearest: bool,
    /// Metres of street for each metre of straight line between the place and the way.
    #[serde(default = "straight")]
    pub detour: f64,
    /// A place beside one carriageway of a road is joined to the opposite one too, if that is at
    /// most this many metres farther.
    #[serde(default)]
    pub dual_m: f64,
}

const fn straight() -> f64 {
    1.0
}

impl Profile {
    /// Reads a profile from TOML text. With `base = "car"` it contains only the differences from that built-in profile.
    ///
    /// # Errors
    /// When the text is not TOML or not a profile.
    pub fn from_toml(text: &str) -> Result<Self> {
        let fail = |message: String| Error::new(ErrorKind::Profile, message);
        let mut table: toml::Table =
            toml::from_str(text).map_err(|cause| fail(cause.to_string().trim_end().replace('\n', " ")))?;
        if let Some(base) = table.remove("base") {
            let text = base.as_str().and_then(super::built_in_text);
            let text = text.ok_or_else(|| fail(format!("base = {base} is none of {}", super::BUILT_IN.join(", "))))?;
            let mut merged: toml::Table = toml::from_str(text).unwrap_or_default();
            country::merge(&mut merged, table);
            table = merged;
        }
        let profile = Self::from_table(table)?;
        for country in &profile.country {
            profile.changed(country).map_err(|error| fail(format!("country {}: {error}", country.code)))?;
        }
        Ok(profile)
    }

    pub(super) fn from_table(table: toml::Table) -> Result<Self> {
        let fail = |message: String| Error::new(ErrorKind::Profile, message);
        let profile: Self =
            table.try_into().map_err(|cause: toml::de::Error| fail(cause.to_string().trim_end().replace('\n', " ")))?;
        if profile.speeds.is_empty() {
            return Err(fail("[speeds] is empty".to_owned()).advise("give at least one class of highway a speed"));
        }
        if !(profile.snap.max_m > 0.0 && profile.snap.max_m <= 1e6) {
            return Err(fail(format!("snap.max_m = {} is not above 0 and at most 1000000", profile.snap.max_m)));
        }
        if !(profile.snap.island_km >= 0.0 && profile.snap.island_km <= 1e6) {
            return Err(fail(format!("snap.island_km = {} is not between 0 and 1000000", profile.snap.island_km)));
        }
        let pairs = [&profile.excluded_tags, &profile.implied_oneway, &profile.snap.never];
        if let Some(pair) = pairs.into_iter().flatten().find(|pair| !pair.contains('=')) {
            return Err(fail(format!("\"{pair}\" is not of the form key=value")));
        }
        if let Some(problem) = profile.turns.problem() {
            return Err(fail(problem));
        }
        let factors = profile.factors.values().flatten().chain(&profile.operating);
        if let Some((name, factor)) = factors.into_iter().find(|(_, factor)| !(**factor > 0.0 && **factor <= 1.0)) {
            return Err(fail(format!("the factor {name} = {factor} is not above 0 and at most 1")));
        }
        let snap = &profile.snap;
        if !(1.0..=5.0).contains(&snap.detour) || !(0.0..=1000.0).contains(&snap.dual_m) {
            let message = format!(
                "snap.detour = {} is not between 1 and 5, or snap.dual_m = {} not between 0 and 1000",
                snap.detour, snap.dual_m
            );
            return Err(fail(message));
        }
        if let Some(ferry) = &profile.ferry
            && let Some((name, value)) = [("board_s", ferry.board_s), ("buffer_s", ferry.buffer_s)]
                .into_iter()
                .find(|(_, value)| !(0.0..=86_400.0).contains(value))
        {
            return Err(fail(format!("ferry.{name} = {value} is not between 0 and 86400 seconds")));
        }
        Ok(profile)
    }

    /// Reads a profile file.
    ///
    /// # Errors
    /// When the file cannot be read or is not a profile.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|cause| Error::file(path, "read", cause))?;
        Self::from_toml(&text).map_err(|error| error.in_file(path))
    }

    /// A built-in profile by its name.
    ///
    /// # Errors
    /// When there is no built-in profile of that name.
    pub fn built_in(name: &str) -> Result<Self> {
        let text = super::built_in_text(name).ok_or_else(|| {
            Error::new(ErrorKind::Profile, format!("there is no built-in profile \"{name}\""))
                .advise(format!("take one of {}, or name a .toml file", super::BUILT_IN.join(", ")))
        })?;
        Self::from_toml(text)
    }

    /// The text of the profile as TOML, the same for equal profiles.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_are_profiles() {
        for name in super::super::BUILT_IN {
            let profile = Profile::built_in(name);
            assert!(profile.as_ref().is_ok_and(|profile| profile.name == name), "{name}: {:?}", profile.err());
        }
        assert!(Profile::built_in("hovercraft").is_err());
    }

    #[test]
    fn mistakes_are_named() {
        let text = super::super::built_in_text("car").unwrap_or_default();
        for (from, to, expected) in [
            ("motorway = 110", "motorway = 0", "speed of 0 km/h"),
            ("motorway = 110", "motorway = 10000", "speed of 10000 km/h"),
            ("max_m = 5000", "max_m = -1", "snap.max_m"),
            ("maxspeed = \"operate\"", "maxspeed = \"double\"", "double"),
            ("signal_s = 2.6", "signal_s = -5", "signal_s"),
            ("full_deg = 80", "full_deg = 10", "full_deg"),
            ("default = 0.92\n", "default = 1.2\n", "default = 1.2"),
            ("motorway = 0.96", "motorway = 0", "factor motorway"),
            ("code = \"HK\"\n", "", "code"),
            ("\"area=yes\"", "\"area\"", "key=value"),
            ("mode =", "colour = 1\nmode =", "colour"),
        ] {
            let error = Profile::from_toml(&text.replace(from, to)).map_err(|error| error.to_string());
            assert!(error.as_ref().is_err_and(|message| message.contains(expected)), "{from} -> {to}: {:?}", error.err());
        }
    }
}
