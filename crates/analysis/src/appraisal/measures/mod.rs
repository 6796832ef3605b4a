//! Every measure of access before and after, with its change split among residents.
//!
//! In: an [`Evaluator`] and two scenarios. Out: [`Measured`] values by cell, in the unit of the measure, and by
//! district what of the change falls to whom ([`Decomposition`]) and how even access is ([`EquityChange`]). Facilities are reached
//! by the measures that count facilities; towns, with their residents, by those of economic geography (加权平均旅行时间,
//! 日常可达性, 潜力), whose nodes are towns.

mod decomposition;
mod equity_change;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Case, Evaluator, Item, Opportunities, Reachable};
use crate::access::{Decay, Measure, Parameters};
use crate::people::Cell;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::{Progress, Unit};
use tongda_network::scenario::Resolved;

pub use decomposition::{Decomposition, Group, Groups, decompose};
pub use equity_change::{EquityChange, EquityFigures};

/// What a measure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The facilities of a service, by its position in the study.
    Service(usize),
    /// The residents of towns.
    Towns,
}

/// A measure's values before and after.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name on the command line.
    pub name: &'static str,
    /// The measure.
    pub measure: Measure,
    /// Its parameters as on the command line.
    pub parameters: String,
    /// What it counts.
    pub counted: Counted,
    /// By cell; `None` where it has no value.
    pub before: Vec<Option<f64>>,
    /// The same after.
    pub after: Vec<Option<f64>>,
}

/// All measures of a pair of scenarios.
#[derive(Clone, Debug)]
pub struct Measures {
    /// The item of a comparison that they are of, by id.
    pub item: String,
    /// The measures.
    pub all: Vec<Measured>,
    /// Residents by whether they are covered.
    pub groups: Groups,
}

/// The most pairs of cells and places that all measures are taken of: each place takes a search of the whole network.
pub const MOST_PAIRS: usize = 20_000_000;

/// How many pairs of a cell with a facility or a town the measures of a study are taken of.
#[must_use]
pub fn pairs(evaluator: &Evaluator<'_>) -> usize {
    let study = evaluator.study();
    let of_circle = study.services.iter().zip(evaluator.facilities()).filter(|(service, _)| service.circle);
    let facilities: usize = of_circle.map(|(_, facilities)| facilities.len()).sum();
    study.cells.cells.len() * (facilities + towns(&study.cells.cells).len())
}

impl Measures {
    /// The measures of an item of a comparison; `None` where `cases` do not have it, or for more than [`MOST_PAIRS`].
    #[must_use]
    pub fn of(evaluator: &Evaluator<'_>, item: &Item, cases: &[Case<'_>], progress: &dyn Progress) -> Option<Self> {
        let case = cases.iter().find(|case| case.id == item.id).filter(|_| pairs(evaluator) <= MOST_PAIRS)?;
        let groups = Groups::new(item.before.last()?, item.after.last()?, evaluator.study().headline_minutes());
        Some(Self { item: item.id.clone(), all: measures(evaluator, &case.before, &case.after, progress), groups })
    }
}

/// A measure's name, what is said of it, and its parameters.
type Chosen = (&'static str, String, Parameters);

/// All measures before and after, those of services first; services without facilities are left out.
///
/// Their parameters follow from the study's headline minutes: catchments of so many minutes, steps at thirds of it
/// (1, 0.68 and 0.22: W. Luo and Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method", Health & Place
/// 15, 2009), and a decay that halves in half of it.
#[must_use]
pub fn measures(evaluator: &Evaluator<'_>, before: &[&Resolved], after: &[&Resolved], progress: &dyn Progress) -> Vec<Measured> {
    let study = evaluator.study();
    let towns = towns(&study.cells.cells);
    let services = (0..study.services.len()).filter(|&service| study.services[service].circle);
    let services = services.filter(|&service| !evaluator.facilities()[service].is_empty());
    let mut counted: Vec<(Counted, Opportunities)> =
        services.map(|service| (Counted::Service(service), Opportunities::Service(service))).collect();
    if towns.len() > 1 {
        counted.push((Counted::Towns, Opportunities::Points(towns)));
    }
    let opportunities: Vec<Opportunities> = counted.iter().map(|(_, opportunities)| opportunities.clone()).collect();
    let headline = study.headline_minutes();
    let (of_services, of_towns) = (of_services(headline), of_towns(headline));
    let residents: Vec<f64> = study.cells.cells.iter().map(|cell| cell.residents).collect();
    let tasks = counted.iter().enumerate().flat_map(|(position, (counted, _))| {
        let chosen = if *counted == Counted::Towns { &of_towns } else { &of_services };
        chosen.iter().map(move |chosen| (position, *counted, chosen))
    });
    let named = |(position, counted, (name, said, parameters)): (usize, Counted, &Chosen)| {
        let measure = Measure::named(name, parameters).ok()?;
        Some((position, Measured { name, measure, parameters: said.clone(), counted, before: Vec::new(), after: Vec::new() }))
    };
    let mut all: Vec<(usize, Measured)> = tasks.filter_map(named).collect();
    progress.begin("measuring access", all.len() as u64 * 2, Unit::Steps);
    evaluator.prepare_pairs();
    let values = |scenarios: &[&Resolved]| -> Vec<Vec<Option<f64>>> {
        let reachable = evaluator.reachable_each(&opportunities, scenarios);
        let values = |(position, measured): &(usize, Measured)| {
            let Reachable { times, supply, .. } = &reachable[*position];
            let values = measured.measure.values(times, supply, &residents);
            progress.advance(1);
            values
        };
        all.par_iter().map(values).collect()
    };
    let (before, after) = rayon::join(|| values(before), || values(after));
    for ((_, measured), (before, after)) in all.iter_mut().zip(before.into_iter().zip(after)) {
        (measured.before, measured.after) = (before, after);
    }
    progress.end();
    all.into_iter().map(|(_, measured)| measured).collect()
}

/// Towns, with their residents, where most of them live: townships, else counties.
fn towns(cells: &[Cell]) -> Vec<(LonLat, f64)> {
    let by_township = cells.iter().any(|cell| !cell.township.is_empty());
    let mut towns: BTreeMap<(&str, &str), (f64, &Cell)> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.residents > 0.0 && !(cell.county.is_empty() && cell.township.is_empty())) {
        let name = (cell.county.as_str(), if by_township { cell.township.as_str() } else { "" });
        let (residents, largest) = towns.entry(name).or_insert((0.0, cell));
        *residents += cell.residents;
        if cell.residents > largest.residents {
            *largest = cell;
        }
    }
    towns.into_values().map(|(residents, largest)| (largest.position, residents)).collect()
}

fn of_services(headline: u32) -> Vec<Chosen> {
    let minutes = f64::from(headline);
    let cutoff = || Parameters { cutoff: Some(minutes), ..Parameters::default() };
    let count = |count: f64| Parameters { count: Some(count), ..Parameters::default() };
    // Whole up to a third of the headline, then in steps; nothing beyond it.
    let steps = vec![(minutes / 3.0, 0.68), (minutes * 2.0 / 3.0, 0.22), (minutes, 0.0)];
    let stepped = Decay::Stepped { steps };
    let catchment = || Parameters { decay: Some(stepped.clone()), ..Parameters::default() };
    let said = format!("--decay {stepped}");
    vec![
        ("closest", String::new(), Parameters::default()),
        ("nth-closest", "--count 2".to_owned(), count(2.0)),
        ("dual", "--count 3".to_owned(), count(3.0)),
        ("2sfca", format!("--cutoff {headline}"), cutoff()),
        ("e2sfca", said.clone(), catchment()),
        ("gaussian-2sfca", format!("--cutoff {headline}"), cutoff()),
        ("m2sfca", said.clone(), catchment()),
        ("3sfca", said.clone(), catchment()),
        ("bfca", said, catchment()),
    ]
}

fn of_towns(headline: u32) -> Vec<Chosen> {
    let minutes = f64::from(headline);
    let (from, to) = (headline.saturating_sub(headline / 3), headline + headline / 3);
    // Half of the weight is left at half of the headline.
    let decay = Decay::Exponential { beta: (std::f64::consts::LN_2 / (minutes / 2.0) * 1e4).round() / 1e4 };
    let said = format!("--decay {decay}");
    let decaying = || Parameters { decay: Some(decay.clone()), ..Parameters::default() };
    let none = Parameters::default;
    vec![
        ("weighted-mean-time", String::new(), none()),
        ("coefficient", String::new(), none()),
        ("cumulative", format!("--cutoff {headline}"), Parameters { cutoff: Some(minutes), ..none() }),
        ("interval", format!("--interval {from},{to}"), Parameters { interval: Some((from, to)), ..none() }),
        ("potential", "--exponent 1".to_owned(), Parameters { exponent: Some(1.0), ..none() }),
        ("gravity", said.clone(), decaying()),
        ("spatial-availability", format!("{said} --exponent 1"), Parameters { exponent: Some(1.0), ..decaying() }),
        ("balancing-cost", String::new(), none()),
        ("total-constrained", said.clone(), decaying()),
        ("singly-constrained", said.clone(), decaying()),
        ("doubly-constrained", said, decaying()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_is_among_them_with_parameters_that_it_takes() {
        let mut names = Vec::new();
        for (name, said, parameters) in of_services(30).into_iter().chain(of_towns(30)) {
            assert!(Measure::named(name, &parameters).is_ok(), "{name} {said}");
            names.push(name);
        }
        names.sort_unstable();
        names.dedup();
        let Err(known) = Measure::named("none", &Parameters::default()) else { unreachable!("there is a measure of that name") };
        assert!(names.len() == 20 && names.iter().all(|name| known.contains(name)), "{names:?}");
    }

    #[test]
    fn a_town_lies_where_most_of_it_lives() {
        let cell = |township: &str, residents: f64, lon: f64| Cell {
            id: String::new(),
            position: LonLat::new(lon, 0.0).unwrap_or_default(),
            residents,
            area_km2: 1.0,
            township: township.to_owned(),
            county: "c".to_owned(),
        };
        let found = towns(&[cell("a", 2.0, 1.0), cell("a", 5.0, 2.0), cell("b", 1.0, 3.0), cell("b", 0.0, 4.0)]);
        let expected: Vec<(f64, f64)> = found.iter().map(|(position, residents)| (position.lon(), *residents)).collect();
        assert_eq!(expected, [(2.0, 7.0), (3.0, 1.0)]);
    }
}
