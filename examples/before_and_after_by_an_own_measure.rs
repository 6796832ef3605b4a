//! Before and after each project by a measure of one's own: residents whose nearest county hospital comes
//! from beyond an hour to within it.
//!
//! `cargo run --release --example before_and_after_by_an_own_measure`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::path::Path;

use tongda_analysis::appraisal::Opportunities;
use tongda_analysis::study::{Files, Overrides};
use tongda_analysis::workspace::Workspace;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let source = Files::at(Path::new("networks/jiangmen-west"));
    let workspace = Workspace::open(source, Overrides::default(), &Silent).map_err(|problems| problems.to_string())?;
    let hospitals = Opportunities::Service(workspace.service("county_hospital")?);
    let evaluator = workspace.evaluator(&[]);

    let hour = TravelTime::from_minutes(60);
    let residents: Vec<f64> = workspace.study.cells.cells.iter().map(|cell| cell.residents).collect();
    println!("residents with a county hospital within an hour by {}", workspace.study.mode());
    for case in workspace.cases(&[]) {
        let within = |scenario: &[_]| -> f64 {
            let times = evaluator.reachable(&hospitals, scenario).times;
            let covered = times.rows().map(|row| row.iter().any(|&time| time <= hour));
            covered.zip(&residents).map(|(covered, residents)| if covered { *residents } else { 0.0 }).sum()
        };
        let (before, after) = (within(&case.before), within(&case.after));
        if (after - before).abs() >= 1.0 {
            println!("{:28} {before:9.0} before {after:9.0} after {:+8.0}", case.id, after - before);
        }
    }
    Ok(())
}
