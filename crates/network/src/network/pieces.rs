//! Road pieces: OSM ways cut at junctions, the input of the graph.
//!
//! Nodes are indices into the extract; lengths are metres.

use std::ops::Range;

use tongda_foundation::position::LonLat;

use super::controls::Controls;
use super::ways::Ways;
use crate::osm::Extract;
use crate::profile::Profile;

/// Consecutive nodes of a way that the extract holds: at least two, as a range of the list of all such nodes.
pub(super) struct NodeRun {
    pub(super) way: u32,
    pub(super) nodes: Range<usize>,
}

/// The part of a way between two nodes of the extract that become junctions; it becomes a segment.
pub(super) struct RoadPiece {
    pub(super) way: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) length_m: f64,
    /// Its positions in [`RoadPieces::shapes`].
    pub(super) shape: Range<usize>,
}

/// All pieces of an extract with what decides their costs.
pub(super) struct RoadPieces<'a> {
    pub(super) extract: &'a Extract,
    pub(super) pieces: &'a [RoadPiece],
    pub(super) shapes: &'a [LonLat],
    pub(super) ways: &'a Ways,
    /// The profile with the rules of the country that the extract lies in.
    pub(super) profile: &'a Profile,
    pub(super) controls: &'a Controls,
}
