//! The best few projects: one after the other, what each adds to those before it, and for whom.

use std::collections::BTreeMap;

use super::{Game, ProjectSet, members};

/// A project's turn among the best few.
#[derive(Clone, Debug, PartialEq)]
pub struct GreedyStep {
    /// Which project.
    pub player: usize,
    /// What it adds to those before it, in the unit of the question.
    pub adds: f64,
    /// County and township of those who gain by it then, with how much; those with most first.
    pub places: Vec<(String, String, f64)>,
}

/// The projects of a set, always next the one that adds most to those before it and has what it needs.
#[must_use]
pub fn greedy_steps(game: &Game<'_>, set: ProjectSet) -> Vec<GreedyStep> {
    let cells = &game.evaluator.study().cells.cells;
    let (mut built, mut found): (ProjectSet, Vec<GreedyStep>) = (0, Vec::new());
    while set & !built != 0 {
        let possible = members(set & !built).filter(|&player| game.precedence.allows(built, player));
        let adds = possible.map(|player| (player, game.value(built | 1 << player) - game.value(built)));
        let Some((player, adds)) = adds.reduce(|best, one| if one.1 > best.1 { one } else { best }) else { break };
        let after = built | 1 << player;
        let mut places: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for (cell, gain) in game.cell_gains(built, after) {
            *places.entry((&cells[cell].county, &cells[cell].township)).or_default() += gain;
        }
        let mut places: Vec<(String, String, f64)> =
            places.into_iter().map(|((county, township), gain)| (county.to_owned(), township.to_owned(), gain)).collect();
        places.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
        found.push(GreedyStep { player, adds, places });
        built = after;
    }
    found
}
