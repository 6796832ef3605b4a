//! Views: a network with the changes of scenarios, which is never copied and never changes.
//!
//! Nodes `0..network.node_count()` and edges `0..network.edge_count()` are those of the base; added ones follow. An added
//! road that joins an existing one between two nodes adds nodes there, and edges along the existing segment to its ends,
//! whose times add up to that of the existing edge. The existing edge stays, so that adding a road never increases a time.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::modification::LineMode;
use super::overlay::SparseRows;
use super::resolve::{CostChange, Resolved};
use crate::network::{EdgeId, Network, NodeId, NodeKind, SegmentId, Snap, Spot};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;

/// A network with the changes of any number of scenarios.
#[derive(Clone, Debug)]
pub struct View<'a> {
    pub(super) network: &'a Network,
    /// Costs of base edges that differ from the base.
    changed: SparseRows<TravelTime>,
    pub(super) added_nodes: Vec<LonLat>,
    pub(super) added_edges: Vec<AddedEdge>,
    added_out: SparseRows<u32>,
    added_in: SparseRows<u32>,
    /// Added nodes on existing segments: the fraction along the segment, and the nodes for traffic along its shape and
    /// against it, so that an added road does not make U-turns possible.
    pub(super) on_segment: FxHashMap<SegmentId, Vec<(f64, [NodeId; 2])>>,
    only_adds: bool,
    /// The owners of added nodes, by the first of them.
    pub(super) owners: Vec<Owner>,
}

/// An added road or service with its consecutive added nodes.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub(super) first: NodeId,
    pub(super) count: usize,
    pub(super) name: Arc<str>,
    /// Names of a service's stops: as many vehicle nodes, then as many platforms.
    pub(super) stops: Arc<[String]>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct AddedEdge {
    pub(super) source: NodeId,
    pub(super) target: NodeId,
    pub(super) cost: TravelTime,
    pub(super) length_m: f64,
    pub(super) kind: AnyEdge,
}

/// A neighbour in a search: the node at the other end of an edge, and the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The edge.
    pub edge: EdgeId,
    /// The node at its other end.
    pub node: NodeId,
    /// Its cost, never `UNREACHED`.
    pub cost: TravelTime,
}

/// The kind of an edge of a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AnyEdge {
    /// An edge of the base network, or a part of one, on this segment.
    Base(SegmentId),
    /// A part of an added road, or the connection to one.
    Added,
    /// The path between a stop and the street, or another stop.
    Access,
    /// Buffer and wait before a departure.
    Board(LineMode),
    /// A ride from a stop to the next.
    Ride(LineMode),
    /// The path from a vehicle to the street.
    Alight(LineMode),
}

/// An edge of a view with its ends and properties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeView {
    /// The node where it begins.
    pub source: NodeId,
    /// The node where it ends.
    pub target: NodeId,
    /// Its cost; `UNREACHED` when it is closed.
    pub cost: TravelTime,
    /// Its length in metres.
    pub length_m: f64,
    /// Its kind.
    pub kind: AnyEdge,
}

impl<'a> View<'a> {
    /// The view without any change.
    #[must_use]
    pub fn base(network: &'a Network) -> Self {
        Self::new(network, &[])
    }

    /// The view with the changes of scenarios, applied in order.
    #[must_use]
    pub fn new(network: &'a Network, scenarios: &[&Resolved]) -> Self {
        let (changed, only_adds) = changed_costs(network, scenarios);
        let empty = SparseRows::new(&[]);
        let mut view = Self {
            network,
            changed,
            added_nodes: Vec::new(),
            added_edges: Vec::new(),
            added_out: empty.clone(),
            added_in: empty,
            on_segment: FxHashMap::default(),
            only_adds,
            owners: Vec::new(),
        };
        let (ways, meetings) = view.add_links(scenarios.iter().flat_map(|resolved| &resolved.links));
        let stations = view.add_lines(scenarios.iter().flat_map(|resolved| &resolved.lines));
        view.join_roads(&ways, AnyEdge::Added, |edge| meetings.contains(&(edge.source, edge.target)));
        view.join_roads(&stations, AnyEdge::Access, |edge| edge.kind == AnyEdge::Access);
        view.string_segments();
        let mut rows: Vec<(u32, u32)> = (0..).zip(&view.added_edges).map(|(i, edge)| (number(edge.source), i)).collect();
        rows.sort_unstable();
        view.added_out = SparseRows::new(&rows);
        let mut rows: Vec<(u32, u32)> = (0..).zip(&view.added_edges).map(|(i, edge)| (number(edge.target), i)).collect();
        rows.sort_unstable();
        view.added_in = SparseRows::new(&rows);
        view
    }

    /// The base network.
    #[must_use]
    pub const fn network(&self) -> &'a Network {
        self.network
    }

    /// The number of nodes, added ones included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.network.node_count() + self.added_nodes.len()
    }

    /// The number of edges, added and closed ones included.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.network.edge_count() + self.added_edges.len()
    }

    /// Whether no edge is closed or slower than on the base network, so that no time can grow.
    #[must_use]
    pub const fn only_adds(&self) -> bool {
        self.only_adds
    }

    /// Whether nothing differs from the base network.
    #[must_use]
    pub const fn is_base(&self) -> bool {
        self.changed.is_empty() && self.added_edges.is_empty()
    }

    /// The position of a node.
    #[must_use]
    pub fn position(&self, node: NodeId) -> LonLat {
        match node.index().checked_sub(self.network.node_count()) {
            None => self.network.graph().node_weight(node).map_or_else(LonLat::default, |node| node.position),
            Some(added) => self.added_nodes.get(added).copied().unwrap_or_default(),
        }
    }

    /// The name of the added road or service that a node belongs to, and the name of its stop, empty where it is none.
    #[must_use]
    pub fn owner(&self, node: NodeId) -> Option<(&str, &str)> {
        let before = self.owners.partition_point(|owner| owner.first <= node);
        let owner = before.checked_sub(1).and_then(|last| self.owners.get(last))?;
        let offset = node.index().checked_sub(owner.first.index()).filter(|offset| *offset < owner.count)?;
        let stop = offset.checked_rem(owner.stops.len()).and_then(|stop| owner.stops.get(stop));
        Some((&owner.name, stop.map_or("", String::as_str)))
    }

    /// The cost of an edge of the base network in this view.
    #[inline]
    #[must_use]
    pub fn cost(&self, edge: EdgeId) -> TravelTime {
        match self.changed.row(edge_number(edge)) {
            [] => self.network.cost(edge),
            row => row[0],
        }
    }

    /// An edge with its ends and properties; `None` when there is no such edge.
    #[must_use]
    pub fn edge(&self, edge: EdgeId) -> Option<EdgeView> {
        if let Some(added) = edge.index().checked_sub(self.network.edge_count()) {
            let added = self.added_edges.get(added)?;
            return Some(EdgeView {
                source: added.source,
                target: added.target,
                cost: added.cost,
                length_m: added.length_m,
                kind: added.kind,
            });
        }
        let raw = self.network.graph().raw_edges().get(edge.index())?;
        let segment = raw.weight.segment;
        let length_m = self.network.segment(segment).length_m;
        Some(EdgeView {
            source: raw.source(),
            target: raw.target(),
            cost: self.cost(edge),
            length_m,
            kind: AnyEdge::Base(segment),
        })
    }

    /// Calls `visit` for every open edge that leaves a node ([`Direction::Forward`]) or enters it ([`Direction::Backward`]).
    #[inline]
    pub fn for_each_neighbour(&self, node: NodeId, direction: Direction, mut visit: impl FnMut(Neighbour)) {
        let graph = self.network.graph();
        match direction {
            Direction::Forward => {
                let row = self.network.out_row(node);
                let raw = graph.raw_edges().get(row.start as usize..row.end as usize).unwrap_or_default();
                for (edge, raw) in row.map(|edge| EdgeId::new(edge as usize)).zip(raw) {
                    self.visit(edge, raw.target(), self.cost(edge), &mut visit);
                }
                for &added in self.added_out.row(number(node)) {
                    let edge = &self.added_edges[added as usize];
                    self.visit(self.added_id(added), edge.target, edge.cost, &mut visit);
                }
            }
            Direction::Backward => {
                for &edge in self.network.in_row(node) {
                    let raw = &graph.raw_edges()[edge.index()];
                    self.visit(edge, raw.source(), self.cost(edge), &mut visit);
                }
                for &added in self.added_in.row(number(node)) {
                    let edge = &self.added_edges[added as usize];
                    self.visit(self.added_id(added), edge.source, edge.cost, &mut visit);
                }
            }
        }
    }

    #[expect(clippy::unused_self, reason = "kept beside its caller for inlining")]
    #[inline]
    fn visit(&self, edge: EdgeId, node: NodeId, cost: TravelTime, visit: &mut impl FnMut(Neighbour)) {
        if cost.is_reached() {
            visit(Neighbour { edge, node, cost });
        }
    }

    fn added_id(&self, added: u32) -> EdgeId {
        EdgeId::new(self.network.edge_count() + added as usize)
    }

    /// The edges where an incremental search begins: added edges, and base edges whose cost differs from the base.
    pub fn changes(&self) -> impl Iterator<Item = EdgeId> + '_ {
        let added = (0..).take(self.added_edges.len()).map(|added| self.added_id(added));
        self.changed.iter().map(|(edge, _)| EdgeId::new(edge as usize)).chain(added)
    }

    /// Segments along which times may differ from the base: those with an edge of another cost and
    /// those that an added road meets. A segment may come more than once, in any order.
    pub fn changed_segments(&self) -> impl Iterator<Item = SegmentId> + '_ {
        let edges = self.network.graph().raw_edges();
        let costs = self.changed.iter().filter_map(|(edge, _)| Some(edges.get(edge as usize)?.weight.segment));
        costs.chain(self.on_segment.keys().copied())
    }

    /// The terminals of a snap: the nodes by which trips enter the graph from it ([`Direction::Forward`]) or leave the graph
    /// to it ([`Direction::Backward`]), each with time and metres along the segment, without the access off the network.
    #[must_use]
    pub fn terminals(&self, snap: &Snap, direction: Direction) -> Vec<(NodeId, TravelTime, f64)> {
        let mut found = Vec::with_capacity(4);
        for spot in snap.spots() {
            self.add_terminals(&spot, direction, &mut found);
        }
        found
    }

    /// The spot of a snap that one of its terminals belongs to; the nearest one when both do.
    #[must_use]
    pub fn spot_of(&self, snap: &Snap, direction: Direction, terminal: (NodeId, TravelTime)) -> Option<Spot> {
        snap.spots().find(|spot| {
            let mut found = Vec::with_capacity(4);
            self.add_terminals(spot, direction, &mut found);
            found.iter().any(|&(node, time, _)| (node, time) == terminal)
        })
    }

    fn add_terminals(&self, spot: &Spot, direction: Direction, found: &mut Vec<(NodeId, TravelTime, f64)>) {
        let network = self.network;
        if let Some(junction) = spot.junction(network) {
            let wanted = |kind: NodeKind| direction == Direction::Backward || kind == NodeKind::Origin;
            let expanded_nodes = network.expanded_nodes(junction).filter(|(_, kind)| wanted(*kind)).map(|(copy, _)| copy);
            found.extend([junction].into_iter().chain(expanded_nodes).map(|node| (node, spot.extra, 0.0)));
            return;
        }
        let segment = network.segment(spot.segment);
        for (edge, at) in [(segment.forward, spot.fraction), (segment.backward, 1.0 - spot.fraction)] {
            let Some(edge) = edge else { continue };
            let mut add = |edge: EdgeId, node: Option<NodeId>, from: f64, to: f64| {
                if let (Some(node), Some((time, length_m))) = (node, self.stretch(edge, from, to)) {
                    found.push((node, time + spot.extra, length_m));
                }
            };
            match direction {
                Direction::Forward => {
                    let edge = network.origin_edge(edge);
                    add(edge, self.end(edge), at, 1.0);
                }
                Direction::Backward => {
                    for edge in [edge].into_iter().chain(network.expanded_edges(edge)) {
                        add(edge, self.start(edge), 0.0, at);
                    }
                }
            }
        }
        for &(fraction, [with, against]) in self.on_segment.get(&spot.segment).map_or(&[][..], Vec::as_slice) {
            let (from, to) = match direction {
                Direction::Forward => (spot.fraction, fraction),
                Direction::Backward => (fraction, spot.fraction),
            };
            let ways = [(segment.forward, with, from, to), (segment.backward, against, 1.0 - from, 1.0 - to)];
            for (edge, node, from, to) in ways {
                if let Some((time, length_m)) = edge.filter(|_| from <= to).and_then(|edge| self.stretch(edge, from, to)) {
                    found.push((node, time + spot.extra, length_m));
                }
            }
        }
    }

    /// The time and metres along a segment between two snaps, if both lie on one that is open in this direction.
    #[must_use]
    pub fn direct(&self, from: &Snap, to: &Snap) -> Option<(TravelTime, f64)> {
        let pairs = from.spots().flat_map(|from| to.spots().map(move |to| (from, to)));
        pairs
            .filter(|(from, to)| from.segment == to.segment)
            .filter_map(|(from, to)| {
                let (time, length_m) = self.along(from.segment, from.fraction, to.fraction)?;
                Some((time + from.extra + to.extra, length_m))
            })
            .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
    }

    pub(super) fn start(&self, edge: EdgeId) -> Option<NodeId> {
        self.network.graph().edge_endpoints(edge).map(|(start, _)| start)
    }

    pub(super) fn end(&self, edge: EdgeId) -> Option<NodeId> {
        self.network.graph().edge_endpoints(edge).map(|(_, end)| end)
    }

    /// Time and metres along a segment from one fraction to another, in whichever direction that is.
    fn along(&self, id: SegmentId, from: f64, to: f64) -> Option<(TravelTime, f64)> {
        let segment = self.network.segment(id);
        if from <= to { self.stretch(segment.forward?, from, to) } else { self.stretch(segment.backward?, 1.0 - from, 1.0 - to) }
    }

    /// Time and metres along an edge from one fraction of it to another, `from <= to`. Delays count at its ends only, so
    /// that the times of its parts add up to its own.
    pub(super) fn stretch(&self, edge: EdgeId, from: f64, to: f64) -> Option<(TravelTime, f64)> {
        let cost = self.cost(edge);
        if !cost.is_reached() {
            return None;
        }
        let [start, end] = self.network.delays(edge);
        let driven = cost.without(start).without(end);
        let mut time = driven.between(from, to);
        if from < to {
            time = time + if from <= 0.0 { start } else { TravelTime::ZERO };
            time = time + if to >= 1.0 { end } else { TravelTime::ZERO };
        }
        let segment = self.network.graph().edge_weight(edge)?.segment;
        Some((time, self.network.segment(segment).length_m * (to - from)))
    }

    pub(super) fn add_node(&mut self, position: LonLat) -> NodeId {
        self.added_nodes.push(position);
        NodeId::new(self.network.node_count() + self.added_nodes.len() - 1)
    }

    pub(super) fn add_edge(&mut self, source: NodeId, target: NodeId, cost: TravelTime, length_m: f64, kind: AnyEdge) {
        self.added_edges.push(AddedEdge { source, target, cost, length_m, kind });
    }

    pub(super) fn add_road(&mut self, a: NodeId, b: NodeId, (cost, length_m, kind): (TravelTime, f64, AnyEdge), oneway: bool) {
        self.add_edge(a, b, cost, length_m, kind);
        if !oneway {
            self.add_edge(b, a, cost, length_m, kind);
        }
    }
}

/// The final cost of every base edge that a scenario changes, and whether none of them increases.
fn changed_costs(network: &Network, scenarios: &[&Resolved]) -> (SparseRows<TravelTime>, bool) {
    let mut costs: FxHashMap<EdgeId, TravelTime> = FxHashMap::default();
    let mut closed = Vec::new();
    let changes = scenarios.iter().flat_map(|resolved| &resolved.costs);
    let all = changes
        .flat_map(|&(edge, change)| [edge].into_iter().chain(network.expanded_edges(edge)).map(move |edge| (edge, change)));
    for (edge, change) in all {
        let cost = costs.entry(edge).or_insert_with(|| network.cost(edge));
        let [start, end] = network.delays(edge);
        match change {
            CostChange::Closed => closed.push(edge),
            CostChange::At(time) => *cost = time + start + end,
            CostChange::Times(factor) => {
                let driven = cost.without(start).without(end);
                *cost = driven.seconds().map_or(*cost, |seconds| TravelTime::from_seconds(seconds / factor) + start + end);
            }
        }
    }
    // A closure takes precedence over changes of other scenarios.
    for edge in closed {
        costs.insert(edge, TravelTime::UNREACHED);
    }
    let only_adds = costs.iter().all(|(&edge, &cost)| cost <= network.cost(edge));
    let mut changed: Vec<(u32, TravelTime)> = costs.into_iter().map(|(edge, cost)| (edge_number(edge), cost)).collect();
    changed.sort_unstable();
    (SparseRows::new(&changed), only_adds)
}

#[inline]
fn number(node: NodeId) -> u32 {
    u32::try_from(node.index()).unwrap_or(u32::MAX)
}

#[inline]
fn edge_number(edge: EdgeId) -> u32 {
    u32::try_from(edge.index()).unwrap_or(u32::MAX)
}
