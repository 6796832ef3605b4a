//! Contraction hierarchies: built once for a view, they find the times from many origins at once.
//!
//! In: a [`View`] or plain arcs, with times in whole milliseconds and lengths in metres. Out: exact times, the same to the
//! last bit as those of [`Dijkstra`](crate::Dijkstra), which is the oracle of the tests; of paths of equal time, the
//! length of the shortest.
//!
//! A [`Hierarchy`] orders the nodes by importance and adds shortcuts (`contract`, `witness`). It is laid out for the cache
//! (`layout`), and a sweep (`sweep`) finds the times of a batch of origins in one pass over its arrays, to all nodes or to
//! selected [`Targets`]. [`CustomizableHierarchy`] makes the hierarchies of many views of one network in a fraction of the
//! time.

mod contract;
mod cumulative;
mod customizable;
mod elimination;
mod layout;
mod sweep;
mod targets;
mod weight;
mod witness;

use contract::WeightedArc;
use layout::SweepArcs;
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{EdgeId, NodeId};
use tongda_network::scenario::{EdgeView, View};

pub use customizable::CustomizableHierarchy;
pub use targets::{BATCH, BatchTimes, Sweeper, Targets};
pub(crate) use targets::{WEIGHT_BATCH, WeightSweeper};
pub(crate) use weight::Weight;

/// A contraction hierarchy of a graph (R. Geisberger et al., "Contraction hierarchies", WEA 2008); it never changes.
///
/// ```
/// use tongda_foundation::direction::Direction;
/// use tongda_foundation::units::TravelTime;
/// use tongda_network::network::NodeId;
/// use tongda_search::{Hierarchy, HierarchyArc, Sweeper};
///
/// let minutes = TravelTime::from_minutes;
/// let arc = |from, to, time| HierarchyArc { from: NodeId::new(from), to: NodeId::new(to), time, length_m: 1000.0 };
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

/// An arc of a graph for [`Hierarchy::from_arcs`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HierarchyArc {
    /// Where it begins.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// Its time; arcs whose time is `UNREACHED` are ignored.
    pub time: TravelTime,
    /// Its length in metres, taken to the nearest millimetre.
    pub length_m: f64,
}

impl Hierarchy {
    /// Builds the hierarchy of a view; it holds for this view only.
    ///
    /// Takes about as long as a hundred searches of the whole view by Dijkstra's algorithm.
    #[must_use]
    pub fn new(view: &View<'_>) -> Self {
        Self::built(view.node_count(), weighted(view))
    }

    /// Builds the hierarchy of a graph, which may have parallel arcs and loops.
    ///
    /// # Panics
    /// When an arc names a node whose number is not less than `node_count`.
    #[must_use]
    pub fn from_arcs(node_count: usize, arcs: impl IntoIterator<Item = HierarchyArc>) -> Self {
        let weighted = arcs.into_iter().map(|arc| WeightedArc {
            from: number(arc.from),
            to: number(arc.to),
            weight: Weight::of(arc.time, arc.length_m),
        });
        Self::built(node_count, weighted)
    }

    fn built(node_count: usize, arcs: impl IntoIterator<Item = WeightedArc>) -> Self {
        let upward = contract::contract(node_count, arcs);
        let order = layout::order(&upward);
        let positions = layout::positions(&order);
        let (out, into) = rayon::join(
            || layout::sweep_arcs(&upward, &order, &positions, |link| link.out),
            || layout::sweep_arcs(&upward, &order, &positions, |link| link.into),
        );
        Self { positions, out, into }
    }

    /// The number of nodes.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.positions.len()
    }

    /// The number of arcs, shortcuts included, of a forward sweep.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.into.arc_count()
    }

    /// Its memory in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        size_of_val(self.positions.as_slice()) + self.out.memory_bytes() + self.into.memory_bytes()
    }

    /// All nodes as targets.
    #[must_use]
    pub const fn everywhere(&self, direction: Direction) -> Targets<'_> {
        Targets::all(self, direction)
    }

    /// Some nodes as targets; one may be named more than once.
    ///
    /// # Panics
    /// When there is no such node.
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

/// The edges of a view that are open.
fn weighted(view: &View<'_>) -> impl Iterator<Item = WeightedArc> {
    let ids = (0..view.edge_count()).map(EdgeId::new);
    ids.filter_map(|id| view.edge(id)).filter(|edge| edge.cost.is_reached()).map(weigh)
}

fn weigh(edge: EdgeView) -> WeightedArc {
    WeightedArc { from: number(edge.source), to: number(edge.target), weight: Weight::of(edge.cost, edge.length_m) }
}

#[expect(clippy::cast_possible_truncation, reason = "nodes are numbered with 32 bits")]
fn number(node: NodeId) -> u32 {
    node.index() as u32
}
