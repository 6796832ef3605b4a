//! The people of a study: read, or spread over the land around the seats of their townships.

use rayon::prelude::*;

use super::Study;
use super::config::PeopleEntry;
use super::files::Files;
use crate::people::{Cells, Dasymetric, DasymetricRule, Districts, read_cells, snap_on_own_land};
use tongda_foundation::direction::Direction;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::units::TravelTime;
use tongda_network::network::{Network, Snap, Snapper};
use tongda_network::scenario::View;
use tongda_search::Dijkstra;

/// Cells, and what they were spread from if they were and the study draws no districts.
pub(super) fn read_people(files: &Files, entry: &PeopleEntry) -> Result<(Cells, Option<Dasymetric>), Problems> {
    let wrong = |message: &str| Problems::from(Error::new(ErrorKind::Study, message).in_file(files.path("study.toml")));
    let districts = entry.boundaries.as_ref().map(|name| Districts::read(&files.read(name)?, &files.path(name))).transpose()?;
    if let Some(cells) = &entry.cells {
        let mut cells = read_cells(&files.read(cells)?, &files.path(cells))?;
        if let Some(land) = &entry.land {
            cells = cells.on_land(&files.read(land)?, &files.path(land))?;
        }
        if let Some(districts) = &districts {
            districts.name(&mut cells);
        }
        return Ok((cells, None));
    }
    let (Some(townships), Some(land)) = (&entry.townships, &entry.land) else {
        return Err(wrong("[people] needs either cells, or townships and land"));
    };
    let (Some(cell_m), Some(seat_share), Some(seat_radius_km)) = (entry.cell_m, entry.seat_share, entry.seat_radius_km) else {
        return Err(wrong("[people] needs cell_m, seat_share and seat_radius_km to spread townships"));
    };
    let rule = DasymetricRule { cell_m, seat_share, seat_radius_km };
    let spread = Dasymetric::read(&files.read(townships)?, &files.path(townships), &files.read(land)?, &files.path(land), rule)?;
    match districts {
        Some(districts) => Ok((spread.cells(&spread.within(&districts))?, None)),
        None => Ok((spread.cells(&spread.nearest())?, Some(spread))),
    }
}

impl Study {
    /// Assigns every cell to the township whose centre is nearest by time on `network`, and spreads the residents
    /// anew; does nothing where cells are given or districts drawn.
    ///
    /// Cells that reach no centre belong to the nearest by straight distance.
    ///
    /// # Errors
    /// Centres that are left without land.
    pub(super) fn assign_by_time(&mut self, network: &Network) -> Result<(), Problems> {
        if let Some(spread) = &self.spread {
            self.cells = spread.cells(&spread.nearest_or(&nearest_seats(spread, network)))?;
        }
        Ok(())
    }
}

/// The seat that is nearest to each plot by time, from one search from all seats.
fn nearest_seats(spread: &Dasymetric, network: &Network) -> Vec<Option<usize>> {
    let view = View::base(network);
    let snapper = Snapper::new(network, []);
    let snap = |position| snap_on_own_land(&snapper, Some(spread.land()), position).ok();
    let seats: Vec<Option<Snap>> = spread.seats().map(snap).collect();
    let mut sources = Vec::new();
    for (seat, snap) in seats.iter().enumerate() {
        let Some(snap) = snap else { continue };
        let ends = view.terminals(snap, Direction::Backward).into_iter();
        sources.extend(ends.map(|(node, time, _)| (time + snap.off_network, node, seat)));
    }
    // Of two seats at one vertex the nearer one, and then the first, has it.
    sources.sort_unstable();
    let mut searcher = Dijkstra::default();
    let starts = sources.iter().map(|&(time, node, _)| (node, time));
    let reach = searcher.search(&view, Direction::Backward, starts, TravelTime::UNREACHED);
    let mut label: Vec<Option<usize>> = vec![None; view.node_count()];
    for (node, _) in reach.settled() {
        label[node.index()] = match reach.via(node).and_then(|edge| view.edge(edge)) {
            Some(edge) => label[edge.target.index()],
            None => sources.iter().find(|(_, other, _)| *other == node).map(|(_, _, seat)| *seat),
        };
    }
    let positions: Vec<_> = spread.plots().collect();
    let nearest = |position| {
        let plot = snap(position)?;
        let over = view.terminals(&plot, Direction::Forward).into_iter();
        let over = over.map(|(node, time, _)| (reach.time(node) + time, label[node.index()]));
        let beside = seats.iter().enumerate().filter_map(|(seat, snap)| {
            let snap = snap.filter(|snap| snap.segment == plot.segment)?;
            Some((view.direct(&plot, &snap)?.0 + snap.off_network, Some(seat)))
        });
        let (time, seat) = over.chain(beside).min()?;
        seat.filter(|_| time.is_reached())
    };
    positions.into_par_iter().map(nearest).collect()
}
