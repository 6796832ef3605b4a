//! Times that spread off the roads: first to the points beside them, then from point to point.

use pulp::Arch;

use super::polyline_sampler::PolylineSampler;
use super::pruning::{FrontierPruning, may_be_sooner};
use super::raster_grid::RasterGrid;
use super::road_raster::RoadRaster;
use super::roads::Roads;
use super::surface::WITHOUT_LAND_M;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::SegmentId;

/// Where a point's time comes from, in metres from the whole raster's south-west, and the time there.
type Source = ([f32; 2], TravelTime);

/// Times over a raster; of every point it remembers where its time comes from, so that distances are straight and
/// not along the raster.
pub(super) struct TimeField<'g> {
    ground: &'g RoadRaster,
    grid: RasterGrid,
    limit: TravelTime,
    times: Vec<TravelTime>,
    /// The source of each point: metres east and north, and its time.
    from: [Vec<f32>; 2],
    since: Vec<TravelTime>,
    /// Points that have not yet told those around them.
    fresh: Vec<bool>,
    /// Where each column and each row lies, in metres from the whole raster's south-west.
    lines: [Vec<f32>; 2],
    ms_per_m: f32,
    /// From a point to the next, in milliseconds.
    step: f32,
}

impl<'g> TimeField<'g> {
    /// No times yet, on a window of the ground's raster; none will be later than `limit`.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "what that may lose is in the slack")]
    pub(super) fn new(ground: &'g RoadRaster, grid: RasterGrid, limit: TravelTime) -> Self {
        let count = grid.columns * grid.rows;
        let line = |first: usize, count: usize| (first..first + count).map(|at| (at as f64 * grid.cell_m) as f32).collect();
        let [west, south] = grid.first();
        let ms_per_m = (ground.rules.off_network_s_per_m * 1000.0) as f32;
        Self {
            ground,
            limit,
            times: vec![TravelTime::UNREACHED; count],
            from: [vec![0.0; count], vec![0.0; count]],
            since: vec![TravelTime::UNREACHED; count],
            fresh: vec![false; count],
            lines: [line(west, grid.columns), line(south, grid.rows)],
            ms_per_m,
            step: grid.cell_m as f32 * ms_per_m,
            grid,
        }
    }

    /// The points beside runs that are reached.
    pub(super) fn beside_roads(&mut self, begins: &[TravelTime]) {
        let (columns, [west, south], limit) = (self.grid.columns, self.grid.first(), self.limit);
        let mut found = Vec::with_capacity(columns);
        for row in 0..self.grid.rows {
            // One after the other, so that the processor does not wait for what is looked up of each.
            found.clear();
            found.extend(self.ground.soonest(south + row, west..=west + columns - 1, begins));
            for &(column, time, number) in found.iter().filter(|(_, time, _)| *time <= limit) {
                let (run, left) = self.ground.entry(number);
                self.take(row * columns + column - west, time, (left.at, begins[run] + left.along));
            }
        }
    }

    /// The points beside a segment whose times rise and fall along it.
    pub(super) fn along(&mut self, roads: &Roads<'_>, id: SegmentId) {
        // At the same places as the ground, so that scenarios differ by their times alone.
        let course = PolylineSampler::new(roads.view().network().shape(id), &self.grid);
        for (fraction, point) in course.samples(&self.grid) {
            let time = roads.time(id, fraction);
            if time.is_reached() {
                self.around(point, time);
            }
        }
    }

    /// The points around an origin.
    pub(super) fn origin(&mut self, position: LonLat) {
        self.around(self.grid.project(position), TravelTime::ZERO);
    }

    fn around(&mut self, position: [f64; 2], time: TravelTime) {
        let source = (self.grid.offset(position), time);
        for corner in self.grid.around(position) {
            self.offer(corner, source);
        }
    }

    fn offer(&mut self, at: [usize; 2], source: Source) {
        let point = at[1] * self.grid.columns + at[0];
        if source.1 >= self.times[point] {
            return;
        }
        let metres = self.grid.metres_from(at, source.0);
        let time = source.1 + self.ground.rules.off(metres);
        let near = metres <= self.ground.farthest_m() && self.lets_pass(at, metres);
        if time < self.times[point] && time <= self.limit && near {
            self.take(point, time, source);
        }
    }

    #[inline]
    fn take(&mut self, point: usize, time: TravelTime, (from, since): Source) {
        (self.times[point], self.since[point], self.fresh[point]) = (time, since, true);
        (self.from[0][point], self.from[1][point]) = (from[0], from[1]);
    }

    #[inline]
    fn source(&self, point: usize) -> Source {
        ([self.from[0][point], self.from[1][point]], self.since[point])
    }

    /// Whether times spread so far to a point: over land, and where nothing is known not far.
    fn lets_pass(&self, at: [usize; 2], metres: f64) -> bool {
        self.grid.is_land(at) && (metres <= WITHOUT_LAND_M || !self.grid.is_unknown(at))
    }

    /// Passes times on until nothing gets better: over the raster to and fro, so that a time goes all the way in the
    /// direction of a pass at once (as in the fast sweeping method, Zhao 2005).
    pub(super) fn finish(mut self) -> (RasterGrid, Vec<TravelTime>) {
        let (columns, rows) = (self.grid.columns, self.grid.rows);
        Arch::new().dispatch(FrontierPruning {
            times: &self.times,
            from: self.from.each_ref().map(Vec::as_slice),
            since: &self.since,
            fresh: &mut self.fresh,
            lines: self.lines.each_ref().map(Vec::as_slice),
            ms_per_m: self.ms_per_m,
            step: self.step,
        });
        while self.fresh.contains(&true) {
            for row in 0..rows {
                if self.is_fresh(row) {
                    (0..columns).for_each(|column| self.pass_on([column, row]));
                }
            }
            for row in (0..rows).rev() {
                if self.is_fresh(row) {
                    (0..columns).rev().for_each(|column| self.pass_on([column, row]));
                }
            }
        }
        for edge in (0..columns)
            .flat_map(|column| [column, (rows - 1) * columns + column])
            .chain((0..rows).flat_map(|row| [row * columns, (row + 1) * columns - 1]))
        {
            self.times[edge] = TravelTime::UNREACHED;
        }
        (self.grid, self.times)
    }

    /// Whether any point of a row is fresh.
    fn is_fresh(&self, row: usize) -> bool {
        self.fresh[row * self.grid.columns..][..self.grid.columns].contains(&true)
    }

    /// Offers a fresh point's source to the eight around it; the outermost points stay empty, so that every
    /// contour closes.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "at most 1")]
    fn pass_on(&mut self, [column, row]: [usize; 2]) {
        let (columns, rows) = (self.grid.columns, self.grid.rows);
        let point = row * columns + column;
        if !self.fresh[point] {
            return;
        }
        self.fresh[point] = false;
        let source = self.source(point);
        let east = (self.lines[0][column] - source.0[0]) * self.ms_per_m;
        let north = (self.lines[1][row] - source.0[1]) * self.ms_per_m;
        for next_row in row.saturating_sub(1).max(1)..=(row + 1).min(rows - 2) {
            let y = north + (next_row as f32 - row as f32) * self.step;
            for next_column in column.saturating_sub(1).max(1)..=(column + 1).min(columns - 2) {
                let (x, next) = (east + (next_column as f32 - column as f32) * self.step, next_row * columns + next_column);
                if may_be_sooner([x, y], source.1, self.times[next]) && self.source(next) != source {
                    self.offer([next_column, next_row], source);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::raster_grid::{MOST_POINTS, RasterRules};
    use super::super::roads::Origin;
    use super::*;
    use tongda_foundation::direction::Direction;
    use tongda_foundation::progress::Silent;
    use tongda_network::network::{self, BuildOptions, Snapper};
    use tongda_network::osm::{Source, read_extract};
    use tongda_network::profile::Profile;
    use tongda_network::scenario::View;
    use tongda_search::Dijkstra;

    #[test]
    fn points_beside_roads_have_the_times_of_the_roads_one_by_one() {
        let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../networks/jiangmen-west/skeleton.osm.pbf");
        let extract = read_extract(&[Source::File(skeleton)], &Silent).ok();
        let built = |extract| network::build(&extract, &Profile::built_in("car").ok()?, BuildOptions::default()).ok();
        let Some(network) = extract.and_then(built) else { unreachable!("the embedded study is whole") };
        let (view, snapper) = (View::base(&network), Snapper::new(&network, []));
        let rules = RasterRules { cell_m: Some(400.0), spread_m: 800.0, off_network_s_per_m: 0.234 };
        let (limit, mut searcher) = (TravelTime::from_minutes(30), Dijkstra::default());
        let Some(position) = LonLat::new(112.79, 22.25) else { unreachable!() };
        let origins: Vec<Origin> = snapper.snap(position).map(|snap| Origin { position, snap }).into_iter().collect();
        let Some(grid) = RoadRaster::grid_of_all(&snapper, rules, MOST_POINTS, None) else { unreachable!() };
        for direction in [Direction::Forward, Direction::Backward] {
            let ground = RoadRaster::new(&snapper, direction, grid.clone(), rules);
            let searched = Roads::new(&view, &origins, direction, limit, &mut searcher);
            // Without its origin, on whose own segment times do not follow from those at the ends.
            let roads = Roads::with_times(&view, &[], direction, limit, searched.times().to_vec());
            let [mut fast, mut slow] = [(); 2].map(|()| TimeField::new(&ground, grid.clone(), limit));
            fast.beside_roads(&ground.begins(&roads));
            for id in (0..).map(SegmentId).take(network.segments().len()).filter(|id| ground.has(*id)) {
                let course = PolylineSampler::new(network.shape(id), &grid);
                for (fraction, point) in course.samples(&grid) {
                    // Right at an end the delay of entering the segment would not count.
                    let time = roads.time(id, fraction.clamp(1e-12, 1.0 - 1e-12));
                    if time.is_reached() {
                        slow.around(point, time);
                    }
                }
            }
            let reached = fast.times.iter().filter(|time| time.is_reached()).count();
            assert!(reached > 1000 && fast.times == slow.times, "{direction:?}, {reached} points");
        }
    }
}
