//! Junctions become vertices: one each, and copies where turns cost or are forbidden.
//!
//! A junction's first vertex is left by every arc that begins there. A copy serves arcs that arrive
//! under other terms: it is left by *twins* of the arcs that they may go on by, at their cost. So an
//! arc has one edge that begins at a first vertex, and as many twins as copies allow it.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::destination_only::DestinationOnlyRoads;
use super::junction::{self, FORBIDDEN};
use super::topology::Topology;
use super::turn_restrictions::TurnRestriction;

/// An edge to be: an arc between two vertices with the delay where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) arc: u32,
    /// Junction and which of its vertices.
    pub(super) source: (u32, u32),
    pub(super) target: (u32, u32),
    pub(super) start_ms: u32,
}

/// All junctions divided.
#[derive(Debug, Default)]
pub(super) struct ExpandedJunctions {
    pub(super) stretches: Vec<Stretch>,
    /// Vertices of each junction.
    pub(super) counts: Vec<u32>,
    /// Vertices that only trips which begin in a zone pass: junction and which.
    pub(super) departures: Vec<(u32, u32)>,
    /// Delay at the end of each arc.
    pub(super) end_ms: Vec<u32>,
}

/// So many junctions are divided, or their vertices connected, by one task.
const CHUNK: u32 = 2048;

struct Plan<'a> {
    topology: &'a Topology<'a>,
    /// The cost of every way out of a vertex, vertex after vertex; a junction where nothing costs anything has none.
    rows: Vec<u32>,
    /// Where those of each junction begin, and one end.
    first_row: Vec<usize>,
    /// Which vertex of its head each arc arrives at.
    arrives: Vec<u32>,
    start_ms: Vec<u32>,
    expand: ExpandedJunctions,
    /// Vertices that remember more than the last arc.
    states: BTreeMap<Vec<u32>, (u32, u32)>,
}

/// What holds at all junctions.
struct Terms<'a> {
    topology: &'a Topology<'a>,
    zones: &'a DestinationOnlyRoads,
    /// Forbidden turns by the arc that they are made from.
    banned: FxHashMap<u32, Vec<u32>>,
    /// Arcs that share their vertex with no other.
    alone: FxHashSet<u32>,
    no_turning: FxHashSet<u32>,
    near_is_right: bool,
    tolerance_ms: u32,
    /// Turns cost nothing and are forbidden nowhere but at junctions that are shut.
    free: bool,
}

/// Junctions that follow each other, divided.
#[derive(Default)]
struct Part {
    /// Delay at the end of each arc that arrives, and the vertex that it arrives at, one junction after the other.
    ends: Vec<(u32, u32)>,
    /// Delay at the beginning of each arc that leaves.
    starts: Vec<u32>,
    /// Vertices of each junction.
    counts: Vec<u32>,
    /// The cost of every way out of each vertex, and how many such numbers each junction has.
    rows: Vec<u32>,
    row_lengths: Vec<usize>,
}

/// Divides the junctions of a network.
pub(super) fn expand(topology: &Topology<'_>, turn_restrictions: &[TurnRestriction]) -> ExpandedJunctions {
    let zones = DestinationOnlyRoads::of(topology);
    let mut plan = Plan::divided(&Terms::of(topology, turn_restrictions, &zones));
    plan.add_states(turn_restrictions);
    plan.connect();
    plan.connect_departures(&zones);
    plan.expand
}

impl<'a> Terms<'a> {
    fn of(topology: &'a Topology<'a>, turn_restrictions: &[TurnRestriction], zones: &'a DestinationOnlyRoads) -> Self {
        let rules = &topology.input.local.turns;
        let ferries = topology.kinds.iter().any(|kind| kind.ferry);
        let mut banned: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for ban in turn_restrictions.iter().filter(|ban| ban.path.len() == 1) {
            banned.entry(ban.path[0]).or_default().push(ban.out);
        }
        Self {
            topology,
            zones,
            banned,
            alone: turn_restrictions.iter().filter(|ban| ban.path.len() > 1).map(|ban| ban.path[0]).collect(),
            no_turning: no_turning(topology, turn_restrictions),
            near_is_right: drives_on_the_right(topology),
            tolerance_ms: super::controls::ms(rules.tolerance_s),
            free: rules.is_free() && !ferries && zones.is_empty(),
        }
    }

    fn divide(&self, junctions: Range<u32>) -> Part {
        let mut part = Part::default();
        for junction in junctions {
            self.divide_one(junction, &mut part);
        }
        part
    }

    fn divide_one(&self, junction: u32, part: &mut Part) {
        let topology = self.topology;
        let control = topology.input.controls.at(topology.nodes[junction as usize]);
        let (ins, outs) = (topology.ins.row(junction), topology.outs.row(junction));
        // Between two stretches of one way a signal may hold for one direction only.
        let of_one_way = ins.len() <= 2 && ins.iter().all(|&arc| topology.piece(arc).way == topology.piece(ins[0]).way);
        let delay = |arc: u32| match of_one_way {
            true if arc & 1 == 0 => control.along_ms,
            true => control.against_ms,
            false => control.along_ms.max(control.against_ms),
        };
        if self.free && !control.shut {
            part.ends.extend(ins.iter().map(|&arc| (delay(arc), 0)));
            part.starts.extend(outs.iter().map(|_| 0));
            part.counts.push(1);
            part.row_lengths.push(0);
            return;
        }
        let mut costs = junction::costs(topology, junction, control.signals, self.near_is_right);
        for (row, arc) in costs.iter_mut().zip(ins) {
            for (cost, &out) in row.iter_mut().zip(outs) {
                let back = out == arc ^ 1;
                let forbidden = if back {
                    self.no_turning.contains(arc)
                } else {
                    let banned = self.banned.get(arc).is_some_and(|list| list.contains(&out));
                    control.shut || banned || self.zones.shuts(*arc, out)
                };
                if forbidden {
                    *cost = FORBIDDEN;
                }
            }
            // The only way is never forbidden.
            if let [only] = row.as_mut_slice()
                && *only == FORBIDDEN
                && outs == [arc ^ 1]
            {
                *only = junction::BACK;
            }
        }
        let alone: Vec<bool> = ins.iter().map(|arc| self.alone.contains(arc)).collect();
        let division = junction::divide(costs, outs.len(), &alone, self.tolerance_ms);
        let arriving = division.ends.iter().zip(&division.of_in);
        part.ends.extend(ins.iter().zip(arriving).map(|(&arc, (end, &vertex))| (delay(arc) + end, number(vertex))));
        part.starts.extend(division.starts);
        let plain = division.approaches.len() == 1 && division.approaches[0].row.iter().all(|&cost| cost == 0);
        part.counts.push(number(division.approaches.len()));
        let before = part.rows.len();
        if !plain {
            part.rows.extend(division.approaches.iter().flat_map(|approach| &approach.row));
        }
        part.row_lengths.push(part.rows.len() - before);
    }
}

impl<'a> Plan<'a> {
    fn divided(terms: &Terms<'a>) -> Self {
        let topology = terms.topology;
        let (arcs, junctions) = (topology.input.pieces.len() * 2, topology.nodes.len());
        let mut plan = Self {
            topology,
            rows: Vec::new(),
            first_row: vec![0],
            arrives: vec![0; arcs],
            start_ms: vec![0; arcs],
            expand: ExpandedJunctions {
                counts: Vec::with_capacity(junctions),
                end_ms: vec![0; arcs],
                ..ExpandedJunctions::default()
            },
            states: BTreeMap::new(),
        };
        let parts: Vec<Part> = plan.chunks().map(|junctions| terms.divide(junctions)).collect();
        for (junctions, part) in plan.chunks().collect::<Vec<_>>().into_iter().zip(parts) {
            for (&arc, (end_ms, vertex)) in topology.ins.rows(junctions.clone()).iter().zip(part.ends) {
                (plan.expand.end_ms[arc as usize], plan.arrives[arc as usize]) = (end_ms, vertex);
            }
            for (&arc, start_ms) in topology.outs.rows(junctions).iter().zip(part.starts) {
                plan.start_ms[arc as usize] = start_ms;
            }
            plan.expand.counts.extend(part.counts);
            for length in part.row_lengths {
                plan.first_row.push(plan.first_row.last().map_or(0, |before| before + length));
            }
            plan.rows.extend(part.rows);
        }
        plan
    }

    fn chunks(&self) -> impl IndexedParallelIterator<Item = Range<u32>> + use<'a> {
        let junctions = number(self.topology.nodes.len());
        (0..junctions.div_ceil(CHUNK)).into_par_iter().map(move |chunk| chunk * CHUNK..junctions.min((chunk + 1) * CHUNK))
    }

    /// Makes the vertices of restrictions that lead over ways.
    fn add_states(&mut self, turn_restrictions: &[TurnRestriction]) {
        for ban in turn_restrictions {
            for length in 2..=ban.path.len() {
                let Some(path) = ban.path.get(..length) else { continue };
                let junction = self.topology.head(path[length - 1]);
                if !self.states.contains_key(path) {
                    let count = &mut self.expand.counts[junction as usize];
                    self.states.insert(path.to_vec(), (junction, *count));
                    *count += 1;
                }
            }
        }
        let mut forbidden: FxHashMap<&[u32], Vec<u32>> = FxHashMap::default();
        for ban in turn_restrictions.iter().filter(|ban| ban.path.len() > 1) {
            forbidden.entry(&ban.path).or_default().push(ban.out);
        }
        let mut stretches = Vec::new();
        for (path, &source) in &self.states {
            let Some(&end) = path.last() else { continue };
            for (arc, start_ms) in self.ways_on(source.0, self.arrives[end as usize]) {
                // What the end of the path alone forbids holds too: restrictions may overlap.
                let forbids = |path: &[u32]| forbidden.get(path).is_some_and(|list| list.contains(&arc));
                let open = !(2..=path.len()).any(|length| forbids(&path[path.len() - length..]));
                if open && arc != end ^ 1 {
                    stretches.push(Stretch { arc, source, target: self.target(path, arc), start_ms });
                }
            }
        }
        self.expand.stretches.append(&mut stretches);
    }

    fn rows_of(&self, junction: u32) -> &[u32] {
        &self.rows[self.first_row[junction as usize]..self.first_row[junction as usize + 1]]
    }

    /// The arcs that leave a vertex of a junction, with their delays.
    fn ways_on(&self, junction: u32, vertex: u32) -> impl Iterator<Item = (u32, u32)> {
        let outs = self.topology.outs.row(junction);
        let rows = self.rows_of(junction);
        let row = rows.chunks(outs.len().max(1)).nth(vertex as usize);
        let all = if rows.is_empty() { outs } else { &[] };
        let some = row.into_iter().flat_map(junction::ways_out).map(|(out, cost)| (outs[out], cost));
        all.iter().map(|&arc| (arc, 0)).chain(some).map(|(arc, cost)| (arc, self.start_ms[arc as usize] + cost))
    }

    /// Where an arc arrives for who came by `path`: at the vertex that remembers most of it.
    fn target(&self, path: &[u32], arc: u32) -> (u32, u32) {
        let longer: Vec<u32> = path.iter().copied().chain([arc]).collect();
        let remembered = (2..=longer.len()).rev().find_map(|length| self.states.get(&longer[longer.len() - length..]));
        remembered.copied().unwrap_or_else(|| (self.topology.head(arc), self.arrives[arc as usize]))
    }

    /// Edges from the vertices that remember one arc or none.
    fn connect(&mut self) {
        let starts: FxHashSet<u32> = self.states.keys().filter(|path| path.len() == 2).map(|path| path[0]).collect();
        let chunk = |junctions: Range<u32>| {
            let mut stretches = Vec::with_capacity(self.topology.outs.rows(junctions.clone()).len());
            junctions.for_each(|junction| self.connect_one(junction, &starts, &mut stretches));
            stretches
        };
        let chunks: Vec<Vec<Stretch>> = self.chunks().map(chunk).collect();
        self.expand.stretches.extend(chunks.into_iter().flatten());
    }

    fn connect_one(&self, junction: u32, starts: &FxHashSet<u32>, stretches: &mut Vec<Stretch>) {
        let (ins, outs) = (self.topology.ins.row(junction), self.topology.outs.row(junction));
        let vertices = number(self.rows_of(junction).len() / outs.len().max(1)).max(1);
        for vertex in 0..vertices {
            let arrives = |arc: &u32| starts.contains(arc) && self.arrives[*arc as usize] == vertex;
            let path: Vec<u32> = if starts.is_empty() { Vec::new() } else { ins.iter().copied().filter(arrives).collect() };
            for (arc, start_ms) in self.ways_on(junction, vertex) {
                let target = if path.len() == 1 && vertex > 0 {
                    self.target(&path, arc)
                } else {
                    (self.topology.head(arc), self.arrives[arc as usize])
                };
                stretches.push(Stretch { arc, source: (junction, vertex), target, start_ms });
            }
        }
    }

    /// Trips that begin in a zone leave it by vertices of their own.
    fn connect_departures(&mut self, zones: &DestinationOnlyRoads) {
        let mut vertices: FxHashMap<u32, u32> = FxHashMap::default();
        for &junction in zones.junctions() {
            let count = &mut self.expand.counts[junction as usize];
            vertices.insert(junction, *count);
            self.expand.departures.push((junction, *count));
            *count += 1;
        }
        for &junction in zones.junctions() {
            let source = (junction, vertices[&junction]);
            let stretch = |(arc, start_ms)| {
                let head = self.topology.head(arc);
                let within = if zones.holds(arc) { vertices.get(&head).copied() } else { None };
                Stretch { arc, source, target: (head, within.unwrap_or(self.arrives[arc as usize])), start_ms }
            };
            let stretches: Vec<Stretch> = self.ways_on(junction, 0).map(stretch).collect();
            self.expand.stretches.extend(stretches);
        }
    }
}

/// Arcs at whose end nobody turns round: those just beyond a restricted turn.
fn no_turning(topology: &Topology<'_>, turn_restrictions: &[TurnRestriction]) -> FxHashSet<u32> {
    let mut found = FxHashSet::default();
    let mut open: Vec<(u32, u32)> = Vec::new();
    for ban in turn_restrictions {
        let Some(&end) = ban.path.last() else { continue };
        let outs = topology.outs.row(topology.head(end)).iter();
        let beyond = outs.filter(|&&out| out != end ^ 1 && out != ban.out);
        open.extend(beyond.map(|&out| (out, topology.input.local.turns.u_turn_junctions)));
    }
    open.sort_unstable();
    open.dedup();
    while let Some((arc, left)) = open.pop() {
        let (ins, outs) = (topology.ins.row(topology.head(arc)), topology.outs.row(topology.head(arc)));
        let two_way = topology.outs.row(topology.head(arc)).contains(&(arc ^ 1));
        let dead_end = outs.iter().all(|&out| out == arc ^ 1);
        if left == 0 || !two_way || dead_end || !found.insert(arc) {
            continue;
        }
        let fork = ins.len().max(outs.len()) > 2;
        let next = outs.iter().filter(|&&out| out != arc ^ 1);
        open.extend(next.map(|&out| (out, if fork { left - 1 } else { left })));
    }
    found
}

/// Whether traffic drives on the right: roundabouts are driven anticlockwise then.
fn drives_on_the_right(topology: &Topology<'_>) -> bool {
    let mut clockwise = 0_i64;
    for (piece, stretch) in
        topology.input.pieces.iter().enumerate().filter(|(_, piece)| topology.kinds[piece.way as usize].roundabout)
    {
        let shape = topology.input.shapes.get(stretch.shape.clone()).unwrap_or_default();
        let turned: f64 = shape
            .windows(3)
            .map(|positions| {
                let [a, b, c] =
                    [0, 1, 2].map(|i| tongda_foundation::position::Plane::at(positions[0].lat()).project(positions[i]));
                (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
            })
            .sum();
        let forward = topology.outs.row(topology.tail(number(piece * 2))).contains(&number(piece * 2));
        clockwise += if (turned < 0.0) == forward { 1 } else { -1 };
    }
    clockwise <= 0
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
