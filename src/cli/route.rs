//! `tongda route`: the way between two places, before and after a project.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::places::place;
use super::study::{StudyArguments, proposals};
use crate::appraisal::cases;
use crate::error::{Error, ErrorKind, Problems};
use crate::network::{Network, Snap, Snapper};
use crate::output;
use crate::place::LonLat;
use crate::progress::Progress;
use crate::scenario::{Resolved, View};
use crate::search::{Route, Searcher, route};
use crate::whole_file::WholeFile;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Where the trip begins: LON,LAT, or the name of a settlement or facility.
    #[arg(long, value_name = "LON,LAT|NAME", allow_hyphen_values = true)]
    from: String,
    /// Where it ends.
    #[arg(long, value_name = "LON,LAT|NAME", allow_hyphen_values = true)]
    to: String,
    /// A project, `all-projects` or `network-YEAR`: the way before and after it.
    #[arg(long, value_name = "ID")]
    with: Option<String>,
    /// Changes to compare with the network as it is, as GeoJSON.
    #[arg(long, value_name = "FILE.geojson", conflicts_with = "with")]
    scenario: Option<PathBuf>,
    /// A GeoJSON file to write the ways to.
    #[arg(short, long, value_name = "FILE.geojson")]
    output: Option<PathBuf>,
}

pub(super) fn run(options: &Options, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let sink = options.output.as_deref().map(WholeFile::create).transpose()?;
    let inputs = options.study.read(progress)?;
    let network = &inputs.network;
    let (from, to) = (place(&options.from, &inputs)?, place(&options.to, &inputs)?);
    let files: Vec<PathBuf> = options.scenario.iter().cloned().collect();
    let proposals = proposals(&files, options.study.datum, &inputs.study, network)?;
    let cases = cases(&inputs.study, &inputs.projects, &proposals);
    let wanted = options.with.clone().or_else(|| proposals.first().map(|proposal| proposal.id.clone()));
    let scenarios: Vec<(String, Vec<&Resolved>)> = match &wanted {
        None => vec![("as it is".to_owned(), inputs.projects.standing(&inputs.study, ""))],
        Some(id) => {
            let case = cases.into_iter().find(|case| case.id == *id).ok_or_else(|| {
                let error = Error::new(ErrorKind::Usage, format!("there is no modelled project \"{id}\""));
                error.advise("`tongda check` lists them; network-YEAR and all-projects are further ones")
            })?;
            vec![(format!("before {id}"), case.before), (format!("after {id}"), case.after)]
        }
    };
    let shut = scenarios.iter().flat_map(|(_, changes)| changes).flat_map(|changes| changes.shut_segments(network));
    let snapper = Snapper::new(network, shut);
    let start = join(&snapper, from)?;
    let end = join(&snapper, to)?;
    let mut searcher = Searcher::default();
    let routes: Vec<(String, Option<Route>)> = scenarios
        .into_iter()
        .map(|(name, changes)| (name, route(&View::new(network, &changes), (from, &start), (to, &end), &mut searcher)))
        .collect();
    for (name, found) in &routes {
        say_part!("{}", text(network, name, found.as_ref()));
    }
    if let [(_, Some(before)), (_, Some(after))] = routes.as_slice() {
        let minutes = |route: &Route| route.time().minutes().unwrap_or_default();
        say!("saved: {:.1} min", minutes(before) - minutes(after));
    }
    if let Some(mut file) = sink {
        file.write(&output::routes_geojson(network, &routes))?;
        file.put_in_place()?;
    }
    Ok(if routes.iter().all(|(_, route)| route.is_some()) { Outcome::Done } else { Outcome::WorthALook })
}

fn join(snapper: &Snapper<'_>, place: LonLat) -> Result<Snap, Error> {
    snapper.snap(place).map_err(|reason| Error::new(ErrorKind::Usage, format!("{place} is not on the network: {reason}")))
}

/// One line a road, runs of one name put together.
fn text(network: &Network, name: &str, found: Option<&Route>) -> String {
    let Some(found) = found else { return format!("{name}: no way\n") };
    let minutes = found.time().minutes().unwrap_or_default();
    let mut text = format!("{name}: {minutes:.1} min, {:.1} km\n", found.length_m() / 1000.0);
    for part in output::by_road(network, found) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {:>6.1} min {:>6.1} km  {}", part.minutes, part.length_m / 1000.0, part.road);
    }
    text
}
