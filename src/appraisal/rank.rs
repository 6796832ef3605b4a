//! New corridors by what they bring: to today's network, to the latest one, and beside each other.

use rayon::prelude::*;

use super::Assessor;
use crate::progress::{Progress, Unit};
use crate::scenario::Resolved;
use crate::units::TravelTime;

/// How far all speeds may be off, as a share.
const SPEED_SHARE: f64 = 0.2;
/// How many of the best are looked at together.
const TOGETHER: usize = 40;
/// Draws of speeds to see how sure an order is.
const DRAWS: u32 = 200;

/// A corridor that somebody proposes.
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

/// What a candidate brings.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Which candidate.
    pub candidate: Candidate,
    /// Residents gained within the headline minutes of the whole circle, on today's network.
    pub gain: f64,
    /// The same on the latest network.
    pub gain_on_latest: f64,
    /// The same beside all candidates of a higher rank; only for the first 40.
    pub gain_after_better: Option<f64>,
    /// Minutes to the circle saved by all residents together, once a resident.
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

/// Ranks candidates by residents gained today, person-minutes breaking ties.
///
/// `standing` is in force before and after; `latest` in the latest network. Times are exact, found
/// by improvement searches: O(what improves) a candidate.
#[must_use]
pub fn rank(
    assessor: &Assessor<'_>,
    standing: &[&Resolved],
    latest: &[&Resolved],
    candidates: Vec<Candidate>,
    progress: &dyn Progress,
) -> Vec<Ranked> {
    progress.begin("ranking", candidates.len() as u64, Unit::Steps);
    let (today, later) = (assessor.circle(standing), assessor.circle(latest));
    let with = |set: &[&Resolved], candidate: &Candidate| -> Vec<TravelTime> {
        let set: Vec<&Resolved> = set.iter().copied().chain([&candidate.changes]).collect();
        assessor.circle(&set)
    };
    let measured: Vec<(Vec<TravelTime>, f64)> = candidates
        .par_iter()
        .map(|candidate| {
            let times = with(standing, candidate);
            let gain_on_latest =
                assessor.residents_within(&with(latest, candidate), 1.0) - assessor.residents_within(&later, 1.0);
            progress.advance(1);
            (times, gain_on_latest)
        })
        .collect();
    let base = assessor.residents_within(&today, 1.0);
    let mut ranked: Vec<(Ranked, Vec<TravelTime>)> = candidates
        .into_iter()
        .zip(measured)
        .map(|(candidate, (times, gain_on_latest))| {
            let gain_at = |speed: f64| assessor.residents_within(&times, speed) - assessor.residents_within(&today, speed);
            let ranked = Ranked {
                gain: assessor.residents_within(&times, 1.0) - base,
                gain_on_latest,
                gain_after_better: None,
                person_minutes: person_minutes(assessor, &today, &times),
                worst_decile_min: worst_decile_min(assessor, &today) - worst_decile_min(assessor, &times),
                gain_range: range([gain_at(1.0 - SPEED_SHARE), gain_at(1.0), gain_at(1.0 + SPEED_SHARE)]),
                keeps_rank: 0.0,
                on_front: false,
                candidate,
            };
            (ranked, times)
        })
        .collect();
    let order = |a: &Ranked, b: &Ranked| {
        let by_gain = b.gain.total_cmp(&a.gain).then(b.person_minutes.total_cmp(&a.person_minutes));
        by_gain.then(a.candidate.id.cmp(&b.candidate.id))
    };
    ranked.sort_by(|a, b| order(&a.0, &b.0));
    let keeps = keeps_rank(assessor, &today, &ranked);
    let front: Vec<bool> = (0..ranked.len()).map(|i| on_front(&ranked, i)).collect();
    let mut before = base;
    let mut chosen: Vec<Resolved> = Vec::new();
    let mut result = Vec::with_capacity(ranked.len());
    for ((mut one, _), (keeps_rank, on_front)) in ranked.into_iter().zip(keeps.into_iter().zip(front)) {
        if chosen.len() < TOGETHER {
            chosen.push(one.candidate.changes.clone());
            let set: Vec<&Resolved> = standing.iter().copied().chain(&chosen).collect();
            let after = assessor.residents_within(&assessor.circle(&set), 1.0);
            one.gain_after_better = Some(after - before);
            before = after;
        }
        (one.keeps_rank, one.on_front) = (keeps_rank, on_front);
        result.push(one);
    }
    progress.end();
    result
}

fn range(values: [f64; 3]) -> (f64, f64) {
    values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// Minutes saved by all residents together; those who come within reach at all are left out.
fn person_minutes(assessor: &Assessor<'_>, before: &[TravelTime], after: &[TravelTime]) -> f64 {
    let cells = &assessor.study().cells.cells;
    let saved = cells
        .iter()
        .zip(before.iter().zip(after))
        .filter_map(|(cell, (before, after))| Some((before.minutes()? - after.minutes()?) * cell.residents));
    saved.sum::<f64>().max(0.0)
}

/// Mean minutes of the tenth of residents with a way who are farthest from the circle.
fn worst_decile_min(assessor: &Assessor<'_>, circle: &[TravelTime]) -> f64 {
    let cells = &assessor.study().cells.cells;
    let mut all: Vec<(f64, f64)> =
        cells.iter().zip(circle).filter_map(|(cell, time)| Some((time.minutes()?, cell.residents))).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let tenth = all.iter().map(|(_, residents)| residents).sum::<f64>() / 10.0;
    let (mut left, mut sum) = (tenth, 0.0);
    for (minutes, residents) in all {
        let share = residents.min(left);
        sum += minutes * share;
        left -= share;
    }
    if tenth > 0.0 { sum / tenth } else { 0.0 }
}

/// The share of draws of all speeds in which each candidate keeps its rank.
fn keeps_rank(assessor: &Assessor<'_>, today: &[TravelTime], ranked: &[(Ranked, Vec<TravelTime>)]) -> Vec<f64> {
    let draws: Vec<Vec<bool>> = (0..DRAWS)
        .into_par_iter()
        .map(|draw| {
            let hash = blake3::hash(&draw.to_le_bytes());
            let uniform = f64::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) / f64::from(u16::MAX);
            let speed = 1.0 + SPEED_SHARE * (2.0 * uniform - 1.0);
            let base = assessor.residents_within(today, speed);
            let gains: Vec<f64> = ranked.iter().map(|(_, times)| assessor.residents_within(times, speed) - base).collect();
            let mut order: Vec<usize> = (0..gains.len()).collect();
            // A stable sort: candidates that gain the same keep their order.
            order.sort_by(|&a, &b| gains[b].total_cmp(&gains[a]));
            let mut keeps = vec![false; order.len()];
            order.iter().enumerate().for_each(|(rank, &one)| keeps[one] = rank == one);
            keeps
        })
        .collect();
    let count = |one: usize| u32::try_from(draws.iter().filter(|keeps| keeps[one]).count()).unwrap_or(DRAWS);
    (0..ranked.len()).map(|one| f64::from(count(one)) / f64::from(DRAWS)).collect()
}

/// Whether no other candidate is at least as good in everything and better in something.
fn on_front(ranked: &[(Ranked, Vec<TravelTime>)], one: usize) -> bool {
    let with_costs = ranked.iter().all(|(ranked, _)| ranked.candidate.cost.is_some());
    let scores = |ranked: &Ranked| {
        let cost = if with_costs { ranked.candidate.cost.unwrap_or_default() } else { ranked.candidate.km };
        [ranked.gain, ranked.person_minutes, -cost]
    };
    let own = scores(&ranked[one].0);
    !ranked.iter().any(|(other, _)| {
        let theirs = scores(other);
        theirs.iter().zip(&own).all(|(a, b)| a >= b) && theirs.iter().zip(&own).any(|(a, b)| a > b)
    })
}
