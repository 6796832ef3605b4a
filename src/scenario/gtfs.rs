//! Timetables: the trips of a GTFS feed on one weekday, in one window of hours, as services.
//!
//! Trips that call at the same stops in the same order make one service. Its headway is the window
//! divided by the departures within it; its minutes between stops are the mean of those trips. The
//! wait is that of one service: lines that share their stops do not shorten each other's.
//!
//! The format is the General Transit Feed Specification (gtfs.org/schedule).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Cursor;
use std::path::Path;

use gtfs_structures::{Exception, Gtfs, GtfsReader, RouteType, StopTime, Trip};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::line::boarding;
use super::modification::{Change, Line, LineMode, LineStop, Modification};
use crate::error::{Error, ErrorKind, Result};
use crate::place::LonLat;
use crate::units::{Kmh, TravelTime};

/// Minutes from the platform to the vehicle: no security, no gates.
const BOARD_MIN: f64 = 2.0;
/// Minutes from the vehicle to the street.
const ALIGHT_MIN: f64 = 1.0;
/// How far from a stop its street may be, in metres.
const REACH_M: f64 = 1000.0;
/// The shortest time between stops in seconds: timetables in whole minutes have stops 0 minutes apart.
const SHORTEST_LEG_S: f64 = 20.0;
/// The longest calendar that is searched for the busiest day, in days.
const LONGEST_CALENDAR: usize = 20 * 366;

/// Hours of a day: seconds since midnight, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it begins.
    pub start_s: u32,
    /// When it ends, after the start.
    pub end_s: u32,
}

impl Default for Window {
    /// The morning peak, 07:00 to 09:00.
    fn default() -> Self {
        Self { start_s: 7 * 3600, end_s: 9 * 3600 }
    }
}

impl std::str::FromStr for Window {
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
pub struct Timetable {
    /// The day that was read, for example `2019-09-17`.
    pub day: String,
    /// One [`Change::Line`] a service, by route and stops.
    pub services: Vec<Modification>,
}

/// Reads the services of a feed on a day, or without one on its busiest Tuesday, Wednesday or
/// Thursday, the latest of equals.
///
/// # Errors
/// When it is no GTFS feed, the day is no date, or nothing runs in the window.
pub fn read_gtfs(bytes: &[u8], path: &Path, day: Option<&str>, window: Window) -> Result<Timetable> {
    let wrong = |message: String| Error::new(ErrorKind::Table, message).in_file(path);
    let feed = GtfsReader::default().read_shapes(false).raw().read_from_reader(Cursor::new(bytes)).and_then(Gtfs::try_from);
    let feed = feed.map_err(|cause| wrong(format!("is not a GTFS feed that can be read: {cause}")).advise("is it a .zip?"))?;
    let mut trips: HashMap<&str, usize> = HashMap::new();
    for trip in feed.trips.values() {
        *trips.entry(&trip.service_id).or_default() += 1;
    }
    let day: Date = match day {
        Some(day) => day.parse().map_err(|_| wrong(format!("gtfs_day = \"{day}\" is no date like 2026-05-13")))?,
        None => busiest_day(&feed, &trips).ok_or_else(|| wrong("no trip runs on any day of its calendar".to_owned()))?,
    };
    let running = running(&feed, day);
    let mut patterns: BTreeMap<(&str, Vec<&str>), Pattern> = BTreeMap::new();
    let mut of_day: Vec<&Trip> = feed.trips.values().filter(|trip| running.contains(trip.service_id.as_str())).collect();
    of_day.sort_by(|a, b| a.id.cmp(&b.id));
    for trip in of_day {
        let departures = departures(trip, window);
        if departures <= 0.0 || trip.stop_times.len() < 2 {
            continue;
        }
        let stops = trip.stop_times.iter().map(|call| call.stop.id.as_str()).collect();
        patterns.entry((trip.route_id.as_str(), stops)).or_insert_with(|| Pattern::of(trip)).add(trip, departures);
    }
    let hours = f64::from(window.end_s - window.start_s) / 3600.0;
    let services: Vec<Modification> = patterns
        .into_iter()
        .enumerate()
        .filter_map(|(number, ((route, _), pattern))| pattern.service(&feed, route, number, hours))
        .collect();
    if services.is_empty() {
        let message = format!("nothing runs on {day} in the window of hours, or no stop of it has a position");
        return Err(wrong(message).advise("name another gtfs_day or gtfs_window"));
    }
    Ok(Timetable { day: day.to_string(), services })
}

/// Services (in the sense of the format: sets of trips) that run on a day.
fn running(feed: &Gtfs, day: Date) -> HashSet<&str> {
    let weekday = day.weekday();
    let mut running: HashSet<&str> = HashSet::new();
    for (id, calendar) in &feed.calendar {
        let on = match weekday {
            Weekday::Monday => calendar.monday,
            Weekday::Tuesday => calendar.tuesday,
            Weekday::Wednesday => calendar.wednesday,
            Weekday::Thursday => calendar.thursday,
            Weekday::Friday => calendar.friday,
            Weekday::Saturday => calendar.saturday,
            Weekday::Sunday => calendar.sunday,
        };
        if on && (calendar.start_date..=calendar.end_date).contains(&day) {
            running.insert(id);
        }
    }
    for (id, dates) in &feed.calendar_dates {
        for date in dates.iter().filter(|date| date.date == day) {
            match date.exception_type {
                Exception::Added => running.insert(id),
                Exception::Deleted => running.remove(id.as_str()),
            };
        }
    }
    running
}

fn busiest_day(feed: &Gtfs, trips: &HashMap<&str, usize>) -> Option<Date> {
    let spans = feed.calendar.values().flat_map(|calendar| [calendar.start_date, calendar.end_date]);
    let days: Vec<Date> = spans.chain(feed.calendar_dates.values().flatten().map(|date| date.date)).collect();
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let midweek = |day: &Date| matches!(day.weekday(), Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday);
    let days = first.series(1.day()).take(LONGEST_CALENDAR).take_while(|day| *day <= last).filter(midweek);
    let count = |day: Date| running(feed, day).iter().filter_map(|id| trips.get(id)).sum::<usize>();
    let counted = days.map(|day| (count(day), day));
    counted.max().filter(|(count, _)| *count > 0).map(|(_, day)| day)
}

/// How often a trip sets out in the window.
fn departures(trip: &Trip, window: Window) -> f64 {
    if trip.frequencies.is_empty() {
        let first = trip.stop_times.first().and_then(|call| call.departure_time.or(call.arrival_time));
        return if first.is_some_and(|time| (window.start_s..window.end_s).contains(&time)) { 1.0 } else { 0.0 };
    }
    let of = |start: u32, end: u32, headway: u32| {
        let shared = end.min(window.end_s).saturating_sub(start.max(window.start_s));
        if headway == 0 { 0.0 } else { f64::from(shared) / f64::from(headway) }
    };
    trip.frequencies.iter().map(|one| of(one.start_time, one.end_time, one.headway_secs)).sum()
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

    fn add(&mut self, trip: &Trip, departures: f64) {
        self.departures += departures;
        let times = arrivals(&trip.stop_times);
        for (leg, pair) in self.legs.iter_mut().zip(times.windows(2)) {
            *leg += departures * (pair[1] - pair[0]).max(SHORTEST_LEG_S);
        }
    }

    fn service(&self, feed: &Gtfs, route: &str, number: usize, hours: f64) -> Option<Modification> {
        let route = feed.routes.get(route)?;
        let mode = mode(route.route_type)?;
        let minutes = std::iter::once(None).chain(self.legs.iter().map(|sum| Some(sum / self.departures / 60.0)));
        let mut stops = Vec::with_capacity(self.calls.len());
        let (mut skipped, mut order) = (0.0, 0.0);
        for (call, minutes) in self.calls.iter().zip(minutes) {
            let minutes = minutes.map(|minutes| minutes + skipped);
            let Some(place) = position(call) else {
                skipped = minutes.unwrap_or_default();
                continue;
            };
            let name = call.stop.name.clone().unwrap_or_default();
            stops.push(LineStop {
                label: format!("stop {} ({name})", call.stop.id),
                name,
                order,
                place,
                minutes: if stops.is_empty() { None } else { minutes },
                reach_m: REACH_M,
                access: Kmh::RAMP,
            });
            (skipped, order) = (0.0, order + 1.0);
        }
        let (first, last) = (stops.first()?, stops.last()?);
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
        (line.stops.len() > 1).then_some(Modification { label, change: Change::Line(line) })
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

/// Seconds at which each stop is reached (left, at the first): as stated, else in proportion to the
/// straight metres between the stops around it that state theirs.
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
