//! `tongda` measures what a road or railway changes: who reaches what, in how many minutes, before
//! and after it.
//!
//! Everything is a time on one directed graph, and a scenario is a change of that graph's edges.
//! Modules stand in the order of the data's way through them; each uses only those before it.

pub mod units;

pub mod place;

pub mod datum;

pub mod encoding;

pub mod error;

pub mod whole_file;

pub mod progress;

pub mod direction;

pub mod osm;

pub mod profile;

pub mod network;

pub mod scenario;

pub mod search;

pub mod table;

pub mod people;

pub mod access;

pub mod isochrone;

pub mod study;

pub mod appraisal;

pub mod output;

pub mod serve;

pub mod cli;
