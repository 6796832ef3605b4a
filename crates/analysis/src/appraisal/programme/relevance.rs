//! Which projects can matter to which cell, whatever else is built.
//!
//! With all projects in the network no way is longer than with some of them. So a project can only
//! change a cell's time to a service if, in that fastest network, the way over one of its edges is
//! shorter than the cell's time without any project, and within the longest time of any worth. All
//! other projects are left out of the cell's own small game: that is exact, not a heuristic. It takes one
//! search a project and service. Projects that make something slower break the argument: then all matter.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Programme, ProjectSet, Question};
use crate::appraisal::{Evaluator, ServiceSet, TimesQuery};
use tongda_foundation::direction::Direction;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{NodeId, SegmentId, Snap};
use tongda_network::scenario::View;

/// What can matter to whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Relevance {
    /// By cell the projects that can matter to it; none where its worth is the same with all projects and with none.
    pub(super) sets: Vec<ProjectSet>,
    /// The services that can matter to any of those cells.
    pub(super) services: Vec<usize>,
    /// By cell those that can matter to it: a bit for each, in their order; the last bit stands for all from the 64th on.
    pub(super) needed: Vec<u64>,
    /// By project the time by which it could be nearer at best, added up over cells and services: which to look at first.
    pub(super) saves_ms: Vec<u64>,
}

/// What of a programme can matter to whom; `none` and `all` are the cells' times with none and with all of it.
pub(super) fn relevant(
    evaluator: &Evaluator<'_>,
    programme: &Programme<'_>,
    question: &Question,
    none: &[TravelTime],
    all: &[TravelTime],
) -> Relevance {
    let cells = &evaluator.study().cells.cells;
    let mut found = Relevance {
        sets: vec![0; cells.len()],
        services: services(evaluator, question),
        needed: vec![0; cells.len()],
        saves_ms: vec![0; programme.players.len()],
    };
    let counts = |cell: usize| cells[cell].residents > 0.0;
    if !only_adds(evaluator, programme) {
        found.needed.fill(u64::MAX);
        let placed = |cell: usize| counts(cell) && evaluator.cells()[cell].is_some();
        found.sets = (0..cells.len()).map(|cell| if placed(cell) { programme.all() } else { 0 }).collect();
        return found;
    }
    let open = |cell: usize| counts(cell) && question.worth(none[cell]) < question.worth(all[cell]);
    let open: Vec<usize> = (0..cells.len()).filter(|&cell| open(cell)).collect();
    if open.is_empty() {
        return found;
    }
    let fastest = View::new(evaluator.network(), &programme.scenario(programme.all()));
    let differences: Vec<Difference> = (0..programme.players.len())
        .into_par_iter()
        .map(|player| Difference::of(evaluator, programme, &fastest, player))
        .collect();
    for service in std::mem::take(&mut found.services) {
        let before = evaluator.time_to_all(&TimesQuery::new(ServiceSet::One(service), &programme.scenario(0)));
        // A cell's time to the whole circle is never below `all`: services that are nearer anyway do not matter.
        let matters = |cell: usize| before[cell] > question.floor(all[cell]);
        let open: Vec<usize> = open.iter().copied().filter(|&cell| matters(cell)).collect();
        if open.is_empty() {
            continue;
        }
        for &cell in &open {
            found.needed[cell] |= 1 << found.services.len().min(63);
        }
        found.services.push(service);
        let onward = Onward::new(evaluator, programme, &fastest, service);
        let shorter: Vec<Vec<(usize, u64)>> = differences
            .par_iter()
            .enumerate()
            .map(|(player, difference)| {
                let over = onward.over(evaluator, programme, difference, player, question.limit());
                let saved = |&cell: &usize| {
                    let shorter = difference.own.binary_search(&cell).is_ok() || over[cell] < before[cell];
                    shorter.then(|| (cell, u64::from(before[cell].ms().saturating_sub(over[cell].ms()))))
                };
                open.iter().filter_map(saved).collect()
            })
            .collect();
        for (player, cells) in shorter.into_iter().enumerate() {
            for (cell, saved) in cells {
                found.sets[cell] |= 1 << player;
                // A cell that had no way at all counts like one of some hours.
                found.saves_ms[player] += saved.min(10_000_000);
            }
        }
    }
    found
}

/// Whether no project of the programme makes anything slower.
pub(super) fn only_adds(evaluator: &Evaluator<'_>, programme: &Programme<'_>) -> bool {
    let network = evaluator.network();
    (0..programme.players.len()).all(|player| {
        let added = programme.added(player).is_none_or(|add| View::new(network, &[add]).only_adds());
        let removed = programme.removed(player).is_none_or(|remove| {
            let view = View::new(network, &[remove]);
            view.changes().all(|edge| edge.index() < network.edge_count() && view.cost(edge) >= network.cost(edge))
        });
        added && removed
    })
}

/// The services that a question is about.
fn services(evaluator: &Evaluator<'_>, question: &Question) -> Vec<usize> {
    let services = &evaluator.study().services;
    question.service.map_or_else(|| (0..services.len()).filter(|&service| services[service].circle).collect(), |one| vec![one])
}

/// What the fastest network has by one project.
struct Difference {
    /// Where each edge begins, where it ends, and its cost.
    edges: Vec<(NodeId, NodeId, TravelTime)>,
    /// Old segments with an edge among them.
    segments: Vec<SegmentId>,
    /// Cells that lie on those, ascending: their ways may use a part of an edge.
    own: Vec<usize>,
}

impl Difference {
    fn of(evaluator: &Evaluator<'_>, programme: &Programme<'_>, fastest: &View<'_>, player: usize) -> Self {
        let network = evaluator.network();
        let without = View::new(network, &programme.scenario(programme.all() & !(1 << player)));
        // An added vertex has another number in each view, and the same place.
        let key = |view: &View<'_>, node: NodeId| {
            let position = view.position(node);
            let number = (node.index() < network.node_count()).then_some(node.index());
            (number, position.lon().to_bits(), position.lat().to_bits())
        };
        let mut others: FxHashMap<_, u32> = FxHashMap::default();
        for edge in without.changes().filter(|edge| edge.index() >= network.edge_count()).filter_map(|id| without.edge(id)) {
            *others.entry((key(&without, edge.source), key(&without, edge.target), edge.cost)).or_default() += 1;
        }
        let (mut edges, mut segments) = (Vec::new(), Vec::new());
        for id in fastest.changes().chain(without.changes().filter(|id| id.index() < network.edge_count())) {
            let Some(edge) = fastest.edge(id) else { continue };
            let is_own = if let Some(raw) = network.graph().raw_edges().get(id.index()) {
                let own = edge.cost < without.cost(id);
                segments.extend(own.then_some(raw.weight.segment));
                own
            } else {
                let count = others.get_mut(&(key(fastest, edge.source), key(fastest, edge.target), edge.cost));
                count.filter(|count| **count > 0).map(|count| *count -= 1).is_none()
            };
            if is_own {
                edges.push((edge.source, edge.target, edge.cost));
            }
        }
        segments.sort_unstable();
        segments.dedup();
        let mut own: Vec<usize> = evaluator.cells.under(fastest).on_segments(&segments).collect();
        own.sort_unstable();
        Self { edges, segments, own }
    }
}

/// Times from every vertex to a service in the fastest network.
struct Onward<'v> {
    fastest: &'v View<'v>,
    service: usize,
    times: Vec<TravelTime>,
    facilities: Vec<Snap>,
}

impl<'v> Onward<'v> {
    fn new(evaluator: &Evaluator<'_>, programme: &Programme<'_>, fastest: &'v View<'v>, service: usize) -> Self {
        let mut facilities: Vec<Snap> = evaluator.facilities()[service].clone();
        let added = programme.scenario(programme.all());
        let added = added.iter().flat_map(|resolved| &resolved.facilities);
        let of_service = added.filter(|facility| facility.service == evaluator.study().services[service].id);
        facilities.extend(of_service.filter_map(|facility| evaluator.snap(facility.position).ok()));
        let sources: Vec<(NodeId, TravelTime)> = facilities.iter().flat_map(|facility| ways_to(fastest, facility)).collect();
        let mut searcher = evaluator.pool.take();
        let reach = searcher.search(fastest, Direction::Backward, sources, TravelTime::UNREACHED);
        let times = (0..fastest.node_count()).map(|node| reach.time(NodeId::new(node))).collect();
        Self { fastest, service, times, facilities }
    }

    /// By cell the shortest time over an edge of the project, or to a facility that it adds.
    fn over(
        &self,
        evaluator: &Evaluator<'_>,
        programme: &Programme<'_>,
        difference: &Difference,
        player: usize,
        limit: TravelTime,
    ) -> Vec<TravelTime> {
        let mut onward: Vec<(NodeId, TravelTime)> =
            difference.edges.iter().map(|&(from, to, cost)| (from, cost + self.times[to.index()])).collect();
        let ends_inside = |facility: &Snap| facility.spots().any(|spot| difference.segments.binary_search(&spot.segment).is_ok());
        if self.facilities.iter().any(ends_inside) {
            // A way may end within one of the edges: its beginning is as near as that can be.
            onward.extend(difference.edges.iter().map(|&(from, ..)| (from, TravelTime::ZERO)));
        }
        let cells = evaluator.cells.under(self.fastest);
        let mut beside = Vec::new();
        let service = &evaluator.study().services[self.service].id;
        let added = programme.added(player).into_iter().flat_map(|changes| &changes.facilities);
        for facility in added.filter(|facility| facility.service == *service) {
            let Ok(snap) = evaluator.snap(facility.position) else { continue };
            onward.extend(ways_to(self.fastest, &snap));
            beside.extend(snap.spots().map(|spot| spot.segment));
        }
        let mut times = cells.over(self.fastest, &onward, limit, &mut evaluator.pool.take());
        cells.on_segments(&beside).for_each(|cell| times[cell] = TravelTime::ZERO);
        times
    }
}

/// The ways out of the graph to a facility.
fn ways_to(view: &View<'_>, facility: &Snap) -> Vec<(NodeId, TravelTime)> {
    let ends = view.terminals(facility, Direction::Backward).into_iter();
    ends.map(|(node, time, _)| (node, time + facility.off_network)).collect()
}

impl Question {
    /// Below which time a service does not matter to a cell whose time to the whole is never below `least`.
    fn floor(&self, least: TravelTime) -> TravelTime {
        match self.value {
            super::Value::Residents => self.limit(),
            super::Value::PersonMinutes(_) => least,
        }
    }
}
