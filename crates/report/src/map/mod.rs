//! Maps as SVG, drawn from the network itself: land and shoreline, roads by class, towns, scale bar, north arrow.
//!
//! A [`Frame`] puts places on a plane of units, true to scale in its middle; a [`Viewport`] is the part of it that a map
//! shows. What is drawn has classes, which `map.css` styles the same on a page and in a picture.

mod base_map;
mod cell_grid;
mod elements;
mod frame;
mod standalone;
mod towns;

pub(super) use base_map::{BaseMap, path_of};
pub(super) use cell_grid::CellGrid;
pub(super) use elements::MapElements;
pub(super) use frame::{Frame, Viewport};
pub(super) use standalone::StandaloneMap;
pub(super) use towns::{TownLabel, labels};

/// Styles of everything on a map.
pub(super) const STYLE: &str = include_str!("map.css");
