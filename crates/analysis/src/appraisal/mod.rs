//! What projects bring: every cell's times before and after each of them.

pub mod benefits;
mod cases;
mod compare;
mod evaluator;
pub mod measures;
mod opportunities;
pub mod programme;
pub mod propose;
mod rank;
mod sensitivity;
mod times_query;
mod trips;

pub use cases::{Case, ItemKind, Proposal, cases};
pub use compare::{Comparison, Headline, Item, compare, compare_services};
pub use evaluator::{Evaluator, Times};
pub use opportunities::{Opportunities, Reachable};
pub use rank::{Beside, Candidate, RankQuestion, Ranked, Ranking, rank};
pub use sensitivity::{SPEED_SHARE, Sensitivity, sensitivity};
pub use times_query::{ServiceSet, TimesQuery};
pub use trips::{District, LONGEST_MIN, Trips, WithinOf};
