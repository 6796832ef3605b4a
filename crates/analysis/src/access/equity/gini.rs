//! The Gini index.

use super::{Weighted, totals};

/// 1 − 2 × the area under the Lorenz curve of values (from 0) over people (Gini 1912).
///
/// Without unit: 0 when all have the same, towards 1 when one has all. `None` without people or when
/// nobody has anything.
#[must_use]
pub fn gini(cells: &[Weighted]) -> Option<f64> {
    let (people, sum) = totals(cells);
    if people <= 0.0 || sum <= 0.0 {
        return None;
    }
    let mut cells = cells.to_vec();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut area) = (0.0, 0.0);
    for (value, weight) in cells {
        let next = below + value * weight / sum;
        area += (below + next) * weight / people;
        below = next;
    }
    Some(1.0 - area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_is_zero_and_one_who_has_all_is_near_one() {
        assert!(gini(&[(5.0, 1.0), (5.0, 9.0)]).is_some_and(|index| index.abs() < 1e-12));
        // One of four has all: 1 - 1/4.
        assert!(gini(&[(0.0, 3.0), (8.0, 1.0)]).is_some_and(|index| (index - 0.75).abs() < 1e-12));
        // 1, 2, 3, 4: sum of |differences| 20 over 2 · n² · mean = 2 · 16 · 2.5.
        let four: Vec<Weighted> = [4.0, 2.0, 1.0, 3.0].map(|value| (value, 1.0)).into();
        assert!(gini(&four).is_some_and(|index| (index - 0.25).abs() < 1e-12));
        assert_eq!(gini(&[(0.0, 2.0)]), None);
        assert_eq!(gini(&[]), None);
    }
}
