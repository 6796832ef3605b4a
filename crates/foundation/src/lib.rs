//! Foundation types: units, positions, coordinate systems, errors, progress, tables and files.
//!
//! The other crates pass these types to each other. This crate knows nothing of networks, people or results, and it never
//! prints.
//!
//! | module | content |
//! |---|---|
//! | [`units`] | travel times in whole milliseconds, speeds in km/h |
//! | [`position`] | WGS-84 longitude and latitude, distances in metres |
//! | [`datum`] | GCJ-02 and BD-09, and the diagnosis of projected coordinates |
//! | [`direction`] | direction of a search along the edges |
//! | [`error`] | the error type with file, feature and advice |
//! | [`table`], [`text_encoding`] | CSV tables of points, and the detection of text that is not UTF-8 |
//! | [`atomic_file`] | output files that appear whole or not at all |
//! | [`compressed_rows`] | lists of different lengths in one array |
//! | [`progress`] | reports of progress to the caller |
//!
//! ```
//! use tongda_foundation::position::LonLat;
//! use tongda_foundation::units::{Kmh, TravelTime};
//!
//! let (station, port) = (LonLat::new(112.79, 22.25).unwrap(), LonLat::new(112.79, 22.16).unwrap());
//! let distance_m = station.distance_m(port);
//! assert_eq!(distance_m.round(), 10_008.0);
//! // Times are whole milliseconds; speeds that make no sense cannot be built.
//! let time: TravelTime = Kmh::new(60.0).unwrap().time_for(distance_m);
//! assert_eq!(time.minutes().unwrap().round(), 10.0);
//! assert_eq!(Kmh::new(-60.0), None);
//! ```

pub mod atomic_file;
pub mod compressed_rows;
pub mod datum;
pub mod direction;
pub mod error;
pub mod position;
pub mod progress;
pub mod table;
pub mod text_encoding;
pub mod units;
