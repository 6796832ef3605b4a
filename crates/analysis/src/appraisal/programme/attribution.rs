//! Who owes what they have to which project.

use std::collections::BTreeMap;

use super::{Game, Shares};

/// What the residents of a district owe to a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The county; empty where cells have none.
    pub county: String,
    /// The township.
    pub township: String,
    /// By project with anything owed, the most first.
    pub projects: Vec<(usize, f64)>,
}

/// What each township owes to each project, in the unit of the question; those that owe most first.
#[must_use]
pub fn attribute(game: &Game<'_>, shares: &Shares) -> Vec<Attribution> {
    let cells = &game.evaluator.study().cells.cells;
    let mut by_place: BTreeMap<(&str, &str), BTreeMap<usize, f64>> = BTreeMap::new();
    for (cell, owed) in &shares.by_cell {
        let position = by_place.entry((&cells[*cell].county, &cells[*cell].township)).or_default();
        for (player, owed) in owed {
            *position.entry(*player).or_default() += owed;
        }
    }
    let mut all: Vec<Attribution> = by_place
        .into_iter()
        .map(|((county, township), projects)| {
            let mut projects: Vec<(usize, f64)> = projects.into_iter().collect();
            projects.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            Attribution { county: county.to_owned(), township: township.to_owned(), projects }
        })
        .collect();
    let sum = |owed: &Attribution| owed.projects.iter().map(|(_, owed)| owed).sum::<f64>();
    all.sort_by(|a, b| sum(b).total_cmp(&sum(a)).then_with(|| (&a.county, &a.township).cmp(&(&b.county, &b.township))));
    all
}
