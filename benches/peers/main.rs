//! The tasks of `benches/peers/run.sh` by this project: one JSON object a task, with a checksum that
//! the other programs must find too.
//!
//! `cargo bench --bench peers -- GRAPH.gr`: a graph in DIMACS format, times in milliseconds. The number
//! of threads is that of `RAYON_NUM_THREADS`.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use rayon::prelude::*;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::NodeId;
use tongda_search::{BATCH, BatchTimes, Hierarchy, HierarchyArc, Pool, Pooled, Sweeper, Targets};

/// Origins of the task "one to all".
const ORIGINS: usize = 640;
/// Origins whose number of vertices within 30 minutes is compared.
const FEW_WITHIN: usize = 64;
/// Vertices up to which it is found for every one.
const CITY: usize = 200_000;
/// Rows and columns of the matrix.
const MATRIX: usize = 1000;
/// Times each task is run; the median counts.
const RUNS: usize = 5;

/// What takes longer, in seconds, is run once.
const LONG_S: f64 = 10.0;

/// Vertices spread over the graph, the same as in `peers.py`.
fn some(node_count: usize, count: usize) -> Vec<NodeId> {
    (0..count).map(|i| NodeId::new(i * 7919 % node_count)).collect()
}

fn read(path: &str) -> Result<(usize, Vec<HierarchyArc>), Box<dyn Error>> {
    let (mut node_count, mut arcs) = (0, Vec::new());
    for line in std::fs::read_to_string(path)?.lines() {
        let mut words = line.split(' ');
        match words.next() {
            Some("p") => node_count = words.nth(1).ok_or("no number of vertices")?.parse()?,
            Some("a") => {
                let mut number = || -> Result<u32, Box<dyn Error>> { Ok(words.next().ok_or("an arc is cut off")?.parse()?) };
                let (from, to, ms) = (number()?, number()?, number()?);
                let node = |number: u32| NodeId::new(number as usize - 1);
                arcs.push(HierarchyArc { from: node(from), to: node(to), time: TravelTime::from_ms(ms), length_m: 0.0 });
            }
            _ => {}
        }
    }
    Ok((node_count, arcs))
}

/// Runs a task until its answers are in memory and prints the median; `checksum` is their sum.
#[expect(clippy::print_stdout, reason = "the results go to the script")]
fn task<T>(name: &str, run: impl Fn() -> T, checksum: impl Fn(T) -> u64) {
    let mut seconds = Vec::with_capacity(RUNS);
    let mut found = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        let answer = black_box(run());
        seconds.push(start.elapsed().as_secs_f64());
        found.push(checksum(answer));
        if seconds[0] > LONG_S {
            break;
        }
    }
    seconds.sort_by(f64::total_cmp);
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{name} finds something else each time");
    let threads = rayon::current_num_threads();
    println!(
        "{{\"program\":\"tongda\",\"task\":\"{name}\",\"threads\":{threads},\"seconds\":{},\"checksum\":{}}}",
        seconds[seconds.len() / 2],
        found[0]
    );
}

/// Calls `use_times` with the times from each batch of origins.
fn each_batch(
    targets: &Targets<'_>,
    origins: &[NodeId],
    memory: &Pool<Sweeper>,
    use_times: impl Fn(&BatchTimes<'_>) -> u64 + Sync,
) -> u64 {
    let batch = |sweeper: &mut Pooled<'_, Sweeper>, batch: &[NodeId]| {
        let starts: Vec<[(NodeId, TravelTime); 1]> = batch.iter().map(|&node| [(node, TravelTime::ZERO)]).collect();
        use_times(&targets.times(sweeper, &starts))
    };
    origins.par_chunks(BATCH).map_init(|| memory.take(), batch).sum()
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else { return Ok(()) };
    let (node_count, arcs) = read(&path)?;
    task("prepare", || Hierarchy::from_arcs(node_count, arcs.iter().copied()), |hierarchy| hierarchy.node_count() as u64);
    let hierarchy = Hierarchy::from_arcs(node_count, arcs);

    let everywhere = hierarchy.everywhere(Direction::Forward);
    let sum = |times: &BatchTimes<'_>, count: usize| -> u64 {
        let ms = |time: TravelTime| if time.is_reached() { u64::from(time.ms()) } else { 0 };
        (0..count).flat_map(|target| times.to(target)).map(ms).sum()
    };
    let (origins, memory) = (some(node_count, ORIGINS), Pool::default());
    let total = each_batch(&everywhere, &origins, &memory, |times| sum(times, node_count));
    task("one to all", || each_batch(&everywhere, &origins, &memory, |times| black_box(times.to(0).len() as u64)), |_| total);

    let ends = some(node_count, MATRIX);
    // What is picked out for the targets is part of the task, once: they are the columns.
    let matrix = |use_times: &(dyn Fn(&BatchTimes<'_>) -> u64 + Sync)| {
        each_batch(&hierarchy.targets(Direction::Forward, ends.iter().copied()), &ends, &memory, use_times)
    };
    let total = matrix(&|times| sum(times, MATRIX));
    task("matrix", || matrix(&|times| black_box(times.to(0).len() as u64)), |_| total);

    let (ones, cutoff) = (vec![1; node_count], [TravelTime::from_minutes(30)]);
    let within = |origins: &[NodeId]| hierarchy.cumulative(Direction::Forward, origins, &ones, &cutoff);
    let total = |sums: Vec<Vec<u64>>| sums.into_iter().flatten().sum();
    task("within, few", || within(&some(node_count, FEW_WITHIN)), total);
    // All of them are a question for a city; of a country they would take minutes.
    if node_count <= CITY {
        let all: Vec<NodeId> = (0..node_count).map(NodeId::new).collect();
        task("within, each", || within(&all), total);
    }
    Ok(())
}
