//! Travel times against other ways to find them.

mod engines;
mod extracts;
mod hierarchy;
mod measured;
mod restrictions;
mod turns;
