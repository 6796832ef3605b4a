//! Before and after on one raster: where no road is later, no point off the roads is.
//!
//! A point takes its time from the source of a neighbour, which is not always the best of all: another road that is
//! sooner there can send a neighbour a source that is farther from the point. What a project does not make later would
//! then be lost by a hair. So where the roads tell that nothing gets later, the surfaces do too.

use super::polyline_sampler::PolylineSampler;
use super::roads::Roads;
use super::surface::Surface;
use tongda_network::network::SegmentId;

/// Lets the later of two surfaces of one ground be nowhere later than the other where that holds for all roads: with
/// the changes of a scenario and without. Does nothing where some roads are sooner and others later.
pub(super) fn enforce_monotone(before: &mut (&Roads<'_>, Surface<'_>), after: &mut (&Roads<'_>, Surface<'_>)) {
    let (old, new) = ((before.0, &before.1), (after.0, &after.1));
    if !is_later(old, new) {
        after.1.lower_to(&before.1);
    } else if !is_later(new, old) {
        before.1.lower_to(&after.1);
    }
}

/// Whether any road is reached later by the second.
fn is_later(old: (&Roads<'_>, &Surface<'_>), new: (&Roads<'_>, &Surface<'_>)) -> bool {
    let ground = old.1.ground;
    let mut apart: Vec<SegmentId> = old.0.special().chain(new.0.special()).filter(|id| ground.has(*id)).collect();
    apart.sort_unstable_by_key(|id| id.0);
    apart.dedup();
    let follows = |run: usize| apart.binary_search_by_key(&ground.segment(run).0, |id| id.0).is_err();
    let mut begins = old.1.begins.iter().zip(&new.1.begins).enumerate();
    if begins.any(|(run, (old, new))| new > old && follows(run)) {
        return true;
    }
    let network = new.0.view().network();
    apart.iter().any(|&id| {
        let course = PolylineSampler::new(network.shape(id), &ground.grid);
        course.samples(&ground.grid).any(|(fraction, _)| new.0.time(id, fraction) > old.0.time(id, fraction))
    })
}
