//! Services in a view: a platform node for each stop, joined to the roads, and a vehicle node for each stop.
//!
//! Edges from the platform to the vehicle take the buffer and the wait, edges between vehicle nodes the ride. Platforms of
//! different lines within a short walk are connected, so that a transfer takes the walk and the second boarding.

use std::sync::Arc;

use super::line::NewLine;
use super::resolve::RoadConnection;
use super::view::{AnyEdge, Owner, View};
use crate::network::NodeId;
use tongda_foundation::position::{LonLat, METRES_PER_DEGREE};
use tongda_foundation::units::Kmh;

/// The longest walk between platforms, in metres.
const WALK_M: f64 = 500.0;

impl View<'_> {
    /// Adds services; returns the connections of their platforms to the roads.
    pub(super) fn add_lines<'r>(&mut self, lines: impl Iterator<Item = &'r NewLine>) -> Vec<(NodeId, &'r RoadConnection)> {
        let mut ways = Vec::new();
        let mut platforms: Vec<Platform> = Vec::new();
        for (number, line) in lines.enumerate() {
            let aboard: Vec<NodeId> = line.stops.iter().map(|stop| self.add_node(stop.position)).collect();
            for (pair, &(time, length_m)) in aboard.windows(2).zip(&line.legs) {
                self.add_edge(pair[0], pair[1], time, length_m, AnyEdge::Ride(line.mode));
                if !line.oneway {
                    self.add_edge(pair[1], pair[0], time, length_m, AnyEdge::Ride(line.mode));
                }
            }
            if let Some(&first) = aboard.first() {
                let (name, stops) = (Arc::clone(&line.name), Arc::clone(&line.stop_names));
                self.owners.push(Owner { first, count: 2 * aboard.len(), name, stops });
            }
            for (&train, stop) in aboard.iter().zip(&line.stops) {
                let platform = self.add_node(stop.position);
                self.add_edge(platform, train, line.board, 0.0, AnyEdge::Board(line.mode));
                self.add_edge(train, platform, line.alight, 0.0, AnyEdge::Alight(line.mode));
                ways.extend(stop.joins.iter().map(|join| (platform, join)));
                platforms.push(Platform { line: number, node: platform, position: stop.position });
            }
        }
        self.join_platforms(platforms);
        ways
    }

    /// Connects the platforms of different lines that are a short walk apart.
    fn join_platforms(&mut self, mut platforms: Vec<Platform>) {
        platforms.sort_by_key(|platform| (platform.position.e7().1, platform.node));
        let mut first = 0;
        for (number, platform) in platforms.iter().enumerate() {
            while (platform.position.lat() - platforms[first].position.lat()) * METRES_PER_DEGREE > WALK_M {
                first += 1;
            }
            for other in platforms[first..number].iter().filter(|other| other.line != platform.line) {
                let length_m = platform.position.distance_m(other.position);
                if length_m <= WALK_M {
                    let walk = Kmh::WALK.time_for(length_m);
                    self.add_road(platform.node, other.node, (walk, length_m, AnyEdge::Access), false);
                }
            }
        }
    }
}

/// A stop of a line as a node.
struct Platform {
    line: usize,
    node: NodeId,
    position: LonLat,
}
