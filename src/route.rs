//! `tongda route`: fastest route between two places, before and after a project.

use std::path::PathBuf;

use clap::Args;

use super::map_source::MapSource;
use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::appraisal::Proposal;
use tongda_analysis::workspace::{proposal_id, read_scenarios};
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Progress;
use tongda_network::network::{Snap, Snapper};
use tongda_network::scenario::{Resolved, View};
use tongda_search::{Dijkstra, Route, route};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Origin: LON,LAT, or the name of a settlement or facility.
    #[arg(long, value_name = "LON,LAT|NAME", allow_hyphen_values = true)]
    from: String,
    /// Destination: LON,LAT, or the name of a settlement or facility.
    #[arg(long, value_name = "LON,LAT|NAME", allow_hyphen_values = true)]
    to: String,
    /// Compare the routes before and after a project (id), `all-projects` or `network-YEAR`.
    #[arg(long, value_name = "ID")]
    with: Option<String>,
    /// Compare the base network with a scenario file (GeoJSON).
    #[arg(long, value_name = "FILE.geojson", conflicts_with = "with")]
    scenario: Option<PathBuf>,
    /// Output file for the routes (GeoJSON).
    #[arg(short, long, value_name = "FILE.geojson")]
    output: Option<PathBuf>,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let sink = options.output.as_deref().map(AtomicFile::create).transpose()?;
    let source = MapSource::read(&options.study, progress)?;
    let network = source.network();
    let (from, to) = (source.position(&options.from)?, source.position(&options.to)?);
    let changes = Changes::read(options, &source)?;
    let scenarios = changes.scenarios(options, &source)?;
    let shut = scenarios.iter().flat_map(|(_, changes)| changes).flat_map(|changes| changes.closed_segments(network));
    let snapper = Snapper::new(network, shut);
    let start = join(&snapper, from)?;
    let end = join(&snapper, to)?;
    let mut searcher = Dijkstra::default();
    let routes: Vec<(String, Option<Route>)> = scenarios
        .into_iter()
        .map(|(name, changes)| (name, route(&View::new(network, &changes), (from, &start), (to, &end), &mut searcher)))
        .collect();
    match format {
        Format::Text => print_part!("{}", tongda_report::routes_text(network, &routes)),
        Format::Json => print_part!("{}", tongda_report::route_json(network, &routes)),
    }
    if let Some(mut file) = sink {
        file.write(&tongda_report::routes_geojson(network, &routes))?;
        file.commit()?;
    }
    Ok(if routes.iter().all(|(_, route)| route.is_some()) { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

/// What may be laid over the network.
struct Changes {
    proposals: Vec<Proposal>,
    /// Services that an extract alone runs.
    services: Resolved,
}

impl Changes {
    fn read(options: &Options, source: &MapSource) -> Result<Self, Problems> {
        let files: Vec<PathBuf> = options.scenario.iter().cloned().collect();
        match source {
            MapSource::Study(workspace) => Ok(Self { proposals: workspace.proposals(&files)?, services: Resolved::default() }),
            MapSource::Extract(alone) => {
                let changes = read_scenarios(&files, options.study.datum, &alone.network)?;
                let proposal = |(file, changes): (&PathBuf, Resolved)| Proposal { id: proposal_id(file), changes };
                let services = if options.study.rides() { alone.rail_services() } else { Resolved::default() };
                Ok(Self { proposals: files.iter().zip(changes).map(proposal).collect(), services })
            }
        }
    }

    /// The scenarios whose ways are wanted, each with its name.
    fn scenarios<'c>(&'c self, options: &Options, source: &'c MapSource) -> Result<Vec<(String, Vec<&'c Resolved>)>, Error> {
        let proposal = self.proposals.first();
        let Some(id) = options.with.as_ref().or(proposal.map(|proposal| &proposal.id)) else {
            let baseline = match source {
                MapSource::Study(workspace) => workspace.projects.baseline(&workspace.study, ""),
                MapSource::Extract(_) => vec![&self.services],
            };
            return Ok(vec![("as it is".to_owned(), baseline)]);
        };
        let (before, after) = match (source, proposal) {
            (MapSource::Study(workspace), _) => {
                let cases = workspace.cases(&self.proposals);
                let case = cases.into_iter().find(|case| case.id == *id).ok_or_else(|| {
                    let error = Error::new(ErrorKind::Usage, format!("there is no modelled project \"{id}\""));
                    error.advise("`tongda check` lists them; network-YEAR and all-projects are further ones")
                })?;
                (case.before, case.after)
            }
            (MapSource::Extract(_), Some(proposal)) => (vec![&self.services], vec![&self.services, &proposal.changes]),
            (MapSource::Extract(_), None) => {
                let error = Error::new(ErrorKind::Usage, "an extract alone has no projects");
                return Err(error.advise("name a study, or a file with --scenario"));
            }
        };
        Ok(vec![(format!("before {id}"), before), (format!("after {id}"), after)])
    }
}

fn join(snapper: &Snapper<'_>, position: LonLat) -> Result<Snap, Error> {
    snapper.snap(position).map_err(|reason| Error::new(ErrorKind::Usage, format!("{position} is not on the network: {reason}")))
}
