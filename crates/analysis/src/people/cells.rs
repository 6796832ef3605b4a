//! Cells, and how they are read when they are given.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use tongda_foundation::error::{Problems, Result};
use tongda_foundation::position::{LonLat, Plane};
use tongda_foundation::table::{Row, Table};

use super::land::read_land;
use super::shore::Land;
use super::summary::DasymetricSummary;

/// A place where people live.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its name in results, unlike any other cell's.
    pub id: String,
    /// The point that stands for it.
    pub position: LonLat,
    /// Residents: finite, not negative; whole when spread.
    pub residents: f64,
    /// Land in square kilometres; 0 when unknown.
    pub area_km2: f64,
    /// The township it belongs to; may be empty.
    pub township: String,
    /// The county it belongs to; may be empty.
    pub county: String,
}

/// The cells of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The cells: as in the file when given; from north to south and west to east when spread.
    pub cells: Vec<Cell>,
    /// Where they come from.
    pub source: CellSource,
    /// The land they lie on, where it is known.
    pub land: Option<Land>,
}

impl Cells {
    /// Residents of all cells together.
    #[must_use]
    pub fn residents(&self) -> f64 {
        self.cells.iter().map(|cell| cell.residents).sum()
    }

    /// The south-west and north-east corners of each cell's square; `None` for cells that were given as points.
    #[must_use]
    pub fn squares(&self) -> Option<Vec<[LonLat; 2]>> {
        let (CellSource::Dasymetric(summary), Some(land)) = (&self.source, &self.land) else { return None };
        let (plane, side) = (land.plane(), summary.cell_m);
        let square = |cell: &Cell| {
            let low = plane.project(cell.position).map(|metres| (metres / side).floor() * side);
            Some([plane.unproject(low)?, plane.unproject(low.map(|metres| metres + side))?])
        };
        self.cells.iter().map(square).collect()
    }

    /// The same cells on the land of a `GeoJSON` text; `path` is only named in errors.
    ///
    /// # Errors
    /// All features that are not polygons of land.
    pub fn on_land(self, text: &[u8], path: &Path) -> std::result::Result<Self, Problems> {
        let lats = || self.cells.iter().map(|cell| cell.position.lat());
        let plane = Plane::at(f64::midpoint(lats().fold(90.0, f64::min), lats().fold(-90.0, f64::max)));
        let land = Some(Land::new(plane, read_land(text, path, plane)?));
        Ok(Self { land, ..self })
    }

    /// Whether each cell lies on an island: on other land than most residents do.
    #[must_use]
    pub fn on_islands(&self) -> Vec<bool> {
        let Some(land) = &self.land else { return vec![false; self.cells.len()] };
        let parts: Vec<Option<usize>> = self.cells.par_iter().map(|cell| land.part_of(cell.position)).collect();
        let mut residents: BTreeMap<usize, f64> = BTreeMap::new();
        for (cell, part) in self.cells.iter().zip(&parts) {
            if let Some(part) = part {
                *residents.entry(*part).or_default() += cell.residents;
            }
        }
        let main = residents.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(part, _)| part);
        parts.into_iter().map(|part| part.is_some() && part != main).collect()
    }
}

/// Where cells come from.
#[derive(Clone, Debug, PartialEq)]
pub enum CellSource {
    /// Read from a table, one row a cell.
    Given,
    /// Modelled from the totals of townships.
    Dasymetric(DasymetricSummary),
}

/// Reads cells from CSV text with the columns `id, lon, lat, residents` and, if wanted, `area_km2, township, county`.
///
/// # Errors
/// All rows that are not cells, and tables that are none; `path` is only named in them.
pub fn read_cells(text: &[u8], path: &Path) -> std::result::Result<Cells, Problems> {
    let table = Table::read(text, path, &["id", "lon", "lat", "residents"])?;
    let mut problems = table.problems();
    let mut lines = FxHashMap::default();
    let mut cells = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let Some(cell) = problems.take(read_cell(row)) else { continue };
        if let Some(earlier) = lines.insert(cell.id.clone(), row.line()) {
            problems.push(row.error(format!("the id \"{}\" was given before, in line {earlier}", cell.id)));
        }
        cells.push(cell);
    }
    problems.or_value(Cells { cells, source: CellSource::Given, land: None })
}

fn read_cell(row: Row<'_>) -> Result<Cell> {
    let text = |column| row.text(column).unwrap_or_default().to_owned();
    Ok(Cell {
        id: row.required("id")?.to_owned(),
        position: row.position()?,
        residents: row.amount("residents")?,
        area_km2: if row.text("area_km2").is_some() { row.amount("area_km2")? } else { 0.0 },
        township: text("township"),
        county: text("county"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Vec<Cell>, String> {
        read_cells(text.as_bytes(), Path::new("cells.csv")).map(|cells| cells.cells).map_err(|problems| problems.to_string())
    }

    #[test]
    fn cells_are_read_with_and_without_what_is_optional() {
        let short = read("residents,id,lat,lon\n2.5,a,22,112\n").unwrap_or_default();
        let Some(position) = LonLat::new(112.0, 22.0) else { unreachable!() };
        let cell =
            Cell { id: "a".to_owned(), position, residents: 2.5, area_km2: 0.0, township: String::new(), county: String::new() };
        assert_eq!(short, std::slice::from_ref(&cell));
        let long = read("id,lon,lat,residents,area_km2,township,county\na,112,22,2.5,0.25,Sijiu,Taishan\n").unwrap_or_default();
        let full = Cell { area_km2: 0.25, township: "Sijiu".to_owned(), county: "Taishan".to_owned(), ..cell };
        assert_eq!(long, [full]);
    }

    #[test]
    fn every_bad_row_is_told_with_its_line() {
        let message = read(
            "id,lon,lat,residents,area_km2\n,112,22,1,\na,112,22,-1,\nb,22,112,1,\nc,112,22,1,\nc,112,22,1,\nd,112,22,many,\ne,112,22,1,-2\n",
        );
        let expected = "cells.csv, line 2: id is empty\n\
            cells.csv, line 3: residents = -1 is negative\n\
            cells.csv, line 4: lon = 22, lat = 112 is not on the earth (are longitude and latitude swapped?)\n\
            cells.csv, line 6: the id \"c\" was given before, in line 5\n\
            cells.csv, line 7: residents = \"many\" is not a number\n\
            cells.csv, line 8: area_km2 = -2 is negative";
        assert_eq!(message.err().as_deref(), Some(expected));
    }

    #[test]
    fn a_long_list_of_problems_is_cut() {
        let text = format!("id,lon,lat,residents\n{}", "a,112,22,\n".repeat(25));
        let message = read(&text).err().unwrap_or_default();
        assert_eq!(message.lines().count(), 21);
        assert!(message.ends_with("cells.csv: and 5 more"), "{message}");
    }
}
