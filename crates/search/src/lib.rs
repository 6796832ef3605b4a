//! Shortest travel times on a [`View`](tongda_network::scenario::View).
//!
//! In: a view, a direction, vertices to begin at with their times, and a limit. Out: the time of
//! every vertex within the limit, in whole milliseconds. A search works on a [`Dijkstra`], whose
//! memory is reset in the time of what it touched; [`DijkstraPool`] hands them to threads.

mod dijkstra;
mod hierarchy;
mod incremental;
mod lexicographic;
mod matrix;
mod pool;
mod regions;
mod route;

pub use dijkstra::{Dijkstra, ShortestPathTree};
pub use hierarchy::{Arc, BATCH, CustomizableHierarchy, Hierarchy, Sweeper, Targets, Times};
pub use incremental::{IncrementalUpdate, KnownTimes};
pub use matrix::{Entry, matrix};
pub use pool::{DijkstraPool, Pool, Pooled, PooledDijkstra};
pub use regions::all_times;
pub use route::{Along, Route, RouteLeg, route};
