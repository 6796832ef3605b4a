//! Validated feeds: the tables that services need, and counts of the rows that had to be skipped.
//!
//! In: the bytes of a feed. Out: its tables, and for each kind of defect the number of rows and the first of them. Tables that
//! services do not need (fares, transfers, pathways, shapes) are not read, so that their defects do not matter.

use std::collections::{BTreeMap, HashSet};
use std::io::Cursor;

use gtfs_structures::{Gtfs, GtfsReader, RawGtfs, Trip};

/// Rows of a feed that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedRows {
    /// Their description in the plural, for example `calls at stops that stops.txt lacks`.
    pub what: &'static str,
    /// Their number.
    pub count: usize,
    /// The first of them.
    pub first: String,
}

/// Skipped rows by defect.
#[derive(Debug, Default)]
pub(super) struct Defects(BTreeMap<&'static str, (usize, String)>);

impl Defects {
    pub(super) fn add(&mut self, what: &'static str, name: impl FnOnce() -> String) {
        self.0.entry(what).or_insert_with(|| (0, name())).0 += 1;
    }

    pub(super) fn skipped(self) -> Vec<SkippedRows> {
        self.0.into_iter().map(|(what, (count, first))| SkippedRows { what, count, first }).collect()
    }
}

/// Reads a feed.
///
/// # Errors
/// The defect of the archive or of a row of a needed table, with its line.
pub(super) fn read(bytes: &[u8]) -> Result<(Gtfs, Defects), String> {
    let mut defects = Defects::default();
    let raw = GtfsReader::default().read_shapes(false).raw().read_from_reader(Cursor::new(bytes));
    let mut raw = raw.map_err(|cause| with_causes(&cause))?;
    mend(&mut raw, &mut defects);
    let mut feed = Gtfs::try_from(raw).map_err(|cause| with_causes(&cause))?;
    let mut trips: Vec<&mut Trip> = feed.trips.values_mut().collect();
    trips.sort_by(|a, b| a.id.cmp(&b.id));
    for trip in trips {
        trim(trip, &mut defects);
    }
    Ok((feed, defects))
}

/// Removes rows with references to missing rows, and tables that are not needed.
fn mend(raw: &mut RawGtfs, defects: &mut Defects) {
    raw.agencies = Ok(Vec::new());
    (raw.transfers, raw.pathways, raw.levels, raw.feed_info) = (None, None, None, None);
    (raw.fare_attributes, raw.fare_rules, raw.fare_products, raw.fare_media) = (None, None, None, None);
    raw.rider_categories = None;
    let (Ok(stops), Ok(routes), Ok(trips)) = (&raw.stops, &raw.routes, &mut raw.trips) else { return };
    let stops: HashSet<&str> = stops.iter().map(|stop| stop.id.as_str()).collect();
    let routes: HashSet<&str> = routes.iter().map(|route| route.id.as_str()).collect();
    trips.retain(|trip| {
        let known = routes.contains(trip.route_id.as_str());
        if !known {
            defects.add("trips of routes that routes.txt lacks", || format!("{} of {}", trip.id, trip.route_id));
        }
        known
    });
    let trips: HashSet<&str> = trips.iter().map(|trip| trip.id.as_str()).collect();
    if let Ok(calls) = &mut raw.stop_times {
        calls.retain(|call| {
            let (trip, stop) = (trips.contains(call.trip_id.as_str()), stops.contains(call.stop_id.as_str()));
            if !trip {
                defects.add("calls of trips that trips.txt lacks", || call.trip_id.clone());
            } else if !stop {
                defects.add("calls at stops that stops.txt lacks", || call.stop_id.clone());
            }
            trip && stop
        });
    }
    if let Some(Ok(frequencies)) = &mut raw.frequencies {
        frequencies.retain(|one| {
            let known = trips.contains(one.trip_id.as_str());
            let runs = one.headway_secs > 0 && one.start_time < one.end_time;
            if !known {
                defects.add("frequencies of trips that trips.txt lacks", || one.trip_id.clone());
            } else if !runs {
                defects.add("frequencies without a headway or without hours", || one.trip_id.clone());
            }
            known && runs
        });
    }
}

/// Removes the calls before the first and after the last with a stated time, because their times are unknown.
fn trim(trip: &mut Trip, defects: &mut Defects) {
    let timed = |call: &gtfs_structures::StopTime| call.arrival_time.or(call.departure_time).is_some();
    let first = trip.stop_times.iter().position(timed).unwrap_or(trip.stop_times.len());
    let end = trip.stop_times.iter().rposition(timed).map_or(first, |last| last + 1);
    for call in trip.stop_times[..first].iter().chain(&trip.stop_times[end..]) {
        defects.add("calls before the first or after the last time of their trip", || format!("{} of {}", call.stop.id, trip.id));
    }
    trip.stop_times.truncate(end);
    trip.stop_times.drain(..first);
}

/// An error with its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
