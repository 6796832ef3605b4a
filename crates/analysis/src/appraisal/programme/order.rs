//! In what order to build.
//!
//! One project after another is built at a steady pace (kilometres or money a year); a project counts
//! from its end. The best order has the greatest sum of v over time, `Σ v(before k) · size(k)`: the area
//! below the curve of the gain. Up to 20 projects that matter it is found among all possible orders by dynamic
//! programming over sets (after M. Held and R. Karp, "A dynamic programming approach to sequencing problems",
//! 1962); beyond, from the greedy order by moving projects while that helps, without proof.

use super::{Game, ProjectSet, members};

/// The most projects for which all orders are looked at.
const MOST_FOR_BEST: u32 = 20;
/// Passes of the search beyond.
const PASSES: usize = 30;

/// An order of building.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The steps, first to last; projects that matter to nobody come last.
    pub steps: Vec<Step>,
    /// The sum of the gain over the size of what is built, in units of both.
    pub area: f64,
}

/// One project's turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Which project.
    pub player: usize,
    /// Its length in kilometres or its cost.
    pub size: f64,
    /// All sizes so far.
    pub built: f64,
    /// What all so far bring together.
    pub gain: f64,
}

/// The greedy order and the best.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Always next what brings most for its size, with what it needs.
    pub greedy: Order,
    /// The best order, or the best that was found.
    pub best: Order,
    /// Whether `best` is proved to be the best.
    pub proved: bool,
}

/// Both orders; `sizes` by project, from 0.
#[must_use]
pub fn plan(game: &Game<'_>, sizes: &[f64]) -> Plan {
    let players = game.players();
    let greedy = greedy(game, sizes, players);
    let proved = game.is_tabulated() && players.count_ones() <= MOST_FOR_BEST;
    let best = if proved { among_all(game, sizes, players) } else { improved(game, sizes, greedy.clone()) };
    let rest: Vec<usize> = in_order(game, game.programme.all() & !players);
    let whole = |mut order: Vec<usize>| {
        order.extend(&rest);
        steps(game, sizes, &order)
    };
    Plan { greedy: whole(greedy), best: whole(best), proved }
}

/// An order of a set that keeps to what is needed.
fn in_order(game: &Game<'_>, set: ProjectSet) -> Vec<usize> {
    let mut order: Vec<usize> = members(set).collect();
    order.sort_by_key(|&player| (game.programme.players[player].needs.count_ones(), player));
    order
}

fn steps(game: &Game<'_>, sizes: &[f64], order: &[usize]) -> Order {
    let (mut set, mut built, mut gain, mut area) = (0, 0.0, 0.0, 0.0);
    let none = game.value(0);
    let mut steps = Vec::with_capacity(order.len());
    for &player in order {
        area += gain * sizes[player];
        set |= 1 << player;
        built += sizes[player];
        gain = game.value(set) - none;
        steps.push(Step { player, size: sizes[player], built, gain });
    }
    Order { steps, area }
}

fn greedy(game: &Game<'_>, sizes: &[f64], players: ProjectSet) -> Vec<usize> {
    let (mut set, mut order): (ProjectSet, Vec<usize>) = (0, Vec::new());
    while players & !set != 0 {
        let now = game.value(set);
        let bundle = |player: usize| game.programme.closed(1 << player) & !set;
        let rate = |player: usize| {
            let size: f64 = members(bundle(player)).map(|one| sizes[one]).sum();
            (game.value(set | bundle(player)) - now) / size.max(1e-9)
        };
        let rates = members(players & !set).map(|player| (player, rate(player)));
        let best = rates.reduce(|best, one| if one.1 > best.1 { one } else { best });
        let Some((player, _)) = best else { break };
        let next = bundle(player);
        order.extend(in_order(game, next));
        set |= next;
    }
    order
}

/// The best order of all that are possible: O(2ⁿ n).
fn among_all(game: &Game<'_>, sizes: &[f64], players: ProjectSet) -> Vec<usize> {
    use rayon::prelude::*;
    let numbers: Vec<usize> = members(players).collect();
    let global = |set: usize| {
        numbers.iter().enumerate().fold(0, |all: ProjectSet, (bit, player)| all | ((set >> bit & 1) as u64) << player)
    };
    let sets = 1_usize << numbers.len();
    let values: Vec<f64> = (0..sets)
        .into_par_iter()
        .map(|set| if game.precedence.is_possible(global(set)) { game.value(global(set)) } else { f64::NAN })
        .collect();
    let mut best = vec![f64::NEG_INFINITY; sets];
    let mut last = vec![u8::MAX; sets];
    best[0] = 0.0;
    for set in 0..sets {
        if !best[set].is_finite() {
            continue;
        }
        for (bit, &player) in (0_u8..).zip(&numbers) {
            let after = set | 1 << bit;
            if after == set || values[after].is_nan() {
                continue;
            }
            let area = best[set] + values[set] * sizes[player];
            if area > best[after] {
                (best[after], last[after]) = (area, bit);
            }
        }
    }
    let (mut set, mut order) = (sets - 1, Vec::new());
    while let Some(&player) = numbers.get(usize::from(last[set])).filter(|_| set != 0) {
        order.push(player);
        set &= !(1 << last[set]);
    }
    order.reverse();
    order
}

/// Moves one project at a time to where it helps most, until nothing does.
fn improved(game: &Game<'_>, sizes: &[f64], mut order: Vec<usize>) -> Vec<usize> {
    let mut area = steps(game, sizes, &order).area;
    for _ in 0..PASSES {
        let mut better = false;
        for from in 0..order.len() {
            for to in 0..order.len() {
                let mut other = order.clone();
                let player = other.remove(from);
                other.insert(to, player);
                if !keeps_needs(game, &other) {
                    continue;
                }
                let other_area = steps(game, sizes, &other).area;
                if other_area > area * (1.0 + 1e-12) {
                    (order, area, better) = (other, other_area, true);
                }
            }
        }
        if !better {
            break;
        }
    }
    order
}

fn keeps_needs(game: &Game<'_>, order: &[usize]) -> bool {
    let mut set = 0;
    order.iter().all(|&player| {
        let allowed = game.precedence.allows(set, player);
        set |= 1 << player;
        allowed
    })
}

/// The sets of one, two and three projects that bring most together, whatever their size, with what they bring.
///
/// Empty for the sizes at which no set is possible; looked for among all sets while v is in tables, else only
/// of one and two.
#[must_use]
pub fn best_sets(game: &Game<'_>) -> Vec<(ProjectSet, f64)> {
    let players: Vec<usize> = members(game.players()).collect();
    let none = game.value(0);
    let most = if game.is_tabulated() { 3 } else { 2 };
    let mut best: Vec<Option<(ProjectSet, f64)>> = vec![None; most];
    let mut open: Vec<(ProjectSet, usize)> = vec![(0, 0)];
    while let Some((set, from)) = open.pop() {
        let size = set.count_ones() as usize;
        if size > 0 && game.precedence.is_possible(set) {
            let gain = game.value(set) - none;
            if best[size - 1].is_none_or(|(other, best)| gain > best || (gain.total_cmp(&best).is_eq() && set < other)) {
                best[size - 1] = Some((set, gain));
            }
        }
        if size < most {
            open.extend(players.iter().enumerate().skip(from).map(|(next, player)| (set | 1 << player, next + 1)));
        }
    }
    best.into_iter().flatten().collect()
}
