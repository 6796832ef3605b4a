//! The content of OpenStreetMap extracts that networks and studies use.
//!
//! All lists are sorted by OSM id. Tags are pairs of numbers into one string table.

use std::fmt;
use std::ops::Range;

use super::tags::{Strings, Tags};
use tongda_foundation::position::LonLat;

/// The type and id of an OSM object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OsmId {
    /// A node.
    Node(i64),
    /// A way.
    Way(i64),
    /// A relation.
    Relation(i64),
}

impl fmt::Display for OsmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => write!(f, "node/{id}"),
            Self::Way(id) => write!(f, "way/{id}"),
            Self::Relation(id) => write!(f, "relation/{id}"),
        }
    }
}

/// A way for traffic: `highway=*`, `railway=*` or `route=ferry`.
#[derive(Clone, Debug)]
pub struct OsmWay {
    /// OSM id.
    pub id: i64,
    pub(super) refs: Range<usize>,
    pub(super) tags: Range<usize>,
}

/// A node that delays or stops traffic: `barrier=*`, `railway=level_crossing`, or `highway` with
/// `traffic_signals`, `stop`, `give_way` or `crossing`.
#[derive(Clone, Debug)]
pub struct Control {
    /// OSM id of the node.
    pub id: i64,
    pub(super) tags: Range<usize>,
}

/// A turn restriction (`type=restriction`).
#[derive(Clone, Debug, Default)]
pub struct Restriction {
    /// OSM id of the relation.
    pub id: i64,
    /// `no_left_turn`, `only_straight_on`, …; empty when it holds for some vehicles only.
    pub kind: String,
    /// Kinds by vehicle, from tags like `restriction:hgv`.
    pub vehicles: Vec<(String, String)>,
    /// Whether it has a `restriction:conditional`, whose value is not read.
    pub conditional: bool,
    /// Vehicles it does not hold for (`except`), separated by `;`.
    pub except: String,
    /// Members by role: `from`, `via`, `to`.
    pub members: Vec<Member>,
}

/// A rail service (`type=route`, `route=train`, `light_rail`, `subway`, `tram` or `monorail`).
#[derive(Clone, Debug)]
pub struct RailRoute {
    /// OSM id of the relation.
    pub id: i64,
    /// Stops and tracks in order, by role: `stop`, `platform`, empty for tracks.
    pub members: Vec<Member>,
    pub(super) tags: Range<usize>,
}

/// A member of a relation.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its role, such as `from`, `via`, `to` or `stop`.
    pub role: String,
    /// The way, node or relation.
    pub id: OsmId,
}

/// A settlement (`place=*` on a node).
#[derive(Clone, Debug)]
pub struct Settlement {
    /// OSM id of the node.
    pub id: i64,
    /// `city`, `town`, `village`, …
    pub kind: String,
    /// Its `name`, empty when it has none.
    pub name: String,
    /// `population`, when it is a whole number.
    pub population: Option<u64>,
    /// Its position.
    pub position: LonLat,
}

/// A possible facility: a node or area with one of the keys of services.
#[derive(Clone, Debug)]
pub struct Poi {
    /// Which object it is.
    pub id: OsmId,
    /// The node, or the centroid of the area.
    pub position: LonLat,
    pub(super) tags: Range<usize>,
}

/// Counts of objects read, and of defects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Nodes in the files.
    pub nodes: u64,
    /// Ways in the files.
    pub ways: u64,
    /// Relations in the files.
    pub relations: u64,
    /// Nodes with a position that is not on the earth.
    pub bad_positions: u64,
    /// Nodes that kept ways and rail services refer to and the files lack.
    pub missing_nodes: u64,
    /// Objects that more than one file holds.
    pub repeated: u64,
    /// Areas of facilities without a known position.
    pub areas_without_position: u64,
}

/// The content of one or several extracts, sorted by OSM id.
#[derive(Clone, Debug, Default)]
pub struct Extract {
    /// Ways for traffic, of whatever kind.
    pub ways: Vec<OsmWay>,
    /// Turn restrictions.
    pub restrictions: Vec<Restriction>,
    /// Rail services.
    pub routes: Vec<RailRoute>,
    /// Nodes that delay or stop traffic.
    pub controls: Vec<Control>,
    /// Settlements.
    pub settlements: Vec<Settlement>,
    /// Possible facilities.
    pub pois: Vec<Poi>,
    /// Counts of objects read.
    pub counts: Counts,
    pub(super) refs: Vec<i64>,
    pub(super) pairs: Vec<[u32; 2]>,
    pub(super) strings: Strings,
    pub(super) node_ids: Vec<i64>,
    pub(super) node_places: Vec<LonLat>,
}

impl Extract {
    /// The OSM ids of a way's nodes in order.
    #[must_use]
    pub fn refs(&self, way: &OsmWay) -> &[i64] {
        self.refs.get(way.refs.clone()).unwrap_or_default()
    }

    /// The tags of a way.
    #[must_use]
    pub fn way_tags(&self, way: &OsmWay) -> Tags<'_> {
        Tags::new(self.pairs.get(way.tags.clone()).unwrap_or_default(), &self.strings)
    }

    /// The tags of a node that delays or stops traffic.
    #[must_use]
    pub fn control_tags(&self, control: &Control) -> Tags<'_> {
        Tags::new(self.pairs.get(control.tags.clone()).unwrap_or_default(), &self.strings)
    }

    /// The tags of a rail service.
    #[must_use]
    pub fn route_tags(&self, route: &RailRoute) -> Tags<'_> {
        Tags::new(self.pairs.get(route.tags.clone()).unwrap_or_default(), &self.strings)
    }

    /// The way of an id, if it is for traffic and in the files.
    #[must_use]
    pub fn way(&self, id: i64) -> Option<&OsmWay> {
        self.ways.get(self.ways.binary_search_by_key(&id, |way| way.id).ok()?)
    }

    /// The possible facility of an id.
    #[must_use]
    pub fn poi(&self, id: OsmId) -> Option<&Poi> {
        self.pois.get(self.pois.binary_search_by_key(&id, |poi| poi.id).ok()?)
    }

    /// The tags of a possible facility.
    #[must_use]
    pub fn poi_tags(&self, poi: &Poi) -> Tags<'_> {
        Tags::new(self.pairs.get(poi.tags.clone()).unwrap_or_default(), &self.strings)
    }

    /// The index of a node among those with a position.
    #[must_use]
    pub fn node_index(&self, id: i64) -> Option<usize> {
        self.node_ids.binary_search(&id).ok()
    }

    /// The mean position of all nodes; longitude and latitude 0 when there is none.
    #[must_use]
    pub fn middle(&self) -> LonLat {
        let count = i64::try_from(self.node_places.len()).unwrap_or(i64::MAX).max(1);
        let sum = self
            .node_places
            .iter()
            .map(|position| position.e7())
            .fold((0_i64, 0_i64), |(lon, lat), (x, y)| (lon + i64::from(x), lat + i64::from(y)));
        let mean = |sum: i64| i32::try_from(sum / count).unwrap_or_default();
        LonLat::from_e7(mean(sum.0), mean(sum.1)).unwrap_or_default()
    }

    /// The number of nodes with a position.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.node_ids.len()
    }

    /// The position of a node by its index.
    #[must_use]
    pub fn node_place(&self, index: usize) -> LonLat {
        self.node_places.get(index).copied().unwrap_or_default()
    }

    /// The OSM id of a node by its index.
    #[must_use]
    pub fn node_id(&self, index: usize) -> i64 {
        self.node_ids.get(index).copied().unwrap_or_default()
    }
}
