//! The mean of those who are worst off, and of all the one in the middle.

use super::{Weighted, totals};

/// The mean value of the `share` (above 0, at most 1) of people who are worst off: with the least values
/// when `more_is_better`, else with the greatest. A cell on the border counts with a part of its people.
///
/// In the unit of the values; `None` without people or when the share is none.
#[must_use]
pub fn worst_share_mean(cells: &[Weighted], share: f64, more_is_better: bool) -> Option<f64> {
    let (people, _) = totals(cells);
    if !(people > 0.0 && share > 0.0 && share <= 1.0) {
        return None;
    }
    let mut cells = cells.to_vec();
    cells.sort_by(|a, b| if more_is_better { a.0.total_cmp(&b.0) } else { b.0.total_cmp(&a.0) });
    let (wanted, mut sum) = (people * share, 0.0);
    let mut left = wanted;
    for (value, weight) in cells {
        let part = weight.min(left);
        sum += value * part;
        left -= part;
    }
    Some(sum / wanted)
}

/// The value that half of the people do not exceed, in the unit of the values; `None` without people.
#[must_use]
pub fn median(cells: &[Weighted]) -> Option<f64> {
    let mut cells: Vec<Weighted> = cells.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = totals(&cells).0 / 2.0;
    let middle = cells.iter().find(|(_, weight)| {
        left -= weight;
        left <= 0.0
    });
    middle.map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_people_have_no_more() {
        assert_eq!(median(&[(9.0, 1.0), (1.0, 2.0), (5.0, 2.0)]), Some(5.0));
        assert_eq!(median(&[(9.0, 1.0), (1.0, 1.0)]), Some(1.0));
        assert_eq!(median(&[(9.0, 0.0)]), None);
    }

    #[test]
    fn the_worst_tenth_of_twenty_people() {
        let cells = [(1.0, 1.0), (3.0, 4.0), (50.0, 15.0)];
        // Two people: one with 1 and one of those with 3; or two of those with 50.
        assert_eq!(worst_share_mean(&cells, 0.1, true), Some(2.0));
        assert_eq!(worst_share_mean(&cells, 0.1, false), Some(50.0));
        assert_eq!(worst_share_mean(&cells, 0.0, true), None);
        assert_eq!(worst_share_mean(&[], 0.1, true), None);
    }
}
