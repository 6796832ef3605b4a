//! Files of `compare`, one list: each file's name and the function that makes its bytes.
//!
//! A new table is a module with its function, and a line here.

use super::destinations::destinations_csv;
use super::measures::{equity_csv, measures_csv};
use super::report::{Report, report_html};
use super::results::{Results, results_geopackage};
use super::tables::{assumed_csv, cells_csv, cells_geojson, coverage_csv, projects_csv, sensitivity_csv};
use tongda_foundation::error::Result;

/// Everything that the files of `compare` are made from.
#[derive(Clone, Copy)]
pub struct CompareResults<'a> {
    /// The report, with the study, its comparison, ranges and measures.
    pub report: &'a Report<'a>,
    /// The layers of the GeoPackage.
    pub layers: &'a Results<'a>,
    /// Version, options, input hashes and counts, as the bytes of `run.json`.
    pub run_json: &'a [u8],
}

/// Makes the bytes of one file.
pub type CompareWriter = fn(&CompareResults<'_>) -> Result<Vec<u8>>;

/// The files of the folder. Files that take long come first in each half: two threads begin with one half each.
pub const COMPARE_FILES: [(&str, CompareWriter); 12] = [
    ("coverage.csv", |of| Ok(coverage_csv(of.report.study, of.report.comparison))),
    ("report.html", |of| Ok(report_html(of.report))),
    ("cells.geojson", |of| Ok(cells_geojson(of.report.study, of.report.comparison))),
    ("cells.csv", |of| Ok(cells_csv(of.report.study, of.report.comparison))),
    ("projects.csv", |of| Ok(projects_csv(of.report.study, of.report.comparison))),
    ("destinations.csv", |of| Ok(destinations_csv(of.report.study, of.report.comparison))),
    ("results.gpkg", |of| results_geopackage(of.layers)),
    ("equity.csv", |of| Ok(of.report.measures.map(|measures| equity_csv(of.report.study, measures)).unwrap_or_default())),
    ("measures.csv", |of| Ok(of.report.measures.map(|measures| measures_csv(of.report.study, measures)).unwrap_or_default())),
    ("assumed_roads.csv", |of| {
        let Report { study, comparison, without_assumed, .. } = *of.report;
        Ok(without_assumed.map(|without| assumed_csv(study, comparison, without)).unwrap_or_default())
    }),
    ("sensitivity.csv", |of| Ok(sensitivity_csv(of.report.sensitivity))),
    ("run.json", |of| Ok(of.run_json.to_vec())),
];
