//! Contraction hierarchies: built once for a view, they answer many origins at once.
//!
//! In: a [`View`] or plain arcs, with times in whole milliseconds and lengths. Out: exact times, the
//! same to the last bit as those of [`Dijkstra`](crate::Dijkstra), which is the oracle of the
//! tests. A [`Hierarchy`] orders the vertices by importance and adds shortcuts (`contract`,
//! `witness`), lays itself out for the cache (`layout`), and then answers a batch of origins in one
//! pass over its arrays (`sweep`), to everywhere or to chosen [`Targets`]. Where many views of one network are asked,
//! [`CustomizableHierarchy`] makes their hierarchies in a fraction of the time. Where two ways take the
//! same time, lengths are those of the shorter one.

mod contract;
mod cumulative;
mod customizable;
mod elimination;
mod layout;
mod sweep;
mod targets;
mod weight;
mod witness;

use contract::Weighted;
use layout::SweepArcs;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId};
use tongda_network::scenario::{EdgeView, View};

pub use customizable::CustomizableHierarchy;
pub use targets::{BATCH, Sweeper, Targets, Times};
pub(crate) use targets::{WEIGHT_BATCH, WeightSweeper};
pub(crate) use weight::Weight;

/// A graph made ready for many searches; it never changes.
///
/// ```
/// use tongda::direction::Direction;
/// use tongda::network::NodeId;
/// use tongda::search::{Arc, Hierarchy, Sweeper};
/// use tongda::units::TravelTime;
///
/// let minutes = TravelTime::from_minutes;
/// let arc = |from, to, time| Arc { from: NodeId::new(from), to: NodeId::new(to), time, length_m: 1000.0 };
/// let hierarchy = Hierarchy::from_arcs(3, [arc(0, 1, minutes(4)), arc(1, 2, minutes(5)), arc(0, 2, minutes(10))]);
/// let everywhere = hierarchy.everywhere(Direction::Forward);
/// let mut sweeper = Sweeper::default();
/// let times = everywhere.times(&mut sweeper, &[[(NodeId::new(0), TravelTime::ZERO)], [(NodeId::new(1), minutes(1))]]);
/// assert_eq!(times.time(0, 2), minutes(9));
/// assert_eq!(times.time(1, 2), minutes(6));
/// assert_eq!(times.time(1, 0), TravelTime::UNREACHED);
/// ```
#[derive(Debug)]
pub struct Hierarchy {
    positions: Vec<u32>,
    out: SweepArcs,
    into: SweepArcs,
}

/// An arc of a plain graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// Where it begins.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// Its time; arcs that are `UNREACHED` are passed by.
    pub time: TravelTime,
    /// Its length in metres, taken to the nearest millimetre.
    pub length_m: f64,
}

impl Hierarchy {
    /// Makes a view ready; it holds for this view only.
    ///
    /// Takes about as long as a hundred plain searches over all of it.
    #[must_use]
    pub fn new(view: &View<'_>) -> Self {
        Self::built(view.node_count(), weighted(view))
    }

    /// Makes a plain graph ready. Parallel arcs and loops are welcome.
    ///
    /// # Panics
    /// When an arc names a vertex from `node_count` on.
    #[must_use]
    pub fn from_arcs(node_count: usize, arcs: impl IntoIterator<Item = Arc>) -> Self {
        let weighted = arcs.into_iter().map(|arc| Weighted {
            from: number(arc.from),
            to: number(arc.to),
            weight: Weight::of(arc.time, arc.length_m),
        });
        Self::built(node_count, weighted)
    }

    fn built(node_count: usize, arcs: impl IntoIterator<Item = Weighted>) -> Self {
        let upward = contract::contract(node_count, arcs);
        let order = layout::order(&upward);
        let positions = layout::positions(&order);
        let (out, into) = rayon::join(
            || layout::steps(&upward, &order, &positions, |link| link.out),
            || layout::steps(&upward, &order, &positions, |link| link.into),
        );
        Self { positions, out, into }
    }

    /// How many vertices there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.positions.len()
    }

    /// How many steps a sweep forward goes through: arcs and shortcuts.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.into.list.len()
    }

    /// The bytes that it holds.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        size_of_val(self.positions.as_slice()) + self.out.memory_bytes() + self.into.memory_bytes()
    }

    /// All vertices as targets.
    #[must_use]
    pub const fn everywhere(&self, direction: Direction) -> Targets<'_> {
        Targets::all(self, direction)
    }

    /// Some vertices as targets; one may be named more than once.
    ///
    /// # Panics
    /// When there is no such vertex.
    #[must_use]
    pub fn targets(&self, direction: Direction, nodes: impl IntoIterator<Item = NodeId>) -> Targets<'_> {
        Targets::some(self, direction, nodes)
    }

    fn position(&self, node: NodeId) -> u32 {
        self.positions[node.index()]
    }

    const fn up(&self, direction: Direction) -> &SweepArcs {
        match direction {
            Direction::Forward => &self.out,
            Direction::Backward => &self.into,
        }
    }

    const fn down(&self, direction: Direction) -> &SweepArcs {
        match direction {
            Direction::Forward => &self.into,
            Direction::Backward => &self.out,
        }
    }
}

/// The edges of a view that are not shut.
fn weighted(view: &View<'_>) -> impl Iterator<Item = Weighted> {
    let ids = (0..view.edge_count()).map(EdgeId::new);
    ids.filter_map(|id| view.edge(id)).filter(|edge| edge.cost.is_reached()).map(weigh)
}

fn weigh(edge: EdgeView) -> Weighted {
    Weighted { from: number(edge.source), to: number(edge.target), weight: Weight::of(edge.cost, edge.length_m) }
}

#[expect(clippy::cast_possible_truncation, reason = "vertices are numbered with 32 bits")]
fn number(node: NodeId) -> u32 {
    node.index() as u32
}
