//! Each project of a programme: alone, last in, and its share of what all bring together.

use rayon::prelude::*;

use super::exact::Weights;
use super::sampling::sample;
use super::{Game, Precision, ProjectSet};
use tongda_foundation::progress::Progress;

/// What a project brings, in the unit of the question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// Built first, after what it needs.
    pub alone: f64,
    /// Built last, before what needs it.
    pub last_in: f64,
    /// In the mean over all possible orders: its Shapley share.
    pub shapley: f64,
    /// Half the width of the share's 95 % interval; 0 where it is exact.
    pub half_width: f64,
}

/// A cell, and what it owes to which projects.
pub type CellOwes = (usize, Vec<(usize, f64)>);

/// How the gain of a programme is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// By project. The Shapley shares add up to [`Game::gain`].
    pub each: Vec<Share>,
    /// What each cell owes to each project, in the unit of the question; only what is not 0, by cell.
    pub by_cell: Vec<CellOwes>,
    /// How many orders were drawn; 0 when all is exact.
    pub orders: u64,
}

/// Shares out the gain of a programme.
#[must_use]
pub fn share(game: &Game<'_>, precision: Precision, progress: &dyn Progress) -> Shares {
    let programme = game.programme;
    let gain = |before: ProjectSet, player: usize| game.value(before | 1 << player) - game.value(before);
    let mut each: Vec<Share> = (0..programme.players.len())
        .into_par_iter()
        .map(|player| Share {
            alone: gain(programme.players[player].needs, player),
            last_in: gain(programme.all() & !programme.needing(player) & !(1 << player), player),
            ..Share::default()
        })
        .collect();
    let tables: Vec<Vec<CellOwes>> = game
        .groups
        .par_iter()
        .map(|group| {
            let needs: Vec<u32> = group
                .players
                .iter()
                .map(|&player| u32::try_from(group.local(programme.players[player].needs)).unwrap_or_default())
                .collect();
            let mut owed = vec![vec![0.0; group.players.len()]; group.cells.len()];
            Weights::new(&needs).for_each(|player, set, weight| {
                let rows = group.row(set).iter().zip(group.row(set | 1 << player)).enumerate();
                for (cell, (before, after)) in rows.filter(|(_, (before, after))| before != after) {
                    owed[cell][player] += weight * game.cell_gain(group.cells[cell], *before, *after);
                }
            });
            let named = |owed: Vec<f64>| group.players.iter().copied().zip(owed).filter(|(_, owed)| *owed != 0.0).collect();
            group.cells.iter().copied().zip(owed.into_iter().map(named)).collect()
        })
        .collect();
    let mut by_cell: Vec<CellOwes> = tables.into_iter().flatten().collect();
    let mut orders = 0;
    if let Some(wide) = &game.wide {
        let sampled = sample(game, wide, precision, progress);
        orders = sampled.orders;
        each.iter_mut().zip(&sampled.shares).for_each(|(share, (_, half_width))| share.half_width = *half_width);
        let named = |owed: Vec<f64>| owed.into_iter().enumerate().filter(|(_, owed)| *owed != 0.0).collect();
        by_cell.extend(wide.cells.iter().copied().zip(sampled.owed.into_iter().map(named)));
    }
    by_cell.retain(|(_, owed)| !owed.is_empty());
    by_cell.sort_unstable_by_key(|(cell, _)| *cell);
    for &(player, owed) in by_cell.iter().flat_map(|(_, owed)| owed) {
        each[player].shapley += owed;
    }
    Shares { each, by_cell, orders }
}
