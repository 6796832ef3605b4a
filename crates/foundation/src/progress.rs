//! How long work tells how far it is, without the library knowing who listens.

/// A listener to one piece of long work at a time.
pub trait Progress: Sync {
    /// A piece of work begins; `total` counts `unit`s, for example bytes or origins.
    fn begin(&self, work: &str, total: u64, unit: Unit);
    /// `done` further units are finished.
    fn advance(&self, done: u64);
    /// The piece of work is finished.
    fn end(&self);
}

/// What a piece of work counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file.
    Bytes,
    /// Searches, scenarios or other steps.
    Steps,
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _work: &str, _total: u64, _unit: Unit) {}
    fn advance(&self, _done: u64) {}
    fn end(&self) {}
}
