//! Whole persons from fractions of persons.

/// Shares out `total` in proportion to `weights`, in whole numbers that add up to it exactly.
///
/// Largest remainder (Hamilton's method): each gets the whole part of its share, and what is left goes one each
/// to the largest fractions, the first of equals first. Without weights above zero there is nobody to give to,
/// and all get 0. O(n log n).
pub(super) fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return vec![0; weights.len()];
    }
    #[expect(clippy::cast_precision_loss, reason = "totals of people are far below 2^52")]
    let quotas: Vec<f64> = weights.iter().map(|weight| total as f64 * (weight / sum)).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a u64")]
    let mut shares: Vec<u64> = quotas.iter().map(|quota| *quota as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0.0).collect();
    order.sort_by(|&a, &b| quotas[b].fract().total_cmp(&quotas[a].fract()).then(a.cmp(&b)));
    let given: u64 = shares.iter().sum();
    let left = usize::try_from(total.saturating_sub(given)).unwrap_or(usize::MAX);
    for &i in order.iter().cycle().take(left) {
        shares[i] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_remainders_get_what_is_left() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(7, &[1.6, 2.7, 2.7]), [1, 3, 3]);
        assert_eq!(apportion(100, &[0.5, 0.25, 0.25]), [50, 25, 25]);
        assert_eq!(apportion(1, &[0.0, 3.0, 3.0]), [0, 1, 0]);
        assert_eq!(apportion(0, &[1.0, 2.0]), [0, 0]);
        assert_eq!(apportion(5, &[0.0]), [0]);
        assert_eq!(apportion(5, &[]), [0_u64; 0]);
    }

    proptest::proptest! {
        #[test]
        fn nobody_is_lost(total in 0_u64..10_000_000_000, weights in proptest::collection::vec(0.001_f64..1e6, 1..200)) {
            proptest::prop_assert_eq!(apportion(total, &weights).iter().sum::<u64>(), total);
        }
    }
}
