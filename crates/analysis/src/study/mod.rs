//! A study: network, people, services, projects and questions, read from one folder.
//!
//! In: `study.toml` and the files it names, from a folder or from the program itself. Out: a
//! [`Study`] whose parts have all been checked; all problems are told at once.

mod config;
mod destinations;
mod existing_services;
mod facilities;
mod files;
mod input_hashes;
mod load;
mod people;
mod project_geometry;
mod projects;
mod scaffold;
mod towns;

pub use config::{Config, ServiceEntry};
pub use destinations::Destination;
pub use existing_services::ExistingServiceSummary;
pub use facilities::{Facilities, FacilityOrigins};
pub use files::{EmbeddedFiles, Files};
pub use load::{Facility, Overrides, Study};
pub use project_geometry::ProjectGeometry;
pub use projects::{ProjectChanges, Projects};
pub use scaffold::scaffold;
pub use towns::Town;
