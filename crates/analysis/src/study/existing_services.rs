//! Services that run already: lines of the study's files, timetables, and rail services of the extract.

use std::fmt;
use std::path::PathBuf;

use super::Study;
use super::config::NetworkEntry;
use super::files::Files;
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_network::network::Network;
use tongda_network::osm::Extract;
use tongda_network::scenario::{
    Change, HourWindow, Modification, Resolved, for_profile, place_lines, rail_routes, read_gtfs, read_modifications_in,
};

/// Services of one source.
#[derive(Clone, Debug)]
pub(super) struct ExistingService {
    source: PathBuf,
    services: Vec<Modification>,
    /// What reports say of them.
    remark: String,
}

/// Reads the files of services that `[network]` names.
pub(super) fn read_existing_services(
    files: &Files,
    entry: &NetworkEntry,
    datum: Datum,
    problems: &mut Problems,
) -> Vec<ExistingService> {
    let mut found = Vec::new();
    for name in &entry.lines {
        let source = files.path(name);
        let read = files.read(name).map_err(Problems::from).and_then(|text| read_modifications_in(datum, &text, &source));
        let Some(services) = read.map_err(|more| problems.extend(more)).ok() else { continue };
        if services.iter().any(|one| !matches!(one.change, Change::Line(_))) {
            let message = "has features other than lines and stops, and what network.lines names has nothing else";
            problems.push(Error::new(ErrorKind::Study, message).in_file(&source).advise("make it a project"));
        }
        found.push(ExistingService { source, services, remark: String::new() });
    }
    let window = entry.gtfs_window.as_deref().map(str::parse::<HourWindow>).transpose();
    let window = window.map_err(|message| Error::new(ErrorKind::Study, format!("network.gtfs_window: {message}")));
    let Some(window) = problems.take(window.map_err(|error| error.in_file(files.path("study.toml")))) else { return found };
    for name in &entry.gtfs {
        let source = files.path(name);
        let read =
            files.read(name).and_then(|bytes| read_gtfs(&bytes, &source, entry.gtfs_day.as_deref(), window.unwrap_or_default()));
        if let Some(timetable) = problems.take(read) {
            let hours = entry.gtfs_window.as_deref().unwrap_or("07:00-09:00");
            let mut remark = format!(", as on {} at {hours}", timetable.day);
            for one in &timetable.left_out {
                remark = format!("{remark}; left out: {} {}, such as {}", one.count, one.what, one.first);
            }
            found.push(ExistingService { source, services: timetable.services, remark });
        }
    }
    found
}

/// What was taken in of the services of one source that run already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExistingServiceSummary {
    /// The file of the lines or the timetable, or the extract.
    pub source: PathBuf,
    /// How many services are on the network.
    pub lines: usize,
    /// What was assumed or chosen, to follow the count in a sentence; may be empty.
    pub remark: String,
    /// Services that are not on the network, with the reason.
    pub left_out: Vec<String>,
}

impl fmt::Display for ExistingServiceSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} services{}", self.source.display(), self.lines, self.remark)?;
        match self.left_out.first() {
            Some(first) => write!(f, "; {} left out, such as {first}", self.left_out.len()),
            None => Ok(()),
        }
    }
}

impl Study {
    /// Adds the rail services of the extract, where trips may use them.
    pub(super) fn add_rail_services(&mut self, extract: &Extract) {
        if !self.rail || !self.config.network.osm_lines {
            return;
        }
        let found = rail_routes(extract);
        if found.services.is_empty() {
            return;
        }
        let (headways, speeds) = (found.assumed_headways, found.assumed_speeds);
        let remark = format!(", the headway of {headways} and the speed of {speeds} assumed by their kind");
        let source = self.sources.first().map_or_else(PathBuf::new, |source| source.name().to_owned());
        self.existing_services.push(ExistingService { source, services: found.services, remark });
    }

    /// The services that run already, source by source.
    pub(crate) fn existing_service_summaries(&self, network: &Network) -> Vec<ExistingServiceSummary> {
        let summary = |one: &ExistingService| {
            let (lines, left_out) = place_lines(network, &one.services);
            ExistingServiceSummary { source: one.source.clone(), lines: lines.len(), remark: one.remark.clone(), left_out }
        };
        self.existing_services.iter().map(summary).collect()
    }

    /// The services that run already, on a network.
    pub(super) fn existing_services_on(&self, network: &Network) -> Resolved {
        let mut resolved = Resolved::default();
        for one in &self.existing_services {
            let (lines, _) = place_lines(network, &for_profile(one.services.clone(), &self.profile));
            resolved.lines.extend(lines);
        }
        resolved
    }
}
