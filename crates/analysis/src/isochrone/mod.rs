//! Isochrones: where one can be within so many minutes of a place, or come from.
//!
//! In: a [`View`](tongda_network::scenario::View), places joined to its network, a direction and minutes.
//! Times on the roads ([`Roads`]) spread off them over a raster ([`Ground`], which is made once for any
//! number of places) at the profile's off-network speed, stopped by water and cut to what is reached ([`Surface`]); the surface is cut at each number of minutes into [`Band`]s:
//! valid polygons, each inside the next by construction. A band says how wrong it is
//! ([`Accuracy`]), measured at places on the roads that the surface was not made from.

mod accuracy;
mod bands;
mod canvas;
mod change;
mod contour;
mod course;
mod ground;
mod held_out;
mod hush;
mod lines;
mod roads;
mod settle;
mod shore;
mod sides;
mod spread;
mod surface;

pub use accuracy::Accuracy;
pub use bands::{Band, bands};
pub use canvas::{Canvas, CanvasRules, MOST_POINTS};
pub use change::{Change, change};
pub use ground::Ground;
pub use held_out::HeldOut;
pub use lines::{RoadBand, road_bands};
pub use roads::{Origin, Roads};
pub use settle::settle;
pub use surface::{Surface, WITHOUT_LAND_M};
