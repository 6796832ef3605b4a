//! What cells reach: facilities of a service, residents, or weighted points of a table.

use super::Evaluator;
use crate::access::OdTimes;
use tongda_foundation::position::LonLat;
use tongda_network::network::Snap;
use tongda_network::scenario::{Resolved, View};

/// Opportunities that access is measured to.
#[derive(Clone, Debug)]
pub enum Opportunities {
    /// The facilities of a service by its position in the study, one each; those that a scenario adds
    /// count in that scenario.
    Service(usize),
    /// The residents of all cells.
    Residents,
    /// Points with what is there.
    Points(Vec<(LonLat, f64)>),
}

/// Times from every cell to some opportunities under a scenario, and what is there.
#[derive(Clone, Debug)]
pub struct Reachable {
    /// From cells (rows) to opportunities (columns).
    pub times: OdTimes,
    /// What is at each opportunity.
    pub supply: Vec<f64>,
    /// Opportunities that are not on the network, with the reason.
    pub lost: Vec<String>,
}

impl Evaluator<'_> {
    /// Times from every cell to every one of `opportunities` under `scenarios`, applied in order.
    ///
    /// Takes four bytes a pair.
    #[must_use]
    pub fn reachable(&self, opportunities: &Opportunities, scenarios: &[&Resolved]) -> Reachable {
        let Placed { snaps, supply, lost } = self.placed(opportunities, scenarios);
        Reachable { times: self.pairs_with(&snaps, scenarios), supply, lost }
    }

    /// The same for several kinds of opportunities, by one preparation of the network for all of them.
    #[must_use]
    pub fn reachable_each(&self, opportunities: &[Opportunities], scenarios: &[&Resolved]) -> Vec<Reachable> {
        let placed: Vec<Placed> = opportunities.iter().map(|one| self.placed(one, scenarios)).collect();
        let snaps: Vec<Option<Snap>> = placed.iter().flat_map(|one| one.snaps.iter().copied()).collect();
        let all = self.pairs_with(&snaps, scenarios);
        let mut first = 0;
        let one = |Placed { snaps, supply, lost }: Placed| {
            let columns = first..first + snaps.len();
            first = columns.end;
            Reachable { times: all.columns(columns), supply, lost }
        };
        placed.into_iter().map(one).collect()
    }

    fn pairs_with(&self, positions: &[Option<Snap>], scenarios: &[&Resolved]) -> OdTimes {
        let view = View::new(self.network(), scenarios);
        OdTimes::from_cells(&view, &self.hierarchy(&view), &self.cells, positions, &self.sweepers)
    }

    fn placed(&self, opportunities: &Opportunities, scenarios: &[&Resolved]) -> Placed {
        let mut lost = Vec::new();
        let mut placed = |position: LonLat, what: &str| -> Option<Snap> {
            self.snap(position).map_err(|reason| lost.push(format!("{what} at {position}: {reason}"))).ok()
        };
        let (snaps, supply): (Vec<Option<Snap>>, Vec<f64>) = match opportunities {
            Opportunities::Service(service) => {
                let added = scenarios.iter().flat_map(|resolved| &resolved.facilities);
                let added = added.filter(|facility| facility.service == self.study().services[*service].id);
                let added: Vec<Option<Snap>> = added.map(|facility| placed(facility.position, &facility.name)).collect();
                let here = self.facilities()[*service].iter().copied().map(Some);
                here.chain(added).map(|snap| (snap, 1.0)).unzip()
            }
            Opportunities::Residents => {
                let cells = self.cells().iter().zip(&self.study().cells.cells);
                cells.map(|(snap, cell)| (*snap, cell.residents)).unzip()
            }
            Opportunities::Points(points) => {
                points.iter().map(|(position, supply)| (placed(*position, "a point"), *supply)).unzip()
            }
        };
        Placed { snaps, supply, lost }
    }
}

/// Opportunities joined to the network.
struct Placed {
    snaps: Vec<Option<Snap>>,
    supply: Vec<f64>,
    lost: Vec<String>,
}
