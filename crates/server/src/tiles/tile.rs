//! Encoding of one vector tile.

use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder, MvtResult, MvtTileBuilder};

use super::clip::{self, Point};
use super::source::{Square, TileSource, on_session};
use tongda_foundation::position::LonLat;
use tongda_network::network::{Network, SegmentId};

/// Units of a tile along a side, as the format has it by default.
const EXTENT: f64 = 4096.0;
/// Units around a tile that are drawn too, so that lines have no seams.
const AROUND: f64 = 128.0;
/// The closest zoom.
pub(crate) const MOST_ZOOM: u8 = 16;

/// Which square: zoom 0 is the world, and every further one halves the sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TileId {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileId {
    /// `None` when there is no such square, or zoom is above 16.
    pub(crate) fn new(zoom: u8, column: u32, row: u32) -> Option<Self> {
        let side = 1_u32.checked_shl(u32::from(zoom)).filter(|_| zoom <= MOST_ZOOM)?;
        (column < side && row < side).then_some(Self { zoom, column, row })
    }

    /// A point of the world in units of this tile.
    fn units(self, point: [f64; 2]) -> Point {
        let side = f64::from(1_u32 << self.zoom);
        [(point[0] * side - f64::from(self.column)) * EXTENT, (point[1] * side - f64::from(self.row)) * EXTENT]
    }

    /// The square with what is drawn around it.
    fn around(self) -> Square {
        let (side, margin) = (f64::from(1_u32 << self.zoom), AROUND / EXTENT);
        let low = [(f64::from(self.column) - margin) / side, (f64::from(self.row) - margin) / side];
        let span = (1.0 + 2.0 * margin) / side;
        Square { low, high: [low[0] + span, low[1] + span] }
    }

    fn lines(self, points: impl Iterator<Item = [f64; 2]>) -> Vec<Vec<MvtCoord>> {
        let points: Vec<Point> = points.map(|point| self.units(point)).collect();
        let parts = clip::line(&points, -AROUND, EXTENT + AROUND);
        parts.iter().map(|part| coordinates(&clip::rounded(part))).filter(|part| part.len() > 1).collect()
    }
}

fn coordinates(points: &[[i32; 2]]) -> Vec<MvtCoord> {
    points.iter().map(|&[x, y]| MvtCoord { x, y }).collect()
}

/// The tile of a square; empty where there is nothing.
///
/// # Errors
/// When the format cannot hold it, which its limits exclude.
pub(crate) fn tile(ground: &TileSource, network: &Network, id: TileId) -> MvtResult<Vec<u8>> {
    let mut tile = MvtTileBuilder::new();
    tile = land(ground, id, tile.layer("land")?)?;
    tile = rail(ground, id, tile.layer("rail")?)?;
    tile = roads(ground, network, id, tile.layer("roads")?)?;
    tile = towns(ground, id, tile.layer("towns")?)?;
    Ok(tile.encode())
}

/// One feature a ring: holes are features of their own with `hole`, drawn over the land.
fn land(ground: &TileSource, id: TileId, mut layer: MvtLayerBuilder) -> MvtResult<MvtTileBuilder> {
    for ring in &ground.rings {
        let points: Vec<Point> = ring.points.iter().map(|&point| id.units(point)).collect();
        let cut = clip::rounded(&clip::ring(&points, -AROUND, EXTENT + AROUND));
        // What rounding leaves of a sliver is no ring.
        if cut.len() < 3 || doubled_area(&cut) == 0 {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::Polygon);
        feature.ring(coordinates(&cut), true)?;
        feature.tag_bool("hole", ring.hole)?;
        layer = feature.end();
    }
    Ok(layer.end())
}

fn doubled_area(points: &[[i32; 2]]) -> i64 {
    let next = points.iter().cycle().skip(1);
    let cross = |(a, b): (&[i32; 2], &[i32; 2])| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]);
    points.iter().zip(next).map(cross).sum()
}

fn rail(ground: &TileSource, id: TileId, mut layer: MvtLayerBuilder) -> MvtResult<MvtTileBuilder> {
    let square = id.around();
    for rail in ground.rail.iter().filter(|boxed| boxed.meets(square)).map(|boxed| &boxed.what) {
        let parts = id.lines(rail.points.iter().copied());
        if parts.is_empty() {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::LineString);
        for part in parts {
            feature.line(part)?;
        }
        feature.tag_string("kind", rail.kind.as_str())?;
        feature.tag_string("name", rail.name.as_str())?;
        feature.tag_bool("planned", rail.planned)?;
        layer = feature.end();
    }
    Ok(layer.end())
}

fn roads(ground: &TileSource, network: &Network, id: TileId, mut layer: MvtLayerBuilder) -> MvtResult<MvtTileBuilder> {
    let square = id.around();
    for (_, roads) in ground.roads.iter().filter(|(zoom, _)| *zoom <= id.zoom) {
        for segment in roads.iter().filter(|boxed| boxed.meets(square)).map(|boxed| boxed.what) {
            let parts = id.lines(network.shape(segment).iter().map(|&position| on_session(position)));
            if parts.is_empty() {
                continue;
            }
            let mut feature = layer.feature_of(MvtGeomType::LineString);
            feature.id(Some(u64::from(segment.0)));
            for part in parts {
                feature.line(part)?;
            }
            let way = network.segment(segment).way;
            let tags = network.ways().tags(way);
            feature.tag_string("class", tags.get("highway").or_else(|| tags.get("route")).unwrap_or("way"))?;
            for key in ["ref", "name"] {
                if let Some(value) = tags.get(key) {
                    feature.tag_string(key, value)?;
                }
            }
            feature.tag_int("way", network.ways().osm_id(way))?;
            feature.tag_bool("open", network.is_open(segment))?;
            feature.tag_bool("assumed", tags.get("assumed") == Some("yes"))?;
            let middle: LonLat = network.place_at(segment, 0.5);
            feature.tag_double("middle_lon", middle.lon())?;
            feature.tag_double("middle_lat", middle.lat())?;
            if let Some(kmh) = speed_kmh(network, segment) {
                feature.tag_double("kmh", (kmh * 10.0).round() / 10.0)?;
            }
            layer = feature.end();
        }
    }
    Ok(layer.end())
}

/// The speed along a segment, its turns and signals included.
fn speed_kmh(network: &Network, id: SegmentId) -> Option<f64> {
    let segment = network.segment(id);
    let seconds = segment.forward.or(segment.backward).and_then(|edge| network.cost(edge).seconds())?;
    (seconds > 0.0).then(|| segment.length_m / seconds * 3.6)
}

fn towns(ground: &TileSource, id: TileId, mut layer: MvtLayerBuilder) -> MvtResult<MvtTileBuilder> {
    let cancel = |kind: &str| match kind {
        "city" | "township" | "town" => true,
        "village" | "suburb" => id.zoom >= 12,
        _ => id.zoom >= 14,
    };
    for (rank, town) in ground.towns.iter().enumerate().filter(|(_, town)| cancel(&town.kind)) {
        let [x, y] = id.units(town.point);
        if !(0.0..EXTENT).contains(&x) || !(0.0..EXTENT).contains(&y) {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::Point);
        feature.points(coordinates(&clip::rounded(&[[x, y]])))?;
        feature.tag_string("name", town.name.as_str())?;
        if !town.name_zh.is_empty() {
            feature.tag_string("name_zh", town.name_zh.as_str())?;
        }
        feature.tag_string("kind", town.kind.as_str())?;
        feature.tag_int("rank", i64::try_from(rank).unwrap_or(i64::MAX))?;
        layer = feature.end();
    }
    Ok(layer.end())
}
