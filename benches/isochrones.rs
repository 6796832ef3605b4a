//! Isochrones of thirty minutes with polygons and their accuracy, from 100 places, on squares of 100 m.
//!
//! What is made once a network (hierarchy and ground) is timed apart from what is made of each place; the
//! plain way makes a raster of its own for each place and searches with Dijkstra's algorithm. On
//! `porto.osm.pbf` of the folder that `TONGDA_PBF_DIR` names, otherwise on the embedded skeleton.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use rayon::prelude::*;
use tongda::direction::Direction;
use tongda::isochrone::{Band, CanvasRules, Ground, HeldOut, MOST_POINTS, Origin, Roads, Surface, bands};
use tongda::network::{self, BuildOptions, Network, NodeId, Snapper};
use tongda::osm::{Source, read_extract};
use tongda::profile::Profile;
use tongda::progress::Silent;
use tongda::scenario::View;
use tongda::search::{Hierarchy, Searcher, Sweeper};
use tongda::units::TravelTime;

const COUNT: usize = 100;
const MINUTES: [u32; 1] = [30];

fn network() -> Option<Network> {
    let skeleton = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west/skeleton.osm.pbf");
    let file = std::env::var_os("TONGDA_PBF_DIR")
        .map(|folder| PathBuf::from(folder).join("porto.osm.pbf"))
        .filter(|file| file.exists())
        .unwrap_or(skeleton);
    let extract = read_extract(&[Source::File(file)], &Silent).ok()?;
    network::build(&extract, &Profile::built_in("car").ok()?, BuildOptions::default()).ok()
}

fn draw(roads: &Roads<'_>, ground: &Ground) -> Vec<Band> {
    let surface = Surface::new(roads, ground);
    bands(&surface, &MINUTES, 0.05, &HeldOut::new(roads, &surface))
}

fn isochrones(c: &mut Criterion) {
    let Some(network) = network() else { return };
    let view = View::base(&network);
    let snapper = Snapper::new(&network, []);
    let limit = TravelTime::from_minutes(30);
    let snap = &network.profile().snap;
    let rules =
        CanvasRules { cell_m: Some(100.0), spread_m: 500.0, off_network_s_per_m: snap.off_network_kmh.seconds_for(snap.detour) };
    let place = |i: usize| network.graph()[NodeId::new(i * 7919 % network.node_count())].place;
    let origins: Vec<Vec<Origin>> =
        (0..).map(place).filter_map(|place| Some(vec![Origin { place, snap: snapper.snap(place).ok()? }])).take(COUNT).collect();
    let prepare = || {
        let canvas = Ground::canvas_of_all(&snapper, rules, MOST_POINTS, None)?;
        Some((Hierarchy::new(&view), Ground::new(&snapper, Direction::Forward, canvas, rules)))
    };
    let Some((hierarchy, ground)) = prepare() else { return };
    let targets = hierarchy.everywhere(Direction::Forward);
    let swept = || -> Vec<Vec<Band>> {
        let size = COUNT.div_ceil(rayon::current_num_threads()).min(tongda::search::BATCH);
        let chunk = |chunk: &[Vec<Origin>]| {
            let all = Roads::swept(&view, chunk, limit, &targets, Direction::Forward, &mut Sweeper::default());
            all.iter().map(|roads| draw(roads, &ground)).collect::<Vec<_>>()
        };
        origins.par_chunks(size).flat_map_iter(chunk).collect()
    };
    let plain = |origins: &[Origin]| {
        let roads = Roads::new(&view, origins, Direction::Forward, limit, &mut Searcher::default());
        let canvas = Roads::canvas(&[&roads], &snapper, rules, MOST_POINTS, None)?;
        Some(draw(&roads, &Ground::new(&snapper, Direction::Forward, canvas, rules)))
    };
    for (fast, origins) in swept().iter().zip(&origins) {
        let roads = Roads::new(&view, origins, Direction::Forward, limit, &mut Searcher::default());
        let slow = draw(&roads, &ground);
        assert_eq!(fast[0].polygons, slow[0].polygons, "by hierarchy as by Dijkstra's algorithm");
    }
    let mut group = c.benchmark_group("isochrones");
    group.sample_size(10);
    group.bench_function("prepare, once a network", |b| b.iter(|| black_box(prepare().is_some())));
    group.bench_function("100 of 30 minutes", |b| b.iter(|| black_box(swept())));
    group.bench_function("one of 30 minutes, the plain way", |b| b.iter(|| black_box(plain(&origins[0]))));
    if let Ok(one) = rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        group.bench_function("100 of 30 minutes, one thread", |b| b.iter(|| one.install(|| black_box(swept()))));
    }
    group.finish();
}

criterion_group!(benches, isochrones);
criterion_main!(benches);
