//! What every other crate rests on: units, positions, coordinate systems, errors, progress, tables and files.
//!
//! Nothing here knows of networks, people or results, and nothing prints.

pub mod atomic_file;
pub mod datum;
pub mod direction;
pub mod encoding;
pub mod error;
pub mod position;
pub mod progress;
pub mod table;
pub mod units;
