//! Networks from extracts.

mod garbage;
mod near;
