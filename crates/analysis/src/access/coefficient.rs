//! 可达性系数: an origin's value against the mean of all origins.

/// `A′[i] = A[i] / (Σ A[k] / n)` over the n origins that have a value.
///
/// Without unit; 1 is the mean. Of times less than 1 is better than the mean, of opportunities more.
/// `None` for origins without a value, and for all when the mean is 0.
#[must_use]
pub fn coefficients(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let (count, sum) = values.iter().flatten().fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    values.iter().map(|value| value.filter(|_| sum > 0.0).map(|value| value / (sum / count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_one() {
        assert_eq!(coefficients(&[Some(10.0), None, Some(30.0)]), [Some(0.5), None, Some(1.5)]);
        assert_eq!(coefficients(&[Some(0.0), None]), [None, None]);
    }
}
