//! Rail, ferry and bus services: stops in order, times between them and headways.
//!
//! A service is a line of nodes, one for each stop, with edges for boarding, riding and alighting. Boarding takes the buffer
//! before departure and half the headway (at most 20 minutes): the mean time of passengers who do not know the timetable.

use std::sync::Arc;

use geojson::Feature;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::feature::{called, metres, parse, shape};
use super::geometry;
use super::modification::{Change, Join, Line, LineMode, LineStop, Modification};
use super::resolve::{RoadConnection, joins};
use crate::network::Network;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::{Kmh, TravelTime};

/// The longest wait for a departure, in minutes: passengers of rarer services know the timetable.
const LONGEST_WAIT_MIN: f64 = 20.0;
/// Hours of service a day, which convert trains a day to a headway.
const SERVICE_HOURS: f64 = 16.0;
/// Acceleration and braking of trains in m/s²: each stop costs speed / this on top of the dwell.
const ACCELERATION: f64 = 0.5;

#[derive(Deserialize)]
struct LineFields {
    id: String,
    name: Option<String>,
    name_zh: Option<String>,
    mode: LineMode,
    #[serde(default)]
    carries_cars: bool,
    #[serde(default)]
    oneway: bool,
    headway_min: Option<f64>,
    trains_per_day: Option<f64>,
    board_min: Option<f64>,
    alight_min: Option<f64>,
    speed_kmh: Option<Kmh>,
    #[serde(default)]
    dwell_s: f64,
}

#[derive(Deserialize)]
struct StopFields {
    line: String,
    order: f64,
    #[serde(default)]
    name: String,
    /// Minutes from the stop before.
    minutes: Option<f64>,
    #[serde(default = "default_reach_m")]
    reach_m: f64,
    #[serde(default = "default_access")]
    access_kmh: Kmh,
}

const fn default_reach_m() -> f64 {
    3000.0
}

const fn default_access() -> Kmh {
    Kmh::RAMP
}

pub(super) fn line(feature: &Feature, fields: Map<String, Value>) -> Result<Line, String> {
    let course = match shape(feature) {
        None => Vec::new(),
        some => geometry::line(some)?,
    };
    let fields: LineFields = parse(fields)?;
    let minutes = |name: &str, value: f64| {
        let inside = (0.0..=1440.0).contains(&value);
        if inside { Ok(value) } else { Err(format!("{name} = {value} is not between 0 and 1440 minutes")) }
    };
    let headway = match (fields.headway_min, fields.trains_per_day) {
        (Some(headway), None) => minutes("headway_min", headway)?,
        (None, Some(trains)) if trains > 0.0 => minutes("the headway of trains_per_day", SERVICE_HOURS * 60.0 / trains)?,
        _ => return Err("it needs either headway_min or trains_per_day (one way, above 0)".to_owned()),
    };
    let board = minutes("board_min", fields.board_min.unwrap_or(fields.mode.board_min()))?;
    let alight = minutes("alight_min", fields.alight_min.unwrap_or(fields.mode.alight_min()))?;
    if !(0.0..=3600.0).contains(&fields.dwell_s) {
        return Err(format!("dwell_s = {} is not between 0 and 3600", fields.dwell_s));
    }
    Ok(Line {
        name: called(&fields.id, [fields.name_zh, fields.name]),
        id: fields.id,
        mode: fields.mode,
        carries_cars: fields.carries_cars,
        oneway: fields.oneway,
        course,
        board: boarding(board, headway),
        alight: TravelTime::from_seconds(alight * 60.0),
        speed: fields.speed_kmh,
        dwell_s: fields.dwell_s,
        stops: Vec::new(),
    })
}

/// Buffer and mean wait: half the headway, capped. Both in minutes.
pub(super) fn boarding(buffer_min: f64, headway_min: f64) -> TravelTime {
    TravelTime::from_seconds((buffer_min + (headway_min / 2.0).min(LONGEST_WAIT_MIN)) * 60.0)
}

/// A stop and the id of its line.
pub(super) fn stop(feature: &Feature, fields: Map<String, Value>, label: &str) -> Result<(String, LineStop), String> {
    let position = geometry::point(shape(feature))?;
    let fields: StopFields = parse(fields)?;
    if fields.minutes.is_some_and(|minutes| !(minutes > 0.0 && minutes <= 1440.0)) {
        return Err("minutes is not above 0 and at most 1440".to_owned());
    }
    let stop = LineStop {
        label: label.to_owned(),
        name: fields.name,
        order: fields.order,
        position,
        minutes: fields.minutes,
        reach_m: metres("reach_m", fields.reach_m)?,
        access: fields.access_kmh,
    };
    Ok((fields.line, stop))
}

/// A service on a network.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// Its common name.
    pub(super) name: Arc<str>,
    /// The names of its stops.
    pub(super) stop_names: Arc<[String]>,
    /// Its mode.
    pub mode: LineMode,
    /// Whether cars may use it.
    pub carries_cars: bool,
    /// Whether it runs in the order of its stops only.
    pub(super) oneway: bool,
    /// Buffer and wait before departure.
    pub board: TravelTime,
    /// Time from the vehicle to the street.
    pub alight: TravelTime,
    /// Stops without a road near enough, with the reason; the service does not stop there.
    pub passed: Vec<String>,
    /// Its stops in order.
    pub(super) stops: Vec<NewStop>,
    /// Times and metres between neighbouring stops.
    pub(super) legs: Vec<(TravelTime, f64)>,
}

/// A stop on a network.
#[derive(Clone, Debug)]
pub(super) struct NewStop {
    pub(super) position: LonLat,
    pub(super) joins: Vec<RoadConnection>,
}

/// Joins a line's stops to the roads.
pub(super) fn new_line(network: &Network, line: &Line) -> Result<NewLine, Vec<String>> {
    let (mut problems, mut passed) = (Vec::new(), Vec::new());
    let mut stops = Vec::new();
    for stop in &line.stops {
        let reason = |message: String| format!("{} at {}: {message}", stop.label, stop.position);
        let ways = joins(network, stop.position, stop.position, stop.reach_m, Join::Road, stop.access, TravelTime::ZERO);
        match ways {
            Ok(joins) => stops.push(NewStop { position: stop.position, joins }),
            // A service may continue to stops without a road.
            Err(message) if line.stops.len() > 2 => {
                passed.push(reason(message));
                stops.push(NewStop { position: stop.position, joins: Vec::new() });
            }
            Err(message) => problems.push(reason(message)),
        }
    }
    if stops.iter().filter(|stop| !stop.joins.is_empty()).count() < 2 && problems.is_empty() {
        problems.push("fewer than two of its stops have a road within their reach_m".to_owned());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let legs = line.stops.windows(2).map(|pair| leg(line, &pair[0], &pair[1])).collect();
    let Line { mode, carries_cars, oneway, board, alight, .. } = *line;
    let name = line.name.as_str().into();
    let stop_names = line.stops.iter().map(|stop| stop.name.clone()).collect();
    Ok(NewLine { name, stop_names, mode, carries_cars, oneway, board, alight, passed, stops, legs })
}

/// Existing services joined to the roads, and the reason for each that cannot be joined.
///
/// A service that leaves the extract, or lies outside it, is not an error of the study.
#[must_use]
pub fn place_lines(network: &Network, services: &[Modification]) -> (Vec<NewLine>, Vec<String>) {
    let (mut lines, mut left_out) = (Vec::new(), Vec::new());
    for service in services {
        let Change::Line(line) = &service.change else { continue };
        match new_line(network, line) {
            Ok(line) => lines.push(line),
            Err(problems) => left_out.push(format!("{}: {}", service.label, problems.join("; "))),
        }
    }
    (lines, left_out)
}

/// Time and metres between two stops: as stated, or from speed, dwell time, braking and acceleration.
fn leg(line: &Line, from: &LineStop, to: &LineStop) -> (TravelTime, f64) {
    let length_m = along(&line.course, from.position, to.position);
    let time = match (to.minutes, line.speed) {
        (Some(minutes), _) => TravelTime::from_seconds(minutes * 60.0),
        (None, Some(speed)) => {
            let loss_s = speed.get() / 3.6 / ACCELERATION;
            TravelTime::from_seconds(speed.seconds_for(length_m) + line.dwell_s + loss_s)
        }
        (None, None) => TravelTime::UNREACHED,
    };
    (time, length_m)
}

/// Metres along a line between its points nearest to two positions; the straight distance without a line.
pub(super) fn along(course: &[LonLat], from: LonLat, to: LonLat) -> f64 {
    let nearest = |position: LonLat| {
        let distances = course.iter().map(|point| point.distance_m(position)).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
    };
    let straight = from.distance_m(to);
    match (nearest(from), nearest(to)) {
        (Some(a), Some(b)) if a != b => {
            let part = course.get(a.min(b)..=a.max(b)).unwrap_or_default();
            part.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum::<f64>().max(straight)
        }
        _ => straight,
    }
}
