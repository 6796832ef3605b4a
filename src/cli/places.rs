//! Places by coordinates or by name.

use std::path::Path;

use rustc_hash::FxHashSet;

use crate::cli::study::Inputs;
use crate::datum::Datum;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::osm::Settlement;
use crate::place::LonLat;
use crate::study::Facility;
use crate::table::Table;

/// A place from `LON,LAT`, or from the name of a settlement of the extract, a facility or a project's district.
///
/// # Errors
/// When nothing has that name, or several far-apart things have.
pub(super) fn place(text: &str, inputs: &Inputs) -> Result<LonLat> {
    place_among(text, &inputs.extract.settlements, &inputs.facilities.all)
}

/// The same among these settlements and facilities.
pub(super) fn place_among(text: &str, settlements: &[Settlement], facilities: &[Facility]) -> Result<LonLat> {
    let fail = |message: String| Error::new(ErrorKind::Usage, message);
    if let Some((lon, lat)) = text.split_once(',')
        && let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>())
    {
        return LonLat::new(lon, lat)
            .ok_or_else(|| fail(format!("{text} is not on the earth")).advise("give degrees of longitude first, then latitude"));
    }
    let wanted = text.trim().to_lowercase();
    let settlements = settlements.iter().map(|place| (place.name.as_str(), place.place));
    let facilities = facilities
        .iter()
        .flat_map(|facility| [(facility.name.as_str(), facility.place), (facility.name_zh.as_str(), facility.place)]);
    let mut found: Vec<LonLat> =
        settlements.chain(facilities).filter(|(name, _)| name.to_lowercase() == wanted).map(|(_, place)| place).collect();
    found.sort_unstable();
    match found.as_slice() {
        [] => Err(fail(format!("no settlement or facility is named \"{text}\"")).advise("give it as LON,LAT")),
        [first, rest @ ..] if rest.iter().all(|other| first.distance_m(*other) < 500.0) => Ok(*first),
        several => Err(fail(format!("{} places are named \"{text}\", the first at {}", several.len(), several[0]))
            .advise("give it as LON,LAT")),
    }
}

/// The points of a table with the columns id, lon, lat.
///
/// # Errors
/// All rows that are wrong.
pub(super) fn of_table(path: &Path, datum: Datum) -> std::result::Result<Vec<(String, LonLat)>, Problems> {
    let text = std::fs::read(path).map_err(|cause| Problems::from(Error::file(path, "read", &cause)))?;
    let table = Table::read(&text, path, &["id", "lon", "lat"])?;
    let mut problems = Problems::default();
    let mut ids = FxHashSet::default();
    let mut points = Vec::new();
    for row in table.rows() {
        let id = problems.take(row.required("id"));
        let place = problems.take(row.place());
        if let (Some(id), Some(place)) = (id, place) {
            if ids.insert(id.to_owned()) {
                points.push((id.to_owned(), datum.to_wgs84(place)));
            } else {
                problems.push(row.error(format!("the id {id} is that of an earlier row")));
            }
        }
    }
    problems.or_value(points)
}
