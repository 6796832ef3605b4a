//! The mean of those who are worst off.

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

#[cfg(test)]
mod tests {
    use super::*;

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
