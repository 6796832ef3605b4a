//! Writers of geographic formats: a [`Layer`] or a [`Raster`] in, the bytes of one format out.
//!
//! Every vector writer takes the same layers (typed columns, one kind of geometry, a coordinate
//! system), so that any result can go to any format. The same layers give the same bytes: nothing
//! depends on the clock, the machine or the number of threads. A missing value is `None` in a
//! layer and null in a file, never a number.

mod crs;
mod csv;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod geotiff;
mod kind;
mod layer;
mod parquet;
mod raster;
mod style;
mod wkb;
mod xml;

pub use crs::Crs;
pub use csv::{csv, csv_field};
pub use flatgeobuf::flatgeobuf;
pub use geojson::{features, geojson};
pub use geopackage::geopackage;
pub use geotiff::geotiff;
pub use kind::{FileFormat, WriteOptions};
pub use layer::{Column, ColumnValues, Digits, Layer, Shape, ShapeKind};
pub use parquet::parquet;
pub use raster::Raster;
pub use style::{Style, StyleClass};
pub use xml::xml_escaped;
