//! Junction expansion: from junctions and arcs to nodes and edges that respect turn costs and restrictions.
//!
//! Every arc that leaves a junction has an edge from the junction's first node. Where turns cost time or are forbidden,
//! the junction has further *expanded nodes*, each for some of the entering arcs, and each with further edges for the
//! arcs that traffic from there may take. So an arc has one edge from a first node and one *expanded edge* from each
//! expanded node that allows it. Times are milliseconds.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use tongda_foundation::compressed_rows::CompressedRows;

use super::destination_only::DestinationOnlyRoads;
use super::junction::allowed_turns;
use super::topology::RoadTopology;
use super::turn_restrictions::TurnRestriction;
use super::turn_terms::{DividedJunctions, TurnTerms};

/// An edge before nodes are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlannedEdge {
    pub(super) arc: u32,
    /// A junction and which of its nodes.
    pub(super) source: (u32, u32),
    pub(super) target: (u32, u32),
    /// Delay at its beginning.
    pub(super) start_ms: u32,
}

/// The nodes of all junctions and the edges between them.
#[derive(Debug, Default)]
pub(super) struct ExpandedJunctions {
    pub(super) edges: Vec<PlannedEdge>,
    /// The number of nodes of each junction.
    pub(super) counts: Vec<u32>,
    /// Nodes for trips that begin on destination-only roads: junction and which of its nodes.
    pub(super) origins: Vec<(u32, u32)>,
    /// Delay at the end of each arc.
    pub(super) end_ms: Vec<u32>,
}

/// Junctions that one task divides, or whose nodes it connects.
const CHUNK: u32 = 2048;

struct Expansion<'a> {
    topology: &'a RoadTopology<'a>,
    /// Turn costs of each junction: one row for each node, one column for each leaving arc. None where all are 0.
    costs: CompressedRows<u32>,
    /// Which node of its head each arc enters.
    enters: Vec<u32>,
    /// Delay at the beginning of each arc.
    start_ms: Vec<u32>,
    expanded: ExpandedJunctions,
    /// Nodes for traffic that came by more than one restricted arc, by these arcs.
    states: BTreeMap<Vec<u32>, (u32, u32)>,
}

/// Expands the junctions of a network.
pub(super) fn expand(topology: &RoadTopology<'_>, turn_restrictions: &[TurnRestriction]) -> ExpandedJunctions {
    let zones = DestinationOnlyRoads::of(topology);
    let mut expansion = Expansion::new(&TurnTerms::new(topology, turn_restrictions, &zones));
    expansion.add_states(turn_restrictions);
    expansion.connect();
    expansion.connect_origins(&zones);
    expansion.expanded
}

impl<'a> Expansion<'a> {
    fn new(terms: &TurnTerms<'a>) -> Self {
        let topology = terms.topology;
        let (arcs, junctions) = (topology.input.pieces.len() * 2, topology.nodes.len());
        let mut expansion = Self {
            topology,
            costs: CompressedRows::with_capacity(junctions, 0),
            enters: vec![0; arcs],
            start_ms: vec![0; arcs],
            expanded: ExpandedJunctions {
                counts: Vec::with_capacity(junctions),
                end_ms: vec![0; arcs],
                ..ExpandedJunctions::default()
            },
            states: BTreeMap::new(),
        };
        let parts: Vec<DividedJunctions> = expansion.chunks().map(|junctions| terms.divide(junctions)).collect();
        for (junctions, part) in expansion.chunks().collect::<Vec<_>>().into_iter().zip(parts) {
            let junctions = junctions.start as usize..junctions.end as usize;
            for (&arc, (end_ms, node)) in topology.entering.rows(junctions.clone()).iter().zip(part.ends) {
                (expansion.expanded.end_ms[arc as usize], expansion.enters[arc as usize]) = (end_ms, node);
            }
            for (&arc, start_ms) in topology.leaving.rows(junctions).iter().zip(part.starts) {
                expansion.start_ms[arc as usize] = start_ms;
            }
            expansion.expanded.counts.extend(part.counts);
            let mut costs = part.costs.as_slice();
            for count in part.cost_counts {
                let (row, others) = costs.split_at(count);
                expansion.costs.push_row(row.iter().copied());
                costs = others;
            }
        }
        expansion
    }

    fn chunks(&self) -> impl IndexedParallelIterator<Item = Range<u32>> + use<'a> {
        let junctions = number(self.topology.nodes.len());
        (0..junctions.div_ceil(CHUNK)).into_par_iter().map(move |chunk| chunk * CHUNK..junctions.min((chunk + 1) * CHUNK))
    }

    /// Adds nodes for restrictions that lead over via ways, and the edges that leave them.
    fn add_states(&mut self, turn_restrictions: &[TurnRestriction]) {
        for restriction in turn_restrictions {
            for length in 2..=restriction.path.len() {
                let Some(path) = restriction.path.get(..length) else { continue };
                let junction = self.topology.head(path[length - 1]);
                if !self.states.contains_key(path) {
                    let count = &mut self.expanded.counts[junction as usize];
                    self.states.insert(path.to_vec(), (junction, *count));
                    *count += 1;
                }
            }
        }
        let mut forbidden: FxHashMap<&[u32], Vec<u32>> = FxHashMap::default();
        for restriction in turn_restrictions.iter().filter(|restriction| restriction.path.len() > 1) {
            forbidden.entry(&restriction.path).or_default().push(restriction.out);
        }
        let mut edges = Vec::new();
        for (path, &source) in &self.states {
            let Some(&end) = path.last() else { continue };
            for (arc, start_ms) in self.turns(source.0, self.enters[end as usize]) {
                // A restriction that the last arcs of the path complete holds too: restrictions may overlap.
                let forbids = |path: &[u32]| forbidden.get(path).is_some_and(|list| list.contains(&arc));
                let allowed = !(2..=path.len()).any(|length| forbids(&path[path.len() - length..]));
                if allowed && arc != end ^ 1 {
                    edges.push(PlannedEdge { arc, source, target: self.target(path, arc), start_ms });
                }
            }
        }
        self.expanded.edges.append(&mut edges);
    }

    /// The arcs that traffic at a node of a junction may take, with the delays at their beginning.
    fn turns(&self, junction: u32, node: u32) -> impl Iterator<Item = (u32, u32)> {
        let outs = self.topology.leaving(junction);
        let costs = self.costs.row(junction as usize);
        let row = costs.chunks(outs.len().max(1)).nth(node as usize);
        let all = if costs.is_empty() { outs } else { &[] };
        let some = row.into_iter().flat_map(allowed_turns).map(|(out, cost)| (outs[out], cost));
        all.iter().map(|&arc| (arc, 0)).chain(some).map(|(arc, cost)| (arc, self.start_ms[arc as usize] + cost))
    }

    /// The node that an arc enters for traffic that came by `path`: the one that stands for the longest part of it.
    fn target(&self, path: &[u32], arc: u32) -> (u32, u32) {
        let longer: Vec<u32> = path.iter().copied().chain([arc]).collect();
        let longest = (2..=longer.len()).rev().find_map(|length| self.states.get(&longer[longer.len() - length..]));
        longest.copied().unwrap_or_else(|| (self.topology.head(arc), self.enters[arc as usize]))
    }

    /// Adds the edges from nodes that stand for one arc or none.
    fn connect(&mut self) {
        let starts: FxHashSet<u32> = self.states.keys().filter(|path| path.len() == 2).map(|path| path[0]).collect();
        let chunk = |junctions: Range<u32>| {
            let rows = junctions.start as usize..junctions.end as usize;
            let mut edges = Vec::with_capacity(self.topology.leaving.rows(rows).len());
            junctions.for_each(|junction| self.connect_one(junction, &starts, &mut edges));
            edges
        };
        let chunks: Vec<Vec<PlannedEdge>> = self.chunks().map(chunk).collect();
        self.expanded.edges.extend(chunks.into_iter().flatten());
    }

    fn connect_one(&self, junction: u32, starts: &FxHashSet<u32>, edges: &mut Vec<PlannedEdge>) {
        let (ins, outs) = (self.topology.entering(junction), self.topology.leaving(junction));
        let nodes = number(self.costs.row(junction as usize).len() / outs.len().max(1)).max(1);
        for node in 0..nodes {
            let enters = |arc: &u32| starts.contains(arc) && self.enters[*arc as usize] == node;
            let path: Vec<u32> = if starts.is_empty() { Vec::new() } else { ins.iter().copied().filter(enters).collect() };
            for (arc, start_ms) in self.turns(junction, node) {
                let target = if path.len() == 1 && node > 0 {
                    self.target(&path, arc)
                } else {
                    (self.topology.head(arc), self.enters[arc as usize])
                };
                edges.push(PlannedEdge { arc, source: (junction, node), target, start_ms });
            }
        }
    }

    /// Adds nodes and edges by which trips that begin on destination-only roads leave them.
    fn connect_origins(&mut self, zones: &DestinationOnlyRoads) {
        let mut nodes: FxHashMap<u32, u32> = FxHashMap::default();
        for &junction in zones.junctions() {
            let count = &mut self.expanded.counts[junction as usize];
            nodes.insert(junction, *count);
            self.expanded.origins.push((junction, *count));
            *count += 1;
        }
        for &junction in zones.junctions() {
            let source = (junction, nodes[&junction]);
            let edge = |(arc, start_ms)| {
                let head = self.topology.head(arc);
                let within = if zones.contains(arc) { nodes.get(&head).copied() } else { None };
                PlannedEdge { arc, source, target: (head, within.unwrap_or(self.enters[arc as usize])), start_ms }
            };
            let edges: Vec<PlannedEdge> = self.turns(junction, 0).map(edge).collect();
            self.expanded.edges.extend(edges);
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
