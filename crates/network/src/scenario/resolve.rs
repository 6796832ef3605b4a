//! Resolution of modifications on a network: selectors become edges, and junctions find the roads that they join.
//!
//! In: modifications and a network. Out: [`Resolved`] changes of costs, added roads and services, or all errors at once.

use std::path::Path;
use std::sync::Arc;

use super::attachment::{self, Attach};
use super::line::{self, NewLine};
use super::modification::{Change, Connect, FacilityChange, Join, Junction, Link, Modification, SpeedChange};
use super::selector::Selector;
use crate::network::{EdgeId, Network, SegmentId};
use crate::profile::Lifecycle;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};
use tongda_foundation::units::{Kmh, TravelTime};

/// Modifications as changes of one network's edges.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// Changes of the costs of edges, in the order of the modifications.
    pub(super) costs: Vec<(EdgeId, CostChange)>,
    pub(super) links: Vec<NewLink>,
    /// New facilities.
    pub facilities: Vec<FacilityChange>,
    /// New services.
    pub lines: Vec<NewLine>,
    /// The effect of each modification.
    pub touched: Vec<Touched>,
}

/// A change of the cost of an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum CostChange {
    Closed,
    /// Opens a planned edge, or sets the time of an open one.
    At(TravelTime),
    /// Multiplies the speed that results from the changes before it by this factor.
    Times(f64),
}

/// The effect of a modification, for reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// The modification.
    pub label: String,
    /// Directed edges changed or added.
    pub edges: usize,
    /// Their length in kilometres, without ramps.
    pub km: f64,
    /// Whether it is a service.
    pub service: bool,
}

/// A new road, cut at its junctions.
#[derive(Clone, Debug)]
pub(super) struct NewLink {
    /// Its common name.
    pub(super) name: Arc<str>,
    /// Points along it in order.
    pub(super) stops: Vec<Stop>,
    /// The parts between consecutive points: one fewer than there are points.
    pub(super) legs: Vec<Leg>,
    pub(super) oneway: bool,
}

/// A point of a new road.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) position: LonLat,
    pub(super) key: Option<String>,
    /// Speed of the connections between links that share the key.
    pub(super) ramp: Kmh,
    pub(super) joins: Vec<RoadConnection>,
}

/// A connection between a point of a new road and an existing road.
#[derive(Clone, Debug)]
pub(super) struct RoadConnection {
    pub(super) attach: Attach,
    pub(super) length_m: f64,
    pub(super) time: TravelTime,
}

/// The part of a new road between two of its points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub(super) length_m: f64,
    pub(super) time: TravelTime,
}

impl Resolved {
    /// The segments that these modifications close, in one or both directions.
    #[must_use]
    pub fn closed_segments(&self, network: &Network) -> Vec<SegmentId> {
        let closed = self.costs.iter().filter(|(_, change)| *change == CostChange::Closed);
        closed.map(|(edge, _)| network.graph()[*edge].segment).collect()
    }

    /// The segments of existing roads whose cost they change, each once.
    #[must_use]
    pub fn changed_segments(&self, network: &Network) -> Vec<SegmentId> {
        let mut segments: Vec<SegmentId> = self.costs.iter().map(|(edge, _)| network.graph()[*edge].segment).collect();
        segments.sort_unstable();
        segments.dedup();
        segments
    }

    /// Whether they change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.costs.is_empty() && self.links.is_empty() && self.facilities.is_empty() && self.lines.is_empty()
    }

    /// Whether they add roads, whose junctions may have uncertain positions.
    #[must_use]
    pub fn has_junctions(&self) -> bool {
        !self.links.is_empty()
    }

    /// These changes without services, except those that carry cars where `cars` is set.
    #[must_use]
    pub fn without_lines(mut self, cars: bool) -> Self {
        self.lines.retain(|line| cars && line.carries_cars);
        self.touched.retain(|touched| !touched.service || !self.lines.is_empty());
        self
    }

    /// The inverse of these changes of speed; links, closures and facilities are omitted.
    #[must_use]
    pub fn reverted(&self) -> Self {
        let costs = self.costs.iter().filter_map(|(edge, change)| match change {
            CostChange::Times(factor) => Some((*edge, CostChange::Times(1.0 / factor))),
            CostChange::Closed | CostChange::At(_) => None,
        });
        Self { costs: costs.collect(), touched: self.touched.clone(), ..Self::default() }
    }

    /// Changes that close the edges of these segments.
    #[must_use]
    pub fn closing(network: &Network, segments: &[SegmentId], label: &str) -> Self {
        let mut resolved = Self::default();
        resolved.change(network, segments, label, |_, _| Some(CostChange::Closed));
        resolved
    }

    /// Adds the changes that `change` gives for the edges of some segments.
    fn change(
        &mut self,
        network: &Network,
        segments: &[SegmentId],
        label: &str,
        change: impl Fn(SegmentId, bool) -> Option<CostChange>,
    ) -> usize {
        let (mut edges, mut length_m) = (0, 0.0);
        for &id in segments {
            let segment = network.segment(id);
            for (edge, forward) in [(segment.forward, true), (segment.backward, false)] {
                if let (Some(edge), Some(change)) = (edge, change(id, forward)) {
                    self.costs.push((edge, change));
                    edges += 1;
                    // The length of a road is that of its carriageway, without ramps.
                    let class = network.ways().tags(segment.way).get("highway").unwrap_or_default();
                    length_m += if class.ends_with("_link") { 0.0 } else { segment.length_m };
                }
            }
        }
        self.touched.push(Touched { label: label.to_owned(), edges, km: length_m / 1000.0, service: false });
        edges
    }
}

/// Applies modifications to a network.
///
/// # Errors
/// All modifications without effect or that cannot be joined, with feature and coordinate.
pub fn resolve(network: &Network, modifications: &[Modification], path: &Path) -> Result<Resolved, Problems> {
    let mut problems = Problems::default();
    let mut resolved = Resolved::default();
    for modification in modifications {
        if let Err(messages) = apply(network, modification, &mut resolved) {
            for message in messages {
                problems.push(Error::new(ErrorKind::Scenario, message).in_file(path).at(modification.label.clone()));
            }
        }
    }
    problems.or_value(resolved)
}

fn apply(network: &Network, modification: &Modification, resolved: &mut Resolved) -> Result<(), Vec<String>> {
    let label = &modification.label;
    let open = |id: SegmentId| network.is_open(id);
    let touched = match &modification.change {
        Change::Link(link) => {
            let new = new_link(network, link)?;
            let edges = new.legs.len() * if new.oneway { 1 } else { 2 };
            resolved.touched.push(Touched { label: label.clone(), edges, km: link.length_m / 1000.0, service: false });
            resolved.links.push(new);
            return Ok(());
        }
        Change::Facility(facility) => {
            resolved.facilities.push(facility.clone());
            resolved.touched.push(Touched { label: label.clone(), edges: 0, km: 0.0, service: false });
            return Ok(());
        }
        Change::Line(line) => {
            let new = line::new_line(network, line)?;
            let km = new.legs.iter().map(|(_, length_m)| length_m).sum::<f64>() / 1000.0;
            resolved.touched.push(Touched { label: label.clone(), edges: new.legs.len() * 2, km, service: true });
            resolved.lines.push(new);
            return Ok(());
        }
        Change::Close(selector) => {
            let segments = select(network, selector, open);
            resolved.change(network, &segments, label, |_, _| Some(CostChange::Closed))
        }
        Change::Speed(selector, SpeedChange::To(speed)) => {
            let segments = select(network, selector, open);
            resolved.change(network, &segments, label, |id, _| Some(CostChange::At(speed.time_for(network.segment(id).length_m))))
        }
        Change::Speed(selector, SpeedChange::Times(factor)) => {
            let segments = select(network, selector, open);
            resolved.change(network, &segments, label, |_, _| Some(CostChange::Times(*factor)))
        }
        Change::Speed(selector, SpeedChange::Lanes(lanes)) => {
            let segments = select(network, selector, open);
            resolved.change(network, &segments, label, |_, _| Some(CostChange::Times(lanes.speed_factor())))
        }
        Change::Open(selector) => {
            let segments = select(network, selector, |id| !open(id));
            resolved.change(network, &segments, label, |id, forward| {
                let segment = network.segment(id);
                let rule = network.ways().rule(segment.way);
                let speed = if forward { rule.forward } else { rule.backward };
                (rule.lifecycle != Lifecycle::Open).then_some(())?;
                speed.map(|speed| CostChange::At(speed.time_for(segment.length_m)))
            })
        }
    };
    if touched > 0 { Ok(()) } else { Err(vec!["it touches nothing: no road of the network fits its conditions".to_owned()]) }
}

fn select(network: &Network, selector: &Selector, wanted: impl Fn(SegmentId) -> bool) -> Vec<SegmentId> {
    selector.select(network).into_iter().filter(|&id| wanted(id)).collect()
}

/// Cuts a link at its junctions and joins it to the network.
fn new_link(network: &Network, link: &Link) -> Result<NewLink, Vec<String>> {
    let drawn: Vec<f64> = link.line.windows(2).map(|pair| pair[0].distance_m(pair[1])).collect();
    let total = link.speed.time_for(link.length_m);
    let mut problems = Vec::new();
    let mut points: Vec<(f64, Stop)> = Vec::new();
    for (end, fraction) in [(link.line.first(), 0.0), (link.line.last(), 1.0)] {
        let Some(&position) = end else { continue };
        let mut stop = Stop { position, key: None, ramp: link.speed, joins: Vec::new() };
        if link.connect == Connect::Ends {
            match joins(network, position, position, link.reach_m, Join::Any, link.speed, TravelTime::ZERO) {
                Ok(joins) => stop.joins = joins,
                Err(message) => problems.push(format!("its end at {position} leads to nowhere: {message}")),
            }
        }
        points.push((fraction, stop));
    }
    for junction in &link.junctions {
        let (fraction, on_line) = along(&link.line, &drawn, junction.position);
        match junction_stop(network, junction, on_line) {
            Ok(stop) => points.push((fraction, stop)),
            Err(message) => problems.push(message),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let legs = points
        .windows(2)
        .map(|pair| Leg { length_m: link.length_m * (pair[1].0 - pair[0].0), time: total.between(pair[0].0, pair[1].0) })
        .collect();
    let stops: Vec<Stop> = points.into_iter().map(|(_, stop)| stop).collect();
    if stops.iter().all(|stop| stop.joins.is_empty() && stop.key.is_none()) {
        return Err(vec![format!("it leads to nowhere: from {} on it meets no road", stops[0].position)]);
    }
    Ok(NewLink { name: link.name.as_str().into(), stops, legs, oneway: link.oneway })
}

fn junction_stop(network: &Network, junction: &Junction, on_line: LonLat) -> Result<Stop, String> {
    let joins = match junction.join {
        Join::None if junction.key.is_none() => {
            return Err(format!("{} joins neither a road nor, by a key, another link", junction.label));
        }
        Join::None => Vec::new(),
        join => joins(network, junction.position, on_line, junction.reach_m, join, junction.ramp, junction.toll)
            .map_err(|message| format!("{} at {}: {message}", junction.label, junction.position))?,
    };
    Ok(Stop { position: on_line, key: junction.key.clone(), ramp: junction.ramp, joins })
}

/// The connections from a point of a link over the junction's position to the roads that it joins.
pub(super) fn joins(
    network: &Network,
    position: LonLat,
    on_line: LonLat,
    reach_m: f64,
    join: Join,
    ramp: Kmh,
    toll: TravelTime,
) -> Result<Vec<RoadConnection>, String> {
    let found = attachment::attachments(network, position, reach_m, join);
    if found.is_empty() {
        let wanted = match join {
            Join::Motorway => "motorway",
            Join::Road => "road other than a motorway",
            Join::Any | Join::None => "road",
        };
        let nearest = attachment::nearest_m(network, position, join)
            .map_or("there is none".to_owned(), |m| format!("the nearest is {m:.0} m away"));
        return Err(format!("no {wanted} within its reach_m of {reach_m:.0}; {nearest}"));
    }
    let way = |attach: Attach| {
        let length_m = on_line.distance_m(position) + position.distance_m(attach.position);
        RoadConnection { attach, length_m, time: ramp.time_for(length_m) + toll }
    };
    Ok(found.into_iter().map(way).collect())
}

/// The fraction along a line (0 to 1) of the point nearest to a position, and that point.
fn along(line: &[LonLat], lengths: &[f64], position: LonLat) -> (f64, LonLat) {
    let plane = Plane::at(position.lat());
    let point = plane.project(position);
    let (mut best2, mut best, mut before) = (f64::INFINITY, (0.0, position), 0.0);
    for (pair, length) in line.windows(2).zip(lengths) {
        let (distance2, t) = nearest_on_piece(point, plane.project(pair[0]), plane.project(pair[1]));
        if distance2 < best2 {
            (best2, best) = (distance2, (before + t * length, pair[0].towards(pair[1], t)));
        }
        before += length;
    }
    ((best.0 / before).clamp(0.0, 1.0), best.1)
}
