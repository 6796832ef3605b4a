//! How far the headline hangs on what is assumed: speeds, assumed roads, junctions that are not sure.
//!
//! The headline is the number of residents within the headline minutes of all services of the circle.

use rayon::prelude::*;

use super::compare::{distinct, same};
use super::{Comparison, Evaluator, Headline, Item, Proposal, TimesQuery, cases};
use crate::study::Projects;
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::Resolved;

/// How much faster or slower all traffic is taken to be.
pub const SPEED_SHARE: f64 = 0.2;

/// The headline of one item under other assumptions.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// The item's id.
    pub id: String,
    /// As assumed.
    pub stated: Headline,
    /// All speeds 20 % lower.
    pub slower: Headline,
    /// All speeds 20 % higher.
    pub faster: Headline,
    /// Without assumed roads; `None` where there are none, or the item cannot be joined without them.
    pub without_assumed: Option<Headline>,
    /// With junctions moved, one entry a draw in which the item could be joined.
    pub moved: Vec<Headline>,
}

impl Sensitivity {
    /// The least and the most residents gained under all these assumptions.
    #[must_use]
    pub fn gain_range(&self) -> (f64, f64) {
        range(self.all().map(Headline::gain))
    }

    /// The least and the most residents within reach afterwards.
    #[must_use]
    pub fn after_range(&self) -> (f64, f64) {
        range(self.all().map(|headline| headline.after))
    }

    fn all(&self) -> impl Iterator<Item = Headline> + '_ {
        [self.stated, self.slower, self.faster].into_iter().chain(self.without_assumed).chain(self.moved.iter().copied())
    }
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// The headline of every item of `comparison` under other assumptions.
///
/// All times are inversely proportional to speeds, delays included, so a time at speeds 20 % lower
/// is within 30 minutes exactly when the stated time is within 24: no further search is needed.
/// `moved` is what each project is with its junctions moved, one entry a draw.
#[must_use]
pub fn sensitivity(
    evaluator: &Evaluator<'_>,
    comparison: &Comparison,
    without_assumed: Option<&Comparison>,
    moved: &[Projects],
    proposals: &[Proposal],
    progress: &dyn Progress,
) -> Vec<Sensitivity> {
    let of = |item: &Item, speed: f64| {
        let residents = |times: &[Vec<TravelTime>]| times.last().map_or(0.0, |circle| evaluator.residents_within(circle, speed));
        Headline { before: residents(&item.before), after: residents(&item.after) }
    };
    let circle = evaluator.study().services.len();
    let limit = TravelTime::from_minutes(evaluator.study().headline_minutes());
    let stated: Vec<(&str, Headline)> = comparison.items.iter().map(|item| (item.id.as_str(), item.headline(circle))).collect();
    progress.begin("moving junctions", moved.len() as u64, Unit::Steps);
    let draws: Vec<Vec<(String, Headline)>> = moved
        .par_iter()
        .map(|projects| {
            let cases = cases(evaluator.study(), projects, proposals);
            // What has no junctions does not move.
            let all = cases.iter().flat_map(|case| [case.before.as_slice(), case.after.as_slice()]);
            let moves = |set: &&[&Resolved]| set.iter().any(|changes| changes.has_junctions());
            let sets = distinct(all.filter(moves));
            let within = |scenarios: &&[&Resolved]| {
                evaluator.residents_within(&evaluator.time_to_all(&TimesQuery::circle(scenarios).within(limit)), 1.0)
            };
            let moved: Vec<f64> = sets.par_iter().map(within).collect();
            let residents = |scenarios: &[&Resolved], stated: f64| {
                sets.iter().position(|set| same(set, scenarios)).map_or(stated, |set| moved[set])
            };
            let headlines = cases.iter().filter_map(|case| {
                let (_, stated) = stated.iter().find(|(id, _)| *id == case.id)?;
                let headline =
                    Headline { before: residents(&case.before, stated.before), after: residents(&case.after, stated.after) };
                Some((case.id.clone(), headline))
            });
            let headlines = headlines.collect();
            progress.advance(1);
            headlines
        })
        .collect();
    progress.end();
    let one = |(item, (_, stated)): (&Item, &(&str, Headline))| Sensitivity {
        id: item.id.clone(),
        stated: *stated,
        slower: of(item, 1.0 - SPEED_SHARE),
        faster: of(item, 1.0 + SPEED_SHARE),
        without_assumed: without_assumed
            .and_then(|other| other.items.iter().find(|other| other.id == item.id))
            .map(|other| other.headline(circle)),
        moved: draws.iter().flatten().filter(|(id, _)| *id == item.id).map(|(_, headline)| *headline).collect(),
    };
    comparison.items.par_iter().zip(&stated).map(one).collect()
}
