//! A study in one mode, as the server keeps it: joined to its network once, with times that were asked
//! for before.
//!
//! The server ends with the process, so what it keeps is never given back ([`Box::leak`]); there is one
//! such study a mode, and modes are few.

use std::path::Path;
use std::sync::Arc;

use super::answer::Groups;
use super::course;
use super::ranges::Plain;
use super::recent::Recent;
use super::tiles::Ground;
use super::work::Wanted;
use tongda_analysis::appraisal::{Assessor, Case, Proposal, Times, cases};
use tongda_analysis::study::{Facilities, Projects, Study};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::place::LonLat;
use tongda_network::network::{Network, SegmentId};
use tongda_network::osm::Extract;
use tongda_network::scenario::{Modification, Resolved, for_profile, read_modifications_in, resolve};

/// Cells joined to the network under so many sets of closed roads are kept.
const ASSESSORS: usize = 4;
/// Times under so many scenarios are kept.
const TIMES: usize = 48;

/// A study on a network in one mode.
#[derive(Debug)]
pub struct Scene {
    /// The study.
    pub study: Study,
    /// What the network was made of.
    pub extract: Extract,
    /// The network.
    pub network: Network,
    /// Facilities of the extract, and those of the study's tables that it lacks.
    pub facilities: Facilities,
    /// What each project is on the network.
    pub projects: Projects,
}

/// A scene with all that is computed once.
#[derive(Debug)]
pub(super) struct World {
    pub(super) scene: &'static Scene,
    pub(super) cases: Vec<Case<'static>>,
    pub(super) groups: Groups,
    pub(super) ground: Ground,
    assessor: Arc<Assessor<'static>>,
    /// Assessors for drawings that shut roads which places are joined to, by those roads.
    others: Recent<Vec<SegmentId>, Arc<Assessor<'static>>>,
    /// By roads that are shut, and the name of a scenario.
    times: Recent<(Vec<SegmentId>, String), Arc<Times>>,
    plain: Recent<(), Option<Arc<Plain>>>,
}

/// What a drawing is called where something is wrong with it.
pub(super) fn drawing_path() -> &'static Path {
    Path::new("drawing")
}

/// A drawing on a network.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub(super) changes: Resolved,
    /// As they were drawn.
    pub(super) modifications: Vec<Modification>,
    /// New roads and services.
    pub(super) lines: Vec<Vec<LonLat>>,
    /// Roads that it shuts and places could be joined to, ascending.
    shut: Vec<SegmentId>,
}

/// What there is to know of a before and after.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) before: Arc<Times>,
    pub(super) after: Arc<Times>,
    /// Whether places are joined to the network as they are without a drawing.
    pub(super) is_usual: bool,
}

impl World {
    pub(super) fn new(scene: Scene) -> Self {
        let scene: &'static Scene = Box::leak(Box::new(scene));
        let assessor = Assessor::new(&scene.study, &scene.network, &scene.projects, &[], &scene.facilities.all);
        Self {
            scene,
            groups: Groups::new(&scene.study.cells.cells),
            ground: Ground::new(&scene.network, &scene.extract, &scene.study),
            cases: cases(&scene.study, &scene.projects, &[]),
            assessor: Arc::new(assessor),
            others: Recent::new(ASSESSORS),
            times: Recent::new(TIMES),
            plain: Recent::new(1),
        }
    }

    /// The study's cells and facilities on the network, no drawing considered.
    pub(super) fn assessor(&self) -> &Assessor<'static> {
        &self.assessor
    }

    pub(super) fn case(&self, id: &str) -> Option<&Case<'static>> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// The network of a year of the study, as changes to apply in order.
    pub(super) fn year(&self, year: i32) -> Option<Vec<&'static Resolved>> {
        let years = self.scene.study.years();
        if !years.contains(&year) {
            return None;
        }
        let of = |year: i32| self.case(&format!("network-{year}"));
        match (of(year), years.last().and_then(|&last| of(last))) {
            (Some(case), _) => Some(case.after.clone()),
            // The first year is what the others are compared with.
            (None, Some(last)) => Some(last.before.clone()),
            (None, None) => None,
        }
    }

    /// The changes that make the network as it is, or that of a year.
    pub(super) fn base(&self, year: Option<i32>) -> Option<Vec<&'static Resolved>> {
        year.map_or_else(|| Some(self.scene.projects.standing(&self.scene.study, "")), |year| self.year(year))
    }

    /// Reads a drawing as `compare --scenario` reads a file.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn drawing(&self, text: &[u8]) -> Result<Drawing, Problems> {
        let Scene { study, network, .. } = self.scene;
        let path = drawing_path();
        let modifications = for_profile(read_modifications_in(Datum::Wgs84, text, path)?, network.profile());
        let changes = study.of_mode(resolve(network, &modifications, path)?);
        let mut problems = Problems::default();
        for facility in &changes.facilities {
            if !study.services.iter().any(|service| service.id == facility.service) {
                let message = format!("facility \"{}\": the study has no service \"{}\"", facility.name, facility.service);
                problems.push(Error::new(ErrorKind::Scenario, message).in_file(path));
            } else if let Err(reason) = self.assessor.snap(facility.place) {
                let message = format!("facility \"{}\" at {}: {reason}", facility.name, facility.place);
                problems.push(Error::new(ErrorKind::Scenario, message).in_file(path));
            }
        }
        let joins = |facilities: bool| facilities || self.assessor.is_joined_to(&changes.shut_segments(network));
        let mut shut = if joins(!changes.facilities.is_empty()) { changes.shut_segments(network) } else { Vec::new() };
        shut.sort_unstable();
        shut.dedup();
        let lines = course::lines(&modifications);
        problems.or_value(Drawing { changes, modifications, lines, shut })
    }

    /// The assessor of a drawing, or of the network alone.
    pub(super) fn assessor_of(&self, drawing: Option<&Drawing>) -> Arc<Assessor<'static>> {
        drawing.map_or_else(|| Arc::clone(&self.assessor), |drawing| self.assessor_for(drawing))
    }

    /// The network without assumed roads; made when it is first asked for, by two that ask at once twice.
    pub(super) fn plain(&self) -> Option<Arc<Plain>> {
        self.plain.get_or((), || Ok::<_, ()>(Plain::new(self).map(Arc::new))).ok().flatten()
    }

    /// The assessor that `compare` would measure a drawing with: no place is joined to a road that it shuts.
    fn assessor_for(&self, drawing: &Drawing) -> Arc<Assessor<'static>> {
        if drawing.shut.is_empty() {
            return Arc::clone(&self.assessor);
        }
        if let Some(assessor) = self.others.get(&drawing.shut) {
            return assessor;
        }
        let Scene { study, network, projects, facilities, .. } = self.scene;
        let proposal = Proposal { id: String::new(), changes: drawing.changes.clone() };
        let assessor = Arc::new(Assessor::new(study, network, projects, &[proposal], &facilities.all));
        self.others.put(drawing.shut.clone(), Arc::clone(&assessor));
        assessor
    }

    /// Times before and after a drawing, on the network as it is or that of a year; `None` when the year is
    /// none of the study's or nobody waits any more.
    pub(super) fn drawn(&self, drawing: &Drawing, year: Option<i32>, wanted: &Wanted) -> Option<Pair> {
        let assessor = self.assessor_for(drawing);
        let base = self.base(year)?;
        let name = year.map_or_else(String::new, |year| format!("network-{year}"));
        let before = self.kept(&assessor, drawing.shut.clone(), format!("{name} base"), &base, wanted)?;
        let after: Vec<&Resolved> = base.into_iter().chain([&drawing.changes]).collect();
        let after = Arc::new(assessor.times_while(&after, || wanted.goes_on())?);
        Some(Pair { before, after, is_usual: drawing.shut.is_empty() })
    }

    /// Times before and after a project, all projects or between years.
    pub(super) fn of_case(&self, case: &Case<'static>, wanted: &Wanted) -> Option<Pair> {
        let before = self.kept(&self.assessor, Vec::new(), format!("{} before", case.id), &case.before, wanted)?;
        let after = self.kept(&self.assessor, Vec::new(), format!("{} after", case.id), &case.after, wanted)?;
        Some(Pair { before, after, is_usual: true })
    }

    /// Times of a network without a comparison: as it is, or of a year.
    pub(super) fn of_base(&self, year: Option<i32>, wanted: &Wanted) -> Option<Pair> {
        let name = year.map_or_else(String::new, |year| format!("network-{year}"));
        let times = self.kept(&self.assessor, Vec::new(), format!("{name} base"), &self.base(year)?, wanted)?;
        Some(Pair { before: Arc::clone(&times), after: times, is_usual: true })
    }

    fn kept(
        &self,
        assessor: &Assessor<'static>,
        shut: Vec<SegmentId>,
        name: String,
        changes: &[&Resolved],
        wanted: &Wanted,
    ) -> Option<Arc<Times>> {
        let make = || assessor.times_while(changes, || wanted.goes_on()).map(Arc::new).ok_or(());
        self.times.get_or((shut, name), make).ok()
    }
}
