//! What spreading did, for reports.

/// What spreading did.
#[derive(Clone, Debug, PartialEq)]
pub struct SpreadSummary {
    /// Seats whose residents were spread.
    pub seats: usize,
    /// Residents of all of them.
    pub residents: u64,
    /// Land of all cells in square kilometres.
    pub area_km2: f64,
    /// The rule with its numbers, in one sentence.
    pub rule: String,
    /// The same by county, in the order of the table.
    pub counties: Vec<CountySummary>,
}

/// Residents and land of a county.
#[derive(Clone, Debug, PartialEq)]
pub struct CountySummary {
    /// Its name.
    pub county: String,
    /// Residents.
    pub residents: u64,
    /// Land of its cells in square kilometres.
    pub area_km2: f64,
}
