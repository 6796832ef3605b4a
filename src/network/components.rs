//! Strongly connected parts of the base network, and how much road each has.

use petgraph::algo::kosaraju_scc;
use petgraph::visit::{EdgeFiltered, EdgeRef};

use super::{Network, NodeKind, freeze};

/// What the parts are good for.
pub(super) struct Parts {
    /// Kilometres of road in the part of each segment; 0 for segments that join two parts.
    pub(super) segment_km: Vec<f32>,
    /// OSM nodes in the largest part.
    pub(super) largest_points: u64,
}

/// Finds the strongly connected parts of the roads in use.
pub(super) fn parts(network: &Network) -> Parts {
    // Not by Tarjan's algorithm: petgraph's calls itself once a vertex, and a province overflows the stack.
    let open = EdgeFiltered::from_fn(network.graph(), |edge| network.cost(edge.id()).is_reached());
    let mut part_of = vec![0_u32; network.node_count()];
    let mut points: Vec<u64> = Vec::new();
    for (part, nodes) in (0..).zip(kosaraju_scc(&open)) {
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
    Parts { segment_km, largest_points: points.into_iter().max().unwrap_or_default() }
}
