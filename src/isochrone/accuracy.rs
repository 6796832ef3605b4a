//! How wrong a band is: places on roads with exact times, held out from the making of the surface.

use geo::{Contains, MultiPolygon, Point};

use super::roads::Roads;
use super::surface::Surface;
use crate::network::{SegmentId, Snapper};
use crate::place::LonLat;
use crate::units::TravelTime;

/// The most places that are looked at.
const MOST: usize = 2000;

/// What share of held-out places on the roads a band puts on the wrong side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Places looked at: on roads that trips may begin and end on, on land, inside the raster.
    pub places: usize,
    /// Those within the minutes that lie outside the band.
    pub left_out: usize,
    /// Those beyond the minutes that lie inside it: the band spreads over the land between roads.
    pub taken_in: usize,
}

impl Accuracy {
    /// The share of places on the wrong side, 0 to 1; `None` where there was no place to look at.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
    pub fn misclassified(&self) -> Option<f64> {
        (self.places > 0).then(|| (self.left_out + self.taken_in) as f64 / self.places as f64)
    }
}

/// Places on roads with their exact times.
#[derive(Clone, Debug)]
pub struct HeldOut(Vec<(LonLat, TravelTime)>);

impl HeldOut {
    /// Places at odd fractions of segments inside the raster, spread over them evenly and the same in
    /// every run.
    #[must_use]
    pub fn new(roads: &Roads<'_>, snapper: &Snapper<'_>, surface: &Surface) -> Self {
        let network = roads.view().network();
        let canvas = &surface.canvas;
        let inside = |place: LonLat| {
            let mut corners = canvas.around(canvas.project(place)).peekable();
            corners.peek().is_some() && corners.all(|corner| canvas.is_land(corner))
        };
        let fraction = |id: SegmentId| (f64::from(id.0) * 0.618_033_988_749_895).fract();
        let ids = (0..).map(SegmentId).take(network.segments().len()).filter(|&id| snapper.may_join(id));
        let all: Vec<(SegmentId, LonLat)> =
            ids.map(|id| (id, network.place_at(id, fraction(id)))).filter(|(_, place)| inside(*place)).collect();
        let step = (all.len() / MOST).max(1);
        Self(all.into_iter().step_by(step).map(|(id, place)| (place, roads.time(id, fraction(id)))).collect())
    }

    /// How wrong a band of these minutes is.
    #[must_use]
    pub fn accuracy(&self, minutes: u32, polygons: &MultiPolygon<f64>) -> Accuracy {
        let mut accuracy = Accuracy { places: self.0.len(), ..Accuracy::default() };
        for (place, time) in &self.0 {
            match (*time <= TravelTime::from_minutes(minutes), polygons.contains(&Point::new(place.lon(), place.lat()))) {
                (true, false) => accuracy.left_out += 1,
                (false, true) => accuracy.taken_in += 1,
                _ => {}
            }
        }
        accuracy
    }
}
