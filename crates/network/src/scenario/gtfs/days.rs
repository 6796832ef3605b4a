//! Service days of a timetable: the trips of a day, and their departures within a window of hours.
//!
//! A service day may extend past midnight (25:10 is ten past one of the next date), so that the hours of a date hold trips of
//! its own service day and of the days before and after.

use std::collections::{HashMap, HashSet};

use gtfs_structures::{Exception, Gtfs, Trip};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::HourWindow;

/// The length of the calendar that is searched for the busiest day, in days.
const LONGEST_CALENDAR: usize = 20 * 366;
const DAY_S: i64 = 24 * 3600;

/// The service day before a date, the date's own and the one after it.
pub(super) struct Days<'a>([(i64, HashSet<&'a str>); 3]);

impl<'a> Days<'a> {
    pub(super) fn around(feed: &'a Gtfs, date: Date) -> Self {
        let of = |offset: i64| {
            let day = date.checked_add(offset.days());
            (offset * DAY_S, day.map_or_else(|_| HashSet::new(), |day| running(feed, day)))
        };
        Self([of(-1), of(0), of(1)])
    }

    /// The departures of a trip within the window.
    pub(super) fn departures(&self, trip: &Trip, window: HourWindow) -> f64 {
        let days = self.0.iter().filter(|(_, services)| services.contains(trip.service_id.as_str()));
        days.map(|(offset_s, _)| departures(trip, window, *offset_s)).sum()
    }
}

/// The latest of the Tuesdays, Wednesdays and Thursdays on which most trips run.
pub(super) fn busiest_day(feed: &Gtfs) -> Option<Date> {
    let mut trips: HashMap<&str, usize> = HashMap::new();
    for trip in feed.trips.values() {
        *trips.entry(&trip.service_id).or_default() += 1;
    }
    let spans = feed.calendar.values().flat_map(|calendar| [calendar.start_date, calendar.end_date]);
    let days: Vec<Date> = spans.chain(feed.calendar_dates.values().flatten().map(|date| date.date)).collect();
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let midweek = |day: &Date| matches!(day.weekday(), Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday);
    let days = first.series(1.day()).take(LONGEST_CALENDAR).take_while(|day| *day <= last).filter(midweek);
    let count = |day: Date| running(feed, day).iter().filter_map(|id| trips.get(id)).sum::<usize>();
    let counted = days.map(|day| (count(day), day));
    counted.max().filter(|(count, _)| *count > 0).map(|(_, day)| day)
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

/// The departures within the window of a trip whose service day begins `offset_s` seconds after the date.
fn departures(trip: &Trip, window: HourWindow, offset_s: i64) -> f64 {
    let (from, until) = (i64::from(window.start_s) - offset_s, i64::from(window.end_s) - offset_s);
    if trip.frequencies.is_empty() {
        let first = trip.stop_times.first().and_then(|call| call.departure_time.or(call.arrival_time));
        return if first.is_some_and(|time| (from..until).contains(&time.into())) { 1.0 } else { 0.0 };
    }
    let of = |start: u32, end: u32, headway: u32| {
        let shared = i64::from(end).min(until) - i64::from(start).max(from);
        f64::from(u32::try_from(shared).unwrap_or_default()) / f64::from(headway.max(1))
    };
    trip.frequencies.iter().map(|one| of(one.start_time, one.end_time, one.headway_secs)).sum()
}
