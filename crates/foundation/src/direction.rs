//! Which way a search follows the edges.

/// Which way a search follows the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Along them: from origins to wherever they can go.
    Forward,
    /// Against them: from facilities back to whoever can reach them.
    Backward,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}
