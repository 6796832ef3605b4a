//! Location-allocation: the sites that serve demand best.
//!
//! Every demand point takes the site that is worth most to it: `f(S) = Σ max over s in S of worth(s, point)`.
//! With worths of 0 or people this is maximal coverage (Church and Revelle 1974), with time saved the p-median
//! (Hakimi 1964). f is submodular, so the greedy choice of k sites reaches at least 1 − 1/e of the best, and
//! `f(T) + the k largest gains on top of T` bounds the best from above for every T (Nemhauser, Wolsey &
//! Fisher 1978). Branch and bound with that bound proves the best where the case is small enough.

/// What each site is worth to each demand point that it serves.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// By site: demand point and worth, above 0.
    pub worth: Vec<Vec<(u32, f64)>>,
    /// How many demand points there are.
    pub points: usize,
}

/// Sites that were chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// The sites, in the order in which they add most.
    pub chosen: Vec<usize>,
    /// What each adds to those before it.
    pub adds: Vec<f64>,
    /// What all are worth together.
    pub value: f64,
    /// No choice of as many sites is worth more than this.
    pub bound: f64,
}

impl Location {
    /// How far from the best this may be at most, as a share of the bound; 0 when it is proved to be the best.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.bound > 0.0 { ((self.bound - self.value) / self.bound).max(0.0) } else { 0.0 }
    }
}

/// Values closer than this share are the same.
const TINY: f64 = 1e-9;

impl Sites {
    /// What a site adds where points have `served` already.
    fn adds(&self, site: usize, served: &[f64]) -> f64 {
        self.worth[site].iter().map(|&(point, worth)| (worth - served[point as usize]).max(0.0)).sum()
    }

    fn serve(&self, site: usize, served: &mut [f64]) {
        for &(point, worth) in &self.worth[site] {
            served[point as usize] = served[point as usize].max(worth);
        }
    }

    /// What all sites are worth together.
    #[must_use]
    pub fn all(&self) -> f64 {
        let mut served = vec![0.0; self.points];
        (0..self.worth.len()).for_each(|site| self.serve(site, &mut served));
        served.iter().sum()
    }

    /// Up to `count` sites, always next the one that adds most; the lowest number among equals.
    ///
    /// O(count · size of the table).
    #[must_use]
    pub fn greedy(&self, count: usize) -> Location {
        let mut served = vec![0.0; self.points];
        let mut found = Location { chosen: Vec::new(), adds: Vec::new(), value: 0.0, bound: self.all() };
        loop {
            let mut adds: Vec<(f64, usize)> = (0..self.worth.len()).map(|site| (self.adds(site, &served), site)).collect();
            adds.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            found.bound = found.bound.min(found.value + adds.iter().take(count).map(|(add, _)| add).sum::<f64>());
            let Some(&(add, site)) = adds.first().filter(|(add, _)| found.chosen.len() < count && *add > 0.0) else { break };
            self.serve(site, &mut served);
            found.chosen.push(site);
            found.adds.push(add);
            found.value += add;
        }
        found.bound = found.bound.max(found.value);
        found
    }

    /// The best `count` sites: proved (`bound` = `value`) unless that takes more than `most_nodes` steps, else
    /// the best that was found with the least bound.
    #[must_use]
    pub fn best(&self, count: usize, most_nodes: u64) -> Location {
        let greedy = self.greedy(count);
        if greedy.gap() <= TINY {
            return greedy;
        }
        let mut search = Search { sites: self, count, best: greedy.chosen.clone(), value: greedy.value, left: most_nodes };
        let all: Vec<usize> = (0..self.worth.len()).collect();
        let proved = search.visit(&mut Vec::new(), &vec![0.0; self.points], 0.0, &all);
        let bound = if proved { search.value } else { greedy.bound };
        self.described(&search.best, bound)
    }

    /// The fewest sites that are worth at least `share` of what all are, and how few it could be at least.
    #[must_use]
    pub fn fewest(&self, share: f64, most_nodes: u64) -> (Location, usize) {
        let target = self.all() * share * (1.0 - TINY);
        let whole = self.greedy(self.worth.len());
        let mut reached = 0.0;
        let enough = whole.adds.iter().position(|add| {
            reached += add;
            reached >= target
        });
        let count = enough.map_or(whole.chosen.len(), |last| last + 1);
        let mut found = self.described(&whole.chosen[..count], f64::INFINITY);
        let mut least = (0..count).find(|&fewer| self.greedy(fewer).bound >= target).unwrap_or(count);
        while least < found.chosen.len() {
            let fewer = self.best(least, most_nodes);
            if fewer.value >= target {
                found = fewer;
            } else if fewer.gap() <= TINY {
                least += 1;
            } else {
                break;
            }
        }
        found.bound = self.all();
        (found, least)
    }

    /// Sites in the order in which they add most.
    fn described(&self, chosen: &[usize], bound: f64) -> Location {
        let only = Self { worth: chosen.iter().map(|&site| self.worth[site].clone()).collect(), points: self.points };
        let order = only.greedy(chosen.len());
        let mut sites: Vec<usize> = order.chosen.iter().map(|&one| chosen[one]).collect();
        let mut adds = order.adds;
        // Those that add nothing beside the others still belong to the answer.
        let rest: Vec<usize> = chosen.iter().copied().filter(|site| !sites.contains(site)).collect();
        adds.extend(rest.iter().map(|_| 0.0));
        sites.extend(rest);
        Location { chosen: sites, adds, value: order.value, bound: bound.max(order.value) }
    }
}

struct Search<'a> {
    sites: &'a Sites,
    count: usize,
    best: Vec<usize>,
    value: f64,
    left: u64,
}

impl Search<'_> {
    /// Looks at all choices that contain `chosen` and otherwise only sites of `open`; whether it came to an end.
    fn visit(&mut self, chosen: &mut Vec<usize>, served: &[f64], value: f64, open: &[usize]) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        if value > self.value {
            (self.value, self.best) = (value, chosen.clone());
        }
        let free = self.count - chosen.len();
        let mut adds: Vec<(f64, usize)> = open.iter().map(|&site| (self.sites.adds(site, served), site)).collect();
        adds.retain(|(add, _)| *add > 0.0);
        adds.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut finished = true;
        for (first, &(add, site)) in adds.iter().enumerate() {
            // All choices whose first site in this order is this one.
            let most = value + adds[first..].iter().take(free).map(|(add, _)| add).sum::<f64>();
            if free == 0 || most <= self.value * (1.0 + TINY) {
                break;
            }
            let mut after = served.to_vec();
            self.sites.serve(site, &mut after);
            let rest: Vec<usize> = adds[first + 1..].iter().map(|(_, site)| *site).collect();
            chosen.push(site);
            finished &= self.visit(chosen, &after, value + add, &rest);
            chosen.pop();
        }
        finished
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best of all choices of `count` sites, one by one.
    fn by_all(sites: &Sites, count: usize) -> f64 {
        let value = |set: usize| {
            let mut served = vec![0.0; sites.points];
            (0..sites.worth.len()).filter(|site| set >> site & 1 == 1).for_each(|site| sites.serve(site, &mut served));
            served.iter().sum::<f64>()
        };
        (0..1_usize << sites.worth.len()).filter(|set| set.count_ones() as usize <= count).map(value).fold(0.0, f64::max)
    }

    proptest! {
        #[test]
        fn the_best_is_the_best_and_greedy_keeps_its_promise(
            table in prop::collection::vec(prop::collection::vec(0_u8..6, 12), 1..9),
            count in 1_usize..5,
        ) {
            let row = |row: &Vec<u8>| (0..).zip(row).filter(|(_, worth)| **worth > 2).map(|(point, &worth)| (point, f64::from(worth))).collect();
            let sites = Sites { worth: table.iter().map(row).collect(), points: 12 };
            let best = by_all(&sites, count);
            let (greedy, exact) = (sites.greedy(count), sites.best(count, 100_000));
            prop_assert!((exact.value - best).abs() < 1e-9 && exact.gap() < 1e-9, "{exact:?} {best}");
            prop_assert!(greedy.bound >= best - 1e-9 && greedy.value >= best * (1.0 - (-1.0_f64).exp()) - 1e-9, "{greedy:?} {best}");
            prop_assert!((exact.adds.iter().sum::<f64>() - exact.value).abs() < 1e-9);
            let (fewest, least) = sites.fewest(1.0, 100_000);
            let needed = (0..=table.len()).find(|&count| by_all(&sites, count) >= sites.all() - 1e-9);
            prop_assert_eq!(Some(fewest.chosen.len()), needed);
            prop_assert_eq!(Some(least), needed);
        }
    }

    #[test]
    fn where_greedy_falls_short() {
        // The middle covers 4, left and right together 6: greedy takes the middle first.
        let cover = |points: &[u32]| points.iter().map(|&point| (point, 1.0)).collect();
        let sites = Sites { worth: vec![cover(&[0, 1, 2]), cover(&[1, 2, 3, 4]), cover(&[3, 4, 5])], points: 6 };
        let (greedy, best) = (sites.greedy(2), sites.best(2, 1000));
        assert!((greedy.value - 5.0).abs() < 1e-12 && (best.value - 6.0).abs() < 1e-12, "{greedy:?} {best:?}");
        assert!(greedy.bound >= 6.0 && best.gap() < 1e-12);
        assert_eq!(sites.fewest(1.0, 1000).1, 2);
    }
}
