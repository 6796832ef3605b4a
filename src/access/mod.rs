//! Who reaches what: minutes from every cell to the nearest facility of each service, and shares of
//! people and land.
//!
//! In: a [`View`](crate::scenario::View), cells and facilities joined to its network. Out:
//! [`TravelTime`](crate::units::TravelTime)s by cell and [`Coverage`] in residents, square
//! kilometres and minutes.

mod coverage;
mod nearest;

pub use coverage::{Coverage, Within};
pub use nearest::{BaseTimes, PlacedCells, nearest, nearest_node};
