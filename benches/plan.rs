//! The whole plan, by the command itself: the embedded study, and a seeded country of a million junctions with
//! 100,000 cells, 16 services, 57 projects, six dated networks and three cutoffs.
//!
//! First what reading and measuring the embedded study takes by itself: all projects and dated networks, services,
//! minutes and places outside, without other assumptions, files and the report.
//!
//! `cargo bench --bench plan` prints a table of time and peak memory on one and two threads; `-- SIDE CELLS`
//! takes a smaller country.

#![allow(clippy::print_stdout, reason = "the table goes to whoever runs it")]

mod seeded;

use std::time::Instant;

use tongda::appraisal::{self, Assessor};
use tongda::progress::Silent;
use tongda::study::{Files, Study};

/// Runs of each, of which the median counts.
const RUNS: usize = 3;

/// Seconds that the embedded study takes to be read and measured.
fn measured() -> Result<f64, Box<dyn std::error::Error + Send + Sync>> {
    let start = Instant::now();
    let study = Study::read(Files::Embedded, &[], None).map_err(|problems| problems.to_string())?;
    let network = study.network(&study.extract(&Silent)?)?;
    let projects = study.resolve(&network).map_err(|problems| problems.to_string())?;
    let assessor = Assessor::new(&study, &network, &projects, &[], &study.facilities);
    let comparison = std::hint::black_box(appraisal::compare(&assessor, &projects, &[], &Silent));
    let seconds = start.elapsed().as_secs_f64();
    assert!(comparison.items.len() > 40, "{} items", comparison.items.len());
    Ok(seconds)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let (side, cells) = (numbers.first().copied().unwrap_or(1000), numbers.get(1).copied().unwrap_or(100_000));
    let folder = seeded::folder("plan");
    seeded::study(&folder, side, cells)?;
    let (study, out) = (folder.to_string_lossy().into_owned(), folder.join("out").to_string_lossy().into_owned());
    println!("| `tongda compare` | threads | time | peak memory |\n|---|---|---|---|");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let runs = (0..RUNS).map(|_| pool.install(measured).map_err(|error| error.to_string()));
        let mut runs = runs.collect::<Result<Vec<f64>, _>>()?;
        runs.sort_by(f64::total_cmp);
        println!("| embedded study read and measured, nothing else | {threads} | {:.2} s | |", runs[RUNS / 2]);
    }
    let seeded_name = format!("seeded country, {side} x {side} junctions, {cells} cells, `--draws 0`");
    for (name, arguments) in [
        ("embedded study", vec![]),
        ("embedded study, `--draws 0`", vec!["--draws", "0"]),
        (seeded_name.as_str(), vec![study.as_str(), "--draws", "0"]),
    ] {
        for threads in ["1", "2"] {
            let all = [&["compare", "--quiet", "--threads", threads, "-o", &out][..], &arguments].concat();
            let mut runs = (0..RUNS).map(|_| seeded::run(&all)).collect::<Result<Vec<_>, _>>()?;
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (seconds, peak_mb) = runs[RUNS / 2];
            println!("| {name} | {threads} | {seconds:.2} s | {peak_mb:.0} MB |");
        }
    }
    Ok(())
}
