//! Sources of tiles, indexed by position: roads by class, railways, land and towns.

use std::collections::BTreeMap;

use tongda_analysis::people::{Cells, Land};
use tongda_analysis::study::Study;
use tongda_foundation::position::LonLat;
use tongda_network::network::{Network, SegmentId};
use tongda_network::osm::Extract;

/// Classes of roads by the first zoom at which they are drawn.
const CLASSES: [(u8, &[&str]); 5] = [
    (0, &["motorway", "trunk"]),
    (7, &["motorway_link", "trunk_link", "primary"]),
    (9, &["primary_link", "secondary"]),
    (11, &["secondary_link", "tertiary", "tertiary_link"]),
    (12, &["unclassified", "road"]),
];
/// All other roads.
const LAST_ZOOM: u8 = 13;
/// With fewer segments than this all of them are drawn this much earlier.
const FEW: usize = 20_000;
const EARLIER: u8 = 4;

/// Something with an extent on the square map of the world, from 0 to 1 eastwards and southwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boxed<T> {
    low: [f64; 2],
    high: [f64; 2],
    pub(super) what: T,
}

impl<T> Boxed<T> {
    /// Whether it may reach into a square.
    pub(super) fn meets(&self, square: Square) -> bool {
        (0..2).all(|axis| self.low[axis] <= square.high[axis] && self.high[axis] >= square.low[axis])
    }
}

/// A square of the map of the world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Square {
    pub(super) low: [f64; 2],
    pub(super) high: [f64; 2],
}

/// A railway: its points and kind.
#[derive(Clone, Debug)]
pub(super) struct Rail {
    pub(super) points: Vec<[f64; 2]>,
    pub(super) kind: String,
    pub(super) name: String,
    /// Whether it is not in service: under construction or proposed.
    pub(super) planned: bool,
}

/// A place with a name.
#[derive(Clone, Debug)]
pub(super) struct Town {
    pub(super) point: [f64; 2],
    pub(super) name: String,
    /// In Chinese; empty where it is not known.
    pub(super) name_zh: String,
    pub(super) kind: String,
    pub(super) residents: f64,
}

/// A shore.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    pub(super) points: Vec<[f64; 2]>,
    /// Whether what it goes around is water.
    pub(super) hole: bool,
}

/// All that tiles are made of.
#[derive(Debug)]
pub(crate) struct TileSource {
    /// Roads by the first zoom at which they are drawn, in the order of their numbers. To look through all of
    /// them takes less than to draw those of a tile.
    pub(super) roads: Vec<(u8, Vec<Boxed<SegmentId>>)>,
    pub(super) rail: Vec<Boxed<Rail>>,
    /// Land before the water inside it.
    pub(super) rings: Vec<Ring>,
    /// Where the file of the land is cut off rather than ends at a shore, west, north, east and south: on the square
    /// map of the world. What lies beyond is unknown.
    pub(crate) cuts: [Option<f64>; 4],
    /// The largest first.
    pub(super) towns: Vec<Town>,
}

/// A place on the square map of the world (Web Mercator, EPSG:3857, scaled to 1).
pub(super) fn on_session(position: LonLat) -> [f64; 2] {
    let lat = position.lat().clamp(-85.051_128, 85.051_128).to_radians();
    let y = 0.5 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::TAU;
    [position.lon() / 360.0 + 0.5, y]
}

fn boxed<T>(points: impl IntoIterator<Item = [f64; 2]>, what: T) -> Boxed<T> {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for point in points {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    Boxed { low, high, what }
}

impl TileSource {
    pub(crate) fn new(network: &Network, extract: &Extract, study: &Study) -> Self {
        let earlier = if network.segments().len() < FEW { EARLIER } else { 0 };
        let mut by_zoom: BTreeMap<u8, Vec<Boxed<SegmentId>>> = BTreeMap::new();
        for id in (0..).map(SegmentId).take(network.segments().len()) {
            let class = network.ways().tags(network.segment(id).way).get("highway").unwrap_or_default();
            let zoom = CLASSES.iter().find(|(_, classes)| classes.contains(&class)).map_or(LAST_ZOOM, |(zoom, _)| *zoom);
            let road = boxed(network.shape(id).iter().map(|&position| on_session(position)), id);
            by_zoom.entry(zoom.saturating_sub(earlier)).or_default().push(road);
        }
        Self {
            roads: by_zoom.into_iter().collect(),
            rail: railways(extract),
            cuts: study.cells.land.as_ref().map_or([None; 4], cuts),
            rings: rings(&study.cells),
            towns: towns(extract, study),
        }
    }
}

fn rings(cells: &Cells) -> Vec<Ring> {
    let all = cells.land.as_ref().map(Land::rings).unwrap_or_default();
    let all: Vec<Vec<[f64; 2]>> = all.iter().map(|ring| ring.iter().map(|&position| on_session(position)).collect()).collect();
    let around = |point: &[f64; 2]| all.iter().filter(|ring| is_inside(ring, *point)).count();
    let mut rings: Vec<(usize, Ring)> = Vec::new();
    for ring in &all {
        // A corner counts as inside its own ring or not; the middle of nothing does neither.
        let depth = ring.first().map_or(0, around) - usize::from(ring.first().is_some_and(|&corner| is_inside(ring, corner)));
        rings.push((depth, Ring { points: ring.clone(), hole: depth % 2 == 1 }));
    }
    rings.sort_by_key(|(depth, _)| *depth);
    rings.into_iter().map(|(_, ring)| ring).collect()
}

/// Where the land is cut off, on the square map of the world: west, north, east and south.
fn cuts(land: &Land) -> [Option<f64>; 4] {
    let [west, east, south, north] = land.cuts();
    let x = |lon: Option<f64>| Some(on_session(LonLat::new(lon?, 0.0)?)[0]);
    let y = |lat: Option<f64>| Some(on_session(LonLat::new(0.0, lat?)?)[1]);
    [x(west), y(north), x(east), y(south)]
}

/// Whether an odd number of sides lies to the left of the point.
fn is_inside(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let sides = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossed = sides.filter(|(a, b)| (a[1] <= y) != (b[1] <= y) && a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) < x);
    crossed.count() % 2 == 1
}

fn railways(extract: &Extract) -> Vec<Boxed<Rail>> {
    let way = |way| {
        let tags = extract.way_tags(way);
        let kind = tags.get("railway")?;
        let planned = matches!(kind, "construction" | "proposed");
        if matches!(kind, "abandoned" | "disused" | "razed" | "platform" | "station") {
            return None;
        }
        let positions = extract.refs(way).iter().filter_map(|&id| Some(extract.node_place(extract.node_index(id)?)));
        let points: Vec<[f64; 2]> = positions.map(on_session).collect();
        let name = tags.get("name").unwrap_or_default().to_owned();
        (points.len() > 1).then(|| boxed(points.clone(), Rail { points, kind: kind.to_owned(), name, planned }))
    };
    extract.ways.iter().filter_map(way).collect()
}

/// Townships where most of their residents live, and the settlements of the extract.
fn towns(extract: &Extract, study: &Study) -> Vec<Town> {
    let cells = &study.cells;
    let mut townships: BTreeMap<(&str, &str), (f64, f64, LonLat)> = BTreeMap::new();
    for cell in cells.cells.iter().filter(|cell| !cell.township.is_empty()) {
        let entry = townships.entry((&cell.county, &cell.township)).or_insert((0.0, -1.0, cell.position));
        entry.0 += cell.residents;
        if cell.residents > entry.1 {
            (entry.1, entry.2) = (cell.residents, cell.position);
        }
    }
    let mut towns: Vec<Town> = townships
        .into_iter()
        .map(|((_, name), (residents, _, position))| Town {
            point: on_session(position),
            name: name.to_owned(),
            name_zh: study.district_name_zh(name).to_owned(),
            kind: "township".to_owned(),
            residents,
        })
        .collect();
    let known: Vec<String> = towns.iter().map(|town| town.name.clone()).collect();
    for settlement in extract.settlements.iter().filter(|one| !one.name.is_empty() && !known.contains(&one.name)) {
        #[expect(clippy::cast_precision_loss, reason = "residents")]
        let residents = settlement.population.unwrap_or_default() as f64;
        let (name, kind) = (settlement.name.clone(), settlement.kind.clone());
        towns.push(Town { point: on_session(settlement.position), name, name_zh: String::new(), kind, residents });
    }
    towns.sort_by(|a, b| b.residents.total_cmp(&a.residents).then(a.name.cmp(&b.name)));
    towns
}
