//! What saved time is worth, against what a project costs.
//!
//! In: `benefits.toml`, whose every figure is the user's own and names its source; times before and
//! after a project. Out: person-minutes a day and [`Worth`]: net present value, ratio, internal rate, payback.
//! Not in it: fares and tolls, running costs of vehicles, safety, emissions, reliability, land values.

mod cash;
mod demand;
mod file;

pub use cash::{Investment, Worth};
pub use demand::{Demand, Saved, saved};
pub use file::{Benefits, Cited};
