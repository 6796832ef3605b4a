//! Poverty of access, after Foster, Greer and Thorbecke.

use super::{Weighted, totals};

/// Poverty of access below a line, each from 0 (none) to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poverty {
    /// FGT0: the share of people below the line.
    pub headcount: f64,
    /// FGT1: by how much of the line they fall short, 0 for the others, in the mean of all people.
    pub gap: f64,
    /// FGT2: the same squared, so that those who lack most count more.
    pub severity: f64,
}

/// `FGT(α) = Σ p[i]/P · ((z − x[i]) / z)^α` over cells with `x[i] < z`, for α = 0, 1, 2 (Foster, Greer &
/// Thorbecke 1984). `line` is z, in the unit of the values, above 0.
///
/// For values of which more is better. `None` without people or when the line is not above 0.
#[must_use]
pub fn fgt(cells: &[Weighted], line: f64) -> Option<Poverty> {
    let (people, _) = totals(cells);
    if people <= 0.0 || line.is_nan() || line <= 0.0 {
        return None;
    }
    let mut poverty = Poverty { headcount: 0.0, gap: 0.0, severity: 0.0 };
    for &(value, weight) in cells.iter().filter(|(value, _)| *value < line) {
        let (share, short) = (weight / people, (line - value) / line);
        poverty.headcount += share;
        poverty.gap += share * short;
        poverty.severity += share * short * short;
    }
    Some(poverty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_on_the_line_are_not_poor() {
        // Half have 5 of 10, a quarter nothing, a quarter just enough.
        let found = fgt(&[(5.0, 2.0), (0.0, 1.0), (10.0, 1.0)], 10.0);
        assert_eq!(found, Some(Poverty { headcount: 0.75, gap: 0.5, severity: 0.375 }));
        assert_eq!(fgt(&[(5.0, 2.0)], 0.0), None);
        assert_eq!(fgt(&[], 1.0), None);
    }
}
