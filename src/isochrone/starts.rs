//! Where isochrones begin: what `--at` means, joined to the network.

use std::path::Path;

use crate::places;
use crate::map_source::MapSource;
use tongda_analysis::isochrone::Origin;
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::place::LonLat;
use tongda_network::network::Snapper;

/// A place or several to begin at, and what they are called.
pub(super) struct Start {
    pub(super) name: String,
    pub(super) places: Vec<LonLat>,
}

/// A start's name, and its places that are on the network.
pub(super) type Placed = (String, Vec<Origin>);

/// The places that a text of `--at` means: one start, or with `each` one for every row or facility.
pub(super) fn starts(text: &str, source: &MapSource, datum: Datum, each: bool) -> Result<Vec<Start>, Problems> {
    let one = |places: Vec<LonLat>| vec![Start { name: text.to_owned(), places }];
    if Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        let rows = places::of_table(Path::new(text), datum)?;
        if each {
            return Ok(rows.into_iter().map(|(name, place)| Start { name, places: vec![place] }).collect());
        }
        return Ok(one(rows.into_iter().map(|(_, place)| place).collect()));
    }
    match source.facilities(text) {
        Some(facilities) if each => Ok(facilities.into_iter().map(|(name, place)| Start { name, places: vec![place] }).collect()),
        Some(facilities) => Ok(one(facilities.into_iter().map(|(_, place)| place).collect())),
        None => Ok(one(vec![source.place(text)?])),
    }
}

/// Starts whose places are joined to the network, and how many places are not.
pub(super) fn place(starts: Vec<Start>, snapper: &Snapper<'_>, source: &MapSource) -> Result<(Vec<Placed>, usize), Problems> {
    let mut not_placed = 0;
    let mut placed = Vec::new();
    for start in starts {
        let mut origins = Vec::new();
        for &place in &start.places {
            let snap = match source.land() {
                Some(land) => snapper.snap_where(place, land.same_land(place)),
                None => snapper.snap(place),
            };
            match snap {
                Ok(snap) => origins.push(Origin { place, snap }),
                Err(reason) => {
                    not_placed += 1;
                    eprintln!("not placed: {} at {place}: {reason}", start.name);
                }
            }
        }
        if !origins.is_empty() {
            placed.push((start.name, origins));
        }
    }
    if placed.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no place of --at is on the network").into());
    }
    Ok((placed, not_placed))
}
