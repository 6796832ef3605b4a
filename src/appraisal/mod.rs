//! What projects bring: every cell's times before and after each of them.

mod assess;
mod compare;

pub use assess::{Assessor, Times};
pub use compare::{Comparison, Item, ItemKind, Proposal, compare};
