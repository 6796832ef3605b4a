//! The frozen road network: a petgraph `DiGraph` in row order with one profile's costs.
//!
//! In: an [`Extract`](crate::osm::Extract) and a [`Profile`]. Out: a [`Network`] that never changes.
//! Vertices are junctions and ends of ways; what lies between is one *segment* with its shape, and
//! every direction that the profile allows is one *edge*. Edges are inserted sorted by (source,
//! target, segment), so that `raw_edges()[first_out[u]..first_out[u + 1]]` is the row of `u` and
//! edge numbers are positions in rows. Vertices are numbered along a Hilbert curve. Lengths are
//! metres, costs whole milliseconds; an edge that is not open yet costs `UNREACHED`.

mod border;
mod build;
mod cache;
mod components;
mod controls;
mod crs_check;
mod destination_only;
mod freeze;
mod index;
mod junction;
mod junction_expansion;
mod report;
mod shape;
mod snap;
mod topology;
mod turn_restrictions;
mod urban;
mod ways;

use std::sync::OnceLock;

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use crate::profile::Profile;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;

pub use build::{BuildOptions, build};
pub use cache::CacheKey;
pub use crs_check::{BetterCrs, CrsReading};
pub use index::Near;
pub use report::{BuildReport, Tally};
pub use snap::{NotPlaced, Snap, Snapper, Spot};
pub use ways::Ways;

/// A vertex of the network.
pub type NodeId = NodeIndex<u32>;
/// A directed edge of the network.
pub type EdgeId = EdgeIndex<u32>;

/// A vertex: a junction or the end of a way, or a copy of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it is.
    pub position: LonLat,
    /// What it stands for.
    pub kind: NodeKind,
}

/// What a vertex stands for. Copies of a junction follow it in the order of vertices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A junction, for trips that begin there and for whoever arrives by a road under no other terms.
    Junction,
    /// A junction for who arrived by certain roads: some turns cost more or less, or are forbidden.
    Approach,
    /// A junction for trips that began on a road without through traffic and have not left it.
    Departure,
}

/// One direction of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The segment.
    pub segment: SegmentId,
    /// Whether it runs along the segment's shape or against it.
    pub forward: bool,
}

/// A stretch of one way between two vertices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub u32);

impl SegmentId {
    /// Its position in lists of segments.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of one way between two vertices, with its shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Position of its way in [`Network::ways`].
    pub way: u32,
    /// Length in metres.
    pub length_m: f64,
    /// Where its shape begins in the list of all shapes.
    shape_start: u32,
    /// The edge along the shape, if the profile allows it.
    pub forward: Option<EdgeId>,
    /// The edge against the shape, if the profile allows it.
    pub backward: Option<EdgeId>,
}

/// The frozen network of one profile.
#[derive(Debug)]
pub struct Network {
    graph: DiGraph<Node, Edge, u32>,
    first_out: Vec<u32>,
    first_in: Vec<u32>,
    in_edges: Vec<EdgeId>,
    costs: Vec<TravelTime>,
    /// The parts of each cost that fall due at the beginning and at the end of the edge.
    delays: Vec<[TravelTime; 2]>,
    /// Edges that begin at copies of junctions, by segment and direction.
    expanded_edges: Vec<(Edge, EdgeId)>,
    segments: Vec<Segment>,
    shapes: Vec<LonLat>,
    ways: Ways,
    /// Kilometres of road in the strongly connected part that a segment belongs to; 0 between parts.
    component_km: Vec<f32>,
    profile: Profile,
    report: BuildReport,
    index: OnceLock<index::SegmentIndex>,
}

impl Network {
    /// The graph itself.
    #[must_use]
    pub const fn graph(&self) -> &DiGraph<Node, Edge, u32> {
        &self.graph
    }

    /// How many vertices there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.graph.node_count()
    }

    /// How many directed edges there are.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.graph.edge_count()
    }

    /// The numbers of the edges that leave a vertex.
    #[must_use]
    pub fn out_row(&self, node: NodeId) -> std::ops::Range<u32> {
        row(&self.first_out, node)
    }

    /// The edges that enter a vertex, sorted by source.
    #[must_use]
    pub fn in_row(&self, node: NodeId) -> &[EdgeId] {
        let row = row(&self.first_in, node);
        self.in_edges.get(row.start as usize..row.end as usize).unwrap_or_default()
    }

    /// The cost of every edge on the base network, by edge number.
    #[must_use]
    pub fn costs(&self) -> &[TravelTime] {
        &self.costs
    }

    /// The cost of an edge on the base network.
    #[must_use]
    pub fn cost(&self, edge: EdgeId) -> TravelTime {
        self.costs.get(edge.index()).copied().unwrap_or(TravelTime::UNREACHED)
    }

    /// All segments by number.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// A segment by its number.
    #[must_use]
    pub fn segment(&self, id: SegmentId) -> &Segment {
        &self.segments[id.index()]
    }

    /// The shape of a segment: at least two positions, from its first vertex to its last.
    #[must_use]
    pub fn shape(&self, id: SegmentId) -> &[LonLat] {
        let end = self.segments.get(id.index() + 1).map_or(self.shapes.len(), |next| next.shape_start as usize);
        self.shapes.get(self.segment(id).shape_start as usize..end).unwrap_or_default()
    }

    /// The junctions at the beginning and the end of a segment's shape.
    ///
    /// Its edges may begin and end at copies of them: see [`Network::junction`].
    #[must_use]
    pub fn ends(&self, id: SegmentId) -> Option<(NodeId, NodeId)> {
        let segment = self.segment(id);
        let ends = |edge| self.graph.edge_endpoints(edge).map(|(a, b)| (self.junction(a), self.junction(b)));
        match (segment.forward, segment.backward) {
            (Some(edge), _) => ends(edge),
            (None, Some(edge)) => ends(edge).map(|(source, target)| (target, source)),
            (None, None) => None,
        }
    }

    /// The junction that a vertex is, or is a copy of.
    #[must_use]
    pub fn junction(&self, node: NodeId) -> NodeId {
        let mut index = node.index();
        while index > 0 && self.graph.raw_nodes().get(index).is_some_and(|node| node.weight.kind != NodeKind::Junction) {
            index -= 1;
        }
        NodeId::new(index)
    }

    /// The copies of a junction with their kinds.
    pub fn expanded_vertices(&self, junction: NodeId) -> impl Iterator<Item = (NodeId, NodeKind)> + '_ {
        let next = self.graph.raw_nodes().get(junction.index() + 1..).unwrap_or_default();
        let expanded_vertices = next.iter().map(|node| node.weight.kind).take_while(|kind| *kind != NodeKind::Junction);
        (junction.index() + 1..).map(NodeId::new).zip(expanded_vertices)
    }

    /// The further edges of an edge's segment and direction: they begin at copies of its junction.
    pub fn expanded_edges(&self, edge: EdgeId) -> impl Iterator<Item = EdgeId> + '_ {
        let wanted = self.graph.edge_weight(edge).copied();
        let first =
            wanted.map_or(self.expanded_edges.len(), |wanted| self.expanded_edges.partition_point(|(other, _)| *other < wanted));
        let same = self.expanded_edges.get(first..).unwrap_or_default().iter();
        same.take_while(move |(other, _)| Some(*other) == wanted).map(|(_, twin)| *twin)
    }

    /// The edge by which a trip that begins on an edge's segment leaves it.
    #[must_use]
    pub fn departure(&self, edge: EdgeId) -> EdgeId {
        let kind = |edge: EdgeId| self.graph.edge_endpoints(edge).map(|(source, _)| self.graph[source].kind);
        self.expanded_edges(edge).find(|&twin| kind(twin) == Some(NodeKind::Departure)).unwrap_or(edge)
    }

    /// The parts of an edge's cost that fall due at its beginning and at its end: turns, signals,
    /// boarding. They are there when its cost is `UNREACHED` too.
    #[must_use]
    pub fn delays(&self, edge: EdgeId) -> [TravelTime; 2] {
        self.delays.get(edge.index()).copied().unwrap_or_default()
    }

    /// The ways that segments belong to.
    #[must_use]
    pub const fn ways(&self) -> &Ways {
        &self.ways
    }

    /// Kilometres of road in the strongly connected part of the network that a segment belongs to.
    #[must_use]
    pub fn component_km(&self, id: SegmentId) -> f32 {
        self.component_km.get(id.index()).copied().unwrap_or_default()
    }

    /// The profile whose costs these are.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What was read, kept and dropped.
    #[must_use]
    pub const fn report(&self) -> &BuildReport {
        &self.report
    }

    /// Whether a segment can be used on the base network: it is not only planned.
    #[must_use]
    pub fn is_open(&self, id: SegmentId) -> bool {
        let segment = self.segment(id);
        [segment.forward, segment.backward].into_iter().flatten().any(|edge| self.cost(edge).is_reached())
    }

    /// The bytes that the network holds, without the spatial index.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        use std::mem::size_of;
        let lists = size_of_val(self.graph.raw_nodes())
            + size_of_val(self.graph.raw_edges())
            + size_of_val(self.first_out.as_slice())
            + size_of_val(self.first_in.as_slice())
            + size_of_val(self.in_edges.as_slice())
            + size_of_val(self.costs.as_slice())
            + size_of_val(self.delays.as_slice())
            + size_of_val(self.expanded_edges.as_slice())
            + size_of_val(self.segments.as_slice())
            + size_of_val(self.shapes.as_slice())
            + size_of_val(self.component_km.as_slice());
        lists + self.ways.memory_bytes() + size_of::<Self>()
    }
}

fn row(first: &[u32], node: NodeId) -> std::ops::Range<u32> {
    match (first.get(node.index()), first.get(node.index() + 1)) {
        (Some(&start), Some(&end)) => start..end,
        _ => 0..0,
    }
}
