//! Added roads and stations in a view, and their connections to existing roads.
//!
//! A point of an added road has two nodes. Traffic under a turn restriction arrives at the second one, the *entry*: traffic
//! from an expanded node of a junction, or along a road on which U-turns are forbidden. The added road leads on from an
//! entry, and nothing leads back, so that an added road cannot be used to evade a restriction.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::attachment::Attach;
use super::resolve::{NewLink, RoadConnection, Stop};
use super::view::{AddedEdge, AnyEdge, Owner, View};
use crate::network::{EdgeId, NodeId, SegmentId};

/// Connections between points of two added roads that share a key.
pub(super) type Meetings = FxHashSet<(NodeId, NodeId)>;

/// The nodes of an existing road where an added road meets it.
struct AttachedNodes {
    /// Nodes that the added road leads to.
    onto: Vec<NodeId>,
    /// Nodes that lead to the added road and may be returned to.
    free: Vec<NodeId>,
    /// Nodes that lead to the entry of the added road.
    bound: Vec<NodeId>,
}

impl View<'_> {
    /// Adds roads; returns their connections to existing roads, and the connections between two of them.
    pub(super) fn add_links<'r>(
        &mut self,
        links: impl Iterator<Item = &'r NewLink>,
    ) -> (Vec<(NodeId, &'r RoadConnection)>, Meetings) {
        let mut meetings = Meetings::default();
        let mut keyed: FxHashMap<&'r str, Vec<(NodeId, &'r Stop)>> = FxHashMap::default();
        let mut ways = Vec::new();
        for link in links {
            let stops: Vec<NodeId> = link.stops.iter().map(|stop| self.add_node(stop.position)).collect();
            if let Some(&first) = stops.first() {
                self.owners.push(Owner { first, count: stops.len(), name: Arc::clone(&link.name), stops: Arc::default() });
            }
            for (pair, leg) in stops.windows(2).zip(&link.legs) {
                self.add_road(pair[0], pair[1], (leg.time, leg.length_m, AnyEdge::Added), link.oneway);
            }
            for (&node, stop) in stops.iter().zip(&link.stops) {
                if let Some(key) = &stop.key {
                    for &(other, other_stop) in keyed.get(key.as_str()).map_or(&[][..], Vec::as_slice) {
                        let length_m = stop.position.distance_m(other_stop.position);
                        let time = stop.ramp.min(other_stop.ramp).time_for(length_m);
                        self.add_road(node, other, (time, length_m, AnyEdge::Added), false);
                        meetings.extend([(node, other), (other, node)]);
                    }
                    keyed.entry(key).or_default().push((node, stop));
                }
                ways.extend(stop.joins.iter().map(|join| (node, join)));
            }
        }
        (ways, meetings)
    }

    /// Connects points of added roads, or platforms, to the existing roads; `meets` selects the edges that exist already
    /// and lead to another such point.
    pub(super) fn join_roads(&mut self, ways: &[(NodeId, &RoadConnection)], kind: AnyEdge, meets: impl Fn(&AddedEdge) -> bool) {
        let joins: Vec<(NodeId, &RoadConnection, AttachedNodes)> =
            ways.iter().filter_map(|&(node, join)| Some((node, join, self.on_road(join.attach)?))).collect();
        let entries = self.add_entries(joins.iter().filter(|(.., road)| !road.bound.is_empty()).map(|(node, ..)| *node), meets);
        for (node, join, road) in joins {
            let (time, length_m) = (join.time, join.length_m);
            for &onto in &road.onto {
                self.add_edge(node, onto, time, length_m, kind);
            }
            for &from in &road.free {
                self.add_edge(from, node, time, length_m, kind);
            }
            for (&from, &entry) in road.bound.iter().filter_map(|from| Some((from, entries.get(&node)?))) {
                self.add_edge(from, entry, time, length_m, kind);
            }
        }
    }

    /// Gives each point an entry, where an edge leads on from it.
    fn add_entries(
        &mut self,
        points: impl Iterator<Item = NodeId>,
        meets: impl Fn(&AddedEdge) -> bool,
    ) -> FxHashMap<NodeId, NodeId> {
        let mut leaving: FxHashMap<NodeId, Vec<AddedEdge>> = points.map(|point| (point, Vec::new())).collect();
        for edge in &self.added_edges {
            if let Some(list) = leaving.get_mut(&edge.source) {
                list.push(*edge);
            }
        }
        let mut points: Vec<(NodeId, Vec<AddedEdge>)> = leaving.into_iter().filter(|(_, list)| !list.is_empty()).collect();
        points.sort_unstable_by_key(|(point, _)| *point);
        let mut entries = FxHashMap::default();
        for (point, _) in &points {
            let entry = self.add_node(self.position(*point));
            entries.insert(*point, entry);
            if let Some((name, stop)) = self.owner(*point) {
                let (name, stops) = (name.into(), [stop.to_owned()].into());
                self.owners.push(Owner { first: entry, count: 1, name, stops });
            }
        }
        for (point, list) in points {
            for edge in list {
                let on = entries.get(&edge.target).copied().filter(|_| meets(&edge)).unwrap_or(edge.target);
                self.added_edges.push(AddedEdge { source: entries[&point], target: on, ..edge });
            }
        }
        entries
    }

    /// The nodes at a position on a segment: an existing one at its ends, else those that are added.
    fn on_road(&mut self, Attach { segment: id, fraction, position }: Attach) -> Option<AttachedNodes> {
        let (first, last) = self.network.ends(id)?;
        if fraction <= 0.0 || fraction >= 1.0 {
            let junction = if fraction <= 0.0 { first } else { last };
            let expanded_nodes = self.network.expanded_nodes(junction).map(|(copy, _)| copy).collect();
            return Some(AttachedNodes { onto: vec![junction], free: vec![junction], bound: expanded_nodes });
        }
        let points = self.on_segment.get(&id).map_or(&[][..], Vec::as_slice);
        let known = points.iter().find(|(other, _)| other.total_cmp(&fraction).is_eq()).map(|(_, nodes)| *nodes);
        let segment = self.network.segment(id);
        let strict = !self.network.profile().turns.is_free() && segment.forward.is_some() && segment.backward.is_some();
        let [with, against] = known.unwrap_or_else(|| {
            let with = self.add_node(position);
            let nodes = [with, if strict { self.add_node(position) } else { with }];
            self.on_segment.entry(id).or_default().push((fraction, nodes));
            nodes
        });
        Some(if strict {
            AttachedNodes { onto: vec![with, against], free: Vec::new(), bound: vec![with, against] }
        } else {
            AttachedNodes { onto: vec![with], free: vec![with], bound: Vec::new() }
        })
    }

    /// Connects the added nodes of each segment to each other and to its ends.
    pub(super) fn string_segments(&mut self) {
        let mut ids: Vec<SegmentId> = self.on_segment.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let points = self.on_segment.entry(id).or_default();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let along: Vec<(f64, NodeId)> = points.iter().map(|&(fraction, [with, _])| (fraction, with)).collect();
            let against: Vec<(f64, NodeId)> =
                points.iter().rev().map(|&(fraction, [_, against])| (1.0 - fraction, against)).collect();
            let segment = self.network.segment(id);
            for (edge, points) in [(segment.forward, along), (segment.backward, against)] {
                if let Some(edge) = edge {
                    self.string_edge(id, edge, &points);
                }
            }
        }
    }

    /// Connects the added nodes of an edge, given by the fraction along it.
    fn string_edge(&mut self, id: SegmentId, edge: EdgeId, points: &[(f64, NodeId)]) {
        let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return };
        let inner = points.windows(2).map(|pair| (edge, Some(pair[0].1), Some(pair[1].1), pair[0].0, pair[1].0));
        let begin = [edge].into_iter().chain(self.network.expanded_edges(edge));
        let begin = begin.map(|edge| (edge, self.start(edge), Some(first.1), 0.0, first.0));
        let all: Vec<_> = begin.chain(inner).chain([(edge, Some(last.1), self.end(edge), last.0, 1.0)]).collect();
        for (edge, source, target, from, to) in all {
            if let (Some(source), Some(target), Some((cost, length_m))) = (source, target, self.stretch(edge, from, to)) {
                self.add_edge(source, target, cost, length_m, AnyEdge::Base(id));
            }
        }
    }
}
