//! The whole plan, by the command itself: the embedded study, and a seeded country of a million junctions with
//! 100,000 cells, 16 services, 57 projects, six dated networks and three cutoffs.
//!
//! First what reading and measuring the embedded study takes by itself: all projects and dated networks, services,
//! minutes and places outside, without other assumptions, files and the report.
//!
//! `cargo bench --bench plan` prints a table of time on one thread and on two, and of peak memory; `-- SIDE CELLS`
//! takes a smaller country.

#![allow(clippy::print_stdout, reason = "the table goes to whoever runs it")]

mod seeded;

use std::error::Error;
use std::time::Instant;

use tongda_analysis::appraisal::{self, Evaluator};
use tongda_analysis::study::{Files, Overrides, Study};
use tongda_foundation::progress::Silent;

/// Runs of each, of which the median counts.
const RUNS: usize = 5;

/// Seconds that the embedded study takes to be read and measured.
fn measured() -> Result<f64, Box<dyn Error + Send + Sync>> {
    let start = Instant::now();
    let study = Study::read(Files::at(std::path::Path::new("networks/jiangmen-west")), Overrides::default())
        .map_err(|problems| problems.to_string())?;
    let network = study.network(&study.extract(&Silent)?)?;
    let projects = study.resolve(&network).map_err(|problems| problems.to_string())?;
    let evaluator = Evaluator::new(&study, &network, &projects, &[], &study.facilities);
    let comparison = std::hint::black_box(appraisal::compare(&evaluator, &projects, &[], &Silent));
    let seconds = start.elapsed().as_secs_f64();
    assert!(comparison.items.len() > 40, "{} items", comparison.items.len());
    Ok(seconds)
}

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let (side, cells) = (numbers.first().copied().unwrap_or(1000), numbers.get(1).copied().unwrap_or(100_000));
    let folder = seeded::folder("plan");
    seeded::study(&folder, side, cells)?;
    let (study, out) = (folder.to_string_lossy().into_owned(), folder.join("out").to_string_lossy().into_owned());
    println!("| `tongda compare` | one thread | two | ratio | peak memory |\n|---|---|---|---|---|");
    row("embedded study read and measured, nothing else", |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        Ok((pool.install(measured).map_err(|error| error.to_string())?, None))
    })?;
    let seeded_name = format!("seeded country, {side} x {side} junctions, {cells} cells, `--draws 0`");
    for (name, arguments) in [
        ("embedded study", vec![]),
        ("embedded study, `--draws 0`", vec!["--draws", "0"]),
        (seeded_name.as_str(), vec![study.as_str(), "--draws", "0"]),
    ] {
        row(name, |threads| {
            let threads = threads.to_string();
            let all = [&["compare", "--quiet", "--threads", &threads, "-o", &out][..], &arguments].concat();
            let (seconds, peak_mb) = seeded::run(&all)?;
            Ok((seconds, Some(peak_mb)))
        })?;
    }
    Ok(())
}

/// Prints medians and their ratio; a run by its number of threads gives seconds and megabytes. Runs on one thread and on
/// two take turns, as a machine is not always equally fast.
fn row(name: &str, mut run: impl FnMut(usize) -> Result<(f64, Option<f64>), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let (mut seconds, mut peak_mb) = ([const { Vec::new() }; 2], None);
    for _ in 0..RUNS {
        for (threads, seconds) in (1..).zip(&mut seconds) {
            let (took, peak) = run(threads)?;
            seconds.push(took);
            peak_mb = [peak_mb, peak].into_iter().flatten().reduce(f64::max);
        }
    }
    let [one, two] = seconds.map(|mut runs| {
        runs.sort_by(f64::total_cmp);
        runs[RUNS / 2]
    });
    let peak = peak_mb.map(|peak| format!("{peak:.0} MB")).unwrap_or_default();
    println!("| {name} | {one:.2} s | {two:.2} s | {:.2} | {peak} |", one / two);
    Ok(())
}
