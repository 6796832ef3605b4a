//! Who may use a way, in which direction and how fast: a table in TOML, without hidden numbers.
//!
//! A profile is a pure function from the tags of a way to a [`Rule`]. The built-in profiles `car`,
//! `walk` and `cycle` are files of the same format, which `tongda profile NAME` prints.

mod maxspeed;
mod rule;
mod table;

pub use rule::{Dropped, Lifecycle, Rule, Usage};
pub use table::{MaxspeedUse, Profile, SnapRules};

/// Names of the built-in profiles.
pub const BUILT_IN: [&str; 3] = ["car", "walk", "cycle"];

/// The text of a built-in profile.
#[must_use]
pub fn built_in_text(name: &str) -> Option<&'static str> {
    match name {
        "car" => Some(include_str!("builtin/car.toml")),
        "walk" => Some(include_str!("builtin/walk.toml")),
        "cycle" => Some(include_str!("builtin/cycle.toml")),
        _ => None,
    }
}
