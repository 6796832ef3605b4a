//! From segments to the frozen graph: vertices numbered along a Hilbert curve, edges in row order.

use std::ops::Range;
use std::sync::OnceLock;

use petgraph::graph::DiGraph;

use super::build::cost;
use super::report::BuildReport;
use super::ways::Ways;
use super::{Edge, EdgeId, Network, Node, NodeId, Segment, SegmentId, components};
use crate::error::{Error, ErrorKind, Result};
use crate::osm::Extract;
use crate::place::LonLat;
use crate::profile::{Lifecycle, Profile};
use crate::units::TravelTime;

/// A stretch of a way between two nodes of the extract that become vertices.
pub(super) struct Piece {
    pub(super) way: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) length_m: f64,
    pub(super) shape: Range<usize>,
}

/// Freezes pieces into a network.
pub(super) fn freeze(
    extract: &Extract,
    pieces: &[Piece],
    shapes: Vec<LonLat>,
    ways: Ways,
    profile: Profile,
    report: BuildReport,
) -> Result<Network> {
    if pieces.len() * 2 >= u32::MAX as usize || shapes.len() >= u32::MAX as usize {
        return Err(Error::new(ErrorKind::Network, "the extract holds more roads than can be numbered").advise("cut it smaller"));
    }
    let vertices = number_vertices(extract, pieces);
    let number = |node: u32| vertices.get(node as usize).copied().unwrap_or_default();

    let mut segments = Vec::with_capacity(pieces.len());
    let mut edges: Vec<(NodeId, NodeId, Edge, TravelTime)> = Vec::with_capacity(pieces.len() * 2);
    for (id, piece) in (0..).map(SegmentId).zip(pieces) {
        let rule = ways.rule(piece.way);
        let (first, last) = (NodeId::new(number(piece.first) as usize), NodeId::new(number(piece.last) as usize));
        if let Some(speed) = rule.forward {
            edges.push((first, last, Edge { segment: id, forward: true }, cost(rule, speed, piece.length_m)));
        }
        if let Some(speed) = rule.backward {
            edges.push((last, first, Edge { segment: id, forward: false }, cost(rule, speed, piece.length_m)));
        }
        let shape_start = u32::try_from(piece.shape.start).unwrap_or(u32::MAX);
        segments.push(Segment { way: piece.way, length_m: piece.length_m, shape_start, forward: None, backward: None });
    }
    edges.sort_by_key(|&(source, target, edge, _)| (source, target, edge));

    let mut nodes = vec![Node { place: LonLat::default() }; vertices.iter().filter(|&&vertex| vertex != u32::MAX).count()];
    for (node, &vertex) in vertices.iter().enumerate() {
        if let Some(slot) = nodes.get_mut(vertex as usize) {
            slot.place = extract.node_place(node);
        }
    }
    Ok(assemble(nodes, edges, segments, shapes, ways, profile, report))
}

/// Numbers the vertices along a Hilbert curve; `u32::MAX` for nodes that are none.
fn number_vertices(extract: &Extract, pieces: &[Piece]) -> Vec<u32> {
    let mut order: Vec<u32> = pieces.iter().flat_map(|piece| [piece.first, piece.last]).collect();
    order.sort_unstable();
    order.dedup();
    order.sort_by_cached_key(|&node| (hilbert(extract.node_place(node as usize)), extract.node_id(node as usize)));
    let mut numbers = vec![u32::MAX; extract.node_count()];
    for (vertex, &node) in (0..).zip(&order) {
        numbers[node as usize] = vertex;
    }
    numbers
}

/// The position of a place along a Hilbert curve over the whole earth.
fn hilbert(place: LonLat) -> u64 {
    let (lon, lat) = place.e7();
    let shifted = |value: i32| value.cast_unsigned() ^ 0x8000_0000;
    fast_hilbert::xy2h(shifted(lon), shifted(lat), 32)
}

/// Puts the graph together from edges in row order, and whatever follows from it.
pub(super) fn assemble(
    nodes: Vec<Node>,
    edges: Vec<(NodeId, NodeId, Edge, TravelTime)>,
    mut segments: Vec<Segment>,
    shapes: Vec<LonLat>,
    ways: Ways,
    profile: Profile,
    mut report: BuildReport,
) -> Network {
    let mut graph = DiGraph::with_capacity(nodes.len(), edges.len());
    let mut first_out = vec![0; nodes.len() + 1];
    let mut first_in = vec![0; nodes.len() + 1];
    let mut costs = Vec::with_capacity(edges.len());
    for node in nodes {
        graph.add_node(node);
    }
    for (source, target, edge, cost) in edges {
        let id: EdgeId = graph.add_edge(source, target, edge);
        first_out[source.index() + 1] += 1;
        first_in[target.index() + 1] += 1;
        costs.push(cost);
        let segment = &mut segments[edge.segment.index()];
        let slot = if edge.forward { &mut segment.forward } else { &mut segment.backward };
        *slot = Some(id);
    }
    accumulate(&mut first_out);
    accumulate(&mut first_in);
    let mut next = first_in.clone();
    let mut in_edges = vec![EdgeId::default(); costs.len()];
    for (id, edge) in (0..).zip(graph.raw_edges()) {
        let slot = &mut next[edge.target().index()];
        in_edges[*slot as usize] = EdgeId::new(id);
        *slot += 1;
    }
    let mut network = Network {
        graph,
        first_out,
        first_in,
        in_edges,
        costs,
        segments,
        shapes,
        ways,
        part_km: Vec::new(),
        profile,
        report: BuildReport::default(),
        index: OnceLock::new(),
    };
    let parts = components::parts(&network);
    network.part_km = parts.segment_km;
    report.largest_part_points = parts.largest_points;
    network.report = report;
    network
}

fn accumulate(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

/// Whether a segment takes part in the base network: not only planned.
pub(super) fn is_open(network: &Network, segment: &Segment) -> bool {
    network.ways.rule(segment.way).lifecycle == Lifecycle::Open
}
