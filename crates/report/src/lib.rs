//! Files and tables: pure functions from results to bytes, and a folder that is written whole.

mod access;
mod access_change;
mod catalogue;
mod destinations;
mod dimacs;
mod folder;
mod isochrones;
mod json;
mod map;
mod matrix;
mod measures;
mod palette;
mod pictures;
mod png;
mod programme;
mod proposals;
mod ranking;
mod report;
mod results;
mod route_text;
mod routes;
mod squares;
mod tables;
mod terminal;
mod xml;

pub use access::{AccessColumn, EquityOptions, access_layer, access_summary};
pub use access_change::{access_change_csv, access_change_table};
pub use catalogue::{PROJECT_COLUMNS, project_row};
pub use destinations::destinations_csv;
pub use dimacs::{dimacs_coordinates, dimacs_graph};
pub use folder::Folder;
pub use isochrones::{IsochroneHead, band_layer, before_features, change_layer, origin_layer, road_layer, surface_raster};
pub use json::{
    LinksDocument, ProgrammeDocument, SitesDocument, Written, access_json, appraise_json, check_json, compare_json,
    isochrone_json, json_envelope, links_json, matrix_json, prepare_json, rank_json, route_json, schema, schema_names,
    sites_json,
};
pub use matrix::matrix_layer;
pub use measures::{equity_csv, measures_csv};
pub use pictures::{IsochronePicture, PlaceName, isochrone_svg};
pub use png::{Picture, has_no_fonts, png};
pub use programme::{BenefitRow, ProgrammeResult, appraise_csv, benefits_csv, order_csv, owed_csv, pairs_csv, programme_summary};
pub use proposals::{ProposedSite, links_geojson, sites_geojson};
pub use ranking::{beside_csv, ranking_csv, ranking_table};
pub use report::{Language, ProgrammePage, Report, change_svg, programme_html, report_html};
pub use results::{Results, results_geopackage};
pub use route_text::routes_text;
pub use routes::{RoadPart, by_road, routes_geojson};
pub use squares::cell_squares;
pub use tables::{assumed_csv, cells_csv, cells_geojson, coverage_csv, projects_csv, sensitivity_csv};
pub use terminal::{assumed_summary, not_modelled_summary, summary, wrapped};
