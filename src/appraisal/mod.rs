//! What projects bring: every cell's times before and after each of them.

mod assess;
mod cases;
mod compare;
mod opportunities;
mod rank;
mod sensitivity;

pub use assess::{Assessor, Times};
pub use cases::{Case, ItemKind, Proposal, cases};
pub use compare::{Comparison, Item, compare};
pub use opportunities::{Opportunities, Reachable};
pub use rank::{Candidate, Ranked, rank};
pub use sensitivity::{Headline, SPEED_SHARE, Sensitivity, sensitivity};
