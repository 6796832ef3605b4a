//! Times at every point of every road, from a search of the junctions.

use rustc_hash::FxHashSet;

use super::raster_grid::{RasterGrid, RasterRules};
use crate::people::Land;
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId, SegmentId, Snap, Snapper};
use tongda_network::scenario::View;
use tongda_search::{Dijkstra, Sweeper, Targets};

/// A place to begin at, joined to the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin {
    /// The place itself.
    pub position: LonLat,
    /// Where it is on the network.
    pub snap: Snap,
}

/// One direction of a segment: times grow evenly along it.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it begins, as a fraction of the segment, and where it ends.
    from: f64,
    to: f64,
    /// The time at its begin.
    begin: TravelTime,
    /// The time along all of it.
    driven: TravelTime,
}

impl Run {
    fn time(&self, fraction: f64) -> Option<TravelTime> {
        let share = (fraction - self.from) / (self.to - self.from);
        (0.0..=1.0).contains(&share).then(|| self.begin + self.driven.before(share))
    }

    /// The part of it that is reached by then.
    fn within(&self, time: TravelTime) -> Option<[f64; 2]> {
        let (begin, driven) = (self.begin.seconds()?, self.driven.seconds()?);
        let left = time.seconds()? - begin;
        if left < 0.0 {
            return None;
        }
        let share = if driven > 0.0 { (left / driven).min(1.0) } else { 1.0 };
        let end = self.from + share * (self.to - self.from);
        Some([self.from.min(end), self.from.max(end)])
    }
}

/// Times on the roads of a view, from the nearest of some origins ([`Direction::Forward`]) or to it
/// ([`Direction::Backward`]).
#[derive(Clone, Debug)]
pub struct Roads<'v> {
    view: &'v View<'v>,
    direction: Direction,
    limit: TravelTime,
    origins: Vec<Origin>,
    /// By vertex.
    times: Vec<TravelTime>,
    /// Segments on which the view has vertices or times that the base network lacks.
    changed: FxHashSet<SegmentId>,
}

impl<'v> Roads<'v> {
    /// Searches from the origins as far as `limit`.
    #[must_use]
    pub fn new(view: &'v View<'v>, origins: &[Origin], direction: Direction, limit: TravelTime, searcher: &mut Dijkstra) -> Self {
        let starts = Self::starts(view, origins, direction);
        let reach = searcher.search(view, direction, starts, limit);
        let times = (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect();
        Self::with_times(view, origins, direction, limit, times)
    }

    /// The same from the times of all vertices, found otherwise.
    pub(super) fn with_times(
        view: &'v View<'v>,
        origins: &[Origin],
        direction: Direction,
        limit: TravelTime,
        times: Vec<TravelTime>,
    ) -> Self {
        Self { view, direction, limit, origins: origins.to_vec(), times, changed: view.changed_segments().collect() }
    }

    /// The same for each of many places at once, by a hierarchy of the view; at most
    /// [`BATCH`](tongda_search::BATCH) of them.
    pub(super) fn swept(
        view: &'v View<'v>,
        all: &[Vec<Origin>],
        limit: TravelTime,
        targets: &Targets<'_>,
        direction: Direction,
        sweeper: &mut Sweeper,
    ) -> Vec<Self> {
        let starts: Vec<_> = all.iter().map(|origins| Self::starts(view, origins, direction)).collect();
        let found = targets.times(sweeper, &starts);
        let mut times = vec![vec![TravelTime::UNREACHED; view.node_count()]; all.len()];
        for node in 0..view.node_count() {
            for (times, time) in times.iter_mut().zip(found.to(node)).filter(|(_, time)| *time <= limit) {
                times[node] = time;
            }
        }
        let one = |(origins, times): (&Vec<Origin>, Vec<TravelTime>)| Self::with_times(view, origins, direction, limit, times);
        all.iter().zip(times).map(one).collect()
    }

    /// Where a search from an origin begins: vertices, and the times at them.
    pub(super) fn starts(view: &View<'_>, origins: &[Origin], direction: Direction) -> Vec<(NodeId, TravelTime)> {
        let of = |origin: &Origin| {
            let off_network = origin.snap.off_network;
            view.terminals(&origin.snap, direction).into_iter().map(move |(node, time, _)| (node, time + off_network))
        };
        origins.iter().flat_map(of).collect()
    }

    /// The view that was searched.
    pub(super) const fn view(&self) -> &'v View<'v> {
        self.view
    }

    /// How far was searched.
    pub(super) const fn limit(&self) -> TravelTime {
        self.limit
    }

    /// The places that times count from.
    pub(super) fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// By vertex.
    pub(super) fn times(&self) -> &[TravelTime] {
        &self.times
    }

    /// Segments whose times do not follow from those at their two ends alone: those that the view changes,
    /// and those of the origins.
    pub(super) fn special(&self) -> impl Iterator<Item = SegmentId> + '_ {
        let own = self.origins.iter().flat_map(|origin| origin.snap.spots()).map(|spot| spot.segment);
        let mut all: Vec<SegmentId> = self.changed().chain(own).collect();
        all.sort_unstable_by_key(|id| id.0);
        all.dedup();
        all.into_iter()
    }

    /// Segments that the view changes.
    pub(super) fn changed(&self) -> impl Iterator<Item = SegmentId> + '_ {
        self.changed.iter().copied()
    }

    /// The raster around all that is reached from them, as far out as times can spread; `None` when nothing
    /// is, or when it would have more than `most` points.
    pub(super) fn grid(
        all: &[&Self],
        snapper: &Snapper<'_>,
        rules: RasterRules,
        most: usize,
        land: Option<&Land>,
    ) -> Option<RasterGrid> {
        let network = snapper.network();
        let positions = all.iter().flat_map(|roads| {
            let shapes = roads.reached(snapper).flat_map(|id| network.shape(id)).copied();
            shapes.chain(roads.origins.iter().map(|origin| origin.position))
        });
        let limit = all.iter().map(|roads| roads.limit).max()?.seconds()?;
        let bounds = RasterGrid::bounds(positions, rules.spread_m.min(limit / rules.off_network_s_per_m))?;
        // By the origin, so that rasters of one place lie on each other.
        let lat = all.first()?.origins.first()?.position.lat();
        RasterGrid::new(lat, bounds, rules, land, most)
    }

    /// Segments of the base network that trips may begin and end on, with a time within the limit
    /// somewhere on them.
    fn reached<'r>(&'r self, snapper: &'r Snapper<'_>) -> impl Iterator<Item = SegmentId> + 'r {
        let ids = (0..).map(SegmentId).take(self.view.network().segments().len());
        ids.filter(|&id| self.is_reached(id) && snapper.may_join(id))
    }

    fn is_reached(&self, id: SegmentId) -> bool {
        let own = |origin: &Origin| origin.snap.spots().any(|spot| spot.segment == id);
        self.changed.contains(&id) || !self.runs(id).is_empty() || self.origins.iter().any(own)
    }

    /// The exact time at a fraction of a segment; `UNREACHED` beyond the limit.
    #[must_use]
    pub fn time(&self, id: SegmentId, fraction: f64) -> TravelTime {
        let snap = Snap { segment: id, fraction, off_network_m: 0.0, off_network: TravelTime::ZERO, opposite: None };
        let over_junctions = if self.changed.contains(&id) || fraction <= 0.0 || fraction >= 1.0 {
            let ways = self.view.terminals(&snap, self.direction.reversed()).into_iter();
            ways.map(|(node, time, _)| self.at(node) + time).min()
        } else {
            self.runs(id).iter().filter_map(|run| run.time(fraction)).min()
        };
        let time = over_junctions.into_iter().chain(self.along(&snap)).min().unwrap_or(TravelTime::UNREACHED);
        if time <= self.limit { time } else { TravelTime::UNREACHED }
    }

    /// The time along the segment from an origin on it, or to it.
    fn along(&self, snap: &Snap) -> Option<TravelTime> {
        let beside = |origin: &&Origin| origin.snap.spots().any(|spot| spot.segment == snap.segment);
        let direct = |origin: &Origin| {
            let (time, _) = match self.direction {
                Direction::Forward => self.view.direct(&origin.snap, snap)?,
                Direction::Backward => self.view.direct(snap, &origin.snap)?,
            };
            Some(time + origin.snap.off_network)
        };
        self.origins.iter().filter(beside).filter_map(direct).min()
    }

    fn at(&self, node: NodeId) -> TravelTime {
        self.times.get(node.index()).copied().unwrap_or(TravelTime::UNREACHED)
    }

    /// The parts of a segment that are reached within a time, as fractions, not overlapping.
    pub(super) fn within(&self, id: SegmentId, time: TravelTime) -> Vec<[f64; 2]> {
        let own = self.origins.iter().any(|origin| origin.snap.spots().any(|spot| spot.segment == id));
        let mut parts: Vec<[f64; 2]> = if own || self.changed.contains(&id) {
            // Times rise and fall several times along it: looked at every 20 m or so.
            let count = (self.view.network().segment(id).length_m / 20.0).ceil().clamp(1.0, 1000.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 1000")]
            let steps = 0..count as u32;
            let inside = |step: u32| self.time(id, (f64::from(step) + 0.5) / count) <= time;
            steps.filter(|&step| inside(step)).map(|step| [f64::from(step) / count, f64::from(step + 1) / count]).collect()
        } else {
            self.runs(id).iter().filter_map(|run| run.within(time)).collect()
        };
        parts.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let mut joined: Vec<[f64; 2]> = Vec::with_capacity(parts.len());
        for part in parts {
            match joined.last_mut().filter(|last| part[0] <= last[1]) {
                Some(last) => last[1] = last[1].max(part[1]),
                None => joined.push(part),
            }
        }
        joined
    }

    /// Its directions with the times that they are entered at (for [`Direction::Backward`]: left at).
    fn runs(&self, id: SegmentId) -> Vec<Run> {
        let network = self.view.network();
        let segment = network.segment(id);
        let mut runs = Vec::with_capacity(2);
        for (edge, ends) in [(segment.forward, [0.0, 1.0]), (segment.backward, [1.0, 0.0])] {
            let Some(edge) = edge else { continue };
            let begin = match self.direction {
                Direction::Forward => [edge].into_iter().chain(network.expanded_edges(edge)).map(|edge| self.entered(edge)).min(),
                Direction::Backward => Some(self.left(network.origin_edge(edge))),
            };
            let begin = begin.unwrap_or(TravelTime::UNREACHED);
            if begin <= self.limit && self.view.cost(edge).is_reached() {
                let [from, to] = if self.direction == Direction::Forward { ends } else { [ends[1], ends[0]] };
                runs.push(Run { from, to, begin, driven: self.driven(edge) });
            }
        }
        runs
    }

    fn driven(&self, edge: EdgeId) -> TravelTime {
        let [start, end] = self.view.network().delays(edge);
        self.view.cost(edge).without(start).without(end)
    }

    /// The time just behind the begin of an edge.
    fn entered(&self, edge: EdgeId) -> TravelTime {
        let [start, _] = self.view.network().delays(edge);
        let source = self.view.network().graph().edge_endpoints(edge).map(|(source, _)| source);
        source.map_or(TravelTime::UNREACHED, |source| self.at(source) + start)
    }

    /// The time just before the end of an edge.
    fn left(&self, edge: EdgeId) -> TravelTime {
        let [_, end] = self.view.network().delays(edge);
        let target = self.view.network().graph().edge_endpoints(edge).map(|(_, target)| target);
        target.map_or(TravelTime::UNREACHED, |target| self.at(target) + end)
    }
}
