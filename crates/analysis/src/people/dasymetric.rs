//! Residents of townships spread over the land around their seats: a model, by a rule that is stated.

use std::path::{Path, PathBuf};

use super::apportion::apportion;
use super::cells::{Cell, CellSource, Cells};
use super::districts::Districts;
use super::grid::Grid;
use super::land::{Part, read_land};
use super::land_share::pieces;
use super::shore::{Land, SHORE_M};
use super::summary::{CountySummary, DasymetricSummary, SeatPlace};
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::table::{Row, Table};

/// How far from the seats cells are looked for, in metres.
const MARGIN_M: f64 = 30_000.0;
/// Cells with less land than this share are left out.
const LEAST_LAND: f64 = 0.01;
/// The most cells that are looked at.
const MOST_CELLS: u64 = 20_000_000;

/// How residents are spread over the land of their township.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DasymetricRule {
    /// Side of a cell in metres, 50 to 20,000.
    pub cell_m: f64,
    /// Share of residents who live near the seat, 0 to 1.
    pub seat_share: f64,
    /// What near is, in kilometres, above 0.
    pub seat_radius_km: f64,
}

/// A seat with residents, or one outside the study area (`residents` is none).
#[derive(Debug)]
struct Centre {
    line: u64,
    code: String,
    name: String,
    county: String,
    /// The Chinese names of both, empty when not given.
    names_zh: [String; 2],
    position: LonLat,
    point: [f64; 2],
    residents: Option<u64>,
}

/// A cell before its residents are known.
#[derive(Debug)]
struct Plot {
    id: String,
    position: LonLat,
    point: [f64; 2],
    area_km2: f64,
    part: usize,
}

/// Townships and the land they may lie on, before it is known which cell belongs to which.
#[derive(Debug)]
pub struct Dasymetric {
    rule: DasymetricRule,
    path: PathBuf,
    land: Land,
    seats: Vec<Centre>,
    plots: Vec<Plot>,
    /// Seats that a cell of each part of the land may belong to.
    on_part: Vec<Vec<usize>>,
}

impl Dasymetric {
    /// Reads townships and land.
    ///
    /// The table has the columns `code, name, county, lon, lat, residents`; a row without residents is
    /// a seat outside the study area. A cell may belong to the seats on its own polygon (or within 1 km
    /// of it), on a polygon without a seat to any.
    ///
    /// # Errors
    /// All rows and features that cannot be used.
    pub fn read(
        townships: &[u8],
        townships_path: &Path,
        land: &[u8],
        land_path: &Path,
        rule: DasymetricRule,
    ) -> std::result::Result<Self, Problems> {
        check(rule)?;
        let table = Table::read(townships, townships_path, &["code", "name", "county", "lon", "lat", "residents"])?;
        let mut problems = table.problems();
        let mut seats: Vec<Centre> = table.rows().filter_map(|row| problems.take(read_seat(row))).collect();
        problems.or_value(())?;

        let (south, north) = seats
            .iter()
            .fold((90.0_f64, -90.0_f64), |(low, high), seat| (low.min(seat.position.lat()), high.max(seat.position.lat())));
        let grid = Grid::new(f64::midpoint(south, north), rule.cell_m);
        for seat in &mut seats {
            seat.point = grid.plane().project(seat.position);
        }
        let parts = read_land(land, land_path, grid.plane())?;
        let plots = plots(&parts, &grid, &seats).map_err(|error| error.in_file(townships_path))?;
        let on_part = on_part(&parts, &seats);
        let land = Land::new(grid.plane(), parts);
        Ok(Self { rule, path: townships_path.to_owned(), land, seats, plots, on_part })
    }

    /// Where the seats are.
    #[must_use]
    pub fn seats(&self) -> impl ExactSizeIterator<Item = LonLat> + '_ {
        self.seats.iter().map(|seat| seat.position)
    }

    /// Where the cells are.
    #[must_use]
    pub fn plots(&self) -> impl ExactSizeIterator<Item = LonLat> + '_ {
        self.plots.iter().map(|plot| plot.position)
    }

    /// The land.
    #[must_use]
    pub const fn land(&self) -> &Land {
        &self.land
    }

    /// The seat that each cell belongs to by straight distance.
    #[must_use]
    pub fn nearest(&self) -> Vec<Option<usize>> {
        let nearest = |plot: &Plot| {
            let seats = self.on_part[plot.part].iter().copied();
            let distance2 = |seat: usize| distance2(plot.point, self.seats[seat].point);
            seats.min_by(|&a, &b| distance2(a).total_cmp(&distance2(b)).then(a.cmp(&b)))
        };
        self.plots.iter().map(nearest).collect()
    }

    /// The same, with the seat that `wanted` names for a cell wherever the cell may belong to it.
    #[must_use]
    pub fn nearest_or(&self, wanted: &[Option<usize>]) -> Vec<Option<usize>> {
        let fits = |plot: &Plot, seat: &usize| self.on_part[plot.part].contains(seat);
        let wanted = self.plots.iter().zip(wanted).map(|(plot, wanted)| wanted.filter(|seat| fits(plot, seat)));
        wanted.zip(self.nearest()).map(|(wanted, nearest)| wanted.or(nearest)).collect()
    }

    /// The seat that each cell belongs to by a district's polygon, and by straight distance outside all of them.
    #[must_use]
    pub fn within(&self, districts: &Districts) -> Vec<Option<usize>> {
        let seat = |plot: &Plot| {
            let district = districts.at(plot.position)?;
            self.seats.iter().position(|seat| seat.code == district.township || seat.name == district.township)
        };
        let wanted: Vec<Option<usize>> = self.plots.iter().map(seat).collect();
        wanted.into_iter().zip(self.nearest()).map(|(wanted, nearest)| wanted.or(nearest)).collect()
    }

    /// Spreads the residents of each seat over the cells that `owners` gives it.
    ///
    /// Of a seat's residents, `seat_share` live on its cells within `seat_radius_km`, the rest on its
    /// other cells, both in proportion to land. Persons are whole and each seat's total is conserved.
    ///
    /// # Errors
    /// Seats without land.
    pub fn cells(&self, owners: &[Option<usize>]) -> std::result::Result<Cells, Problems> {
        let mut cells_of = vec![Vec::new(); self.seats.len()];
        for (plot, owner) in owners.iter().enumerate() {
            if let Some(seat) = owner {
                cells_of[*seat].push(plot);
            }
        }
        let mut problems = Problems::default();
        let mut cells: Vec<(usize, Cell)> = Vec::new();
        for (seat, own) in self.seats.iter().zip(&cells_of) {
            let Some(residents) = seat.residents else { continue };
            if own.is_empty() && residents > 0 {
                let message =
                    format!("no land is nearest to {} at {}, so its residents cannot be placed", seat.name, seat.position);
                let error = Error::new(ErrorKind::Table, message).in_file(&self.path);
                problems.push(error.at(format!("line {}", seat.line)));
            }
            for (&plot, persons) in own.iter().zip(persons(seat, residents, own, &self.plots, self.rule)) {
                let Plot { id, position, area_km2, .. } = &self.plots[plot];
                #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^52")]
                let residents = persons as f64;
                let (township, county) = (seat.name.clone(), seat.county.clone());
                cells
                    .push((plot, Cell { id: id.clone(), position: *position, residents, area_km2: *area_km2, township, county }));
            }
        }
        cells.sort_by_key(|(plot, _)| *plot);
        let cells: Vec<Cell> = cells.into_iter().map(|(_, cell)| cell).collect();
        let source = CellSource::Dasymetric(summary(&self.seats, &cells, self.rule));
        problems.or_value(Cells { cells, source, land: Some(self.land.clone()) })
    }
}

fn check(rule: DasymetricRule) -> Result<()> {
    let fail = |message: String| Err(Error::new(ErrorKind::Study, message));
    if !(50.0..=20_000.0).contains(&rule.cell_m) {
        return fail(format!("cell_m = {} is not between 50 and 20000", rule.cell_m));
    }
    if !(0.0..=1.0).contains(&rule.seat_share) {
        return fail(format!("seat_share = {} is not between 0 and 1", rule.seat_share));
    }
    if !(rule.seat_radius_km > 0.0 && rule.seat_radius_km <= 1000.0) {
        return fail(format!("seat_radius_km = {} is not above 0 and at most 1000", rule.seat_radius_km));
    }
    Ok(())
}

fn read_seat(row: Row<'_>) -> Result<Centre> {
    let residents = match row.text("residents") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| row.error(format!("residents = \"{text}\" is not a whole number")))?),
    };
    Ok(Centre {
        line: row.line(),
        code: row.text("code").unwrap_or_default().to_owned(),
        name: row.required("name")?.to_owned(),
        county: row.text("county").unwrap_or_default().to_owned(),
        names_zh: ["name_zh", "county_zh"].map(|column| row.text(column).unwrap_or_default().to_owned()),
        position: row.position()?,
        point: [0.0; 2],
        residents,
    })
}

/// The cells with land around the seats, from north to south and west to east.
fn plots(parts: &[Part], grid: &Grid, seats: &[Centre]) -> Result<Vec<Plot>> {
    let points: Vec<[f64; 2]> = seats.iter().map(|seat| seat.point).collect();
    let window = grid.window(&points, MARGIN_M);
    if window.cell_count() > MOST_CELLS {
        let message = format!("the seats lie so far apart that {} cells would be needed", window.cell_count());
        return Err(Error::new(ErrorKind::Table, message).advise("make cell_m larger, or check the positions"));
    }
    let mut plots = Vec::new();
    let pieces = pieces(parts, grid, &window);
    for cell in pieces.chunk_by(|a, b| (a.row, a.column) == (b.row, b.column)) {
        let share: f64 = cell.iter().map(|piece| piece.share).sum();
        let Some(largest) = cell.first().filter(|_| share >= LEAST_LAND) else { continue };
        let Some(position) = grid.plane().unproject(largest.spot) else { continue };
        let area_km2 = share * grid.cell_m().powi(2) * grid.ground_scale(largest.row) / 1e6;
        plots.push(Plot {
            id: Grid::id(largest.column, largest.row),
            position,
            point: largest.spot,
            area_km2,
            part: largest.part,
        });
    }
    Ok(plots)
}

/// Seats that a cell of each part may belong to.
fn on_part(parts: &[Part], seats: &[Centre]) -> Vec<Vec<usize>> {
    parts
        .iter()
        .map(|part| (0..seats.len()).filter(|&seat| part.is_within(seats[seat].point, SHORE_M)).collect::<Vec<_>>())
        .map(|on| if on.is_empty() { (0..seats.len()).collect() } else { on })
        .collect()
}

fn distance2(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// Residents of each of a seat's plots.
fn persons(seat: &Centre, residents: u64, own: &[usize], plots: &[Plot], rule: DasymetricRule) -> Vec<u64> {
    let radius_m = rule.seat_radius_km * 1000.0;
    let near = |plot: &Plot| distance2(plot.point, seat.point) <= radius_m * radius_m;
    let area = |wanted: bool| -> f64 {
        own.iter().map(|&i| &plots[i]).filter(|plot| near(plot) == wanted).map(|plot| plot.area_km2).sum()
    };
    let (near_km2, far_km2) = (area(true), area(false));
    let near_share = if far_km2 <= 0.0 {
        1.0
    } else if near_km2 <= 0.0 {
        0.0
    } else {
        rule.seat_share
    };
    let weight = |plot: &Plot| {
        if near(plot) { near_share * plot.area_km2 / near_km2 } else { (1.0 - near_share) * plot.area_km2 / far_km2 }
    };
    apportion(residents, &own.iter().map(|&i| weight(&plots[i])).collect::<Vec<f64>>())
}

fn seat_place(seat: &Centre) -> SeatPlace {
    let [name_zh, county_zh] = seat.names_zh.clone();
    SeatPlace {
        names: [seat.name.clone(), name_zh],
        counties: [seat.county.clone(), county_zh],
        position: seat.position,
        residents: seat.residents,
    }
}

fn summary(seats: &[Centre], cells: &[Cell], rule: DasymetricRule) -> DasymetricSummary {
    let inside = || seats.iter().filter_map(|seat| Some((seat, seat.residents?)));
    let mut counties: Vec<CountySummary> = Vec::new();
    for (seat, residents) in inside() {
        match counties.iter_mut().find(|county| county.county == seat.county) {
            Some(county) => county.residents += residents,
            None => counties.push(CountySummary { county: seat.county.clone(), residents, area_km2: 0.0 }),
        }
    }
    for county in &mut counties {
        county.area_km2 = cells.iter().filter(|cell| cell.county == county.county).map(|cell| cell.area_km2).sum();
    }
    let cell_m = rule.cell_m;
    let rule = format!(
        "modelled: {:.0} % of a township's residents live within {} km of its seat, the rest evenly over its land, in cells of {} m",
        rule.seat_share * 100.0,
        rule.seat_radius_km,
        rule.cell_m
    );
    DasymetricSummary {
        seats: inside().count(),
        residents: inside().map(|(_, residents)| residents).sum(),
        area_km2: cells.iter().map(|cell| cell.area_km2).sum(),
        cell_m,
        rule,
        counties,
        centres: seats.iter().map(seat_place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAND: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[0.2,0],[0.2,0.1],[0,0.1],[0,0]]]}"#;
    const RULE: DasymetricRule = DasymetricRule { cell_m: 1000.0, seat_share: 0.5, seat_radius_km: 2.0 };

    fn run(rows: &str) -> std::result::Result<Cells, String> {
        let table = format!("code,name,county,lon,lat,residents\n{rows}");
        Dasymetric::read(table.as_bytes(), Path::new("people.csv"), LAND.as_bytes(), Path::new("land.geojson"), RULE)
            .and_then(|spread| spread.cells(&spread.nearest()))
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn totals_and_areas_are_conserved_exactly() {
        let cells = run("1,A,X,0.05,0.05,100003\n2,B,X,0.15,0.05,777\n").unwrap_or_else(|message| unreachable!("{message}"));
        let of = |name: &str| cells.cells.iter().filter(|cell| cell.township == name).map(|cell| cell.residents).sum::<f64>();
        assert!((of("A") - 100_003.0).abs() < 1e-9 && (of("B") - 777.0).abs() < 1e-9);
        let area: f64 = cells.cells.iter().map(|cell| cell.area_km2).sum();
        assert!((area / (0.2 * 0.1 * 111.195_f64.powi(2)) - 1.0).abs() < 0.01, "{area}");
    }

    #[test]
    fn land_nearer_to_a_neighbour_is_outside() {
        let all = run("1,A,X,0.05,0.05,1000\n").map(|cells| cells.cells.len()).unwrap_or_default();
        let half = run("1,A,X,0.05,0.05,1000\n2,N,,0.15,0.05,\n").map(|cells| cells.cells.len()).unwrap_or_default();
        assert!(half > 0 && half.abs_diff(all / 2) <= all / 10, "{half} of {all}");
    }

    #[test]
    fn districts_and_times_move_cells_and_conserve_totals() -> std::result::Result<(), String> {
        let table = "code,name,county,lon,lat,residents\n1,A,X,0.05,0.05,1000\n2,B,X,0.15,0.05,777\n";
        let paths = (Path::new("people.csv"), Path::new("land.geojson"));
        let spread =
            Dasymetric::read(table.as_bytes(), paths.0, LAND.as_bytes(), paths.1, RULE).map_err(|told| told.to_string())?;
        let count = |owners: &[Option<usize>], seat| owners.iter().filter(|owner| **owner == Some(seat)).count();
        let nearest = spread.nearest();
        // B takes all but the westernmost quarter.
        let polygon = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"township":"B"},
            "geometry":{"type":"Polygon","coordinates":[[[0.05,0],[0.2,0],[0.2,0.1],[0.05,0.1],[0.05,0]]]}}]}"#;
        let districts = Districts::read(polygon.as_bytes(), Path::new("districts.geojson")).map_err(|told| told.to_string())?;
        let within = spread.within(&districts);
        assert!(count(&within, 1) > count(&nearest, 1) * 5 / 4, "{} {}", count(&within, 1), count(&nearest, 1));
        for owners in [nearest, within, spread.nearest_or(&vec![Some(0); spread.plots().len()][..])] {
            if count(&owners, 1) == 0 {
                assert!(spread.cells(&owners).is_err_and(|told| told.to_string().contains("no land is nearest to B")));
                continue;
            }
            let cells = spread.cells(&owners).map_err(|told| told.to_string())?;
            let of = |name: &str| cells.cells.iter().filter(|cell| cell.township == name).map(|cell| cell.residents).sum::<f64>();
            assert!((of("A") - 1000.0).abs() < 1e-9 && (of("B") - 777.0).abs() < 1e-9);
        }
        Ok(())
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        assert!(run("1,A,X,0.05,0.05,1.5\n").is_err_and(|message| message.contains("people.csv, line 2: residents = \"1.5\"")));
        assert!(
            run("1,A,X,0.05,0.05,5\n2,B,X,0.05,0.05,5\n")
                .is_err_and(|message| message.contains("line 3: no land is nearest to B"))
        );
    }
}
