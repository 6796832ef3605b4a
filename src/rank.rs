//! `tongda rank`: candidate links and facilities by gain.

use std::path::PathBuf;

use clap::Args;

use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::appraisal::{Candidate, Proposal, RankQuestion, rank};
use tongda_analysis::study::Study;
use tongda_analysis::workspace::Workspace;
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::Progress;
use tongda_network::scenario::{Change, for_profile, read_modifications_in, resolve, with_crossings};

#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Candidates (GeoJSON): each link, with or without junctions, and each facility is one candidate.
    candidates: PathBuf,
    /// Minimum spacing in metres of the junctions added where a link without junctions crosses roads.
    #[arg(long, default_value_t = 5000.0, value_name = "METRES")]
    spacing_m: f64,
    /// Id of one service to rank by, such as that of candidate facilities [default: the complete life circle].
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Output table, one row per candidate.
    #[arg(short, long, value_name = "FILE.csv")]
    output: Option<PathBuf>,
    /// Second output table: the gains of every two of the best candidates together.
    #[arg(long, value_name = "FILE.csv")]
    pairs: Option<PathBuf>,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    if !(options.spacing_m > 0.0 && options.spacing_m <= 1e6) {
        let message = format!("--spacing-m {} is not above 0 and at most 1000000", options.spacing_m);
        return Err(Error::new(ErrorKind::Usage, message).into());
    }
    let sinks = [&options.output, &options.pairs].map(|path| path.as_deref().map(AtomicFile::create).transpose());
    let workspace = options.study.open(progress)?;
    let candidates = candidates(options, &workspace)?;
    let service = options.service.as_deref().map(|id| workspace.service(id)).transpose()?;
    let Workspace { study, projects, .. } = &workspace;
    let proposals: Vec<Proposal> =
        candidates.iter().map(|one| Proposal { id: one.id.clone(), changes: one.changes.clone() }).collect();
    let evaluator = workspace.evaluator(&proposals);
    let all = workspace.cases(&[]);
    let latest = all.iter().rfind(|case| case.id.starts_with("network-"));
    let baseline = projects.baseline(study, "");
    let latest = latest.map_or_else(|| baseline.clone(), |case| case.after.clone());
    let elsewhere = measured_elsewhere(&candidates, study, service);
    let lost: Vec<String> = candidates
        .iter()
        .flat_map(|one| &one.changes.facilities)
        .filter_map(|one| Some(format!("{} at {}: {}", one.name, one.position, evaluator.snap(one.position).err()?)))
        .collect();
    let question = RankQuestion { service, baseline, latest };
    let ranking = rank(&evaluator, &question, candidates, progress);
    let of = options.service.as_deref().unwrap_or("all services of the circle");
    if format == Format::Json {
        print_part!("{}", tongda_report::rank_json(&ranking, study.headline_minutes(), &study.mode(), of));
    } else {
        print_part!("{}", tongda_report::ranking_table(&ranking));
        print_line!(
            "gain: residents within {} min by {} of {of}; range and keeps: all speeds ±20 %;\n\
            after better: beside all of a higher rank; front: no other is better in gain, person-minutes and cost",
            study.headline_minutes(),
            study.mode()
        );
    }
    for (sink, bytes) in sinks.into_iter().zip([tongda_report::ranking_csv(&ranking), tongda_report::beside_csv(&ranking)]) {
        if let Some(mut file) = sink? {
            file.write(&bytes)?;
            file.commit()?;
        }
    }
    for (id, service) in &elsewhere {
        eprintln!("{id}: a facility of {service} changes nothing for {of}; see --service {service}");
    }
    for lost in &lost {
        eprintln!("not placed: {lost}");
    }
    Ok(if elsewhere.is_empty() && lost.is_empty() { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

/// Candidates that are facilities of services which the ranking is not about, with the service.
fn measured_elsewhere(candidates: &[Candidate], study: &Study, service: Option<usize>) -> Vec<(String, String)> {
    let counts = |id: &str| match service {
        Some(service) => study.services[service].id == id,
        None => study.services.iter().any(|service| service.circle && service.id == id),
    };
    let facilities = candidates.iter().flat_map(|one| one.changes.facilities.iter().map(move |facility| (one, facility)));
    let elsewhere = facilities.filter(|(_, facility)| !counts(&facility.service));
    elsewhere.map(|(one, facility)| (one.id.clone(), facility.service.clone())).collect()
}

/// The links and facilities of the file, each on its own.
fn candidates(options: &Options, workspace: &Workspace) -> Result<Vec<Candidate>, Problems> {
    let (path, network) = (&options.candidates, &workspace.network);
    let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))?;
    let changes = for_profile(read_modifications_in(options.study.datum, &text, path)?, network.profile());
    let mut problems = Problems::default();
    let mut candidates = Vec::new();
    for modification in with_crossings(network, changes, options.spacing_m) {
        let (id, km, cost, junctions) = match &modification.change {
            Change::Link(link) => (link.id.clone(), link.length_m / 1000.0, link.cost, link.junctions.len()),
            Change::Facility(facility) => (facility.name.clone(), 0.0, None, 0),
            _ => {
                let error =
                    Error::new(ErrorKind::Scenario, "is neither link nor facility, and only those are ranked").in_file(path);
                problems.push(error.at(modification.label.clone()));
                continue;
            }
        };
        match resolve(network, std::slice::from_ref(&modification), path) {
            Ok(changes) => candidates.push(Candidate { id, changes, km, cost, junctions }),
            Err(more) => problems.extend(more),
        }
    }
    problems.or_value(candidates)
}
