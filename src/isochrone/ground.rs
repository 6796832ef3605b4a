//! What a raster knows of the roads before any search: for each of its points the pieces of road
//! beside it, with the time from where a piece is entered to the point. Made once, used for any
//! number of origins and scenarios.
//!
//! A *run* is one direction of a segment. If a trip enters run `r` at time `b(r)`, it is at a point
//! beside it at `b(r)` plus the least of driving along it and walking off it; that second part is a
//! number that no origin changes. So the times at all points beside roads follow from the times at
//! the junctions by one pass over a list. Runs whose times a scenario changes are left to the slow
//! way, which looks at the roads themselves.

#![allow(clippy::cast_precision_loss, reason = "rasters have a few thousand rows and columns")]

use rayon::prelude::*;

use super::canvas::{Canvas, CanvasRules};
use super::roads::Roads;
use crate::direction::Direction;
use crate::network::{EdgeId, Network, SegmentId, Snapper};
use crate::people::Land;
use crate::place::LonLat;
use crate::units::TravelTime;

/// How close together the places are from which times are taken off a road, in sides of a square.
const SAMPLING: f64 = 0.5;
/// A place held out for every so many metres of road.
const HELD_OUT_EVERY_M: f64 = 50.0;

/// A piece of road beside a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The run.
    pub(super) run: u32,
    /// The time from where the run is entered to the point.
    pub(super) time: TravelTime,
    /// Where the road is left, in metres from the raster's south-west.
    pub(super) at: [f32; 2],
}

/// A vertex from which a run is entered, and the delay of entering it.
#[derive(Clone, Copy, Debug)]
struct Feed {
    node: u32,
    delay: TravelTime,
}

/// A place on a road whose time no surface is made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeldOutPlace {
    pub(super) segment: SegmentId,
    pub(super) fraction: f64,
    /// On the plane, in metres.
    pub(super) point: [f64; 2],
    /// Runs of its segment and the time along each; `u32::MAX` where there is none.
    pub(super) runs: [(u32, TravelTime); 2],
}

/// A raster with the roads beside its points.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The raster.
    pub canvas: Canvas,
    /// How it was made.
    pub rules: CanvasRules,
    direction: Direction,
    /// Entries of point `p`: `entries[first[p]..first[p + 1]]`.
    first: Vec<u32>,
    entries: Vec<Entry>,
    /// Feeds of run `r`: `feeds[first_feed[r]..first_feed[r + 1]]`.
    first_feed: Vec<u32>,
    feeds: Vec<Feed>,
    /// The segment of each run, ascending.
    segments: Vec<SegmentId>,
    held_out: Vec<HeldOutPlace>,
}

/// What one segment adds.
struct Part {
    segment: SegmentId,
    /// For each of its runs: its feeds, and the time along it.
    runs: Vec<Vec<Feed>>,
    /// Point, number of the run within the segment, and the entry.
    entries: Vec<(u32, Entry)>,
    held_out: Vec<HeldOutPlace>,
}

impl Ground {
    /// The roads that trips may begin and end on (see [`Snapper`]) around the points of a raster, for
    /// trips away from origins ([`Direction::Forward`]) or to them.
    #[must_use]
    pub fn new(snapper: &Snapper<'_>, direction: Direction, canvas: Canvas, rules: CanvasRules) -> Self {
        let network = snapper.network();
        let count = u32::try_from(network.segments().len()).unwrap_or(u32::MAX);
        let parts: Vec<Part> = (0..count)
            .into_par_iter()
            .map(SegmentId)
            .filter(|&id| snapper.may_join(id))
            .map(|id| part(network, id, direction, &canvas, rules))
            .filter(|part| !part.entries.is_empty())
            .collect();
        let mut ground = Self {
            direction,
            first: vec![0; canvas.columns * canvas.rows + 1],
            entries: Vec::new(),
            first_feed: vec![0],
            feeds: Vec::new(),
            segments: Vec::new(),
            held_out: Vec::new(),
            rules,
            canvas,
        };
        let mut runs_before = Vec::with_capacity(parts.len());
        for part in &parts {
            let before = u32::try_from(ground.segments.len()).unwrap_or(u32::MAX);
            runs_before.push(before);
            for feeds in &part.runs {
                ground.feeds.extend(feeds);
                ground.first_feed.push(u32::try_from(ground.feeds.len()).unwrap_or(u32::MAX));
                ground.segments.push(part.segment);
            }
            for place in &part.held_out {
                let runs = place.runs.map(|(run, time)| (if run == u32::MAX { run } else { run + before }, time));
                ground.held_out.push(HeldOutPlace { runs, ..*place });
            }
        }
        ground.sort_in(&parts, &runs_before);
        ground
    }

    /// Puts the entries of all parts in the order of their points, and within a point of their runs.
    fn sort_in(&mut self, parts: &[Part], runs_before: &[u32]) {
        for (point, _) in parts.iter().flat_map(|part| &part.entries) {
            self.first[*point as usize + 1] += 1;
        }
        for point in 1..self.first.len() {
            self.first[point] += self.first[point - 1];
        }
        let mut next = self.first.clone();
        let nothing = Entry { run: 0, time: TravelTime::ZERO, at: [0.0; 2] };
        self.entries = vec![nothing; self.first.last().copied().unwrap_or_default() as usize];
        for (part, before) in parts.iter().zip(runs_before) {
            for (point, entry) in &part.entries {
                let at = &mut next[*point as usize];
                self.entries[*at as usize] = Entry { run: entry.run + before, ..*entry };
                *at += 1;
            }
        }
    }

    /// The raster around all roads that trips may begin and end on, with the sides of `cell_m`; `None`
    /// when it would have more points than `most`.
    #[must_use]
    pub fn canvas_of_all(snapper: &Snapper<'_>, rules: CanvasRules, most: usize, land: Option<&Land>) -> Option<Canvas> {
        let network = snapper.network();
        let ids = (0..).map(SegmentId).take(network.segments().len()).filter(|&id| snapper.may_join(id));
        let bounds = Canvas::bounds(ids.flat_map(|id| network.shape(id)).copied(), rules.spread_m)?;
        let lat = f64::midpoint(bounds[0].lat(), bounds[1].lat());
        Canvas::new(lat, bounds, rules, land, most)
    }

    /// For which direction it was made.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The time at which each run is entered; `UNREACHED` for runs whose times the view changes.
    pub(super) fn begins(&self, roads: &Roads<'_>) -> Vec<TravelTime> {
        let times = roads.times();
        let at = |feed: &Feed| times.get(feed.node as usize).copied().unwrap_or(TravelTime::UNREACHED) + feed.delay;
        let mut begins: Vec<TravelTime> = self
            .first_feed
            .windows(2)
            .map(|pair| self.feeds[pair[0] as usize..pair[1] as usize].iter().map(at).min().unwrap_or(TravelTime::UNREACHED))
            .collect();
        for id in roads.changed() {
            let from = self.segments.partition_point(|other| other.0 < id.0);
            for (run, _) in (from..).zip(&self.segments[from..]).take_while(|(_, other)| **other == id) {
                begins[run] = TravelTime::UNREACHED;
            }
        }
        begins
    }

    /// The entries of a point.
    #[inline]
    pub(super) fn entries(&self, point: usize) -> &[Entry] {
        &self.entries[self.first[point] as usize..self.first[point + 1] as usize]
    }

    /// Whether trips may begin and end on a segment and it lies on the raster.
    pub(super) fn has(&self, id: SegmentId) -> bool {
        self.segments.binary_search_by_key(&id.0, |other| other.0).is_ok()
    }

    pub(super) fn held_out(&self) -> &[HeldOutPlace] {
        &self.held_out
    }
}

fn part(network: &Network, id: SegmentId, direction: Direction, canvas: &Canvas, rules: CanvasRules) -> Part {
    let segment = network.segment(id);
    let mut part = Part { segment: id, runs: Vec::new(), entries: Vec::new(), held_out: Vec::new() };
    // For each run: the fraction where it is entered, and the time along all of it.
    let mut along = Vec::with_capacity(2);
    for (edge, begin) in [(segment.forward, 0.0), (segment.backward, 1.0)] {
        let Some(edge) = edge.filter(|edge| network.cost(*edge).is_reached()) else { continue };
        part.runs.push(feeds(network, edge, direction));
        let [start, end] = network.delays(edge);
        let begin = if direction == Direction::Forward { begin } else { 1.0 - begin };
        along.push((begin, network.cost(edge).without(start).without(end)));
    }
    let course = Course::new(network.shape(id), canvas);
    for (fraction, at) in course.samples(canvas) {
        for point in canvas.around(at).filter(|point| canvas.is_land(*point)) {
            let metres = canvas.metres_to(point, at);
            let off = TravelTime::from_seconds(metres * rules.off_network_s_per_m);
            for (run, (begin, driven)) in (0..).zip(&along) {
                let time = driven.before((fraction - begin).abs()) + off;
                offer(&mut part.entries, point, Entry { run, time, at: canvas.offset(at) });
            }
        }
    }
    if !along.is_empty() {
        hold_out(&mut part, &along, &course, canvas);
    }
    part
}

/// Keeps the least time of a run at a point; what was noted just before is where the same would be.
fn offer(entries: &mut Vec<(u32, Entry)>, point: usize, entry: Entry) {
    let point = u32::try_from(point).unwrap_or(u32::MAX);
    let near = entries.len().saturating_sub(24);
    let same = entries[near..].iter_mut().find(|(other, known)| *other == point && known.run == entry.run);
    match same {
        Some((_, known)) if known.time <= entry.time => {}
        Some((_, known)) => *known = entry,
        None => entries.push((point, entry)),
    }
}

/// Places at odd fractions of a segment, on land all around, one for every 50 m or so by its number.
fn hold_out(part: &mut Part, along: &[(f64, TravelTime)], course: &Course, canvas: &Canvas) {
    let hash = (f64::from(part.segment.0) * 0.618_033_988_749_895).fract();
    let wanted = course.length_m / HELD_OUT_EVERY_M + (hash * 7.0).fract();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres of a road")]
    for number in 0..wanted.min(64.0) as u32 {
        let fraction = (hash + f64::from(number) * 0.754_877_666_246_693).fract();
        let point = course.at(fraction);
        let mut corners = canvas.around(point).peekable();
        if corners.peek().is_none() || !corners.all(|corner| canvas.is_land(corner)) {
            continue;
        }
        let mut runs = [(u32::MAX, TravelTime::UNREACHED); 2];
        for ((run, slot), (begin, driven)) in (0..).zip(&mut runs).zip(along) {
            *slot = (run, driven.before((fraction - begin).abs()));
        }
        part.held_out.push(HeldOutPlace { segment: part.segment, fraction, point, runs });
    }
}

/// Where a run is entered from: the sources of its edge and of its twins ([`Direction::Forward`]), or
/// the target of the edge by which a trip that begins on it leaves.
fn feeds(network: &Network, edge: EdgeId, direction: Direction) -> Vec<Feed> {
    let graph = network.graph();
    let feed = |edge: EdgeId| {
        let (source, target) = graph.edge_endpoints(edge)?;
        let [start, end] = network.delays(edge);
        let (node, delay) = if direction == Direction::Forward { (source, start) } else { (target, end) };
        Some(Feed { node: u32::try_from(node.index()).ok()?, delay })
    };
    match direction {
        Direction::Forward => std::iter::once(edge).chain(network.twins(edge)).filter_map(feed).collect(),
        Direction::Backward => feed(network.departure(edge)).into_iter().collect(),
    }
}

/// A segment on the plane, in metres.
pub(super) struct Course {
    points: Vec<[f64; 2]>,
    /// Metres from the first to each.
    metres: Vec<f64>,
    length_m: f64,
}

impl Course {
    /// The places from which times are taken off it: fractions and positions.
    pub(super) fn samples(&self, canvas: &Canvas) -> impl Iterator<Item = (f64, [f64; 2])> + '_ {
        let count = (self.length_m / canvas.cell_m / SAMPLING).ceil().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres of a road")]
        (0..=count as u32).map(move |step| f64::from(step) / count).map(|fraction| (fraction, self.at(fraction)))
    }

    pub(super) fn new(shape: &[LonLat], canvas: &Canvas) -> Self {
        let points: Vec<[f64; 2]> = shape.iter().map(|place| canvas.project(*place)).collect();
        let mut length_m = 0.0;
        let mut metres = vec![0.0];
        for pair in points.windows(2) {
            length_m += (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
            metres.push(length_m);
        }
        Self { points, metres, length_m }
    }

    fn at(&self, fraction: f64) -> [f64; 2] {
        let wanted = fraction * self.length_m;
        let next = self.metres.partition_point(|metres| *metres < wanted).clamp(1, self.points.len().max(2) - 1);
        let (Some(&a), Some(&b)) = (self.points.get(next - 1), self.points.get(next)) else { return [f64::NAN; 2] };
        let piece = self.metres[next] - self.metres[next - 1];
        let share = if piece > 0.0 { (wanted - self.metres[next - 1]) / piece } else { 0.0 };
        [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
    }
}
