//! Strongly connected components of the base network, and the kilometres of road in each.

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::visit::{EdgeFiltered, EdgeRef, IntoNeighborsDirected, IntoNodeIdentifiers, NodeFiltered, Visitable};

use super::elements::{NodeId, NodeKind, SegmentId};
use super::graph::Network;

/// The component of each segment.
struct Components {
    /// Kilometres of road in the component of each segment; 0 for segments between two components.
    segment_km: Vec<f32>,
    /// OSM nodes in the largest component.
    largest_points: u64,
}

/// The relation of a node to the component of the node with most edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// Reached from the component, without a path back.
    Beyond,
    /// Without a path in either direction.
    Apart,
    /// In the component.
    Within,
    /// With a path to the component, and none from it.
    Before,
}

/// The strongly connected components of a graph in reverse topological order.
///
/// The component of the node with most edges is nearly always most of a network. It is what a search from that node and a
/// search to it both reach, and each search gets a thread. An algorithm for all components only has the rest to do.
fn strongly_connected<G>(graph: G) -> Vec<Vec<NodeId>>
where
    G: IntoNeighborsDirected<NodeId = NodeId> + IntoNodeIdentifiers + Visitable + Sync,
{
    // The first of the nodes with most edges.
    let count = graph.node_identifiers().count();
    let hub = (0..count).rev().map(NodeId::new).max_by_key(|&node| graph.neighbors(node).count());
    let Some(hub) = hub else { return Vec::new() };
    let reached = |direction| reached(graph, count, hub, direction);
    let (from, to) = rayon::join(|| reached(Direction::Outgoing), || reached(Direction::Incoming));
    let side = |node: NodeId| match (from[node.index()], to[node.index()]) {
        (true, true) => Side::Within,
        (true, false) => Side::Beyond,
        (false, true) => Side::Before,
        (false, false) => Side::Apart,
    };
    let rest = NodeFiltered::from_fn(graph, |node| side(node) != Side::Within);
    // Not by Tarjan's algorithm: petgraph's recurses once a node, and a province overflows the stack.
    let mut parts = kosaraju_scc(&rest);
    parts.push(graph.node_identifiers().filter(|&node| side(node) == Side::Within).collect());
    parts.sort_by_key(|nodes| nodes.first().map(|&node| side(node)));
    parts
}

/// Whether each of `count` nodes is reached from `start`, or reaches it.
fn reached<G>(graph: G, count: usize, start: NodeId, direction: Direction) -> Vec<bool>
where
    G: IntoNeighborsDirected<NodeId = NodeId>,
{
    let mut reached = vec![false; count];
    reached[start.index()] = true;
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        for neighbour in graph.neighbors_directed(node, direction) {
            if !std::mem::replace(&mut reached[neighbour.index()], true) {
                stack.push(neighbour);
            }
        }
    }
    reached
}

/// Finds the components of the roads in service and notes them in the network.
pub(super) fn find_components(network: &mut Network) {
    let found = components(network);
    network.component_km = found.segment_km;
    network.report.largest_part_points = found.largest_points;
}

fn components(network: &Network) -> Components {
    let open = EdgeFiltered::from_fn(network.graph(), |edge| network.cost(edge.id()).is_reached());
    let mut part_of = vec![0_u32; network.node_count()];
    let mut points: Vec<u64> = Vec::new();
    for (part, nodes) in (0..).zip(strongly_connected(&open)) {
        let junctions = nodes.iter().filter(|&&node| network.graph()[node].kind == NodeKind::Junction);
        points.push(junctions.count() as u64);
        for node in nodes {
            part_of[node.index()] = part;
        }
    }
    // A segment belongs to the component in which one of its edges begins and ends.
    let mut parts: Vec<Option<u32>> = vec![None; network.segments().len()];
    for edge in network.graph().raw_edges() {
        let (source, target) = (part_of[edge.source().index()], part_of[edge.target().index()]);
        if source == target {
            let part = &mut parts[edge.weight.segment.index()];
            *part = Some(part.map_or(source, |other| other.max(source)));
        }
    }
    let mut length_m = vec![0.0; points.len()];
    let mut segment_part = Vec::with_capacity(network.segments().len());
    for (id, segment) in (0..).map(SegmentId).zip(network.segments()) {
        let part = parts[id.index()].filter(|_| network.is_in_service(segment)).map(|part| part as usize);
        if let Some(part) = part {
            length_m[part] += segment.length_m;
            points[part] += network.shape(id).len() as u64 - 2;
        }
        segment_part.push(part);
    }
    #[expect(clippy::cast_possible_truncation, reason = "kilometres of road need no more than an f32")]
    let segment_km = segment_part.into_iter().map(|part| part.map_or(0.0, |part| (length_m[part] / 1000.0) as f32)).collect();
    Components { segment_km, largest_points: points.into_iter().max().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use petgraph::graph::DiGraph;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn components_are_those_of_kosaraju_in_reverse_topological_order(
            pairs in prop::collection::vec((0..60_u32, 0..60_u32), 0..150),
        ) {
            let graph: DiGraph<(), (), u32> = DiGraph::from_edges(pairs.iter().copied());
            let found = strongly_connected(&graph);
            let mut part_of = vec![usize::MAX; graph.node_count()];
            for (part, nodes) in found.iter().enumerate() {
                for node in nodes {
                    part_of[node.index()] = part;
                }
            }
            prop_assert!(pairs.iter().all(|&(from, to)| part_of[from as usize] >= part_of[to as usize]));
            let sorted = |parts: Vec<Vec<NodeId>>| -> BTreeSet<BTreeSet<NodeId>> {
                parts.into_iter().map(|part| part.into_iter().collect()).collect()
            };
            prop_assert_eq!(sorted(found), sorted(kosaraju_scc(&graph)));
        }
    }
}
