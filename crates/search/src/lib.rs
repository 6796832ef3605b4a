//! Shortest travel times on a [`View`](tongda_network::scenario::View).
//!
//! In: a view, a direction, vertices to begin at with their times, and a limit. Out: the time of
//! every vertex within the limit, in whole milliseconds. A search works on a [`Dijkstra`], whose
//! memory is reset in the time of what it touched; [`DijkstraPool`] hands them to threads.

mod lexicographic;
mod hierarchy;
mod matrix;
mod dijkstra;
mod pool;
mod regions;
mod incremental;
mod route;

pub use hierarchy::{Arc, BATCH, CustomizableHierarchy, Hierarchy, Sweeper, Targets, Times};
pub use matrix::{Entry, matrix};
pub use dijkstra::{ShortestPathTree, Dijkstra};
pub use pool::{Pool, Pooled, PooledDijkstra, DijkstraPool};
pub use regions::all_times;
pub use incremental::{KnownTimes, IncrementalUpdate};
pub use route::{Along, Route, RouteLeg, route};
