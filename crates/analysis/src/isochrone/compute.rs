//! Isochrones of any number of origins: searched together where that pays, drawn in parallel on one raster.
//!
//! In: an [`IsochroneRequest`] and origins joined to its network. Out: an [`Isochrone`] for each group of origins, in
//! the same order. Where the baseline is drawn as well, both are drawn on one raster, and the scenario is nowhere
//! slower than the baseline where no road is.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::bands::{Band, bands};
use super::change::{Change, change};
use super::lines::{RoadBand, road_bands};
use super::monotone::enforce_monotone;
use super::raster_grid::{MOST_POINTS, RasterRules};
use super::request::{IsochroneError, IsochroneRequest, IsochroneShape};
use super::road_raster::RoadRaster;
use super::roads::{Origin, Roads};
use super::surface::{Surface, TimeSurface, WITHOUT_LAND_M};
use super::validation::ValidationPoints;
use crate::people::snap_on_own_land;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;
use tongda_network::network::{NotPlaced, Snapper};
use tongda_network::scenario::View;
use tongda_search::{BATCH, CustomizableHierarchy, DijkstraPool, Hierarchy, Pool, Sweeper};

/// From so many groups of origins on, the network is searched by a hierarchy.
const SWEPT: usize = 64;
/// The most points of a raster that is made once for many groups of origins.
const SHARED_POINTS: usize = 4_000_000;

/// The isochrone of one origin, or of several together: times count from the nearest.
#[derive(Clone, Debug)]
pub struct Isochrone {
    /// The side of the raster's squares in metres; 0 for lines.
    pub cell_m: f64,
    /// What is drawn.
    pub drawn: Drawn,
}

/// What is drawn of an isochrone, by [`IsochroneShape`].
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one value an origin, moved once")]
pub enum Drawn {
    /// Bands by minutes.
    Polygons {
        /// Of the scenario.
        scenario: Vec<Band>,
        /// Of the baseline, where it is drawn.
        baseline: Option<Vec<Band>>,
    },
    /// Differences of bands by minutes.
    Changes(Vec<Change>),
    /// Roads by minutes, of the scenario.
    Lines(Vec<RoadBand>),
    /// Times on one raster.
    Surface {
        /// Of the scenario.
        scenario: TimeSurface,
        /// Of the baseline, where it is drawn.
        baseline: Option<TimeSurface>,
    },
}

/// A question about isochrones, ready for origins.
#[derive(Debug)]
pub struct Isochrones<'a> {
    request: IsochroneRequest<'a>,
    rules: RasterRules,
    snapper: Snapper<'a>,
    scenario: View<'a>,
    baseline: Option<View<'a>>,
    /// The hierarchies of the scenario and of the baseline, made when many origins are first asked for.
    hierarchies: OnceLock<[Option<Hierarchy>; 2]>,
    /// The raster for many origins where its side is stated.
    shared: OnceLock<Option<Arc<RoadRaster>>>,
    searchers: DijkstraPool,
    sweepers: Pool<Sweeper>,
}

impl<'a> Isochrones<'a> {
    /// Applies the scenarios of a request to its network.
    #[must_use]
    pub fn new(request: IsochroneRequest<'a>) -> Self {
        let network = request.network;
        let closed = request.scenario.iter().chain(request.baseline.iter().copied().flatten());
        let snapper = Snapper::new(network, closed.flat_map(|changes| changes.closed_segments(network)));
        let compares = request.compare || request.shape == IsochroneShape::Changes;
        let rules = &network.profile().snap;
        let farthest_m = if request.land.is_some() { rules.max_m } else { rules.max_m.min(WITHOUT_LAND_M) };
        Self {
            rules: RasterRules {
                cell_m: request.raster_m,
                spread_m: request.spread_m.unwrap_or(farthest_m),
                off_network_s_per_m: rules.off_network_kmh.seconds_for(rules.detour),
            },
            snapper,
            scenario: View::new(network, request.scenario),
            baseline: request.baseline.filter(|_| compares).map(|baseline| View::new(network, baseline)),
            hierarchies: OnceLock::new(),
            shared: OnceLock::new(),
            searchers: DijkstraPool::default(),
            sweepers: Pool::default(),
            request,
        }
    }

    /// An origin at a place, joined to the network on its own side of the water.
    ///
    /// # Errors
    /// Why it cannot be joined.
    pub fn origin(&self, position: LonLat) -> Result<Origin, NotPlaced> {
        Ok(Origin { position, snap: snap_on_own_land(&self.snapper, self.request.land, position)? })
    }

    /// Makes what many origins share: the hierarchies, and the raster where the request states its side.
    /// [`Self::compute`] makes them otherwise when they are first needed.
    pub fn prepare(&self) {
        self.hierarchies();
        self.stated_raster();
    }

    /// The isochrone of each group of origins, in their order.
    ///
    /// # Errors
    /// When a raster would be too large, a comparison has no baseline, or `goes_on` says no.
    pub fn compute(
        &self,
        origins: &[Vec<Origin>],
        progress: &dyn Progress,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Isochrone>, IsochroneError> {
        let Some(first) = origins.first() else { return Ok(Vec::new()) };
        if self.baseline.is_none() && (self.request.compare || self.request.shape == IsochroneShape::Changes) {
            return Err(IsochroneError::NoBaseline);
        }
        progress.begin("drawing", origins.len() as u64, Unit::Steps);
        let is_shared = origins.len() > 1 && self.request.shape != IsochroneShape::Lines;
        let shared = if is_shared { self.shared_raster(first) } else { None };
        let many = origins.len() >= SWEPT;
        // A hierarchy pays when there are many origins to search from.
        let hierarchies = if many { self.hierarchies().each_ref().map(Option::as_ref) } else { [None; 2] };
        let chunk = |chunk: &[Vec<Origin>]| -> Vec<Result<Isochrone, IsochroneError>> {
            let scenario = self.searched(&self.scenario, hierarchies[0], chunk);
            let mut baseline = self.baseline.as_ref().map(|view| self.searched(view, hierarchies[1], chunk).into_iter());
            let one = |scenario: Roads<'_>| {
                let baseline = baseline.as_mut().and_then(Iterator::next);
                let drawn = self.draw(&scenario, baseline.as_ref(), shared.as_deref(), goes_on);
                progress.advance(1);
                drawn
            };
            scenario.into_iter().map(one).collect()
        };
        let size = origins.len().div_ceil(rayon::current_num_threads()).clamp(1, if many { BATCH } else { 1 });
        let drawn = origins.par_chunks(size).flat_map_iter(chunk).collect::<Vec<_>>().into_iter().collect();
        progress.end();
        drawn
    }

    fn limit(&self) -> TravelTime {
        TravelTime::from_minutes(self.request.minutes.last().copied().unwrap_or_default())
    }

    fn hierarchies(&self) -> &[Option<Hierarchy>; 2] {
        self.hierarchies.get_or_init(|| {
            let topology = CustomizableHierarchy::new(self.request.network);
            [Some(&self.scenario), self.baseline.as_ref()].map(|view| Some(topology.under(view?)))
        })
    }

    /// Times on the roads from each group of origins.
    fn searched<'v>(&self, view: &'v View<'v>, hierarchy: Option<&Hierarchy>, chunk: &[Vec<Origin>]) -> Vec<Roads<'v>> {
        let Some(hierarchy) = hierarchy else {
            return chunk.iter().map(|origins| self.roads(view, origins)).collect();
        };
        let targets = hierarchy.everywhere(self.request.direction);
        Roads::swept(view, chunk, self.limit(), &targets, self.request.direction, &mut self.sweepers.take())
    }

    fn roads<'v>(&self, view: &'v View<'v>, origins: &[Origin]) -> Roads<'v> {
        Roads::new(view, origins, self.request.direction, self.limit(), &mut self.searchers.take())
    }

    /// One raster for many groups of origins, unless it would be far larger than theirs; its squares are those that the
    /// first group would have by itself.
    fn shared_raster(&self, first: &[Origin]) -> Option<Arc<RoadRaster>> {
        if self.rules.cell_m.is_some() {
            return self.stated_raster();
        }
        let roads = self.roads(&self.scenario, first);
        let own = Roads::grid(&[&roads], &self.snapper, self.rules, MOST_POINTS, None)?;
        self.raster_of_all(RasterRules { cell_m: Some(own.cell_m), ..self.rules })
    }

    fn stated_raster(&self) -> Option<Arc<RoadRaster>> {
        self.rules.cell_m?;
        self.shared.get_or_init(|| self.raster_of_all(self.rules)).clone()
    }

    fn raster_of_all(&self, rules: RasterRules) -> Option<Arc<RoadRaster>> {
        let grid = RoadRaster::grid_of_all(&self.snapper, rules, SHARED_POINTS, self.request.land)?;
        Some(Arc::new(RoadRaster::new(&self.snapper, self.request.direction, grid, rules)))
    }

    fn own_raster(&self, roads: &[&Roads<'_>]) -> Result<RoadRaster, IsochroneError> {
        let grid = Roads::grid(roads, &self.snapper, self.rules, MOST_POINTS, self.request.land);
        let grid = grid.ok_or(IsochroneError::RasterTooLarge)?;
        Ok(RoadRaster::new(&self.snapper, self.request.direction, grid, self.rules))
    }

    /// The isochrone of one group of origins. Each of its steps may take a second.
    fn draw(
        &self,
        scenario: &Roads<'_>,
        baseline: Option<&Roads<'_>>,
        shared: Option<&RoadRaster>,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Isochrone, IsochroneError> {
        let check = || if goes_on() { Ok(()) } else { Err(IsochroneError::Cancelled) };
        let IsochroneRequest { shape, minutes, min_hole_km2, .. } = self.request;
        check()?;
        if shape == IsochroneShape::Lines {
            return Ok(Isochrone { cell_m: 0.0, drawn: Drawn::Lines(road_bands(scenario, minutes)) });
        }
        let own;
        let raster = if let Some(raster) = shared {
            raster
        } else {
            own = self.own_raster(&std::iter::once(scenario).chain(baseline).collect::<Vec<_>>())?;
            &own
        };
        check()?;
        let mut scenario = (scenario, Surface::new(scenario, raster));
        let mut baseline = baseline.map(|roads| (roads, Surface::new(roads, raster)));
        if let Some(baseline) = &mut baseline {
            enforce_monotone(baseline, &mut scenario);
        }
        check()?;
        let bands = |(roads, surface): &(&Roads<'_>, Surface<'_>)| {
            bands(surface, minutes, min_hole_km2, &ValidationPoints::new(roads, surface))
        };
        let drawn = match shape {
            IsochroneShape::Surface => {
                Drawn::Surface { scenario: scenario.1.into_times(), baseline: baseline.map(|(_, surface)| surface.into_times()) }
            }
            _ => match (shape, bands(&scenario), baseline.as_ref().map(bands)) {
                (IsochroneShape::Changes, after, Some(before)) => Drawn::Changes(change(&before, &after)),
                (_, scenario, baseline) => Drawn::Polygons { scenario, baseline },
            },
        };
        Ok(Isochrone { cell_m: raster.grid.cell_m, drawn })
    }
}
