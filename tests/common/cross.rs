//! A hand-made map of streets for tests of junctions.
//!
//! ```text
//!        n          One block of streets at 36 km/h, 600 m a block: a minute.
//!        |          The cross c has arms to w, e, n, s; east of it lies a square
//!  w --- c --- e    c - e - y - s that leads round.
//!        |     |
//!        s --- y
//! ```

use std::path::PathBuf;

use super::TestResult;
use super::pbf::{Item, tags, to_pbf};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Network, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::matrix;

/// A block in degrees, at the equator.
pub const BLOCK: f64 = 599.99 / 111_195.08;

/// Whole minutes, no cost of turning.
pub const PLAIN: &str = r#"
name = "grid"
mode = "car"
access_tags = ["motorcar", "motor_vehicle", "vehicle", "access"]
excluded_access = ["no"]
ends_only_access = ["destination"]
maxspeed = "ignore"
oneway_tags = ["oneway"]

[speeds]
primary = 36
residential = 36
service = 36

[ferry]
permissions = ["yes"]
unless_told = false
kmh = 36
board_s = 600

[turns]
restrictions = true
u_turn_junctions = 2

[snap]
off_network_kmh = 36
max_m = 5000
never = ["highway=motorway"]
"#;

/// The junctions of the map: name, blocks east, blocks north.
pub const NODES: [(char, f64, f64); 10] = [
    ('v', -2.0, 0.0),
    ('c', 0.0, 0.0),
    ('w', -1.0, 0.0),
    ('e', 1.0, 0.0),
    ('n', 0.0, 1.0),
    ('s', 0.0, -1.0),
    ('E', 2.0, 0.0),
    ('x', 1.0, 1.0),
    ('y', 1.0, -1.0),
    ('N', 0.0, 2.0),
];

/// The id of a named junction.
pub fn node(name: char) -> i64 {
    i64::from(name as u32)
}

/// Where a named junction is.
pub fn at(name: char) -> LonLat {
    let (_, x, y) = NODES.into_iter().find(|(other, ..)| *other == name).unwrap_or_default();
    LonLat::new(x * BLOCK, y * BLOCK).unwrap_or_default()
}

/// A way through the named junctions with these tags; its id is its place in the list.
pub type Street = (&'static str, Vec<(&'static str, &'static str)>);

/// A plain street through the named junctions.
pub fn street(path: &'static str) -> Street {
    (path, vec![("highway", "residential")])
}

/// The map of these streets, with tags on some junctions, and relations.
pub fn map(streets: &[Street], controls: &[(char, Vec<(&'static str, &str)>)], relations: &[Item]) -> Vec<Item> {
    let mut items: Vec<Item> = NODES
        .iter()
        .map(|&(name, ..)| {
            let own = controls.iter().find(|(other, _)| *other == name).map_or(Vec::new(), |(_, pairs)| tags(pairs));
            Item::Node(node(name), at(name).lon(), at(name).lat(), own)
        })
        .collect();
    items.extend((1..).zip(streets).map(|(id, (path, pairs))| Item::Way(id, path.chars().map(node).collect(), tags(pairs))));
    items.extend_from_slice(relations);
    items
}

/// A turn restriction.
pub fn restriction(id: i64, members: Vec<(char, i64, &'static str)>, pairs: &[(&'static str, &str)]) -> Item {
    let kind = [("type", "restriction")];
    Item::Relation(id, members, tags(&kind.iter().chain(pairs).copied().collect::<Vec<_>>()))
}

/// The network of a map.
pub fn network(items: &[Item], profile: &str) -> TestResult<Network> {
    let source = Source::Memory(PathBuf::from("cross.osm.pbf"), to_pbf(items, 5).into());
    let extract = read_extract(&[source], &Silent)?;
    Ok(network::build(&extract, &Profile::from_toml(profile)?, BuildOptions::default())?)
}

/// Seconds between the middles of two streets, each given by its two ends, or between junctions.
pub fn seconds(network: &Network, from: &str, to: &str) -> Option<f64> {
    let position = |ends: &str| {
        let ends: Vec<LonLat> = ends.chars().map(at).collect();
        ends[0].towards(ends[ends.len() - 1], 0.5)
    };
    let snap = |ends: &str| Snapper::new(network, []).snap(position(ends)).ok();
    let rows = matrix(&View::base(network), &[snap(from)], &[snap(to)], &Silent);
    rows[0][0].and_then(|entry| entry.time.seconds())
}

/// Fails unless that takes so many seconds.
#[track_caller]
pub fn assert_seconds(network: &Network, from: &str, to: &str, expected: f64) {
    let found = seconds(network, from, to);
    assert!(found.is_some_and(|found| (found - expected).abs() < 0.1), "{from} to {to}: {found:?} s, not {expected}");
}

/// A cross with a block round its south-east: 1 w-c, 2 c-e, 3 n-c, 4 c-s, 5 s-y-e, 6 w-v.
pub fn cross() -> Vec<Street> {
    ["wc", "ce", "nc", "cs", "sye", "wv"].map(street).into()
}

/// A restriction at c from one street to another.
pub fn at_cross(kind: &str, from: i64, to: i64) -> Vec<Item> {
    vec![restriction(1, vec![('w', from, "from"), ('n', node('c'), "via"), ('w', to, "to")], &[("restriction", kind)])]
}
