//! Built-up areas: ways with many streets around them get urban speeds.
//!
//! The length of streets in metres is summed by square cells of a hundredth of a degree of latitude (1.1 km). The street
//! density at a way is that of its cell and the eight neighbours, so that cell borders matter little.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::pieces::NodeRun;
use super::ways::Ways;
use crate::osm::Extract;
use crate::profile::{Profile, Rule};
use tongda_foundation::position::{LonLat, METRES_PER_DEGREE, Plane};

/// Side of a cell in metres.
const CELL_M: f64 = METRES_PER_DEGREE / 100.0;

/// Gives ways in built-up areas the speeds of such areas.
pub(super) fn set_speeds(extract: &Extract, profile: &Profile, ways: &mut Ways, nodes: &[u32], runs: &[NodeRun]) {
    let Some(urban) = &profile.urban else { return };
    let plane = Plane::at(extract.middle().lat());
    let position = |node: &u32| extract.node_place(*node as usize);
    let street: Vec<bool> = (0..ways.len())
        .map(|way| {
            let class = ways.tags(u32::try_from(way).unwrap_or(u32::MAX)).get("highway").unwrap_or_default();
            urban.street_classes.iter().any(|other| other == class)
        })
        .collect();
    let mut metres: FxHashMap<[i32; 2], f64> = FxHashMap::default();
    for run in runs.iter().filter(|run| street[run.way as usize]) {
        for pair in nodes.get(run.nodes.clone()).unwrap_or_default().windows(2) {
            let ([x1, y1], [x2, y2]) = (plane.project(position(&pair[0])), plane.project(position(&pair[1])));
            *metres.entry(cell(plane, position(&pair[0]))).or_default() += (x2 - x1).hypot(y2 - y1);
        }
    }
    let enough_m = urban.streets_km_per_km2 * 1000.0 * 9.0 * (CELL_M / 1000.0).powi(2);
    let is_urban = |at: LonLat| {
        let [x, y] = cell(plane, at);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| [x, y]));
        around.filter_map(|cell| metres.get(&cell)).sum::<f64>() >= enough_m
    };
    // The first run of a way decides for the whole way.
    let first_runs: Vec<&NodeRun> = runs.chunk_by(|one, next| one.way == next.way).filter_map(<[NodeRun]>::first).collect();
    let urban_rule = |run: &&NodeRun| {
        let run_nodes = nodes.get(run.nodes.clone()).unwrap_or_default();
        let inside = run_nodes.get(run_nodes.len() / 2).is_some_and(|node| is_urban(position(node)));
        inside.then(|| profile.urban_rule(ways.tags(run.way), *ways.rule(run.way)))
    };
    let rules: Vec<Option<Rule>> = first_runs.par_iter().map(urban_rule).collect();
    for (run, rule) in first_runs.into_iter().zip(rules) {
        if let Some(rule) = rule {
            ways.rules[run.way as usize] = rule;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the earth has fewer cells than an i32 counts")]
fn cell(plane: Plane, position: LonLat) -> [i32; 2] {
    plane.project(position).map(|metres| (metres / CELL_M).floor() as i32)
}
