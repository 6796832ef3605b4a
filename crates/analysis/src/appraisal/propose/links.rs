//! Where a new link of a stated length and speed would bring most.
//!
//! Pairs of junctions are screened by exact insertion: with a link of time l between i and j,
//! `d'(c, s) = min(d(c, s), d(c, i) + l + d(j, s), d(c, j) + l + d(i, s))`, one search a junction and one a service
//! for all pairs. What a link from end to end brings is thereby known exactly; only junctions that are not looked
//! at can hide a better one.

use rayon::prelude::*;

use crate::appraisal::{Evaluator, TimesQuery};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::{Kmh, TravelTime};
use tongda_network::network::{NodeId, Snap};
use tongda_network::scenario::{Resolved, View};

/// Classes of road at whose junctions a link may end.
const WORTH: [&str; 4] = ["trunk", "primary", "secondary", "tertiary"];

/// What kind of link.
#[derive(Clone, Copy, Debug)]
pub struct LinkQuestion {
    /// The longest, in metres.
    pub most_m: f64,
    /// The shortest, in metres.
    pub least_m: f64,
    /// Its speed.
    pub speed: Kmh,
    /// How far junctions are apart at least, in metres.
    pub spacing_m: f64,
    /// The most junctions.
    pub junctions: usize,
    /// How many links.
    pub count: usize,
}

/// A link between two junctions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProposedLink {
    /// One end.
    pub from: LonLat,
    /// The other.
    pub to: LonLat,
    /// Its length in metres, straight.
    pub length_m: f64,
    /// Residents gained within the headline minutes of all services of the circle.
    pub gain: f64,
}

/// What is known of one junction.
struct Terminal {
    position: LonLat,
    /// Minutes to it from the cells that may gain.
    from_cells: Vec<TravelTime>,
    /// Minutes from it to each service of the circle.
    to_services: Vec<TravelTime>,
}

/// The best links, those that share both ends' surroundings with a better one left out; and how many junctions and
/// pairs were looked at.
#[must_use]
pub fn links(
    evaluator: &Evaluator<'_>,
    baseline: &[&Resolved],
    question: &LinkQuestion,
    progress: &dyn Progress,
) -> (Vec<ProposedLink>, usize, usize) {
    let study = evaluator.study();
    let limit = TravelTime::from_minutes(study.headline_minutes());
    let circle: Vec<usize> = (0..study.services.len()).filter(|&service| study.services[service].circle).collect();
    let mut now = evaluator.times(&TimesQuery::circle(baseline)).unwrap_or_default();
    now.truncate(circle.len());
    let cells = &study.cells.cells;
    let misses = |cell: &usize| {
        cells[*cell].residents > 0.0 && evaluator.cells()[*cell].is_some() && now.iter().any(|times| times[*cell] > limit)
    };
    let open: Vec<usize> = (0..cells.len()).filter(misses).collect();
    let lacks: Vec<Vec<usize>> =
        open.iter().map(|&cell| (0..circle.len()).filter(|&service| now[service][cell] > limit).collect()).collect();
    let terminals = terminals(evaluator, baseline, question, (&circle, &open), progress);
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for (first, one) in terminals.iter().enumerate() {
        let others =
            terminals.iter().enumerate().skip(first + 1).map(|(second, other)| (second, one.position.distance_m(other.position)));
        pairs.extend(
            others.filter(|(_, m)| (question.least_m..=question.most_m).contains(m)).map(|(second, m)| (first, second, m)),
        );
    }
    progress.begin("screening pairs of junctions", pairs.len() as u64, Unit::Steps);
    let gain = |&(first, second, length_m): &(usize, usize, f64)| {
        let (one, other) = (&terminals[first], &terminals[second]);
        let link = question.speed.time_for(length_m);
        let gained = (0..open.len()).filter(|&cell| {
            let (by_one, by_other) = (one.from_cells[cell] + link, other.from_cells[cell] + link);
            by_one.min(by_other) <= limit
                && lacks[cell]
                    .iter()
                    .all(|&service| (by_one + other.to_services[service]).min(by_other + one.to_services[service]) <= limit)
        });
        let gain = gained.map(|cell| cells[open[cell]].residents).sum();
        progress.advance(1);
        ProposedLink { from: one.position, to: other.position, length_m, gain }
    };
    let mut found: Vec<ProposedLink> = pairs.par_iter().map(gain).collect();
    progress.end();
    // Of two links that bring the same, the shorter.
    found.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.length_m.total_cmp(&b.length_m)));
    let near = |a: LonLat, b: LonLat| a.distance_m(b) <= question.spacing_m * 1.5;
    let mut best: Vec<ProposedLink> = Vec::new();
    for link in found.into_iter().filter(|link| link.gain > 0.0) {
        let same = |other: &ProposedLink| {
            (near(link.from, other.from) && near(link.to, other.to)) || (near(link.from, other.to) && near(link.to, other.from))
        };
        if best.len() < question.count && !best.iter().any(same) {
            best.push(link);
        }
    }
    (best, terminals.len(), pairs.len())
}

/// Junctions of roads that are worth a link, each at least the spacing from the others, and times to and from them.
fn terminals(
    evaluator: &Evaluator<'_>,
    baseline: &[&Resolved],
    question: &LinkQuestion,
    (circle, open): (&[usize], &[usize]),
    progress: &dyn Progress,
) -> Vec<Terminal> {
    let view = View::new(evaluator.network(), baseline);
    let limit = TravelTime::from_minutes(evaluator.study().headline_minutes());
    let to_services: Vec<Vec<TravelTime>> = circle
        .iter()
        .map(|&service| {
            let added = baseline.iter().flat_map(|resolved| &resolved.facilities);
            let added = added.filter(|facility| facility.service == evaluator.study().services[service].id);
            let mut facilities: Vec<Snap> = added.filter_map(|facility| evaluator.snap(facility.position).ok()).collect();
            facilities.extend_from_slice(&evaluator.facilities()[service]);
            let ways = |facility: &Snap| {
                let ends = view.terminals(facility, Direction::Backward);
                let off = facility.off_network;
                ends.into_iter().map(move |(node, time, _)| (node, time + off))
            };
            let sources: Vec<(NodeId, TravelTime)> = facilities.iter().flat_map(ways).collect();
            let mut searcher = evaluator.pool.take();
            let reach = searcher.search(&view, Direction::Backward, sources, limit);
            (0..view.node_count()).map(|node| reach.time(NodeId::new(node))).collect()
        })
        .collect();
    let nodes = junctions(evaluator, question);
    progress.begin("searching from junctions", nodes.len() as u64, Unit::Steps);
    let cells = evaluator.cells.under(&view);
    let terminal = |&node: &NodeId| {
        let times = cells.over(&view, &[(node, TravelTime::ZERO)], limit, &mut evaluator.pool.take());
        progress.advance(1);
        Terminal {
            position: view.position(node),
            from_cells: open.iter().map(|&cell| times[cell]).collect(),
            to_services: to_services.iter().map(|times| times[node.index()]).collect(),
        }
    };
    let terminals = nodes.par_iter().map(terminal).collect();
    progress.end();
    terminals
}

/// Vertices where three or more stretches of road meet, the most important roads first.
fn junctions(evaluator: &Evaluator<'_>, question: &LinkQuestion) -> Vec<NodeId> {
    let network = evaluator.network();
    let mut rank = vec![usize::MAX; network.node_count()];
    let mut meets = vec![0_u32; network.node_count()];
    for segment in (0..).take(network.segments().len()).map(tongda_network::network::SegmentId) {
        let class = network.ways().tags(network.segment(segment).way).get("highway").unwrap_or_default();
        let (true, Some((first, last))) = (network.is_open(segment), network.ends(segment)) else { continue };
        for node in [first, last] {
            meets[node.index()] += 1;
            if let Some(ordinal) = WORTH.iter().position(|other| *other == class) {
                rank[node.index()] = rank[node.index()].min(ordinal);
            }
        }
    }
    let mut all: Vec<(usize, usize)> = (0..network.node_count())
        .filter(|&node| meets[node] >= 3 && rank[node] < usize::MAX)
        .map(|node| (rank[node], node))
        .collect();
    all.sort_unstable();
    // A road that ends near people may be worth a link as well, but a junction is what can be built on.
    let mut chosen: Vec<(NodeId, LonLat)> = Vec::new();
    let position = |node: usize| network.graph()[NodeId::new(node)].position;
    let near_people = |position: LonLat| {
        evaluator
            .study()
            .cells
            .cells
            .iter()
            .any(|cell| cell.residents > 0.0 && cell.position.distance_m(position) <= question.most_m)
    };
    for (_, node) in all {
        let here = position(node);
        let apart = chosen.iter().all(|(_, other)| other.distance_m(here) >= question.spacing_m);
        if chosen.len() < question.junctions && apart && near_people(here) {
            chosen.push((NodeId::new(node), here));
        }
    }
    chosen.into_iter().map(|(node, _)| node).collect()
}
