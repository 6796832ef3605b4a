//! Contraction: nodes are removed from the graph in rounds, the least important first, and shortcuts replace them.
//!
//! In: arcs with weights. Out: the upward arcs of each node, to neighbours that were contracted after it. The invariant:
//! the shortest paths between the remaining nodes have the weights of those in the whole graph. A round contracts every
//! node that is less important than all its neighbours. The nodes of a round are not adjacent, so that they are contracted
//! in parallel; the result does not depend on the number of threads. (R. Geisberger et al., "Contraction hierarchies",
//! WEA 2008; in rounds: T. Kieritz et al., "Distributed time-dependent contraction hierarchies", SEA 2010.)

use rayon::prelude::*;

use super::weight::Weight;
use super::witness::{NeighbourArcs, Shortcut, WitnessSearch};
use crate::pool::Pool;

/// The most nodes that a witness search settles. A third of it gives one per cent more shortcuts and saves no time.
const MOST_SETTLED: usize = 60;

/// The least number of nodes of a task.
const LEAST_PER_TASK: usize = 1024;

/// An arc of the graph to contract.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeightedArc {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) weight: Weight,
}

/// The state of a node that is not contracted yet.
#[derive(Clone, Copy)]
struct NodeState {
    importance: i64,
    level: u32,
    stale: bool,
    contracted: bool,
}

/// Contracts a graph; the upward arcs by node.
///
/// Loops are ignored; of parallel arcs the best counts.
pub(super) fn contract(node_count: usize, arcs: impl IntoIterator<Item = WeightedArc>) -> Vec<Vec<NeighbourArcs>> {
    let mut links = neighbours(node_count, arcs);
    let mut upward: Vec<Vec<NeighbourArcs>> = vec![Vec::new(); node_count];
    let mut nodes = vec![NodeState { importance: 0, level: 0, stale: true, contracted: false }; node_count];
    let mut remaining: Vec<u32> = (0..).take(node_count).collect();
    let memory = Pool::<WitnessSearch>::default();
    while !remaining.is_empty() {
        estimate(&mut nodes, &remaining, &links, &memory);
        let rank = |v: u32| (nodes[v as usize].importance, tie_breaker(v), v);
        let is_least = |&v: &u32| links[v as usize].iter().all(|link| rank(v) < rank(link.node));
        let contracted: Vec<u32> = remaining.par_iter().with_min_len(LEAST_PER_TASK).copied().filter(is_least).collect();
        for &v in &contracted {
            nodes[v as usize].contracted = true;
        }
        remaining.retain(|&v| !nodes[v as usize].contracted);
        let shortcuts: Vec<Vec<Shortcut>> = contracted
            .par_iter()
            .with_min_len(32)
            .map_init(
                || memory.take(),
                // A witness over another node of the same round would be lost with it.
                |witness, &v| witness.shortcuts(&links, v, MOST_SETTLED, |other| nodes[other as usize].contracted).to_vec(),
            )
            .collect();
        for (&v, shortcuts) in contracted.iter().zip(&shortcuts) {
            upward[v as usize] = remove_node(v, &mut links, &mut nodes);
            for shortcut in shortcuts {
                add_arc(&mut links, shortcut.from, shortcut.to, shortcut.weight);
            }
        }
    }
    upward
}

/// Estimates the importance of nodes whose neighbourhood changed: the arcs that their contraction adds, less those that
/// it removes, and their level, so that contraction is even over the map.
///
/// Witnesses of two arcs are enough for that: searches that settle six nodes take twice as long in all and give as many
/// shortcuts.
fn estimate(nodes: &mut [NodeState], remaining: &[u32], links: &[Vec<NeighbourArcs>], memory: &Pool<WitnessSearch>) {
    let is_stale = |v: &u32| nodes[*v as usize].stale;
    let stale: Vec<u32> = remaining.par_iter().with_min_len(LEAST_PER_TASK).copied().filter(is_stale).collect();
    let estimates: Vec<i64> = stale
        .par_iter()
        .with_min_len(32)
        .map_init(
            || memory.take(),
            |witness, &v| {
                let arcs = |link: &NeighbourArcs| i64::from(link.out.is_reached()) + i64::from(link.into.is_reached());
                let taken: i64 = links[v as usize].iter().map(arcs).sum();
                let added = i64::try_from(witness.count(links, v)).unwrap_or(i64::MAX / 8);
                4 * (added - taken) + i64::from(nodes[v as usize].level)
            },
        )
        .collect();
    for (&v, importance) in stale.iter().zip(estimates) {
        let node = &mut nodes[v as usize];
        (node.importance, node.stale) = (importance, false);
    }
}

/// Removes a node from the arcs of its neighbours, and returns its own.
fn remove_node(v: u32, links: &mut [Vec<NeighbourArcs>], nodes: &mut [NodeState]) -> Vec<NeighbourArcs> {
    let level = nodes[v as usize].level + 1;
    let own = std::mem::take(&mut links[v as usize]);
    for link in &own {
        let theirs = &mut links[link.node as usize];
        if let Some(position) = theirs.iter().position(|back| back.node == v) {
            theirs.swap_remove(position);
        }
        let node = &mut nodes[link.node as usize];
        node.stale = true;
        node.level = node.level.max(level);
    }
    own
}

/// A hash of a node number, to choose among nodes of equal importance independently of their location.
const fn tie_breaker(v: u32) -> u32 {
    v.wrapping_mul(0x9E37_79B9).rotate_left(15).wrapping_mul(0x85EB_CA6B)
}

fn neighbours(node_count: usize, arcs: impl IntoIterator<Item = WeightedArc>) -> Vec<Vec<NeighbourArcs>> {
    let mut links: Vec<Vec<NeighbourArcs>> = vec![Vec::new(); node_count];
    for arc in arcs {
        if arc.from != arc.to && arc.weight.is_reached() {
            add_arc(&mut links, arc.from, arc.to, arc.weight);
        }
    }
    links
}

fn add_arc(links: &mut [Vec<NeighbourArcs>], from: u32, to: u32, weight: Weight) {
    let link = neighbour(&mut links[from as usize], to);
    link.out = link.out.min(weight);
    let link = neighbour(&mut links[to as usize], from);
    link.into = link.into.min(weight);
}

fn neighbour(links: &mut Vec<NeighbourArcs>, node: u32) -> &mut NeighbourArcs {
    let position = links.iter().position(|link| link.node == node).unwrap_or_else(|| {
        links.push(NeighbourArcs { node, out: Weight::NONE, into: Weight::NONE });
        links.len() - 1
    });
    &mut links[position]
}
