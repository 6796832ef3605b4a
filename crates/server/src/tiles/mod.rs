//! The base map: vector tiles of the study itself, made when they are asked for.
//!
//! In: the network, the extract's railways and settlements, the study's land. Out: Mapbox Vector Tiles
//! (version 2.1) on the usual grid of squares of the Web Mercator projection, with the layers `land`,
//! `rail`, `roads` and `towns`.

mod clip;
mod source;
mod tile;

pub(super) use source::TileSource;
pub(super) use tile::{TileId, tile};
