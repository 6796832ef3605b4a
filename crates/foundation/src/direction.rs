//! Direction of a search along the edges of a graph.

/// Direction of a search along the edges of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Along the edges: from origins to all nodes that they reach.
    Forward,
    /// Against the edges: from facilities to all nodes that reach them.
    Backward,
}

impl Direction {
    /// The opposite direction.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}
