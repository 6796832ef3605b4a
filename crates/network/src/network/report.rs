//! Build report: counts of what was read from an extract, kept and dropped, with reasons.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Kept ways of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tally {
    /// Ways.
    pub ways: u64,
    /// Their length in metres, each way once.
    pub length_m: f64,
}

/// Counts of what was read from an extract, kept and dropped.
///
/// `points`, `arcs`, `arc_length_m` and `arc_time_s` are counted before contraction: every OSM node
/// of a kept way is a point, every directed pair of consecutive nodes an arc.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BuildReport {
    /// Ways for traffic in the extract.
    pub ways_read: u64,
    /// Ways that the profile uses.
    pub ways_kept: u64,
    /// Ways under construction or proposed, kept closed until a scenario opens them.
    pub ways_planned: u64,
    /// Ways dropped, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Kept ways by class.
    pub classes: BTreeMap<String, Tally>,
    /// Nodes on kept ways.
    pub points: u64,
    /// Directed pairs of consecutive nodes.
    pub arcs: u64,
    /// Sum of the lengths of all arcs in metres.
    pub arc_length_m: f64,
    /// Sum of the times of all arcs in seconds.
    pub arc_time_s: f64,
    /// Pairs of consecutive nodes that were dropped because the extract lacks one.
    pub broken_steps: u64,
    /// Points in the largest strongly connected component.
    pub largest_part_points: u64,
    /// Turn restrictions in the extract.
    pub restrictions: u64,
    /// Turn restrictions that apply in the network.
    pub restrictions_applied: u64,
    /// Turn restrictions at certain hours only, which are not modelled.
    pub restrictions_conditional: u64,
    /// Turn restrictions for other vehicles only.
    pub restrictions_of_others: u64,
    /// Turn restrictions whose turn is not in the network, or is ambiguous.
    pub restrictions_unplaced: u64,
    /// Ways whose tag `length` replaced the length of their shape.
    pub stated_lengths: u64,
    /// Kept ways that are tagged `assumed=yes`.
    pub assumed_ways: u64,
}
