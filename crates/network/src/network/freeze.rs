//! From segments to the frozen graph: vertices numbered along a Hilbert curve, edges in row order.

use std::ops::Range;
use std::sync::OnceLock;

use petgraph::graph::DiGraph;
use rayon::prelude::*;

use super::build::cost;
use super::controls::Controls;
use super::junction_expansion;
use super::report::BuildReport;
use super::topology::Topology;
use super::ways::Ways;
use super::{Edge, EdgeId, Network, Node, NodeId, NodeKind, Segment, SegmentId, components, turn_restrictions};
use crate::osm::Extract;
use crate::profile::{Lifecycle, Profile};
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;

/// A stretch of a way between two nodes of the extract that become vertices.
pub(super) struct Piece {
    pub(super) way: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) length_m: f64,
    pub(super) shape: Range<usize>,
}

/// What is frozen.
pub(super) struct Input<'a> {
    pub(super) extract: &'a Extract,
    pub(super) pieces: &'a [Piece],
    pub(super) shapes: &'a [LonLat],
    pub(super) ways: &'a Ways,
    /// The profile as it is where the extract lies.
    pub(super) local: &'a Profile,
    pub(super) controls: &'a Controls,
}

/// A directed edge with what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Costed {
    pub(super) source: NodeId,
    pub(super) target: NodeId,
    pub(super) edge: Edge,
    pub(super) cost: TravelTime,
    /// The parts of the cost that fall due at its beginning and at its end.
    pub(super) delay: [TravelTime; 2],
}

/// Vertices, edges in row order and segments.
pub(super) struct Frozen {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Costed>,
    pub(super) segments: Vec<Segment>,
    pub(super) report: BuildReport,
}

/// Numbers vertices and edges.
pub(super) fn freeze(input: &Input<'_>, mut report: BuildReport) -> Result<Frozen> {
    if input.pieces.len() * 2 >= u32::MAX as usize || input.shapes.len() >= u32::MAX as usize {
        return Err(Error::new(ErrorKind::Network, "the extract holds more roads than can be numbered").advise("cut it smaller"));
    }
    let topology = Topology::new(input);
    let turn_restrictions = turn_restrictions::turn_restrictions(&topology, &mut report);
    let expand = junction_expansion::expand(&topology, &turn_restrictions);

    let mut first = Vec::with_capacity(expand.counts.len());
    let mut nodes = Vec::with_capacity(expand.counts.len());
    for (&node, &count) in topology.nodes.iter().zip(&expand.counts) {
        first.push(nodes.len());
        let position = input.extract.node_place(node as usize);
        let kinds = [NodeKind::Junction].into_iter().chain(std::iter::repeat(NodeKind::Approach));
        nodes.extend(kinds.take(count as usize).map(|kind| Node { position, kind }));
    }
    let vertex = |(junction, which): (u32, u32)| first[junction as usize] + which as usize;
    for &departure in &expand.departures {
        nodes[vertex(departure)].kind = NodeKind::Departure;
    }

    let edge = |stretch: &junction_expansion::Stretch| {
        let (piece, rule) = (topology.piece(stretch.arc), topology.rule(stretch.arc));
        let forward = stretch.arc & 1 == 0;
        let speed = if forward { rule.forward } else { rule.backward };
        let delay = [stretch.start_ms, expand.end_ms[stretch.arc as usize]].map(TravelTime::from_ms);
        Costed {
            source: NodeId::new(vertex(stretch.source)),
            target: NodeId::new(vertex(stretch.target)),
            edge: Edge { segment: SegmentId(stretch.arc >> 1), forward },
            cost: speed.map_or(TravelTime::UNREACHED, |speed| cost(rule, speed, piece.length_m) + delay[0] + delay[1]),
            delay,
        }
    };
    let mut edges: Vec<Costed> = expand.stretches.par_iter().map(edge).collect();
    edges.par_sort_unstable();
    let segment = |piece: &Piece| {
        let shape_start = u32::try_from(piece.shape.start).unwrap_or(u32::MAX);
        Segment { way: piece.way, length_m: piece.length_m, shape_start, forward: None, backward: None }
    };
    Ok(Frozen { nodes, edges, segments: input.pieces.iter().map(segment).collect(), report })
}

/// Puts the graph together from edges in row order, and whatever follows from it but its parts.
pub(super) fn assemble(frozen: Frozen, shapes: Vec<LonLat>, ways: Ways, profile: Profile) -> Network {
    let Frozen { nodes, edges, mut segments, report } = frozen;
    let graph = || {
        let mut graph = DiGraph::with_capacity(nodes.len(), edges.len());
        for &node in &nodes {
            graph.add_node(node);
        }
        for &Costed { source, target, edge, .. } in &edges {
            graph.add_edge(source, target, edge);
        }
        graph
    };
    let rows = || {
        let mut first_out = vec![0; nodes.len() + 1];
        let mut first_in = vec![0; nodes.len() + 1];
        let mut expanded_edges = Vec::new();
        for (id, &Costed { source, target, edge, .. }) in (0..).map(EdgeId::new).zip(&edges) {
            first_out[source.index() + 1] += 1;
            first_in[target.index() + 1] += 1;
            if nodes[source.index()].kind == NodeKind::Junction {
                let segment = &mut segments[edge.segment.index()];
                let slot = if edge.forward { &mut segment.forward } else { &mut segment.backward };
                *slot = Some(id);
            } else {
                expanded_edges.push((edge, id));
            }
        }
        expanded_edges.sort_unstable();
        accumulate(&mut first_out);
        accumulate(&mut first_in);
        let mut next = first_in.clone();
        let mut in_edges = vec![EdgeId::default(); edges.len()];
        for (id, edge) in (0..).map(EdgeId::new).zip(&edges) {
            let slot = &mut next[edge.target.index()];
            in_edges[*slot as usize] = id;
            *slot += 1;
        }
        (first_out, first_in, in_edges, expanded_edges)
    };
    let (graph, (first_out, first_in, in_edges, expanded_edges)) = rayon::join(graph, rows);
    let costs = edges.iter().map(|edge| edge.cost).collect();
    let delays = edges.iter().map(|edge| edge.delay).collect();
    Network {
        graph,
        first_out,
        first_in,
        in_edges,
        costs,
        delays,
        expanded_edges,
        segments,
        shapes,
        ways,
        component_km: Vec::new(),
        profile,
        report,
        index: OnceLock::new(),
    }
}

/// Finds the parts that hang together.
pub(super) fn find_parts(network: &mut Network) {
    let parts = components::parts(network);
    network.component_km = parts.segment_km;
    network.report.largest_part_points = parts.largest_points;
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
