//! A study: network, people, services, projects and questions, read from one folder.
//!
//! In: `study.toml` and the files it names, from a folder or from the program itself. Out: a
//! [`Study`] whose parts have all been checked; all problems are told at once.

mod config;
mod destinations;
mod drawn;
mod files;
mod hashes;
mod load;
mod merge;
mod people;
mod projects;
mod running;
mod scaffold;
mod towns;

pub use config::{Config, ServiceEntry};
pub use destinations::Destination;
pub use drawn::Drawn;
pub use files::{EmbeddedFiles, Files};
pub use load::{Facility, Overrides, Study};
pub use merge::{Facilities, Origins};
pub use projects::{ProjectChanges, Projects};
pub use scaffold::scaffold;
pub use towns::Town;
