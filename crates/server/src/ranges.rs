//! The ranges of a gain in the exported report, from the same other assumptions as in `tongda compare`: speeds
//! and delays, roads that are assumed, and where junctions will be.

use std::sync::Arc;

use rayon::prelude::*;

use super::export::DRAWING;
use super::work::Wanted;
use super::world::{Drawing, World};
use tongda_analysis::appraisal::{self, Assessor, Comparison, Proposal, Sensitivity};
use tongda_analysis::study::Projects;
use tongda_foundation::progress::Silent;
use tongda_network::network::Network;
use tongda_network::scenario::resolve;

/// How many times junctions are moved: as many as `compare` does without `--draws`.
const DRAWS: u64 = 10;

/// A study's network without the roads tagged `assumed=yes`.
#[derive(Debug)]
pub(super) struct Plain {
    network: Network,
    projects: Projects,
}

/// What the report needs beside the comparison.
pub(super) struct Ranges {
    pub(super) sensitivity: Vec<Sensitivity>,
    pub(super) without_assumed: Option<Comparison>,
}

impl Ranges {
    /// The ranges of the one item of `comparison`; `None` when nobody waits any more.
    ///
    /// A drawing over a dated network, and such a network itself, are no items of `compare`: of them there is
    /// the range of speeds alone.
    pub(super) fn new(
        world: &World,
        comparison: &Comparison,
        drawing: Option<&Drawing>,
        year: Option<i32>,
        wanted: &Wanted,
    ) -> Option<Self> {
        let study = &world.scene.study;
        let assessor = world.assessor_of(drawing);
        if year.is_some() {
            let sensitivity = appraisal::sensitivity(&assessor, comparison, None, &[], &[], &Silent);
            return Some(Self { sensitivity, without_assumed: None });
        }
        let proposals: Vec<Proposal> =
            drawing.map(|drawing| Proposal { id: DRAWING.to_owned(), changes: drawing.changes.clone() }).into_iter().collect();
        let without_assumed = match world.plain() {
            Some(plain) => Some(without_assumed(world, &plain, comparison, drawing, wanted)?),
            None => None,
        };
        let moved: Option<Vec<Projects>> = (0..DRAWS)
            .into_par_iter()
            .map(|draw| wanted.goes_on().then(|| study.resolve_moved(&world.scene.network, draw).0))
            .collect();
        let sensitivity = appraisal::sensitivity(&assessor, comparison, without_assumed.as_ref(), &moved?, &proposals, &Silent);
        Some(Self { sensitivity, without_assumed })
    }
}

impl Plain {
    /// `None` where no road is assumed, or the rest is no network.
    pub(super) fn new(world: &World) -> Option<Self> {
        let scene = world.scene;
        if scene.network.report().assumed_ways == 0 {
            return None;
        }
        let network = scene.study.network_without_assumed(&scene.extract).ok()?;
        let (projects, _) = scene.study.resolve_possible(&network);
        Some(Self { network, projects })
    }
}

/// The same item where no road is assumed; none where it cannot be joined then.
fn without_assumed(
    world: &World,
    plain: &Plain,
    comparison: &Comparison,
    drawing: Option<&Drawing>,
    wanted: &Wanted,
) -> Option<Comparison> {
    let Plain { network, projects } = plain;
    let study = &world.scene.study;
    let changes = drawing.and_then(|drawing| resolve(network, &drawing.modifications, super::world::drawing_path()).ok());
    let proposals: Vec<Proposal> =
        changes.map(|changes| Proposal { id: DRAWING.to_owned(), changes: study.of_mode(changes) }).into_iter().collect();
    let assessor = Assessor::new(study, network, projects, &proposals, &world.scene.facilities.all);
    let mut other = Comparison { items: Vec::new(), ..comparison.clone() };
    for case in appraisal::cases(study, projects, &proposals) {
        let Some(item) = comparison.items.iter().find(|item| item.id == case.id) else { continue };
        let before = Arc::new(assessor.times_while(&case.before, || wanted.goes_on())?);
        let after = Arc::new(assessor.times_while(&case.after, || wanted.goes_on())?);
        let within = [&before, &after].map(|times| assessor.residents_by_service(times));
        other.items.push(appraisal::Item { before, after, within, ..item.clone() });
    }
    Some(other)
}
