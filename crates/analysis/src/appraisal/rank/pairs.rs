//! Candidates beside each other: what the second still brings once the first is built.

use rayon::prelude::*;

use super::Ranked;

/// Two candidates, by their places in the ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The one of the higher rank.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// Residents that both together gain.
    pub together: f64,
    /// What the second adds once the first is built.
    pub second_adds: f64,
    /// What the first adds once the second is built.
    pub first_adds: f64,
}

impl Beside {
    /// What both together bring beyond the sum of each alone: below 0 one makes up for the other, above 0 they help.
    #[must_use]
    pub fn interaction(&self, ranked: &[Ranked]) -> f64 {
        self.second_adds - ranked[self.second].gain
    }
}

/// Every two of some candidates; `gain` tells what a set of them gains.
pub(super) fn beside(ranked: &[Ranked], gain: &(impl Fn(&[usize]) -> f64 + Sync)) -> Vec<Beside> {
    let two = |first: usize| (first + 1..ranked.len()).map(move |second| (first, second));
    let all: Vec<(usize, usize)> = (0..ranked.len()).flat_map(two).collect();
    let one = |&(first, second): &(usize, usize)| {
        let together = gain(&[first, second]);
        let (second_adds, first_adds) = (together - ranked[first].gain, together - ranked[second].gain);
        Beside { first, second, together, second_adds, first_adds }
    };
    all.par_iter().map(one).collect()
}
