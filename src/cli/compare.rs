//! `tongda compare`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::{Outcome, inputs};
use crate::appraisal::{self, Comparison};
use crate::error::Problems;
use crate::network::Network;
use crate::osm::Extract;
use crate::output::{self, Folder};
use crate::people::CellSource;
use crate::progress::Progress;
use crate::study::{Facility, Files, Study};

#[derive(Debug, Args)]
pub(super) struct StudyArguments {
    /// A folder with a study.toml, or the file itself; the embedded study of western Jiangmen without it.
    study: Option<PathBuf>,
    /// OpenStreetMap extracts in place of the study's own.
    #[arg(long, value_name = "FILE.osm.pbf")]
    osm: Vec<PathBuf>,
    /// A built-in profile (car, walk, cycle) or a profile file in place of the study's own.
    #[arg(long, value_name = "NAME|FILE.toml")]
    profile: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// The folder to write.
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
}

const FILES: [&str; 6] = ["projects.csv", "coverage.csv", "cells.csv", "cells.geojson", "assumed_roads.csv", "run.json"];

impl StudyArguments {
    pub(super) fn read(&self, progress: &dyn Progress) -> Result<(Study, Extract, Network, Vec<Facility>), Problems> {
        let files = self.study.as_deref().map_or(Files::Embedded, Files::at);
        let profile = self.profile.as_deref().map(inputs::profile).transpose()?;
        let study = Study::read(&files, &self.osm, profile)?;
        let extract = study.extract(progress)?;
        let network = study.network(&extract)?;
        let mut facilities = study.facilities.clone();
        facilities.extend(study.facilities_of(&extract));
        Ok((study, extract, network, facilities))
    }
}

pub(super) fn run(options: &Options, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let start = Instant::now();
    let folder = Folder::open(&options.output, &FILES)?;
    let (study, extract, network, facilities) = options.study.read(progress)?;
    let projects = study.resolve(&network)?;
    let comparison = appraisal::compare(&study, &network, &projects, &facilities, progress);
    let plain =
        if network.report().assumed_ways > 0 { Some(without_assumed(&study, &extract, &facilities, progress)?) } else { None };
    let assumed = plain.as_ref().map_or_else(Vec::new, |plain| output::assumed_csv(&study, &comparison, plain));
    folder.write(&[
        output::projects_csv(&study, &comparison),
        output::coverage_csv(&study, &comparison),
        output::cells_csv(&study, &comparison),
        output::cells_geojson(&study, &comparison),
        assumed,
        run_json(&study, &network, &comparison),
    ])?;
    print!("{}", output::summary(&study, &comparison));
    if let Some(plain) = &plain {
        println!("\nwithout the {} assumed roads:", network.report().assumed_ways);
        print!("{}", output::summary(&study, plain));
    }
    let not_placed = comparison.not_placed.iter().flatten().count();
    if let CellSource::Spread(summary) = &study.cells.source {
        eprintln!("people: {}", summary.rule);
    }
    eprintln!("{not_placed} of {} cells are not placed (reasons in cells.csv)", study.cells.cells.len());
    for lost in &comparison.lost_facilities {
        eprintln!("facility not placed: {lost}");
    }
    for (project, reason) in &comparison.not_modelled {
        eprintln!("not modelled: {project}: {reason}");
    }
    eprintln!("{} written in {:.1} s", options.output.display(), start.elapsed().as_secs_f64());
    let clean = not_placed == 0 && comparison.lost_facilities.is_empty() && comparison.not_modelled.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::WorthALook })
}

/// The same comparison without roads tagged `assumed=yes`.
fn without_assumed(
    study: &Study,
    extract: &Extract,
    facilities: &[Facility],
    progress: &dyn Progress,
) -> Result<Comparison, Problems> {
    let network = study.network_without_assumed(extract)?;
    let (projects, problems) = study.resolve_possible(&network);
    for problem in problems.as_slice() {
        eprintln!("without assumed roads, left out: {problem}");
    }
    Ok(appraisal::compare(study, &network, &projects, facilities, progress))
}

/// What was computed from what; the same inputs give the same bytes.
fn run_json(study: &Study, network: &Network, comparison: &Comparison) -> Vec<u8> {
    let counts: serde_json::Map<String, serde_json::Value> = study
        .services
        .iter()
        .zip(&comparison.facility_counts)
        .map(|(service, count)| {
            (service.id.clone(), json!({"facilities": count, "in_circle": service.circle, "no_data": service.no_data}))
        })
        .collect();
    let value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "study": study.config.name,
        "attribution": study.config.attribution,
        "network_date": study.network_date(),
        "profile": study.profile.to_toml(),
        "network": {"vertices": network.node_count(), "edges": network.edge_count(), "report": network.report()},
        "cells": study.cells.cells.len(),
        "residents": study.cells.residents(),
        "people": match &study.cells.source { CellSource::Given => "given", CellSource::Spread(summary) => summary.rule.as_str() },
        "cells_not_placed": comparison.not_placed.iter().flatten().count(),
        "facilities_not_placed": comparison.lost_facilities,
        "services": counts,
        "projects_not_modelled": comparison.not_modelled,
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}
