//! `tongda compare`: coverage of services before and after each project.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use super::study::StudyArguments;
use super::{Format, Outcome, pictures};
use tongda_analysis::appraisal::measures::{MOST_PAIRS, Measures, pairs};
use tongda_analysis::appraisal::{self, Comparison, Sensitivity};
use tongda_analysis::people::CellSource;
use tongda_analysis::study::{FacilityOrigins, Projects};
use tongda_analysis::workspace::{WithoutAssumedRoads, Workspace};
use tongda_foundation::error::{Problems, Result};
use tongda_foundation::progress::{Progress, Unit};
use tongda_report::{self, COMPARE_FILES, CompareDocument, CompareResults, CompareWriter, Folder, Language, Report, Results};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Scenario file (GeoJSON) to compare with the base network; repeat for several proposals.
    #[arg(long, value_name = "FILE.geojson")]
    scenario: Vec<PathBuf>,
    /// Number of random draws of junction positions within their uncertainty, for the range of each gain.
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1000))]
    draws: u16,
    /// Language of the report and the tables: en or zh.
    #[arg(long = "lang", value_name = "LANG", default_value = "en")]
    language: Language,
    /// Also write a map of every project and network, as PNG in the folder `maps` of the output.
    #[arg(long)]
    png: bool,
    /// Output folder.
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> std::result::Result<Outcome, Problems> {
    let start = Instant::now();
    let mut folder = Folder::open(&options.output, COMPARE_FILES)?;
    let workspace = options.study.open(progress)?;
    let Workspace { study, network, .. } = &workspace;
    let computed = Computed::new(&workspace, options, progress)?;
    let hashes = study.input_hashes(&options.scenario)?;
    let (comparison, language) = (&computed.comparison, options.language);
    let report = Report {
        study,
        network,
        projects: &workspace.projects,
        comparison,
        sensitivity: &computed.sensitivity,
        without_assumed: computed.without_assumed.as_ref(),
        measures: computed.measures.as_ref(),
        command: &options.command(),
        inputs: &hashes,
        origins: &workspace.facilities.origins,
        language,
    };
    let (lines, facilities) = (study.project_lines(), &workspace.facilities.all);
    let results = Results { language, study, comparison, facilities, lines: &lines, drawn: &[] };
    let run_json = run_json(&workspace, options, &hashes, comparison);
    let all = CompareResults { report: &report, layers: &results, run_json: &run_json };
    progress.begin("writing files", COMPARE_FILES.len() as u64, Unit::Steps);
    folder.fill(|write: CompareWriter| {
        let content = write(&all);
        progress.advance(1);
        content
    })?;
    progress.end();
    let maps = if options.png { Some(maps(&report, options, progress)?) } else { None };
    folder.commit()?;
    let mut files: Vec<String> = COMPARE_FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    if let Some(maps) = maps {
        maps.folder.commit()?;
        files.extend(maps.names.iter().map(|name| format!("maps/{name}")));
    }
    print(&report, options, &files, format);
    remarks(&workspace, comparison, language);
    eprintln!("{} written in {:.1} s", options.output.display(), start.elapsed().as_secs_f64());
    let not_placed = comparison.not_placed.iter().any(Option::is_some);
    let clean = !not_placed && comparison.lost_facilities.is_empty() && comparison.not_modelled.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

/// The comparison, its ranges and its measures.
struct Computed {
    comparison: Comparison,
    sensitivity: Vec<Sensitivity>,
    /// The same comparison without assumed roads, where there are any.
    without_assumed: Option<Comparison>,
    /// `None` where there are too many pairs of cells and opportunities.
    measures: Option<Measures>,
}

impl Computed {
    fn new(workspace: &Workspace, options: &Options, progress: &dyn Progress) -> std::result::Result<Self, Problems> {
        let proposals = workspace.proposals(&options.scenario)?;
        let evaluator = workspace.evaluator(&proposals);
        let pairs = pairs(&evaluator);
        // The second network is built partly on one thread, so both tasks run at the same time.
        let (comparison, plain) = rayon::join(
            || appraisal::compare(&evaluator, &workspace.projects, &proposals, progress),
            || {
                if pairs <= MOST_PAIRS {
                    evaluator.prepare_pairs();
                }
                workspace.without_assumed_roads()
            },
        );
        let without_assumed = plain?.map(|plain| compare_without_assumed(workspace, &plain, &options.scenario, progress));
        let moved = perturb_junctions(workspace, options.draws, progress);
        let sensitivity = appraisal::sensitivity(&evaluator, &comparison, without_assumed.as_ref(), &moved, &proposals, progress);
        let cases = workspace.cases(&proposals);
        let measures = comparison.latest().and_then(|item| Measures::of(&evaluator, item, &cases, progress));
        if pairs > MOST_PAIRS {
            eprintln!(
                "left out: measures.csv, equity.csv and their page: {pairs} pairs of cells with facilities and towns are more than {MOST_PAIRS} \
                 (`tongda access` takes any one measure)"
            );
        }
        Ok(Self { comparison, sensitivity, without_assumed, measures })
    }
}

/// The table, or the JSON document, on standard output.
fn print(report: &Report<'_>, options: &Options, files: &[String], format: Format) {
    let Report { study, comparison, sensitivity, without_assumed, language, .. } = *report;
    if format == Format::Json {
        let folder = options.output.display().to_string();
        let document = CompareDocument { folder: &folder, files, without_assumed };
        print_part!("{}", tongda_report::compare_json(study, comparison, sensitivity, &document));
        return;
    }
    print_styled!("{}", tongda_report::summary(study, comparison, sensitivity, language));
    let draws = options.draws;
    let range = format!("range: speeds and delays 20 % lower and higher, without assumed roads, {draws} draws of junctions");
    print_part!("{}", tongda_report::wrapped(&range, 2));
    if let Some(without) = without_assumed {
        let assumed_ways = report.network.report().assumed_ways;
        print_part!("{}", tongda_report::assumed_summary(study, [comparison, without], assumed_ways, language));
    }
}

/// The projects with their junctions moved at random, one entry per draw.
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

/// Uncommitted maps, by item.
struct Maps {
    folder: Folder<usize>,
    names: Vec<String>,
}

/// A picture of every item.
fn maps(report: &Report<'_>, options: &Options, progress: &dyn Progress) -> Result<Maps> {
    let items = &report.comparison.items;
    let plain = |id: &str| id.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect::<String>();
    let names: Vec<String> = items.iter().map(|item| format!("{}.png", plain(&item.id))).collect();
    let home = options.output.join("maps");
    let mut folder = Folder::open(&home, names.iter().zip(0..))?;
    progress.begin("drawing", items.len() as u64, Unit::Steps);
    folder.fill(|index| {
        let svg = tongda_report::change_svg(report, &items[index]).unwrap_or_default();
        let picture = pictures::png(&svg, &home.join(&names[index]));
        progress.advance(1);
        picture
    })?;
    progress.end();
    Ok(Maps { folder, names })
}

/// Remarks on the workspace, on standard error.
fn remarks(workspace: &Workspace, comparison: &Comparison, language: Language) {
    let study = &workspace.study;
    let projects = study.catalogue.projects.iter().zip(&workspace.projects);
    let found = projects.filter(|(_, changes)| changes.as_ref().is_some_and(|changes| changes.found_in_extract));
    let found: Vec<&str> = found.map(|(project, _)| project.id.as_str()).collect();
    let mut lines = Vec::new();
    if !found.is_empty() {
        let found = found.join(", ");
        let found = format!("in the extract, so taken out or undone for before (`tongda check` tells more): {found}");
        lines.push(tongda_report::wrapped(&found, 2));
    }
    if let CellSource::Dasymetric(summary) = &study.cells.source {
        lines.push(tongda_report::wrapped(&format!("people: {}", summary.rule), 2));
    }
    let on_islands = study.cells.cells.iter().zip(study.cells.on_islands()).filter(|(_, on)| *on);
    let islanders = on_islands.fold(0.0, |sum, (cell, _)| sum + cell.residents);
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    let limited = limited.fold(0.0, |sum, (_, cell)| sum + cell.residents);
    lines.push(format!(
        "cells: {} of {} not placed (reasons in cells.csv); {islanders:.0} residents live on islands\n",
        comparison.not_placed.iter().flatten().count(),
        study.cells.cells.len()
    ));
    lines.push(format!("border of the extract: {limited:.0} residents may have something nearer beyond it (cells.csv)\n"));
    let sum = |count: fn(&FacilityOrigins) -> usize| workspace.facilities.origins.iter().map(count).sum::<usize>();
    lines.push(format!(
        "facilities: {} from the extract, {} from the study's tables, {} in both\n",
        sum(|origins| origins.extract),
        sum(|origins| origins.tables),
        sum(|origins| origins.in_both)
    ));
    for lost in &comparison.lost_facilities {
        lines.push(tongda_report::wrapped(&format!("facility not placed: {lost}"), 2));
    }
    for lost in &comparison.lost_destinations {
        lines.push(tongda_report::wrapped(&format!("destination not measured: {lost}"), 2));
    }
    lines.push(tongda_report::not_modelled_summary(&comparison.not_modelled, language));
    eprint!("{}", lines.concat());
}

impl Options {
    /// The command that reproduces the results, without output folders.
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
