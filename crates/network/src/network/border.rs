//! Border nodes: dead ends where roads leave the extract. What is beyond is not known.

use tongda_foundation::position::LonLat;

use super::elements::NodeId;
use super::graph::Network;

/// The greatest distance of a border node from the edge of the extract: this share of the diagonal of the extract, and at
/// least this many metres.
const NEAR_SHARE: f64 = 0.01;
const NEAR_M: f64 = 500.0;

impl Network {
    /// Nodes where a road ends at the edge of the extract: dead ends near the box around all nodes.
    ///
    /// An extract that is cut to a box ends its roads there; whether they go on is an assumption.
    #[must_use]
    pub fn border_nodes(&self) -> Vec<NodeId> {
        let positions = || self.graph.node_weights().map(|node| node.position);
        let low = positions().fold((180.0_f64, 90.0_f64), |low, position| (low.0.min(position.lon()), low.1.min(position.lat())));
        let high =
            positions().fold((-180.0_f64, -90.0_f64), |high, position| (high.0.max(position.lon()), high.1.max(position.lat())));
        let (Some(south_west), Some(north_east)) = (LonLat::new(low.0, low.1), LonLat::new(high.0, high.1)) else {
            return Vec::new();
        };
        let near_m = (south_west.distance_m(north_east) * NEAR_SHARE).max(NEAR_M);
        let at_edge = |position: LonLat| {
            let on = |lon: f64, lat: f64| LonLat::new(lon, lat).is_some_and(|edge| edge.distance_m(position) <= near_m);
            on(low.0, position.lat()) || on(high.0, position.lat()) || on(position.lon(), low.1) || on(position.lon(), high.1)
        };
        let edges = self.graph.raw_edges();
        let is_end = |node: NodeId| {
            let out = self.out_row(node).filter_map(|edge| edges.get(edge as usize)).map(petgraph::graph::Edge::target);
            let back = self.in_row(node).iter().filter_map(|edge| edges.get(edge.index())).map(petgraph::graph::Edge::source);
            let mut others = out.chain(back);
            others.next().is_some_and(|first| others.all(|other| other == first))
        };
        self.graph.node_indices().filter(|&node| is_end(node) && at_edge(self.graph[node].position)).collect()
    }
}
