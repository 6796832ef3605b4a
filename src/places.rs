//! Places by coordinates or by name.

use std::path::Path;

use rustc_hash::FxHashSet;

use tongda_analysis::people::{CellSource, SeatPlace};
use tongda_analysis::study::Facility;
use tongda_analysis::workspace::Workspace;
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::table::Table;
use tongda_network::osm::Settlement;

/// Places of one name that a message tells.
const LISTED: usize = 5;

/// What a place may be named by: settlements of the extract, townships, facilities and counties, in this order.
#[derive(Debug, Default)]
pub(super) struct Gazetteer<'a> {
    pub(super) settlements: &'a [Settlement],
    pub(super) facilities: &'a [Facility],
    pub(super) seats: &'a [SeatPlace],
}

/// A place from `LON,LAT`, or from the name of a settlement of the extract, a facility, a township or a county.
///
/// # Errors
/// When nothing has that name, or several far-apart things have.
pub(super) fn position(text: &str, workspace: &Workspace) -> Result<LonLat> {
    let seats = match &workspace.study.cells.source {
        CellSource::Dasymetric(summary) => summary.centres.as_slice(),
        CellSource::Given => &[],
    };
    Gazetteer { settlements: &workspace.extract.settlements, facilities: &workspace.facilities.all, seats }.find(text)
}

/// What is left of a name without the word for what it is.
fn stem(name: &str) -> &str {
    const KINDS: [&str; 14] = [
        "街道",
        "自治县",
        "市",
        "县",
        "区",
        "镇",
        "乡",
        " subdistrict",
        " town",
        " township",
        " city",
        " county",
        " district",
        " sub-district",
    ];
    let stem = KINDS.iter().find_map(|kind| name.strip_suffix(kind));
    // A name of one character is none (区 and the like).
    stem.filter(|stem| stem.chars().count() > 1).unwrap_or(name)
}

impl Gazetteer<'_> {
    /// A place from `LON,LAT` or by name. A county is the most populous of its seats; kinds such as 市 or 镇 may
    /// be left out.
    ///
    /// # Errors
    /// When nothing has that name, or several far-apart things have.
    pub(super) fn find(&self, text: &str) -> Result<LonLat> {
        let fail = |message: String| Error::new(ErrorKind::Usage, message);
        if let Some((lon, lat)) = text.split_once(',')
            && let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>())
        {
            return LonLat::new(lon, lat).ok_or_else(|| {
                fail(format!("{text} is not on the earth")).advise("give degrees of longitude first, then latitude")
            });
        }
        let wanted = text.trim().to_lowercase();
        let exact = |name: &str| !name.is_empty() && name.to_lowercase() == wanted;
        let similar = |name: &str| !name.is_empty() && stem(&name.to_lowercase()) == stem(&wanted);
        let found = [
            self.settlements(&exact),
            self.facilities(&exact),
            self.county(&exact),
            self.settlements(&similar),
            self.facilities(&similar),
            self.county(&similar),
        ];
        let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        match found.as_slice() {
            [] => {
                let error = fail(format!("no settlement, facility, township or county is named \"{text}\""));
                Err(error.advise("give it as LON,LAT"))
            }
            [first, rest @ ..] if rest.iter().all(|other| first.distance_m(*other) < 500.0) => Ok(*first),
            several => {
                let mut at: Vec<String> = several.iter().take(LISTED).map(LonLat::to_string).collect();
                at.extend((several.len() > LISTED).then(|| "…".to_owned()));
                let message = format!("{} places are named \"{text}\": at {}", several.len(), at.join(" and "));
                Err(fail(message).advise("give the one you mean as LON,LAT"))
            }
        }
    }

    /// The settlements and townships with a name, in the order of their places.
    fn settlements(&self, is_it: &dyn Fn(&str) -> bool) -> Vec<LonLat> {
        let settlements = self.settlements.iter().filter(|place| is_it(&place.name)).map(|place| place.position);
        let seats = self.seats.iter().filter(|seat| seat.names.iter().any(|name| is_it(name)));
        let mut found: Vec<LonLat> = settlements.chain(seats.map(|seat| seat.position)).collect();
        found.sort_unstable();
        found
    }

    /// The facilities with a name, in the order of their places.
    fn facilities(&self, is_it: &dyn Fn(&str) -> bool) -> Vec<LonLat> {
        let named = self.facilities.iter().filter(|place| is_it(&place.name) || is_it(&place.name_zh));
        let mut found: Vec<LonLat> = named.map(|place| place.position).collect();
        found.sort_unstable();
        found
    }

    /// The most populous seat of a county with a name.
    fn county(&self, is_it: &dyn Fn(&str) -> bool) -> Vec<LonLat> {
        let seats = self.seats.iter().filter(|seat| seat.counties.iter().any(|name| is_it(name)));
        seats.max_by_key(|seat| (seat.residents, seat.position)).map(|seat| seat.position).into_iter().collect()
    }
}

/// The points of a table with the columns id, lon, lat.
///
/// # Errors
/// All rows that are wrong.
pub(super) fn of_table(path: &Path, datum: Datum) -> std::result::Result<Vec<(String, LonLat)>, Problems> {
    let text = std::fs::read(path).map_err(|cause| Problems::from(Error::file(path, "read", cause)))?;
    let table = Table::read(&text, path, &["id", "lon", "lat"])?;
    let mut problems = Problems::default();
    let mut ids = FxHashSet::default();
    let mut points = Vec::new();
    for row in table.rows() {
        let id = problems.take(row.required("id"));
        let place = problems.take(row.position());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(names: [&str; 2], lon: f64, residents: Option<u64>) -> SeatPlace {
        let place = LonLat::new(lon, 22.0).unwrap_or_default();
        SeatPlace { names: names.map(str::to_owned), counties: ["Kaiping", "开平市"].map(str::to_owned), place, residents }
    }

    #[test]
    fn townships_and_counties_are_found_in_both_languages() {
        let seats = [
            seat(["Changsha Subdistrict", "长沙街道"], 112.1, Some(200)),
            seat(["Chishui", "赤水镇"], 112.2, Some(100)),
            seat(["Outside", ""], 112.3, None),
        ];
        let all = Gazetteer { seats: &seats, ..Gazetteer::default() };
        let find = |text: &str| all.find(text).map(LonLat::lon).map_err(|error| error.to_string());
        for (text, lon) in [
            ("开平", 112.1),
            ("开平市", 112.1),
            ("kaiping", 112.1),
            ("长沙", 112.1),
            ("Changsha", 112.1),
            ("赤水", 112.2),
            ("Chishui Town", 112.2),
            ("112.5, 22", 112.5),
        ] {
            assert_eq!(find(text), Ok(lon), "{text}");
        }
        let message = find("Atlantis").err().unwrap_or_default();
        assert!(message.contains("no settlement, facility, township or county is named \"Atlantis\""), "{message}");
        assert!(find("").is_err());
    }
}
