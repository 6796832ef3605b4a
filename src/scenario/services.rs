//! Services in a view: a platform a stop, joined to the roads, and a vertex a stop aboard.
//!
//! From a platform one boards in the line's buffer and wait, rides from stop to stop, and alights.
//! Platforms of different lines within a short walk are joined, so that a change of trains costs
//! the walk and the second boarding.

use super::line::NewLine;
use super::resolve::JoinWay;
use super::view::{AnyEdge, View};
use crate::network::NodeId;
use crate::units::{Kmh, TravelTime};

/// The longest walk between platforms, in metres.
const WALK_M: f64 = 500.0;

impl View<'_> {
    /// Adds services; gives the ways by which their platforms join the roads.
    pub(super) fn add_lines<'r>(&mut self, lines: impl Iterator<Item = &'r NewLine>) -> Vec<(NodeId, &'r JoinWay)> {
        let mut ways = Vec::new();
        let mut platforms: Vec<(usize, NodeId)> = Vec::new();
        for (number, line) in lines.enumerate() {
            let aboard: Vec<NodeId> = line.stops.iter().map(|stop| self.add_node(stop.place)).collect();
            for (pair, &(time, length_m)) in aboard.windows(2).zip(&line.legs) {
                for (from, to) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                    self.add_edge(from, to, time, length_m, AnyEdge::Ride(line.mode));
                }
            }
            for (&train, stop) in aboard.iter().zip(&line.stops) {
                let platform = self.add_node(stop.place);
                self.add_edge(platform, train, line.board, 0.0, AnyEdge::Board(line.mode));
                self.add_edge(train, platform, line.alight, 0.0, AnyEdge::Alight(line.mode));
                ways.extend(stop.joins.iter().map(|join| (platform, join)));
                for &(_, other) in platforms.iter().filter(|(of, _)| *of != number) {
                    let length_m = stop.place.distance_m(self.place(other));
                    if length_m <= WALK_M {
                        let walk = walk(length_m);
                        self.add_edge(platform, other, walk, length_m, AnyEdge::New);
                        self.add_edge(other, platform, walk, length_m, AnyEdge::New);
                    }
                }
                platforms.push((number, platform));
            }
        }
        ways
    }
}

fn walk(length_m: f64) -> TravelTime {
    Kmh::WALK.time_for(length_m)
}
