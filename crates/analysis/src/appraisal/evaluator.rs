//! A study joined to a network once, and every cell's times under any scenario.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Proposal;
use crate::access::{BaseTimes, PlacedCells, nearest, nearest_node};
use crate::people::snap_on_own_land;
use crate::study::{Facility, Projects, ServiceEntry, Study};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{Network, SegmentId, Snap, Snapper};
use tongda_network::scenario::{Resolved, View};
use tongda_search::{CustomizableHierarchy, Dijkstra, DijkstraPool, Hierarchy, Pool, Sweeper};

/// Times by service (in the order of the study's) and cell; the last "service" is the complete
/// circle: the time within which all services of the circle are reached.
pub type Times = Vec<Vec<TravelTime>>;

/// A study whose cells and facilities are joined to a network, the same for every scenario.
#[derive(Debug)]
pub struct Evaluator<'a> {
    study: &'a Study,
    network: &'a Network,
    snapper: Snapper<'a>,
    pub(super) cells: PlacedCells,
    /// Of each cell.
    residents: Vec<f64>,
    not_placed: Vec<Option<String>>,
    facilities: Vec<Vec<Snap>>,
    lost_facilities: Vec<String>,
    /// Times on the base network by service, found when a scenario first needs them.
    base: Vec<OnceLock<BaseTimes>>,
    /// The shape of the network's hierarchies, found when all pairs are first asked for.
    hierarchies: OnceLock<CustomizableHierarchy>,
    pub(super) pool: DijkstraPool,
    pub(super) sweepers: Pool<Sweeper>,
}

impl<'a> Evaluator<'a> {
    /// Joins cells and `facilities` to the network, passing by whatever any of `projects` and
    /// `proposals` shuts.
    #[must_use]
    pub fn new(
        study: &'a Study,
        network: &'a Network,
        projects: &Projects,
        proposals: &[Proposal],
        facilities: &[Facility],
    ) -> Self {
        let shut_by_projects = projects.iter().flatten().flat_map(|project| project.resolved().closed_segments(network));
        let shut = shut_by_projects.chain(proposals.iter().flat_map(|proposal| proposal.changes.closed_segments(network)));
        let snapper = Snapper::new(network, shut);
        let land = study.cells.land.as_ref();
        let joined = |position: LonLat| snap_on_own_land(&snapper, land, position).map_err(|reason| reason.to_string());
        let snaps: Vec<Result<Snap, String>> = study.cells.cells.par_iter().map(|cell| joined(cell.position)).collect();
        let at: Vec<Result<Snap, String>> = facilities.par_iter().map(|facility| joined(facility.position)).collect();
        let mut by_service: Vec<Vec<Snap>> = vec![Vec::new(); study.services.len()];
        let mut lost_facilities = Vec::new();
        for (facility, snap) in facilities.iter().zip(at) {
            match snap {
                Ok(snap) => by_service[facility.service].push(snap),
                Err(reason) => lost_facilities.push(format!("{} at {}: {reason}", facility.name, facility.position)),
            }
        }
        let cells: Vec<Option<Snap>> = snaps.iter().map(|snap| snap.as_ref().ok().copied()).collect();
        Self {
            study,
            network,
            snapper,
            cells: PlacedCells::new(network, cells),
            residents: study.cells.cells.iter().map(|cell| cell.residents).collect(),
            not_placed: snaps.into_iter().map(Result::err).collect(),
            base: by_service.iter().map(|_| OnceLock::new()).collect(),
            hierarchies: OnceLock::new(),
            facilities: by_service,
            lost_facilities,
            pool: DijkstraPool::default(),
            sweepers: Pool::default(),
        }
    }

    /// The study.
    #[must_use]
    pub const fn study(&self) -> &'a Study {
        self.study
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &'a Network {
        self.network
    }

    /// Where each cell is on the network.
    #[must_use]
    pub fn cells(&self) -> &[Option<Snap>] {
        self.cells.snaps()
    }

    /// The hierarchy of a view of the network.
    pub(super) fn hierarchy(&self, view: &View<'_>) -> Hierarchy {
        self.shape().under(view)
    }

    fn shape(&self) -> &CustomizableHierarchy {
        self.hierarchies.get_or_init(|| CustomizableHierarchy::new(self.network))
    }

    /// Finds what the hierarchies of all scenarios have in common, on one thread; otherwise the first scenario under
    /// which all pairs are asked for does.
    pub fn prepare_pairs(&self) {
        self.shape();
    }

    /// Joins a further place to the network, on its own side of the water.
    ///
    /// # Errors
    /// Why it cannot be joined.
    pub fn snap(&self, position: LonLat) -> Result<Snap, String> {
        let land = self.study.cells.land.as_ref();
        snap_on_own_land(&self.snapper, land, position).map_err(|reason| reason.to_string())
    }

    /// Where the facilities of each service are on the network.
    #[must_use]
    pub fn facilities(&self) -> &[Vec<Snap>] {
        &self.facilities
    }

    /// Whether a cell or facility is joined to one of these segments.
    #[must_use]
    pub fn is_joined_to(&self, segments: &[SegmentId]) -> bool {
        let facilities = self.facilities.iter().flatten();
        let mut spots = self.cells().iter().flatten().chain(facilities).flat_map(Snap::spots);
        let segments: FxHashSet<SegmentId> = segments.iter().copied().collect();
        !segments.is_empty() && spots.any(|spot| segments.contains(&spot.segment))
    }

    /// Why each cell is not placed, by cell; `None` for those that are.
    #[must_use]
    pub fn not_placed(&self) -> &[Option<String>] {
        &self.not_placed
    }

    /// Facilities that are not placed, with the reason.
    #[must_use]
    pub fn lost_facilities(&self) -> &[String] {
        &self.lost_facilities
    }

    /// The times of every cell under `scenarios`, applied in order.
    ///
    /// The network is searched only where they change times, one service a task.
    #[must_use]
    pub fn times(&self, scenarios: &[&Resolved]) -> Times {
        self.times_while(scenarios, || true).unwrap_or_default()
    }

    /// The same as [`Self::times`]; `None` as soon as `goes_on` says no.
    #[must_use]
    pub fn times_while(&self, scenarios: &[&Resolved], goes_on: impl Fn() -> bool + Sync) -> Option<Times> {
        let view = View::new(self.network, scenarios);
        let cells = self.cells.under(&view);
        let one = |(index, service): (usize, &ServiceEntry)| {
            goes_on().then(|| {
                let added = self.added(scenarios, service);
                self.base(index).under(&view, &cells, &added, &mut self.pool.take())
            })
        };
        let mut all = self.study.services.par_iter().enumerate().map(one).collect::<Option<Times>>()?;
        let mut circle = vec![TravelTime::ZERO; self.cells.snaps().len()];
        for (_, times) in self.study.services.iter().zip(&all).filter(|(service, _)| service.circle) {
            circle.iter_mut().zip(times).for_each(|(all, &one)| *all = (*all).max(one));
        }
        all.push(circle);
        Some(all)
    }

    /// Residents within the headline minutes of `times` (by cell), if all speeds are `speed` times what they are.
    #[must_use]
    pub fn residents_within(&self, times: &[TravelTime], speed: f64) -> f64 {
        let limit = TravelTime::from_seconds(f64::from(self.study.headline_minutes()) * 60.0 * speed);
        // Without a branch, which would be taken as good as at random.
        let inside = self.residents.iter().zip(times).map(|(residents, time)| if *time <= limit { *residents } else { 0.0 });
        inside.fold(0.0, |sum, residents| sum + residents)
    }

    /// Residents within the headline minutes of each service, of the complete circle last.
    #[must_use]
    pub fn residents_by_service(&self, times: &Times) -> Arc<[f64]> {
        times.iter().map(|times| self.residents_within(times, 1.0)).collect()
    }

    /// The time of every cell to the nearest road that leaves the extract, on the base network.
    ///
    /// A facility beyond it can only be nearer than the nearest known one where this time is shorter.
    #[must_use]
    pub fn border(&self) -> Vec<TravelTime> {
        nearest_node(&View::base(self.network), &self.cells, &self.network.border_nodes(), &mut self.pool.take())
    }

    /// The times of every cell to all services of the circle under `scenarios`.
    #[must_use]
    pub fn circle(&self, scenarios: &[&Resolved]) -> Vec<TravelTime> {
        self.some_times(scenarios, |service| service.circle).pop().unwrap_or_default()
    }

    /// Residents within the headline minutes of the circle under `scenarios`: what [`Self::circle`] and
    /// [`Self::residents_within`] give at the speeds as they are, in the time of what changes within those minutes.
    #[must_use]
    pub fn residents_within_circle(&self, scenarios: &[&Resolved]) -> f64 {
        let limit = TravelTime::from_minutes(self.study.headline_minutes());
        let circle = self.some_times_within(scenarios, limit, |service| service.circle).pop();
        self.residents_within(&circle.unwrap_or_default(), 1.0)
    }

    /// The times of every cell to one service, by its position in the study, under `scenarios`.
    #[must_use]
    pub fn service_times(&self, index: usize, scenarios: &[&Resolved]) -> Vec<TravelTime> {
        let wanted = self.study.services.get(index).map(|service| service.id.as_str());
        self.some_times(scenarios, |service| Some(service.id.as_str()) == wanted).swap_remove(0)
    }

    /// The times of every cell to all of some services, by their positions in the study, under `scenarios`.
    #[must_use]
    pub fn times_to_services(&self, indices: &[usize], scenarios: &[&Resolved]) -> Vec<TravelTime> {
        let wanted = |service: &ServiceEntry| {
            indices.iter().any(|&index| self.study.services.get(index).is_some_and(|one| one.id == service.id))
        };
        let mut all = self.some_times(scenarios, wanted);
        all.truncate(indices.len());
        let longest = |mut longest: Vec<TravelTime>, one: Vec<TravelTime>| {
            longest.iter_mut().zip(one).for_each(|(longest, one)| *longest = one.max(*longest));
            longest
        };
        all.into_iter().reduce(longest).unwrap_or_else(|| vec![TravelTime::ZERO; self.cells().len()])
    }

    /// The times of the services that are wanted, and of the circle as far as they make it up.
    fn some_times(&self, scenarios: &[&Resolved], wanted: impl Fn(&ServiceEntry) -> bool) -> Times {
        self.some_times_within(scenarios, TravelTime::UNREACHED, wanted)
    }

    /// The same as far as times are within `limit`.
    fn some_times_within(&self, scenarios: &[&Resolved], limit: TravelTime, wanted: impl Fn(&ServiceEntry) -> bool) -> Times {
        let view = View::new(self.network, scenarios);
        let cells = self.cells.under(&view);
        self.each_service(scenarios, wanted, |service, added, searcher| {
            self.base(service).under_within(&view, &cells, added, limit, searcher)
        })
    }

    /// The same by a search of the whole network: slow and plain, to check the other by.
    #[must_use]
    pub fn times_afresh(&self, scenarios: &[&Resolved]) -> Times {
        let view = View::new(self.network, scenarios);
        self.each_service(scenarios, |_| true, |service, added, searcher| self.search(&view, service, added, searcher))
    }

    /// Times from every cell to the nearest of `places` on the base network.
    pub(super) fn base_times(&self, positions: &[Snap]) -> BaseTimes {
        BaseTimes::new(self.network, &self.cells, positions)
    }

    /// What `base` are under `scenarios`, applied in order; the network is searched only where they change times.
    pub(super) fn times_to(&self, base: &[Option<BaseTimes>], scenarios: &[&Resolved]) -> Vec<Option<Vec<TravelTime>>> {
        let view = View::new(self.network, scenarios);
        let cells = self.cells.under(&view);
        let under = |base: &BaseTimes| base.under(&view, &cells, &[], &mut self.pool.take());
        base.par_iter().map(|base| base.as_ref().map(under)).collect()
    }

    fn search(&self, view: &View<'_>, service: usize, added: &[Snap], searcher: &mut Dijkstra) -> Vec<TravelTime> {
        let facilities: Vec<Snap> = self.facilities[service].iter().chain(added).copied().collect();
        nearest(view, &self.cells, &facilities, searcher)
    }

    /// Finds the times of all services on the base network, on all threads; otherwise the first
    /// scenario that needs a service's does, and others wait for it.
    pub(super) fn search_base(&self) {
        (0..self.base.len()).into_par_iter().for_each(|service| {
            self.base(service);
        });
    }

    fn base(&self, service: usize) -> &BaseTimes {
        self.base[service].get_or_init(|| BaseTimes::new(self.network, &self.cells, &self.facilities[service]))
    }

    /// Where the facilities that scenarios add to a service are on the network, as far as they can be placed.
    fn added(&self, scenarios: &[&Resolved], service: &ServiceEntry) -> Vec<Snap> {
        let added = scenarios.iter().flat_map(|resolved| &resolved.facilities);
        let added = added.filter(|facility| facility.service == service.id);
        added.filter_map(|facility| self.snap(facility.position).ok()).collect()
    }

    fn each_service(
        &self,
        scenarios: &[&Resolved],
        wanted: impl Fn(&ServiceEntry) -> bool,
        times: impl Fn(usize, &[Snap], &mut Dijkstra) -> Vec<TravelTime>,
    ) -> Times {
        let mut searcher = self.pool.take();
        let mut all: Times = Vec::with_capacity(self.facilities.len() + 1);
        let mut circle = vec![TravelTime::ZERO; self.cells.snaps().len()];
        for (index, service) in self.study.services.iter().enumerate().filter(|(_, service)| wanted(service)) {
            let added = self.added(scenarios, service);
            let times = times(index, &added, &mut searcher);
            if service.circle {
                circle.iter_mut().zip(&times).for_each(|(all, &one)| *all = (*all).max(one));
            }
            all.push(times);
        }
        all.push(circle);
        all
    }
}
