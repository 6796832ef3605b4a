//! Shapley shares of a small game from all its sets, under precedence.
//!
//! `φ(i) = Σ e(S) · e′(S ∪ i) / e(N) · (v(S ∪ i) − v(S))` over the possible sets S without i with S ∪ i possible,
//! where e(S) counts the possible orders of S and e′(S) those of what is left (Faigle & Kern 1992). Without
//! needs the weight is |S|! (n − |S| − 1)! / n! (Shapley 1953). The shares add up to v(N) − v(∅).

/// The weights of marginal gains in a game of few players.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    players: usize,
    /// In how many orders each set can come about; 0 for sets that cannot.
    up: Vec<f64>,
    /// In how many orders what is left of each set can follow.
    down: Vec<f64>,
}

impl Weights {
    /// The weights under `needs`, by player, in bits of the same players. Takes O(2ⁿ n).
    pub(super) fn new(needs: &[u32]) -> Self {
        let players = needs.len();
        let full = (1_usize << players) - 1;
        let (mut up, mut down) = (vec![0.0; full + 1], vec![0.0; full + 1]);
        up[0] = 1.0;
        let next = |set: usize| {
            (0..players)
                .filter(move |&player| set >> player & 1 == 0 && needs[player] as usize & !set == 0)
                .map(move |p| set | 1 << p)
        };
        for set in 0..=full {
            if up[set] > 0.0 {
                next(set).for_each(|after| up[after] += up[set]);
            }
        }
        down[full] = 1.0;
        for set in (0..full).rev() {
            down[set] = next(set).map(|after| down[after]).sum();
        }
        Self { players, up, down }
    }

    /// Calls `add` with every player, the set before it, and the weight of what it gains there.
    pub(super) fn for_each(&self, mut add: impl FnMut(usize, usize, f64)) {
        let all = self.up[self.up.len() - 1];
        for (set, &up) in self.up.iter().enumerate().filter(|(_, up)| **up > 0.0) {
            for player in (0..self.players).filter(|player| set >> player & 1 == 0) {
                let after = set | 1 << player;
                if self.up[after] > 0.0 {
                    add(player, set, up * self.down[after] / all);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The mean of gains over all possible orders, one by one.
    fn by_orders(needs: &[u32], value: &[f64]) -> Vec<f64> {
        fn go(needs: &[u32], value: &[f64], set: usize, gains: &mut Vec<f64>, sum: &mut Vec<f64>, count: &mut f64) {
            if set + 1 == value.len() {
                *count += 1.0;
                sum.iter_mut().zip(gains.iter()).for_each(|(sum, gain)| *sum += gain);
            }
            for player in 0..needs.len() {
                let after = set | 1 << player;
                // A need on itself by way of others leaves no order at all.
                if after != set && needs[player] as usize & !set == 0 {
                    gains[player] = value[after] - value[set];
                    go(needs, value, after, gains, sum, count);
                }
            }
        }
        let (mut sum, mut count) = (vec![0.0; needs.len()], 0.0);
        go(needs, value, 0, &mut vec![0.0; needs.len()], &mut sum, &mut count);
        sum.into_iter().map(|sum| sum / count).collect()
    }

    proptest! {
        #[test]
        fn shares_are_the_mean_over_all_orders(
            value in prop::collection::vec(-10.0_f64..10.0, 64),
            needs in prop::collection::vec(0_u32..64, 6),
            players in 1_usize..=6,
        ) {
            // Needs only on players with a lower number make no circles.
            let mut whole = Vec::new();
            for (player, needs) in needs[..players].iter().enumerate() {
                let direct = needs & needs.rotate_left(3) & ((1 << player) - 1);
                whole.push((0..player).filter(|other| direct >> other & 1 == 1).fold(direct, |all, other| all | whole[other]));
            }
            let value = &value[..1 << players];
            let mut shares = vec![0.0; players];
            Weights::new(&whole).for_each(|player, set, weight| shares[player] += weight * (value[set | 1 << player] - value[set]));
            for (share, expected) in shares.iter().zip(by_orders(&whole, value)) {
                prop_assert!((share - expected).abs() < 1e-9, "{shares:?}");
            }
            let gain = value[value.len() - 1] - value[0];
            prop_assert!((shares.iter().sum::<f64>() - gain).abs() < 1e-9);
        }
    }

    #[test]
    fn a_glove_game_by_hand() {
        // One left glove and two right ones: a pair is worth 1. Shares 2/3, 1/6, 1/6.
        let value = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        let mut shares = [0.0; 3];
        Weights::new(&[0; 3]).for_each(|player, set, weight| shares[player] += weight * (value[set | 1 << player] - value[set]));
        assert!(
            shares.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]).all(|(a, b): (&f64, f64)| (a - b).abs() < 1e-12),
            "{shares:?}"
        );
    }
}
