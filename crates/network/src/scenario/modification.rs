//! One modification: a feature of a scenario file, read and checked, not yet applied.

use super::delay::VolumeDelay;
use super::selector::Selector;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::{Kmh, TravelTime};

/// A modification and where it was read.
#[derive(Clone, Debug)]
pub struct Modification {
    /// How to name it to the user: `feature 3 (link "bridge")`.
    pub label: String,
    /// What changes.
    pub change: Change,
}

/// What changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new road.
    Link(Link),
    /// Another speed on existing roads.
    Speed(Selector, SpeedChange),
    /// Existing roads shut.
    Close(Selector),
    /// Planned roads of the extract taken into service.
    Open(Selector),
    /// A new facility of a service.
    Facility(FacilityChange),
    /// A rail, ferry or bus service.
    Line(Line),
}

/// A new road with the places where it meets others.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its `id`, by which junctions refer to it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its course: at least two different positions.
    pub line: Vec<LonLat>,
    /// Speed along it.
    pub speed: Kmh,
    /// The value of `highway` it would have, for example `motorway`.
    pub class: String,
    /// Whether it leads only along its line.
    pub oneway: bool,
    /// Its length in metres, stated or drawn.
    pub length_m: f64,
    /// Where it meets the roads there are.
    pub connect: Connect,
    /// How far from an end to look for a road to join, in metres.
    pub reach_m: f64,
    /// Its junctions.
    pub junctions: Vec<Junction>,
    /// What it costs, in a unit of the user's own, if stated.
    pub cost: Option<f64>,
}

/// Where a link meets the roads there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connect {
    /// At its two ends (and its junctions, if it has any).
    Ends,
    /// Only at its junctions.
    Junctions,
}

/// A place where a link meets old roads or other links.
#[derive(Clone, Debug)]
pub struct Junction {
    /// How to name it to the user.
    pub label: String,
    /// Where it is.
    pub position: LonLat,
    /// Links whose junctions share a key meet there.
    pub key: Option<String>,
    /// Which old roads it joins.
    pub join: Join,
    /// How far to look for them, in metres.
    pub reach_m: f64,
    /// Speed between the link and the road it joins.
    pub ramp: Kmh,
    /// Time at the toll booth, in either direction.
    pub toll: TravelTime,
    /// How far from its place it may be in truth, in metres.
    pub uncertainty_m: f64,
}

/// Which old roads a junction joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// The nearest road that is no motorway.
    Road,
    /// The nearest motorway.
    Motorway,
    /// The nearest road of any class.
    Any,
    /// None: it only meets links of the same key.
    None,
}

/// How a speed changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpeedChange {
    /// To this speed.
    To(Kmh),
    /// To this many times what it was; above 0.
    Times(f64),
    /// By more lanes for the same traffic.
    Lanes(VolumeDelay),
}

/// A rail, ferry or bus service.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its `id`, by which stops refer to it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What runs on it.
    pub mode: LineMode,
    /// Whether cars may use it.
    pub carries_cars: bool,
    /// Whether it runs only in the order of its stops.
    pub oneway: bool,
    /// Its course, for lengths; may be empty.
    pub course: Vec<LonLat>,
    /// Buffer and wait before departure.
    pub board: TravelTime,
    /// Time from the vehicle to the street.
    pub alight: TravelTime,
    /// Speed between stops that do not state their minutes.
    pub speed: Option<Kmh>,
    /// Seconds at each such stop.
    pub dwell_s: f64,
    /// Its stops in order.
    pub stops: Vec<LineStop>,
}

/// What runs on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineMode {
    /// Trains.
    Rail,
    /// Ships.
    Ferry,
    /// Buses.
    Bus,
}

impl LineMode {
    /// Minutes that one is there before departure: security and gates at Chinese railway stations,
    /// queueing at ferries.
    pub(super) const fn board_min(self) -> f64 {
        match self {
            Self::Rail => 15.0,
            Self::Ferry => 10.0,
            Self::Bus => 2.0,
        }
    }

    /// Minutes from the vehicle to the street.
    pub(super) const fn alight_min(self) -> f64 {
        match self {
            Self::Rail | Self::Ferry => 5.0,
            Self::Bus => 1.0,
        }
    }
}

/// A stop of a line.
#[derive(Clone, Debug)]
pub struct LineStop {
    /// How to name it to the user.
    pub label: String,
    /// Its name.
    pub name: String,
    /// Its place in the order of stops.
    pub order: f64,
    /// Where it is.
    pub position: LonLat,
    /// Minutes from the stop before, where stated.
    pub minutes: Option<f64>,
    /// How far to look for a road, in metres.
    pub reach_m: f64,
    /// Speed between the stop and that road.
    pub access: Kmh,
}

/// A new facility.
#[derive(Clone, Debug, PartialEq)]
pub struct FacilityChange {
    /// The service it belongs to.
    pub service: String,
    /// Its name.
    pub name: String,
    /// Its capacity, in the unit of the service, if stated.
    pub capacity: Option<f64>,
    /// Where it is.
    pub position: LonLat,
}
