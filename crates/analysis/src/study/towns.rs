//! The towns of a study: seats of townships with their names, for maps and tables.

use std::collections::BTreeMap;

use super::Study;
use super::config::PeopleEntry;
use super::files::Files;
use tongda_foundation::position::LonLat;
use tongda_foundation::table::Table;

/// The seat of a township.
#[derive(Clone, Debug, PartialEq)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// Its name in Chinese, empty when not given.
    pub name_zh: String,
    /// The county it belongs to.
    pub county: String,
    /// The county's name in Chinese, empty when not given.
    pub county_zh: String,
    /// Residents of the township.
    pub residents: f64,
    /// Where it is.
    pub position: LonLat,
}

/// The rows with residents of the table of townships, if the study has one; what is wrong with others is told where
/// people are read.
pub(super) fn read_towns(files: &Files, entry: &PeopleEntry) -> Vec<Town> {
    let Some(name) = &entry.townships else { return Vec::new() };
    let Ok(text) = files.read(name) else { return Vec::new() };
    let Ok(table) = Table::read(&text, &files.path(name), &["name", "lon", "lat", "residents"]) else { return Vec::new() };
    let town = |row: tongda_foundation::table::Row<'_>| {
        let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
        let residents = row.optional_number("residents").ok()??;
        let (name_zh, county, county_zh) = (text("name_zh"), text("county"), text("county_zh"));
        Some(Town { name: text("name"), name_zh, county, county_zh, residents, position: row.position().ok()? })
    };
    table.rows().filter_map(town).collect()
}

impl Study {
    /// The towns, the largest first: the seats of the table of townships, or, where cells are given with their
    /// townships, the cell of each with most residents.
    #[must_use]
    pub fn towns(&self) -> Vec<Town> {
        let mut towns = self.towns.clone();
        if towns.is_empty() {
            let mut best: BTreeMap<(&str, &str), (f64, f64, LonLat)> = BTreeMap::new();
            for cell in self.cells.cells.iter().filter(|cell| !cell.township.is_empty()) {
                let entry = best.entry((&cell.county, &cell.township)).or_insert((0.0, -1.0, cell.position));
                entry.0 += cell.residents;
                if cell.residents > entry.1 {
                    (entry.1, entry.2) = (cell.residents, cell.position);
                }
            }
            towns.extend(best.into_iter().map(|((county, name), (residents, _, position))| Town {
                name: name.to_owned(),
                name_zh: String::new(),
                county: county.to_owned(),
                county_zh: String::new(),
                residents,
                position,
            }));
        }
        towns.sort_by(|a, b| b.residents.total_cmp(&a.residents).then_with(|| a.name.cmp(&b.name)));
        towns
    }

    /// The Chinese name of a township or county, empty when none is given.
    #[must_use]
    pub fn district_name_zh(&self, name: &str) -> &str {
        let named = |town: &'_ Town| town.name == name && !town.name_zh.is_empty();
        let of_county = |town: &'_ Town| town.county == name && !town.county_zh.is_empty();
        let town = self.towns.iter().find(|town| named(town)).map(|town| town.name_zh.as_str());
        let county = || self.towns.iter().find(|town| of_county(town)).map(|town| town.county_zh.as_str());
        town.or_else(county).unwrap_or_default()
    }
}
