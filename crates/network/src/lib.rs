//! From an OpenStreetMap extract to a routable network, and scenarios laid over it.
//!
//! Everything is a time on one directed graph, and a scenario is a change of that graph's edges. An extract
//! ([`osm`]) and a profile ([`profile`]) make a [`network::Network`] that never changes; a scenario
//! ([`scenario`]) is a view of it.

pub mod network;
pub mod osm;
pub mod profile;
pub mod scenario;
