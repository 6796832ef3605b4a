//! Places on roads with exact times that no surface is made from: by them a band tells how wrong it is.

use super::polyline_sampler::PolylineSampler;
use super::raster_grid::RasterGrid;
use super::roads::Roads;
use super::surface::Surface;
use tongda_foundation::units::TravelTime;
use tongda_network::network::SegmentId;

/// The most places that are looked at.
const MOST: usize = 2000;
/// A place held out for every so many metres of road.
const EVERY_M: f64 = 50.0;

/// A place on a road whose time no surface is made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct ValidationPoint {
    segment: SegmentId,
    fraction: f64,
    /// On the plane, in metres.
    point: [f64; 2],
    /// Runs of its segment and the time along each; `u32::MAX` where there is none.
    runs: [(u32, TravelTime); 2],
}

impl ValidationPoint {
    /// Places at odd fractions of a segment, on land all around, one for every 50 m or so by its number; `along` are
    /// its runs: the fraction where each is entered and the time along all of it.
    pub(super) fn of(segment: SegmentId, along: &[(f64, TravelTime)], course: &PolylineSampler, grid: &RasterGrid) -> Vec<Self> {
        let hash = (f64::from(segment.0) * 0.618_033_988_749_895).fract();
        let wanted = course.length_m / EVERY_M + (hash * 7.0).fract();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres of a road")]
        let numbers = 0..wanted.min(64.0) as u32;
        let position = |number: u32| {
            let fraction = (hash + f64::from(number) * 0.754_877_666_246_693).fract();
            let point = course.at(fraction);
            let mut corners = grid.around(point).peekable();
            let on_land = corners.peek().is_some() && corners.all(|corner| grid.is_land(corner));
            let mut runs = [(u32::MAX, TravelTime::UNREACHED); 2];
            for ((run, slot), (begin, driven)) in (0..).zip(&mut runs).zip(along) {
                *slot = (run, driven.before((fraction - begin).abs()));
            }
            on_land.then_some(Self { segment, fraction, point, runs })
        };
        numbers.filter_map(position).collect()
    }

    /// The same among the runs of a ground, of which so many come before its own.
    pub(super) fn behind(self, before: u32) -> Self {
        Self { runs: self.runs.map(|(run, time)| (if run == u32::MAX { run } else { run + before }, time)), ..self }
    }
}

/// Places on roads and their exact times.
#[derive(Clone, Debug)]
pub(super) struct ValidationPoints<'a> {
    roads: &'a Roads<'a>,
    surface: &'a Surface<'a>,
    special: Vec<SegmentId>,
}

impl<'a> ValidationPoints<'a> {
    /// The places that were held out from a surface of these roads.
    pub(super) fn new(roads: &'a Roads<'a>, surface: &'a Surface<'a>) -> Self {
        Self { roads, surface, special: roads.special().collect() }
    }

    /// Up to 2000 places in a box on the plane with their times, spread over its roads and the same in every run.
    pub(super) fn within(&self, [low, high]: [[f64; 2]; 2]) -> impl Iterator<Item = ([f64; 2], TravelTime)> + '_ {
        let inside =
            move |position: &&ValidationPoint| (0..2).all(|axis| (low[axis]..=high[axis]).contains(&position.point[axis]));
        self.surface
            .ground
            .validation_points()
            .iter()
            .filter(inside)
            .take(MOST)
            .map(|position| (position.point, self.time(position)))
    }

    fn time(&self, position: &ValidationPoint) -> TravelTime {
        if self.special.binary_search_by_key(&position.segment.0, |id| id.0).is_ok() {
            return self.roads.time(position.segment, position.fraction);
        }
        let along = |(run, along): &(u32, TravelTime)| Some(*self.surface.begins.get(*run as usize)? + *along);
        position.runs.iter().filter_map(along).min().unwrap_or(TravelTime::UNREACHED)
    }
}
