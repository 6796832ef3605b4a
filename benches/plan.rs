//! The whole plan, by the command itself: the embedded study, and a seeded country of a million junctions with
//! 100,000 cells, 16 services, 57 projects, six dated networks and three cutoffs.
//!
//! `cargo bench --bench plan` prints a table of time and peak memory on one and two threads; `-- SIDE CELLS`
//! takes a smaller country.

#![allow(clippy::print_stdout, reason = "the table goes to whoever runs it")]

mod seeded;

/// Runs on the embedded study, of which the median counts; the country is run once.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let (side, cells) = (numbers.first().copied().unwrap_or(1000), numbers.get(1).copied().unwrap_or(100_000));
    let folder = seeded::folder("plan");
    seeded::study(&folder, side, cells)?;
    let (study, out) = (folder.to_string_lossy().into_owned(), folder.join("out").to_string_lossy().into_owned());
    println!("| `tongda compare` | threads | time | peak memory |\n|---|---|---|---|");
    let seeded_name = format!("seeded country, {side} x {side} junctions, {cells} cells, `--draws 0`");
    for (name, arguments) in [
        ("embedded study", vec![]),
        ("embedded study, `--draws 0`", vec!["--draws", "0"]),
        (seeded_name.as_str(), vec![study.as_str(), "--draws", "0"]),
    ] {
        for threads in ["1", "2"] {
            let all = [&["compare", "--quiet", "--threads", threads, "-o", &out][..], &arguments].concat();
            let count = if arguments.contains(&study.as_str()) { 1 } else { RUNS };
            let mut runs = (0..count).map(|_| seeded::run(&all)).collect::<Result<Vec<_>, _>>()?;
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (seconds, peak_mb) = runs[count / 2];
            println!("| {name} | {threads} | {seconds:.2} s | {peak_mb:.0} MB |");
        }
    }
    Ok(())
}
