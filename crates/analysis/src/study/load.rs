//! Reads a study: everything is checked before anything is computed.

use std::path::PathBuf;

use super::config::{Config, ServiceEntry};
use super::destinations::{Destination, read_destinations};
use super::existing_services::{ExistingService, read_existing_services};
use super::files::Files;
use super::people::read_people;
use super::towns::{Town, read_towns};
use crate::people::{CellSource, Cells, Dasymetric};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Progress;
use tongda_foundation::table::Table;
use tongda_network::network::{self, BuildOptions, Network};
use tongda_network::osm::{Extract, Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Catalogue, Change, Modification, Project, read_modifications_in};

/// A facility of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// Position of its service in [`Study::services`].
    pub service: usize,
    /// Its name.
    pub name: String,
    /// Its name in Chinese, empty when not given.
    pub name_zh: String,
    /// Where it is.
    pub position: LonLat,
}

/// A study whose files have all been read and checked.
#[derive(Debug)]
pub struct Study {
    /// `study.toml`.
    pub config: Config,
    /// The profile of its network.
    pub profile: Profile,
    /// Its people.
    pub cells: Cells,
    /// Its services.
    pub services: Vec<ServiceEntry>,
    /// Facilities from its own tables.
    pub facilities: Vec<Facility>,
    /// Places outside that its residents go to.
    pub destinations: Vec<Destination>,
    /// Its projects.
    pub catalogue: Catalogue,
    /// The modifications of each project's file, in the order of the catalogue.
    pub(super) changes: Vec<Option<(PathBuf, Vec<Modification>)>>,
    /// Services that run already.
    pub(super) existing_services: Vec<ExistingService>,
    pub(super) sources: Vec<Source>,
    pub(super) files: Files,
    pub(super) spread: Option<Dasymetric>,
    pub(super) towns: Vec<Town>,
    pub(super) rail: bool,
}

/// What a command may say in place of the study.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Extracts in place of its own, if any.
    pub osm: Vec<PathBuf>,
    /// A profile in place of its own.
    pub profile: Option<Profile>,
    /// What the positions of its tables and projects are in. Land and township seats stay as they are.
    pub datum: Datum,
    /// The side of the cells that residents are spread over, in metres.
    pub cell_m: Option<f64>,
    /// Whether trips may use rail, ferry and bus services.
    pub rail: bool,
}

impl Study {
    /// Reads the files of a study, with overrides in place of what it states.
    ///
    /// Cells are assigned to townships by straight distance; a [`Workspace`](crate::workspace::Workspace) has them by
    /// time on the network.
    ///
    /// # Errors
    /// All problems of all files at once.
    pub fn read(files: Files, overrides: Overrides) -> std::result::Result<Self, Problems> {
        let Overrides { osm, profile, datum, cell_m, rail } = overrides;
        let path = files.path("study.toml");
        let mut config: Config = toml::from_str(&files.text("study.toml")?)
            .map_err(|cause| Error::new(ErrorKind::Study, cause.to_string().trim_end().replace('\n', " ")).in_file(&path))?;
        config.people.cell_m = cell_m.or(config.people.cell_m);
        let mut problems = Problems::default();
        for message in wrong_questions(&config) {
            problems.push(Error::new(ErrorKind::Study, message).in_file(&path));
        }
        let profile = profile.map_or_else(|| read_profile(&files, &config.network.profile), Ok);
        let mut profile = problems.take(profile);
        if let (Some(profile), Some(max_snap_m)) = (&mut profile, config.network.max_snap_m) {
            profile.snap.max_m = max_snap_m;
        }
        let (people, tables) = rayon::join(|| read_people(&files, &config.people), || read_tables(&files, &config, datum, rail));
        let mut people = people.map_err(|more| problems.extend(more)).ok();
        if let Some((cells, _)) = people.as_mut().filter(|(cells, _)| cells.source == CellSource::Given) {
            cells.cells.iter_mut().for_each(|cell| cell.position = datum.to_wgs84(cell.position));
        }
        let towns = read_towns(&files, &config.people);
        let Tables { facilities, destinations, catalogue, changes, existing_services, problems: more } = tables;
        problems.extend(more);
        let sources: Vec<Source> = if osm.is_empty() {
            config.network.osm.iter().filter_map(|name| problems.take(files.source(name))).collect()
        } else {
            osm.iter().cloned().map(Source::File).collect()
        };
        match (profile, people) {
            (Some(profile), Some((cells, spread))) if problems.is_empty() => Ok(Self {
                services: config.service.clone(),
                config,
                profile,
                cells,
                facilities,
                destinations,
                catalogue,
                changes,
                existing_services,
                sources,
                files,
                spread,
                towns,
                rail,
            }),
            _ => Err(problems),
        }
    }

    /// The study with what only its extract and its network tell: the rail services that run already, and the
    /// township of every cell by time.
    ///
    /// # Errors
    /// Centres of townships that are left without land.
    pub(crate) fn on_network(mut self, extract: &Extract, network: &Network) -> std::result::Result<Self, Problems> {
        self.add_rail_services(extract);
        self.assign_by_time(network)?;
        Ok(self)
    }

    /// Reads the extracts.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn extract(&self, progress: &dyn Progress) -> Result<Extract> {
        read_extract(&self.sources, progress)
    }

    /// Builds the network, with roads tagged `assumed=yes` if the study wants them.
    ///
    /// # Errors
    /// When the extract has no road for the profile.
    pub fn network(&self, extract: &Extract) -> Result<Network> {
        self.build(extract, self.config.network.assumed_roads)
    }

    /// Builds the network without roads tagged `assumed=yes`.
    ///
    /// # Errors
    /// When the extract has no road for the profile.
    pub fn network_without_assumed(&self, extract: &Extract) -> Result<Network> {
        self.build(extract, false)
    }

    fn build(&self, extract: &Extract, assumed_roads: bool) -> Result<Network> {
        let options = BuildOptions { honour_length: self.config.network.honour_length, assumed_roads };
        network::build(extract, &self.profile, options)
    }

    /// Minutes of the question, ascending.
    #[must_use]
    pub fn minutes(&self) -> &[u32] {
        &self.config.question.minutes
    }

    /// The minutes of the headline.
    #[must_use]
    pub const fn headline_minutes(&self) -> u32 {
        self.config.question.headline_minutes
    }

    /// Minutes to destinations within which residents are counted, ascending.
    #[must_use]
    pub fn destination_minutes(&self) -> &[u32] {
        &self.config.destinations.minutes
    }

    /// Years of the dated networks.
    #[must_use]
    pub fn years(&self) -> &[i32] {
        &self.config.dated.years
    }

    /// When the road data are of.
    #[must_use]
    pub fn network_date(&self) -> &str {
        &self.config.network.date
    }

    /// The positions of the junctions of all projects' links.
    #[must_use]
    pub fn junction_positions(&self) -> Vec<LonLat> {
        let changes = self.changes.iter().flatten().flat_map(|(_, changes)| changes);
        let links = changes.filter_map(|one| if let Change::Link(link) = &one.change { Some(link) } else { None });
        links.flat_map(|link| link.junctions.iter().map(|junction| junction.position)).collect()
    }

    /// The profile that the study names: a built-in one or a file, whatever it was read with.
    #[must_use]
    pub fn named_profile(&self) -> &str {
        &self.config.network.profile
    }

    /// The mode of trips: `car`, `walk+rail`, …
    #[must_use]
    pub fn mode(&self) -> String {
        format!("{}{}", self.profile.name, if self.rail { "+rail" } else { "" })
    }
}

fn wrong_questions(config: &Config) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, minutes) in [("question", &config.question.minutes), ("destinations", &config.destinations.minutes)] {
        if minutes.is_empty() || !minutes.is_sorted_by(|a, b| a < b) || minutes.iter().any(|&m| m == 0 || m > 1440) {
            wrong.push(format!("{name}.minutes must ascend, from 1 to at most 1440"));
        }
    }
    if !config.question.minutes.contains(&config.question.headline_minutes) {
        wrong.push("question.headline_minutes is not one of question.minutes".to_owned());
    }
    if config.network.osm.is_empty() {
        wrong.push("network.osm names no extract".to_owned());
    }
    if config.network.max_snap_m.is_some_and(|metres| !(metres > 0.0 && metres <= 1e6)) {
        wrong.push("network.max_snap_m is not above 0 and at most 1000000".to_owned());
    }
    if !config.service.iter().any(|service| service.circle) {
        wrong.push("no [[service]] has circle = true, so there is no circle to be within".to_owned());
    }
    for (i, service) in config.service.iter().enumerate() {
        if config.service.iter().take(i).any(|other| other.id == service.id) {
            wrong.push(format!("two services have the id \"{}\"", service.id));
        }
    }
    wrong
}

fn read_profile(files: &Files, name: &str) -> Result<Profile> {
    if std::path::Path::new(name).extension().is_some_and(|extension| extension == "toml") {
        Profile::from_toml(&files.text(name)?).map_err(|error| error.in_file(files.path(name)))
    } else {
        Profile::built_in(name)
    }
}

/// What the tables of a study hold, beside its people.
struct Tables {
    facilities: Vec<Facility>,
    destinations: Vec<Destination>,
    catalogue: Catalogue,
    changes: Vec<Option<(PathBuf, Vec<Modification>)>>,
    existing_services: Vec<ExistingService>,
    problems: Problems,
}

fn read_tables(files: &Files, config: &Config, datum: Datum, rail: bool) -> Tables {
    let mut problems = Problems::default();
    let mut facilities = Vec::new();
    for name in &config.services.files {
        match read_facilities(files, name, &config.service) {
            Ok(more) => facilities.extend(more),
            Err(more) => problems.extend(more),
        }
    }
    for facility in &mut facilities {
        facility.position = datum.to_wgs84(facility.position);
    }
    let destinations = read_destinations(files, &config.destinations.files, datum, &mut problems);
    let catalogue = read_catalogue(files).map_err(|more| problems.extend(more)).unwrap_or_default();
    let changes = catalogue.projects.iter().map(|project| read_changes(files, project, datum, &mut problems)).collect();
    let existing_services = if rail { read_existing_services(files, &config.network, datum, &mut problems) } else { Vec::new() };
    Tables { facilities, destinations, catalogue, changes, existing_services, problems }
}

fn read_facilities(files: &Files, name: &str, services: &[ServiceEntry]) -> std::result::Result<Vec<Facility>, Problems> {
    let table = Table::read(&files.read(name)?, &files.path(name), &["id", "name", "service", "lon", "lat"])?;
    let mut problems = table.problems();
    let mut facilities = Vec::new();
    for row in table.rows() {
        let service = problems.take(row.required("service").and_then(|id| {
            let index = services.iter().position(|service| service.id == id);
            index.ok_or_else(|| row.error(format!("study.toml has no service \"{id}\"")))
        }));
        let position = problems.take(row.position());
        if let (Some(service), Some(position)) = (service, position) {
            let text = |column| row.text(column).unwrap_or_default().to_owned();
            facilities.push(Facility { service, name: text("name"), name_zh: text("name_zh"), position });
        }
    }
    problems.or_value(facilities)
}

fn read_catalogue(files: &Files) -> std::result::Result<Catalogue, Problems> {
    Catalogue::from_toml(&files.text("projects.toml")?, &files.path("projects.toml"))
}

fn read_changes(files: &Files, project: &Project, datum: Datum, problems: &mut Problems) -> Option<(PathBuf, Vec<Modification>)> {
    let name = project.file.as_ref()?;
    let path = files.path(name);
    let text = problems.take(files.read(name))?;
    read_modifications_in(datum, &text, &path)
        .map_err(|more| problems.extend(more))
        .ok()
        .map(|modifications| (path, modifications))
}
