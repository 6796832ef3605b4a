//! A programme of projects: how its gain is shared among them, which help and which replace each
//! other, in what order to build, and for whom each is.
//!
//! In: an [`Evaluator`](super::Evaluator), the [`Programme`] (which projects, what stands around them) and
//! the [`Question`] (what is counted). Out: [`Shares`], [`Pair`]s and a [`Plan`], in residents or person-minutes. The one
//! function that all of it is about is v(S): what the network gives with exactly the projects S in it.

mod attribution;
mod exact;
mod game;
mod greedy_step;
mod order;
mod pairs;
mod precedence;
mod projects;
mod relevance;
mod sampling;
mod sets;
mod shares;
mod value;

pub use attribution::{Attribution, attribute};
pub use game::Game;
pub use greedy_step::{GreedyStep, greedy_steps};
pub use order::{Order, Plan, Step, best_sets, plan};
pub use pairs::{Pair, pairs};
pub use precedence::{Precedence, TooTangled};
pub use projects::{Choice, Player, Programme};
pub use sampling::Precision;
pub use shares::{CellOwes, Share, Shares, share};
pub use value::{Question, Value};

/// A set of projects: bit i stands for the programme's project i.
pub type ProjectSet = u64;

/// The most projects of a programme.
pub const MOST_PROJECTS: usize = 60;

/// The projects of a set, ascending.
pub fn members(set: ProjectSet) -> impl Iterator<Item = usize> {
    (0..64).filter(move |player| set >> player & 1 == 1)
}
