//! The road network of one profile, frozen for searches.
//!
//! Edges are numbered by (source, target, segment), so that `raw_edges()[first_out[n]..first_out[n + 1]]` are the edges
//! that leave node `n`: petgraph's graph is its own compressed rows. Nodes are numbered along a Hilbert curve, so that
//! near numbers are near places. The cost of an edge that is not open yet is `UNREACHED`.

use std::sync::OnceLock;

use petgraph::graph::DiGraph;
use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;

use super::elements::{Edge, EdgeId, Node, NodeId, NodeKind, Segment, SegmentId};
use super::report::BuildReport;
use super::segment_index::SegmentIndex;
use super::ways::Ways;
use crate::profile::{Lifecycle, Profile};

/// The frozen network of one profile.
#[derive(Debug)]
pub struct Network {
    pub(super) graph: DiGraph<Node, Edge, u32>,
    /// The first edge that leaves each node, and the number of edges.
    pub(super) first_out: Vec<u32>,
    /// The edges that enter each node, by source.
    pub(super) entering: CompressedRows<EdgeId>,
    pub(super) costs: Vec<TravelTime>,
    /// The parts of each cost that arise at the beginning and at the end of the edge.
    pub(super) delays: Vec<[TravelTime; 2]>,
    /// Edges that begin at expanded nodes, by segment and direction.
    pub(super) expanded_edges: Vec<(Edge, EdgeId)>,
    pub(super) segments: Vec<Segment>,
    pub(super) shapes: Vec<LonLat>,
    pub(super) ways: Ways,
    /// Kilometres of road in the strongly connected component that a segment belongs to; 0 between components.
    pub(super) component_km: Vec<f32>,
    pub(super) profile: Profile,
    pub(super) report: BuildReport,
    pub(super) index: OnceLock<SegmentIndex>,
}

impl Network {
    /// The graph itself.
    #[must_use]
    pub const fn graph(&self) -> &DiGraph<Node, Edge, u32> {
        &self.graph
    }

    /// The number of nodes.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.graph.node_count()
    }

    /// The number of directed edges.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.graph.edge_count()
    }

    /// The numbers of the edges that leave a node; empty when there is no such node.
    #[must_use]
    pub fn out_row(&self, node: NodeId) -> std::ops::Range<u32> {
        match (self.first_out.get(node.index()), self.first_out.get(node.index() + 1)) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        }
    }

    /// The edges that enter a node, sorted by source; empty when there is no such node.
    #[must_use]
    pub fn in_row(&self, node: NodeId) -> &[EdgeId] {
        if node.index() < self.entering.row_count() { self.entering.row(node.index()) } else { &[] }
    }

    /// The cost of every edge on the base network, by edge number.
    #[must_use]
    pub fn costs(&self) -> &[TravelTime] {
        &self.costs
    }

    /// The cost of an edge on the base network; `UNREACHED` when there is no such edge.
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
    ///
    /// # Panics
    /// When there is no such segment.
    #[must_use]
    pub fn segment(&self, id: SegmentId) -> &Segment {
        &self.segments[id.index()]
    }

    /// The shape of a segment: at least two positions, from its first node to its last.
    #[must_use]
    pub fn shape(&self, id: SegmentId) -> &[LonLat] {
        let end = self.segments.get(id.index() + 1).map_or(self.shapes.len(), |next| next.shape_start as usize);
        self.shapes.get(self.segment(id).shape_start as usize..end).unwrap_or_default()
    }

    /// The junctions at the beginning and the end of a segment's shape.
    ///
    /// Its edges may begin and end at expanded nodes of them: see [`Network::junction`].
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

    /// The junction that a node belongs to: itself, or the one that its expanded node stands for.
    #[must_use]
    pub fn junction(&self, node: NodeId) -> NodeId {
        let mut index = node.index();
        while index > 0 && self.graph.raw_nodes().get(index).is_some_and(|node| node.weight.kind != NodeKind::Junction) {
            index -= 1;
        }
        NodeId::new(index)
    }

    /// The further nodes of a junction with their roles; none where no turn is restricted or costs anything.
    pub fn expanded_nodes(&self, junction: NodeId) -> impl Iterator<Item = (NodeId, NodeKind)> + '_ {
        let next = self.graph.raw_nodes().get(junction.index() + 1..).unwrap_or_default();
        let expanded_nodes = next.iter().map(|node| node.weight.kind).take_while(|kind| *kind != NodeKind::Junction);
        (junction.index() + 1..).map(NodeId::new).zip(expanded_nodes)
    }

    /// The further edges of an edge's segment and direction: they begin at expanded nodes of its junction.
    pub fn expanded_edges(&self, edge: EdgeId) -> impl Iterator<Item = EdgeId> + '_ {
        let wanted = self.graph.edge_weight(edge).copied();
        let first =
            wanted.map_or(self.expanded_edges.len(), |wanted| self.expanded_edges.partition_point(|(other, _)| *other < wanted));
        let same = self.expanded_edges.get(first..).unwrap_or_default().iter();
        same.take_while(move |(other, _)| Some(*other) == wanted).map(|(_, expanded)| *expanded)
    }

    /// The edge by which a trip that begins on an edge's segment leaves it.
    #[must_use]
    pub fn origin_edge(&self, edge: EdgeId) -> EdgeId {
        let kind = |edge: EdgeId| self.graph.edge_endpoints(edge).map(|(source, _)| self.graph[source].kind);
        self.expanded_edges(edge).find(|&other| kind(other) == Some(NodeKind::Origin)).unwrap_or(edge)
    }

    /// The parts of an edge's cost that arise at its beginning and at its end: turns, signals, boarding. They are
    /// known for edges whose cost is `UNREACHED` too.
    #[must_use]
    pub fn delays(&self, edge: EdgeId) -> [TravelTime; 2] {
        self.delays.get(edge.index()).copied().unwrap_or_default()
    }

    /// The OSM ways that segments belong to.
    #[must_use]
    pub const fn ways(&self) -> &Ways {
        &self.ways
    }

    /// Kilometres of road in the strongly connected component that a segment belongs to; 0 for segments between two.
    #[must_use]
    pub fn component_km(&self, id: SegmentId) -> f32 {
        self.component_km.get(id.index()).copied().unwrap_or_default()
    }

    /// The profile whose costs these are.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Counts of what was read, kept and dropped.
    #[must_use]
    pub const fn report(&self) -> &BuildReport {
        &self.report
    }

    /// Whether a segment can be used on the base network: it is not under construction or proposed.
    #[must_use]
    pub fn is_open(&self, id: SegmentId) -> bool {
        let segment = self.segment(id);
        [segment.forward, segment.backward].into_iter().flatten().any(|edge| self.cost(edge).is_reached())
    }

    /// The memory of the network in bytes, without the spatial index.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let lists = size_of_val(self.graph.raw_nodes())
            + size_of_val(self.graph.raw_edges())
            + size_of_val(self.first_out.as_slice())
            + self.entering.memory_bytes()
            + size_of_val(self.costs.as_slice())
            + size_of_val(self.delays.as_slice())
            + size_of_val(self.expanded_edges.as_slice())
            + size_of_val(self.segments.as_slice())
            + size_of_val(self.shapes.as_slice())
            + size_of_val(self.component_km.as_slice());
        lists + self.ways.memory_bytes() + size_of::<Self>()
    }

    /// Whether the way of a segment is in service, by its tags.
    pub(super) fn is_in_service(&self, segment: &Segment) -> bool {
        self.ways.rule(segment.way).lifecycle == Lifecycle::Open
    }
}
