//! Isochrones: where one can be within so many minutes of a place, or come from.
//!
//! In: a [`View`](tongda_network::scenario::View), places joined to its network, a direction and minutes.
//! Times on the roads ([`Roads`]) spread off them over a raster ([`RoadRaster`], which is made once for any
//! number of places) at the profile's off-network speed, stopped by water and cut to what is reached ([`Surface`]); the surface is cut at each number of minutes into [`Band`]s:
//! valid polygons, each inside the next by construction. A band says how wrong it is
//! ([`Accuracy`]), measured at places on the roads that the surface was not made from.

mod accuracy;
mod bands;
mod raster_grid;
mod change;
mod contour;
mod polyline_sampler;
mod road_raster;
mod validation;
mod pruning;
mod lines;
mod roads;
mod monotone;
mod shore;
mod ring_edges;
mod fast_sweeping;
mod surface;

pub use accuracy::Accuracy;
pub use bands::{Band, bands};
pub use raster_grid::{RasterGrid, RasterRules, MOST_POINTS};
pub use change::{Change, change};
pub use road_raster::RoadRaster;
pub use validation::ValidationPoints;
pub use lines::{RoadBand, road_bands};
pub use roads::{Origin, Roads};
pub use monotone::enforce_monotone;
pub use surface::{Surface, WITHOUT_LAND_M};
