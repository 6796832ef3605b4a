//! The question about times that an evaluator answers.

use std::fmt;

use tongda_foundation::units::TravelTime;
use tongda_network::scenario::Resolved;

/// The services that times are asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceSet {
    /// Every service of the study.
    All,
    /// The services of the complete circle.
    Circle,
    /// One service, by its position in the study.
    One(usize),
}

/// A service by its position, or the circle without one.
impl From<Option<usize>> for ServiceSet {
    fn from(service: Option<usize>) -> Self {
        service.map_or(Self::Circle, Self::One)
    }
}

/// Times of every cell to services under a scenario.
#[derive(Clone, Copy)]
pub struct TimesQuery<'q> {
    pub(super) services: ServiceSet,
    pub(super) scenario: &'q [&'q Resolved],
    pub(super) limit: TravelTime,
    pub(super) is_fresh: bool,
    pub(super) goes_on: &'q (dyn Fn() -> bool + Sync),
}

impl<'q> TimesQuery<'q> {
    /// Times to `services` under the changes of `scenario`, applied in order.
    #[must_use]
    pub fn new(services: ServiceSet, scenario: &'q [&'q Resolved]) -> Self {
        Self { services, scenario, limit: TravelTime::UNREACHED, is_fresh: false, goes_on: &|| true }
    }

    /// Times to every service of the study.
    #[must_use]
    pub fn all(scenario: &'q [&'q Resolved]) -> Self {
        Self::new(ServiceSet::All, scenario)
    }

    /// Times to the services of the circle.
    #[must_use]
    pub fn circle(scenario: &'q [&'q Resolved]) -> Self {
        Self::new(ServiceSet::Circle, scenario)
    }

    /// Exact only up to `limit`: a longer time is beyond it, and nothing more is known of it. Takes the time of what
    /// changes within the limit.
    #[must_use]
    pub const fn within(self, limit: TravelTime) -> Self {
        Self { limit, ..self }
    }

    /// By a search of the whole network for each service, not of what the scenario changes: slow, the reference of tests.
    #[must_use]
    pub const fn afresh(self) -> Self {
        Self { is_fresh: true, ..self }
    }

    /// Cancelled as soon as `goes_on` says no; it is asked before each service.
    #[must_use]
    pub const fn while_wanted(self, goes_on: &'q (dyn Fn() -> bool + Sync)) -> Self {
        Self { goes_on, ..self }
    }
}

impl fmt::Debug for TimesQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { services, scenario, limit, is_fresh, goes_on: _ } = self;
        let mut query = f.debug_struct("TimesQuery");
        query.field("services", services).field("changes", &scenario.len()).field("limit", limit).field("is_fresh", is_fresh);
        query.finish_non_exhaustive()
    }
}
