//! What projects bring: every cell's times before and after each of them.

mod compare;

pub use compare::{Comparison, Item, Times, compare};
