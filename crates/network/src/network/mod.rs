//! The frozen road network: a petgraph `DiGraph` in row order with one profile's costs.
//!
//! In: an [`Extract`](crate::osm::Extract) and a [`Profile`](crate::profile::Profile). Out: a [`Network`] that never
//! changes. Lengths are metres, costs whole milliseconds.
//!
//! The files use each other in one direction, each only those before it:
//!
//! 1. types: `elements`, `ways`, `report`, `controls`;
//! 2. the network and its queries: `segment_index`, `graph`, `shape`, `nearest`, `snap`, `border`, `crs_check`;
//! 3. from OSM ways to the graph: `pieces`, `urban`, `topology`, `junction`, `turn_restrictions`, `destination_only`,
//!    `turn_terms`, `junction_expansion`, `assembly`, `freeze`, `components`, `build`, `cache`.

mod assembly;
mod border;
mod build;
mod cache;
mod components;
mod controls;
mod crs_check;
mod destination_only;
mod elements;
mod freeze;
mod graph;
mod junction;
mod junction_expansion;
mod nearest;
mod pieces;
mod report;
mod segment_index;
mod shape;
mod snap;
mod topology;
mod turn_restrictions;
mod turn_terms;
mod urban;
mod ways;

pub use build::{BuildOptions, build};
pub use cache::CacheKey;
pub use crs_check::{BetterCrs, CrsReading};
pub use elements::{Edge, EdgeId, Node, NodeId, NodeKind, Segment, SegmentId};
pub use graph::Network;
pub use nearest::Near;
pub use report::{BuildReport, Tally};
pub use snap::{NotPlaced, Snap, Snapper, Spot};
pub use ways::Ways;
