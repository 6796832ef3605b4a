//! Real extracts of every shape that files come in.

use std::path::PathBuf;

use tongda_fixtures::TestResult;
use tongda_foundation::direction::Direction;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, Network, NodeId};
use tongda_network::osm::{Extract, Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::Dijkstra;

fn read(names: &[&str]) -> TestResult<Option<(Extract, Network)>> {
    let Some(folder) = tongda_fixtures::data_folder("TONGDA_PBF_DIR") else { return Ok(None) };
    let files: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let sources: Vec<Source> = files.into_iter().map(Source::File).collect();
    let extract = read_extract(&sources, &Silent)?;
    let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
    Ok(Some((extract, network)))
}

/// The share of vertices within an hour of the one that has the most.
fn best_share(network: &Network) -> f64 {
    let view = View::base(network);
    let mut searcher = Dijkstra::default();
    let step = (network.node_count() / 20).max(1);
    let hour = TravelTime::from_minutes(60);
    let mut count =
        |node| searcher.search(&view, Direction::Forward, [(NodeId::new(node), TravelTime::ZERO)], hour).settled().count();
    let best = (0..network.node_count()).step_by(step).map(&mut count).max().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "counts of vertices")]
    let share = best as f64 / network.node_count() as f64;
    share
}

#[test]
fn unsorted_extracts_are_read_whole() -> TestResult {
    let Some((extract, network)) = read(&["columbus.osm.pbf"])? else { return Ok(()) };
    assert!(extract.ways.is_sorted_by_key(|way| way.id), "ways are not in the order of their ids");
    assert_eq!(network.report().broken_steps, 0, "a node after the way that uses it was not found");
    assert!(best_share(&network) > 0.8, "{}", best_share(&network));
    Ok(())
}

#[test]
fn ways_that_lead_out_of_the_extract_end_at_its_border() -> TestResult {
    for name in ["helsinki.osm.pbf", "missing-nodes.osm.pbf"] {
        let Some((_, network)) = read(&[name])? else { return Ok(()) };
        assert!(network.report().broken_steps > 0, "{name}: nothing is missing");
        assert!(network.node_count() > 1, "{name}: {}", network.node_count());
        assert!(network.segments().iter().all(|segment| segment.length_m.is_finite() && segment.length_m < 50_000.0), "{name}");
    }
    Ok(())
}

#[test]
fn an_extract_named_twice_counts_once() -> TestResult {
    let Some((_, once)) = read(&["liechtenstein.osm.pbf"])? else { return Ok(()) };
    let Some((_, twice)) = read(&["liechtenstein.osm.pbf", "liechtenstein.osm.pbf"])? else { return Ok(()) };
    assert_eq!((once.node_count(), once.edge_count(), once.costs()), (twice.node_count(), twice.edge_count(), twice.costs()));
    Ok(())
}
