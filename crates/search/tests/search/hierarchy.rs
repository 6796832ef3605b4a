//! A hierarchy answers what Dijkstra's algorithm answers, to the last bit: on random graphs with
//! parallel arcs, loops, arcs without cost and arcs that are shut, and on networks with scenarios.

use petgraph::algo::dijkstra;
use petgraph::graph::DiGraph;
use proptest::prelude::*;
use tongda_fixtures::{TestResult, data_folder, file};
use tongda_foundation::direction::Direction;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, Network, NodeId, SegmentId, Snap};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, View};
use tongda_search::{BATCH, CustomizableHierarchy, Dijkstra, Hierarchy, HierarchyArc, Sweeper, matrix};

const DIRECTIONS: [Direction; 2] = [Direction::Forward, Direction::Backward];

fn nodes(count: usize) -> impl Iterator<Item = NodeId> + Clone {
    (0..count).map(NodeId::new)
}

/// Times from each of the sources by the slow obvious way.
fn oracle(count: usize, arcs: &[HierarchyArc], direction: Direction, source: NodeId) -> Vec<TravelTime> {
    let mut graph: DiGraph<(), u64> = DiGraph::default();
    (0..count).for_each(|_| {
        graph.add_node(());
    });
    for arc in arcs.iter().filter(|arc| arc.time.is_reached()) {
        let (from, to) = if direction == Direction::Forward { (arc.from, arc.to) } else { (arc.to, arc.from) };
        graph.add_edge(from, to, u64::from(arc.time.ms()));
    }
    let times = dijkstra(&graph, source, None, |edge| *edge.weight());
    let time =
        |node: NodeId| times.get(&node).and_then(|&ms| u32::try_from(ms).ok()).map_or(TravelTime::UNREACHED, TravelTime::from_ms);
    nodes(count).map(time).collect()
}

/// Random graphs: few vertices, so that parallel arcs, loops and dead ends are frequent; costs
/// small, so that ties are; some zero, some so great that sums pass `UNREACHED`, some shut.
fn graphs() -> impl Strategy<Value = (usize, Vec<HierarchyArc>)> {
    let cost = prop_oneof![
        8 => 0_u32..20,
        2 => Just(0),
        1 => Just(TravelTime::UNREACHED.ms() - 5),
        1 => Just(TravelTime::UNREACHED.ms()),
    ];
    (1_usize..40).prop_flat_map(move |count| {
        let arc = (0..count, 0..count, cost.clone(), 0_u32..5000).prop_map(|(from, to, ms, length)| HierarchyArc {
            from: NodeId::new(from),
            to: NodeId::new(to),
            time: TravelTime::from_ms(ms),
            length_m: f64::from(length),
        });
        (Just(count), prop::collection::vec(arc, 0..160))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn sweeps_are_dijkstra((count, arcs) in graphs()) {
        let hierarchy = Hierarchy::from_arcs(count, arcs.iter().copied());
        let mut sweeper = Sweeper::default();
        for direction in DIRECTIONS {
            let expected: Vec<Vec<TravelTime>> = nodes(count).map(|source| oracle(count, &arcs, direction, source)).collect();
            let origins: Vec<[(NodeId, TravelTime); 1]> = nodes(count).map(|node| [(node, TravelTime::ZERO)]).collect();
            let everywhere = hierarchy.everywhere(direction);
            let times = everywhere.times(&mut sweeper, &origins);
            for (origin, row) in expected.iter().enumerate() {
                let found: Vec<TravelTime> = (0..count).map(|node| times.time(origin, node)).collect();
                prop_assert_eq!(&found, row, "{:?} from {}", direction, origin);
            }
            let some: Vec<NodeId> = nodes(count).step_by(3).chain(nodes(1)).collect();
            let targets = hierarchy.targets(direction, some.iter().copied());
            let times = targets.times(&mut sweeper, &origins);
            for (origin, row) in expected.iter().enumerate() {
                for (target, node) in some.iter().enumerate() {
                    prop_assert_eq!(times.time(origin, target), row[node.index()], "{:?} from {} to {:?}", direction, origin, node);
                }
            }
        }
    }

    #[test]
    fn sums_within_cutoffs_are_those_of_dijkstra((count, arcs) in graphs(), cutoffs in prop::collection::vec(0_u32..80, 1..4)) {
        let hierarchy = Hierarchy::from_arcs(count, arcs.iter().copied());
        let cutoffs: Vec<TravelTime> = cutoffs.into_iter().map(TravelTime::from_ms).chain([TravelTime::UNREACHED]).collect();
        // Powers of two: a sum says what was reached.
        let opportunities: Vec<u64> = (0..count).map(|node| 1 << node).collect();
        let origins: Vec<NodeId> = nodes(count).collect();
        for direction in DIRECTIONS {
            let rows = hierarchy.cumulative(direction, &origins, &opportunities, &cutoffs);
            for (&origin, row) in origins.iter().zip(&rows) {
                let times = oracle(count, &arcs, direction, origin);
                for (&cutoff, &sum) in cutoffs.iter().zip(row) {
                    let within = |time: TravelTime| time.is_reached() && time <= cutoff;
                    let expected: u64 = times.iter().zip(&opportunities).filter(|(time, _)| within(**time)).map(|(_, units)| units).sum();
                    prop_assert_eq!(sum, expected, "{:?} from {:?} within {:?}", direction, origin, cutoff);
                }
            }
        }
    }
}

/// Compares sweeps, cumulative sums and a matrix with plain searches on a view.
fn check(view: &View<'_>, starts: usize) {
    for hierarchy in [Hierarchy::new(view), CustomizableHierarchy::new(view.network()).under(view)] {
        check_hierarchy(view, &hierarchy, starts);
    }
}

fn check_hierarchy(view: &View<'_>, hierarchy: &Hierarchy, starts: usize) {
    let count = view.node_count();
    let origins: Vec<NodeId> = nodes(count).step_by((count / starts).max(1)).take(BATCH).collect();
    let (mut sweeper, mut searcher) = (Sweeper::default(), Dijkstra::default());
    let opportunities: Vec<u64> = (0..count as u64).collect();
    let cutoffs = [5, 30].map(TravelTime::from_minutes);
    for direction in DIRECTIONS {
        let sources: Vec<Vec<(NodeId, TravelTime)>> = origins
            .iter()
            .map(|&node| vec![(node, TravelTime::ZERO), (NodeId::new(node.index() / 2), TravelTime::from_minutes(1))])
            .collect();
        let everywhere = hierarchy.everywhere(direction);
        let times = everywhere.times(&mut sweeper, &sources);
        for (origin, sources) in sources.iter().enumerate() {
            let reach = searcher.search(view, direction, sources.iter().copied(), TravelTime::UNREACHED);
            assert!(
                nodes(count).all(|node| times.time(origin, node.index()) == reach.time(node)),
                "{direction:?} from {sources:?}"
            );
        }
        // Neighbours: their sweeps are bounded by what they reach.
        let origins: Vec<NodeId> = nodes(count).skip(count / 3).take(BATCH).collect();
        let rows = hierarchy.cumulative(direction, &origins, &opportunities, &cutoffs);
        for (&origin, row) in origins.iter().zip(&rows) {
            for (&cutoff, &sum) in cutoffs.iter().zip(row) {
                let reach = searcher.search(view, direction, [(origin, TravelTime::ZERO)], cutoff);
                assert_eq!(sum, reach.settled().map(|(node, _)| opportunities[node.index()]).sum::<u64>());
            }
        }
    }
}

/// Snaps in the middle of segments, at their ends, off the network, and some that are not placed.
fn snaps(network: &Network, count: usize) -> Vec<Option<Snap>> {
    let step = (network.segments().len() / count).max(1);
    let snap = |i: usize| {
        let segment = SegmentId(u32::try_from(i * step).ok()?);
        let fraction = [0.25, 0.0, 1.0, 0.7][i % 4];
        (i % 17 != 3).then_some(Snap {
            segment,
            fraction,
            off_network_m: 12.0,
            off_network: TravelTime::from_ms(2160),
            opposite: None,
        })
    };
    (0..count.min(network.segments().len())).map(snap).collect()
}

/// A matrix of many rows, which is swept, against the same row by row, which is searched.
fn check_matrix(view: &View<'_>) {
    let origins = snaps(view.network(), 130);
    let destinations = snaps(view.network(), 90);
    let swept = matrix(view, &origins, &destinations, &Silent);
    let searched: Vec<_> = origins.iter().flat_map(|origin| matrix(view, &[*origin], &destinations, &Silent)).collect();
    assert!(swept.iter().flatten().flatten().count() > 1000, "hardly anything is reached");
    assert_eq!(swept, searched);
    // So many rows that they get a hierarchy of another make.
    let many: Vec<_> = origins.iter().copied().cycle().take(10_010).collect();
    let few = &destinations[..9];
    let rows = matrix(view, &many, few, &Silent);
    assert!(rows.iter().zip(swept.iter().cycle()).all(|(row, known)| row[..] == known[..few.len()]), "10010 rows differ");
}

fn jiangmen() -> TestResult<Network> {
    let source = Source::File(tongda_fixtures::study().join("skeleton.osm.pbf"));
    Ok(network::build(&read_extract(&[source], &Silent)?, &Profile::built_in("car")?, BuildOptions::default())?)
}

#[test]
fn sweeps_are_searches_on_the_embedded_network() -> TestResult {
    let network = jiangmen()?;
    let base = View::base(&network);
    check(&base, 40);
    check_matrix(&base);
    let shut: Vec<SegmentId> = (0..200).map(|i| SegmentId(i * 7)).collect();
    let shut = Resolved::closing(&network, &shut, "every seventh");
    let view = View::new(&network, &[&shut]);
    check(&view, 20);
    check_matrix(&view);
    Ok(())
}

#[test]
fn sweeps_are_searches_on_real_extracts() -> TestResult {
    let Some(folder) = data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    for name in ["malta", "porto"] {
        let extract = read_extract(&[Source::File(folder.join(format!("{name}.osm.pbf")))], &Silent)?;
        let network = network::build(&extract, &Profile::read(&file("profiles/spec-v1.toml"))?, BuildOptions::default())?;
        let base = View::base(&network);
        check(&base, 20);
        check_matrix(&base);
    }
    Ok(())
}

#[test]
fn the_number_of_threads_changes_nothing() -> TestResult {
    let network = jiangmen()?;
    let view = View::base(&network);
    let origins: Vec<NodeId> = nodes(view.node_count()).collect();
    let opportunities = vec![1; origins.len()];
    let run = |threads| -> TestResult<_> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        Ok(pool.install(|| {
            let hierarchy = Hierarchy::new(&view);
            let sums = hierarchy.cumulative(Direction::Forward, &origins, &opportunities, &[TravelTime::from_minutes(30)]);
            (hierarchy.arc_count(), sums)
        }))
    };
    assert_eq!(run(1)?, run(2)?);
    Ok(())
}
