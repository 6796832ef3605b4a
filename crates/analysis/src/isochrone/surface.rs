//! The time surface: times on the roads, spread off them.

use super::fast_sweeping::TimeField;
use super::polyline_sampler::PolylineSampler;
use super::raster_grid::RasterGrid;
use super::road_raster::RoadRaster;
use super::roads::Roads;
use tongda_foundation::units::TravelTime;
use tongda_network::network::SegmentId;

/// How far bands spread off the roads where no land is known that would stop them at the water, in metres.
pub(super) const WITHOUT_LAND_M: f64 = 500.0;

/// Times at the points of a raster.
#[derive(Clone, Debug)]
pub struct TimeSurface {
    /// The whole raster.
    pub grid: RasterGrid,
    /// The window of it around all that is reached.
    window: RasterGrid,
    /// By point of the window.
    times: Vec<TravelTime>,
}

impl TimeSurface {
    /// The time at a point of the raster, by column and row from the south-west; `UNREACHED` beyond the limit, in the
    /// water and farther off the roads than times spread.
    #[must_use]
    pub fn time(&self, point: [usize; 2]) -> TravelTime {
        time_in(&self.window, &self.times, point)
    }
}

/// Times at the points of a raster, with the roads that they come from.
#[derive(Clone, Debug)]
pub(super) struct Surface<'g> {
    /// The whole raster, and the roads beside its points.
    pub(super) ground: &'g RoadRaster,
    /// The window of it around all that is reached.
    pub(super) grid: RasterGrid,
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
    pub(super) fn new(roads: &Roads<'_>, ground: &'g RoadRaster) -> Self {
        let begins = ground.begins(roads);
        let special: Vec<SegmentId> = roads.special().filter(|id| ground.has(*id)).collect();
        // A square beyond the limit is known too, so that contours lie between known times.
        let beyond = TravelTime::from_seconds(2.0 * ground.grid.cell_m * ground.rules.off_network_s_per_m);
        let limit = roads.limit() + beyond;
        let mut spread = TimeField::new(ground, window(roads, ground, ground.around(&begins, limit), &special), limit);
        spread.beside_roads(&begins);
        for id in special {
            spread.along(roads, id);
        }
        for origin in roads.origins() {
            spread.origin(origin.position);
        }
        let (grid, times) = spread.finish();
        let reached = extent(&times, grid.columns);
        Self { ground, grid, times, begins, reached }
    }

    /// Takes the sooner of both times at each point; the outermost points stay empty.
    pub(super) fn lower_to(&mut self, other: &Surface<'_>) {
        let ([west, south], (columns, rows)) = (self.grid.first(), (self.grid.columns, self.grid.rows));
        for row in 1..rows.saturating_sub(1) {
            for column in 1..columns.saturating_sub(1) {
                let time = &mut self.times[row * columns + column];
                *time = (*time).min(other.time([west + column, south + row]));
            }
        }
        self.reached = extent(&self.times, columns);
    }

    /// The time at a point of the whole raster, by column and row.
    fn time(&self, point: [usize; 2]) -> TravelTime {
        time_in(&self.grid, &self.times, point)
    }

    /// The times alone.
    pub(super) fn into_times(self) -> TimeSurface {
        TimeSurface { grid: self.ground.grid.clone(), window: self.grid, times: self.times }
    }
}

/// The time at a point of the whole raster from the times in a window of it.
fn time_in(window: &RasterGrid, times: &[TravelTime], [column, row]: [usize; 2]) -> TravelTime {
    let [west, south] = window.first();
    let inside = (west..west + window.columns).contains(&column) && (south..south + window.rows).contains(&row);
    if inside { times[(row - south) * window.columns + column - west] } else { TravelTime::UNREACHED }
}

/// The window that holds all points beside what is reached (of runs those that are `found`), and those that times can spread to from there.
fn window(roads: &Roads<'_>, ground: &RoadRaster, mut found: [usize; 4], special: &[SegmentId]) -> RasterGrid {
    let whole = &ground.grid;
    let mut add = |[west, east, south, north]: [usize; 4]| {
        found = [found[0].min(west), found[1].max(east), found[2].min(south), found[3].max(north)];
    };
    let network = roads.view().network();
    let changed = special.iter().flat_map(|id| PolylineSampler::new(network.shape(*id), whole).corners());
    let origins = roads.origins().iter().map(|origin| whole.project(origin.position));
    for position in changed.chain(origins) {
        whole.around(position).for_each(|[column, row]| add([column, column, row, row]));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some thousand squares")]
    let margin = (ground.farthest_m() / whole.cell_m).ceil().clamp(0.0, 65_000.0) as usize + 2;
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
