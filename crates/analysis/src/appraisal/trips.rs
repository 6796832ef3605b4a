//! How far it is to the places outside that a study names: what a corridor is for, beside the services within reach.
//!
//! In: destinations of a study joined to its network, and pairs of scenarios. Out: for each destination and each
//! district, the mean minutes of the residents who get there both before and after, and how many are within its
//! minutes. Means are by residents; those who get there only in one of the two states are counted apart, so that a
//! mean never changes because other people are in it. A way that takes longer than [`LONGEST_MIN`] is no way: nobody
//! walks two days to a railway station, and a mean of such walks would make any train save hours.

use std::borrow::Cow;

use rayon::prelude::*;

use super::compare::same;
use super::{Case, Evaluator};
use crate::access::BaseTimes;
use crate::study::{Destination, Study};
use tongda_foundation::units::TravelTime;
use tongda_network::network::Snap;
use tongda_network::scenario::{Resolved, View};

/// The longest way to a place outside, in minutes: a day's journey there.
pub const LONGEST_MIN: f64 = 480.0;

/// A part of the study area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// `all`, `county`, `mainland` or `islands` (of a county that has both).
    pub level: &'static str,
    /// The county, empty for all.
    pub county: String,
}

/// Residents who are within some minutes of a destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithinOf {
    /// The minutes.
    pub minutes: u32,
    /// Residents before.
    pub before: f64,
    /// Residents after.
    pub after: f64,
}

/// The ways of a district's residents to a destination, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Trips {
    /// Position in [`super::Comparison::districts`].
    pub district: usize,
    /// Position in [`Study::destinations`].
    pub destination: usize,
    /// Residents who get there both before and after.
    pub residents: f64,
    /// Residents who get there only after.
    pub newly_reached: f64,
    /// Residents who do not get there within [`LONGEST_MIN`] after.
    pub unreached: f64,
    /// One entry for each number of minutes of the study's destinations.
    pub within: Vec<WithinOf>,
    /// Resident-minutes of those who get there both times.
    sums: [f64; 2],
}

impl Trips {
    /// Mean minutes before and after of those who get there both times; `None` when nobody does.
    #[must_use]
    pub fn mean_minutes(&self) -> Option<(f64, f64)> {
        (self.residents > 0.0).then(|| (self.sums[0] / self.residents, self.sums[1] / self.residents))
    }

    /// How many minutes less it takes on average; negative where it takes longer, `None` when nobody gets there both times.
    #[must_use]
    pub fn saved_minutes(&self) -> Option<f64> {
        self.mean_minutes().map(|(before, after)| before - after)
    }

    /// Whether any time is another after.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.sums[0].to_bits() != self.sums[1].to_bits() || self.newly_reached > 0.0
    }

    fn add(&mut self, other: &Self) {
        self.residents += other.residents;
        self.newly_reached += other.newly_reached;
        self.unreached += other.unreached;
        self.sums = [self.sums[0] + other.sums[0], self.sums[1] + other.sums[1]];
        for (mine, theirs) in self.within.iter_mut().zip(&other.within) {
            mine.before += theirs.before;
            mine.after += theirs.after;
        }
    }
}

/// Times by destination and cell, under each of some scenarios.
pub(super) type Shared<'s> = Vec<(&'s [&'s Resolved], DestinationTimes)>;
/// Times by destination and cell; `None` for destinations that are not placed.
type DestinationTimes = Vec<Option<Vec<TravelTime>>>;

/// The destinations of a study on the network of an assessor.
pub(super) struct Destinations<'a> {
    evaluator: &'a Evaluator<'a>,
    /// Times on the base network, by destination; `None` where it is not placed.
    base: Vec<Option<BaseTimes>>,
    lost: Vec<String>,
    districts: Vec<District>,
    /// Of each cell, the position of its county and side of the water.
    bins: Vec<usize>,
    /// Of each such bin, the districts that it belongs to.
    districts_of: Vec<Vec<usize>>,
}

impl<'a> Destinations<'a> {
    pub(super) fn new(evaluator: &'a Evaluator<'a>) -> Self {
        let study = evaluator.study();
        let mut lost = Vec::new();
        let snap = |destination: &Destination| -> Option<Snap> {
            let snap = match &destination.not_measured {
                Some(reason) => Err(reason.clone()),
                None => evaluator.snap(destination.position).map_err(|reason| format!("at {}: {reason}", destination.position)),
            };
            snap.map_err(|reason| lost.push(format!("{}: {reason}", destination.id))).ok()
        };
        let snaps: Vec<Option<Snap>> = study.destinations.iter().map(snap).collect();
        let base = snaps
            .into_par_iter()
            .map(|snap| snap.map(|snap| BaseTimes::new(evaluator.network(), &evaluator.cells, &[snap])))
            .collect();
        let (districts, bins, districts_of) = districts(study);
        Self { evaluator, base, lost, districts, bins, districts_of }
    }

    /// No destination at all.
    pub(super) const fn none(evaluator: &'a Evaluator<'a>) -> Self {
        Self { evaluator, base: Vec::new(), lost: Vec::new(), districts: Vec::new(), bins: Vec::new(), districts_of: Vec::new() }
    }

    pub(super) fn districts(&self) -> Vec<District> {
        self.districts.clone()
    }

    pub(super) fn lost(&self) -> Vec<String> {
        self.lost.clone()
    }

    /// Times by destination and cell under scenarios that several cases share.
    pub(super) fn shared<'s>(&self, sets: Vec<&'s [&'s Resolved]>) -> Shared<'s> {
        sets.into_par_iter().map(|set| (set, self.times(set))).collect()
    }

    /// Trips to every destination that is placed: destination by destination, the districts in their order.
    pub(super) fn trips(&self, case: &Case<'_>, shared: &Shared<'_>) -> Vec<Trips> {
        let times = |scenarios: &[&Resolved]| {
            let known = shared.iter().find(|(set, _)| same(set, scenarios));
            known.map_or_else(|| Cow::Owned(self.times(scenarios)), |(_, times)| Cow::Borrowed(times))
        };
        let (before, after) = (times(&case.before), times(&case.after));
        let both = before.par_iter().zip(after.par_iter()).enumerate();
        let counted = both.map(|(destination, (before, after))| match (before, after) {
            (Some(before), Some(after)) => self.count(destination, before, after),
            _ => Vec::new(),
        });
        counted.collect::<Vec<_>>().concat()
    }

    fn times(&self, scenarios: &[&Resolved]) -> DestinationTimes {
        let view = View::new(self.evaluator.network(), scenarios);
        let cells = self.evaluator.cells.under(&view);
        let under = |base: &BaseTimes| base.under(&view, &cells, &[], &mut self.evaluator.pool.take());
        self.base.par_iter().map(|base| base.as_ref().map(under)).collect()
    }

    fn count(&self, destination: usize, before: &[TravelTime], after: &[TravelTime]) -> Vec<Trips> {
        let study = self.evaluator.study();
        let minutes = study.destination_minutes();
        let limits: Vec<TravelTime> = minutes.iter().map(|&minutes| TravelTime::from_minutes(minutes)).collect();
        let none = |district: usize| Trips {
            district,
            destination,
            residents: 0.0,
            newly_reached: 0.0,
            unreached: 0.0,
            within: minutes.iter().map(|&minutes| WithinOf { minutes, before: 0.0, after: 0.0 }).collect(),
            sums: [0.0; 2],
        };
        let mut bins: Vec<Trips> = self.districts_of.iter().map(|_| none(0)).collect();
        let cells = study.cells.cells.iter().zip(&self.bins).zip(before.iter().zip(after));
        for ((cell, &bin), (&old, &new)) in cells.filter(|((cell, _), _)| cell.residents > 0.0) {
            let (trips, residents) = (&mut bins[bin], cell.residents);
            let minutes = |time: TravelTime| time.minutes().filter(|&minutes| minutes <= LONGEST_MIN);
            match (minutes(old), minutes(new)) {
                (Some(old), Some(new)) => {
                    trips.residents += residents;
                    trips.sums = [trips.sums[0] + residents * old, trips.sums[1] + residents * new];
                }
                (None, Some(_)) => trips.newly_reached += residents,
                (_, None) => trips.unreached += residents,
            }
            for (within, &limit) in trips.within.iter_mut().zip(&limits) {
                within.before += if old <= limit { residents } else { 0.0 };
                within.after += if new <= limit { residents } else { 0.0 };
            }
        }
        let mut trips: Vec<Trips> = (0..self.districts.len()).map(none).collect();
        for (bin, districts) in bins.iter().zip(&self.districts_of) {
            for &district in districts {
                trips[district].add(bin);
            }
        }
        trips
    }
}

/// The districts of a study; of each cell its bin; of each bin its districts.
fn districts(study: &Study) -> (Vec<District>, Vec<usize>, Vec<Vec<usize>>) {
    let cells = &study.cells.cells;
    let on_islands = study.cells.on_islands();
    let mut counties: Vec<&str> = cells.iter().map(|cell| cell.county.as_str()).collect();
    counties.sort_unstable();
    counties.dedup();
    let mut districts = vec![District { level: "all", county: String::new() }];
    let mut districts_of: Vec<Vec<usize>> = vec![vec![0]; counties.len() * 2];
    let side =
        |county: &str, island: bool| cells.iter().zip(&on_islands).any(|(cell, &on)| cell.county == county && on == island);
    for (i, county) in counties.iter().enumerate().filter(|(_, county)| !county.is_empty()) {
        let both = side(county, false) && side(county, true);
        let levels: &[(&'static str, &[usize])] =
            if both { &[("county", &[0, 1]), ("mainland", &[0]), ("islands", &[1])] } else { &[("county", &[0, 1])] };
        for (level, sides) in levels {
            sides.iter().for_each(|side| districts_of[i * 2 + side].push(districts.len()));
            districts.push(District { level, county: (*county).to_owned() });
        }
    }
    let bin = |(cell, &on): (&crate::people::Cell, &bool)| {
        counties.binary_search(&cell.county.as_str()).unwrap_or_default() * 2 + usize::from(on)
    };
    let bins = cells.iter().zip(&on_islands).map(bin).collect();
    (districts, bins, districts_of)
}
