//! The time surface: times on the roads, spread off them.

use super::canvas::Canvas;
use super::course::Course;
use super::ground::Ground;
use super::roads::Roads;
use crate::network::SegmentId;
use crate::units::TravelTime;

/// How far bands spread off the roads where no land is known that would stop them at the water, in metres.
pub const WITHOUT_LAND_M: f64 = 500.0;

/// Times at the points of a raster.
#[derive(Clone, Debug)]
pub struct Surface<'g> {
    /// The whole raster, and the roads beside its points.
    pub ground: &'g Ground,
    /// The window of it around all that is reached.
    pub canvas: Canvas,
    /// By point of the window, row by row from the south-west; `UNREACHED` beyond the limit, in the water and
    /// farther off the roads than times spread.
    pub(super) times: Vec<TravelTime>,
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
        let special: Vec<SegmentId> = roads.special().filter(|id| ground.has(*id)).collect();
        // A square beyond the limit is known too, so that contours lie between known times.
        let beyond = TravelTime::from_seconds(2.0 * ground.canvas.cell_m * ground.rules.off_network_s_per_m);
        let limit = roads.limit() + beyond;
        let runs = begins.iter().enumerate().filter(|(_, begin)| **begin <= limit).map(|(run, _)| run);
        let mut spread = Spread::new(ground, window(roads, ground, runs, &special), limit);
        spread.beside_roads(&begins);
        for id in special {
            spread.along(roads, id);
        }
        for origin in roads.origins() {
            spread.from(ground.canvas.project(origin.place), TravelTime::ZERO);
        }
        let (canvas, times) = spread.finish();
        let reached = extent(&times, canvas.columns);
        Self { ground, canvas, times, begins, reached }
    }

    /// Takes the sooner of both times at each point; the outermost points stay empty.
    pub(super) fn lower_to(&mut self, other: &Surface<'_>) {
        let ([west, south], (columns, rows)) = (self.canvas.first(), (self.canvas.columns, self.canvas.rows));
        for row in 1..rows.saturating_sub(1) {
            for column in 1..columns.saturating_sub(1) {
                let time = &mut self.times[row * columns + column];
                *time = (*time).min(other.time([west + column, south + row]));
            }
        }
        self.reached = extent(&self.times, columns);
    }

    /// The time at a point of the whole raster, by column and row.
    #[must_use]
    pub fn time(&self, [column, row]: [usize; 2]) -> TravelTime {
        let [west, south] = self.canvas.first();
        let inside = (west..west + self.canvas.columns).contains(&column) && (south..south + self.canvas.rows).contains(&row);
        if inside { self.times[(row - south) * self.canvas.columns + column - west] } else { TravelTime::UNREACHED }
    }
}

/// How far off the roads times spread at most: squares right beside a road belong to it however short that is.
fn farthest_m(ground: &Ground) -> f64 {
    ground.rules.spread_m.max(ground.canvas.cell_m * std::f64::consts::SQRT_2)
}

/// The window that holds all points beside what is reached, and those that times can spread to from there.
fn window(roads: &Roads<'_>, ground: &Ground, runs: impl Iterator<Item = usize>, special: &[SegmentId]) -> Canvas {
    let whole = &ground.canvas;
    let mut found = [usize::MAX, 0, usize::MAX, 0];
    let mut add = |[west, east, south, north]: [usize; 4]| {
        found = [found[0].min(west), found[1].max(east), found[2].min(south), found[3].max(north)];
    };
    runs.for_each(|run| add(ground.around(run).map(usize::from)));
    let network = roads.view().network();
    let changed = special.iter().flat_map(|id| Course::new(network.shape(*id), whole).corners());
    let origins = roads.origins().iter().map(|origin| whole.project(origin.place));
    for place in changed.chain(origins) {
        whole.around(place).for_each(|[column, row]| add([column, column, row, row]));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some thousand squares")]
    let margin = (farthest_m(ground) / whole.cell_m).ceil().clamp(0.0, 65_000.0) as usize + 2;
    let [west, east, south, north] = found;
    let low = [west, south].map(|low| low.saturating_sub(margin));
    let high = [east.saturating_add(margin).min(whole.columns - 1), north.saturating_add(margin).min(whole.rows - 1)];
    if west > east { whole.window([0; 2], [1; 2]) } else { whole.window(low, high) }
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

/// Where a point's time comes from, in metres from the whole raster's south-west, and the time there.
type Source = ([f32; 2], TravelTime);

/// Times that spread over the raster; of every point it remembers where its time comes from, so that
/// distances are straight and not along the raster.
struct Spread<'g> {
    ground: &'g Ground,
    canvas: Canvas,
    limit: TravelTime,
    farthest_m: f64,
    times: Vec<TravelTime>,
    from: Vec<Source>,
    /// Points that have not yet told those around them.
    fresh: Vec<bool>,
}

/// By so many milliseconds times by `f32` may be wrong.
const SLACK_MS: f32 = 100.0;

impl<'g> Spread<'g> {
    fn new(ground: &'g Ground, canvas: Canvas, limit: TravelTime) -> Self {
        let count = canvas.columns * canvas.rows;
        Self {
            ground,
            canvas,
            limit,
            farthest_m: farthest_m(ground),
            times: vec![TravelTime::UNREACHED; count],
            from: vec![([0.0; 2], TravelTime::UNREACHED); count],
            fresh: vec![false; count],
        }
    }

    /// The points beside runs that are reached.
    fn beside_roads(&mut self, begins: &[TravelTime]) {
        let (columns, [west, south]) = (self.canvas.columns, self.canvas.first());
        // The time with the number of its entry behind it: the least is the soonest, of equals the first.
        let mut best = vec![u64::MAX; self.times.len()];
        for (run, begin) in begins.iter().enumerate().filter(|(_, begin)| **begin <= self.limit) {
            let (numbers, entries) = self.ground.entries(run);
            for (number, entry) in numbers.zip(entries) {
                let point = (usize::from(entry.row) - south) * columns + usize::from(entry.column) - west;
                let one = u64::from((*begin + entry.time).ms()) << 32 | number as u64;
                best[point] = best[point].min(one);
            }
        }
        let places = (0..self.canvas.rows).flat_map(|row| (0..columns).map(move |column| [column, row]));
        for ((point, best), place) in best.into_iter().enumerate().zip(places) {
            #[expect(clippy::cast_possible_truncation, reason = "the upper and the lower half")]
            let (time, number) = (TravelTime::from_ms((best >> 32) as u32), best as u32);
            if time <= self.limit {
                let at = self.ground.left_at(number as usize);
                let off = self.ground.rules.off(self.canvas.metres_from(place, at));
                self.times[point] = time;
                self.from[point] = (at, time.without(off));
                self.fresh[point] = true;
            }
        }
    }

    /// The points beside a segment whose times rise and fall along it.
    fn along(&mut self, roads: &Roads<'_>, id: SegmentId) {
        // At the same places as the ground, so that scenarios differ by their times alone.
        let course = Course::new(roads.view().network().shape(id), &self.canvas);
        for (fraction, point) in course.samples(&self.canvas) {
            let time = roads.time(id, fraction);
            if time.is_reached() {
                self.from(point, time);
            }
        }
    }

    /// The points around a place.
    fn from(&mut self, point: [f64; 2], time: TravelTime) {
        let source = (self.canvas.offset(point), time);
        for corner in self.canvas.around(point) {
            self.offer(corner, source);
        }
    }

    fn offer(&mut self, at: [usize; 2], source: Source) {
        let point = at[1] * self.canvas.columns + at[0];
        if source.1 >= self.times[point] {
            return;
        }
        let metres = self.canvas.metres_from(at, source.0);
        let time = source.1 + self.ground.rules.off(metres);
        let better = time < self.times[point] && time <= self.limit && metres <= self.farthest_m && self.lets_pass(at, metres);
        if better {
            (self.times[point], self.from[point], self.fresh[point]) = (time, source, true);
        }
    }

    /// Whether times spread so far to a point: over land, and where nothing is known not far.
    fn lets_pass(&self, at: [usize; 2], metres: f64) -> bool {
        self.canvas.is_land(at) && (metres <= WITHOUT_LAND_M || !self.canvas.is_unknown(at))
    }

    /// Passes times on until nothing gets better: over the raster to and fro, so that a time goes all the way in the
    /// direction of a pass at once (as in the fast sweeping method, Zhao 2005).
    fn finish(mut self) -> (Canvas, Vec<TravelTime>) {
        let count = self.times.len();
        while self.fresh.contains(&true) {
            (0..count).for_each(|point| self.pass_on(point));
            (0..count).rev().for_each(|point| self.pass_on(point));
        }
        let (columns, rows) = (self.canvas.columns, self.canvas.rows);
        for edge in (0..columns)
            .flat_map(|column| [column, (rows - 1) * columns + column])
            .chain((0..rows).flat_map(|row| [row * columns, (row + 1) * columns - 1]))
        {
            self.times[edge] = TravelTime::UNREACHED;
        }
        (self.canvas, self.times)
    }

    /// Offers a fresh point's source to the eight around it; the outermost points stay empty, so that every
    /// contour closes.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "what that may lose is in the slack")]
    fn pass_on(&mut self, point: usize) {
        if !self.fresh[point] {
            return;
        }
        self.fresh[point] = false;
        let (columns, rows) = (self.canvas.columns, self.canvas.rows);
        let (column, row) = (point % columns, point / columns);
        let source = self.from[point];
        // The way to the point in milliseconds, east and north, roughly: it decides most offers without a root.
        let first = self.canvas.first();
        let ms_per_m = (self.ground.rules.off_network_s_per_m * 1000.0) as f32;
        let step = self.canvas.cell_m as f32 * ms_per_m;
        let way = |axis: usize, at: usize| (((first[axis] + at) as f64 * self.canvas.cell_m) as f32 - source.0[axis]) * ms_per_m;
        let (east, north) = (way(0, column), way(1, row));
        for next_row in row.saturating_sub(1).max(1)..=(row + 1).min(rows - 2) {
            let y = north + (next_row as f32 - row as f32) * step;
            for next_column in column.saturating_sub(1).max(1)..=(column + 1).min(columns - 2) {
                let known = self.times[next_row * columns + next_column];
                if source.1 >= known {
                    continue;
                }
                let x = east + (next_column as f32 - column as f32) * step;
                let gap = (known.ms() - source.1.ms()) as f32 + SLACK_MS;
                if x * x + y * y <= gap * gap {
                    self.offer([next_column, next_row], source);
                }
            }
        }
    }
}
