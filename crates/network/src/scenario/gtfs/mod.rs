//! Timetables: the trips of a GTFS feed on one weekday, within a window of hours, as services.
//!
//! Trips that call at the same stops in the same order make one service. Its headway is the window divided by the departures
//! within it; its minutes between stops are the mean of those trips. The wait is that of one service: lines that share stops
//! do not reduce each other's.
//!
//! The format is the General Transit Feed Specification (gtfs.org/schedule).

mod days;
mod feed;

use std::collections::BTreeMap;
use std::path::Path;

use gtfs_structures::{Gtfs, RouteType, StopTime, Trip};
use jiff::civil::Date;

pub use feed::SkippedRows;

use self::days::{Days, busiest_day};
use self::feed::Defects;
use super::line::boarding;
use super::modification::{Change, Line, LineMode, LineStop, Modification};
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::{Kmh, TravelTime};

/// Minutes from the platform to the vehicle, without security or gates.
const BOARD_MIN: f64 = 2.0;
/// Minutes from the vehicle to the street.
const ALIGHT_MIN: f64 = 1.0;
/// The greatest distance from a stop to its street, in metres.
const REACH_M: f64 = 1000.0;
/// The shortest time between stops in seconds: timetables in whole minutes have stops 0 minutes apart.
const SHORTEST_LEG_S: f64 = 20.0;

/// Hours of a day: seconds since midnight, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourWindow {
    /// Its begin.
    pub start_s: u32,
    /// Its end, after the begin.
    pub end_s: u32,
}

impl Default for HourWindow {
    /// The morning peak, 07:00 to 09:00.
    fn default() -> Self {
        Self { start_s: 7 * 3600, end_s: 9 * 3600 }
    }
}

impl std::str::FromStr for HourWindow {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let time = |text: &str| {
            let (hours, minutes) = text.trim().split_once(':')?;
            let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
            (hours < 48 && minutes < 60).then_some((hours * 60 + minutes) * 60)
        };
        let window = text.split_once('-').and_then(|(start, end)| Some((time(start)?, time(end)?)));
        match window {
            Some((start_s, end_s)) if start_s < end_s => Ok(Self { start_s, end_s }),
            _ => Err(format!("\"{text}\" is no window of hours like 07:00-09:00")),
        }
    }
}

/// The services of a feed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Timetable {
    /// The day that was read, for example `2019-09-17`.
    pub day: String,
    /// One [`Change::Line`] a service, by route and stops.
    pub services: Vec<Modification>,
    /// Rows of the feed that could not be used.
    pub left_out: Vec<SkippedRows>,
}

/// Reads the services of a feed on a day; without a day, on its busiest Tuesday, Wednesday or Thursday, the latest of
/// equals.
///
/// # Errors
/// When it is not a GTFS feed, the day is not a date, or nothing runs in the window.
pub fn read_gtfs(bytes: &[u8], path: &Path, day: Option<&str>, window: HourWindow) -> Result<Timetable> {
    let wrong = |message: String| Error::new(ErrorKind::Table, message).in_file(path);
    let read = feed::read(bytes);
    let (feed, mut defects) =
        read.map_err(|cause| wrong(format!("is not a GTFS feed that can be read: {cause}")).advise("is it a .zip?"))?;
    let day: Date = match day {
        Some(day) => day.parse().map_err(|_| wrong(format!("gtfs_day = \"{day}\" is no date like 2026-05-13")))?,
        None => busiest_day(&feed).ok_or_else(|| wrong("no trip runs on any day of its calendar".to_owned()))?,
    };
    let days = Days::around(&feed, day);
    let mut patterns: BTreeMap<(&str, Vec<&str>), Pattern> = BTreeMap::new();
    let mut trips: Vec<&Trip> = feed.trips.values().collect();
    trips.sort_by(|a, b| a.id.cmp(&b.id));
    for trip in trips {
        if trip.stop_times.len() < 2 {
            defects.add("trips with fewer than two calls that state a time", || trip.id.clone());
            continue;
        }
        let departures = days.departures(trip, window);
        if departures > 0.0 {
            let stops = trip.stop_times.iter().map(|call| call.stop.id.as_str()).collect();
            patterns.entry((trip.route_id.as_str(), stops)).or_insert_with(|| Pattern::of(trip)).add(
                trip,
                departures,
                &mut defects,
            );
        }
    }
    let hours = f64::from(window.end_s - window.start_s) / 3600.0;
    let services: Vec<Modification> = patterns
        .into_iter()
        .enumerate()
        .filter_map(|(number, ((route, _), pattern))| pattern.service(&feed, route, number, hours, &mut defects))
        .collect();
    if services.is_empty() {
        let message = format!("nothing runs on {day} in the window of hours, or no stop of it has a position");
        return Err(wrong(message).advise("name another gtfs_day or gtfs_window"));
    }
    Ok(Timetable { day: day.to_string(), services, left_out: defects.skipped() })
}

/// Trips with the same stops.
struct Pattern<'a> {
    calls: &'a [StopTime],
    /// Departures in the window.
    departures: f64,
    /// Seconds from each stop to the next, summed over the departures.
    legs: Vec<f64>,
}

impl<'a> Pattern<'a> {
    fn of(trip: &'a Trip) -> Self {
        Self { calls: &trip.stop_times, departures: 0.0, legs: vec![0.0; trip.stop_times.len() - 1] }
    }

    fn add(&mut self, trip: &Trip, departures: f64, defects: &mut Defects) {
        self.departures += departures;
        let times = arrivals(&trip.stop_times);
        for (leg, pair) in self.legs.iter_mut().zip(times.windows(2)) {
            if pair[1] < pair[0] {
                defects.add("times before that of the call they follow (taken as 20 s after it)", || trip.id.clone());
            }
            *leg += departures * (pair[1] - pair[0]).max(SHORTEST_LEG_S);
        }
    }

    fn service(&self, feed: &Gtfs, route: &str, number: usize, hours: f64, defects: &mut Defects) -> Option<Modification> {
        let route = feed.routes.get(route)?;
        let Some(mode) = mode(route.route_type) else {
            defects.add("services of a route_type that is no kind of line", || route.id.clone());
            return None;
        };
        let minutes = std::iter::once(None).chain(self.legs.iter().map(|sum| Some(sum / self.departures / 60.0)));
        let mut stops = Vec::with_capacity(self.calls.len());
        let (mut skipped, mut order) = (0.0, 0.0);
        for (call, minutes) in self.calls.iter().zip(minutes) {
            let minutes = minutes.map(|minutes| minutes + skipped);
            let Some(position) = position(call) else {
                defects.add("calls of services at stops without a position", || call.stop.id.clone());
                skipped = minutes.unwrap_or_default();
                continue;
            };
            let name = call.stop.name.clone().unwrap_or_default();
            stops.push(LineStop {
                label: format!("stop {} ({name})", call.stop.id),
                name,
                order,
                position,
                minutes: if stops.is_empty() { None } else { minutes },
                reach_m: REACH_M,
                access: Kmh::RAMP,
            });
            (skipped, order) = (0.0, order + 1.0);
        }
        let [first, .., last] = stops.as_slice() else {
            defects.add("services with fewer than two stops that have a position", || route.id.clone());
            return None;
        };
        let name = route.short_name.as_deref().or(route.long_name.as_deref()).unwrap_or(&route.id);
        let label = format!("{name}, {} to {}", first.name, last.name);
        let line = Line {
            id: format!("gtfs {number}"),
            name: name.to_owned(),
            mode,
            carries_cars: false,
            oneway: true,
            course: Vec::new(),
            board: boarding(BOARD_MIN, 60.0 * hours / self.departures),
            alight: TravelTime::from_seconds(ALIGHT_MIN * 60.0),
            speed: None,
            dwell_s: 0.0,
            stops,
        };
        Some(Modification { label, change: Change::Line(line) })
    }
}

fn position(call: &StopTime) -> Option<LonLat> {
    LonLat::new(call.stop.longitude?, call.stop.latitude?)
}

fn mode(kind: RouteType) -> Option<LineMode> {
    Some(match kind {
        RouteType::Tramway | RouteType::Subway | RouteType::Rail | RouteType::Funicular | RouteType::CableCar => LineMode::Rail,
        RouteType::Gondola | RouteType::Bus => LineMode::Bus,
        RouteType::Ferry => LineMode::Ferry,
        RouteType::Extended(kind) => match kind.to_standard_route_type() {
            RouteType::Extended(_) => return None,
            standard => return mode(standard),
        },
        RouteType::Other(_) => return None,
    })
}

/// The arrival at each stop in seconds (the departure at the first): as stated, else interpolated by straight metres
/// between the stops before and after it with stated times.
fn arrivals(calls: &[StopTime]) -> Vec<f64> {
    let stated = |call: &StopTime, first: bool| {
        let time = if first { call.departure_time.or(call.arrival_time) } else { call.arrival_time.or(call.departure_time) };
        time.map(f64::from)
    };
    let mut along = vec![0.0];
    for pair in calls.windows(2) {
        let step = position(&pair[0]).zip(position(&pair[1])).map_or(0.0, |(from, to)| from.distance_m(to));
        along.push(along.last().copied().unwrap_or_default() + step);
    }
    let known: Vec<(f64, f64)> =
        calls.iter().zip(&along).enumerate().filter_map(|(i, (call, &along))| Some((along, stated(call, i == 0)?))).collect();
    let between = |at: f64| {
        let after = known.partition_point(|&(along, _)| along < at);
        match (after.checked_sub(1).and_then(|before| known.get(before)), known.get(after)) {
            (Some(&(from, start)), Some(&(to, end))) if to > from => start + (end - start) * (at - from) / (to - from),
            (_, Some(&(_, time))) | (Some(&(_, time)), None) => time,
            (None, None) => 0.0,
        }
    };
    let times = calls.iter().zip(&along).enumerate();
    times.map(|(i, (call, &along))| stated(call, i == 0).unwrap_or_else(|| between(along))).collect()
}
