//! Which orders of building are possible: a project comes after all that it needs.
//!
//! Projects that need each other, directly or by way of others, form a component; components do not
//! bind each other. All orders that keep to the needs count the same, as in the Shapley value of games
//! with precedence constraints (U. Faigle and W. Kern, "The Shapley value for cooperative games under
//! precedence constraints", International Journal of Game Theory 21, 1992). Without needs these are all orders.

use std::fmt;

use rand::seq::{IndexedRandom, SliceRandom};
use rand_pcg::Pcg64;
use rustc_hash::FxHashMap;

use super::{ProjectSet, members};

/// The most sets of one component that can be built without the rest of it.
const MOST_SETS: usize = 1 << 16;

/// What needs what.
#[derive(Clone, Debug)]
pub struct Precedence {
    /// By project.
    needs: Vec<ProjectSet>,
    components: Vec<Component>,
}

#[derive(Clone, Debug)]
struct Component {
    players: ProjectSet,
    /// In how many orders each set that can be built alone can come about.
    orders: FxHashMap<ProjectSet, f64>,
}

/// Too many projects hang together to count their orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooTangled {
    /// How many projects hang together.
    pub projects: u32,
}

impl fmt::Display for TooTangled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} projects hang together by what they depend on, in too many possible orders to count", self.projects)
    }
}

impl Precedence {
    /// The order that `needs` (by project, what is needed by way of others included) asks for.
    ///
    /// # Errors
    /// When more than 65,536 sets of one component could be built without the rest of it.
    pub fn new(needs: &[ProjectSet]) -> Result<Self, TooTangled> {
        let mut parts: Vec<ProjectSet> = Vec::new();
        for (player, needs) in needs.iter().enumerate() {
            let mut whole = 1 << player | needs;
            parts.retain(|part| {
                let apart = part & whole == 0;
                whole |= if apart { 0 } else { *part };
                apart
            });
            parts.push(whole);
        }
        // A part may have grown into one that was looked at before.
        let mut merged: Vec<ProjectSet> = Vec::new();
        for mut part in parts {
            merged.retain(|other| {
                let apart = other & part == 0;
                part |= if apart { 0 } else { *other };
                apart
            });
            merged.push(part);
        }
        merged.sort_unstable_by_key(|part| part.trailing_zeros());
        let components = merged.into_iter().map(|players| Component::new(players, needs)).collect::<Result<_, _>>()?;
        Ok(Self { needs: needs.to_vec(), components })
    }

    /// A set and all that hangs together with it.
    #[must_use]
    pub fn whole(&self, set: ProjectSet) -> ProjectSet {
        self.components.iter().filter(|part| part.players & set != 0).fold(set, |all, part| all | part.players)
    }

    /// Whether `player` can be built when `built` is there.
    #[must_use]
    pub fn allows(&self, built: ProjectSet, player: usize) -> bool {
        self.needs[player] & !built == 0
    }

    /// Whether all that the projects of a set need is in it.
    #[must_use]
    pub fn is_possible(&self, set: ProjectSet) -> bool {
        members(set).all(|player| self.allows(set, player))
    }

    /// An order of `players` (whole components), every possible one with the same probability.
    #[must_use]
    pub fn random_order(&self, players: ProjectSet, random: &mut Pcg64) -> Vec<usize> {
        let mut order: Vec<usize> = members(players).collect();
        order.shuffle(random);
        for part in self.components.iter().filter(|part| part.players & players != 0 && part.players.count_ones() > 1) {
            let mut inside = part.random_order(&self.needs, random).into_iter();
            for position in order.iter_mut().filter(|player| part.players >> **player & 1 == 1) {
                *position = inside.next().unwrap_or(*position);
            }
        }
        order
    }
}

impl Component {
    fn new(players: ProjectSet, needs: &[ProjectSet]) -> Result<Self, TooTangled> {
        let mut orders: FxHashMap<ProjectSet, f64> = FxHashMap::from_iter([(0, 1.0)]);
        let mut layer: Vec<ProjectSet> = vec![0];
        while !layer.is_empty() {
            let mut next: FxHashMap<ProjectSet, f64> = FxHashMap::default();
            for set in layer {
                let ways = orders.get(&set).copied().unwrap_or_default();
                for player in members(players & !set).filter(|&player| needs[player] & !set == 0) {
                    *next.entry(set | 1 << player).or_default() += ways;
                }
            }
            if orders.len() + next.len() > MOST_SETS {
                return Err(TooTangled { projects: players.count_ones() });
            }
            layer = next.keys().copied().collect();
            orders.extend(next);
        }
        Ok(Self { players, orders })
    }

    /// Backward: the last one is each that nothing else needs, as often as there are orders of the rest.
    fn random_order(&self, needs: &[ProjectSet], random: &mut Pcg64) -> Vec<usize> {
        let (mut left, mut order) = (self.players, Vec::new());
        while left != 0 {
            let last = members(left).filter(|player| members(left).all(|other| needs[other] >> player & 1 == 0));
            let ways: Vec<(usize, f64)> =
                last.filter_map(|player| Some((player, *self.orders.get(&(left & !(1 << player)))?))).collect();
            let Ok(&(player, _)) = ways.choose_weighted(random, |(_, ways)| *ways) else { break };
            order.push(player);
            left &= !(1 << player);
        }
        order.reverse();
        order
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn components_hang_together_by_way_of_others() -> Result<(), TooTangled> {
        // 2 needs 0 and 1; 3 stands alone; 5 needs 4.
        let precedence = Precedence::new(&[0, 0, 0b11, 0, 0, 0b1_0000])?;
        assert_eq!(precedence.whole(0b1), 0b111);
        assert_eq!(precedence.whole(0b10_1000), 0b11_1000);
        assert!(precedence.is_possible(0b111) && !precedence.is_possible(0b101));
        // Joined late: 0 and 1 are apart until 2 needs both, which comes last.
        assert_eq!(Precedence::new(&[0, 0b1, 0, 0b110])?.whole(0b100), 0b1111);
        Ok(())
    }

    #[test]
    fn every_possible_order_comes_as_often() -> Result<(), TooTangled> {
        // 1 and 2 need 0, 3 is free: 2 orders of the tree times 4 places for 3.
        let precedence = Precedence::new(&[0, 1, 1, 0])?;
        let mut random = Pcg64::seed_from_u64(1);
        let mut found: FxHashMap<Vec<usize>, u32> = FxHashMap::default();
        for _ in 0..8000 {
            *found.entry(precedence.random_order(0b1111, &mut random)).or_default() += 1;
        }
        assert_eq!(found.len(), 8);
        // 1000 each; five standard deviations are 148.
        assert!(found.values().all(|count| (850..1150).contains(count)), "{found:?}");
        Ok(())
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        let star: Vec<ProjectSet> = (0..40).map(|player| u64::from(player > 0)).collect();
        assert_eq!(Precedence::new(&star).err(), Some(TooTangled { projects: 40 }));
        let chain: Vec<ProjectSet> = (0..40).map(|player| (1 << player) - 1).collect();
        assert!(Precedence::new(&chain).is_ok());
    }
}
