//! Where the residents of the embedded study live: totals conserved, districts by network time.

use std::collections::BTreeMap;

use tongda_analysis::study::{Files, Overrides, Study};
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{Snap, Snapper};
use tongda_network::scenario::View;
use tongda_search::matrix;

/// Name, place and residents of every seat.
fn seats() -> TestResult<Vec<(String, LonLat, Option<f64>)>> {
    let mut reader = csv::Reader::from_path(tongda_fixtures::study().join("people.csv"))?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|other| other == name).ok_or("no column");
    let (name, lon, lat, residents) = (column("name")?, column("lon")?, column("lat")?, column("residents")?);
    let mut seats = Vec::new();
    for row in reader.records() {
        let row = row?;
        let position = LonLat::new(row[lon].parse()?, row[lat].parse()?).ok_or("not on the earth")?;
        seats.push((row[name].to_owned(), position, row[residents].parse().ok()));
    }
    Ok(seats)
}

#[test]
fn residents_are_conserved_and_belong_to_the_seat_that_is_nearest_by_time() -> TestResult {
    let Workspace { study, network, .. } = tongda_fixtures::workspace()?;
    let straight =
        Study::read(Files::at(&tongda_fixtures::study()), Overrides::default()).map_err(|problems| problems.to_string())?;
    assert!(study.cells != straight.cells, "time and straight distance give the same districts");

    let mut of_township: BTreeMap<&str, f64> = BTreeMap::new();
    for cell in &study.cells.cells {
        assert!(cell.residents.fract().abs() < f64::EPSILON, "{cell:?}");
        *of_township.entry(&cell.township).or_default() += cell.residents;
    }
    let seats = seats()?;
    for (name, _, residents) in &seats {
        if let Some(residents) = residents {
            let spread = of_township.get(name.as_str()).copied().unwrap_or_default();
            assert!((spread - residents).abs() < 1e-9, "{name}: {spread} of {residents}");
        }
    }

    // The slow way: the time from a cell to every seat, by the matrix.
    let snapper = Snapper::new(&network, []);
    let land = study.cells.land.as_ref().ok_or("no land")?;
    let snap = |position: LonLat| -> Option<Snap> { snapper.snap_where(position, land.same_land(position)).ok() };
    let islands = study.cells.on_islands();
    let cells: Vec<_> =
        study.cells.cells.iter().zip(islands).filter(|(_, island)| !island).map(|(cell, _)| cell).step_by(97).collect();
    assert!(cells.len() > 50);
    let from: Vec<Option<Snap>> = cells.iter().map(|cell| snap(cell.position)).collect();
    let to: Vec<Option<Snap>> = seats.iter().map(|(_, position, _)| snap(*position)).collect();
    for (cell, row) in cells.iter().zip(matrix(&View::base(&network), &from, &to, &Silent)) {
        let times = row.iter().zip(&seats).filter_map(|(entry, (name, ..))| Some((entry.as_ref()?.time, name)));
        let Some((best, _)) = times.clone().min_by_key(|(time, _)| *time) else { continue };
        // Seats of the same name share one row of people.csv's names.
        let own = times.filter(|(_, name)| **name == cell.township).map(|(time, _)| time).min();
        assert_eq!(own, Some(best), "{} is not the nearest seat of {}", cell.township, cell.id);
    }
    Ok(())
}
