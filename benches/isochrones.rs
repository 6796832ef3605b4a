//! A hundred isochrones of 30 minutes with their polygons and held-out accuracy, on one thread and on all.
//!
//! On `porto.osm.pbf` of the folder that `TONGDA_PBF_DIR` names, otherwise on the embedded skeleton. The bands are first
//! compared with those of Dijkstra's algorithm from each origin by itself. Where `TONGDA_VALHALLA` names a Python that
//! has pyvalhalla (`benches/isochrones.sh` makes one), Valhalla draws the same hundred, turn by turn with this project,
//! and the ratios are of one run. Its roads and speeds are its own.

#![allow(clippy::print_stdout, reason = "the table goes to whoever runs it")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use tongda_analysis::isochrone::{Band, Drawn, IsochroneRequest, Isochrones, Origin};
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, NodeId};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const COUNT: usize = 100;
const MINUTES: [u32; 1] = [30];
/// The squares that Valhalla draws isochrones of cars from are about this wide.
const CELL_M: f64 = 200.0;
/// Runs of each, of which the median counts.
const RUNS: usize = 3;

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed().as_secs_f64()
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Valhalla behind a pipe: it builds its tiles, then answers a line with the seconds that a hundred took.
struct Valhalla {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Valhalla {
    fn start(python: &Path, extract: &Path, origins: &[Vec<Origin>]) -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut process = Command::new(python)
            .arg(here.join("benches/isochrones.py"))
            .args([extract, &here.join("target/peers/valhalla-isochrones")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut questions = process.stdin.take().ok_or("no pipe")?;
        let answers = BufReader::new(process.stdout.take().ok_or("no pipe")?);
        let mut positions = String::new();
        for origin in origins.iter().flatten() {
            write!(positions, "{:.6},{:.6};", origin.position.lon(), origin.position.lat())?;
        }
        writeln!(questions, "{}", positions.trim_end_matches(';'))?;
        Ok(Self { process, questions, answers })
    }

    /// The seconds for all, with its generalisation in metres or its own choice of it.
    fn ask(&mut self, question: &str) -> Result<f64> {
        writeln!(self.questions, "{question}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim().parse()?)
    }

    fn end(self) -> Result {
        let Self { mut process, questions, .. } = self;
        drop(questions);
        process.wait()?;
        Ok(())
    }
}

fn main() -> Result {
    let skeleton = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west/skeleton.osm.pbf");
    let porto = std::env::var_os("TONGDA_PBF_DIR").map(|folder| PathBuf::from(folder).join("porto.osm.pbf"));
    let file = porto.filter(|file| file.exists()).unwrap_or(skeleton);
    let extract = read_extract(&[Source::File(file.clone())], &Silent)?;
    let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
    let minutes = MINUTES;
    let request =
        || IsochroneRequest { raster_m: Some(CELL_M), spread_m: Some(500.0), ..IsochroneRequest::new(&network, &minutes) };
    let position = |i: usize| network.graph()[NodeId::new(i * 7919 % network.node_count())].position;
    let prepare = || {
        let isochrones = Isochrones::new(request());
        isochrones.prepare();
        isochrones
    };
    let isochrones = prepare();
    let origins: Vec<Vec<Origin>> =
        (0..).map(position).filter_map(|position| Some(vec![isochrones.origin(position).ok()?])).take(COUNT).collect();
    let bands = |of: &[Vec<Origin>]| -> Vec<Band> {
        let drawn = isochrones.compute(of, &Silent, &|| true).unwrap_or_default().into_iter();
        let polygons =
            drawn.filter_map(|one| if let Drawn::Polygons { scenario, .. } = one.drawn { Some(scenario) } else { None });
        polygons.flatten().collect()
    };
    let swept = || bands(&origins);
    let all = swept();
    // Two at a time are searched by Dijkstra's algorithm, on the same raster.
    let plain: Vec<Band> = origins.chunks(2).flat_map(bands).collect();
    assert!(all.len() == COUNT && plain.len() == COUNT, "{} and {}", all.len(), plain.len());
    for (fast, plain) in all.iter().zip(&plain) {
        assert_eq!(fast.polygons, plain.polygons, "by hierarchy as by Dijkstra's algorithm");
    }
    let area: f64 = all.iter().map(|band| band.area_km2).sum::<f64>() / 100.0;
    println!("{}: {COUNT} isochrones of 30 minutes, {area:.0} km2 on average, squares of {CELL_M} m", file.display());
    let mut valhalla = match std::env::var_os("TONGDA_VALHALLA") {
        Some(python) => Some(Valhalla::start(Path::new(&python), &file, &origins)?),
        None => None,
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let (mut prepared, mut single, mut many, mut theirs) = (Vec::new(), Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..RUNS {
        prepared.push(seconds(prepare));
        single.push(seconds(|| one.install(swept)));
        many.push(seconds(swept));
        if let Some(valhalla) = &mut valhalla {
            theirs[0].push(valhalla.ask("plain")?);
            theirs[1].push(valhalla.ask("generalized")?);
        }
    }
    let (single, many) = (median(single), median(many));
    println!("prepare, once a network      {:.3} s", median(prepared));
    println!("one thread                   {single:.3} s");
    println!("{} threads                    {many:.3} s", rayon::current_num_threads());
    for (name, theirs) in ["Valhalla, one thread        ", "Valhalla, generalised       "].into_iter().zip(theirs) {
        if !theirs.is_empty() {
            let theirs = median(theirs);
            println!("{name} {theirs:.3} s, {:.1} times as long as this project on one thread", theirs / single);
        }
    }
    valhalla.map_or(Ok(()), Valhalla::end)
}
