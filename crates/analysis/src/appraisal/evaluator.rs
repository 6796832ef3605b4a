//! A study joined to a network once, and every cell's times under any scenario.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Proposal, ServiceSet, TimesQuery};
use crate::access::{BaseTimes, PlacedCells, nearest, nearest_node};
use crate::people::snap_on_own_land;
use crate::study::{Facility, Projects, Study};
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

    /// The times of every cell to the services of a query, in the order of the study; a last row has the time within which
    /// all of them are reached (for [`ServiceSet::All`]: all of the circle). `None` when the query was cancelled.
    ///
    /// The network is searched only where the scenario changes times. All services are searched in parallel; fewer are
    /// asked for by tasks that run in parallel themselves.
    #[must_use]
    pub fn times(&self, query: &TimesQuery<'_>) -> Option<Times> {
        let view = View::new(self.network, query.scenario);
        let cells = self.cells.under(&view);
        let services = self.services(query.services);
        let one = |&service: &usize, searcher: &mut Dijkstra| {
            (query.goes_on)().then(|| {
                let added = self.added(query.scenario, service);
                if query.is_fresh {
                    let facilities: Vec<Snap> = self.facilities[service].iter().copied().chain(added).collect();
                    nearest(&view, &self.cells, &facilities, searcher)
                } else {
                    self.base(service).under_within(&view, &cells, &added, query.limit, searcher)
                }
            })
        };
        let mut all = if query.services == ServiceSet::All {
            services.par_iter().map(|service| one(service, &mut self.pool.take())).collect::<Option<Times>>()?
        } else {
            let mut searcher = self.pool.take();
            services.iter().map(|service| one(service, &mut searcher)).collect::<Option<Times>>()?
        };
        let counts = |service: usize| query.services != ServiceSet::All || self.study.services[service].circle;
        let mut longest = vec![TravelTime::ZERO; self.cells.snaps().len()];
        for (_, times) in services.iter().zip(&all).filter(|(service, _)| counts(**service)) {
            longest.iter_mut().zip(times).for_each(|(longest, &one)| *longest = (*longest).max(one));
        }
        all.push(longest);
        Some(all)
    }

    /// By cell the time within which all services of a query are reached: the last row of [`Self::times`]. Empty when the
    /// query was cancelled.
    #[must_use]
    pub fn time_to_all(&self, query: &TimesQuery<'_>) -> Vec<TravelTime> {
        self.times(query).and_then(|mut times| times.pop()).unwrap_or_default()
    }

    /// The services of a set, by their positions in the study.
    fn services(&self, set: ServiceSet) -> Vec<usize> {
        let is_wanted = |service: &usize| match set {
            ServiceSet::All => true,
            ServiceSet::Circle => self.study.services[*service].circle,
            ServiceSet::One(one) => *service == one,
        };
        (0..self.study.services.len()).filter(is_wanted).collect()
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
    fn added(&self, scenarios: &[&Resolved], service: usize) -> Vec<Snap> {
        let id = &self.study.services[service].id;
        let added = scenarios.iter().flat_map(|resolved| &resolved.facilities).filter(|facility| facility.service == *id);
        added.filter_map(|facility| self.snap(facility.position).ok()).collect()
    }
}
