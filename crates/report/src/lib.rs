//! Reports, tables, maps and documents of results: pure functions from results to bytes, and folders of them.

mod access;
mod access_change;
mod appraise_files;
mod catalogue;
mod compare_files;
mod destinations;
mod dimacs;
mod folder;
mod isochrones;
mod json;
mod language;
mod locale;
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

pub use access::{AccessColumn, EquityOptions, access_layer, access_summary};
pub use access_change::{access_change_csv, access_change_table};
pub use appraise_files::{AppraiseResults, AppraiseWriter, appraise_files};
pub use catalogue::{PROJECT_COLUMNS, project_row};
pub use compare_files::{COMPARE_FILES, CompareResults, CompareWriter};
pub use destinations::destinations_csv;
pub use dimacs::{dimacs_coordinates, dimacs_graph};
pub use folder::Folder;
pub use isochrones::{IsochroneHead, band_layer, before_features, change_layer, origin_layer, road_layer, surface_raster};
pub use json::{
    CompareDocument, LinksDocument, ProgrammeDocument, SitesDocument, access_json, appraise_json, check_json, compare_json,
    isochrone_json, json_envelope, links_json, matrix_json, prepare_json, rank_json, route_json, schema, schema_names,
    sites_json,
};
pub use language::Language;
pub use matrix::matrix_layer;
pub use pictures::{IsochronePicture, PlaceName, isochrone_svg};
pub use png::{PngImage, has_no_fonts, png};
pub use programme::{BenefitRow, ProgrammeResult, programme_summary};
pub use proposals::{ProposedSite, links_geojson, sites_geojson};
pub use ranking::{beside_csv, ranking_csv, ranking_table};
pub use report::{ProgrammePage, Report, change_svg, report_html};
pub use results::{Results, results_geopackage};
pub use route_text::routes_text;
pub use routes::{RoadPart, by_road, routes_geojson};
pub use squares::cell_squares;
pub use tables::{cells_csv, cells_geojson};
pub use terminal::{assumed_summary, not_modelled_summary, summary, wrapped};
