//! Theil's T, in parts between and within groups.

use std::collections::BTreeMap;

/// Theil's T and its two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theil {
    /// All of it: 0 when all have the same, at most the logarithm of the number of people.
    pub total: f64,
    /// What would be left if everybody had the mean of the own group.
    pub between: f64,
    /// The mean of the groups' own indices, weighted by what they have.
    pub within: f64,
}

/// `T = Σ p[i]/P · x[i]/μ · ln(x[i]/μ)` over cells of value x and people p, with x ln x = 0 at 0 (Theil
/// 1967), and its parts between and within the groups `g[i]`.
///
/// Without unit. `None` without people, when nobody has anything, or when a value is below 0.
#[must_use]
pub fn theil<G: Ord>(cells: &[(f64, f64, G)]) -> Option<Theil> {
    let mut groups: BTreeMap<&G, (f64, f64)> = BTreeMap::new();
    for (value, people, group) in cells {
        let entry = groups.entry(group).or_default();
        *entry = (entry.0 + people, entry.1 + value * people);
    }
    let (people, sum) = groups.values().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    if people <= 0.0 || sum <= 0.0 || cells.iter().any(|(value, ..)| *value < 0.0) {
        return None;
    }
    let mean = sum / people;
    let part = |value: f64, weight: f64| {
        let ratio = value / mean;
        if ratio > 0.0 { weight / people * ratio * ratio.ln() } else { 0.0 }
    };
    let total = cells.iter().map(|(value, people, _)| part(*value, *people)).sum();
    let between = groups.values().filter(|(people, _)| *people > 0.0).map(|(people, sum)| part(sum / people, *people)).sum();
    Some(Theil { total, between, within: total - between })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_by_hand() {
        // Means: all 2.5, group a 1.5, group b 3.5.
        let cells = [(1.0, 1.0, "a"), (2.0, 1.0, "a"), (3.0, 1.0, "b"), (4.0, 1.0, "b")];
        let found = theil(&cells);
        let t = |x: f64, mean: f64| x / mean * (x / mean).ln();
        let total = [1.0, 2.0, 3.0, 4.0].map(|x| t(x, 2.5)).iter().sum::<f64>() / 4.0;
        let between = f64::midpoint(t(1.5, 2.5), t(3.5, 2.5));
        // Within: groups' own indices, weighted by their share of all that there is, 3 and 7 of 10.
        let within = 0.3 * f64::midpoint(t(1.0, 1.5), t(2.0, 1.5)) + 0.7 * f64::midpoint(t(3.0, 3.5), t(4.0, 3.5));
        assert!(
            found.is_some_and(|found| (found.total - total).abs() < 1e-12
                && (found.between - between).abs() < 1e-12
                && (found.within - within).abs() < 1e-12),
            "{found:?}"
        );
    }

    #[test]
    fn even_is_zero_and_nothing_is_none() {
        assert!(
            theil(&[(2.0, 3.0, 1), (2.0, 1.0, 2)]).is_some_and(|found| found.total.abs() < 1e-12 && found.within.abs() < 1e-12)
        );
        // One of ten has all: ln 10.
        assert!(theil(&[(0.0, 9.0, 1), (7.0, 1.0, 1)]).is_some_and(|found| (found.total - 10.0_f64.ln()).abs() < 1e-12));
        assert_eq!(theil(&[(0.0, 1.0, 1)]), None);
        assert_eq!(theil::<u8>(&[]), None);
    }
}
