//! What a raster knows of the roads before any search: for each point the pieces of road beside it,
//! with the time from where each piece is entered to the point. Made once, used for any
//! number of origins and scenarios.
//!
//! A *run* is one direction of a segment. If a trip enters run `r` at time `b(r)`, it is at a point
//! beside it at `b(r)` plus the least of driving along it and walking off it; that second part is a
//! number that no origin changes. So the times at all points beside roads follow from the times at
//! the junctions by one pass over the points. Runs whose times a scenario changes are left to the
//! slow way, which looks at the roads themselves.

#![allow(clippy::cast_precision_loss, reason = "rasters have a few thousand rows and columns")]

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::polyline_sampler::PolylineSampler;
use super::raster_grid::{RasterGrid, RasterRules};
use super::roads::Roads;
use super::validation::ValidationPoint;
use crate::people::Land;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, Network, SegmentId, Snapper};

/// Where the order of held-out places begins.
const HELD_OUT_SEED: u64 = 1;

/// Runs whose surroundings are looked at together.
const BLOCK: usize = 64;
/// The box around nothing: columns from west to east and rows from south to north.
const NOWHERE: [u16; 4] = [u16::MAX, 0, u16::MAX, 0];

/// A run beside a point.
#[derive(Clone, Copy, Debug)]
struct Entry {
    run: u32,
    /// The time from where the run is entered to the point.
    time: TravelTime,
}

/// Where a run is left for a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// In metres from the raster's south-west.
    pub(super) at: [f32; 2],
    /// The time from where the run is entered to there.
    pub(super) along: TravelTime,
}

/// A vertex from which a run is entered, and the delay of entering it.
#[derive(Clone, Copy, Debug)]
struct Feed {
    node: u32,
    delay: TravelTime,
}

/// A raster with the roads beside its points.
#[derive(Clone, Debug)]
pub(super) struct RoadRaster {
    /// The raster.
    pub(super) grid: RasterGrid,
    /// How it was made.
    pub(super) rules: RasterRules,
    /// Entries of point `p`, numbered row by row from the south-west, by run: `entries[first[p]..first[p + 1]]`.
    first: Vec<u32>,
    entries: Vec<Entry>,
    /// By entry.
    left: Vec<Left>,
    /// The lowest and highest column and row of the points beside each run.
    around: Vec<[u16; 4]>,
    /// The same of every [`BLOCK`] runs.
    blocks: Vec<[u16; 4]>,
    /// Where each run is entered from.
    feeds: Vec<Feed>,
    /// Further ways into some runs.
    more_feeds: Vec<(u32, Feed)>,
    /// The segment of each run, ascending.
    segments: Vec<SegmentId>,
    validation_points: Vec<ValidationPoint>,
}

/// What one segment adds.
struct Part {
    segment: SegmentId,
    runs: Vec<RunPart>,
    validation_points: Vec<ValidationPoint>,
}

/// What one of its runs adds.
struct RunPart {
    feeds: Vec<Feed>,
    /// The fraction of the segment where it is entered.
    begin: f64,
    /// The time along all of it.
    driven: TravelTime,
    beside: Vec<Beside>,
}

/// A point beside a run: its column and row, the time from where the run is entered, and where the run is left for it.
struct Beside {
    at: [u16; 2],
    time: TravelTime,
    left: Left,
}

impl RoadRaster {
    /// The roads that trips may begin and end on (see [`Snapper`]) around the points of a raster, for
    /// trips away from origins ([`Direction::Forward`]) or to them.
    pub(super) fn new(snapper: &Snapper<'_>, direction: Direction, grid: RasterGrid, rules: RasterRules) -> Self {
        let network = snapper.network();
        let count = number(network.segments().len());
        let parts: Vec<Part> = (0..count)
            .into_par_iter()
            .map(SegmentId)
            .filter(|&id| snapper.may_join(id))
            .map(|id| part(network, id, direction, &grid, rules))
            .filter(|part| part.runs.iter().any(|run| !run.beside.is_empty()))
            .collect();
        let mut ground = Self {
            first: vec![0; grid.columns * grid.rows + 1],
            entries: Vec::new(),
            left: Vec::new(),
            around: Vec::new(),
            blocks: Vec::new(),
            feeds: Vec::new(),
            more_feeds: Vec::new(),
            segments: Vec::new(),
            validation_points: Vec::new(),
            rules,
            grid,
        };
        for part in &parts {
            let before = number(ground.segments.len());
            for (run, of) in (before..).zip(&part.runs) {
                ground.feeds.push(of.feeds.first().copied().unwrap_or(Feed { node: u32::MAX, delay: TravelTime::ZERO }));
                ground.more_feeds.extend(of.feeds.iter().skip(1).map(|feed| (run, *feed)));
                ground.around.push(around(&of.beside));
                ground.segments.push(part.segment);
            }
            ground.validation_points.extend(part.validation_points.iter().map(|position| position.behind(before)));
        }
        ground.sort(&parts);
        ground.blocks = ground.around.chunks(BLOCK).map(|block| block.iter().copied().fold(NOWHERE, join)).collect();
        // In an order that has nothing to do with where they are, so that the first so many in a box are spread over it.
        ground.validation_points.shuffle(&mut Pcg64::seed_from_u64(HELD_OUT_SEED));
        ground
    }

    /// Sorts what lies beside the runs of all parts by point, then by run: of equal times the first counts.
    fn sort(&mut self, parts: &[Part]) {
        let columns = self.grid.columns;
        let beside = || {
            let runs = (0..).zip(parts.iter().flat_map(|part| &part.runs));
            runs.flat_map(move |(run, of)| of.beside.iter().map(move |beside| (run, beside)))
        };
        let point = |[column, row]: [u16; 2]| usize::from(row) * columns + usize::from(column);
        for (_, beside) in beside() {
            self.first[point(beside.at) + 1] += 1;
        }
        let mut count = 0;
        for first in &mut self.first {
            count += *first;
            *first = count;
        }
        let mut next = self.first.clone();
        self.entries = vec![Entry { run: 0, time: TravelTime::UNREACHED }; count as usize];
        self.left = vec![Left { at: [0.0; 2], along: TravelTime::UNREACHED }; count as usize];
        for (run, beside) in beside() {
            let slot = &mut next[point(beside.at)];
            self.entries[*slot as usize] = Entry { run, time: beside.time };
            self.left[*slot as usize] = beside.left;
            *slot += 1;
        }
    }

    /// The raster around all roads that trips may begin and end on, with the sides of `cell_m`; `None`
    /// when it would have more points than `most`.
    pub(super) fn grid_of_all(snapper: &Snapper<'_>, rules: RasterRules, most: usize, land: Option<&Land>) -> Option<RasterGrid> {
        let network = snapper.network();
        let ids = (0..).map(SegmentId).take(network.segments().len()).filter(|&id| snapper.may_join(id));
        let bounds = RasterGrid::bounds(ids.flat_map(|id| network.shape(id)).copied(), rules.spread_m)?;
        let lat = f64::midpoint(bounds[0].lat(), bounds[1].lat());
        RasterGrid::new(lat, bounds, rules, land, most)
    }

    /// How far off the roads times spread at most: squares right beside a road belong to it however short that is.
    pub(super) fn farthest_m(&self) -> f64 {
        self.rules.spread_m.max(self.grid.cell_m * std::f64::consts::SQRT_2)
    }

    /// The time at which each run is entered; `UNREACHED` for runs whose times the view changes.
    pub(super) fn begins(&self, roads: &Roads<'_>) -> Vec<TravelTime> {
        let times = roads.times();
        let at = |feed: &Feed| times.get(feed.node as usize).copied().unwrap_or(TravelTime::UNREACHED) + feed.delay;
        let mut begins: Vec<TravelTime> = self.feeds.iter().map(at).collect();
        for (run, feed) in &self.more_feeds {
            let begin = &mut begins[*run as usize];
            *begin = (*begin).min(at(feed));
        }
        for id in roads.changed() {
            let from = self.segments.partition_point(|other| other.0 < id.0);
            for (run, _) in (from..).zip(&self.segments[from..]).take_while(|(_, other)| **other == id) {
                begins[run] = TravelTime::UNREACHED;
            }
        }
        begins
    }

    /// Points beside roads in a stretch of a row, by column: the soonest time there, of runs that are entered at `begins`,
    /// and the number of the entry that it is by.
    pub(super) fn soonest<'g>(
        &'g self,
        row: usize,
        columns: std::ops::RangeInclusive<usize>,
        begins: &'g [TravelTime],
    ) -> impl Iterator<Item = (usize, TravelTime, u32)> + 'g {
        let row = row * self.grid.columns;
        let beside =
            columns.map(move |column| (column, self.first[row + column] as usize..self.first[row + column + 1] as usize));
        beside.filter(|(_, range)| !range.is_empty()).map(move |(column, range)| {
            // The time with the number of its entry behind it: the least is the soonest, of equals the first.
            let by = |(number, entry): (usize, &Entry)| {
                u64::from(begins[entry.run as usize].ms() + entry.time.ms()) << 32 | number as u64
            };
            let best = range.clone().zip(&self.entries[range]).map(by).fold(u64::MAX, u64::min);
            #[expect(clippy::cast_possible_truncation, reason = "the upper and the lower half")]
            let (time, number) = (TravelTime::from_ms((best >> 32) as u32), best as u32);
            (column, time, number)
        })
    }

    /// The run of the entry of a number, and where it is left.
    #[inline]
    pub(super) fn entry(&self, number: u32) -> (usize, Left) {
        (self.entries[number as usize].run as usize, self.left[number as usize])
    }

    /// The lowest and highest column and row of the points beside runs that are entered by `limit`; the lowest is above
    /// the highest where there is none.
    pub(super) fn around(&self, begins: &[TravelTime], limit: TravelTime) -> [usize; 4] {
        let runs = begins.chunks(BLOCK).zip(self.around.chunks(BLOCK));
        let found = self.blocks.iter().zip(runs).fold(NOWHERE, |found, (block, (begins, around))| {
            if join(found, *block) == found {
                return found;
            }
            let entered = begins.iter().zip(around).filter(|(begin, _)| **begin <= limit);
            entered.fold(found, |found, (_, around)| join(found, *around))
        });
        found.map(usize::from)
    }

    /// The segment of a run.
    pub(super) fn segment(&self, run: usize) -> SegmentId {
        self.segments[run]
    }

    /// Whether trips may begin and end on a segment and it lies on the raster.
    pub(super) fn has(&self, id: SegmentId) -> bool {
        self.segments.binary_search_by_key(&id.0, |other| other.0).is_ok()
    }

    pub(super) fn validation_points(&self) -> &[ValidationPoint] {
        &self.validation_points
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn around(beside: &[Beside]) -> [u16; 4] {
    beside.iter().map(|beside| beside.at).fold(NOWHERE, |all, [column, row]| join(all, [column, column, row, row]))
}

/// The box around two boxes.
fn join(a: [u16; 4], b: [u16; 4]) -> [u16; 4] {
    [a[0].min(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].max(b[3])]
}

fn part(network: &Network, id: SegmentId, direction: Direction, grid: &RasterGrid, rules: RasterRules) -> Part {
    let segment = network.segment(id);
    let mut runs = Vec::with_capacity(2);
    for (edge, begin) in [(segment.forward, 0.0), (segment.backward, 1.0)] {
        let Some(edge) = edge.filter(|edge| network.cost(*edge).is_reached()) else { continue };
        let [start, end] = network.delays(edge);
        runs.push(RunPart {
            feeds: feeds(network, edge, direction),
            begin: if direction == Direction::Forward { begin } else { 1.0 - begin },
            driven: network.cost(edge).without(start).without(end),
            beside: Vec::new(),
        });
    }
    if runs.is_empty() {
        return Part { segment: id, runs, validation_points: Vec::new() };
    }
    let course = PolylineSampler::new(network.shape(id), grid);
    for (fraction, position) in course.samples(grid) {
        let at = grid.offset(position);
        for point in grid.around(position).filter(|point| grid.is_land(*point)) {
            let off = rules.off(grid.metres_from(point, at));
            for run in &mut runs {
                let along = run.driven.before((fraction - run.begin).abs());
                let at_point = point.map(|along| u16::try_from(along).unwrap_or(u16::MAX));
                offer(&mut run.beside, Beside { at: at_point, time: along + off, left: Left { at, along } });
            }
        }
    }
    let along: Vec<(f64, TravelTime)> = runs.iter().map(|run| (run.begin, run.driven)).collect();
    Part { segment: id, validation_points: ValidationPoint::of(id, &along, &course, grid), runs }
}

/// Keeps the least time at a point; what was noted just before is where the same would be.
fn offer(all: &mut Vec<Beside>, beside: Beside) {
    let near = all.len().saturating_sub(12);
    match all[near..].iter_mut().find(|known| known.at == beside.at) {
        Some(known) if known.time <= beside.time => {}
        Some(known) => *known = beside,
        None => all.push(beside),
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
        Direction::Forward => std::iter::once(edge).chain(network.expanded_edges(edge)).filter_map(feed).collect(),
        Direction::Backward => feed(network.origin_edge(edge)).into_iter().collect(),
    }
}
