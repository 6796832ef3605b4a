//! Places by coordinates or by name.

use crate::cli::study::Inputs;
use crate::error::{Error, ErrorKind, Result};
use crate::place::LonLat;

/// A place from `LON,LAT`, or from the name of a settlement of the extract, a facility or a project's district.
///
/// # Errors
/// When nothing has that name, or several far-apart things have.
pub(super) fn place(text: &str, inputs: &Inputs) -> Result<LonLat> {
    let fail = |message: String| Error::new(ErrorKind::Usage, message);
    if let Some((lon, lat)) = text.split_once(',')
        && let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>())
    {
        return LonLat::new(lon, lat)
            .ok_or_else(|| fail(format!("{text} is not on the earth")).advise("give degrees of longitude first, then latitude"));
    }
    let wanted = text.trim().to_lowercase();
    let settlements = inputs.extract.settlements.iter().map(|place| (place.name.as_str(), place.place));
    let facilities = &inputs.facilities.all;
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
