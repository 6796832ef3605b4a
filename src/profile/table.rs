//! The profile file itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::units::Kmh;

/// A profile: which ways a mode uses, how fast, and how places are joined to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name, for reports.
    pub name: String,
    /// Mode of transport, for reports: `car`, `walk`, `cycle`.
    pub mode: String,
    /// Access tags from the most to the least special; the first that is present decides.
    pub access_tags: Vec<String>,
    /// Values of the deciding access tag that shut the way.
    pub excluded_access: Vec<String>,
    /// `key=value` tags that drop a way whatever its class.
    #[serde(default)]
    pub excluded_tags: Vec<String>,
    /// Classes that are usable only with one of `permissions`.
    #[serde(default)]
    pub permitted_only: Vec<String>,
    /// Values of the deciding access tag that open a class of `permitted_only`.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// What `maxspeed=*` does.
    pub maxspeed: MaxspeedUse,
    /// Oneway tags from the most to the least special; the first that is present decides.
    pub oneway_tags: Vec<String>,
    /// `key=value` tags that make a way oneway when no oneway tag says otherwise.
    #[serde(default)]
    pub implied_oneway: Vec<String>,
    /// Speed in km/h by class (the value of `highway`); a class that is absent is not used.
    pub speeds: BTreeMap<String, Kmh>,
    /// How places are joined to the network.
    pub snap: SnapRules,
}

/// What `maxspeed=*` does to the speed of the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MaxspeedUse {
    /// It is not read.
    Ignore,
    /// The speed is never above it.
    Cap,
    /// It is the speed.
    Replace,
}

/// How places are joined to the network.
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
    /// A part of the network that no way leads out of or into is joined only if its ways add up to
    /// this many kilometres, or when nothing else is near.
    #[serde(default)]
    pub island_km: f64,
    /// Takes the nearest way of all, whatever `never`, `island_km` and closures say.
    #[serde(default)]
    pub nearest: bool,
}

impl Profile {
    /// Reads a profile from TOML text.
    ///
    /// # Errors
    /// When the text is not TOML or not a profile.
    pub fn from_toml(text: &str) -> Result<Self> {
        let fail = |message: String| Error::new(ErrorKind::Profile, message);
        let profile: Self = toml::from_str(text).map_err(|cause| fail(cause.to_string().trim_end().replace('\n', " ")))?;
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
        Ok(profile)
    }

    /// Reads a profile file.
    ///
    /// # Errors
    /// When the file cannot be read or is not a profile.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|cause| Error::file(path, "read", &cause))?;
        Self::from_toml(&text).map_err(|error| error.in_file(path))
    }

    /// A built-in profile by its name.
    ///
    /// # Errors
    /// When there is none of that name.
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
            assert!(profile.as_ref().is_ok_and(|profile| profile.name == name), "{profile:?}");
        }
        assert!(Profile::built_in("hovercraft").is_err());
    }

    #[test]
    fn mistakes_are_named() {
        let text = super::super::built_in_text("car").unwrap_or_default();
        for (from, to, expected) in [
            ("motorway = 105", "motorway = 0", "speed of 0 km/h"),
            ("motorway = 105", "motorway = 10000", "speed of 10000 km/h"),
            ("max_m = 5000", "max_m = -1", "snap.max_m"),
            ("maxspeed = \"cap\"", "maxspeed = \"double\"", "double"),
            ("\"area=yes\"", "\"area\"", "key=value"),
            ("mode =", "colour = 1\nmode =", "colour"),
        ] {
            let error = Profile::from_toml(&text.replace(from, to)).map_err(|error| error.to_string());
            assert!(error.as_ref().is_err_and(|message| message.contains(expected)), "{from} -> {to}: {error:?}");
        }
    }
}
