//! `study.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The study file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Its name in English.
    pub name: String,
    /// Its name in Chinese.
    #[serde(default)]
    pub name_zh: String,
    /// Whom its data come from.
    #[serde(default)]
    pub attribution: Vec<String>,
    pub(super) network: NetworkEntry,
    pub(super) people: PeopleEntry,
    pub(super) question: QuestionEntry,
    #[serde(default)]
    pub(super) services: ServicesEntry,
    #[serde(default)]
    pub(super) destinations: DestinationsEntry,
    #[serde(default)]
    pub(super) service: Vec<ServiceEntry>,
    #[serde(default)]
    pub(super) dated: DatedEntry,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkEntry {
    pub(super) osm: Vec<String>,
    pub(super) profile: String,
    #[serde(default)]
    pub(super) date: String,
    #[serde(default)]
    pub(super) honour_length: bool,
    #[serde(default = "yes")]
    pub(super) assumed_roads: bool,
    /// In place of the profile's `snap.max_m`, metres.
    pub(super) max_snap_m: Option<f64>,
    /// Files of services that run already, as GeoJSON.
    #[serde(default)]
    pub(super) lines: Vec<String>,
    /// Timetables.
    #[serde(default)]
    pub(super) gtfs: Vec<String>,
    /// The day of the timetables, `YYYY-MM-DD`.
    pub(super) gtfs_day: Option<String>,
    /// Their hours, `HH:MM-HH:MM`.
    pub(super) gtfs_window: Option<String>,
    /// Whether rail services of the extract run.
    #[serde(default = "yes")]
    pub(super) osm_lines: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeopleEntry {
    pub(super) cells: Option<String>,
    pub(super) townships: Option<String>,
    pub(super) land: Option<String>,
    pub(super) boundaries: Option<String>,
    pub(super) cell_m: Option<f64>,
    pub(super) seat_share: Option<f64>,
    pub(super) seat_radius_km: Option<f64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    pub(super) minutes: Vec<u32>,
    pub(super) headline_minutes: u32,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServicesEntry {
    #[serde(default)]
    pub(super) files: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationsEntry {
    #[serde(default)]
    pub(super) files: Vec<String>,
    #[serde(default = "hours")]
    pub(super) minutes: Vec<u32>,
}

impl Default for DestinationsEntry {
    fn default() -> Self {
        Self { files: Vec::new(), minutes: hours() }
    }
}

/// One, two and three hours (全国123出行交通圈).
fn hours() -> Vec<u32> {
    vec![60, 120, 180]
}

/// A service of the study.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceEntry {
    /// Its id, by which facilities refer to it.
    pub id: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Chinese.
    #[serde(default)]
    pub name_zh: String,
    /// Whether it belongs to the complete circle.
    #[serde(default)]
    pub circle: bool,
    /// Tables of tags: an object of the extract that has all tags of any table is a facility.
    #[serde(default)]
    pub tags: Vec<BTreeMap<String, String>>,
    /// Why there are no facilities, where that is so.
    pub no_data: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatedEntry {
    #[serde(default)]
    pub(super) years: Vec<i32>,
}
