//! Isochrones: where one can be within so many minutes of a place, or come from.
//!
//! In: an [`IsochroneRequest`]: a network, a scenario and its baseline, a direction, minutes and a shape. Out: an
//! [`Isochrone`] for each group of origins ([`Isochrones::compute`]).
//!
//! Times on the roads ([`Roads`]) spread off them over a raster at the profile's off-network speed, stopped by water;
//! the time surface is cut at each number of minutes into [`Band`]s: valid polygons, each inside the next by
//! construction. A band states its error ([`Accuracy`]), measured at places on the roads that the surface was not made
//! from.

mod accuracy;
mod bands;
mod change;
mod compute;
mod contour;
mod fast_sweeping;
mod lines;
mod monotone;
mod polyline_sampler;
mod pruning;
mod raster_grid;
mod request;
mod ring_edges;
mod road_raster;
mod roads;
mod shore;
mod surface;
mod validation;

pub use accuracy::Accuracy;
pub use bands::Band;
pub use change::Change;
pub use compute::{Drawn, Isochrone, Isochrones};
pub use lines::RoadBand;
pub use raster_grid::RasterGrid;
pub use request::{IsochroneError, IsochroneRequest, IsochroneShape};
pub use roads::{Origin, Roads};
pub use surface::TimeSurface;
