//! Strongly connected parts of the base network, and how much road each has.

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::visit::{EdgeFiltered, EdgeRef, IntoNeighborsDirected, IntoNodeIdentifiers, NodeFiltered, Visitable};

use super::{Network, NodeId, NodeKind, freeze};

/// What the parts are good for.
pub(super) struct Components {
    /// Kilometres of road in the part of each segment; 0 for segments that join two parts.
    pub(super) segment_km: Vec<f32>,
    /// OSM nodes in the largest part.
    pub(super) largest_points: u64,
}

/// Where a vertex lies from the part of a busy one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// It is reached from there, but there is no way back.
    Beyond,
    /// There is no way either way.
    Apart,
    /// In the part itself.
    Within,
    /// There is a way from it, but none back.
    Before,
}

/// The strongly connected parts of a graph, a part before those that lead to it.
///
/// The part of the busiest vertex, which is most of a network, is what is reached both from it and to it: two searches,
/// one a thread. Only the rest takes an algorithm for all parts.
fn strongly_connected<G>(graph: G) -> Vec<Vec<NodeId>>
where
    G: IntoNeighborsDirected<NodeId = NodeId> + IntoNodeIdentifiers + Visitable + Sync,
{
    // Of the busiest the first.
    let count = graph.node_identifiers().count();
    let busy = (0..count).rev().map(NodeId::new).max_by_key(|&node| graph.neighbors(node).count());
    let Some(busy) = busy else { return Vec::new() };
    let reached = |direction| reached(graph, count, busy, direction);
    let (from, to) = rayon::join(|| reached(Direction::Outgoing), || reached(Direction::Incoming));
    let side = |node: NodeId| match (from[node.index()], to[node.index()]) {
        (true, true) => Side::Within,
        (true, false) => Side::Beyond,
        (false, true) => Side::Before,
        (false, false) => Side::Apart,
    };
    let rest = NodeFiltered::from_fn(graph, |node| side(node) != Side::Within);
    // Not by Tarjan's algorithm: petgraph's calls itself once a vertex, and a province overflows the stack.
    let mut parts = kosaraju_scc(&rest);
    parts.push(graph.node_identifiers().filter(|&node| side(node) == Side::Within).collect());
    parts.sort_by_key(|nodes| nodes.first().map(|&node| side(node)));
    parts
}

/// Whether each of `count` vertices is reached from `start`, or to it.
fn reached<G>(graph: G, count: usize, start: NodeId, direction: Direction) -> Vec<bool>
where
    G: IntoNeighborsDirected<NodeId = NodeId>,
{
    let mut reached = vec![false; count];
    reached[start.index()] = true;
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        for neighbour in graph.neighbors_directed(node, direction) {
            if !std::mem::replace(&mut reached[neighbour.index()], true) {
                waiting.push(neighbour);
            }
        }
    }
    reached
}

/// Finds the strongly connected parts of the roads in use.
pub(super) fn parts(network: &Network) -> Components {
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
    // A segment belongs to the part that one of its edges begins and ends in.
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
    for (id, segment) in (0..).map(super::SegmentId).zip(network.segments()) {
        let part = parts[id.index()].filter(|_| freeze::is_open(network, segment)).map(|part| part as usize);
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
        fn parts_are_those_of_kosaraju_in_an_order_of_ways(
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
