//! Visit traits of petgraph for views, so that its algorithms run on any scenario.
//!
//! They serve the algorithms of petgraph and the oracles of the tests. The searches of `tongda-search` use
//! [`View::for_each_neighbour`], which does not allocate.

use petgraph::visit::{
    Data, EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoNeighbors, IntoNodeIdentifiers, NodeCount, NodeIndexable,
    Visitable,
};
use rustc_hash::FxHashSet;

use super::view::View;
use crate::network::{EdgeId, NodeId};
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;

/// An open edge of a view; its weight is its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewEdge {
    id: EdgeId,
    source: NodeId,
    target: NodeId,
    cost: TravelTime,
}

impl EdgeRef for ViewEdge {
    type NodeId = NodeId;
    type EdgeId = EdgeId;
    type Weight = TravelTime;

    fn source(&self) -> NodeId {
        self.source
    }

    fn target(&self) -> NodeId {
        self.target
    }

    fn weight(&self) -> &TravelTime {
        &self.cost
    }

    fn id(&self) -> EdgeId {
        self.id
    }
}

impl View<'_> {
    fn out_edges(&self, node: NodeId) -> Vec<ViewEdge> {
        let mut edges = Vec::new();
        self.for_each_neighbour(node, Direction::Forward, |next| {
            edges.push(ViewEdge { id: next.edge, source: node, target: next.node, cost: next.cost });
        });
        edges
    }
}

impl GraphBase for View<'_> {
    type NodeId = NodeId;
    type EdgeId = EdgeId;
}

impl Data for View<'_> {
    type NodeWeight = ();
    type EdgeWeight = TravelTime;
}

impl NodeCount for View<'_> {
    fn node_count(&self) -> usize {
        View::node_count(self)
    }
}

impl NodeIndexable for View<'_> {
    fn node_bound(&self) -> usize {
        View::node_count(self)
    }

    fn to_index(&self, node: NodeId) -> usize {
        node.index()
    }

    fn from_index(&self, index: usize) -> NodeId {
        NodeId::new(index)
    }
}

impl Visitable for View<'_> {
    type Map = FxHashSet<NodeId>;

    fn visit_map(&self) -> Self::Map {
        FxHashSet::default()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
    }
}

impl IntoNeighbors for &View<'_> {
    type Neighbors = std::vec::IntoIter<NodeId>;

    fn neighbors(self, node: NodeId) -> Self::Neighbors {
        let nodes: Vec<NodeId> = self.out_edges(node).into_iter().map(|edge| edge.target).collect();
        nodes.into_iter()
    }
}

impl IntoEdgeReferences for &View<'_> {
    type EdgeRef = ViewEdge;
    type EdgeReferences = std::vec::IntoIter<ViewEdge>;

    fn edge_references(self) -> Self::EdgeReferences {
        let edges: Vec<ViewEdge> = self.node_identifiers().flat_map(|node| self.out_edges(node)).collect();
        edges.into_iter()
    }
}

impl IntoEdges for &View<'_> {
    type Edges = std::vec::IntoIter<ViewEdge>;

    fn edges(self, node: NodeId) -> Self::Edges {
        self.out_edges(node).into_iter()
    }
}

impl IntoNodeIdentifiers for &View<'_> {
    type NodeIdentifiers = std::iter::Map<std::ops::Range<usize>, fn(usize) -> NodeId>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        (0..View::node_count(self)).map(NodeId::new as fn(usize) -> NodeId)
    }
}
