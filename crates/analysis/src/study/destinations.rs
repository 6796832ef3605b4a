//! Places outside the study area that its residents go to: cities, stations, ports, airports.

use super::files::Files;
use tongda_foundation::datum::Datum;
use tongda_foundation::error::Problems;
use tongda_foundation::position::LonLat;
use tongda_foundation::table::Table;

/// A place outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its name in Chinese, empty when not given.
    pub name_zh: String,
    /// What it is: `city`, `airport`, …
    pub class: String,
    /// Where it is.
    pub position: LonLat,
    /// How sure its position is.
    pub certainty: String,
    /// Why ways to it are not measured, where they are not.
    pub not_measured: Option<String>,
}

/// Reads tables with the columns `id, lon, lat` and, if wanted, `name, name_zh, class, certainty, not_measured`.
pub(super) fn read_destinations(files: &Files, names: &[String], datum: Datum, problems: &mut Problems) -> Vec<Destination> {
    let mut destinations: Vec<Destination> = Vec::new();
    for name in names {
        let path = files.path(name);
        let table = files.read(name).and_then(|text| Table::read(&text, &path, &["id", "lon", "lat"]));
        let Some(table) = problems.take(table) else { continue };
        for row in table.rows() {
            let position = problems.take(row.position());
            let (Some(id), Some(position)) = (problems.take(row.required("id")), position) else { continue };
            if destinations.iter().any(|other| other.id == id) {
                problems.push(row.error(format!("the id \"{id}\" was given before")));
                continue;
            }
            let text = |column| row.text(column).unwrap_or_default().to_owned();
            let name = row.text("name").unwrap_or(id).to_owned();
            destinations.push(Destination {
                id: id.to_owned(),
                name,
                name_zh: text("name_zh"),
                class: text("class"),
                position: datum.to_wgs84(position),
                certainty: text("certainty"),
                not_measured: row.text("not_measured").map(str::to_owned),
            });
        }
    }
    destinations
}
