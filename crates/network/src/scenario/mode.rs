//! Modifications from the viewpoint of one mode of transport.

use super::modification::{Change, Modification};
use crate::profile::Profile;
use tongda_foundation::units::Kmh;

/// The modifications that apply to trips of a profile.
///
/// Scenario files give the speeds of cars. On foot and by bicycle an added road has the speed that the profile gives its
/// class, and is not used where there is none; speeds of existing roads do not change.
#[must_use]
pub fn for_profile(changes: Vec<Modification>, profile: &Profile) -> Vec<Modification> {
    if profile.mode == "car" {
        return changes;
    }
    let slower = |speed: Kmh, most: Kmh| speed.min(most);
    let fit = |mut modification: Modification| {
        match &mut modification.change {
            Change::Link(link) => {
                let most = *profile.speeds.get(&link.class)?;
                link.speed = slower(link.speed, most);
                for junction in &mut link.junctions {
                    junction.ramp = slower(junction.ramp, most);
                }
            }
            Change::Line(line) => {
                for stop in &mut line.stops {
                    stop.access = slower(stop.access, profile.snap.off_network_kmh);
                }
            }
            Change::Speed(..) => return None,
            Change::Close(_) | Change::Open(_) | Change::Facility(_) => {}
        }
        Some(modification)
    };
    changes.into_iter().filter_map(fit).collect()
}
