//! What the user should know of the input of a workspace.

use std::fmt;

use crate::study::ExistingServiceSummary;
use tongda_foundation::position::LonLat;
use tongda_network::network::{BetterCrs, CrsReading, Network};

/// A remark or warning about the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// Services of one source that run already: what was taken in and what was left out. A remark.
    ExistingServices(ExistingServiceSummary),
    /// Positions that fit the roads better in another coordinate system.
    Crs(CrsWarning),
}

/// Positions that lie much nearer to the roads when they are read in another coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub struct CrsWarning {
    /// The table or file of the positions.
    pub what: String,
    /// How many positions there are.
    pub count: usize,
    /// The reading that fits better, with median distances in metres.
    pub better: BetterCrs,
}

impl CrsWarning {
    /// Compares positions with the roads; `None` where no other reading fits clearly better.
    #[must_use]
    pub fn check(network: &Network, what: &str, positions: &[LonLat]) -> Option<Self> {
        let better = network.better_crs(positions)?;
        Some(Self { what: what.to_owned(), count: positions.len(), better })
    }
}

impl fmt::Display for CrsWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, count, better } = self;
        let (reading, advice) = match better.reading {
            CrsReading::In(datum) => {
                (datum.name(), format!("convert them with --from-crs {}", datum.name().to_lowercase().replace('-', "")))
            }
            CrsReading::Swapped => ("latitude, longitude", "swap the columns".to_owned()),
        };
        write!(
            f,
            "{count} {what} lie {:.0} m from a road in the median as they are, and {:.0} m when read as {reading}: {advice} if that is what they are",
            better.as_is_m, better.read_m
        )
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExistingServices(summary) => summary.fmt(f),
            Self::Crs(warning) => warning.fmt(f),
        }
    }
}
