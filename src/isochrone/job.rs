//! Isochrones of many places: searched together where that pays, drawn in parallel on one raster.

use rayon::prelude::*;

use super::starts::Placed;
use super::{Options, Shape};
use crate::choice::Chosen;
use crate::map_source::MapSource;
use tongda_analysis::isochrone::{
    Band, Change, MOST_POINTS, Origin, RasterRules, RoadBand, RoadRaster, Roads, Surface, ValidationPoints, WITHOUT_LAND_M,
    bands, change, enforce_monotone, road_bands,
};
use tongda_formats::{Format as FileFormat, Raster};
use tongda_foundation::direction::Direction;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;
use tongda_network::network::Snapper;
use tongda_network::scenario::View;
use tongda_report::{self, IsochroneHead};
use tongda_search::{BATCH, CustomizableHierarchy, DijkstraPool, Hierarchy, Pool, Sweeper};

/// From so many places on, a hierarchy is made of the network.
const SWEPT: usize = 64;
/// The most points of a raster that is made once for many places.
const SHARED_POINTS: usize = 4_000_000;

/// What is drawn of each place.
pub(super) enum Drawn {
    Bands(Vec<Band>),
    Roads(Vec<RoadBand>),
    Changes(Vec<Change>),
    Raster(Raster),
}

/// What does not change from place to place.
pub(super) struct Job<'a> {
    pub(super) options: &'a Options,
    pub(super) source: &'a MapSource,
    snapper: &'a Snapper<'a>,
    scenario: String,
    pub(super) minutes: Vec<u32>,
    direction: Direction,
    format: FileFormat,
    now: View<'a>,
    before: Option<View<'a>>,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        options: &'a Options,
        source: &'a MapSource,
        snapper: &'a Snapper<'a>,
        chosen: &Chosen<'_>,
        format: FileFormat,
    ) -> Self {
        let network = source.network();
        let before = chosen.before.as_ref().filter(|_| options.compare).map(|before| View::new(network, before));
        let direction = if options.towards { Direction::Backward } else { Direction::Forward };
        let (minutes, now) = (options.minutes(), View::new(network, &chosen.now));
        Self { options, source, snapper, scenario: chosen.name.clone(), minutes, direction, format, now, before }
    }

    fn limit(&self) -> TravelTime {
        TravelTime::from_minutes(self.minutes.last().copied().unwrap_or_default())
    }

    fn rules(&self) -> RasterRules {
        let rules = &self.source.network().profile().snap;
        let farthest_m = if self.source.land().is_some() { rules.max_m } else { rules.max_m.min(WITHOUT_LAND_M) };
        RasterRules {
            cell_m: self.options.raster_m,
            spread_m: self.options.spread_m.unwrap_or(farthest_m),
            off_network_s_per_m: rules.off_network_kmh.seconds_for(rules.detour),
        }
    }

    /// All places, in parallel.
    pub(super) fn draw(&'a self, placed: &[Placed], progress: &dyn Progress) -> Result<Vec<(IsochroneHead, Drawn)>, Problems> {
        let Some((_, first)) = placed.first() else { return Ok(Vec::new()) };
        progress.begin("drawing", placed.len() as u64, Unit::Steps);
        let pool = DijkstraPool::default();
        let shared =
            if placed.len() > 1 && self.options.shape == Shape::Polygons { self.shared_ground(first, &pool) } else { None };
        // A hierarchy pays when there are many places to search from.
        let shape = (placed.len() >= SWEPT).then(|| CustomizableHierarchy::new(self.source.network()));
        let hierarchies = [Some(&self.now), self.before.as_ref()].map(|view| Some(shape.as_ref()?.under(view?)));
        let sweepers: Pool<Sweeper> = Pool::default();
        let searched = |view: &'a View<'a>, hierarchy: Option<&Hierarchy>, chunk: &[Placed]| -> Vec<Roads<'a>> {
            let origins = || chunk.iter().map(|(_, origins)| origins);
            let Some(hierarchy) = hierarchy else { return origins().map(|origins| self.roads(view, origins, &pool)).collect() };
            let (all, targets) = (origins().cloned().collect::<Vec<_>>(), hierarchy.everywhere(self.direction));
            Roads::swept(view, &all, self.limit(), &targets, self.direction, &mut sweepers.take())
        };
        let chunk = |chunk: &[Placed]| -> Vec<Result<_, Problems>> {
            let now = searched(&self.now, hierarchies[0].as_ref(), chunk);
            let mut before = self.before.as_ref().map(|view| searched(view, hierarchies[1].as_ref(), chunk).into_iter());
            let one = |((name, _), now): (&Placed, Roads<'_>)| {
                let before = before.as_mut().and_then(Iterator::next);
                let (drawn, cell_m) = self.one(&now, before.as_ref(), shared.as_ref())?;
                progress.advance(1);
                Ok((self.head(name, cell_m), drawn))
            };
            chunk.iter().zip(now).map(one).collect()
        };
        let size = placed.len().div_ceil(rayon::current_num_threads()).clamp(1, if placed.len() >= SWEPT { BATCH } else { 1 });
        let drawn = placed.par_chunks(size).flat_map_iter(chunk).collect::<Vec<_>>().into_iter().collect();
        progress.end();
        drawn
    }

    fn head(&self, name: &str, cell_m: f64) -> IsochroneHead {
        IsochroneHead {
            origin: name.to_owned(),
            direction: if self.options.towards { "towards" } else { "from" }.to_owned(),
            mode: self.source.mode(),
            scenario: self.scenario.clone(),
            cell_m,
        }
    }

    /// One raster for many places, unless it would be far larger than theirs.
    fn shared_ground(&self, first: &[Origin], pool: &DijkstraPool) -> Option<RoadRaster> {
        let rules = self.rules();
        let roads = self.roads(&self.now, first, pool);
        let own = Roads::grid(&[&roads], self.snapper, rules, MOST_POINTS, None)?;
        let rules = RasterRules { cell_m: Some(own.cell_m), ..rules };
        let grid = RoadRaster::grid_of_all(self.snapper, rules, SHARED_POINTS, self.source.land())?;
        Some(RoadRaster::new(self.snapper, self.direction, grid, rules))
    }

    /// One place (or several together), and the side of the squares.
    fn one(&self, now: &Roads<'_>, before: Option<&Roads<'_>>, shared: Option<&RoadRaster>) -> Result<(Drawn, f64), Problems> {
        if self.options.shape == Shape::Lines {
            return Ok((Drawn::Roads(road_bands(now, &self.minutes)), 0.0));
        }
        let own;
        let raster = if let Some(raster) = shared {
            raster
        } else {
            own = self.own_ground(&std::iter::once(now).chain(before).collect::<Vec<_>>())?;
            &own
        };
        let cell_m = raster.grid.cell_m;
        let mut surfaces = [Some(now), before].map(|roads| roads.map(|roads| (roads, Surface::new(roads, raster))));
        if let [Some(after), Some(before)] = &mut surfaces {
            enforce_monotone(before, after);
        }
        let [Some((_, after)), earlier] = &surfaces else { return Ok((Drawn::Bands(Vec::new()), cell_m)) };
        if self.format == FileFormat::GeoTiff {
            let before = earlier.as_ref().map(|(_, surface)| surface);
            return Ok((Drawn::Raster(tongda_report::surface_raster(after, before, self.limit())), cell_m));
        }
        let bands = |(roads, surface): &(&Roads<'_>, Surface<'_>)| {
            bands(surface, &self.minutes, self.options.min_hole_km2, &ValidationPoints::new(roads, surface))
        };
        let [after, before] = surfaces.each_ref().map(|surface| surface.as_ref().map(bands));
        let after = after.unwrap_or_default();
        Ok((before.map_or_else(|| Drawn::Bands(after.clone()), |before| Drawn::Changes(change(&before, &after))), cell_m))
    }

    fn own_ground(&self, roads: &[&Roads<'_>]) -> Result<RoadRaster, Problems> {
        let rules = self.rules();
        let grid = Roads::grid(roads, self.snapper, rules, MOST_POINTS, self.source.land()).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, "the raster would have more than 40 million points");
            error.advise("take larger squares with --raster-m, or fewer minutes")
        })?;
        Ok(RoadRaster::new(self.snapper, self.direction, grid, rules))
    }

    fn roads<'v>(&self, view: &'v View<'v>, origins: &[Origin], pool: &DijkstraPool) -> Roads<'v> {
        Roads::new(view, origins, self.direction, self.limit(), &mut pool.take())
    }
}
