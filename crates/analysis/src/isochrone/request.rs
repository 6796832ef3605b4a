//! The question that isochrones answer.

use std::fmt;

use crate::people::Land;
use tongda_foundation::direction::Direction;
use tongda_network::network::Network;
use tongda_network::scenario::Resolved;

/// What is drawn of each origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IsochroneShape {
    /// A band of polygons for each number of minutes.
    #[default]
    Polygons,
    /// What the scenario adds to the bands of the baseline, and what it takes away.
    Changes,
    /// The roads, cut at the exact point.
    Lines,
    /// The time at every point of the raster.
    Surface,
}

/// Isochrones of a scenario, and of the baseline that it is compared with.
#[derive(Clone, Debug)]
pub struct IsochroneRequest<'a> {
    /// The base network.
    pub network: &'a Network,
    /// The changes in force, to apply in order.
    pub scenario: &'a [&'a Resolved],
    /// The changes in force before the scenario. Places are joined to no road that either of the two closes.
    pub baseline: Option<&'a [&'a Resolved]>,
    /// Whether the baseline is drawn beside the scenario; [`IsochroneShape::Changes`] compares them in any case.
    pub compare: bool,
    /// Land that times spread over; everywhere without it.
    pub land: Option<&'a Land>,
    /// Times from the origins or to them.
    pub direction: Direction,
    /// Minutes of the bands, ascending, 1 to 1440.
    pub minutes: &'a [u32],
    /// What is drawn.
    pub shape: IsochroneShape,
    /// The side of the raster's squares in metres; 25 or more by extent without it.
    pub raster_m: Option<f64>,
    /// How far off the roads times spread, in metres. Without it as far as the profile joins places to roads, and at most
    /// 500 m where no land is known.
    pub spread_m: Option<f64>,
    /// Holes below so many square kilometres are filled.
    pub min_hole_km2: f64,
}

impl<'a> IsochroneRequest<'a> {
    /// Polygons from origins on a network as it is, holes below 0.05 km² filled.
    #[must_use]
    pub const fn new(network: &'a Network, minutes: &'a [u32]) -> Self {
        Self {
            network,
            scenario: &[],
            baseline: None,
            compare: false,
            land: None,
            direction: Direction::Forward,
            minutes,
            shape: IsochroneShape::Polygons,
            raster_m: None,
            spread_m: None,
            min_hole_km2: MIN_HOLE_KM2,
        }
    }
}

/// Holes below so many square kilometres are filled unless a request says otherwise.
const MIN_HOLE_KM2: f64 = 0.05;

/// Why there are no isochrones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsochroneError {
    /// The raster would have more than 40 million points: larger squares or fewer minutes are needed.
    RasterTooLarge,
    /// A comparison was asked for without a baseline.
    NoBaseline,
    /// The caller did not want them any more.
    Cancelled,
}

impl fmt::Display for IsochroneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RasterTooLarge => "the raster would have more than 40 million points",
            Self::NoBaseline => "there is no baseline to compare with",
            Self::Cancelled => "the computation was cancelled",
        })
    }
}

impl std::error::Error for IsochroneError {}
