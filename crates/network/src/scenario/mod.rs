//! Scenarios: modifications in GeoJSON, projects in a catalogue, and the [`View`] that results.
//!
//! In: `projects.toml`, `projects/*.geojson` and a [`Network`](crate::network::Network). Out: [`Resolved`] changes of that
//! network's edges, and a [`View`] of the network with these changes, which does not copy it. All errors of a file are
//! reported at once, with feature and coordinate; a modification without effect is an error.

mod added_roads;
mod attachment;
mod catalogue;
mod crossings;
mod delay;
mod feature;
mod geometry;
mod graph_traits;
mod gtfs;
mod line;
mod mode;
mod modification;
mod overlay;
mod perturbation;
mod rail_routes;
mod reprojection;
mod resolve;
mod selector;
mod services;
mod view;

pub use catalogue::{Catalogue, Match, PlanQuote, Project};
pub use crossings::with_crossings;
pub use delay::VolumeDelay;
pub use feature::{read_modifications, read_modifications_in};
pub use graph_traits::ViewEdge;
pub use gtfs::{HourWindow, SkippedRows, Timetable, read_gtfs};
pub use line::{NewLine, place_lines};
pub use mode::for_profile;
pub use modification::{
    Change, Connect, FacilityChange, Join, Junction, Line, LineMode, LineStop, Link, Modification, SpeedChange,
};
pub use perturbation::perturb_junctions;
pub use rail_routes::rail_routes;
pub use resolve::{Resolved, Touched, resolve};
pub use selector::Selector;
pub use view::{AnyEdge, EdgeView, Neighbour, View};
