//! Where new facilities of a service would serve residents best.

use std::fmt;
use std::str::FromStr;

use super::location::{Location, Sites};
use crate::appraisal::{Evaluator, Opportunities, ServiceSet, TimesQuery};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::scenario::Resolved;

/// What is wanted of the sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Most residents within the minutes, who are not already.
    MaximalCoverage,
    /// Most person-minutes saved; ways longer than the minutes count as long as those.
    PMedian,
    /// Fewest sites that cover a share of what all sites can cover.
    SetCover,
}

/// A question about sites.
#[derive(Clone, Copy, Debug)]
pub struct FacilityQuestion {
    /// The service by its position in the study.
    pub service: usize,
    /// What is wanted.
    pub method: Method,
    /// How many sites; without effect for a set cover.
    pub count: usize,
    /// The minutes of the method.
    pub minutes: f64,
    /// The share that a set cover covers, above 0 and at most 1.
    pub share: f64,
    /// After so many steps a proof is given up.
    pub most_nodes: u64,
}

/// Chooses among `places`; the fewest sites that there could be is told for a set cover.
///
/// Existing facilities, and those of `baseline`, serve whom they serve. Sites off the network serve nobody.
#[must_use]
pub fn facilities(
    evaluator: &Evaluator<'_>,
    baseline: &[&Resolved],
    positions: &[LonLat],
    question: &FacilityQuestion,
) -> (Location, Option<usize>) {
    let cells = &evaluator.study().cells.cells;
    let reachable =
        evaluator.reachable(&Opportunities::Points(positions.iter().map(|&position| (position, 1.0)).collect()), baseline);
    let limit = TravelTime::from_seconds(question.minutes * 60.0);
    let worth = |time: TravelTime| match question.method {
        Method::PMedian => time.minutes().map_or(0.0, |minutes| (question.minutes - minutes).max(0.0)),
        Method::MaximalCoverage | Method::SetCover => f64::from(u8::from(time <= limit)),
    };
    let now = evaluator.time_to_all(&TimesQuery::new(ServiceSet::One(question.service), baseline));
    let now: Vec<f64> = now.into_iter().map(worth).collect();
    let mut sites = Sites { worth: vec![Vec::new(); positions.len()], points: cells.len() };
    for ((point, row), (cell, now)) in (0_u32..).zip(reachable.times.rows()).zip(cells.iter().zip(&now)) {
        for (site, &time) in sites.worth.iter_mut().zip(row) {
            let more = (worth(time) - now) * cell.residents;
            if more > 0.0 {
                site.push((point, more));
            }
        }
    }
    match question.method {
        Method::SetCover => {
            let (found, least) = sites.fewest(question.share, question.most_nodes);
            (found, Some(least))
        }
        Method::MaximalCoverage | Method::PMedian => (sites.best(question.count, question.most_nodes), None),
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MaximalCoverage => "maximal-coverage",
            Self::PMedian => "p-median",
            Self::SetCover => "set-cover",
        })
    }
}

impl FromStr for Method {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "maximal-coverage" => Ok(Self::MaximalCoverage),
            "p-median" => Ok(Self::PMedian),
            "set-cover" => Ok(Self::SetCover),
            _ => Err(format!("\"{text}\" is not one of maximal-coverage, p-median, set-cover")),
        }
    }
}
