//! Profiles of modes of transport: access, directions and speeds of ways, as a table in TOML without hidden numbers.
//!
//! A profile is a pure function from the tags of a way to a [`Rule`]. The built-in profiles are files of the same format,
//! which `tongda profile NAME` prints.

mod country;
mod maxspeed;
mod rule;
mod speed;
mod table;
mod turns;

pub use country::Country;
pub use rule::{Dropped, Lifecycle, Rule, Usage};
pub use speed::{RoadRow, Urban};
pub use table::{FerryRules, MaxspeedUse, Profile, SnapRules};
pub use turns::TurnRules;

/// Names of the built-in profiles.
pub const BUILT_IN: [&str; 4] = ["car", "car-freeflow", "walk", "cycle"];

/// The text of a built-in profile.
#[must_use]
pub fn built_in_text(name: &str) -> Option<&'static str> {
    match name {
        "car" => Some(include_str!("builtin/car.toml")),
        "car-freeflow" => Some(include_str!("builtin/car-freeflow.toml")),
        "walk" => Some(include_str!("builtin/walk.toml")),
        "cycle" => Some(include_str!("builtin/cycle.toml")),
        _ => None,
    }
}
