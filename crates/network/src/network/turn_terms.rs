//! Turn costs and forbidden turns of all junctions, which decide how many nodes each becomes.
//!
//! In: the topology, turn restrictions, destination-only zones and traffic controls. Out: for consecutive junctions the
//! delays of their arcs and the costs of their turns. Times are milliseconds.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use tongda_foundation::position::Plane;

use super::controls::milliseconds;
use super::destination_only::DestinationOnlyRoads;
use super::junction::{self, FORBIDDEN};
use super::topology::RoadTopology;
use super::turn_restrictions::TurnRestriction;

/// The rules that hold at all junctions.
pub(super) struct TurnTerms<'a> {
    pub(super) topology: &'a RoadTopology<'a>,
    zones: &'a DestinationOnlyRoads,
    /// Forbidden turns by the arc that they come from.
    forbidden: FxHashMap<u32, Vec<u32>>,
    /// Arcs that share their node with no other.
    alone: FxHashSet<u32>,
    /// Arcs at whose end no traffic makes a U-turn.
    no_u_turn: FxHashSet<u32>,
    near_is_right: bool,
    tolerance_ms: u32,
    /// Turns cost nothing and are forbidden only at closed junctions.
    free: bool,
}

/// The nodes and turns of consecutive junctions.
#[derive(Default)]
pub(super) struct DividedJunctions {
    /// Delay at the end of each entering arc, and which node of the junction it enters, junction after junction.
    pub(super) ends: Vec<(u32, u32)>,
    /// Delay at the beginning of each leaving arc.
    pub(super) starts: Vec<u32>,
    /// The number of nodes of each junction.
    pub(super) counts: Vec<u32>,
    /// The turn costs of each junction: one row for each node, one column for each leaving arc. None where all are 0.
    pub(super) costs: Vec<u32>,
    /// How many of these each junction has.
    pub(super) cost_counts: Vec<usize>,
}

impl<'a> TurnTerms<'a> {
    pub(super) fn new(
        topology: &'a RoadTopology<'a>,
        turn_restrictions: &[TurnRestriction],
        zones: &'a DestinationOnlyRoads,
    ) -> Self {
        let rules = &topology.input.profile.turns;
        let ferries = topology.traits.iter().any(|way| way.ferry);
        let mut forbidden: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for restriction in turn_restrictions.iter().filter(|restriction| restriction.path.len() == 1) {
            forbidden.entry(restriction.path[0]).or_default().push(restriction.out);
        }
        Self {
            topology,
            zones,
            forbidden,
            alone: turn_restrictions
                .iter()
                .filter(|restriction| restriction.path.len() > 1)
                .map(|restriction| restriction.path[0])
                .collect(),
            no_u_turn: no_u_turn(topology, turn_restrictions),
            near_is_right: drives_on_the_right(topology),
            tolerance_ms: milliseconds(rules.tolerance_s),
            free: rules.is_free() && !ferries && zones.is_empty(),
        }
    }

    pub(super) fn divide(&self, junctions: Range<u32>) -> DividedJunctions {
        let mut part = DividedJunctions::default();
        for junction in junctions {
            self.divide_one(junction, &mut part);
        }
        part
    }

    /// Whether the turn from one arc to another is forbidden at a junction that is `closed` or not.
    fn is_forbidden(&self, arc: u32, out: u32, closed: bool) -> bool {
        if out == arc ^ 1 {
            return self.no_u_turn.contains(&arc);
        }
        closed || self.forbidden.get(&arc).is_some_and(|list| list.contains(&out)) || self.zones.forbids(arc, out)
    }

    fn divide_one(&self, junction: u32, part: &mut DividedJunctions) {
        let topology = self.topology;
        let control = topology.input.controls.at(topology.nodes[junction as usize]);
        let (ins, outs) = (topology.entering(junction), topology.leaving(junction));
        // Between two pieces of one way a signal may hold for one direction only.
        let of_one_way = ins.len() <= 2 && ins.iter().all(|&arc| topology.piece(arc).way == topology.piece(ins[0]).way);
        let delay = |arc: u32| match of_one_way {
            true if arc & 1 == 0 => control.along_ms,
            true => control.against_ms,
            false => control.along_ms.max(control.against_ms),
        };
        if self.free && !control.closed {
            part.ends.extend(ins.iter().map(|&arc| (delay(arc), 0)));
            part.starts.extend(outs.iter().map(|_| 0));
            part.counts.push(1);
            part.cost_counts.push(0);
            return;
        }
        let mut costs = junction::costs(topology, junction, control.signals, self.near_is_right);
        for (row, &arc) in costs.iter_mut().zip(ins) {
            for (cost, &out) in row.iter_mut().zip(outs) {
                if self.is_forbidden(arc, out, control.closed) {
                    *cost = FORBIDDEN;
                }
            }
            // The U-turn at a dead end is never forbidden.
            if let [only] = row.as_mut_slice()
                && *only == FORBIDDEN
                && outs == [arc ^ 1]
            {
                *only = junction::U_TURN;
            }
        }
        let alone: Vec<bool> = ins.iter().map(|arc| self.alone.contains(arc)).collect();
        let division = junction::divide(costs, outs.len(), &alone, self.tolerance_ms);
        let arriving = division.ends.iter().zip(&division.of_in);
        part.ends.extend(ins.iter().zip(arriving).map(|(&arc, (end, &node))| (delay(arc) + end, number(node))));
        part.starts.extend(division.starts);
        let plain = division.approaches.len() == 1 && division.approaches[0].row.iter().all(|&cost| cost == 0);
        part.counts.push(number(division.approaches.len()));
        let before = part.costs.len();
        if !plain {
            part.costs.extend(division.approaches.iter().flat_map(|approach| &approach.row));
        }
        part.cost_counts.push(part.costs.len() - before);
    }
}

/// Arcs at whose end no traffic makes a U-turn: those just beyond a restricted turn, where it would evade the restriction.
fn no_u_turn(topology: &RoadTopology<'_>, turn_restrictions: &[TurnRestriction]) -> FxHashSet<u32> {
    let mut found = FxHashSet::default();
    let mut open: Vec<(u32, u32)> = Vec::new();
    for restriction in turn_restrictions {
        let Some(&end) = restriction.path.last() else { continue };
        let outs = topology.leaving(topology.head(end)).iter();
        let beyond = outs.filter(|&&out| out != end ^ 1 && out != restriction.out);
        open.extend(beyond.map(|&out| (out, topology.input.profile.turns.u_turn_junctions)));
    }
    open.sort_unstable();
    open.dedup();
    while let Some((arc, left)) = open.pop() {
        let (ins, outs) = (topology.entering(topology.head(arc)), topology.leaving(topology.head(arc)));
        let two_way = outs.contains(&(arc ^ 1));
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
fn drives_on_the_right(topology: &RoadTopology<'_>) -> bool {
    let mut clockwise = 0_i64;
    let roundabouts = topology.input.pieces.iter().enumerate();
    for (piece, road) in roundabouts.filter(|(_, piece)| topology.traits[piece.way as usize].roundabout) {
        let shape = topology.input.shapes.get(road.shape.clone()).unwrap_or_default();
        let turned: f64 = shape
            .windows(3)
            .map(|positions| {
                let [a, b, c] = [0, 1, 2].map(|i| Plane::at(positions[0].lat()).project(positions[i]));
                (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
            })
            .sum();
        let forward = topology.leaving(topology.tail(number(piece * 2))).contains(&number(piece * 2));
        clockwise += if (turned < 0.0) == forward { 1 } else { -1 };
    }
    clockwise <= 0
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
