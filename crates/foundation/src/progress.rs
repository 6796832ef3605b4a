//! Progress of long tasks, reported to a listener of the caller.

/// A listener to one long task at a time.
pub trait Progress: Sync {
    /// A task begins; `total` is a number of `unit`s, for example bytes or origins.
    fn begin(&self, work: &str, total: u64, unit: Unit);
    /// `done` further units are finished.
    fn advance(&self, done: u64);
    /// The task is finished.
    fn end(&self);
}

/// The unit in which a task counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file.
    Bytes,
    /// Searches, scenarios or other steps.
    Steps,
}

/// A listener that ignores all reports.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _work: &str, _total: u64, _unit: Unit) {}
    fn advance(&self, _done: u64) {}
    fn end(&self) {}
}
