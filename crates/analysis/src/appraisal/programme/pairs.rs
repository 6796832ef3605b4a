//! Which projects help and which replace each other.

use rayon::prelude::*;

use super::{Game, ProjectSet, members};

/// Two projects of a programme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// v(ij) − v(i) − v(j) + v(∅) where nothing else is built but what they need: above 0 they help
    /// each other, below 0 they replace each other.
    pub first_built: f64,
    /// The same where all others are built but those that need them.
    pub last_built: f64,
}

/// All pairs that can be built in either order and with an interaction, the strongest first.
#[must_use]
pub fn pairs(game: &Game<'_>) -> Vec<Pair> {
    let (programme, players) = (game.programme, game.players());
    let mut all: Vec<(usize, usize)> = Vec::new();
    for first in members(players) {
        let others = members(players).filter(|&second| second > first);
        // One that needs the other is worth nothing without it: that is no choice.
        let free = |&second: &usize| {
            let needs = |one: usize, other: usize| programme.players[one].needs >> other & 1 == 1;
            !needs(first, second) && !needs(second, first) && game.meet(first, second)
        };
        all.extend(others.filter(free).map(|second| (first, second)));
    }
    let mut pairs: Vec<Pair> = all
        .into_par_iter()
        .map(|(first, second)| {
            let (i, j): (ProjectSet, ProjectSet) = (1 << first, 1 << second);
            let interaction =
                |base: ProjectSet| game.value(base | i | j) - game.value(base | i) - game.value(base | j) + game.value(base);
            let needs = programme.players[first].needs | programme.players[second].needs;
            let rest = programme.all() & !(i | j | programme.needing(first) | programme.needing(second));
            Pair { first, second, first_built: interaction(needs), last_built: interaction(rest) }
        })
        .filter(|pair| pair.first_built.abs() > 1e-6 || pair.last_built.abs() > 1e-6)
        .collect();
    let strength = |pair: &Pair| pair.first_built.abs().max(pair.last_built.abs());
    pairs.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then((a.first, a.second).cmp(&(b.first, b.second))));
    pairs
}

impl Game<'_> {
    /// Whether there is a cell to which both projects can matter; else their gains add up.
    fn meet(&self, first: usize, second: usize) -> bool {
        let both: ProjectSet = 1 << first | 1 << second;
        let groups = self.groups.iter().any(|group| group.players.contains(&first) && group.players.contains(&second));
        groups || self.wide.as_ref().is_some_and(|wide| wide.players & both == both)
    }
}
