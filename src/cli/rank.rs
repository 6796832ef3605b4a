//! `tongda rank`: new corridor proposals by what they bring.

use std::path::PathBuf;

use clap::Args;

use super::study::{Inputs, StudyArguments};
use super::{Format, Outcome};
use crate::appraisal::{Assessor, Candidate, Proposal, cases, rank};
use crate::error::{Error, ErrorKind, Problems};
use crate::output;
use crate::progress::Progress;
use crate::scenario::{Change, for_profile, read_modifications_in, resolve, with_crossings};
use crate::whole_file::WholeFile;

#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Candidates as GeoJSON: each link is one, with its junctions, or a mere line; so is each facility.
    candidates: PathBuf,
    /// Lines without junctions get some where they cross roads, at least so many metres apart.
    #[arg(long, default_value_t = 5000.0, value_name = "METRES")]
    spacing_m: f64,
    /// The file to write.
    #[arg(short, long, value_name = "FILE.csv")]
    output: Option<PathBuf>,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    if !(options.spacing_m > 0.0 && options.spacing_m <= 1e6) {
        let message = format!("--spacing-m {} is not above 0 and at most 1000000", options.spacing_m);
        return Err(Error::new(ErrorKind::Usage, message).into());
    }
    let sink = options.output.as_deref().map(WholeFile::create).transpose()?;
    let inputs = options.study.read(progress)?;
    let candidates = candidates(options, &inputs)?;
    let Inputs { study, network, projects, facilities, .. } = &inputs;
    let proposals: Vec<Proposal> =
        candidates.iter().map(|one| Proposal { id: one.id.clone(), changes: one.changes.clone() }).collect();
    let assessor = Assessor::new(study, network, projects, &proposals, &facilities.all);
    let all = cases(study, projects, &[]);
    let latest = all.iter().rfind(|case| case.id.starts_with("network-"));
    let standing = projects.standing(study, "");
    let latest = latest.map_or_else(|| standing.clone(), |case| case.after.clone());
    let ranked = rank(&assessor, &standing, &latest, candidates, progress);
    if format == Format::Json {
        say_part!("{}", output::rank_json(&ranked, study.headline_minutes(), &study.mode()));
    } else {
        say_part!("{}", output::ranking_table(&ranked));
        say!(
            "gain: residents within {} min by {} of all services of the circle; range and keeps: all speeds ±20 %;\n\
            after better: beside all of a higher rank; front: no other is better in gain, person-minutes and cost",
            study.headline_minutes(),
            study.mode()
        );
    }
    if let Some(mut file) = sink {
        file.write(&output::ranking_csv(&ranked))?;
        file.put_in_place()?;
    }
    Ok(Outcome::Done)
}

/// The links and facilities of the file, each on its own.
fn candidates(options: &Options, inputs: &Inputs) -> Result<Vec<Candidate>, Problems> {
    let (path, network) = (&options.candidates, &inputs.network);
    let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", &cause))?;
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
