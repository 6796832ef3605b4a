//! Files and tables: pure functions from results to bytes, and a folder that is written whole.

mod folder;
mod routes;
mod tables;
mod terminal;

pub use folder::Folder;
pub use routes::{RoadPart, by_road, routes_geojson};
pub use tables::{assumed_csv, cells_csv, cells_geojson, coverage_csv, projects_csv, sensitivity_csv};
pub use terminal::summary;
