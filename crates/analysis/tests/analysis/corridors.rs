//! A hierarchy that took the weights of a corridor gives what plain searches find: on Porto, 200 corridors, every cell.

use crate::town::{Answer, CUTOFFS_MIN, KINDS, Town, swept};
use rayon::prelude::*;
use tongda_analysis::access::nearest;
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::View;
use tongda_search::{CustomizableHierarchy, DijkstraPool, Pool};

const CORRIDORS: usize = 200;

/// A plain search a service for the times, and one a facility for the counts.
fn afresh(town: &Town, view: &View<'_>, pool: &DijkstraPool) -> Answer {
    let mut searcher = pool.take();
    let minutes = town.services.iter().map(|service| nearest(view, &town.cells, service, &mut searcher)).collect();
    let mut counts = vec![vec![vec![0; town.cells.snaps().len()]; CUTOFFS_MIN.len()]; town.services.len()];
    for (counts, service) in counts.iter_mut().zip(&town.services) {
        for facility in service {
            let times = nearest(view, &town.cells, std::slice::from_ref(facility), &mut searcher);
            for (counts, cutoff) in counts.iter_mut().zip(CUTOFFS_MIN) {
                let limit = TravelTime::from_minutes(cutoff);
                counts.iter_mut().zip(&times).for_each(|(count, &time)| *count += u32::from(time <= limit));
            }
        }
    }
    (minutes, counts)
}

#[test]
fn a_corridor_is_a_fresh_run() -> tongda_fixtures::TestResult {
    let Some(folder) = tongda_fixtures::data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    let town = Town::new(&folder.join("porto.osm.pbf"), 2000, 2)?;
    let pool = DijkstraPool::default();
    let (known, sweepers) = (CustomizableHierarchy::new(&town.network), Pool::default());
    let base = afresh(&town, &View::base(&town.network), &pool);
    let changed = (0..CORRIDORS).into_par_iter().map(|number| {
        let kind = KINDS[number % KINDS.len()];
        let scenario = town.corridor(kind, number).unwrap_or_else(|error| unreachable!("corridor {number}, {kind:?}: {error}"));
        let view = View::new(&town.network, &[&scenario]);
        let fresh = afresh(&town, &view, &pool);
        // Not compared by `assert_eq`, which would print tens of thousands of numbers.
        assert!(
            swept(&town, &view, &known.under(&view), &sweepers) == fresh,
            "corridor {number}, {kind:?}, differs from a fresh run"
        );
        u32::from(fresh != base)
    });
    let changed: u32 = changed.sum();
    assert!(changed > 100, "only {changed} of {CORRIDORS} corridors change anything");
    Ok(())
}
