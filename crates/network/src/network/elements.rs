//! The elements of the road graph: nodes, directed edges and the segments that edges run along.
//!
//! Numbers of nodes and edges are those of petgraph; numbers of segments are positions in [`Network::segments`].
//! Lengths are metres.
//!
//! [`Network::segments`]: super::Network::segments

use petgraph::graph::{EdgeIndex, NodeIndex};
use tongda_foundation::position::LonLat;

/// The number of a node.
pub type NodeId = NodeIndex<u32>;
/// The number of a directed edge.
pub type EdgeId = EdgeIndex<u32>;

/// A node of the graph: a junction or the end of a road, or one of the further nodes of an expanded junction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its position.
    pub position: LonLat,
    /// Its role at the junction.
    pub kind: NodeKind,
}

/// The role of a node at its junction. The further nodes of a junction follow it in the order of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// The junction itself: trips begin here, and traffic without turn restrictions or turn costs arrives here.
    Junction,
    /// The junction for traffic from certain roads, for which some turns cost more or less or are forbidden.
    Approach,
    /// The junction for trips that began on a destination-only road and have not left such roads yet.
    Origin,
}

/// One direction of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The segment.
    pub segment: SegmentId,
    /// Whether the edge runs along the segment's shape or against it.
    pub forward: bool,
}

/// The number of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub u32);

impl SegmentId {
    /// Its position in lists of segments.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The part of one OSM way between two nodes of the graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Position of its way in [`Network::ways`](super::Network::ways).
    pub way: u32,
    /// Length in metres.
    pub length_m: f64,
    /// Where its shape begins in the list of all shapes.
    pub(super) shape_start: u32,
    /// The edge along the shape, if the profile allows it.
    pub forward: Option<EdgeId>,
    /// The edge against the shape, if the profile allows it.
    pub backward: Option<EdgeId>,
}
