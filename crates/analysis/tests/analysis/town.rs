//! A network with cells, facilities of services and random corridors to try on it: the same in every run.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

use std::ops::Range;
use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use tongda_analysis::access::{OdTimes, PlacedCells};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, Network, SegmentId, Snap, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, View, read_modifications, resolve};
use tongda_search::{Hierarchy, Pool, Sweeper};

pub const CUTOFFS_MIN: [u32; 3] = [15, 30, 60];

/// What happens to a corridor.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Added,
    Closed,
    Slower,
    Faster,
}

pub const KINDS: [Kind; 4] = [Kind::Added, Kind::Closed, Kind::Slower, Kind::Faster];

/// A network with cells and the facilities of services.
pub struct Town {
    pub network: Network,
    pub cells: PlacedCells,
    pub services: Vec<Vec<Snap>>,
}

/// Times by service and cell, and facilities by service, cutoff and cell.
pub type Answer = (Vec<Vec<TravelTime>>, Vec<Vec<Vec<u32>>>);

impl Town {
    /// A service has four facilities, and each further one two more.
    pub fn new(extract: &Path, cells: usize, services: usize) -> Result<Self, Box<dyn std::error::Error>> {
        let extract = read_extract(&[Source::File(extract.to_owned())], &Silent)?;
        let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
        let snapper = Snapper::new(&network, []);
        let mut random = Pcg64::seed_from_u64(5);
        let mut some = |count: usize| -> Vec<Option<Snap>> {
            (0..count).map(|_| snapper.snap(anywhere(&network, &mut random)).ok()).collect()
        };
        // Neighbours in the list are neighbours on the ground, as in a study's table of cells.
        let mut cells = some(cells);
        cells.sort_by_key(|snap| snap.map(|snap| snap.segment.0));
        let services = (0..services).map(|service| some(4 + service * 2).into_iter().flatten().collect()).collect();
        let cells = PlacedCells::new(&network, cells);
        Ok(Self { network, cells, services })
    }

    /// A corridor by its number.
    pub fn corridor(&self, kind: Kind, number: usize) -> Result<Resolved, Box<dyn std::error::Error>> {
        let mut random = Pcg64::seed_from_u64(number as u64);
        let features = match kind {
            Kind::Added => motorway(&self.network, &mut random),
            Kind::Closed => main_road(&self.network, &mut random, r#""kind":"close""#),
            Kind::Slower => main_road(&self.network, &mut random, r#""kind":"speed","factor":0.5"#),
            Kind::Faster => main_road(&self.network, &mut random, r#""kind":"speed","factor":2"#),
        };
        let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
        let path = PathBuf::from("corridor.geojson");
        let read = read_modifications(text.as_bytes(), &path).map_err(|problems| problems.to_string())?;
        Ok(resolve(&self.network, &read, &path).map_err(|problems| problems.to_string())?)
    }
}

/// Times to the nearest facility of each service and how many lie within each cutoff, over a hierarchy of the view.
pub fn swept(town: &Town, view: &View<'_>, hierarchy: &Hierarchy, pool: &Pool<Sweeper>) -> Answer {
    let facilities: Vec<Option<Snap>> = town.services.iter().flatten().copied().map(Some).collect();
    let pairs = OdTimes::from_cells(view, hierarchy, &town.cells, &facilities, pool);
    let last = town.services.iter().scan(0, |sum, service| {
        *sum += service.len();
        Some(*sum)
    });
    let ranges: Vec<Range<usize>> = last.zip(&town.services).map(|(last, service)| last - service.len()..last).collect();
    let service = |range: &Range<usize>| {
        let mut times = Vec::with_capacity(pairs.origin_count());
        let mut counts = CUTOFFS_MIN.map(|_| Vec::with_capacity(pairs.origin_count()));
        for row in pairs.rows().map(|row| &row[range.clone()]) {
            times.push(row.iter().copied().min().unwrap_or(TravelTime::UNREACHED));
            for (counts, cutoff) in counts.iter_mut().zip(CUTOFFS_MIN.map(TravelTime::from_minutes)) {
                counts.push(row.iter().map(|&time| u32::from(time <= cutoff)).sum());
            }
        }
        (times, counts.to_vec())
    };
    ranges.par_iter().map(service).unzip()
}

fn anywhere(network: &Network, random: &mut Pcg64) -> LonLat {
    let segment = SegmentId(u32::try_from(random.random_range(0..network.segments().len())).unwrap_or_default());
    network.place_at(segment, random.random::<f64>())
}

/// A motorway of ten junctions between two places 10 to 20 km apart, straight across whatever lies between.
fn motorway(network: &Network, random: &mut Pcg64) -> String {
    let (from, to) = loop {
        let (from, to) = (anywhere(network, random), anywhere(network, random));
        if (10_000.0..20_000.0).contains(&from.distance_m(to)) {
            break (from, to);
        }
    };
    let at = |i: u32| {
        let share = f64::from(i) / 9.0;
        format!("[{},{}]", from.lon() + (to.lon() - from.lon()) * share, from.lat() + (to.lat() - from.lat()) * share)
    };
    let points: Vec<String> = (0..10).map(at).collect();
    let link = format!(
        r#"{{"type":"Feature","properties":{{"kind":"link","id":"c","class":"motorway","speed_kmh":100,"connect":"junctions"}},"geometry":{{"type":"LineString","coordinates":[{}]}}}}"#,
        points.join(",")
    );
    let junction = |point: &String| {
        format!(
            r#"{{"type":"Feature","properties":{{"kind":"junction","link":"c","reach_m":5000}},"geometry":{{"type":"Point","coordinates":{point}}}}}"#
        )
    };
    std::iter::once(link).chain(points.iter().map(junction)).collect::<Vec<_>>().join(",")
}

/// The ways of ten segments of main roads that follow each other in their numbers, which go along a curve.
fn main_road(network: &Network, random: &mut Pcg64, properties: &str) -> String {
    let (segments, ways) = (network.segments(), network.ways());
    let start = random.random_range(0..segments.len());
    let is_main = |way: u32| matches!(ways.tags(way).get("highway"), Some("motorway" | "trunk" | "primary" | "secondary"));
    let around = (0..segments.len()).map(|i| segments[(start + i) % segments.len()].way);
    let mut ids: Vec<i64> = around.filter(|&way| is_main(way)).take(10).map(|way| ways.osm_id(way)).collect();
    ids.sort_unstable();
    ids.dedup();
    let feature =
        |id: i64| format!(r#"{{"type":"Feature","properties":{{{properties},"where":{{"osm_way_id":{id}}}}},"geometry":null}}"#);
    ids.into_iter().map(feature).collect::<Vec<_>>().join(",")
}
