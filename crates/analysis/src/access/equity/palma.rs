//! The Palma ratio.

/// The mean value of the best-off tenth of people over that of the worst-off four tenths (Palma 2011),
/// cells being value, people and rank: income where it is known, else the value itself.
///
/// Without unit, 1 when both have the same. A cell on the border of a share counts with the part of its
/// people that it needs. `None` without people or when the worst-off have nothing.
#[must_use]
pub fn palma(cells: &[(f64, f64, f64)]) -> Option<f64> {
    let mut cells = cells.to_vec();
    cells.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.0.total_cmp(&b.0)));
    let people: f64 = cells.iter().map(|(_, people, _)| people).sum();
    let worst = mean_of(cells.iter(), people * 0.4)?;
    let best = mean_of(cells.iter().rev(), people * 0.1)?;
    (worst > 0.0).then(|| best / worst)
}

/// The mean value of the first so many people.
fn mean_of<'a>(cells: impl Iterator<Item = &'a (f64, f64, f64)>, wanted: f64) -> Option<f64> {
    let (mut left, mut sum) = (wanted, 0.0);
    for (value, people, _) in cells {
        let share = people.min(left);
        sum += value * share;
        left -= share;
    }
    (wanted > 0.0).then(|| sum / wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_people_by_hand() {
        // Worst four have 1, 2, 3, 4 (mean 2.5), the best has 10.
        let ten: Vec<(f64, f64, f64)> = (1..=10).map(|value| (f64::from(value), 1.0, f64::from(value))).collect();
        assert!(palma(&ten).is_some_and(|ratio| (ratio - 4.0).abs() < 1e-9));
        // The same by an income that runs against it: the richest has 1, the poorest four 10, 9, 8, 7.
        let against: Vec<(f64, f64, f64)> = ten.iter().map(|&(value, people, _)| (value, people, -value)).collect();
        assert!(palma(&against).is_some_and(|ratio| (ratio - 1.0 / 8.5).abs() < 1e-9));
        // A cell of six people gives four of them to the worst-off and none to the best.
        assert!(palma(&[(2.0, 6.0, 0.0), (6.0, 4.0, 1.0)]).is_some_and(|ratio| (ratio - 3.0).abs() < 1e-9));
        assert_eq!(palma(&[(0.0, 4.0, 0.0), (5.0, 6.0, 1.0)]), None);
        assert_eq!(palma(&[]), None);
    }
}
