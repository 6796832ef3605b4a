//! Shortest travel times on a [`View`](tongda_network::scenario::View).
//!
//! In: a view, a direction, vertices to begin at with their times, and a limit. Out: the time of
//! every vertex within the limit, in whole milliseconds. A search works on a [`Searcher`], whose
//! memory is reset in the time of what it touched; [`SearchPool`] hands them to threads.

mod fastest;
mod hierarchy;
mod matrix;
mod plain;
mod pool;
mod regions;
mod repair;
mod route;

pub use hierarchy::{Arc, BATCH, Customizable, Hierarchy, Sweeper, Targets, Times};
pub use matrix::{Entry, matrix};
pub use plain::{Reach, Searcher};
pub use pool::{Pool, Pooled, PooledSearcher, SearchPool};
pub use regions::all_times;
pub use repair::{Known, Repair};
pub use route::{Along, Route, Step, route};
