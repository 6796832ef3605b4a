//! Junctions become vertices: one each, and copies where turns cost or are forbidden.
//!
//! A junction's first vertex is left by every arc that begins there. A copy serves arcs that arrive
//! under other terms: it is left by *twins* of the arcs that they may go on by, at their cost. So an
//! arc has one edge that begins at a first vertex, and as many twins as copies allow it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bans::Ban;
use super::junction::{self, BAN, Division};
use super::topology::Topology;
use super::zones::Zones;

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
pub(super) struct Split {
    pub(super) stretches: Vec<Stretch>,
    /// Vertices of each junction.
    pub(super) counts: Vec<u32>,
    /// Vertices that only trips which begin in a zone pass: junction and which.
    pub(super) departures: Vec<(u32, u32)>,
    /// Delay at the end of each arc.
    pub(super) end_ms: Vec<u32>,
}

struct Plan<'a> {
    topology: &'a Topology<'a>,
    divided: FxHashMap<u32, Division>,
    /// Which vertex of its head each arc arrives at.
    arrives: Vec<u32>,
    start_ms: Vec<u32>,
    split: Split,
    /// Vertices that remember more than the last arc.
    states: BTreeMap<Vec<u32>, (u32, u32)>,
}

/// Divides the junctions of a network.
pub(super) fn split(topology: &Topology<'_>, bans: &[Ban]) -> Split {
    let arcs = topology.input.pieces.len() * 2;
    let mut plan = Plan {
        topology,
        divided: FxHashMap::default(),
        arrives: vec![0; arcs],
        start_ms: vec![0; arcs],
        split: Split { counts: vec![1; topology.nodes.len()], end_ms: vec![0; arcs], ..Split::default() },
        states: BTreeMap::new(),
    };
    let zones = Zones::of(topology);
    plan.divide(bans, &zones);
    plan.add_states(bans);
    plan.connect();
    plan.connect_departures(&zones);
    plan.split
}

impl Plan<'_> {
    fn divide(&mut self, bans: &[Ban], zones: &Zones) {
        let topology = self.topology;
        let rules = &topology.input.local.turns;
        let ferries = topology.kinds.iter().any(|kind| kind.ferry);
        let free = rules.is_free() && !ferries && zones.is_empty();
        let mut banned: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for ban in bans.iter().filter(|ban| ban.path.len() == 1) {
            banned.entry(ban.path[0]).or_default().push(ban.out);
        }
        let remembered: FxHashSet<u32> = bans.iter().filter(|ban| ban.path.len() > 1).map(|ban| ban.path[0]).collect();
        let no_turning = self.no_turning(bans);
        let near_is_right = drives_on_the_right(topology);
        let tolerance = super::controls::ms(rules.tolerance_s);
        for junction in 0..u32::try_from(topology.nodes.len()).unwrap_or(u32::MAX) {
            let control = topology.input.controls.at(topology.nodes[junction as usize]);
            let (ins, outs) = (topology.ins.row(junction), topology.outs.row(junction));
            // Between two stretches of one way a signal may hold for one direction only.
            let of_one_way = ins.len() <= 2 && ins.iter().all(|&arc| topology.piece(arc).way == topology.piece(ins[0]).way);
            for &arc in ins {
                self.split.end_ms[arc as usize] = match of_one_way {
                    true if arc & 1 == 0 => control.along_ms,
                    true => control.against_ms,
                    false => control.along_ms.max(control.against_ms),
                };
            }
            if free && !control.shut {
                continue;
            }
            let mut costs = junction::costs(topology, junction, control.signals, near_is_right);
            for (row, arc) in costs.iter_mut().zip(ins) {
                for (cost, &out) in row.iter_mut().zip(outs) {
                    let back = out == arc ^ 1;
                    let forbidden = if back {
                        no_turning.contains(arc)
                    } else {
                        control.shut || banned.get(arc).is_some_and(|list| list.contains(&out)) || zones.shuts(*arc, out)
                    };
                    if forbidden {
                        *cost = BAN;
                    }
                }
                // The only way is never forbidden.
                if let [only] = row.as_mut_slice()
                    && *only == BAN
                    && outs == [arc ^ 1]
                {
                    *only = junction::BACK;
                }
            }
            let alone: Vec<bool> = ins.iter().map(|arc| remembered.contains(arc)).collect();
            let division = junction::divide(costs, outs.len(), &alone, tolerance);
            for (i, &arc) in ins.iter().enumerate() {
                self.split.end_ms[arc as usize] += division.ends[i];
                self.arrives[arc as usize] = number(division.of_in[i]);
            }
            for (&arc, &start) in outs.iter().zip(&division.starts) {
                self.start_ms[arc as usize] = start;
            }
            let plain = division.approaches.len() == 1 && division.approaches[0].row.iter().all(|&cost| cost == 0);
            if !plain {
                self.split.counts[junction as usize] = number(division.approaches.len());
                self.divided.insert(junction, division);
            }
        }
    }

    /// Arcs at whose end nobody turns round: those just beyond a restricted turn.
    fn no_turning(&self, bans: &[Ban]) -> FxHashSet<u32> {
        let topology = self.topology;
        let mut found = FxHashSet::default();
        let mut open: Vec<(u32, u32)> = Vec::new();
        for ban in bans {
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

    /// Makes the vertices of restrictions that lead over ways.
    fn add_states(&mut self, bans: &[Ban]) {
        for ban in bans {
            for length in 2..=ban.path.len() {
                let Some(path) = ban.path.get(..length) else { continue };
                let junction = self.topology.head(path[length - 1]);
                if !self.states.contains_key(path) {
                    let count = &mut self.split.counts[junction as usize];
                    self.states.insert(path.to_vec(), (junction, *count));
                    *count += 1;
                }
            }
        }
        let mut forbidden: FxHashMap<&[u32], Vec<u32>> = FxHashMap::default();
        for ban in bans.iter().filter(|ban| ban.path.len() > 1) {
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
        self.split.stretches.append(&mut stretches);
    }

    /// The arcs that leave a vertex of a junction, with their delays.
    fn ways_on(&self, junction: u32, vertex: u32) -> Vec<(u32, u32)> {
        let outs = self.topology.outs.row(junction);
        let all = || outs.iter().map(|&arc| (arc, self.start_ms[arc as usize])).collect();
        let Some(approach) = self.divided.get(&junction).and_then(|division| division.approaches.get(vertex as usize)) else {
            return all();
        };
        approach.ways_out().map(|(out, cost)| (outs[out], self.start_ms[outs[out] as usize] + cost)).collect()
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
        for junction in 0..number(self.topology.nodes.len()) {
            let vertices = self.divided.get(&junction).map_or(1, |division| number(division.approaches.len()));
            let arrives = |arc: &&u32| starts.contains(*arc);
            let remembered: Vec<u32> = if starts.is_empty() {
                Vec::new()
            } else {
                self.topology.ins.row(junction).iter().filter(arrives).copied().collect()
            };
            for vertex in 0..vertices {
                let path: Vec<u32> = remembered.iter().copied().filter(|&arc| self.arrives[arc as usize] == vertex).collect();
                for (arc, start_ms) in self.ways_on(junction, vertex) {
                    let target = if path.len() == 1 && vertex > 0 {
                        self.target(&path, arc)
                    } else {
                        (self.topology.head(arc), self.arrives[arc as usize])
                    };
                    self.split.stretches.push(Stretch { arc, source: (junction, vertex), target, start_ms });
                }
            }
        }
    }

    /// Trips that begin in a zone leave it by vertices of their own.
    fn connect_departures(&mut self, zones: &Zones) {
        let mut vertices: FxHashMap<u32, u32> = FxHashMap::default();
        for &junction in zones.junctions() {
            let count = &mut self.split.counts[junction as usize];
            vertices.insert(junction, *count);
            self.split.departures.push((junction, *count));
            *count += 1;
        }
        for &junction in zones.junctions() {
            let source = (junction, vertices[&junction]);
            for (arc, start_ms) in self.ways_on(junction, 0) {
                let head = self.topology.head(arc);
                let within = if zones.holds(arc) { vertices.get(&head).copied() } else { None };
                let target = (head, within.unwrap_or(self.arrives[arc as usize]));
                self.split.stretches.push(Stretch { arc, source, target, start_ms });
            }
        }
    }
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
            .map(|places| {
                let [a, b, c] = [0, 1, 2].map(|i| crate::place::Plane::at(places[0].lat()).project(places[i]));
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
