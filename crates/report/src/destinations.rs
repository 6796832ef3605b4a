//! `destinations.csv` of `compare`: minutes to each destination outside the area, before and after each project.
//!
//! Means are over the residents who get there both times, within eight hours. Speeds and delays 20 % higher make every time 1.2 times
//! shorter, and so what is saved; 20 % lower make it 1 / 0.8 times longer.

use std::fmt::Write;

use tongda_analysis::appraisal::{Comparison, Item, ItemKind, SPEED_SHARE, Trips};
use tongda_analysis::study::Study;
use tongda_formats::csv_field;

/// A row a project or network, district and destination; minutes with two decimals, empty = nobody gets there both times.
///
/// Of a single project, districts where it changes no time are left out, but for the whole; of sets of projects none.
#[must_use]
pub fn destinations_csv(study: &Study, comparison: &Comparison) -> Vec<u8> {
    let mut text = String::from(
        "project,found_in_extract,level,county,destination,name,name_zh,class,certainty,residents,mean_minutes_before,\
mean_minutes_after,saved_minutes,saved_minutes_speeds_20_percent_higher,saved_minutes_speeds_20_percent_lower,\
residents_newly_reached,residents_unreached_after",
    );
    for minutes in study.destination_minutes() {
        // Writing to a `String` cannot fail.
        let _ = write!(text, ",residents_within_{minutes}_min_before,residents_within_{minutes}_min_after");
    }
    text.push('\n');
    for item in &comparison.items {
        let is_listed = |trips: &&Trips| item.kind == ItemKind::Network || trips.district == 0 || trips.is_changed();
        for trips in item.trips.iter().filter(is_listed) {
            write_row(&mut text, study, comparison, item, trips);
        }
    }
    text.into_bytes()
}

fn write_row(text: &mut String, study: &Study, comparison: &Comparison, item: &Item, trips: &Trips) {
    let (district, destination) = (&comparison.districts[trips.district], &study.destinations[trips.destination]);
    let found = match item.kind {
        ItemKind::Removed => "yes",
        ItemKind::Added => "no",
        ItemKind::Proposal | ItemKind::Network => "",
    };
    let heads = [&item.id, found, district.level, &district.county, &destination.id, &destination.name];
    for head in heads.into_iter().chain([destination.name_zh.as_str(), &destination.class, &destination.certainty]) {
        text.push_str(&csv_field(head));
        text.push(',');
    }
    let (before, after) = trips.mean_minutes().unzip();
    let saved = trips.saved_minutes();
    let range = [1.0 + SPEED_SHARE, 1.0 - SPEED_SHARE].map(|speed| saved.map(|saved| saved / speed));
    let _ = write!(text, "{:.0}", trips.residents);
    for minutes in [before, after, saved].into_iter().chain(range) {
        // No minus sign before a zero.
        let minutes = minutes.map(|minutes| if minutes.abs() < 0.005 { 0.0 } else { minutes });
        text.push(',');
        text.push_str(&minutes.map(|minutes| format!("{minutes:.2}")).unwrap_or_default());
    }
    let _ = write!(text, ",{:.0},{:.0}", trips.newly_reached, trips.unreached);
    for within in &trips.within {
        let _ = write!(text, ",{:.0},{:.0}", within.before, within.after);
    }
    text.push('\n');
}
