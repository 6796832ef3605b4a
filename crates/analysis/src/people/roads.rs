//! People where nothing but an extract is known: the population tags of its places, spread over
//! residential streets. A model, and labelled so.

use std::collections::BTreeMap;

use super::apportion::apportion;
use super::cells::Cell;
use super::grid::Grid;
use tongda_foundation::position::LonLat;
use tongda_network::osm::{Extract, Settlement};

/// Streets that people live on.
const STREETS: [&str; 4] = ["residential", "living_street", "unclassified", "road"];
/// Places whose `population` counts; parts of places are left out, as they would count twice.
const PLACES: [&str; 5] = ["city", "town", "village", "hamlet", "isolated_dwelling"];
/// Residents by metre of street where no place of the extract has a population.
const RESIDENTS_PER_M: f64 = 0.1;

/// Cells from an extract alone.
#[derive(Clone, Debug)]
pub struct StreetCells {
    /// The cells, from south to north and west to east; their township is the place they belong to.
    pub cells: Vec<Cell>,
    /// What they are, in one sentence.
    pub rule: String,
}

/// Metres of street in a cell, and the sum of metres times position.
#[derive(Clone, Copy, Debug, Default)]
struct Streets {
    metres: f64,
    lon: f64,
    lat: f64,
}

/// Spreads the population of each place over the cells that are nearest to it, in proportion to
/// their metres of residential street; without any population, 100 residents a kilometre of street.
///
/// `cell_m` is the side of a cell in metres. Totals are conserved; persons are whole.
#[must_use]
pub fn cells_from_streets(extract: &Extract, cell_m: f64) -> StreetCells {
    let lats = || (0..extract.node_count()).map(|node| extract.node_place(node).lat());
    let grid = Grid::new(f64::midpoint(lats().fold(90.0, f64::min), lats().fold(-90.0, f64::max)), cell_m);
    let streets = streets(extract, &grid);
    let positions: Vec<(&Settlement, u64)> = extract
        .settlements
        .iter()
        .filter(|position| PLACES.contains(&position.kind.as_str()))
        .filter_map(|position| Some((position, position.population.filter(|&population| population > 0)?)))
        .collect();
    let mut cells: Vec<Cell> = streets
        .iter()
        .filter_map(|(&(row, column), streets)| {
            let area_km2 = cell_m.powi(2) * grid.ground_scale(row) / 1e6;
            let position = LonLat::new(streets.lon / streets.metres, streets.lat / streets.metres)?;
            let (id, residents) = (Grid::id(column, row), (streets.metres * RESIDENTS_PER_M).round());
            Some(Cell { id, position, residents, area_km2, township: String::new(), county: String::new() })
        })
        .collect();
    if positions.is_empty() {
        let rule = format!(
            "ASSUMED: no place of the extract has a population; {:.0} residents a kilometre of residential street, in cells of {cell_m} m",
            RESIDENTS_PER_M * 1000.0
        );
        return StreetCells { cells, rule };
    }
    let metres: Vec<f64> = streets.values().map(|streets| streets.metres).collect();
    let owner = |cell: &Cell| nearest(positions.iter().map(|(position, _)| position.position), cell.position);
    let owners: Vec<usize> = cells.iter().map(owner).collect();
    let mut residents = vec![0; cells.len()];
    for (index, (position, population)) in positions.iter().enumerate() {
        let mut own: Vec<usize> = (0..cells.len()).filter(|&i| owners[i] == index).collect();
        if own.is_empty() && !cells.is_empty() {
            own.push(nearest(cells.iter().map(|cell| cell.position), position.position));
        }
        let weights: Vec<f64> = own.iter().map(|&i| metres[i]).collect();
        for (&i, persons) in own.iter().zip(apportion(*population, &weights)) {
            residents[i] += persons;
        }
    }
    for ((cell, residents), owner) in cells.iter_mut().zip(residents).zip(owners) {
        #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^52")]
        let persons = residents as f64;
        cell.residents = persons;
        cell.township.clone_from(&positions[owner].0.name);
    }
    let rule = format!(
        "MODELLED: the population tags of {} places, spread over the cells of {cell_m} m nearest to each by metres of residential street",
        positions.len()
    );
    StreetCells { cells, rule }
}

/// Which of `places` is nearest, the first of equals.
fn nearest(positions: impl Iterator<Item = LonLat>, position: LonLat) -> usize {
    let distances = positions.map(|other| other.distance_m(position)).enumerate();
    distances.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(index, _)| index)
}

/// Streets by row and column.
fn streets(extract: &Extract, grid: &Grid) -> BTreeMap<(i32, i32), Streets> {
    let mut all: BTreeMap<(i32, i32), Streets> = BTreeMap::new();
    for way in &extract.ways {
        if !extract.way_tags(way).get("highway").is_some_and(|class| STREETS.contains(&class)) {
            continue;
        }
        let positions: Vec<Option<LonLat>> =
            extract.refs(way).iter().map(|&id| extract.node_index(id).map(|index| extract.node_place(index))).collect();
        for pair in positions.windows(2) {
            let [Some(from), Some(to)] = pair else { continue };
            let (middle, metres) = (from.towards(*to, 0.5), from.distance_m(*to));
            let [x, y] = grid.plane().project(middle);
            let cell = all.entry((grid.number(y), grid.number(x))).or_default();
            cell.metres += metres;
            cell.lon += metres * middle.lon();
            cell.lat += metres * middle.lat();
        }
    }
    all.retain(|_, streets| streets.metres > 0.0);
    all
}
