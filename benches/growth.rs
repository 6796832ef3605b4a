//! How time and memory grow with the size of the network and with the number of origins.
//!
//! `cargo bench --bench growth` prints two tables and draws `target/growth/growth.svg`; `-- 200000` stops at networks
//! of so many vertices. Networks are seeded grids; threads are those of `RAYON_NUM_THREADS`.

#![allow(clippy::print_stdout, reason = "the tables go to whoever runs it")]

mod seeded;

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use tongda_foundation::direction::Direction;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, Network, NodeId};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::{BATCH, Dijkstra, Hierarchy, Pool, Sweeper};

const SIZES: [usize; 6] = [50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000];
const ORIGINS: [usize; 4] = [64, 640, 6400, 64_000];
/// The network on which the number of origins grows.
const ORIGINS_ON: usize = 100_000;

/// A line of the plot: its name, unit and points.
struct Series {
    name: &'static str,
    points: Vec<(f64, f64)>,
}

fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let answer = black_box(run());
    (start.elapsed().as_secs_f64(), answer)
}

fn some(network: &Network, count: usize) -> Vec<NodeId> {
    (0..count).map(|i| NodeId::new(i * 7919 % network.node_count())).collect()
}

/// Times from so many origins to all vertices, kept in memory batch by batch.
fn sweep(hierarchy: &Hierarchy, origins: &[NodeId], memory: &Pool<Sweeper>) -> u64 {
    let everywhere = hierarchy.everywhere(Direction::Forward);
    let batch = |batch: &[NodeId]| {
        let starts: Vec<[(NodeId, TravelTime); 1]> = batch.iter().map(|&node| [(node, TravelTime::ZERO)]).collect();
        u64::from(everywhere.times(&mut memory.take(), &starts).time(0, 0).ms())
    };
    origins.par_chunks(BATCH).map(batch).sum()
}

/// One origin by Dijkstra's algorithm, seconds: the mean of a few.
fn search(network: &Network, searcher: &mut Dijkstra) -> f64 {
    let (view, origins) = (View::base(network), some(network, 4));
    let all = |searcher: &mut Dijkstra| {
        for &origin in &origins {
            let reach = searcher.search(&view, Direction::Forward, [(origin, TravelTime::ZERO)], TravelTime::UNREACHED);
            black_box(reach.time(NodeId::new(0)));
        }
    };
    all(searcher);
    timed(|| all(searcher)).0 / 4.0
}

#[expect(clippy::cast_precision_loss, reason = "shown with few digits")]
fn per(bytes: usize, count: usize) -> f64 {
    bytes as f64 / count as f64
}

#[expect(clippy::cast_precision_loss, reason = "shown with few digits")]
fn main() -> Result<(), Box<dyn Error>> {
    let most = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(usize::MAX);
    let folder = seeded::folder("growth");
    std::fs::create_dir_all(&folder)?;
    let extract_file = folder.join("roads.osm.pbf");
    let prepared = folder.join("roads.tongda");
    let names =
        ["extract to network, s", "hierarchy, s", "one to all, ms", "one to all by Dijkstra's algorithm, ms", "peak memory, MB"];
    let mut series: Vec<Series> = names.into_iter().map(|name| Series { name, points: Vec::new() }).collect();
    println!("{} threads\n", rayon::current_num_threads());
    println!(
        "| vertices | edges | extract to network | hierarchy | one to all | by Dijkstra's algorithm | network, bytes a vertex / an edge | hierarchy, likewise | `prepare`, peak |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut origins_table = String::new();
    for size in SIZES.into_iter().filter(|size| *size <= most) {
        std::fs::write(&extract_file, seeded::extract(size.isqrt()))?;
        let (_, peak_mb) =
            seeded::run(&["prepare", &extract_file.to_string_lossy(), "-o", &prepared.to_string_lossy(), "--quiet"])?;
        let (build_s, network) = timed(|| -> Result<Network, Box<dyn Error>> {
            let extract = read_extract(&[Source::File(extract_file.clone())], &Silent)?;
            Ok(network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?)
        });
        let network = network?;
        let (hierarchy_s, hierarchy) = timed(|| Hierarchy::new(&View::base(&network)));
        let (memory, mut searcher) = (Pool::default(), Dijkstra::default());
        let origins = some(&network, 640);
        sweep(&hierarchy, &origins, &memory);
        let sweep_ms = timed(|| sweep(&hierarchy, &origins, &memory)).0 * 1e3 / 640.0;
        let search_ms = search(&network, &mut searcher) * 1e3;
        let (nodes, edges) = (network.node_count(), network.edge_count());
        let (of_network, of_hierarchy) = (network.memory_bytes(), hierarchy.memory_bytes());
        println!(
            "| {nodes} | {edges} | {build_s:.2} s | {hierarchy_s:.2} s | {sweep_ms:.3} ms | {search_ms:.1} ms | {:.0} / {:.0} | {:.0} / {:.0} | {peak_mb:.0} MB |",
            per(of_network, nodes),
            per(of_network, edges),
            per(of_hierarchy, nodes),
            per(of_hierarchy, edges)
        );
        for (series, value) in series.iter_mut().zip([build_s, hierarchy_s, sweep_ms, search_ms, peak_mb]) {
            series.points.push((nodes as f64, value));
        }
        if size == ORIGINS_ON {
            for count in ORIGINS {
                let origins = some(&network, count);
                let seconds = timed(|| sweep(&hierarchy, &origins, &memory)).0;
                let both = hierarchy_s + seconds;
                let plain = search_ms / 1e3 * count as f64;
                let _ = writeln!(origins_table, "| {count} | {seconds:.3} s | {both:.2} s | {plain:.1} s (one thread, from 4) |");
            }
        }
    }
    println!(
        "\n| origins, to all {ORIGINS_ON} | sweeps | with the hierarchy | Dijkstra's algorithm |\n|---|---|---|---|\n{origins_table}"
    );
    draw(&series, &folder.join("growth.svg"))?;
    Ok(())
}

/// Draws lines in a plot with logarithmic axes.
fn draw(series: &[Series], path: &Path) -> std::io::Result<()> {
    let (left, right, top, bottom) = (60.0, 520.0, 20.0, 380.0);
    let ((x0, x1), (y0, y1)) = ((4.0_f64, 6.5_f64), (-3.0_f64, 4.0_f64));
    let x = |value: f64| left + (value.log10() - x0) / (x1 - x0) * (right - left);
    let y = |value: f64| bottom - (value.log10() - y0) / (y1 - y0) * (bottom - top);
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 430\" font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"800\" height=\"430\" fill=\"white\"/>\n",
    );
    for power in -3..=4 {
        let at = y(10_f64.powi(power));
        let text = if power < 0 {
            format!("{:.*}", power.unsigned_abs() as usize, 10_f64.powi(power))
        } else {
            format!("{:.0}", 10_f64.powi(power))
        };
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {at:.1}H{right}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>",
            left - 6.0,
            at + 4.0
        );
    }
    for (value, text) in [(1e4, "10,000"), (1e5, "100,000"), (1e6, "1,000,000")] {
        let at = x(value);
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {top}V{bottom}\" stroke=\"#ddd\"/><text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{text}</text>",
            bottom + 18.0
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">vertices</text>",
        f64::midpoint(left, right),
        bottom + 40.0
    );
    let colours = ["#1b9e77", "#d95f02", "#7570b3", "#888888", "#e7298a"];
    for (series, colour) in series.iter().zip(colours) {
        let points: Vec<String> =
            series.points.iter().map(|&(vertices, value)| format!("{:.1},{:.1}", x(vertices), y(value))).collect();
        let _ = writeln!(svg, "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", points.join(" "));
        if let Some(&(vertices, value)) = series.points.last() {
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>",
                x(vertices) + 8.0,
                y(value) + 4.0,
                series.name
            );
        }
    }
    svg.push_str("</svg>\n");
    std::fs::write(path, svg)
}
