//! A session: a study in one mode, joined to its network once, with the times that were asked for before.
//!
//! The server ends with the process, so what it keeps is never given back ([`Box::leak`]); there is one
//! such study a mode, and modes are few.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::answer::Groups;
use super::cache::SharedCache;
use super::jobs::CancelToken;
use super::tiles::TileSource;
use tongda_analysis::appraisal::{Case, Evaluator, Proposal, Times, TimesQuery};
use tongda_analysis::study::ProjectGeometry;
use tongda_analysis::workspace::{WithoutAssumedRoads, Workspace};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::LonLat;
use tongda_network::network::SegmentId;
use tongda_network::scenario::{Modification, Resolved, for_profile, read_modifications_in, resolve};

/// Cells joined to the network under so many sets of closed roads are kept.
const KEPT_EVALUATORS: usize = 4;
/// Times under so many scenarios are kept.
const KEPT_TIMES: usize = 48;

/// A workspace with all that is computed once.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) workspace: &'static Workspace,
    pub(super) cases: Vec<Case<'static>>,
    pub(super) groups: Groups,
    pub(super) ground: TileSource,
    evaluator: Arc<Evaluator<'static>>,
    /// Assessors for drawings that shut roads which places are joined to, by those roads.
    evaluators: SharedCache<Vec<SegmentId>, Arc<Evaluator<'static>>>,
    /// By roads that are shut, and the name of a scenario.
    times: SharedCache<(Vec<SegmentId>, String), Arc<Times>>,
    without_assumed: OnceLock<Option<Arc<WithoutAssumedRoads>>>,
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

impl Session {
    pub(super) fn new(workspace: Workspace) -> Self {
        let workspace: &'static Workspace = Box::leak(Box::new(workspace));
        let evaluator = workspace.evaluator(&[]);
        Self {
            workspace,
            groups: Groups::new(&workspace.study.cells.cells),
            ground: TileSource::new(&workspace.network, &workspace.extract, &workspace.study),
            cases: workspace.cases(&[]),
            evaluator: Arc::new(evaluator),
            evaluators: SharedCache::new(KEPT_EVALUATORS),
            times: SharedCache::new(KEPT_TIMES),
            without_assumed: OnceLock::new(),
        }
    }

    /// The study's cells and facilities on the network, no drawing considered.
    pub(super) fn evaluator(&self) -> &Evaluator<'static> {
        &self.evaluator
    }

    pub(super) fn case(&self, id: &str) -> Option<&Case<'static>> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// The network of a year of the study, as changes to apply in order.
    pub(super) fn year(&self, year: i32) -> Option<Vec<&'static Resolved>> {
        let years = self.workspace.study.years();
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
        year.map_or_else(|| Some(self.workspace.projects.baseline(&self.workspace.study, "")), |year| self.year(year))
    }

    /// Reads a drawing as `compare --scenario` reads a file.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn drawing(&self, text: &[u8]) -> Result<Drawing, Problems> {
        let Workspace { study, network, .. } = self.workspace;
        let path = drawing_path();
        let modifications = for_profile(read_modifications_in(Datum::Wgs84, text, path)?, network.profile());
        let changes = study.of_mode(resolve(network, &modifications, path)?);
        let mut problems = Problems::default();
        for facility in &changes.facilities {
            if !study.services.iter().any(|service| service.id == facility.service) {
                let message = format!("facility \"{}\": the study has no service \"{}\"", facility.name, facility.service);
                problems.push(Error::new(ErrorKind::Scenario, message).in_file(path));
            } else if let Err(reason) = self.evaluator.snap(facility.position) {
                let message = format!("facility \"{}\" at {}: {reason}", facility.name, facility.position);
                problems.push(Error::new(ErrorKind::Scenario, message).in_file(path));
            }
        }
        let joins = |facilities: bool| facilities || self.evaluator.is_joined_to(&changes.closed_segments(network));
        let mut shut = if joins(!changes.facilities.is_empty()) { changes.closed_segments(network) } else { Vec::new() };
        shut.sort_unstable();
        shut.dedup();
        let lines = ProjectGeometry::of(&modifications).lines;
        problems.or_value(Drawing { changes, modifications, lines, shut })
    }

    /// The assessor of a drawing, or of the network alone.
    pub(super) fn assessor_of(&self, drawing: Option<&Drawing>) -> Arc<Evaluator<'static>> {
        drawing.map_or_else(|| Arc::clone(&self.evaluator), |drawing| self.assessor_for(drawing))
    }

    /// The network without assumed roads; made when it is first asked for.
    pub(super) fn without_assumed(&self) -> Option<Arc<WithoutAssumedRoads>> {
        let make = || self.workspace.without_assumed_roads().ok().flatten().map(Arc::new);
        self.without_assumed.get_or_init(make).clone()
    }

    /// The assessor that `compare` would measure a drawing with: no place is joined to a road that it shuts.
    fn assessor_for(&self, drawing: &Drawing) -> Arc<Evaluator<'static>> {
        if drawing.shut.is_empty() {
            return Arc::clone(&self.evaluator);
        }
        if let Some(evaluator) = self.evaluators.get(&drawing.shut) {
            return evaluator;
        }
        let proposal = Proposal { id: String::new(), changes: drawing.changes.clone() };
        let evaluator = Arc::new(self.workspace.evaluator(&[proposal]));
        self.evaluators.put(drawing.shut.clone(), Arc::clone(&evaluator));
        evaluator
    }

    /// Times before and after a drawing, on the network as it is or that of a year; `None` when the year is
    /// none of the study's or nobody waits any more.
    pub(super) fn drawn(&self, drawing: &Drawing, year: Option<i32>, cancel: &CancelToken) -> Option<Pair> {
        let evaluator = self.assessor_for(drawing);
        let base = self.base(year)?;
        let name = year.map_or_else(String::new, |year| format!("network-{year}"));
        let before = self.kept(&evaluator, drawing.shut.clone(), format!("{name} base"), &base, cancel)?;
        let after: Vec<&Resolved> = base.into_iter().chain([&drawing.changes]).collect();
        let after = Arc::new(evaluator.times(&TimesQuery::all(&after).while_wanted(&|| cancel.is_wanted()))?);
        Some(Pair { before, after, is_usual: drawing.shut.is_empty() })
    }

    /// Times before and after a project, all projects or between years.
    pub(super) fn of_case(&self, case: &Case<'static>, cancel: &CancelToken) -> Option<Pair> {
        let before = self.kept(&self.evaluator, Vec::new(), format!("{} before", case.id), &case.before, cancel)?;
        let after = self.kept(&self.evaluator, Vec::new(), format!("{} after", case.id), &case.after, cancel)?;
        Some(Pair { before, after, is_usual: true })
    }

    /// Times of a network without a comparison: as it is, or of a year.
    pub(super) fn of_base(&self, year: Option<i32>, cancel: &CancelToken) -> Option<Pair> {
        let name = year.map_or_else(String::new, |year| format!("network-{year}"));
        let times = self.kept(&self.evaluator, Vec::new(), format!("{name} base"), &self.base(year)?, cancel)?;
        Some(Pair { before: Arc::clone(&times), after: times, is_usual: true })
    }

    fn kept(
        &self,
        evaluator: &Evaluator<'static>,
        shut: Vec<SegmentId>,
        name: String,
        changes: &[&Resolved],
        cancel: &CancelToken,
    ) -> Option<Arc<Times>> {
        let make = || evaluator.times(&TimesQuery::all(changes).while_wanted(&|| cancel.is_wanted())).map(Arc::new).ok_or(());
        self.times.get_or((shut, name), make).ok()
    }
}
