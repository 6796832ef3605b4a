//! Tables and layers against the numbers they tell.

mod destinations;
mod thousand;
