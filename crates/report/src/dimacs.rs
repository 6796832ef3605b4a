//! Network as a graph in the format of the 9th DIMACS Implementation Challenge (Shortest Paths,
//! 2006), for other programs to run on: arcs in one text, positions in another.

use std::fmt::Write;

use petgraph::visit::EdgeRef;

use tongda_network::network::Network;

/// The arcs that are open: `a FROM TO MILLISECONDS`, vertices numbered from 1.
#[must_use]
pub fn dimacs_graph(network: &Network) -> Vec<u8> {
    let open = || network.graph().edge_references().filter(|edge| network.cost(edge.id()).is_reached());
    let mut text = String::from("c travel times in milliseconds; vertices are junctions, some of them once for each way in\n");
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "p sp {} {}", network.node_count(), open().count());
    for edge in open() {
        let _ = writeln!(text, "a {} {} {}", edge.source().index() + 1, edge.target().index() + 1, network.cost(edge.id()).ms());
    }
    text.into_bytes()
}

/// The positions of its vertices: `v VERTEX LON LAT` in millionths of a degree.
#[must_use]
pub fn dimacs_coordinates(network: &Network) -> Vec<u8> {
    let mut text = format!("p aux sp co {}\n", network.node_count());
    for (number, node) in (1..).zip(network.graph().node_weights()) {
        let (lon, lat) = node.position.e7();
        let _ = writeln!(text, "v {number} {} {}", lon / 10, lat / 10);
    }
    text.into_bytes()
}
