//! What spreading did, for reports, and what the seats are called.

use tongda_foundation::position::LonLat;

/// What spreading did.
#[derive(Clone, Debug, PartialEq)]
pub struct DasymetricSummary {
    /// Seats whose residents were spread.
    pub seats: usize,
    /// Residents of all of them.
    pub residents: u64,
    /// Land of all cells in square kilometres.
    pub area_km2: f64,
    /// The side of a cell in metres.
    pub cell_m: f64,
    /// The rule with its numbers, in one sentence.
    pub rule: String,
    /// The same by county, in the order of the table.
    pub counties: Vec<CountySummary>,
    /// Every seat of the table by name, those outside the study area too.
    pub centres: Vec<SeatPlace>,
}

/// A township's seat by its names; those that the table does not give are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatPlace {
    /// The township, in English and in Chinese.
    pub names: [String; 2],
    /// Its county, likewise.
    pub counties: [String; 2],
    /// Where the seat is.
    pub position: LonLat,
    /// Residents of the township; `None` outside the study area.
    pub residents: Option<u64>,
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
