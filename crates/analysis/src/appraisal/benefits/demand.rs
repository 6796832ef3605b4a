//! Person-minutes a day that a project saves, by demand that the user gives.

use crate::access::OdTimes;
use crate::appraisal::Evaluator;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::{Resolved, View};

/// Who goes where how often.
#[derive(Clone, Debug, PartialEq)]
pub enum Demand {
    /// Trips a day from place to place, by positions in the list of places.
    Trips {
        /// The places.
        positions: Vec<LonLat>,
        /// From, to, trips a day.
        trips: Vec<(usize, usize, f64)>,
    },
    /// Trips a day of every resident to what the programme is asked about.
    PerResident(f64),
}

/// What is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Saved {
    /// Person-minutes a day of those who travel before and after.
    pub minutes: f64,
    /// Person-minutes a day of trips that the saving itself brings about, by the rule of half.
    pub induced: f64,
    /// Trips a day that become possible at all: what they save is unknown, and left out.
    pub newly_possible: f64,
    /// Trips a day whose ends are not on the network, left out.
    pub not_placed: f64,
}

/// What trips save from `before` to `after`; `elasticity` of trips to time, below 0, for induced trips.
///
/// `Σ T (t0 − t1)` and `½ Σ T ((t1 / t0)^e − 1)(t0 − t1)`. `times` gives every cell's time to what is asked for.
#[must_use]
pub fn saved(
    evaluator: &Evaluator<'_>,
    demand: &Demand,
    elasticity: Option<f64>,
    before: &[&Resolved],
    after: &[&Resolved],
    times: impl Fn(&[&Resolved]) -> Vec<TravelTime>,
) -> Saved {
    let mut saved = Saved::default();
    let mut add = |trips: f64, placed: bool, before: TravelTime, after: TravelTime| match (before.minutes(), after.minutes()) {
        _ if !placed => saved.not_placed += trips,
        (Some(before), Some(after)) => {
            saved.minutes += trips * (before - after);
            if let Some(elasticity) = elasticity.filter(|_| after > 0.0 && after < before) {
                saved.induced += 0.5 * trips * ((after / before).powf(elasticity) - 1.0) * (before - after);
            }
        }
        (None, Some(_)) => saved.newly_possible += trips,
        _ => {}
    };
    match demand {
        Demand::PerResident(rate) => {
            let (before, after) = (times(before), times(after));
            let cells = evaluator.study().cells.cells.iter().zip(evaluator.cells());
            for ((cell, snap), (before, after)) in cells.zip(before.into_iter().zip(after)) {
                add(cell.residents * rate, snap.is_some(), before, after);
            }
        }
        Demand::Trips { positions, trips } => {
            let snaps: Vec<_> = positions.iter().map(|&position| evaluator.snap(position).ok()).collect();
            let times = |scenario: &[&Resolved]| {
                let view = View::new(evaluator.network(), scenario);
                OdTimes::between(&view, &evaluator.hierarchy(&view), &snaps, &snaps, &evaluator.sweepers)
            };
            let (before, after) = (times(before), times(after));
            for &(from, to, trips) in trips {
                let placed = snaps[from].is_some() && snaps[to].is_some();
                add(trips, placed, before.row(from)[to], after.row(from)[to]);
            }
        }
    }
    saved
}
