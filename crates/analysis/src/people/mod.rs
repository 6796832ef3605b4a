//! Where people live: CSV text (and the land as `GeoJSON`) in, [`Cells`] out.
//!
//! Cells are either given, one row a cell ([`read_cells`]), or made by spreading the residents of townships over
//! the land around their seats ([`Dasymetric`]); [`Cells::source`] keeps the two apart, because the second is a model.
//! Positions are WGS-84, areas square kilometres on the sphere of [`tongda_foundation::position::EARTH_RADIUS_M`].
//! Spreading neither makes nor loses a person: the cells of a seat add up to its row.

mod apportion;
mod cells;
mod dasymetric;
mod districts;
mod grid;
mod land;
mod land_share;
mod own_land;
mod representative_point;
mod roads;
mod shore;
mod summary;

pub use cells::{Cell, CellSource, Cells, read_cells};
pub use dasymetric::{Dasymetric, DasymetricRule};
pub use districts::{District, Districts};
pub use own_land::snap_on_own_land;
pub use roads::{StreetCells, cells_from_streets};
pub use shore::Land;
pub use summary::{CountySummary, DasymetricSummary, SeatPlace};
