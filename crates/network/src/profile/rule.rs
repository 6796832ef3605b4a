//! Rules of ways: from the tags of a way to access, directions and speeds.

use super::speed::Setting;
use super::table::Profile;
use crate::osm::{Tags, matches_part};
use tongda_foundation::units::Kmh;

/// Suffixes of keys that apply to one direction of a way.
const FORWARD: &str = ":forward";
const BACKWARD: &str = ":backward";

/// Access, directions and speeds of a way for a mode.
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
    /// Whether only trips that begin or end on it (or on a neighbour of its kind) use it.
    pub ends_only: bool,
    /// Whether it is a ferry.
    pub ferry: bool,
}

/// The stage in the life of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// In use.
    Open,
    /// `highway=construction` or `construction:highway=*`.
    Construction,
    /// `highway=proposed` or `proposed:highway=*`.
    Proposed,
}

/// The reason why a way is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dropped {
    /// Its class has no speed in the profile.
    Class,
    /// An access tag closes it.
    Access,
    /// A tag of `excluded_tags`.
    Tag,
}

/// The rule for a way, or the reason why it is not used.
pub type Usage = Result<Rule, Dropped>;

impl Profile {
    /// The rule for a way with these tags, outside built-up areas.
    ///
    /// # Errors
    /// The reason why the way is not used.
    pub fn rule(&self, tags: Tags<'_>) -> Usage {
        let Some((class, lifecycle)) = class_of(tags) else { return self.ferry(tags) };
        if !self.speeds.contains_key(class) {
            return Err(Dropped::Class);
        }
        if has_any(tags, &self.excluded_tags) {
            return Err(Dropped::Tag);
        }
        let access = first_present(tags, &self.access_tags);
        let lists = |values: &[String]| access.is_some_and(|value| values.iter().any(|other| other == value));
        let permitted = !self.permitted_only.iter().any(|other| other == class) || lists(&self.permissions);
        if lists(&self.excluded_access) || !permitted {
            return Err(Dropped::Access);
        }
        let (mut forward, mut backward) = self.directions(tags, class);
        if self.access_by_direction {
            forward &= !self.shut_in_direction(tags, FORWARD);
            backward &= !self.shut_in_direction(tags, BACKWARD);
            if !forward && !backward {
                return Err(Dropped::Access);
            }
        }
        let mut rule = Rule {
            forward: None,
            backward: None,
            lifecycle,
            snap: self.snap.nearest || !has_any(tags, &self.snap.never),
            ends_only: access.is_some_and(|value| self.ends_only_access.iter().any(|other| matches_part(value, other))),
            ferry: false,
        };
        self.set_speeds(tags, Setting { class, urban: false, oneway: forward != backward }, (forward, backward), &mut rule);
        Ok(rule)
    }

    /// The rule of a way that lies in a built-up area, from its rule outside.
    #[must_use]
    pub fn urban_rule(&self, tags: Tags<'_>, rule: Rule) -> Rule {
        let mut rule = rule;
        if let Some((class, _)) = class_of(tags).filter(|_| !rule.ferry) {
            let open = (rule.forward.is_some(), rule.backward.is_some());
            self.set_speeds(tags, Setting { class, urban: true, oneway: open.0 != open.1 }, open, &mut rule);
        }
        rule
    }

    fn set_speeds(&self, tags: Tags<'_>, at: Setting<'_>, open: (bool, bool), rule: &mut Rule) {
        rule.forward = open.0.then(|| self.speed(tags, true, at)).flatten();
        rule.backward = open.1.then(|| self.speed(tags, false, at)).flatten();
    }

    /// The rule for a way that is not a road: a ferry, or none.
    fn ferry(&self, tags: Tags<'_>) -> Usage {
        let Some(rules) = self.ferry.as_ref().filter(|_| tags.get("route") == Some("ferry")) else { return Err(Dropped::Class) };
        let open = match first_present(tags, &self.access_tags) {
            Some(value) => rules.permissions.iter().any(|other| other == value),
            None => rules.unless_told,
        };
        if !open {
            return Err(Dropped::Access);
        }
        let (forward, backward) = self.directions(tags, "ferry");
        Ok(Rule {
            forward: forward.then_some(rules.kmh),
            backward: backward.then_some(rules.kmh),
            lifecycle: Lifecycle::Open,
            snap: false,
            ends_only: false,
            ferry: true,
        })
    }

    /// The delay in seconds at a node with these tags, and whether the node is closed.
    #[must_use]
    pub fn control(&self, tags: Tags<'_>) -> (f64, bool) {
        let turns = &self.turns;
        let mut seconds = match tags.get("highway") {
            Some("traffic_signals") => turns.signal_s,
            Some("crossing") if tags.get("crossing") == Some("traffic_signals") => turns.pedestrian_signal_s,
            Some("stop") => turns.stop_s,
            _ => 0.0,
        };
        if tags.get("railway") == Some("level_crossing") {
            seconds += turns.level_crossing_s;
        }
        let Some(barrier) = tags.get("barrier") else { return (seconds, false) };
        seconds += turns.barriers.get(barrier).copied().unwrap_or_default();
        let closed = match first_present(tags, &self.access_tags) {
            Some(value) => self.excluded_access.iter().any(|other| other == value),
            None => turns.shut_barriers.iter().any(|other| other == barrier),
        };
        (seconds, closed && !turns.shut_barriers.is_empty())
    }

    /// Whether an access tag closes one direction of a way only.
    fn shut_in_direction(&self, tags: Tags<'_>, direction: &str) -> bool {
        let of_direction = |key: &str, name: &String| key.strip_suffix(direction) == Some(name.as_str());
        let found = self.access_tags.iter().find_map(|name| tags.iter().find(|(key, _)| of_direction(key, name)));
        found.is_some_and(|(_, value)| self.excluded_access.iter().any(|other| other == value))
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
        let open = |tags: &[(&str, &str)]| speeds("car", tags).map(|(there, back)| (there.is_some(), back.is_some()));
        assert_eq!(open(&[("highway", "motorway")]), Some((true, false)));
        assert_eq!(open(&[("highway", "motorway"), ("oneway", "no")]), Some((true, true)));
        assert_eq!(open(&[("highway", "primary"), ("oneway", "-1")]), Some((false, true)));
        assert_eq!(open(&[("highway", "primary"), ("junction", "roundabout")]), Some((true, false)));
    }

    #[test]
    fn the_most_special_access_tag_decides() {
        let bus_gate = [("highway", "primary"), ("motor_vehicle", "no"), ("motorcar", "yes")];
        assert!(usage("car", &bus_gate).is_ok());
        assert_eq!(usage("car", &[("highway", "primary"), ("access", "no")]), Err(Dropped::Access));
        assert!(usage("car", &[("highway", "primary"), ("access", "private")]).is_ok_and(|rule| rule.ends_only));
        assert!(usage("car", &[("highway", "primary")]).is_ok_and(|rule| !rule.ends_only));
        assert_eq!(usage("walk", &[("highway", "motorway")]), Err(Dropped::Class));
        assert_eq!(usage("cycle", &[("highway", "footway")]), Err(Dropped::Access));
        assert!(usage("cycle", &[("highway", "footway"), ("bicycle", "designated")]).is_ok());
    }

    /// Speed along a way by a built-in profile at a position.
    fn kmh(profile: &str, at: (f64, f64), urban: bool, tags: &[(&str, &str)]) -> f64 {
        let mut strings = Strings::default();
        let pairs: Vec<[u32; 2]> = tags.iter().map(|(k, v)| [strings.intern(k), strings.intern(v)]).collect();
        let tags = Tags::new(&pairs, &strings);
        let position = tongda_foundation::position::LonLat::new(at.0, at.1).unwrap_or_default();
        let Ok(profile) = Profile::built_in(profile).and_then(|profile| profile.at(position)) else { unreachable!() };
        let rule = profile.rule(tags).map(|rule| if urban { profile.urban_rule(tags, rule) } else { rule });
        rule.ok().and_then(|rule| rule.forward).map_or(0.0, Kmh::get)
    }

    const MALTA: (f64, f64) = (14.4, 35.9);
    const TAISHAN: (f64, f64) = (112.8, 22.25);

    #[test]
    fn nobody_is_faster_than_the_limit() {
        for profile in ["car", "car-freeflow"] {
            for (class, limit) in [("motorway", "60"), ("primary", "40"), ("residential", "20"), ("tertiary", "25 mph")] {
                for position in [MALTA, TAISHAN] {
                    let free: f64 = if limit == "25 mph" { 40.3 } else { limit.parse().unwrap_or_default() };
                    let driven = kmh(profile, position, false, &[("highway", class), ("maxspeed", limit)]);
                    assert!(driven > 0.0 && driven <= free, "{profile} {class} {limit}: {driven}");
                }
            }
        }
        assert!((kmh("car-freeflow", MALTA, false, &[("highway", "primary"), ("maxspeed", "80")]) - 80.0).abs() < 1e-9);
    }

    #[test]
    fn roads_of_china_are_told_by_number_and_carriageways() {
        let range = |urban: bool, tags: &[(&str, &str)], low: f64, high: f64| {
            let driven = kmh("car", TAISHAN, urban, tags);
            assert!((low..=high).contains(&driven), "{tags:?}, urban {urban}: {driven}");
        };
        // Operating speeds that papers give for each class.
        range(false, &[("highway", "motorway"), ("ref", "G94")], 90.0, 105.0);
        range(false, &[("highway", "trunk"), ("ref", "G325")], 60.0, 80.0);
        range(false, &[("highway", "trunk"), ("ref", "G325"), ("oneway", "yes")], 70.0, 80.0);
        range(false, &[("highway", "primary"), ("ref", "S273")], 50.0, 60.0);
        range(false, &[("highway", "secondary"), ("ref", "X551")], 38.0, 50.0);
        range(false, &[("highway", "tertiary"), ("ref", "Y123")], 30.0, 38.0);
        range(false, &[("highway", "unclassified"), ("ref", "C999")], 18.0, 30.0);
        range(true, &[("highway", "trunk"), ("ref", "G325")], 40.0, 50.0);
        range(true, &[("highway", "residential")], 18.0, 30.0);
        range(false, &[("highway", "motorway"), ("tunnel", "yes"), ("maxspeed", "100")], 70.0, 80.0);
        range(false, &[("highway", "secondary"), ("maxspeed", "CN:urban")], 40.0, 50.0);
        range(false, &[("highway", "secondary"), ("maxspeed", "70"), ("maxspeed:advisory", "30")], 30.0, 30.0);
    }

    #[test]
    fn surface_and_town_slow_down() {
        let paved = kmh("car", MALTA, false, &[("highway", "tertiary")]);
        assert!(kmh("car", MALTA, false, &[("highway", "tertiary"), ("surface", "gravel")]) < paved);
        assert!(kmh("car", MALTA, true, &[("highway", "tertiary")]) < paved);
    }

    #[test]
    fn a_ferry_needs_leave_to_carry_cars() {
        assert_eq!(usage("car", &[("route", "ferry")]), Err(Dropped::Access));
        assert_eq!(usage("car", &[("route", "ferry"), ("motor_vehicle", "no")]), Err(Dropped::Access));
        assert!(usage("car", &[("route", "ferry"), ("motor_vehicle", "yes")]).is_ok_and(|rule| rule.ferry && !rule.snap));
        assert!(usage("walk", &[("route", "ferry"), ("motor_vehicle", "no")]).is_ok_and(|rule| rule.ferry));
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
    fn access_may_differ_by_direction_and_have_several_values() {
        let open = |tags: &[(&str, &str)]| speeds("car", tags).map(|(there, back)| (there.is_some(), back.is_some()));
        assert_eq!(open(&[("highway", "tertiary"), ("motor_vehicle:backward", "no")]), Some((true, false)));
        assert_eq!(open(&[("highway", "tertiary"), ("access:forward", "no")]), Some((false, true)));
        let refined = [("highway", "tertiary"), ("vehicle:forward", "no"), ("motorcar:forward", "yes")];
        assert_eq!(open(&refined), Some((true, true)));
        assert_eq!(usage("car", &[("highway", "primary"), ("oneway", "reversible")]), Err(Dropped::Tag));
        let several = [("highway", "residential"), ("motor_vehicle", "customers;delivery")];
        assert!(usage("car", &several).is_ok_and(|rule| rule.ends_only));
        assert_eq!(usage("car", &[("highway", "track")]), Err(Dropped::Access));
        assert!(usage("car", &[("highway", "track"), ("motor_vehicle", "yes")]).is_ok());
    }

    #[test]
    fn trips_do_not_begin_on_a_motorway() {
        assert!(usage("car", &[("highway", "motorway")]).is_ok_and(|rule| !rule.snap));
        assert!(usage("car", &[("highway", "primary")]).is_ok_and(|rule| rule.snap));
    }
}
