//! The concentration index: whether the rich have more of it.

/// How the index is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// The standard index over the mean (Kakwani 1977), −1 to 1.
    Standard,
    /// That of Erreygers (2009) for values between the least and the greatest found, −1 to 1.
    Erreygers,
}

/// 2/μ · cov(x, r) over cells of value x, people and rank, r being the share of people up to the
/// middle of the cell when cells stand by rank, such as income a head (Kakwani 1977; for cells of many
/// people van Doorslaer & Koolman 2004). Erreygers' is 4 μ / (max − min) times as much.
///
/// Without unit: above 0 when those of a high rank have more, below when those of a low one have, 0 when
/// rank makes no difference. `None` without people, when nobody has anything or (Erreygers) all the same.
#[must_use]
pub fn concentration_index(cells: &[(f64, f64, f64)], correction: Correction) -> Option<f64> {
    let mut cells: Vec<(f64, f64, f64)> = cells.iter().copied().filter(|(_, people, _)| *people > 0.0).collect();
    cells.sort_by(|a, b| a.2.total_cmp(&b.2));
    let (people, sum) = cells.iter().fold((0.0, 0.0), |(all, sum), (value, people, _)| (all + people, sum + value * people));
    if people <= 0.0 || sum <= 0.0 {
        return None;
    }
    let mean = sum / people;
    let (mut before, mut covariance, mut start) = (0.0, 0.0, 0);
    while start < cells.len() {
        // Cells of one rank are one group: their order must not matter.
        let same = cells[start..].iter().take_while(|cell| cell.2.total_cmp(&cells[start].2).is_eq()).count();
        let group = &cells[start..start + same];
        let weight: f64 = group.iter().map(|(_, people, _)| people).sum::<f64>() / people;
        let rank = before + weight / 2.0;
        covariance += group.iter().map(|(value, own, _)| own / people * (value - mean) * (rank - 0.5)).sum::<f64>();
        before += weight;
        start += same;
    }
    let index = 2.0 / mean * covariance;
    match correction {
        Correction::Standard => Some(index),
        Correction::Erreygers => {
            let range = |all: (f64, f64), value: f64| (all.0.min(value), all.1.max(value));
            let (low, high) = cells.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |all, (value, ..)| range(all, *value));
            (high > low).then(|| index * 4.0 * mean / (high - low))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(cells: &[(f64, f64, f64)]) -> f64 {
        concentration_index(cells, Correction::Standard).unwrap_or(f64::NAN)
    }

    #[test]
    fn four_people_by_hand() {
        // Ranks 1/8, 3/8, 5/8, 7/8; values 1..4, mean 2.5: covariance (1.5·3/8 + 0.5·1/8)·2/4 = 0.3125.
        let cells: Vec<(f64, f64, f64)> = (1..=4).map(|n| (f64::from(n), 1.0, f64::from(n))).collect();
        assert!((index(&cells) - 0.25).abs() < 1e-12);
        let against: Vec<(f64, f64, f64)> = cells.iter().map(|&(value, people, rank)| (value, people, -rank)).collect();
        assert!((index(&against) + 0.25).abs() < 1e-12);
        // 0.25 · 4 · 2.5 / (4 − 1)
        let corrected = concentration_index(&cells, Correction::Erreygers);
        assert!(corrected.is_some_and(|index| (index - 2.5 / 3.0).abs() < 1e-12));
    }

    #[test]
    fn equal_ranks_and_equal_values_make_no_difference() {
        assert!(index(&[(1.0, 1.0, 5.0), (9.0, 3.0, 5.0)]).abs() < 1e-12);
        assert!(index(&[(2.0, 1.0, 1.0), (2.0, 3.0, 5.0)]).abs() < 1e-12);
        // A cell of two is as two cells of one with the same rank.
        let whole = index(&[(1.0, 2.0, 1.0), (4.0, 1.0, 2.0)]);
        let halves = index(&[(1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (4.0, 1.0, 2.0)]);
        assert!((whole - halves).abs() < 1e-12);
        assert_eq!(concentration_index(&[(0.0, 1.0, 1.0)], Correction::Standard), None);
        assert_eq!(concentration_index(&[(2.0, 1.0, 1.0)], Correction::Erreygers), None);
    }
}
