//! Modifications: the features of a scenario file, read and checked but not applied to a network.
//!
//! Lengths and distances are metres, speeds km/h.

use super::delay::VolumeDelay;
use super::selector::Selector;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::{Kmh, TravelTime};

/// A modification with its feature.
#[derive(Clone, Debug)]
pub struct Modification {
    /// Its name in messages: `feature 3 (link "bridge")`.
    pub label: String,
    /// The change.
    pub change: Change,
}

/// The change of a modification.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new road.
    Link(Link),
    /// A change of speed on existing roads.
    Speed(Selector, SpeedChange),
    /// A closure of existing roads.
    Close(Selector),
    /// The opening of planned roads of the extract.
    Open(Selector),
    /// A new facility of a service.
    Facility(FacilityChange),
    /// A rail, ferry or bus service.
    Line(Line),
}

/// A new road with its junctions.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its `id`, by which junctions refer to it.
    pub id: String,
    /// Its common name.
    pub name: String,
    /// Its line: at least two different positions.
    pub line: Vec<LonLat>,
    /// Speed along it.
    pub speed: Kmh,
    /// The value of `highway` it would have, for example `motorway`.
    pub class: String,
    /// Whether it is open in the direction of its line only.
    pub oneway: bool,
    /// Its length in metres, stated or drawn.
    pub length_m: f64,
    /// The points where it joins existing roads.
    pub connect: Connect,
    /// The greatest distance from an end to the road that it joins, in metres.
    pub reach_m: f64,
    /// Its junctions.
    pub junctions: Vec<Junction>,
    /// Its cost in a unit of the user's choice, if stated.
    pub cost: Option<f64>,
}

/// The points where a link joins existing roads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connect {
    /// At its two ends (and its junctions, if it has any).
    Ends,
    /// Only at its junctions.
    Junctions,
}

/// A point where a link joins existing roads or other links.
#[derive(Clone, Debug)]
pub struct Junction {
    /// Its name in messages.
    pub label: String,
    /// Its position.
    pub position: LonLat,
    /// Links whose junctions share a key meet there.
    pub key: Option<String>,
    /// The existing roads that it joins.
    pub join: Join,
    /// The greatest distance of these, in metres.
    pub reach_m: f64,
    /// Speed between the link and the road it joins.
    pub ramp: Kmh,
    /// Time at the toll booth, in either direction.
    pub toll: TravelTime,
    /// The uncertainty of its position in metres.
    pub uncertainty_m: f64,
}

/// The existing roads that a junction joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// The nearest road that is no motorway.
    Road,
    /// The nearest motorway.
    Motorway,
    /// The nearest road of any class.
    Any,
    /// None; it only meets links of the same key.
    None,
}

/// A change of speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpeedChange {
    /// To this speed.
    To(Kmh),
    /// By this factor, above 0.
    Times(f64),
    /// By more lanes for the same traffic.
    Lanes(VolumeDelay),
}

/// A rail, ferry or bus service.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its `id`, by which stops refer to it.
    pub id: String,
    /// Its common name.
    pub name: String,
    /// Its mode.
    pub mode: LineMode,
    /// Whether cars may use it.
    pub carries_cars: bool,
    /// Whether it runs in the order of its stops only.
    pub oneway: bool,
    /// Its line, for lengths; may be empty.
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

/// The mode of a service.
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
    /// Minutes at the stop before departure: security and gates at Chinese railway stations, queueing at ferries.
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
    /// Its name in messages.
    pub label: String,
    /// Its name.
    pub name: String,
    /// Its rank in the order of stops.
    pub order: f64,
    /// Its position.
    pub position: LonLat,
    /// Minutes from the stop before, where stated.
    pub minutes: Option<f64>,
    /// The greatest distance of a road, in metres.
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
    /// Its position.
    pub position: LonLat,
}
