//! Before and after: every cell's times under both scenarios of each case.

use std::sync::Arc;

use rayon::prelude::*;

use super::trips::Destinations;
use super::{Case, District, Evaluator, ItemKind, Proposal, Times, TimesQuery, Trips, cases};
use crate::study::{ProjectChanges, Projects};
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::{Project, Resolved};

/// Residents within the headline minutes before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headline {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}

impl Headline {
    /// Residents gained.
    #[must_use]
    pub fn gain(self) -> f64 {
        self.after - self.before
    }
}

/// One before and after.
#[derive(Clone, Debug)]
pub struct Item {
    /// The project's or proposal's id, `all-projects`, or `network-YEAR`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of change it is.
    pub kind: ItemKind,
    /// Times without it; items that share a scenario share its times.
    pub before: Arc<Times>,
    /// Times with it.
    pub after: Arc<Times>,
    /// Residents within the headline minutes before and after, by service, the complete circle last.
    pub within: [Arc<[f64]>; 2],
    /// Ways to the study's destinations before and after: destination by destination, the districts in their order.
    pub trips: Vec<Trips>,
}

impl Item {
    /// Residents within the headline minutes of a service by its position, the complete circle after the last.
    #[must_use]
    pub fn headline(&self, service: usize) -> Headline {
        let [before, after] = [0, 1].map(|state| self.within[state].get(service).copied().unwrap_or_default());
        Headline { before, after }
    }

    /// The trips of all residents, one entry a destination that is placed.
    pub fn trips_of_all(&self) -> impl Iterator<Item = &Trips> {
        self.trips.iter().filter(|trips| trips.district == 0)
    }

    /// The destination that comes nearest: of all residents' trips those with the most minutes saved, if any are.
    #[must_use]
    pub fn best_trips(&self) -> Option<&Trips> {
        let saved = |trips: &Trips| trips.saved_minutes().unwrap_or_default();
        let better = self.trips_of_all().filter(|trips| saved(trips) > 0.0);
        better.max_by(|a, b| saved(a).total_cmp(&saved(b)).then(b.destination.cmp(&a.destination)))
    }

    /// Minutes saved on the way to the average destination, each counting the same; `None` when nobody reaches any.
    #[must_use]
    pub fn mean_saved_minutes(&self) -> Option<f64> {
        let saved = self.trips_of_all().filter_map(Trips::saved_minutes);
        let (sum, count) = saved.fold((0.0, 0.0), |(sum, count), saved| (sum + saved, count + 1.0));
        (count > 0.0).then(|| sum / count)
    }
}

/// All items of a study, and what could not be placed or modelled.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// One before and after each.
    pub items: Vec<Item>,
    /// Why each cell is not placed, by cell; `None` for those that are.
    pub not_placed: Vec<Option<String>>,
    /// Facilities that are not placed, with the reason.
    pub lost_facilities: Vec<String>,
    /// Projects that are not modelled: id and reason.
    pub not_modelled: Vec<(String, String)>,
    /// Times to the nearest road that leaves the extract, by cell.
    pub border: Vec<TravelTime>,
    /// Facilities used, by service.
    pub facility_counts: Vec<usize>,
    /// The parts of the study area that trips to destinations are told of; the first is all of it.
    pub districts: Vec<District>,
    /// Destinations that are not measured, with the reason.
    pub lost_destinations: Vec<String>,
}

impl Comparison {
    /// The latest set of projects, or the last item.
    #[must_use]
    pub fn latest(&self) -> Option<&Item> {
        self.items.iter().rfind(|item| item.kind == ItemKind::Network).or(self.items.last())
    }

    /// Whether something beyond the border of the extract may be nearer to a cell than what is known, for the last item.
    #[must_use]
    pub fn border_may_limit(&self, cell: usize) -> bool {
        let circle = self.items.last().and_then(|item| item.after.last());
        circle.is_some_and(|circle| self.border[cell] < circle[cell])
    }
}

/// Compares the network before and after each of `projects` (in the order of the catalogue, `None` =
/// left out) and each of `proposals`, between its years, and with all projects against none.
#[must_use]
pub fn compare(evaluator: &Evaluator<'_>, projects: &Projects, proposals: &[Proposal], progress: &dyn Progress) -> Comparison {
    compare_to(&Destinations::new(evaluator), evaluator, projects, proposals, progress)
}

/// The same without ways to destinations, which take about a third of the time.
#[must_use]
pub fn compare_services(
    evaluator: &Evaluator<'_>,
    projects: &Projects,
    proposals: &[Proposal],
    progress: &dyn Progress,
) -> Comparison {
    compare_to(&Destinations::none(evaluator), evaluator, projects, proposals, progress)
}

/// Times under some scenarios, and residents within the headline minutes by service.
type State = (Arc<Times>, Arc<[f64]>);

fn compare_to(
    destinations: &Destinations<'_>,
    evaluator: &Evaluator<'_>,
    projects: &Projects,
    proposals: &[Proposal],
    progress: &dyn Progress,
) -> Comparison {
    let study = evaluator.study();
    let cases = cases(study, projects, proposals);
    // Many cases share a scenario: the network without projects, the network of the first year.
    let all = || cases.iter().flat_map(|case| [case.before.as_slice(), case.after.as_slice()]);
    let sets = distinct(all());
    progress.begin("comparing", sets.len() as u64, Unit::Steps);
    evaluator.search_base();
    let under = |scenarios: &&[&Resolved]| {
        let times = Arc::new(evaluator.times(&TimesQuery::all(scenarios)).unwrap_or_default());
        let within = evaluator.residents_by_service(&times);
        progress.advance(1);
        (times, within)
    };
    let (times, border): (Vec<State>, _) = rayon::join(|| sets.par_iter().map(under).collect(), || evaluator.border());
    progress.end();
    let of = |scenarios: &[&Resolved]| {
        let found = sets.iter().position(|set| same(set, scenarios)).map(|set| times[set].clone());
        found.unwrap_or_else(|| (Arc::default(), Arc::from([])))
    };
    progress.begin("going to destinations", cases.len() as u64, Unit::Steps);
    let is_shared = |set: &&[&Resolved]| all().filter(|scenarios| same(set, scenarios)).count() > 1;
    let shared = destinations.shared(sets.iter().copied().filter(is_shared).collect());
    let item = |case: &Case<'_>| {
        let trips = destinations.trips(case, &shared);
        progress.advance(1);
        let ((before, within_before), (after, within_after)) = (of(&case.before), of(&case.after));
        let within = [within_before, within_after];
        Item { id: case.id.clone(), name: case.name.clone(), kind: case.kind, before, after, within, trips }
    };
    let items = cases.par_iter().map(item).collect();
    progress.end();
    let not_modelled = |(project, changes): (&Project, &Option<ProjectChanges>)| {
        let off_mode = || format!("it changes nothing for trips by {}", study.mode());
        changes.is_none().then(|| (project.id.clone(), project.not_modelled.clone().unwrap_or_else(off_mode)))
    };
    Comparison {
        items,
        not_placed: evaluator.not_placed().to_vec(),
        lost_facilities: evaluator.lost_facilities().to_vec(),
        not_modelled: study.catalogue.projects.iter().zip(projects.iter()).filter_map(not_modelled).collect(),
        border,
        facility_counts: evaluator.facilities().iter().map(Vec::len).collect(),
        districts: destinations.districts(),
        lost_destinations: destinations.lost(),
    }
}

/// Each list of scenarios once.
pub(super) fn distinct<'l, 'a>(all: impl Iterator<Item = &'l [&'a Resolved]>) -> Vec<&'l [&'a Resolved]>
where
    'a: 'l,
{
    let mut sets: Vec<&[&Resolved]> = Vec::new();
    for scenarios in all {
        if !sets.iter().any(|set| same(set, scenarios)) {
            sets.push(scenarios);
        }
    }
    sets
}

/// Whether two lists hold the very same scenarios.
pub(super) fn same(a: &[&Resolved], b: &[&Resolved]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| std::ptr::eq(*a, *b))
}
