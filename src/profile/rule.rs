//! From the tags of a way to who may use it, in which direction and how fast.

use super::maxspeed;
use super::table::{MaxspeedUse, Profile};
use crate::osm::Tags;
use crate::units::Kmh;

/// How a mode uses a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Speed along the way, or `None` when that direction is not allowed.
    pub forward: Option<Kmh>,
    /// Speed against the way, or `None` when that direction is not allowed.
    pub backward: Option<Kmh>,
    /// Whether the way is in use, or only under construction or proposed.
    pub lifecycle: Lifecycle,
    /// Whether a trip may begin or end on it.
    pub snap: bool,
}

/// Whether a way is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// In use.
    Open,
    /// `highway=construction` or `construction:highway=*`.
    Construction,
    /// `highway=proposed` or `proposed:highway=*`.
    Proposed,
}

/// Why a way is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dropped {
    /// Its class has no speed in the profile.
    Class,
    /// An access tag shuts it.
    Access,
    /// A tag of `excluded_tags`.
    Tag,
}

/// What a profile makes of a way: a rule, or the reason why not.
pub type Usage = Result<Rule, Dropped>;

impl Profile {
    /// How this profile uses a way with these tags.
    ///
    /// # Errors
    /// The reason why the way is not used.
    pub fn rule(&self, tags: Tags<'_>) -> Usage {
        let (class, lifecycle) = class_of(tags).ok_or(Dropped::Class)?;
        let speed = *self.speeds.get(class).ok_or(Dropped::Class)?;
        if has_any(tags, &self.excluded_tags) {
            return Err(Dropped::Tag);
        }
        let access = first_present(tags, &self.access_tags);
        let lists = |values: &[String]| access.is_some_and(|value| values.iter().any(|other| other == value));
        let permitted = !self.permitted_only.iter().any(|other| other == class) || lists(&self.permissions);
        if lists(&self.excluded_access) || !permitted {
            return Err(Dropped::Access);
        }
        let limit = match self.maxspeed {
            MaxspeedUse::Ignore => None,
            MaxspeedUse::Cap | MaxspeedUse::Replace => tags.get("maxspeed").and_then(maxspeed::parse),
        };
        let speed = match (limit, self.maxspeed) {
            (Some(limit), MaxspeedUse::Replace) => limit,
            (Some(limit), _) => speed.min(limit),
            (None, _) => speed,
        };
        let (forward, backward) = self.directions(tags, class);
        Ok(Rule {
            forward: forward.then_some(speed),
            backward: backward.then_some(speed),
            lifecycle,
            snap: self.snap.nearest || !has_any(tags, &self.snap.never),
        })
    }

    /// Whether traffic may go along and against the way.
    fn directions(&self, tags: Tags<'_>, class: &str) -> (bool, bool) {
        match first_present(tags, &self.oneway_tags) {
            Some("yes" | "true" | "1") => return (true, false),
            Some("-1" | "reverse") => return (false, true),
            Some("no" | "false" | "0") => return (true, true),
            _ => {}
        }
        // `highway=motorway` must hold for a motorway under construction too.
        let implied = self.implied_oneway.iter().filter_map(|pair| pair.split_once('=')).any(|(key, value)| match key {
            "highway" => class == value,
            _ => tags.get(key) == Some(value),
        });
        (true, !implied)
    }
}

/// The class of a road (the value of `highway`, also of one that is not open yet).
fn class_of(tags: Tags<'_>) -> Option<(&str, Lifecycle)> {
    let Some(class) = tags.get("highway") else {
        let planned = |key: &str| tags.get(key);
        return planned("construction:highway")
            .map(|class| (class, Lifecycle::Construction))
            .or_else(|| planned("proposed:highway").map(|class| (class, Lifecycle::Proposed)));
    };
    match class {
        "construction" => Some((tags.get("construction").unwrap_or("road"), Lifecycle::Construction)),
        "proposed" => Some((tags.get("proposed").unwrap_or("road"), Lifecycle::Proposed)),
        _ => Some((class, Lifecycle::Open)),
    }
}

fn first_present<'a>(tags: Tags<'a>, keys: &[String]) -> Option<&'a str> {
    keys.iter().find_map(|key| tags.get(key))
}

fn has_any(tags: Tags<'_>, pairs: &[String]) -> bool {
    pairs.iter().filter_map(|pair| pair.split_once('=')).any(|(key, value)| tags.get(key) == Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::osm::Strings;

    fn usage(profile: &str, tags: &[(&str, &str)]) -> Usage {
        let mut strings = Strings::default();
        let pairs: Vec<[u32; 2]> = tags.iter().map(|(k, v)| [strings.intern(k), strings.intern(v)]).collect();
        match Profile::built_in(profile) {
            Ok(profile) => profile.rule(Tags::new(&pairs, &strings)),
            Err(error) => panic!("{error}"),
        }
    }

    fn speeds(profile: &str, tags: &[(&str, &str)]) -> Option<(Option<f64>, Option<f64>)> {
        usage(profile, tags).ok().map(|rule| (rule.forward.map(Kmh::get), rule.backward.map(Kmh::get)))
    }

    #[test]
    fn a_motorway_is_oneway_unless_it_says_otherwise() {
        assert_eq!(speeds("car", &[("highway", "motorway")]), Some((Some(105.0), None)));
        assert_eq!(speeds("car", &[("highway", "motorway"), ("oneway", "no")]), Some((Some(105.0), Some(105.0))));
        assert_eq!(speeds("car", &[("highway", "primary"), ("oneway", "-1")]), Some((None, Some(55.0))));
        assert_eq!(speeds("car", &[("highway", "primary"), ("junction", "roundabout")]), Some((Some(55.0), None)));
    }

    #[test]
    fn the_most_special_access_tag_decides() {
        let bus_gate = [("highway", "primary"), ("motor_vehicle", "no"), ("motorcar", "yes")];
        assert!(usage("car", &bus_gate).is_ok());
        assert_eq!(usage("car", &[("highway", "primary"), ("access", "private")]), Err(Dropped::Access));
        assert_eq!(usage("walk", &[("highway", "motorway")]), Err(Dropped::Class));
        assert_eq!(usage("cycle", &[("highway", "footway")]), Err(Dropped::Access));
        assert!(usage("cycle", &[("highway", "footway"), ("bicycle", "designated")]).is_ok());
    }

    #[test]
    fn the_speed_limit_caps_and_never_raises() {
        assert_eq!(speeds("car", &[("highway", "primary"), ("maxspeed", "40")]), Some((Some(40.0), Some(40.0))));
        assert_eq!(speeds("car", &[("highway", "primary"), ("maxspeed", "90")]), Some((Some(55.0), Some(55.0))));
    }

    #[test]
    fn roads_to_come_keep_their_class() {
        let works = usage("car", &[("highway", "construction"), ("construction", "motorway")]);
        assert!(works.is_ok_and(|rule| rule.lifecycle == Lifecycle::Construction && rule.backward.is_none()));
        let plan = usage("car", &[("proposed:highway", "primary")]);
        assert!(plan.is_ok_and(|rule| rule.lifecycle == Lifecycle::Proposed));
        assert_eq!(usage("car", &[("highway", "construction"), ("construction", "footway")]), Err(Dropped::Class));
    }

    #[test]
    fn trips_do_not_begin_on_a_motorway() {
        assert!(usage("car", &[("highway", "motorway")]).is_ok_and(|rule| !rule.snap));
        assert!(usage("car", &[("highway", "primary")]).is_ok_and(|rule| rule.snap));
    }
}
