//! Isochrones: where one can be within so many minutes of a place, or come from.
//!
//! In: a [`View`](tongda_network::scenario::View), places joined to its network, a direction and minutes.
//! Times on the roads ([`Roads`]) spread off them over a raster ([`RoadRaster`], which is made once for any
//! number of places) at the profile's off-network speed, stopped by water and cut to what is reached ([`Surface`]); the surface is cut at each number of minutes into [`Band`]s:
//! valid polygons, each inside the next by construction. A band says how wrong it is
//! ([`Accuracy`]), measured at places on the roads that the surface was not made from.

mod accuracy;
mod bands;
mod change;
mod contour;
mod fast_sweeping;
mod lines;
mod monotone;
mod polyline_sampler;
mod pruning;
mod raster_grid;
mod ring_edges;
mod road_raster;
mod roads;
mod shore;
mod surface;
mod validation;

pub use accuracy::Accuracy;
pub use bands::{Band, bands};
pub use change::{Change, change};
pub use lines::{RoadBand, road_bands};
pub use monotone::enforce_monotone;
pub use raster_grid::{MOST_POINTS, RasterGrid, RasterRules};
pub use road_raster::RoadRaster;
pub use roads::{Origin, Roads};
pub use surface::{Surface, WITHOUT_LAND_M};
pub use validation::ValidationPoints;
