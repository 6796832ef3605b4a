//! How many facilities lie within each cutoff of every cell, and what a scenario changes of that.
//!
//! Every facility keeps its times on the base network. Under a scenario only those of them are looked at
//! that it changes, so that the counts cost what changes and not what there is.

use rayon::prelude::*;

use super::nearest::{BaseTimes, PlacedCells, ViewCells};
use crate::network::{Network, Snap};
use crate::scenario::View;
use crate::search::SearchPool;
use crate::units::TravelTime;

/// Facilities within each cutoff: one list a cutoff, one count a cell.
pub type Counts = Vec<Vec<u32>>;

/// Counts on the base network, and the times from which those of a scenario follow.
///
/// Holds four bytes a facility and vertex.
#[derive(Clone, Debug)]
pub struct BaseCounts {
    facilities: Vec<BaseTimes>,
    cutoffs: Vec<TravelTime>,
    counts: Counts,
}

impl BaseCounts {
    /// Counts on the base network: one search a facility, on all threads.
    #[must_use]
    pub fn new(network: &Network, cells: &PlacedCells, facilities: &[Snap], cutoffs: &[TravelTime]) -> Self {
        let base = |facility| BaseTimes::new(network, cells, std::slice::from_ref(facility));
        let facilities: Vec<BaseTimes> = facilities.par_iter().map(base).collect();
        let mut counts = vec![vec![0; cells.snaps().len()]; cutoffs.len()];
        for facility in &facilities {
            add(&mut counts, cutoffs, facility.cells());
        }
        Self { facilities, cutoffs: cutoffs.to_vec(), counts }
    }

    /// Counts on the base network.
    #[must_use]
    pub fn base(&self) -> &Counts {
        &self.counts
    }

    /// Counts under a view, to the last one as if each facility were searched afresh; `cells` are those of the view.
    #[must_use]
    pub fn under(&self, view: &View<'_>, cells: &ViewCells<'_>, pool: &SearchPool) -> Counts {
        let limit = self.cutoffs.iter().copied().max().unwrap_or_default();
        let changes = self.facilities.par_iter().map_init(
            || pool.take(),
            |searcher, facility| {
                let mut changes = Vec::new();
                facility.each_change(view, cells, &[], limit, searcher, |cell, now| {
                    let before = facility.cells()[cell];
                    if now != before {
                        changes.push((cell, before, now));
                    }
                });
                changes
            },
        );
        let changes: Vec<Vec<(usize, TravelTime, TravelTime)>> = changes.collect();
        let mut counts = self.counts.clone();
        for (counts, &cutoff) in counts.iter_mut().zip(&self.cutoffs) {
            for &(cell, before, now) in changes.iter().flatten() {
                match (before <= cutoff, now <= cutoff) {
                    (false, true) => counts[cell] += 1,
                    (true, false) => counts[cell] -= 1,
                    _ => {}
                }
            }
        }
        counts
    }
}

/// Adds a facility to the counts of the cells from which it lies within a cutoff.
fn add(counts: &mut Counts, cutoffs: &[TravelTime], times: &[TravelTime]) {
    for (counts, &cutoff) in counts.iter_mut().zip(cutoffs) {
        for (count, &time) in counts.iter_mut().zip(times) {
            *count += u32::from(time <= cutoff);
        }
    }
}
