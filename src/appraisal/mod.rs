//! What projects bring: every cell's times before and after each of them.

mod assess;
mod compare;
mod sensitivity;

pub use assess::{Assessor, Times};
pub use compare::{Comparison, Item, ItemKind, Proposal, compare};
pub use sensitivity::{Headline, SPEED_SHARE, Sensitivity, sensitivity};
