//! The time surface: times on the roads, spread off them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::ground::{Course, Ground};
use super::roads::Roads;
use crate::network::SegmentId;
use crate::units::TravelTime;

/// Times at the points of a raster.
#[derive(Clone, Debug)]
pub struct Surface<'g> {
    /// The raster, and the roads beside its points.
    pub ground: &'g Ground,
    /// By point, row by row from the south-west; `UNREACHED` beyond the limit, in the water and
    /// farther off the roads than times spread.
    pub times: Vec<TravelTime>,
    /// When each run of the ground is entered.
    pub(super) begins: Vec<TravelTime>,
    /// The lowest and highest column and row of points with a time; `None` where there is none.
    pub(super) reached: Option<[usize; 4]>,
}

impl<'g> Surface<'g> {
    /// Spreads the times of roads over a raster.
    ///
    /// The time at a point is the least over all points of roads of the time there and the straight
    /// way off the road, taken only over land. The roads must be searched in the direction of the ground.
    #[must_use]
    pub fn new(roads: &Roads<'_>, ground: &'g Ground) -> Self {
        let begins = ground.begins(roads);
        let mut spread = Spread::new(ground, roads.limit());
        spread.beside_roads(&begins);
        for id in roads.special().filter(|id| ground.has(*id)) {
            spread.along(roads, id);
        }
        for origin in roads.origins() {
            spread.from(ground.canvas.project(origin.place), TravelTime::ZERO);
        }
        let times = spread.finish();
        let reached = extent(&times, ground.canvas.columns);
        Self { ground, times, begins, reached }
    }
}

/// The lowest and highest column and row with a time.
fn extent(times: &[TravelTime], columns: usize) -> Option<[usize; 4]> {
    let mut found: Option<[usize; 4]> = None;
    for (row, line) in times.chunks_exact(columns).enumerate() {
        let Some(first) = line.iter().position(|time| time.is_reached()) else { continue };
        let last = line.iter().rposition(|time| time.is_reached()).unwrap_or(first);
        let [low, high, south, _] = found.unwrap_or([first, last, row, row]);
        found = Some([low.min(first), high.max(last), south, row]);
    }
    found
}

/// A search over the raster that remembers of every point where its time comes from, so that
/// distances are straight and not along the raster.
struct Spread<'g> {
    ground: &'g Ground,
    limit: TravelTime,
    farthest_m: f64,
    times: Vec<TravelTime>,
    /// Where a point's time comes from, in metres from the raster's south-west, and the time there.
    from: Vec<([f32; 2], TravelTime)>,
    queue: BinaryHeap<Reverse<(TravelTime, u32)>>,
}

impl<'g> Spread<'g> {
    fn new(ground: &'g Ground, limit: TravelTime) -> Self {
        let (canvas, rules) = (&ground.canvas, ground.rules);
        let count = canvas.columns * canvas.rows;
        // A square beyond the limit is known too, so that contours lie between known times.
        let margin = TravelTime::from_seconds(2.0 * canvas.cell_m * rules.off_network_s_per_m);
        Self {
            ground,
            limit: limit + margin,
            // Squares right beside a road belong to it however short times spread.
            farthest_m: rules.spread_m.max(canvas.cell_m * std::f64::consts::SQRT_2),
            times: vec![TravelTime::UNREACHED; count],
            from: vec![([0.0; 2], TravelTime::UNREACHED); count],
            queue: BinaryHeap::new(),
        }
    }

    /// The points beside roads, by the list of the ground.
    fn beside_roads(&mut self, begins: &[TravelTime]) {
        let canvas = &self.ground.canvas;
        for point in 0..self.times.len() {
            let (mut least, mut best) = (TravelTime::UNREACHED, None);
            for entry in self.ground.entries(point) {
                let time = begins[entry.run as usize] + entry.time;
                if time < least {
                    (least, best) = (time, Some(entry));
                }
            }
            if let Some(entry) = best.filter(|_| least <= self.limit) {
                let off = TravelTime::from_seconds(canvas.metres_from(point, entry.at) * self.ground.rules.off_network_s_per_m);
                self.times[point] = least;
                self.from[point] = (entry.at, least.without(off));
            }
        }
    }

    /// The points beside a segment whose times rise and fall along it.
    fn along(&mut self, roads: &Roads<'_>, id: SegmentId) {
        // At the same places as the ground, so that scenarios differ by their times alone.
        let course = Course::new(roads.view().network().shape(id), &self.ground.canvas);
        for (fraction, point) in course.samples(&self.ground.canvas) {
            let time = roads.time(id, fraction);
            if time.is_reached() {
                self.from(point, time);
            }
        }
    }

    /// The points around a place.
    fn from(&mut self, point: [f64; 2], time: TravelTime) {
        let source = (self.ground.canvas.offset(point), time);
        for corner in self.ground.canvas.around(point) {
            self.offer(corner, source);
        }
    }

    #[inline]
    fn offer(&mut self, point: usize, source: ([f32; 2], TravelTime)) -> bool {
        if source.1 >= self.times[point] {
            return false;
        }
        let metres = self.ground.canvas.metres_from(point, source.0);
        let time = source.1 + TravelTime::from_seconds(metres * self.ground.rules.off_network_s_per_m);
        let better =
            time < self.times[point] && time <= self.limit && metres <= self.farthest_m && self.ground.canvas.is_land(point);
        if better {
            (self.times[point], self.from[point]) = (time, source);
        }
        better
    }

    fn finish(mut self) -> Vec<TravelTime> {
        for point in 0..self.times.len() {
            if self.times[point].is_reached() {
                self.pass_on(point);
            }
        }
        while let Some(Reverse((time, point))) = self.queue.pop() {
            if time == self.times[point as usize] {
                self.pass_on(point as usize);
            }
        }
        let (columns, rows) = (self.ground.canvas.columns, self.ground.canvas.rows);
        for edge in (0..columns)
            .flat_map(|column| [column, (rows - 1) * columns + column])
            .chain((0..rows).flat_map(|row| [row * columns, (row + 1) * columns - 1]))
        {
            self.times[edge] = TravelTime::UNREACHED;
        }
        self.times
    }

    /// Offers a point's source to the eight around it; the outermost points stay empty, so that every
    /// contour closes.
    fn pass_on(&mut self, point: usize) {
        let (columns, rows) = (self.ground.canvas.columns, self.ground.canvas.rows);
        let (column, row) = (point % columns, point / columns);
        let source = self.from[point];
        for next_row in row.saturating_sub(1).max(1)..=(row + 1).min(rows - 2) {
            for next_column in column.saturating_sub(1).max(1)..=(column + 1).min(columns - 2) {
                let next = next_row * columns + next_column;
                if self.offer(next, source) {
                    self.queue.push(Reverse((self.times[next], u32::try_from(next).unwrap_or(u32::MAX))));
                }
            }
        }
    }
}
