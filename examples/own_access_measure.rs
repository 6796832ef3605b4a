//! A measure of access of one's own: minutes to the nearest three transport hubs, each counted half as much as
//! the one before it.
//!
//! `cargo run --release --example own_access_measure`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::collections::BTreeMap;
use std::path::Path;

use tongda_analysis::appraisal::Opportunities;
use tongda_analysis::study::{Files, Overrides};
use tongda_analysis::workspace::Workspace;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;

/// Weighted mean minutes to the nearest three; `None` where fewer can be reached.
fn nearest_three(times: &[TravelTime]) -> Option<f64> {
    let mut minutes: Vec<f64> = times.iter().filter_map(|time| time.minutes()).collect();
    minutes.sort_by(f64::total_cmp);
    let [first, second, third] = minutes.get(..3)?.try_into().ok()?;
    Some((4.0 * first + 2.0 * second + third) / 7.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let source = Files::at(Path::new("networks/jiangmen-west"));
    let workspace = Workspace::open(source, Overrides::default(), &Silent).map_err(|problems| problems.to_string())?;
    let stations = Opportunities::Service(workspace.service("transport_hub")?);
    let times = workspace.evaluator(&[]).reachable(&stations, &[]).times;

    let mut by_county: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for (cell, row) in workspace.study.cells.cells.iter().zip(times.rows()) {
        if let Some(minutes) = nearest_three(row) {
            let [sum, residents] = by_county.entry(&cell.county).or_default();
            *sum += minutes * cell.residents;
            *residents += cell.residents;
        }
    }
    println!("weighted minutes to the nearest three transport hubs, by {}, mean over residents", workspace.study.mode());
    for (county, [sum, residents]) in by_county.into_iter().filter(|(_, [_, residents])| *residents > 0.0) {
        println!("{county:20} {:6.1}", sum / residents);
    }
    Ok(())
}
