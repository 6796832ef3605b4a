//! What the program does, as a user runs it.

mod access;
mod appraise;
mod bad_input;
mod catalogue;
mod compare;
mod conformance;
mod datum;
mod formats;
mod isochrone;
mod json;
mod new_study;
mod propose;
mod rank;
mod report;
mod serve;
mod serve_limits;
mod services;
mod stopped;

/// The program.
const TONGDA: &str = env!("CARGO_BIN_EXE_tongda");
