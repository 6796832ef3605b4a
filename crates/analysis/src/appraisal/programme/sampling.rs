//! Shapley shares of cells to whom many projects can matter: the mean of gains over random orders.
//!
//! Orders are drawn with the same probability each (Castro, Gómez and Tejada, "Polynomial calculation of the
//! Shapley value based on sampling", Computers & Operations Research 36, 2009), from seeds, until every share's
//! 95 % confidence interval is narrow enough. In each order the gains add up to the whole, so the shares do.

use rand::SeedableRng;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::Game;
use super::game::Wide;
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;

/// Orders that are drawn between two looks at the precision.
const BATCH: u64 = 32;
/// The normal quantile of a two-sided interval of 95 %.
const QUANTILE: f64 = 1.96;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Half the width of every share's interval, as a share of the programme's gain.
    pub share: f64,
    /// The most orders.
    pub most_orders: u64,
    /// From where the draws begin.
    pub seed: u64,
}

/// What sampling found.
#[derive(Clone, Debug, Default)]
pub(super) struct Sampled {
    /// Mean gain and half the width of its interval, by project.
    pub(super) shares: Vec<(f64, f64)>,
    /// By cell and project, what the cell owes to it.
    pub(super) owed: Vec<Vec<f64>>,
    pub(super) orders: u64,
}

/// One order: by cell which project brings how much.
type Gains = Vec<(usize, usize, f64)>;

pub(super) fn sample(game: &Game<'_>, wide: &Wide, precision: Precision, progress: &dyn Progress) -> Sampled {
    let players = game.programme.players.len();
    let (mut sums, mut squares) = (vec![0.0; players], vec![0.0; players]);
    let mut owed = vec![vec![0.0; players]; wide.cells.len()];
    let (mut orders, aim) = (0, precision.share * game.gain().abs());
    progress.begin("drawing orders", precision.most_orders, Unit::Steps);
    loop {
        let batch: Vec<Gains> = (orders..(orders + BATCH).min(precision.most_orders))
            .into_par_iter()
            .map(|order| {
                let mut random = Pcg64::seed_from_u64(precision.seed ^ order.wrapping_mul(0xA076_1D64_78BD_642F));
                one_order(game, wide, &game.precedence.random_order(wide.players, &mut random))
            })
            .collect();
        for gains in &batch {
            let mut totals = vec![0.0; players];
            for &(cell, player, gain) in gains {
                totals[player] += gain;
                owed[cell][player] += gain;
            }
            sums.iter_mut().zip(&totals).for_each(|(sum, total)| *sum += total);
            squares.iter_mut().zip(&totals).for_each(|(sum, total)| *sum += total * total);
        }
        orders += batch.len() as u64;
        progress.advance(batch.len() as u64);
        let shares: Vec<(f64, f64)> = sums.iter().zip(&squares).map(|(&sum, &squares)| interval(sum, squares, orders)).collect();
        let widest = shares.iter().fold(0.0_f64, |widest, (_, half)| widest.max(*half));
        if widest <= aim || orders >= precision.most_orders {
            progress.end();
            #[expect(clippy::cast_precision_loss, reason = "few orders")]
            owed.iter_mut().flatten().for_each(|owed| *owed /= orders as f64);
            return Sampled { shares, owed, orders };
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "few orders")]
fn interval(sum: f64, squares: f64, orders: u64) -> (f64, f64) {
    let count = orders as f64;
    let mean = sum / count;
    let variance = (squares / count - mean * mean).max(0.0) * count / (count - 1.0).max(1.0);
    (mean, QUANTILE * (variance / count).sqrt())
}

/// The gains along one order. Stretches over which no time changes are passed over.
fn one_order(game: &Game<'_>, wide: &Wide, order: &[usize]) -> Gains {
    let mut gains = Vec::new();
    let set = |length: usize| order[..length].iter().fold(0, |set, player| set | 1 << player);
    let mut open: Vec<(usize, usize)> = vec![(0, order.len())];
    while let Some((from, to)) = open.pop() {
        let (before, after) = (game.wide_times(wide, set(from)), game.wide_times(wide, set(to)));
        if to - from == 1 {
            let changed = before.iter().zip(&*after).enumerate().filter(|(_, (before, after))| before != after);
            let gain = |(cell, (before, after)): (usize, (&TravelTime, &TravelTime))| {
                (cell, order[from], game.cell_gain(wide.cells[cell], *before, *after))
            };
            gains.extend(changed.map(gain).filter(|(.., gain)| *gain != 0.0));
        } else if to > from && (before != after || !game.only_adds) {
            let middle = usize::midpoint(from, to);
            open.extend([(middle, to), (from, middle)]);
        }
    }
    gains
}
