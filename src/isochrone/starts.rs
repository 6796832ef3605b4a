//! Origins of isochrones: `--at` resolved and joined to the network.

use std::path::Path;

use crate::map_source::MapSource;
use crate::places;
use tongda_analysis::isochrone::{Isochrones, Origin};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::LonLat;

/// A place or several to begin at, and what they are called.
pub(super) struct Start {
    pub(super) name: String,
    pub(super) positions: Vec<LonLat>,
}

/// A start's name, and its places that are on the network.
pub(super) type Placed = (String, Vec<Origin>);

/// The places that a text of `--at` means: one start, or with `each` one for every row or facility.
pub(super) fn starts(text: &str, source: &MapSource, datum: Datum, each: bool) -> Result<Vec<Start>, Problems> {
    let one = |positions: Vec<LonLat>| vec![Start { name: text.to_owned(), positions }];
    if Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        let rows = places::of_table(Path::new(text), datum)?;
        if each {
            return Ok(rows.into_iter().map(|(name, position)| Start { name, positions: vec![position] }).collect());
        }
        return Ok(one(rows.into_iter().map(|(_, position)| position).collect()));
    }
    match source.facilities(text) {
        Some(facilities) if each => {
            Ok(facilities.into_iter().map(|(name, position)| Start { name, positions: vec![position] }).collect())
        }
        Some(facilities) => Ok(one(facilities.into_iter().map(|(_, position)| position).collect())),
        None => Ok(one(vec![source.position(text)?])),
    }
}

/// Starts whose places are joined to the network, and how many places are not.
pub(super) fn connect(starts: Vec<Start>, isochrones: &Isochrones<'_>) -> Result<(Vec<Placed>, usize), Problems> {
    let mut not_placed = 0;
    let mut placed = Vec::new();
    for start in starts {
        let mut origins = Vec::new();
        for &position in &start.positions {
            match isochrones.origin(position) {
                Ok(origin) => origins.push(origin),
                Err(reason) => {
                    not_placed += 1;
                    eprintln!("not placed: {} at {position}: {reason}", start.name);
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
