//! What must hold on any view: checked on random scenarios over the network of the embedded study.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use petgraph::algo::dijkstra;
use petgraph::visit::EdgeRef;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, CacheKey, Network, NodeId, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, View, read_modifications, resolve};
use tongda_search::{Dijkstra, KnownTimes, all_times};

fn base() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    NETWORK.get_or_init(|| build().unwrap_or_else(|error| unreachable!("the embedded network cannot be built: {error}")))
}

fn source() -> Source {
    Source::File(tongda_fixtures::study().join("skeleton.osm.pbf"))
}

fn build() -> Result<Network, Box<dyn std::error::Error>> {
    let extract = read_extract(&[source()], &Silent)?;
    Ok(network::build(&extract, &Profile::built_in("car")?, BuildOptions { honour_length: true, assumed_roads: true })?)
}

fn fail(message: impl std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(message.to_string())
}

/// Links between random vertices and points on random segments, and closed ways.
fn scenario(links: &[(usize, usize, f64, u32)], closed: &[usize]) -> Result<Resolved, TestCaseError> {
    let network = base();
    let segment = |i: usize| network::SegmentId(u32::try_from(i % network.segments().len()).unwrap_or_default());
    let index = |position: LonLat| format!("[{},{}]", position.lon(), position.lat());
    let mut features: Vec<String> = links
        .iter()
        .filter_map(|&(a, b, fraction, speed)| {
            let (from, to) = (network.place_at(segment(a), fraction), network.place_at(segment(b), 0.0));
            (from != to).then(|| {
                format!(
                    r#"{{"type":"Feature","properties":{{"kind":"link","class":"primary","speed_kmh":{speed},"id":"{a} {b} {fraction}"}},"geometry":{{"type":"LineString","coordinates":[{},{}]}}}}"#,
                    index(from),
                    index(to)
                )
            })
        })
        .collect();
    features.extend(closed.iter().map(|&i| {
        let way = network.ways().osm_id(network.segment(segment(i)).way);
        format!(r#"{{"type":"Feature","properties":{{"kind":"close","where":{{"osm_way_id":{way}}}}},"geometry":null}}"#)
    }));
    if features.is_empty() {
        return Ok(Resolved::default());
    }
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let path = PathBuf::from("random.geojson");
    // Two equal links share an id, which is refused; such a draw tells nothing.
    let modifications =
        read_modifications(text.as_bytes(), &path).map_err(|problems| TestCaseError::reject(problems.to_string()))?;
    resolve(network, &modifications, &path).map_err(fail)
}

fn times(view: &View<'_>, direction: Direction, start: NodeId) -> Vec<TravelTime> {
    let mut searcher = Dijkstra::default();
    let reach = searcher.search(view, direction, [(start, TravelTime::ZERO)], TravelTime::UNREACHED);
    (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect()
}

fn node(i: usize) -> NodeId {
    NodeId::new(i % base().node_count())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn search_is_dijkstra(
        links in prop::collection::vec((any::<usize>(), any::<usize>(), 0.0..1.0, 10_u32..200), 0..5),
        closed in prop::collection::vec(any::<usize>(), 0..20),
        start in any::<usize>(),
    ) {
        let scenario = scenario(&links, &closed)?;
        let view = View::new(base(), &[&scenario]);
        let oracle = dijkstra(&view, node(start), None, |edge| u64::from(edge.weight().ms()));
        for (i, time) in times(&view, Direction::Forward, node(start)).into_iter().enumerate() {
            let expected = oracle.get(&NodeId::new(i)).copied();
            prop_assert_eq!(time.is_reached().then(|| u64::from(time.ms())), expected, "vertex {}", i);
        }
        for direction in [Direction::Forward, Direction::Backward] {
            prop_assert!(all_times(&view, direction, [(node(start), TravelTime::ZERO)]) == times(&view, direction, node(start)));
        }
    }

    #[test]
    fn adding_never_worsens(
        links in prop::collection::vec((any::<usize>(), any::<usize>(), 0.0..1.0, 10_u32..200), 1..5),
        start in any::<usize>(),
    ) {
        let scenario = scenario(&links, &[])?;
        let (old, new) = (View::base(base()), View::new(base(), &[&scenario]));
        prop_assert!(new.only_adds());
        for direction in [Direction::Forward, Direction::Backward] {
            let before = times(&old, direction, node(start));
            let after = times(&new, direction, node(start));
            prop_assert!(before.iter().zip(&after).all(|(before, after)| after <= before));
        }
    }

    #[test]
    fn a_repair_is_a_fresh_search(
        links in prop::collection::vec((any::<usize>(), any::<usize>(), 0.0..1.0, 10_u32..200), 0..5),
        closed in prop::collection::vec(any::<usize>(), 0..20),
        starts in prop::collection::vec(any::<usize>(), 1..4),
        moved in any::<bool>(),
        limit in prop::option::of(1_u32..120),
    ) {
        let scenario = scenario(&links, &closed)?;
        let (old, new) = (View::base(base()), View::new(base(), &[&scenario]));
        let limit = limit.map_or(TravelTime::UNREACHED, TravelTime::from_minutes);
        let sources = |late: u32| -> Vec<(NodeId, TravelTime)> {
            (0..).zip(&starts).map(|(i, start)| (node(*start), TravelTime::from_ms(i * 40_000 + late))).collect()
        };
        // A source may be later in the scenario than before, or gone.
        let (before, after) = (sources(0), if moved { sources(90_000).split_off(starts.len() / 2) } else { sources(0) });
        for direction in [Direction::Forward, Direction::Backward] {
            let all = |view: &View<'_>, sources: &[(NodeId, TravelTime)]| -> Vec<TravelTime> {
                let mut searcher = Dijkstra::default();
                let reach = searcher.search(view, direction, sources.iter().copied(), limit);
                (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect()
            };
            let times = all(&old, &before);
            let mut searcher = Dijkstra::default();
            // What is known may reach beyond the limit.
            let mut whole = Dijkstra::default();
            let reach = whole.search(&old, direction, before.iter().copied(), TravelTime::UNREACHED);
            let whole: Vec<TravelTime> = (0..old.node_count()).map(|node| reach.time(NodeId::new(node))).collect();
            let update = searcher.update(&new, direction, KnownTimes { times: &whole, sources: &before }, &after, limit);
            for (i, time) in all(&new, &after).into_iter().enumerate() {
                let found = update.time(NodeId::new(i));
                prop_assert!(if time.is_reached() { found == time } else { found > limit || !found.is_reached() }, "vertex {}", i);
            }
            for _ in 0..2 {
                let known = KnownTimes { times: &times, sources: &before };
                let update = searcher.update(&new, direction, known, &after, limit);
                for (i, time) in all(&new, &after).into_iter().enumerate() {
                    prop_assert_eq!(update.time(NodeId::new(i)), time, "vertex {}", i);
                    let same = times.get(i).is_some_and(|old| *old == time);
                    prop_assert!(same || !time.is_reached() && i >= times.len() || update.changed().any(|node| node.index() == i));
                }
            }
        }
    }

    #[test]
    fn closing_never_improves(closed in prop::collection::vec(any::<usize>(), 1..30), start in any::<usize>()) {
        let scenario = scenario(&[], &closed)?;
        let before = times(&View::base(base()), Direction::Forward, node(start));
        let after = times(&View::new(base(), &[&scenario]), Direction::Forward, node(start));
        prop_assert!(before.iter().zip(&after).all(|(before, after)| after >= before));
    }

    #[test]
    fn garbage_is_refused_and_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 0_usize..200_000, flip in any::<usize>()) {
        let path = Path::new("garbage");
        let read = |bytes: Vec<u8>| read_extract(&[Source::Memory("garbage.osm.pbf".into(), bytes.into())], &Silent);
        prop_assert!(read(bytes.clone()).is_err());
        prop_assert!(read_modifications(&bytes, path).is_err());
        prop_assert!(tongda_analysis::people::read_cells(&bytes, path).is_err());
        prop_assert!(Network::from_bytes(&bytes).is_err());
        prop_assert!(Profile::from_toml(&String::from_utf8_lossy(&bytes)).is_err());
        let Source::File(skeleton) = source() else { return Ok(()) };
        let mut damaged = std::fs::read(skeleton).map_err(fail)?;
        damaged.truncate(cut.max(1));
        let at = flip % damaged.len();
        damaged[at] ^= 0xFF;
        // A cut between blocks or a flip in a name may pass; it must not take the program down.
        let _ = read(damaged);
    }
}

#[test]
fn an_empty_scenario_changes_nothing() {
    let empty = View::new(base(), &[&Resolved::default()]);
    assert!(empty.is_base() && empty.only_adds());
    for start in [0, 1000, 4000] {
        assert_eq!(times(&empty, Direction::Forward, node(start)), times(&View::base(base()), Direction::Forward, node(start)));
    }
}

#[test]
fn the_network_is_the_same_on_one_thread_and_from_its_file() -> tongda_fixtures::TestResult {
    let options = BuildOptions { honour_length: true, assumed_roads: true };
    let key = CacheKey::new(&[source()], &Profile::built_in("car")?, options)?;
    let bytes = base().to_bytes(key);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let alone = pool.install(|| build().map(|network| network.to_bytes(key)).unwrap_or_default());
    assert_eq!(bytes, alone);
    let (read, found) = Network::from_bytes(&bytes)?;
    assert_eq!(found, key);
    assert_eq!(read.to_bytes(key), bytes);
    let position = LonLat::new(112.784, 22.253).ok_or("position")?;
    let snap = |network: &Network| Snapper::new(network, []).snap(position).ok();
    assert!(snap(base()).is_some());
    assert_eq!(snap(base()), snap(&read));
    Ok(())
}
