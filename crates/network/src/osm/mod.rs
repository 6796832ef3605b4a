//! OpenStreetMap extracts: `.osm.pbf` files in, tagged ways, positions, settlements and facilities out.
//!
//! Files may be unsorted, may lack nodes that their ways refer to, and several may cover one study. An [`Extract`] is the
//! same to the last bit for any number of threads and any order of blocks: all of its lists are sorted by OSM id, and where
//! files overlap, the first file takes precedence.

mod area;
mod block;
mod extract;
mod merge;
mod reader;
mod source;
mod tags;

pub use extract::{Control, Counts, Extract, Member, OsmId, OsmWay, Poi, RailRoute, Restriction, Settlement};
pub use reader::read_extract;
pub use source::Source;
pub use tags::{Strings, Tags, duration_s, matches_part};
