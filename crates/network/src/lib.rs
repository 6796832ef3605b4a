//! Road networks from OpenStreetMap, and scenarios of planned roads and services.
//!
//! Everything is a time on one directed graph, and a scenario is a change of the costs of its edges, or an addition of
//! edges. An extract ([`osm`]) and a profile ([`profile`]) make a [`network::Network`], which never changes. A scenario
//! ([`scenario`]) is a view of it. Before and after a project have the same nodes and the same snapping, so that times
//! differ only by the project.
//!
//! ```text
//! .osm.pbf  -> osm::Extract ----+
//!                               +-> network::Network -> scenario::View -> searches (tongda-search)
//! profile.toml -> Profile ------+          |                 ^
//!                                          v                 |
//! projects/*.geojson -> Modification -> scenario::Resolved --+
//! ```
//!
//! The study that is part of the program, and its network without one of its roads:
//!
//! ```
//! use std::path::Path;
//!
//! use tongda_foundation::progress::Silent;
//! use tongda_network::network::{BuildOptions, SegmentId, build};
//! use tongda_network::osm::{Source, read_extract};
//! use tongda_network::profile::Profile;
//! use tongda_network::scenario::{Resolved, View};
//!
//! let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../networks/jiangmen-west/skeleton.osm.pbf");
//! let extract = read_extract(&[Source::File(Path::new(file).into())], &Silent)?;
//! let network = build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
//!
//! let closure = Resolved::closing(&network, &[SegmentId(0)], "a closed road");
//! let view = View::new(&network, &[&closure]);
//! assert!(view.changes().all(|edge| !view.cost(edge).is_reached()));
//! assert!(View::base(&network).is_base());
//! # Ok::<(), tongda_foundation::error::Error>(())
//! ```

pub mod network;
pub mod osm;
pub mod profile;
pub mod scenario;
