//! What became of an extract: read, kept, dropped and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Kept ways of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Ways.
    pub ways: u64,
    /// Their length in metres, each way once.
    pub length_m: f64,
}

/// What became of an extract.
///
/// `points`, `arcs`, `arc_length_m` and `arc_time_s` are counted before contraction: every OSM node
/// of a kept way is a point, every directed step from node to node an arc.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildReport {
    /// Ways for traffic in the extract.
    pub ways_read: u64,
    /// Ways that the profile uses.
    pub ways_kept: u64,
    /// Ways under construction or proposed, held shut until a scenario opens them.
    pub ways_planned: u64,
    /// Ways left out, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Kept ways by class.
    pub classes: BTreeMap<String, Tally>,
    /// Nodes on kept ways.
    pub points: u64,
    /// Directed steps between them.
    pub arcs: u64,
    /// Sum of the lengths of all arcs in metres.
    pub arc_length_m: f64,
    /// Sum of the times of all arcs in seconds.
    pub arc_time_s: f64,
    /// Steps of kept ways that were left out because the extract lacks a node.
    pub broken_steps: u64,
    /// Points in the largest strongly connected part.
    pub largest_part_points: u64,
    /// Turn restrictions in the extract.
    pub restrictions: u64,
    /// Those of them that hold in the network.
    pub restrictions_applied: u64,
    /// Those that hold at certain hours only, which is not modelled.
    pub restrictions_conditional: u64,
    /// Those that hold for other vehicles only.
    pub restrictions_of_others: u64,
    /// Those whose turn is not in the network, or cannot be told.
    pub restrictions_unplaced: u64,
    /// Ways whose stated `length` was used in place of that of their shape.
    pub stated_lengths: u64,
    /// Kept ways that are tagged `assumed=yes`.
    pub assumed_ways: u64,
}
