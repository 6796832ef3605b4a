//! The kernels, each against a plain way of the same run; answers are compared before anything is timed.
//!
//! On `porto.osm.pbf` of the folder that `TONGDA_PBF_DIR` names, otherwise on the embedded skeleton.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use tongda_foundation::direction::Direction;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, CacheKey, Network, NodeId, Snap, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, View, read_modifications, resolve};
use tongda_search::{BATCH, CustomizableHierarchy, Dijkstra, Hierarchy, KnownTimes, Sweeper, matrix};

fn extract() -> PathBuf {
    let skeleton = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west/skeleton.osm.pbf");
    std::env::var_os("TONGDA_PBF_DIR")
        .map(|folder| PathBuf::from(folder).join("porto.osm.pbf"))
        .filter(|file| file.exists())
        .unwrap_or(skeleton)
}

fn network() -> Option<Network> {
    let extract = read_extract(&[Source::File(extract())], &Silent).ok()?;
    network::build(&extract, &Profile::built_in("car").ok()?, BuildOptions::default()).ok()
}

/// What a file of the network holds.
fn cached(network: &Network) -> Option<Vec<u8>> {
    let key = CacheKey::new(&[Source::File(extract())], &Profile::built_in("car").ok()?, BuildOptions::default()).ok()?;
    Some(network.to_bytes(key))
}

/// Vertices spread over the network, the same in every run.
fn some(network: &Network, count: usize) -> Vec<NodeId> {
    (0..count).map(|i| NodeId::new(i * 7919 % network.node_count())).collect()
}

/// A fast road of about 15 km (or whatever comes nearest to it), which meets the network at its two ends.
fn corridor(network: &Network) -> Option<Resolved> {
    let position = |node: NodeId| network.graph()[node].position;
    let from = position(*some(network, 1).first()?);
    let off = |node: &NodeId| (from.distance_m(position(*node)) - 15_000.0).abs();
    let to = position(some(network, 200).into_iter().min_by(|a, b| off(a).total_cmp(&off(b)))?);
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"kind":"link","id":"c","class":"trunk","speed_kmh":120,"reach_m":2000}},"geometry":{{"type":"LineString","coordinates":[[{},{}],[{},{}]]}}}}]}}"#,
        from.lon(),
        from.lat(),
        to.lon(),
        to.lat()
    );
    let path = PathBuf::from("corridor.geojson");
    resolve(network, &read_modifications(text.as_bytes(), &path).ok()?, &path).ok()
}

fn kernels(c: &mut Criterion) {
    let Some(network) = network() else { return };
    let view = View::base(&network);
    let mut group = c.benchmark_group("kernels");
    group.sample_size(10);

    group.bench_function("extract to network", |b| b.iter(|| black_box(self::network())));
    if let Some(bytes) = cached(&network) {
        group.bench_function("network from its file's bytes", |b| b.iter(|| black_box(Network::from_bytes(&bytes).is_ok())));
    }
    group.bench_function("hierarchy", |b| b.iter(|| black_box(Hierarchy::new(&view))));

    let hierarchy = Hierarchy::new(&view);
    let everywhere = hierarchy.everywhere(Direction::Forward);
    let origins: Vec<[(NodeId, TravelTime); 1]> =
        some(&network, BATCH).into_iter().map(|node| [(node, TravelTime::ZERO)]).collect();
    let (mut searcher, mut sweeper) = (Dijkstra::default(), Sweeper::default());
    let times = everywhere.times(&mut sweeper, &origins);
    for (i, origin) in origins.iter().enumerate() {
        let reach = searcher.search(&view, Direction::Forward, *origin, TravelTime::UNREACHED);
        let same = (0..network.node_count()).all(|node| times.time(i, node) == reach.time(NodeId::new(node)));
        assert!(same, "the sweep and the plain search differ from vertex {i}");
    }
    group.bench_function("64 origins to all, plain search", |b| {
        b.iter(|| {
            for origin in &origins {
                black_box(searcher.search(&view, Direction::Forward, *origin, TravelTime::UNREACHED).settled().count());
            }
        });
    });
    group.bench_function("64 origins to all, sweep", |b| {
        b.iter(|| black_box(everywhere.times(&mut sweeper, &origins).time(0, 0)));
    });

    let snapper = Snapper::new(&network, []);
    let positions = some(&network, 300);
    let snaps: Vec<Option<Snap>> = positions.into_iter().map(|node| snapper.snap(network.graph()[node].position).ok()).collect();
    group.bench_function("matrix 300 x 300", |b| b.iter(|| black_box(matrix(&view, &snaps, &snaps, &Silent))));

    let Some(corridor) = corridor(&network) else { return };
    let with = View::new(&network, &[&corridor]);
    let sources: Vec<(NodeId, TravelTime)> = some(&network, 10).into_iter().map(|node| (node, TravelTime::ZERO)).collect();
    let all = |searcher: &mut Dijkstra, view: &View<'_>| -> Vec<TravelTime> {
        let reach = searcher.search(view, Direction::Backward, sources.iter().copied(), TravelTime::UNREACHED);
        (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect()
    };
    let (base, fresh) = (all(&mut searcher, &view), all(&mut searcher, &with));
    let known = KnownTimes { times: &base, sources: &sources };
    let update = searcher.update(&with, Direction::Backward, known, &sources, TravelTime::UNREACHED);
    assert!((0..fresh.len()).all(|node| update.time(NodeId::new(node)) == fresh[node]), "the repair differs from a fresh search");
    assert!(update.changed().next().is_some(), "the corridor changes nothing");
    group.bench_function("a corridor, fresh search", |b| {
        b.iter(|| {
            let reach = searcher.search(&with, Direction::Backward, sources.iter().copied(), TravelTime::UNREACHED);
            black_box(reach.settled().count())
        });
    });
    group.bench_function("a corridor, repair", |b| {
        b.iter(|| {
            let update = searcher.update(&with, Direction::Backward, known, &sources, TravelTime::UNREACHED);
            black_box(update.changed().count())
        });
    });
    let shape = CustomizableHierarchy::new(&network);
    let (own, customized) = (Hierarchy::new(&with), shape.under(&with));
    let (own, customized) = (own.everywhere(Direction::Forward), customized.everywhere(Direction::Forward));
    let mut second = Sweeper::default();
    let (times, same) = (own.times(&mut sweeper, &origins), customized.times(&mut second, &origins));
    assert!((0..with.node_count()).all(|node| times.to(node).eq(same.to(node))), "the hierarchies of the corridor differ");
    group.bench_function("a corridor, hierarchy", |b| b.iter(|| black_box(Hierarchy::new(&with))));
    group.bench_function("a corridor, hierarchy on the known shape", |b| b.iter(|| black_box(shape.under(&with))));
    group.bench_function("64 origins to all, sweep on the known shape", |b| {
        b.iter(|| black_box(customized.times(&mut second, &origins).time(0, 0)));
    });
    group.bench_function("shape of all hierarchies", |b| b.iter(|| black_box(CustomizableHierarchy::new(&network))));
    group.finish();
}

criterion_group!(benches, kernels);
criterion_main!(benches);
