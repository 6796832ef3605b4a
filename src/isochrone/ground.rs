//! What a raster knows of the roads before any search: for each piece of road the points beside it,
//! with the time from where the piece is entered to the point. Made once, used for any
//! number of origins and scenarios.
//!
//! A *run* is one direction of a segment. If a trip enters run `r` at time `b(r)`, it is at a point
//! beside it at `b(r)` plus the least of driving along it and walking off it; that second part is a
//! number that no origin changes. So the times at all points beside roads follow from the times at
//! the junctions by one pass over the runs that are reached. Runs whose times a scenario changes are left to the
//! slow way, which looks at the roads themselves.

#![allow(clippy::cast_precision_loss, reason = "rasters have a few thousand rows and columns")]

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::canvas::{Canvas, CanvasRules};
use super::course::Course;
use super::held_out::HeldOutPlace;
use super::roads::Roads;
use crate::direction::Direction;
use crate::network::{EdgeId, Network, SegmentId, Snapper};
use crate::people::Land;
use crate::units::TravelTime;

/// Where the order of held-out places begins.
const HELD_OUT_SEED: u64 = 1;

/// A point beside a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The point's column and row.
    pub(super) column: u16,
    pub(super) row: u16,
    /// The time from where the run is entered to the point.
    pub(super) time: TravelTime,
}

/// A vertex from which a run is entered, and the delay of entering it.
#[derive(Clone, Copy, Debug)]
struct Feed {
    node: u32,
    delay: TravelTime,
}

/// A raster with the roads beside its points.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The raster.
    pub canvas: Canvas,
    /// How it was made.
    pub rules: CanvasRules,
    direction: Direction,
    /// Entries of run `r`: `entries[first[r]..first[r + 1]]`.
    first: Vec<u32>,
    entries: Vec<Entry>,
    /// Where the road is left for each entry, in metres from the raster's south-west.
    at: Vec<[f32; 2]>,
    /// The lowest and highest column and row of the entries of each run.
    around: Vec<[u16; 4]>,
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
    runs: Vec<RunPart>,
    held_out: Vec<HeldOutPlace>,
}

/// What one of its runs adds.
struct RunPart {
    feeds: Vec<Feed>,
    /// The fraction of the segment where it is entered.
    begin: f64,
    /// The time along all of it.
    driven: TravelTime,
    entries: Vec<(Entry, [f32; 2])>,
}

impl Ground {
    /// The roads that trips may begin and end on (see [`Snapper`]) around the points of a raster, for
    /// trips away from origins ([`Direction::Forward`]) or to them.
    #[must_use]
    pub fn new(snapper: &Snapper<'_>, direction: Direction, canvas: Canvas, rules: CanvasRules) -> Self {
        let network = snapper.network();
        let count = number(network.segments().len());
        let parts: Vec<Part> = (0..count)
            .into_par_iter()
            .map(SegmentId)
            .filter(|&id| snapper.may_join(id))
            .map(|id| part(network, id, direction, &canvas, rules))
            .filter(|part| part.runs.iter().any(|run| !run.entries.is_empty()))
            .collect();
        let mut ground = Self {
            direction,
            first: vec![0],
            entries: Vec::new(),
            at: Vec::new(),
            around: Vec::new(),
            first_feed: vec![0],
            feeds: Vec::new(),
            segments: Vec::new(),
            held_out: Vec::new(),
            rules,
            canvas,
        };
        for part in &parts {
            let before = number(ground.segments.len());
            for run in &part.runs {
                ground.feeds.extend(&run.feeds);
                ground.first_feed.push(number(ground.feeds.len()));
                ground.entries.extend(run.entries.iter().map(|(entry, _)| *entry));
                ground.at.extend(run.entries.iter().map(|(_, at)| *at));
                ground.first.push(number(ground.entries.len()));
                ground.around.push(around(&run.entries));
                ground.segments.push(part.segment);
            }
            ground.held_out.extend(part.held_out.iter().map(|place| place.behind(before)));
        }
        // In an order that has nothing to do with where they are, so that the first so many in a box are spread over it.
        ground.held_out.shuffle(&mut Pcg64::seed_from_u64(HELD_OUT_SEED));
        ground
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

    /// The points beside a run, by number.
    #[inline]
    pub(super) fn entries(&self, run: usize) -> (std::ops::Range<usize>, &[Entry]) {
        let range = self.first[run] as usize..self.first[run + 1] as usize;
        (range.clone(), &self.entries[range])
    }

    /// The lowest and highest column and row of the points beside a run.
    pub(super) fn around(&self, run: usize) -> [u16; 4] {
        self.around[run]
    }

    /// Where the road is left for the entry of a number, in metres from the raster's south-west.
    pub(super) fn left_at(&self, number: usize) -> [f32; 2] {
        self.at[number]
    }

    /// The segment of a run.
    pub(super) fn segment(&self, run: usize) -> SegmentId {
        self.segments[run]
    }

    /// Whether trips may begin and end on a segment and it lies on the raster.
    pub(super) fn has(&self, id: SegmentId) -> bool {
        self.segments.binary_search_by_key(&id.0, |other| other.0).is_ok()
    }

    pub(super) fn held_out(&self) -> &[HeldOutPlace] {
        &self.held_out
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn around(entries: &[(Entry, [f32; 2])]) -> [u16; 4] {
    entries.iter().fold([u16::MAX, 0, u16::MAX, 0], |[west, east, south, north], (entry, _)| {
        [west.min(entry.column), east.max(entry.column), south.min(entry.row), north.max(entry.row)]
    })
}

fn part(network: &Network, id: SegmentId, direction: Direction, canvas: &Canvas, rules: CanvasRules) -> Part {
    let segment = network.segment(id);
    let mut runs = Vec::with_capacity(2);
    for (edge, begin) in [(segment.forward, 0.0), (segment.backward, 1.0)] {
        let Some(edge) = edge.filter(|edge| network.cost(*edge).is_reached()) else { continue };
        let [start, end] = network.delays(edge);
        runs.push(RunPart {
            feeds: feeds(network, edge, direction),
            begin: if direction == Direction::Forward { begin } else { 1.0 - begin },
            driven: network.cost(edge).without(start).without(end),
            entries: Vec::new(),
        });
    }
    if runs.is_empty() {
        return Part { segment: id, runs, held_out: Vec::new() };
    }
    let course = Course::new(network.shape(id), canvas);
    for (fraction, place) in course.samples(canvas) {
        let at = canvas.offset(place);
        for point in canvas.around(place).filter(|point| canvas.is_land(*point)) {
            let off = rules.off(canvas.metres_from(point, at));
            let [column, row] = point.map(|along| u16::try_from(along).unwrap_or(u16::MAX));
            for run in &mut runs {
                let time = run.driven.before((fraction - run.begin).abs()) + off;
                offer(&mut run.entries, Entry { column, row, time }, at);
            }
        }
    }
    let along: Vec<(f64, TravelTime)> = runs.iter().map(|run| (run.begin, run.driven)).collect();
    Part { segment: id, held_out: HeldOutPlace::of(id, &along, &course, canvas), runs }
}

/// Keeps the least time at a point; what was noted just before is where the same would be.
fn offer(entries: &mut Vec<(Entry, [f32; 2])>, entry: Entry, at: [f32; 2]) {
    let near = entries.len().saturating_sub(12);
    let same = entries[near..].iter_mut().find(|(known, _)| (known.column, known.row) == (entry.column, entry.row));
    match same {
        Some((known, _)) if known.time <= entry.time => {}
        Some(known) => *known = (entry, at),
        None => entries.push((entry, at)),
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
