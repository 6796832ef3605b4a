//! Shortest travel times on a [`View`](tongda_network::scenario::View) of a network.
//!
//! In: a view, a direction, source nodes with their times, and a limit. Out: the time of every node within the limit, in
//! whole milliseconds, the same for any number of threads.
//!
//! | question | type or function |
//! |---|---|
//! | one origin, or the nearest of many facilities | [`Dijkstra`], [`DijkstraPool`] |
//! | the same times after a scenario | [`Dijkstra::update`] |
//! | all nodes of a large network from many sources | [`all_times`] |
//! | many origins | [`Hierarchy`] and its [`Targets`] |
//! | many origins in many scenarios | [`CustomizableHierarchy`] |
//! | times and distances between two lists of places | [`matrix`](fn@matrix) |
//! | the path itself | [`route`](fn@route) |
//!
//! The nodes within ten minutes of a junction of the study that is part of the program:
//!
//! ```
//! use std::path::Path;
//!
//! use tongda_foundation::{direction::Direction, progress::Silent, units::TravelTime};
//! use tongda_network::network::{BuildOptions, NodeId, build};
//! use tongda_network::osm::{Source, read_extract};
//! use tongda_network::{profile::Profile, scenario::View};
//! use tongda_search::Dijkstra;
//!
//! let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../networks/jiangmen-west/skeleton.osm.pbf");
//! let extract = read_extract(&[Source::File(Path::new(file).into())], &Silent)?;
//! let network = build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
//! let view = View::base(&network);
//! let mut searcher = Dijkstra::default();
//! let origin = NodeId::new(0);
//! let limit = TravelTime::from_minutes(10);
//! let tree = searcher.search(&view, Direction::Forward, [(origin, TravelTime::ZERO)], limit);
//! assert_eq!(tree.time(origin), TravelTime::ZERO);
//! assert!(tree.settled().all(|(_, time)| time <= limit));
//! # Ok::<(), tongda_foundation::error::Error>(())
//! ```

mod dijkstra;
mod hierarchy;
mod incremental;
mod lexicographic;
mod matrix;
mod pool;
mod regions;
mod route;

pub use dijkstra::{Dijkstra, ShortestPathTree};
pub use hierarchy::{BATCH, BatchTimes, CustomizableHierarchy, Hierarchy, HierarchyArc, Sweeper, Targets};
pub use incremental::{IncrementalUpdate, KnownTimes};
pub use matrix::{MatrixEntry, matrix};
pub use pool::{DijkstraPool, Pool, Pooled, PooledDijkstra};
pub use regions::all_times;
pub use route::{Along, Route, RouteLeg, route};
