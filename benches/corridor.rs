//! What trying a corridor costs, against a fresh run: a road with ten junctions is added, closed or made slower and faster,
//! and every cell has its time to every service and its facilities within 15, 30 and 60 minutes again.
//!
//! `cargo bench --bench corridor`, on the embedded skeleton and, where `TONGDA_PBF_DIR` has `porto.osm.pbf`, on Porto; threads
//! are those of `RAYON_NUM_THREADS`. The fresh run builds a hierarchy of the scenario, the other puts its weights on the shape that
//! is known of the network; answers are compared, to the last bit, before they are timed.

#![allow(clippy::print_stdout, reason = "the table goes to whoever runs it")]

#[path = "../crates/analysis/tests/analysis/town.rs"]
mod town;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use tongda_network::scenario::{Resolved, View};
use tongda_search::{CustomizableHierarchy, Hierarchy, Pool};
use town::{Answer, KINDS, Town, swept};

/// Corridors of each kind, and runs of each, of which the median counts.
const CORRIDORS: usize = 5;
const RUNS: usize = 3;
const SERVICES: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut towns = vec![("embedded skeleton, 4,000 cells", home.join("networks/jiangmen-west/skeleton.osm.pbf"), 4000)];
    let porto = std::env::var_os("TONGDA_PBF_DIR").map(|folder| PathBuf::from(folder).join("porto.osm.pbf"));
    towns.extend(porto.filter(|file| file.exists()).map(|file| ("Porto, 20,000 cells", file, 20_000)));
    println!("{} threads; each time is that of one corridor\n", rayon::current_num_threads());
    println!("| network | a corridor is | fresh run | from what is known | share |\n|---|---|---|---|---|");
    for (name, extract, cells) in towns {
        let town = Town::new(&extract, cells, SERVICES)?;
        let (known, pool) = (CustomizableHierarchy::new(&town.network), Pool::default());
        let answer = |scenario: &Resolved, hierarchy: &dyn Fn(&View<'_>) -> Hierarchy| -> Answer {
            let view = View::new(&town.network, &[scenario]);
            swept(&town, &view, &hierarchy(&view), &pool)
        };
        for kind in KINDS {
            let mut seconds = [0.0; 2];
            for number in 0..CORRIDORS {
                let scenario = town.corridor(kind, number)?;
                let fresh = || answer(&scenario, &Hierarchy::new);
                let customized = || answer(&scenario, &|view| known.under(view));
                assert!(customized() == fresh(), "{name}, corridor {number}, {kind:?}: differs from a fresh run");
                seconds[0] += median(|| drop(fresh()));
                seconds[1] += median(|| drop(customized()));
            }
            #[expect(clippy::cast_precision_loss, reason = "few")]
            let [fresh, update] = seconds.map(|seconds| seconds * 1e3 / CORRIDORS as f64);
            println!("| {name} | {kind:?} | {fresh:.1} ms | {update:.2} ms | {:.1} % |", update / fresh * 100.0);
        }
    }
    Ok(())
}

fn median(mut run: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[RUNS / 2]
}
