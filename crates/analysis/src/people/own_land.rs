//! Snapping of places to the network on their own side of the water.

use super::Land;
use tongda_foundation::position::LonLat;
use tongda_network::network::{NotPlaced, Snap, Snapper};

/// Joins a place to a road that it reaches over its own land; to any road where no land is known.
///
/// # Errors
/// Why it cannot be joined.
pub fn snap_on_own_land(snapper: &Snapper<'_>, land: Option<&Land>, position: LonLat) -> Result<Snap, NotPlaced> {
    match land {
        Some(land) => snapper.snap_where(position, land.same_land(position)),
        None => snapper.snap(position),
    }
}
