//! Contraction: vertices leave the graph in rounds, the least important first.
//!
//! In: arcs with weights. Out: the links of each vertex to those that left after it. The invariant:
//! between the vertices that are left, the best ways are those of the whole graph. A round takes out
//! every vertex that is less important than all its neighbours, so that the vertices of a round do
//! not touch and are worked on in parallel; what a round does depends on the graph alone, not on the
//! number of threads. (Geisberger et al. 2008; in rounds: Kieritz et al. 2010.)

use rayon::prelude::*;

use super::weight::Weight;
use super::witness::{Link, Shortcut, Witness};
use crate::pool::Pool;

/// How many vertices a search for a way around looks at when shortcuts are made. A third of it leaves a hundredth more
/// shortcuts and saves no time.
const LOOK: usize = 60;

/// Fewer vertices than these are gone through by one task.
const FEW: usize = 1024;

/// An arc of the graph to contract.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighted {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) weight: Weight,
}

#[derive(Clone, Copy)]
struct Vertex {
    importance: i64,
    level: u32,
    stale: bool,
    leaving: bool,
}

/// Contracts a graph; the links of each vertex to those that left after it, by vertex.
///
/// Loops are passed by; of parallel arcs the best counts.
pub(super) fn contract(node_count: usize, arcs: impl IntoIterator<Item = Weighted>) -> Vec<Vec<Link>> {
    let mut links = linked(node_count, arcs);
    let mut upward: Vec<Vec<Link>> = vec![Vec::new(); node_count];
    let mut vertices = vec![Vertex { importance: 0, level: 0, stale: true, leaving: false }; node_count];
    let mut left: Vec<u32> = (0..).take(node_count).collect();
    let memory = Pool::<Witness>::default();
    while !left.is_empty() {
        estimate(&mut vertices, &left, &links, &memory);
        let rank = |v: u32| (vertices[v as usize].importance, scattered(v), v);
        let is_least = |&v: &u32| links[v as usize].iter().all(|link| rank(v) < rank(link.node));
        let leaving: Vec<u32> = left.par_iter().with_min_len(FEW).copied().filter(is_least).collect();
        for &v in &leaving {
            vertices[v as usize].leaving = true;
        }
        left.retain(|&v| !vertices[v as usize].leaving);
        let shortcuts: Vec<Vec<Shortcut>> = leaving
            .par_iter()
            .with_min_len(32)
            .map_init(
                || memory.take(),
                // A way around over another vertex that leaves now would be lost with it.
                |witness, &v| witness.shortcuts(&links, v, LOOK, |other| vertices[other as usize].leaving).to_vec(),
            )
            .collect();
        for (&v, shortcuts) in leaving.iter().zip(&shortcuts) {
            upward[v as usize] = take_out(v, &mut links, &mut vertices);
            for shortcut in shortcuts {
                join(&mut links, shortcut.from, shortcut.to, shortcut.weight);
            }
        }
    }
    upward
}

/// Estimates the importance of vertices whose surroundings changed: the arcs that their leaving
/// adds less those that it takes, and their level, so that a region does not leave all at once.
///
/// Ways around of two arcs are enough for that: searches that look at six vertices take twice as long in all and leave as
/// many shortcuts.
fn estimate(vertices: &mut [Vertex], left: &[u32], links: &[Vec<Link>], memory: &Pool<Witness>) {
    let is_stale = |v: &u32| vertices[*v as usize].stale;
    let stale: Vec<u32> = left.par_iter().with_min_len(FEW).copied().filter(is_stale).collect();
    let estimates: Vec<i64> = stale
        .par_iter()
        .with_min_len(32)
        .map_init(
            || memory.take(),
            |witness, &v| {
                let arcs = |link: &Link| i64::from(link.out.is_reached()) + i64::from(link.into.is_reached());
                let taken: i64 = links[v as usize].iter().map(arcs).sum();
                let added = i64::try_from(witness.count(links, v)).unwrap_or(i64::MAX / 8);
                4 * (added - taken) + i64::from(vertices[v as usize].level)
            },
        )
        .collect();
    for (&v, importance) in stale.iter().zip(estimates) {
        let vertex = &mut vertices[v as usize];
        (vertex.importance, vertex.stale) = (importance, false);
    }
}

/// Takes a vertex out of its neighbours' links and gives back its own.
fn take_out(v: u32, links: &mut [Vec<Link>], vertices: &mut [Vertex]) -> Vec<Link> {
    let level = vertices[v as usize].level + 1;
    let own = std::mem::take(&mut links[v as usize]);
    for link in &own {
        let theirs = &mut links[link.node as usize];
        if let Some(position) = theirs.iter().position(|back| back.node == v) {
            theirs.swap_remove(position);
        }
        let vertex = &mut vertices[link.node as usize];
        vertex.stale = true;
        vertex.level = vertex.level.max(level);
    }
    own
}

/// A number for a vertex that has nothing to do with where it lies, to choose among equals.
const fn scattered(v: u32) -> u32 {
    v.wrapping_mul(0x9E37_79B9).rotate_left(15).wrapping_mul(0x85EB_CA6B)
}

fn linked(node_count: usize, arcs: impl IntoIterator<Item = Weighted>) -> Vec<Vec<Link>> {
    let mut links: Vec<Vec<Link>> = vec![Vec::new(); node_count];
    for arc in arcs {
        if arc.from != arc.to && arc.weight.is_reached() {
            join(&mut links, arc.from, arc.to, arc.weight);
        }
    }
    links
}

fn join(links: &mut [Vec<Link>], from: u32, to: u32, weight: Weight) {
    let link = link_to(&mut links[from as usize], to);
    link.out = link.out.min(weight);
    let link = link_to(&mut links[to as usize], from);
    link.into = link.into.min(weight);
}

fn link_to(links: &mut Vec<Link>, node: u32) -> &mut Link {
    let position = links.iter().position(|link| link.node == node).unwrap_or_else(|| {
        links.push(Link { node, out: Weight::NONE, into: Weight::NONE });
        links.len() - 1
    });
    &mut links[position]
}
