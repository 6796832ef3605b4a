//! New corridors and facilities by what they bring: to today's network, to the latest one, and beside each other.
//!
//! In: an [`Evaluator`] and [`Candidate`]s. Out: a [`Ranking`], in residents within the headline minutes and
//! person-minutes. Of each candidate only the cells whose time it changes are kept.

mod changed;
mod pairs;
mod robust;

use rayon::prelude::*;

use super::sensitivity::SPEED_SHARE;
use super::{Evaluator, TimesQuery};
use changed::{Changed, Today};
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::Resolved;

pub use pairs::Beside;

/// How many of the best are looked at together.
const TOGETHER: usize = 40;
/// Of how many of the best every two are looked at beside each other.
const BESIDE: usize = 12;

/// A corridor or facility that somebody proposes.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// What it changes.
    pub changes: Resolved,
    /// Its length in kilometres.
    pub km: f64,
    /// What it costs, in the unit of the file, if stated.
    pub cost: Option<f64>,
    /// Its junctions, proposed ones included.
    pub junctions: usize,
}

/// What candidates are ranked by.
#[derive(Clone, Debug)]
pub struct RankQuestion<'a> {
    /// A service by its position in the study; all services of the circle without it.
    pub service: Option<usize>,
    /// What is in force before and after, today.
    pub baseline: Vec<&'a Resolved>,
    /// The same in the latest network.
    pub latest: Vec<&'a Resolved>,
}

/// What a candidate brings.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Which candidate.
    pub candidate: Candidate,
    /// Residents gained within the headline minutes on today's network.
    pub gain: f64,
    /// The same on the latest network.
    pub gain_on_latest: f64,
    /// The same beside all candidates of a higher rank; only for the first 40.
    pub gain_after_better: Option<f64>,
    /// Minutes saved by all residents together, once a resident.
    pub person_minutes: f64,
    /// Minutes by which the mean of the tenth of residents who are farthest off falls.
    pub worst_decile_min: f64,
    /// Residents gained at all speeds 20 % lower and higher.
    pub gain_range: (f64, f64),
    /// Share of draws of speeds (all ±20 %, evenly) in which it keeps its rank.
    pub keeps_rank: f64,
    /// Whether no other is better in gain, person-minutes and cost (or length) at once.
    pub on_front: bool,
}

/// Candidates in order.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// By residents gained today, person-minutes breaking ties.
    pub each: Vec<Ranked>,
    /// Every two of the first 12, by their places in `each`.
    pub beside: Vec<Beside>,
}

impl RankQuestion<'_> {
    /// Times by cell under some changes.
    fn times(&self, evaluator: &Evaluator<'_>, set: &[&Resolved]) -> Vec<TravelTime> {
        evaluator.time_to_all(&TimesQuery::new(self.service.into(), set))
    }
}

/// Ranks candidates by residents gained today, person-minutes breaking ties.
///
/// Times are exact, found by improvement searches: O(what improves) a candidate.
#[must_use]
pub fn rank(
    evaluator: &Evaluator<'_>,
    question: &RankQuestion<'_>,
    candidates: Vec<Candidate>,
    progress: &dyn Progress,
) -> Ranking {
    progress.begin("ranking", candidates.len() as u64, Unit::Steps);
    evaluator.search_base();
    let today = Today::new(evaluator, question.times(evaluator, &question.baseline));
    let later = question.times(evaluator, &question.latest);
    let pairs = question.baseline.iter().zip(&question.latest);
    let same = question.baseline.len() == question.latest.len() && pairs.into_iter().all(|(a, b)| std::ptr::eq(*a, *b));
    let with = |set: &[&Resolved], candidate: &Candidate| -> Vec<TravelTime> {
        let set: Vec<&Resolved> = set.iter().copied().chain([&candidate.changes]).collect();
        question.times(evaluator, &set)
    };
    let measured: Vec<(Changed, f64)> = candidates
        .par_iter()
        .map(|candidate| {
            let changed = Changed::between(evaluator, &today.times, &with(&question.baseline, candidate));
            let gain_on_latest = if same {
                changed.gain(1.0)
            } else {
                Changed::between(evaluator, &later, &with(&question.latest, candidate)).gain(1.0)
            };
            progress.advance(1);
            (changed, gain_on_latest)
        })
        .collect();
    let mut ranked: Vec<(Ranked, Changed)> = candidates
        .into_iter()
        .zip(measured)
        .map(|(candidate, (changed, gain_on_latest))| {
            let ranked = Ranked {
                gain: changed.gain(1.0),
                gain_on_latest,
                gain_after_better: None,
                person_minutes: changed.person_minutes(),
                worst_decile_min: today.worst_decile_saved(&changed),
                gain_range: range([1.0 - SPEED_SHARE, 1.0, 1.0 + SPEED_SHARE].map(|speed| changed.gain(speed))),
                keeps_rank: 0.0,
                on_front: false,
                candidate,
            };
            (ranked, changed)
        })
        .collect();
    let order = |a: &Ranked, b: &Ranked| {
        let by_gain = b.gain.total_cmp(&a.gain).then(b.person_minutes.total_cmp(&a.person_minutes));
        by_gain.then(a.candidate.id.cmp(&b.candidate.id))
    };
    ranked.sort_by(|a, b| order(&a.0, &b.0));
    let (mut each, changed): (Vec<Ranked>, Vec<Changed>) = ranked.into_iter().unzip();
    let keeps = robust::keeps_rank(&changed);
    let front = robust::on_front(&each);
    for (one, (keeps_rank, on_front)) in each.iter_mut().zip(keeps.into_iter().zip(front)) {
        (one.keeps_rank, one.on_front) = (keeps_rank, on_front);
    }
    let gain = |set: &[usize]| -> f64 {
        let scenario = question.baseline.iter().copied().chain(set.iter().map(|&one| &each[one].candidate.changes));
        let times = question.times(evaluator, &scenario.collect::<Vec<_>>());
        Changed::between(evaluator, &today.times, &times).gain(1.0)
    };
    let all: Vec<usize> = (0..each.len().min(TOGETHER)).collect();
    let together: Vec<f64> = (1..=all.len()).into_par_iter().map(|count| gain(&all[..count])).collect();
    let beside = pairs::beside(&each[..each.len().min(BESIDE)], &gain);
    for (rank, one) in each.iter_mut().enumerate().take(TOGETHER) {
        one.gain_after_better = Some(together[rank] - rank.checked_sub(1).map_or(0.0, |before| together[before]));
    }
    progress.end();
    Ranking { each, beside }
}

fn range(values: [f64; 3]) -> (f64, f64) {
    values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}
