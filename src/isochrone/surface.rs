//! The time surface: times on the roads, spread off them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::canvas::{Canvas, CanvasRules};
use super::roads::Roads;
use crate::network::Snapper;
use crate::people::Land;
use crate::place::LonLat;
use crate::units::TravelTime;

/// Times at the points of a raster.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The raster.
    pub canvas: Canvas,
    /// By point, row by row from the south-west; `UNREACHED` beyond the limit, in the water and
    /// farther off the roads than times spread.
    pub times: Vec<TravelTime>,
    /// How it was made.
    pub rules: CanvasRules,
}

/// Where a time comes from: a point of a road, or an origin.
#[derive(Clone, Copy, Debug)]
struct Source {
    point: [f64; 2],
    time: TravelTime,
}

impl Surface {
    /// Spreads the times of roads that trips may begin and end on (see [`Snapper`]) over a raster.
    ///
    /// The time at a point is the least over all points of roads of the time there and the straight
    /// way off the road, taken only over land. `None` when the raster would be too large.
    #[must_use]
    pub fn new(roads: &Roads<'_>, snapper: &Snapper<'_>, rules: CanvasRules, land: Option<&Land>) -> Option<Self> {
        let network = roads.view().network();
        let reached: Vec<_> = roads.reached(snapper).collect();
        let shapes = reached.iter().flat_map(|&id| network.shape(id)).copied();
        let places = shapes.chain(roads.origins().iter().map(|origin| origin.place));
        // By the origin, so that rasters of two scenarios lie on each other.
        let lat = roads.origins().first()?.place.lat();
        let canvas = Canvas::new(lat, bounds(places, roads, rules)?, rules, land)?;
        let mut spread = Spread::new(&canvas, rules, roads.limit());
        for id in reached {
            let length_m = network.segment(id).length_m;
            let count = (length_m / canvas.cell_m).ceil().max(1.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres of a road")]
            for step in 0..=count as u32 {
                let fraction = f64::from(step) / count;
                let time = roads.time(id, fraction);
                if time.is_reached() {
                    spread.add(Source { point: canvas.project(network.place_at(id, fraction)), time });
                }
            }
        }
        for origin in roads.origins() {
            spread.add(Source { point: canvas.project(origin.place), time: TravelTime::ZERO });
        }
        let times = spread.finish();
        Some(Self { canvas, times, rules })
    }
}

/// A box around places, as far out as times can spread.
fn bounds(places: impl Iterator<Item = LonLat>, roads: &Roads<'_>, rules: CanvasRules) -> Option<[LonLat; 2]> {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for place in places {
        low = [low[0].min(place.lon()), low[1].min(place.lat())];
        high = [high[0].max(place.lon()), high[1].max(place.lat())];
    }
    let farthest_m =
        roads.limit().seconds().map_or(rules.spread_m, |limit| rules.spread_m.min(limit / rules.off_network_s_per_m));
    let lat = farthest_m / crate::place::METRES_PER_DEGREE;
    let lon = lat / low[1].abs().max(high[1].abs()).min(89.0).to_radians().cos();
    Some([LonLat::new(low[0] - lon, low[1] - lat)?, LonLat::new(high[0] + lon, high[1] + lat)?])
}

/// A search over the raster that remembers of every point where its time comes from, so that
/// distances are straight and not along the raster.
struct Spread<'a> {
    canvas: &'a Canvas,
    rules: CanvasRules,
    limit: TravelTime,
    sources: Vec<Source>,
    times: Vec<TravelTime>,
    from: Vec<u32>,
    queue: BinaryHeap<Reverse<(TravelTime, u32)>>,
}

impl<'a> Spread<'a> {
    fn new(canvas: &'a Canvas, rules: CanvasRules, limit: TravelTime) -> Self {
        let count = canvas.columns * canvas.rows;
        // A square beyond the limit is known too, so that contours lie between known times.
        let margin = TravelTime::from_seconds(2.0 * canvas.cell_m * rules.off_network_s_per_m);
        Self {
            canvas,
            rules,
            limit: limit + margin,
            sources: Vec::new(),
            times: vec![TravelTime::UNREACHED; count],
            from: vec![0; count],
            queue: BinaryHeap::new(),
        }
    }

    fn add(&mut self, source: Source) {
        let number = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.push(source);
        for point in self.canvas.around(source.point) {
            self.offer(point, number);
        }
    }

    fn offer(&mut self, point: usize, source: u32) {
        let Source { point: from, time } = self.sources[source as usize];
        let [x, y] = self.canvas.point(point % self.canvas.columns, point / self.canvas.columns);
        let metres = (x - from[0]).hypot(y - from[1]);
        let time = time + TravelTime::from_seconds(metres * self.rules.off_network_s_per_m);
        // Squares right beside a road belong to it however short times spread.
        let spreads = metres <= self.rules.spread_m.max(self.canvas.cell_m * std::f64::consts::SQRT_2);
        if spreads && time < self.times[point] && time <= self.limit && self.canvas.is_land(point) {
            (self.times[point], self.from[point]) = (time, source);
            self.queue.push(Reverse((time, u32::try_from(point).unwrap_or(u32::MAX))));
        }
    }

    fn finish(mut self) -> Vec<TravelTime> {
        while let Some(Reverse((time, point))) = self.queue.pop() {
            let point = point as usize;
            if time > self.times[point] {
                continue;
            }
            let (columns, rows) = (self.canvas.columns, self.canvas.rows);
            let (column, row) = (point % columns, point / columns);
            // The outermost points stay empty, so that every contour closes.
            for next_row in row.saturating_sub(1).max(1)..=(row + 1).min(rows - 2) {
                for next_column in column.saturating_sub(1).max(1)..=(column + 1).min(columns - 2) {
                    let next = next_row * columns + next_column;
                    if next != point {
                        self.offer(next, self.from[point]);
                    }
                }
            }
        }
        let (columns, rows) = (self.canvas.columns, self.canvas.rows);
        for edge in (0..columns)
            .flat_map(|column| [column, (rows - 1) * columns + column])
            .chain((0..rows).flat_map(|row| [row * columns, (row + 1) * columns - 1]))
        {
            self.times[edge] = TravelTime::UNREACHED;
        }
        self.times
    }
}
