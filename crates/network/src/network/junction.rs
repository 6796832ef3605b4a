//! Turn costs of one junction, and the number of nodes that they need.
//!
//! In: the arcs that enter and leave a junction. The cost of a turn depends on the pair of arcs. What all turns from an
//! entering arc have in common becomes a delay at its end, what all turns into a leaving arc have in common a delay at
//! its beginning. Where nothing remains and nothing is forbidden, one node represents the junction. Otherwise arcs whose
//! remaining costs agree within the tolerance share a node. Times are milliseconds.

use super::controls::milliseconds;
use super::topology::RoadTopology;
use crate::profile::TurnRules;

/// A forbidden turn.
pub(super) const FORBIDDEN: u32 = u32::MAX;
/// A U-turn, which no shortest path makes unless there is no other turn.
pub(super) const U_TURN: u32 = u32::MAX - 1;

/// Entering arcs that share a node.
#[derive(Clone, Debug)]
pub(super) struct Approach {
    /// Cost by leaving arc, [`FORBIDDEN`] or [`U_TURN`].
    pub(super) row: Vec<u32>,
    highest: Vec<u32>,
    pub(super) arcs: usize,
    alone: bool,
}

/// The nodes of a junction and the delays of its arcs.
#[derive(Debug, Default)]
pub(super) struct Division {
    /// Delay at the end of each entering arc.
    pub(super) ends: Vec<u32>,
    /// Delay at the beginning of each leaving arc.
    pub(super) starts: Vec<u32>,
    /// One a node; the first forbids nothing.
    pub(super) approaches: Vec<Approach>,
    /// The approach of each entering arc.
    pub(super) of_in: Vec<usize>,
}

/// The angle of a turn in degrees: 0 straight on, 90 to the right, -90 to the left.
pub(super) fn turn_deg(topology: &RoadTopology<'_>, from: u32, to: u32) -> f64 {
    let turn = topology.bearing(to) - topology.bearing(from ^ 1) - 180.0;
    (turn + 180.0).rem_euclid(360.0) - 180.0
}

/// The costs of all turns of a junction: one row for each entering arc, one column for each leaving arc.
pub(super) fn costs(topology: &RoadTopology<'_>, junction: u32, signals: bool, near_is_right: bool) -> Vec<Vec<u32>> {
    let (ins, outs) = (topology.entering(junction), topology.leaving(junction));
    let rules = &topology.input.profile.turns;
    let mut arms: Vec<u32> =
        ins.iter().map(|arc| arc ^ 1).chain(outs.iter().copied()).filter(|&arc| topology.traits(arc).open).collect();
    arms.sort_unstable();
    arms.dedup();
    let highest = arms.iter().map(|&arm| topology.traits(arm).rank).max().unwrap_or_default();
    let round = arms.iter().any(|&arm| topology.traits(arm).roundabout);
    let fork = arms.len() > 2;
    let leaving: Vec<f64> = outs.iter().map(|&out| if fork { topology.bearing(out) } else { 0.0 }).collect();
    ins.iter()
        .map(|&from| {
            let arriving = if fork { topology.bearing(from ^ 1) + 180.0 } else { 0.0 };
            let came = topology.traits(from);
            let waits = fork && !round && !signals && came.rank < highest;
            let cost = |(&to, leaving): (&u32, &f64)| {
                if to == from ^ 1 {
                    return U_TURN;
                }
                let goes = topology.traits(to);
                let mut seconds = if waits { rules.give_way_s } else { 0.0 };
                if fork && !round {
                    seconds += angle_s(rules, (leaving - arriving + 180.0).rem_euclid(360.0) - 180.0, near_is_right);
                }
                if goes.roundabout && !came.roundabout {
                    seconds += rules.roundabout_s;
                }
                let board_ms = if goes.ferry && !came.ferry { goes.board_ms } else { 0 };
                milliseconds(seconds) + board_ms
            };
            outs.iter().zip(&leaving).map(cost).collect()
        })
        .collect()
}

fn angle_s(rules: &TurnRules, degrees: f64, near_is_right: bool) -> f64 {
    let full = if (degrees > 0.0) == near_is_right { rules.near_s } else { rules.far_s };
    let range = (rules.full_deg - rules.straight_deg).max(1.0);
    full * ((degrees.abs() - rules.straight_deg) / range).clamp(0.0, 1.0)
}

/// Divides a junction by its turn costs; an arc in `alone` shares its node with no other.
pub(super) fn divide(mut costs: Vec<Vec<u32>>, outs: usize, alone: &[bool], tolerance: u32) -> Division {
    let mut ends = Vec::with_capacity(costs.len());
    for row in &mut costs {
        let least = row.iter().filter(|&&cost| cost < U_TURN).min().copied().unwrap_or_default();
        row.iter_mut().filter(|cost| **cost < U_TURN).for_each(|cost| *cost -= least);
        ends.push(least);
    }
    let mut starts = vec![0; outs];
    for (out, start) in starts.iter_mut().enumerate() {
        let column = || costs.iter().map(|row| row[out]).filter(|&cost| cost < U_TURN);
        *start = column().min().unwrap_or_default();
        costs.iter_mut().map(|row| &mut row[out]).filter(|cost| **cost < U_TURN).for_each(|cost| *cost -= *start);
    }
    let mut approaches: Vec<Approach> = Vec::new();
    let mut of_in = Vec::with_capacity(costs.len());
    for (row, &alone) in costs.into_iter().zip(alone) {
        let fitting = approaches.iter().position(|other| !alone && other.takes(&row, tolerance));
        let index = fitting.unwrap_or(approaches.len());
        match approaches.get_mut(index) {
            Some(approach) => approach.add(&row),
            None => approaches.push(Approach { highest: row.clone(), row, arcs: 1, alone }),
        }
        of_in.push(index);
    }
    let of_in = put_free_first(&mut approaches, of_in, outs);
    for approach in &mut approaches {
        approach.take_midpoints();
    }
    // All turns are allowed at the first node, for trips that begin at the junction.
    approaches[0].row.iter_mut().filter(|cost| **cost == U_TURN).for_each(|cost| *cost = 0);
    Division { ends, starts, approaches, of_in }
}

/// Puts the approach of most arcs that forbids nothing first, or an empty one where there is none.
fn put_free_first(approaches: &mut Vec<Approach>, mut of_in: Vec<usize>, outs: usize) -> Vec<usize> {
    let most = (0..approaches.len()).filter(|&i| approaches[i].is_free()).max_by_key(|&i| (approaches[i].arcs, usize::MAX - i));
    if let Some(most) = most {
        approaches.swap(0, most);
        for index in &mut of_in {
            *index = if *index == most {
                0
            } else if *index == 0 {
                most
            } else {
                *index
            };
        }
    } else {
        let free = vec![0; outs];
        approaches.insert(0, Approach { highest: free.clone(), row: free, arcs: 0, alone: false });
        for index in &mut of_in {
            *index += 1;
        }
    }
    of_in
}

impl Approach {
    fn is_free(&self) -> bool {
        !self.alone && !self.row.contains(&FORBIDDEN)
    }

    fn takes(&self, row: &[u32], tolerance: u32) -> bool {
        if self.alone || row.contains(&FORBIDDEN) || self.row.contains(&FORBIDDEN) {
            // Where something is forbidden, no U-turn replaces it.
            return !self.alone && row == self.row;
        }
        row.iter()
            .zip(self.row.iter().zip(&self.highest))
            .all(|(&cost, (&low, &high))| cost == U_TURN || low == U_TURN || high.max(cost) - low.min(cost) <= tolerance)
    }

    fn add(&mut self, row: &[u32]) {
        self.arcs += 1;
        for (&cost, (low, high)) in row.iter().zip(self.row.iter_mut().zip(&mut self.highest)) {
            if cost == U_TURN {
                continue;
            }
            (*low, *high) = if *low == U_TURN { (cost, cost) } else { (cost.min(*low), cost.max(*high)) };
        }
    }

    /// Replaces the range of merged costs by its midpoint.
    fn take_midpoints(&mut self) {
        for (low, high) in self.row.iter_mut().zip(&self.highest) {
            if *low < U_TURN {
                *low = u32::midpoint(*low, *high);
            }
        }
    }
}

/// The allowed turns of a node with their costs: all that are not forbidden; the U-turn only when there is no other.
pub(super) fn allowed_turns(row: &[u32]) -> impl Iterator<Item = (usize, u32)> {
    let only_back = row.iter().all(|&cost| cost >= U_TURN);
    row.iter().enumerate().filter_map(move |(out, &cost)| match cost {
        FORBIDDEN => None,
        U_TURN => only_back.then_some((out, 0)),
        _ => Some((out, cost)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_road_needs_no_second_node() {
        // Two arms of a through road and one of a side road: turning costs 4.
        let costs = vec![vec![U_TURN, 0, 4], vec![0, U_TURN, 4], vec![4, 4, U_TURN]];
        let division = divide(costs, 3, &[false; 3], 0);
        assert_eq!(division.approaches.len(), 1);
        assert_eq!((division.ends, division.starts), (vec![0, 0, 4], vec![0, 0, 4]));
        assert_eq!(division.approaches[0].row, [0, 0, 0]);
    }

    #[test]
    fn a_crossing_of_equals_needs_two() {
        let costs = vec![vec![U_TURN, 0, 4, 6], vec![0, U_TURN, 6, 4], vec![4, 6, U_TURN, 0], vec![6, 4, 0, U_TURN]];
        let division = divide(costs.clone(), 4, &[false; 4], 2);
        assert_eq!(division.of_in, [0, 0, 1, 1]);
        assert_eq!(division.approaches[0].row, [0, 0, 5, 5]);
        assert_eq!(division.approaches[1].row, [5, 5, 0, 0]);
        assert_eq!(divide(costs, 4, &[false; 4], 1).approaches.len(), 4);
    }

    #[test]
    fn a_forbidden_turn_divides_and_u_turns_are_for_dead_ends() {
        let costs = vec![vec![U_TURN, 0, FORBIDDEN], vec![0, U_TURN, 0], vec![0, 0, U_TURN]];
        let division = divide(costs, 3, &[false; 3], 1000);
        assert_eq!(division.of_in, [1, 0, 0]);
        assert_eq!(allowed_turns(&division.approaches[1].row).collect::<Vec<_>>(), [(1, 0)]);
        let closed = divide(vec![vec![U_TURN, FORBIDDEN], vec![FORBIDDEN, U_TURN]], 2, &[false; 2], 0);
        assert_eq!(closed.approaches.len(), 3);
        assert_eq!(allowed_turns(&closed.approaches[1].row).collect::<Vec<_>>(), [(0, 0)]);
    }
}
