//! Equity: how evenly access is spread over people.
//!
//! In: one value a cell, its people, and where a figure needs it a group or a rank. Out: one number,
//! `None` where it would mean nothing (nobody, or a mean of 0). Cells without a value take no part: who
//! calls says how many people that leaves out.

mod concentration;
mod fgt;
mod gini;
mod palma;
mod theil;
mod worst;

pub use concentration::{Correction, concentration_index};
pub use fgt::{Poverty, fgt};
pub use gini::gini;
pub use palma::palma;
pub use theil::{Theil, theil};
pub use worst::{median, worst_share_mean};

/// A cell's value and its people.
pub type Weighted = (f64, f64);

/// The mean of the values over people; `None` without people.
#[must_use]
pub fn mean(cells: &[Weighted]) -> Option<f64> {
    let (people, sum) = totals(cells);
    (people > 0.0).then(|| sum / people)
}

/// People and sum of values over people.
fn totals(cells: &[Weighted]) -> (f64, f64) {
    cells.iter().fold((0.0, 0.0), |(people, sum), (value, weight)| (people + weight, sum + value * weight))
}
