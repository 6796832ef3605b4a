//! From road pieces to nodes and edges in row order: junctions are expanded, nodes numbered and edges sorted.

use rayon::prelude::*;
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::units::{Kmh, TravelTime};

use super::assembly::{CostedEdge, GraphParts};
use super::elements::{Edge, Node, NodeId, NodeKind, Segment, SegmentId};
use super::junction_expansion::{ExpandedJunctions, PlannedEdge, expand};
use super::pieces::{RoadPiece, RoadPieces};
use super::report::BuildReport;
use super::topology::RoadTopology;
use super::turn_restrictions::turn_restrictions;
use crate::profile::{Lifecycle, Rule};

/// Numbers nodes along a Hilbert curve and edges by source, target and segment.
pub(super) fn freeze(input: &RoadPieces<'_>, mut report: BuildReport) -> Result<GraphParts> {
    if input.pieces.len() * 2 >= u32::MAX as usize || input.shapes.len() >= u32::MAX as usize {
        return Err(Error::new(ErrorKind::Network, "the extract holds more roads than can be numbered").advise("cut it smaller"));
    }
    let topology = RoadTopology::new(input);
    let restrictions = turn_restrictions(&topology, &mut report);
    let expanded = expand(&topology, &restrictions);
    let (nodes, first) = nodes(&topology, &expanded);
    let edge = |planned: &PlannedEdge| costed(&topology, &expanded, &first, planned);
    let mut edges: Vec<CostedEdge> = expanded.edges.par_iter().map(edge).collect();
    edges.par_sort_unstable();
    let segment = |piece: &RoadPiece| {
        let shape_start = u32::try_from(piece.shape.start).unwrap_or(u32::MAX);
        Segment { way: piece.way, length_m: piece.length_m, shape_start, forward: None, backward: None }
    };
    Ok(GraphParts { nodes, edges, segments: input.pieces.iter().map(segment).collect(), report })
}

/// The nodes of all junctions, and the number of the first of each.
fn nodes(topology: &RoadTopology<'_>, expanded: &ExpandedJunctions) -> (Vec<Node>, Vec<usize>) {
    let mut first = Vec::with_capacity(expanded.counts.len());
    let mut nodes = Vec::with_capacity(expanded.counts.len());
    for (&node, &count) in topology.nodes.iter().zip(&expanded.counts) {
        first.push(nodes.len());
        let position = topology.input.extract.node_place(node as usize);
        let kinds = [NodeKind::Junction].into_iter().chain(std::iter::repeat(NodeKind::Approach));
        nodes.extend(kinds.take(count as usize).map(|kind| Node { position, kind }));
    }
    for &(junction, which) in &expanded.origins {
        nodes[first[junction as usize] + which as usize].kind = NodeKind::Origin;
    }
    (nodes, first)
}

/// A planned edge between its numbered nodes, with its cost.
fn costed(topology: &RoadTopology<'_>, expanded: &ExpandedJunctions, first: &[usize], planned: &PlannedEdge) -> CostedEdge {
    let node = |(junction, which): (u32, u32)| NodeId::new(first[junction as usize] + which as usize);
    let (piece, rule) = (topology.piece(planned.arc), topology.rule(planned.arc));
    let forward = planned.arc & 1 == 0;
    let speed = if forward { rule.forward } else { rule.backward };
    let delay = [planned.start_ms, expanded.end_ms[planned.arc as usize]].map(TravelTime::from_ms);
    CostedEdge {
        source: node(planned.source),
        target: node(planned.target),
        edge: Edge { segment: SegmentId(planned.arc >> 1), forward },
        cost: speed.map_or(TravelTime::UNREACHED, |speed| cost(rule, speed, piece.length_m) + delay[0] + delay[1]),
        delay,
    }
}

/// The time for a length at a speed; `UNREACHED` when the way is not open yet.
fn cost(rule: &Rule, speed: Kmh, length_m: f64) -> TravelTime {
    match rule.lifecycle {
        Lifecycle::Open => speed.time_for(length_m),
        Lifecycle::Construction | Lifecycle::Proposed => TravelTime::UNREACHED,
    }
}
