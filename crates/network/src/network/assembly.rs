//! Assembly of a network from nodes, edges in row order and segments, as they are built or read from a cache.

use std::sync::OnceLock;

use petgraph::graph::DiGraph;
use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;

use super::elements::{Edge, EdgeId, Node, NodeId, NodeKind, Segment};
use super::graph::Network;
use super::report::BuildReport;
use super::ways::Ways;
use crate::profile::Profile;

/// A directed edge with its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CostedEdge {
    pub(super) source: NodeId,
    pub(super) target: NodeId,
    pub(super) edge: Edge,
    pub(super) cost: TravelTime,
    /// The parts of the cost that arise at the beginning and at the end of the edge.
    pub(super) delay: [TravelTime; 2],
}

/// Nodes, edges in row order and segments.
pub(super) struct GraphParts {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<CostedEdge>,
    pub(super) segments: Vec<Segment>,
    pub(super) report: BuildReport,
}

/// What follows from nodes and edges in row order.
struct EdgeRows {
    first_out: Vec<u32>,
    entering: CompressedRows<EdgeId>,
    expanded_edges: Vec<(Edge, EdgeId)>,
}

/// Assembles a network; the components of its segments are not known yet.
pub(super) fn assemble(parts: GraphParts, shapes: Vec<LonLat>, ways: Ways, profile: Profile) -> Network {
    let GraphParts { nodes, edges, mut segments, report } = parts;
    let (graph, rows) = rayon::join(|| graph(&nodes, &edges), || edge_rows(&nodes, &edges, &mut segments));
    Network {
        graph,
        first_out: rows.first_out,
        entering: rows.entering,
        costs: edges.iter().map(|edge| edge.cost).collect(),
        delays: edges.iter().map(|edge| edge.delay).collect(),
        expanded_edges: rows.expanded_edges,
        segments,
        shapes,
        ways,
        component_km: Vec::new(),
        profile,
        report,
        index: OnceLock::new(),
    }
}

fn graph(nodes: &[Node], edges: &[CostedEdge]) -> DiGraph<Node, Edge, u32> {
    let mut graph = DiGraph::with_capacity(nodes.len(), edges.len());
    for &node in nodes {
        graph.add_node(node);
    }
    for &CostedEdge { source, target, edge, .. } in edges {
        graph.add_edge(source, target, edge);
    }
    graph
}

/// Finds the rows of edges, and notes in each segment the edges that begin at its junctions.
fn edge_rows(nodes: &[Node], edges: &[CostedEdge], segments: &mut [Segment]) -> EdgeRows {
    let numbered = || (0..).map(EdgeId::new).zip(edges);
    let mut first_out = vec![0; nodes.len() + 1];
    let mut expanded_edges = Vec::new();
    for (id, &CostedEdge { source, edge, .. }) in numbered() {
        first_out[source.index() + 1] += 1;
        if nodes[source.index()].kind == NodeKind::Junction {
            let segment = &mut segments[edge.segment.index()];
            let slot = if edge.forward { &mut segment.forward } else { &mut segment.backward };
            *slot = Some(id);
        } else {
            expanded_edges.push((edge, id));
        }
    }
    expanded_edges.sort_unstable();
    let mut sum = 0;
    for count in &mut first_out {
        sum += *count;
        *count = sum;
    }
    let entering = CompressedRows::from_pairs(nodes.len(), numbered().map(|(id, edge)| (edge.target.index(), id)));
    EdgeRows { first_out, entering, expanded_edges }
}
