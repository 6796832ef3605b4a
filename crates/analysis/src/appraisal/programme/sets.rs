//! Times of cells with exactly a set of the programme's projects in the network.
//!
//! In: a set, cells and services. Out: times by cell, those of equal worth made the same. Sets are measured on a
//! network condensed to the places where the programme changes it, which takes a fraction of a search.

use rustc_hash::FxHashMap;

use super::relevance::Relevance;
use super::{Programme, ProjectSet, Question};
use crate::access::Condensed;
use crate::appraisal::{Evaluator, ServiceSet, TimesQuery};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::Snap;
use tongda_network::scenario::View;

/// Sets of a programme, ready to be measured.
#[derive(Debug)]
pub(super) struct Sets<'a> {
    evaluator: &'a Evaluator<'a>,
    programme: &'a Programme<'a>,
    question: Question,
    condensed: Condensed<'a>,
    /// Of each cell, its place among those that the condensed network has.
    indices: Vec<u32>,
    /// The services that matter to anybody.
    services: Vec<usize>,
    /// Facilities that projects add, by service and where they are: their place among the facilities of the
    /// condensed network, after those of the services.
    added: FxHashMap<(usize, (i32, i32)), usize>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(
        evaluator: &'a Evaluator<'a>,
        programme: &'a Programme<'a>,
        question: Question,
        relevance: &Relevance,
    ) -> Self {
        let cells: Vec<usize> = (0..relevance.sets.len()).filter(|&cell| relevance.sets[cell] != 0).collect();
        let mut indices = vec![u32::MAX; relevance.sets.len()];
        for (index, &cell) in (0..).zip(&cells) {
            indices[cell] = index;
        }
        let services = relevance.services.clone();
        let mut positions: Vec<Vec<Snap>> = services.iter().map(|&service| evaluator.facilities()[service].clone()).collect();
        let mut added = FxHashMap::default();
        for (service, position) in programme.parts().flat_map(|part| facilities(evaluator, part, &services)) {
            added.entry((service, position.e7())).or_insert_with(|| {
                positions.push(evaluator.snap(position).into_iter().collect());
                positions.len() - 1
            });
        }
        let parts: Vec<_> = programme.parts().collect();
        let condensed =
            Condensed::new(evaluator.network(), &evaluator.cells, &cells, &positions, &parts, question.limit(), &evaluator.pool);
        Self { evaluator, programme, question, condensed, indices, services, added }
    }

    /// Times of some cells to all of the services whose bits are set in `services`, in the order of those that matter.
    pub(super) fn times(&self, set: ProjectSet, cells: &[usize], services: u64) -> Vec<TravelTime> {
        let scenario = self.programme.scenario(set);
        let wanted: Vec<u32> = cells.iter().map(|&cell| self.indices[cell]).collect();
        let chosen = || (0..self.services.len()).filter(|&service| services >> service.min(63) & 1 == 1);
        let view = View::new(self.evaluator.network(), &scenario);
        let scene = self.condensed.under(&view);
        let added: Vec<(usize, LonLat)> =
            scenario.iter().flat_map(|part| facilities(self.evaluator, part, &self.services)).collect();
        let of_service = |service: usize| -> Option<Vec<TravelTime>> {
            let more = added.iter().filter(|(other, _)| *other == service);
            let more = more.filter_map(|&(service, position)| self.added.get(&(service, position.e7())).copied());
            let positions: Vec<usize> = [service].into_iter().chain(more).collect();
            scene.as_ref()?.times(&positions, &wanted)
        };
        let mut longest = vec![TravelTime::ZERO; cells.len()];
        for service in chosen() {
            let times = of_service(service).unwrap_or_else(|| {
                // What no part was known to touch takes a search.
                let times = self.evaluator.time_to_all(&TimesQuery::new(ServiceSet::One(self.services[service]), &scenario));
                cells.iter().map(|&cell| times[cell]).collect()
            });
            longest.iter_mut().zip(times).for_each(|(longest, time)| *longest = time.max(*longest));
        }
        longest.into_iter().map(|time| self.question.as_far_as_it_counts(time)).collect()
    }
}

/// The facilities that a part adds to services that matter, by the service's place among those.
fn facilities(evaluator: &Evaluator<'_>, part: &tongda_network::scenario::Resolved, services: &[usize]) -> Vec<(usize, LonLat)> {
    let index = |id: &str| services.iter().position(|&service| evaluator.study().services[service].id == id);
    part.facilities.iter().filter_map(|facility| Some((index(&facility.service)?, facility.position))).collect()
}
