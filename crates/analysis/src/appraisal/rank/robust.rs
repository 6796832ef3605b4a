//! How sure an order is, and who is beaten by nobody.

use rayon::prelude::*;

use super::Ranked;
use super::changed::Changed;
use crate::appraisal::sensitivity::SPEED_SHARE;

/// Draws of speeds to see how sure an order is.
const DRAWS: u32 = 200;

/// The share of draws of all speeds in which each candidate keeps its rank.
pub(super) fn keeps_rank(ranked: &[Changed]) -> Vec<f64> {
    let draws: Vec<Vec<bool>> = (0..DRAWS)
        .into_par_iter()
        .map(|draw| {
            let hash = blake3::hash(&draw.to_le_bytes());
            let uniform = f64::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) / f64::from(u16::MAX);
            let speed = 1.0 + SPEED_SHARE * (2.0 * uniform - 1.0);
            let gains: Vec<f64> = ranked.iter().map(|changed| changed.gain(speed)).collect();
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

/// Of each candidate, whether no other is at least as good in everything and better in something.
pub(super) fn on_front(ranked: &[Ranked]) -> Vec<bool> {
    let with_costs = ranked.iter().all(|ranked| ranked.candidate.cost.is_some());
    let scores = |ranked: &Ranked| {
        let cost = if with_costs { ranked.candidate.cost.unwrap_or_default() } else { ranked.candidate.km };
        [ranked.gain, ranked.person_minutes, -cost]
    };
    let beaten = |own: &Ranked| {
        let own = scores(own);
        ranked.iter().any(|other| {
            let theirs = scores(other);
            theirs.iter().zip(&own).all(|(a, b)| a >= b) && theirs.iter().zip(&own).any(|(a, b)| a > b)
        })
    };
    ranked.iter().map(|one| !beaten(one)).collect()
}
