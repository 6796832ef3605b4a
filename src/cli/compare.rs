//! `tongda compare`: the main job.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use super::Outcome;
use super::study::{Inputs, StudyArguments, proposals};
use crate::appraisal::{self, Assessor, Comparison};
use crate::error::Problems;
use crate::output::{self, Folder, Language, Report};
use crate::people::CellSource;
use crate::progress::Progress;
use crate::study::Origins;

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
    /// The folder to write.
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
}

const FILES: [&str; 9] = [
    "report.html",
    "projects.csv",
    "coverage.csv",
    "destinations.csv",
    "cells.csv",
    "cells.geojson",
    "assumed_roads.csv",
    "sensitivity.csv",
    "run.json",
];

pub(super) fn run(options: &Options, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let start = Instant::now();
    let folder = Folder::open(&options.output, &FILES)?;
    let inputs = options.study.read(progress)?;
    let Inputs { study, network, .. } = &inputs;
    let proposals = proposals(&options.scenario, options.study.datum, study, network)?;
    let assessor = Assessor::new(study, network, &inputs.projects, &proposals, &inputs.facilities.all);
    let comparison = appraisal::compare(&assessor, &inputs.projects, &proposals, progress);
    let plain = if network.report().assumed_ways > 0 { Some(without_assumed(&inputs, options, progress)?) } else { None };
    let moved: Vec<_> = (0..u64::from(options.draws)).into_par_iter().map(|draw| study.resolve_moved(network, draw).0).collect();
    let sensitivity = appraisal::sensitivity(&assessor, &comparison, plain.as_ref(), &moved, &proposals, progress);
    let hashes = study.input_hashes(&options.scenario)?;
    let report = Report {
        study,
        network,
        comparison: &comparison,
        sensitivity: &sensitivity,
        without_assumed: plain.as_ref(),
        command: &options.command(),
        inputs: &hashes,
        origins: &inputs.facilities.origins,
        language: options.language,
    };
    // In the order of FILES.
    let writers: [&(dyn Fn() -> Vec<u8> + Sync); FILES.len()] = [
        &|| output::report_html(&report),
        &|| output::projects_csv(study, &comparison),
        &|| output::coverage_csv(study, &comparison),
        &|| output::destinations_csv(study, &comparison),
        &|| output::cells_csv(study, &comparison),
        &|| output::cells_geojson(study, &comparison),
        &|| plain.as_ref().map_or_else(Vec::new, |plain| output::assumed_csv(study, &comparison, plain)),
        &|| output::sensitivity_csv(&sensitivity),
        &|| run_json(&inputs, options, &hashes, &comparison),
    ];
    folder.write(&writers.into_par_iter().map(|write| write()).collect::<Vec<_>>())?;
    say_part!("{}", output::summary(study, &comparison, &sensitivity));
    say!("range: speeds and delays 20 % lower and higher, without assumed roads, {} draws of uncertain junctions", options.draws);
    if let Some(plain) = &plain {
        say!("\nwithout the {} assumed roads:", network.report().assumed_ways);
        say_part!("{}", output::summary(study, plain, &[]));
    }
    eprintln!("found in the extract, and so taken out or undone for \"before\":\n{}", output::PROJECT_COLUMNS);
    for (project, changes) in study.catalogue.projects.iter().zip(&inputs.projects) {
        if let Some(changes) = changes.as_ref().filter(|changes| changes.found_in_extract) {
            eprintln!("{}", output::project_row(project, Some(changes)));
        }
    }
    let not_placed = comparison.not_placed.iter().flatten().count();
    if let CellSource::Spread(summary) = &study.cells.source {
        eprintln!("people: {}", summary.rule);
    }
    let on_islands = study.cells.on_islands();
    let islanders: f64 = study.cells.cells.iter().zip(on_islands).filter(|(_, on)| *on).map(|(cell, _)| cell.residents).sum();
    if islanders > 0.0 {
        eprintln!("{islanders:.0} residents live on islands, which are apart in coverage.csv");
    }
    eprintln!("{not_placed} of {} cells are not placed (reasons in cells.csv)", study.cells.cells.len());
    let limited = study.cells.cells.iter().enumerate().filter(|(i, _)| comparison.border_may_limit(*i));
    let limited = limited.fold(0.0, |sum, (_, cell)| sum + cell.residents);
    eprintln!(
        "{limited:.0} residents may have something nearer beyond the border of the extract (border_may_limit in cells.csv)"
    );
    let sum = |count: fn(&Origins) -> usize| inputs.facilities.origins.iter().map(count).sum::<usize>();
    eprintln!(
        "facilities: {} from the extract, {} from the study's tables, {} in both",
        sum(|origins| origins.extract),
        sum(|origins| origins.tables),
        sum(|origins| origins.in_both)
    );
    for lost in &comparison.lost_facilities {
        eprintln!("facility not placed: {lost}");
    }
    for lost in &comparison.lost_destinations {
        eprintln!("destination not measured: {lost}");
    }
    for (project, reason) in &comparison.not_modelled {
        eprintln!("not modelled: {project}: {reason}");
    }
    eprintln!("{} written in {:.1} s", options.output.display(), start.elapsed().as_secs_f64());
    let clean = not_placed == 0 && comparison.lost_facilities.is_empty() && comparison.not_modelled.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::WorthALook })
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

/// The same comparison without roads tagged `assumed=yes`.
fn without_assumed(inputs: &Inputs, options: &Options, progress: &dyn Progress) -> Result<Comparison, Problems> {
    let study = &inputs.study;
    let network = study.network_without_assumed(&inputs.extract)?;
    let (projects, problems) = study.resolve_possible(&network);
    for problem in problems.as_slice() {
        eprintln!("without assumed roads, left out: {problem}");
    }
    let mut proposed = Vec::new();
    for file in &options.scenario {
        // One that meets assumed roads alone has nothing to compare with here.
        match proposals(std::slice::from_ref(file), options.study.datum, study, &network) {
            Ok(more) => proposed.extend(more),
            Err(problems) => eprintln!("without assumed roads, left out: {problems}"),
        }
    }
    let proposals = proposed;
    let assessor = Assessor::new(study, &network, &projects, &proposals, &inputs.facilities.all);
    Ok(appraisal::compare_services(&assessor, &projects, &proposals, progress))
}

/// What was computed from what; the same inputs give the same bytes.
fn run_json(inputs: &Inputs, options: &Options, hashes: &BTreeMap<String, String>, comparison: &Comparison) -> Vec<u8> {
    let Inputs { study, network, .. } = inputs;
    let counts: serde_json::Map<String, serde_json::Value> = study
        .services
        .iter()
        .zip(comparison.facility_counts.iter().zip(&inputs.facilities.origins))
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
        "people": match &study.cells.source { CellSource::Given => "given", CellSource::Spread(summary) => summary.rule.as_str() },
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
