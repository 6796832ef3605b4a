//! Ranges of a gain in the exported report, under the assumptions that `tongda compare` varies: speeds and
//! delays, assumed roads, and the positions of junctions.

use std::sync::Arc;

use rayon::prelude::*;

use super::export::DRAWING;
use super::jobs::CancelToken;
use super::session::{Drawing, Session};
use tongda_analysis::appraisal::{self, Comparison, Proposal, Sensitivity, TimesQuery};
use tongda_analysis::study::Projects;
use tongda_analysis::workspace::WithoutAssumedRoads;
use tongda_foundation::progress::Silent;
use tongda_network::scenario::resolve;

/// How many times junctions are moved: as many as `compare` does without `--draws`.
const DRAWS: u64 = 10;

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
        session: &Session,
        comparison: &Comparison,
        drawing: Option<&Drawing>,
        year: Option<i32>,
        cancel: &CancelToken,
    ) -> Option<Self> {
        let study = &session.workspace.study;
        let evaluator = session.assessor_of(drawing);
        if year.is_some() {
            let sensitivity = appraisal::sensitivity(&evaluator, comparison, None, &[], &[], &Silent);
            return Some(Self { sensitivity, without_assumed: None });
        }
        let proposals: Vec<Proposal> =
            drawing.map(|drawing| Proposal { id: DRAWING.to_owned(), changes: drawing.changes.clone() }).into_iter().collect();
        let without_assumed = match session.without_assumed() {
            Some(other) => Some(compare_without_assumed(session, &other, comparison, drawing, cancel)?),
            None => None,
        };
        let moved: Option<Vec<Projects>> = (0..DRAWS)
            .into_par_iter()
            .map(|draw| cancel.is_wanted().then(|| study.resolve_moved(&session.workspace.network, draw).0))
            .collect();
        let sensitivity = appraisal::sensitivity(&evaluator, comparison, without_assumed.as_ref(), &moved?, &proposals, &Silent);
        Some(Self { sensitivity, without_assumed })
    }
}

/// The same item where no road is assumed; none where it cannot be joined then.
fn compare_without_assumed(
    session: &Session,
    without_assumed: &WithoutAssumedRoads,
    comparison: &Comparison,
    drawing: Option<&Drawing>,
    cancel: &CancelToken,
) -> Option<Comparison> {
    let WithoutAssumedRoads { network, projects } = without_assumed;
    let study = &session.workspace.study;
    let changes = drawing.and_then(|drawing| resolve(network, &drawing.modifications, super::session::drawing_path()).ok());
    let proposals: Vec<Proposal> =
        changes.map(|changes| Proposal { id: DRAWING.to_owned(), changes: study.of_mode(changes) }).into_iter().collect();
    let evaluator = without_assumed.evaluator(session.workspace, &proposals);
    let mut other = Comparison { items: Vec::new(), ..comparison.clone() };
    for case in appraisal::cases(study, projects, &proposals) {
        let Some(item) = comparison.items.iter().find(|item| item.id == case.id) else { continue };
        let before = Arc::new(evaluator.times(&TimesQuery::all(&case.before).while_wanted(&|| cancel.is_wanted()))?);
        let after = Arc::new(evaluator.times(&TimesQuery::all(&case.after).while_wanted(&|| cancel.is_wanted()))?);
        let within = [&before, &after].map(|times| evaluator.residents_by_service(times));
        other.items.push(appraisal::Item { before, after, within, ..item.clone() });
    }
    Some(other)
}
