//! Construction of a network from an extract and a profile: ways are chosen, cut at junctions, measured and frozen.
//!
//! Lengths are metres. The result does not depend on the number of threads.

use rayon::prelude::*;
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::Kmh;

use super::assembly::assemble;
use super::components::find_components;
use super::controls::Controls;
use super::freeze::freeze;
use super::graph::Network;
use super::pieces::{NodeRun, RoadPiece, RoadPieces};
use super::report::BuildReport;
use super::urban;
use super::ways::Ways;
use crate::osm::{Extract, OsmWay, duration_s};
use crate::profile::{Dropped, Lifecycle, Profile, Usage};

/// Options of a study for its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildOptions {
    /// `length=*` (metres) on a way replaces the length of its drawn shape.
    pub honour_length: bool,
    /// Ways tagged `assumed=yes` are used.
    pub assumed_roads: bool,
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self { honour_length: false, assumed_roads: true }
    }
}

/// The use of an OSM node by kept ways: how many pass, and whether one of them is in service.
#[derive(Clone, Copy, Default)]
struct NodeUse {
    passes: u32,
    open: bool,
}

/// Ways, or runs of them, that one task handles.
const CHUNK: usize = 512;

/// The pieces of consecutive runs.
#[derive(Default)]
struct CutPieces {
    pieces: Vec<RoadPiece>,
    shapes: Vec<LonLat>,
    /// Runs whose way states its length.
    stated_lengths: u64,
}

impl CutPieces {
    fn add(&mut self, extract: &Extract, way: u32, nodes: &[u32], scale: f64) {
        let [Some(&first), Some(&last)] = [nodes.first(), nodes.last()] else { return };
        let start = self.shapes.len();
        self.shapes.extend(nodes.iter().map(|&node| position(extract, node)));
        let drawn: f64 = self.shapes[start..].windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
        self.pieces.push(RoadPiece { way, first, last, length_m: drawn * scale, shape: start..self.shapes.len() });
    }
}

/// Builds the network of one profile.
///
/// # Errors
/// When the extract has no way that the profile can use, or more than can be numbered.
pub fn build(extract: &Extract, profile: &Profile, options: BuildOptions) -> Result<Network> {
    let mut report = BuildReport {
        ways_read: extract.ways.len() as u64,
        restrictions: extract.restrictions.len() as u64,
        ..BuildReport::default()
    };
    // The profile with the rules of the country that the extract lies in.
    let local = profile.at(extract.middle())?;
    let (mut ways, chosen) = choose(extract, &local, options, &mut report);
    let (nodes, runs) = runs(extract, &chosen, &mut report);
    urban::set_speeds(extract, &local, &mut ways, &nodes, &runs);
    set_ferry_speeds(extract, &chosen, &mut ways);
    let controls = Controls::of(extract, &local);
    let uses = count_uses(extract.node_count(), &nodes, &runs, &ways, &controls);
    report.points = uses.iter().filter(|node| node.open).count() as u64;

    let (pieces, shapes) = cut_runs(extract, (&nodes, &runs), &chosen, &uses, options, &mut report);
    pieces.chunk_by(|one, next| one.way == next.way).for_each(|of_way| tally(&mut report, &ways, of_way));
    if !ways.rules.iter().any(|rule| rule.lifecycle == Lifecycle::Open) || pieces.is_empty() {
        return Err(Error::new(
            ErrorKind::Network,
            format!("no way of the extract can be used by the profile \"{}\"", profile.name),
        )
        .advise("check that the extract holds roads and that [speeds] names their classes"));
    }
    let input = RoadPieces { extract, pieces: &pieces, shapes: &shapes, ways: &ways, profile: &local, controls: &controls };
    let parts = freeze(&input, report)?;
    let mut network = assemble(parts, shapes, ways, profile.clone());
    find_components(&mut network);
    Ok(network)
}

/// Cuts all runs at junctions: the pieces in the order of their ways, and the positions of their shapes.
fn cut_runs(
    extract: &Extract,
    (nodes, runs): (&[u32], &[NodeRun]),
    chosen: &[&OsmWay],
    uses: &[NodeUse],
    options: BuildOptions,
    report: &mut BuildReport,
) -> (Vec<RoadPiece>, Vec<LonLat>) {
    let cut_chunk = |runs: &[NodeRun]| {
        let mut part = CutPieces::default();
        for run in runs {
            let stated = if options.honour_length { stated_scale(extract, chosen[run.way as usize]) } else { None };
            part.stated_lengths += u64::from(stated.is_some());
            let run_nodes = nodes.get(run.nodes.clone()).unwrap_or_default();
            cut(extract, run_nodes, uses, |shape| part.add(extract, run.way, shape, stated.unwrap_or(1.0)));
        }
        part
    };
    let cuts: Vec<CutPieces> = runs.par_chunks(CHUNK).map(cut_chunk).collect();
    let mut pieces: Vec<RoadPiece> = Vec::with_capacity(cuts.iter().map(|part| part.pieces.len()).sum());
    let mut shapes: Vec<LonLat> = Vec::with_capacity(cuts.iter().map(|part| part.shapes.len()).sum());
    for part in cuts {
        let start = shapes.len();
        let shifted = |piece: RoadPiece| RoadPiece { shape: start + piece.shape.start..start + piece.shape.end, ..piece };
        pieces.extend(part.pieces.into_iter().map(shifted));
        shapes.extend(part.shapes);
        report.stated_lengths += part.stated_lengths;
    }
    (pieces, shapes)
}

fn position(extract: &Extract, node: u32) -> LonLat {
    extract.node_place(node as usize)
}

/// The ways that the profile uses, in the order of their ids.
fn choose<'a>(
    extract: &'a Extract,
    profile: &Profile,
    options: BuildOptions,
    report: &mut BuildReport,
) -> (Ways, Vec<&'a OsmWay>) {
    let mut ways = Ways::with_capacity(extract.ways.len());
    let mut chosen = Vec::with_capacity(extract.ways.len());
    let mut drop = |reason: String| *report.dropped.entry(reason).or_default() += 1;
    let usages: Vec<Usage> = extract.ways.par_iter().map(|way| profile.rule(extract.way_tags(way))).collect();
    for (way, usage) in extract.ways.iter().zip(usages) {
        let tags = extract.way_tags(way);
        let class = tags.get("highway").or_else(|| tags.get("railway")).unwrap_or("ferry or planned road");
        match usage {
            Err(Dropped::Class) => drop(format!("class without a speed: {class}")),
            Err(Dropped::Access) => drop("access".to_owned()),
            Err(Dropped::Tag) => drop("excluded tag".to_owned()),
            Ok(_) if !options.assumed_roads && tags.get("assumed") == Some("yes") => drop("assumed road".to_owned()),
            Ok(rule) => {
                ways.push(way.id, tags, rule);
                chosen.push(way);
                report.assumed_ways += u64::from(tags.get("assumed") == Some("yes"));
                match rule.lifecycle {
                    Lifecycle::Open => {
                        report.ways_kept += 1;
                        report.classes.entry(class.to_owned()).or_default().ways += 1;
                    }
                    Lifecycle::Construction | Lifecycle::Proposed => report.ways_planned += 1,
                }
            }
        }
    }
    (ways, chosen)
}

/// Ways as runs of nodes that the extract holds, broken where one is missing.
fn runs(extract: &Extract, chosen: &[&OsmWay], report: &mut BuildReport) -> (Vec<u32>, Vec<NodeRun>) {
    let index = |&id: &i64| extract.node_index(id).and_then(|index| u32::try_from(index).ok());
    let found = |ways: &[&OsmWay]| -> Vec<Option<u32>> { ways.iter().flat_map(|way| extract.refs(way)).map(index).collect() };
    let known: Vec<Option<u32>> = chosen.par_chunks(CHUNK).map(found).collect::<Vec<_>>().concat();
    let (mut nodes, mut runs) = (Vec::with_capacity(known.len()), Vec::with_capacity(chosen.len()));
    let mut rest = known.as_slice();
    for (way, osm_way) in (0..).zip(chosen) {
        let refs = extract.refs(osm_way);
        let (known, others) = rest.split_at(refs.len());
        rest = others;
        for run in known.split(Option::is_none) {
            let start = nodes.len();
            // A node that is listed twice in a row makes no step.
            nodes.extend(run.chunk_by(|one, next| one == next).filter_map(|same| same[0]));
            if nodes.len() > start + 1 {
                runs.push(NodeRun { way, nodes: start..nodes.len() });
            } else {
                nodes.truncate(start);
            }
        }
        let steps = refs.windows(2).zip(known.windows(2));
        report.broken_steps += steps.filter(|(refs, known)| refs[0] != refs[1] && known.contains(&None)).count() as u64;
    }
    (nodes, runs)
}

/// How often each node is passed; ends of runs and nodes that delay or stop traffic count twice, so
/// that they become nodes.
fn count_uses(node_count: usize, nodes: &[u32], runs: &[NodeRun], ways: &Ways, controls: &Controls) -> Vec<NodeUse> {
    let mut uses = vec![NodeUse::default(); node_count];
    for node in controls.nodes() {
        uses[node as usize].passes += 2;
    }
    for run in runs {
        let open = ways.rule(run.way).lifecycle == Lifecycle::Open;
        let run_nodes = nodes.get(run.nodes.clone()).unwrap_or_default();
        let last = run_nodes.len() - 1;
        for (i, &node) in run_nodes.iter().enumerate() {
            let node = &mut uses[node as usize];
            node.passes += if i == 0 || i == last { 2 } else { 1 };
            node.open |= open;
        }
    }
    uses
}

/// Cuts a run at its junctions and hands the nodes of each piece to `take`.
fn cut(extract: &Extract, nodes: &[u32], uses: &[NodeUse], mut take: impl FnMut(&[u32])) {
    debug_assert!(nodes.iter().all(|&node| (node as usize) < extract.node_count()));
    let mut start = 0;
    for i in 1..nodes.len() {
        if i + 1 == nodes.len() || uses[nodes[i] as usize].passes >= 2 {
            take(&nodes[start..=i]);
            start = i;
        }
    }
}

/// The ratio of the length that the tag `length` states to the drawn one; `None` unless it is within 0.5 to 10.
fn stated_scale(extract: &Extract, way: &OsmWay) -> Option<f64> {
    let stated: f64 = extract.way_tags(way).get("length")?.trim_end_matches('m').trim().parse().ok()?;
    let positions: Option<Vec<LonLat>> =
        extract.refs(way).iter().map(|&id| extract.node_index(id).map(|index| extract.node_place(index))).collect();
    let drawn: f64 = positions?.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
    let scale = stated / drawn;
    (drawn > 0.0 && (0.5..=10.0).contains(&scale)).then_some(scale)
}

/// Gives ferries with a tag `duration` the speed that follows from it.
fn set_ferry_speeds(extract: &Extract, chosen: &[&OsmWay], ways: &mut Ways) {
    for (rule, way) in ways.rules.iter_mut().zip(chosen).filter(|(rule, _)| rule.ferry) {
        let Some(seconds) = extract.way_tags(way).get("duration").and_then(duration_s) else { continue };
        let positions: Vec<LonLat> =
            extract.refs(way).iter().filter_map(|&id| extract.node_index(id).map(|index| extract.node_place(index))).collect();
        let drawn: f64 = positions.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
        if let Some(speed) = Kmh::new(drawn / seconds * 3.6) {
            rule.forward = rule.forward.map(|_| speed);
            rule.backward = rule.backward.map(|_| speed);
        }
    }
}

/// Counts the pieces of a way.
fn tally(report: &mut BuildReport, ways: &Ways, pieces: &[RoadPiece]) {
    let Some(way) = pieces.first().map(|piece| piece.way) else { return };
    let rule = ways.rule(way);
    if rule.lifecycle != Lifecycle::Open {
        return;
    }
    let mut class = report.classes.get_mut(ways.tags(way).get("highway").unwrap_or_default());
    for RoadPiece { length_m, shape, .. } in pieces {
        if let Some(class) = &mut class {
            class.length_m += length_m;
        }
        for speed in [rule.forward, rule.backward].into_iter().flatten() {
            report.arcs += shape.len() as u64 - 1;
            report.arc_length_m += length_m;
            report.arc_time_s += speed.seconds_for(*length_m);
        }
    }
}
