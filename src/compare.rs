//! `tongda compare`: the main job.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use super::study::StudyArguments;
use super::{Format, Outcome, pictures};
use tongda_analysis::appraisal::measures::{MOST_PAIRS, Measures, pairs};
use tongda_analysis::appraisal::{self, Comparison, Item};
use tongda_analysis::people::CellSource;
use tongda_analysis::study::{FacilityOrigins, Projects};
use tongda_analysis::workspace::{WithoutAssumedRoads, Workspace};
use tongda_foundation::error::{Problems, Result};
use tongda_foundation::progress::{Progress, Unit};
use tongda_report::{self, Folder, Language, Report, Results, Written};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Changes to measure against the network as it is, as GeoJSON; more than once for several proposals.
    #[arg(long, value_name = "FILE.geojson")]
    scenario: Vec<PathBuf>,
    /// How many times to move all junctions within their uncertainty, for the range of each gain.
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1000))]
    draws: u16,
    /// Language of the report: en or zh.
    #[arg(long = "lang", value_name = "LANG", default_value = "en")]
    language: Language,
    /// Also a picture of every project and network, into the folder's `maps`.
    #[arg(long)]
    png: bool,
    /// The folder to write.
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
}

/// What takes long to make comes first, in each half.
const FILES: [&str; 12] = [
    "coverage.csv",
    "report.html",
    "cells.geojson",
    "cells.csv",
    "projects.csv",
    "destinations.csv",
    "results.gpkg",
    "equity.csv",
    "measures.csv",
    "assumed_roads.csv",
    "sensitivity.csv",
    "run.json",
];

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> std::result::Result<Outcome, Problems> {
    let start = Instant::now();
    let mut folder = Folder::open(&options.output, &FILES)?;
    let workspace = options.study.open(progress)?;
    let Workspace { study, network, .. } = &workspace;
    let proposals = workspace.proposals(&options.scenario)?;
    let evaluator = workspace.evaluator(&proposals);
    let pairs = pairs(&evaluator);
    // A network is in part built on one thread, and all that makes its hierarchies, so another goes on meanwhile.
    let (comparison, plain) = rayon::join(
        || appraisal::compare(&evaluator, &workspace.projects, &proposals, progress),
        || {
            if pairs <= MOST_PAIRS {
                evaluator.prepare_pairs();
            }
            workspace.without_assumed_roads()
        },
    );
    let plain = plain?.map(|plain| compare_without_assumed(&workspace, &plain, &options.scenario, progress));
    let moved = perturb_junctions(&workspace, options.draws, progress);
    let sensitivity = appraisal::sensitivity(&evaluator, &comparison, plain.as_ref(), &moved, &proposals, progress);
    let cases = workspace.cases(&proposals);
    let measures = comparison.latest().and_then(|item| Measures::of(&evaluator, item, &cases, progress));
    if pairs > MOST_PAIRS {
        eprintln!(
            "left out: measures.csv, equity.csv and their page: {pairs} pairs of cells with facilities and towns are more than {MOST_PAIRS} \
             (`tongda access` takes any one measure)"
        );
    }
    let hashes = study.input_hashes(&options.scenario)?;
    let report = Report {
        study,
        network,
        projects: &workspace.projects,
        comparison: &comparison,
        sensitivity: &sensitivity,
        without_assumed: plain.as_ref(),
        measures: measures.as_ref(),
        command: &options.command(),
        inputs: &hashes,
        origins: &workspace.facilities.origins,
        language: options.language,
    };
    let lines = study.project_lines();
    let results = Results { study, comparison: &comparison, facilities: &workspace.facilities.all, lines: &lines, drawn: &[] };
    // In the order of FILES, of which the two halves are begun together.
    let writers: [&(dyn Fn() -> Result<Vec<u8>> + Sync); FILES.len()] = [
        &|| Ok(tongda_report::coverage_csv(study, &comparison)),
        &|| Ok(tongda_report::report_html(&report)),
        &|| Ok(tongda_report::cells_geojson(study, &comparison)),
        &|| Ok(tongda_report::cells_csv(study, &comparison)),
        &|| Ok(tongda_report::projects_csv(study, &comparison)),
        &|| Ok(tongda_report::destinations_csv(study, &comparison)),
        &|| tongda_report::results_geopackage(&results),
        &|| Ok(measures.as_ref().map_or_else(Vec::new, |measures| tongda_report::equity_csv(study, measures))),
        &|| Ok(measures.as_ref().map_or_else(Vec::new, |measures| tongda_report::measures_csv(study, measures))),
        &|| Ok(plain.as_ref().map_or_else(Vec::new, |plain| tongda_report::assumed_csv(study, &comparison, plain))),
        &|| Ok(tongda_report::sensitivity_csv(&sensitivity)),
        &|| Ok(run_json(&workspace, options, &hashes, &comparison)),
    ];
    progress.begin("writing files", FILES.len() as u64, Unit::Steps);
    let content = |write: &(dyn Fn() -> Result<Vec<u8>> + Sync)| {
        let content = write();
        progress.advance(1);
        content
    };
    folder.fill(writers.into_par_iter().map(content))?;
    progress.end();
    let maps = if options.png { Some(maps(&report, options, progress)?) } else { None };
    folder.commit()?;
    let mut files: Vec<String> = FILES.map(str::to_owned).to_vec();
    if let Some(maps) = maps {
        maps.folder.commit()?;
        files.extend(maps.names.iter().map(|name| format!("maps/{name}")));
    }
    if format == Format::Json {
        let folder = options.output.display().to_string();
        let written = Written { folder: &folder, files: &files, without_assumed: plain.as_ref() };
        say_part!("{}", tongda_report::compare_json(study, &comparison, &sensitivity, &written));
    } else {
        say_styled!("{}", tongda_report::summary(study, &comparison, &sensitivity));
        let draws = options.draws;
        let range = format!("range: speeds and delays 20 % lower and higher, without assumed roads, {draws} draws of junctions");
        say_part!("{}", tongda_report::wrapped(&range, 2));
        if let Some(plain) = &plain {
            say_part!("{}", tongda_report::assumed_summary(study, &comparison, plain, network.report().assumed_ways));
        }
    }
    remarks(&workspace, &comparison);
    eprintln!("{} written in {:.1} s", options.output.display(), start.elapsed().as_secs_f64());
    let not_placed = comparison.not_placed.iter().any(Option::is_some);
    let clean = !not_placed && comparison.lost_facilities.is_empty() && comparison.not_modelled.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

/// What each project is with its junctions moved, one entry a draw.
fn perturb_junctions(workspace: &Workspace, draws: u16, progress: &dyn Progress) -> Vec<Projects> {
    progress.begin("placing moved junctions", u64::from(draws), Unit::Steps);
    let draw = |draw| {
        let projects = workspace.study.resolve_moved(&workspace.network, draw).0;
        progress.advance(1);
        projects
    };
    let moved = (0..u64::from(draws)).into_par_iter().map(draw).collect();
    progress.end();
    moved
}

/// Pictures that wait to be put in place.
struct Maps {
    folder: Folder,
    names: Vec<String>,
}

/// A picture of every item.
fn maps(report: &Report<'_>, options: &Options, progress: &dyn Progress) -> Result<Maps> {
    let items = &report.comparison.items;
    let plain = |id: &str| id.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect::<String>();
    let names: Vec<String> = items.iter().map(|item| format!("{}.png", plain(&item.id))).collect();
    let home = options.output.join("maps");
    let mut folder = Folder::open(&home, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    progress.begin("drawing", items.len() as u64, Unit::Steps);
    let draw = |(item, name): (&Item, &String)| {
        let svg = tongda_report::change_svg(report, item).unwrap_or_default();
        let picture = pictures::png(&svg, &home.join(name));
        progress.advance(1);
        picture
    };
    folder.fill(items.par_iter().zip(&names).map(draw))?;
    progress.end();
    Ok(Maps { folder, names })
}

/// What is worth knowing beside the results, in a few lines.
fn remarks(workspace: &Workspace, comparison: &Comparison) {
    let study = &workspace.study;
    let projects = study.catalogue.projects.iter().zip(&workspace.projects);
    let found = projects.filter(|(_, changes)| changes.as_ref().is_some_and(|changes| changes.found_in_extract));
    let found: Vec<&str> = found.map(|(project, _)| project.id.as_str()).collect();
    let mut told = Vec::new();
    if !found.is_empty() {
        let found = found.join(", ");
        let found = format!("in the extract, so taken out or undone for before (`tongda check` tells more): {found}");
        told.push(tongda_report::wrapped(&found, 2));
    }
    if let CellSource::Dasymetric(summary) = &study.cells.source {
        told.push(tongda_report::wrapped(&format!("people: {}", summary.rule), 2));
    }
    let on_islands = study.cells.cells.iter().zip(study.cells.on_islands()).filter(|(_, on)| *on);
    let islanders = on_islands.fold(0.0, |sum, (cell, _)| sum + cell.residents);
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    let limited = limited.fold(0.0, |sum, (_, cell)| sum + cell.residents);
    told.push(format!(
        "cells: {} of {} not placed (reasons in cells.csv); {islanders:.0} residents live on islands\n",
        comparison.not_placed.iter().flatten().count(),
        study.cells.cells.len()
    ));
    told.push(format!("border of the extract: {limited:.0} residents may have something nearer beyond it (cells.csv)\n"));
    let sum = |count: fn(&FacilityOrigins) -> usize| workspace.facilities.origins.iter().map(count).sum::<usize>();
    told.push(format!(
        "facilities: {} from the extract, {} from the study's tables, {} in both\n",
        sum(|origins| origins.extract),
        sum(|origins| origins.tables),
        sum(|origins| origins.in_both)
    ));
    for lost in &comparison.lost_facilities {
        told.push(tongda_report::wrapped(&format!("facility not placed: {lost}"), 2));
    }
    for lost in &comparison.lost_destinations {
        told.push(tongda_report::wrapped(&format!("destination not measured: {lost}"), 2));
    }
    told.push(tongda_report::not_modelled_summary(&comparison.not_modelled));
    eprint!("{}", told.concat());
}

impl Options {
    /// The command that gives the same results, without folders, which change nothing.
    fn command(&self) -> String {
        let mut words = vec!["tongda compare".to_owned(), self.study.words()];
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        words.extend(self.scenario.iter().map(|file| format!("--scenario {}", name(file))));
        words.push(format!("--draws {}", self.draws));
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }
}

/// The same comparison on the network without assumed roads. What cannot be joined to it has no row among the results.
fn compare_without_assumed(
    workspace: &Workspace,
    without: &WithoutAssumedRoads,
    scenarios: &[PathBuf],
    progress: &dyn Progress,
) -> Comparison {
    let proposals = without.possible_proposals(workspace, scenarios);
    let evaluator = without.evaluator(workspace, &proposals);
    appraisal::compare_services(&evaluator, &without.projects, &proposals, progress)
}

/// What was computed from what; the same inputs give the same bytes.
fn run_json(workspace: &Workspace, options: &Options, hashes: &BTreeMap<String, String>, comparison: &Comparison) -> Vec<u8> {
    let Workspace { study, network, .. } = workspace;
    let counts: serde_json::Map<String, serde_json::Value> = study
        .services
        .iter()
        .zip(comparison.facility_counts.iter().zip(&workspace.facilities.origins))
        .map(|(service, (count, origins))| {
            let counts = json!({
                "facilities": count,
                "from_extract": origins.extract,
                "from_tables": origins.tables,
                "in_both": origins.in_both,
                "in_circle": service.circle,
                "no_data": service.no_data,
            });
            (service.id.clone(), counts)
        })
        .collect();
    let value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "study": study.config.name,
        "command": "compare",
        "draws": options.draws,
        "inputs_blake3": hashes,
        "attribution": study.config.attribution,
        "network_date": study.network_date(),
        "profile": study.profile.to_toml(),
        "network": {"vertices": network.node_count(), "edges": network.edge_count(), "report": network.report()},
        "cells": study.cells.cells.len(),
        "residents": study.cells.residents(),
        "people": match &study.cells.source { CellSource::Given => "given", CellSource::Dasymetric(summary) => summary.rule.as_str() },
        "cells_not_placed": comparison.not_placed.iter().flatten().count(),
        "facilities_not_placed": comparison.lost_facilities,
        "destinations": study.destinations.len(),
        "destinations_not_measured": comparison.lost_destinations,
        "services": counts,
        "projects_not_modelled": comparison.not_modelled,
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}
