//! Who reaches what: minutes from every cell to the nearest facility of each service, shares of people
//! and land, and measures of access from times, supply and people.
//!
//! In: a [`View`](tongda_network::scenario::View), cells and facilities joined to its network. Out:
//! [`TravelTime`](tongda_foundation::units::TravelTime)s by cell, [`Coverage`] in residents, square kilometres and
//! minutes, and one value a cell and [`Measure`]. A measure is a pure function; the file that bears its
//! name says its formula, unit, range and source. Where a value would mean nothing there is none.

mod balancing_cost;
mod catchment;
mod closest;
mod coefficient;
mod condensed;
mod constrained;
mod coverage;
mod cumulative;
mod decay;
mod dual;
pub mod equity;
mod gravity;
mod measure;
mod nearest;
mod od;
mod potential;
mod spatial_availability;
mod t90;
mod weighted_mean_time;

pub use balancing_cost::balancing_cost;
pub use catchment::{Catchment, floating_catchment};
pub use closest::{closest, nth_closest};
pub use coefficient::coefficients;
pub use condensed::{Condensed, CondensedScenario};
pub use constrained::{Balanced, doubly_constrained, singly_constrained, total_constrained};
pub use coverage::{Coverage, Members, Within};
pub use cumulative::{Summary, cumulative, cumulative_interval};
pub use decay::Decay;
pub use dual::dual;
pub use gravity::gravity;
pub use measure::{Measure, Parameters};
pub use nearest::{BaseTimes, PlacedCells, ViewCells, nearest, nearest_node};
pub use od::OdTimes;
pub use potential::potential;
pub use spatial_availability::spatial_availability;
pub use t90::covered_by;
pub use weighted_mean_time::{reached_share, weighted_mean_time};
