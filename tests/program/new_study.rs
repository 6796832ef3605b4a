//! `tongda new` makes a study that runs without an edit.

use crate::TONGDA;
use std::path::Path;
use std::process::Command;

use tongda_fixtures::TestResult;
use tongda_fixtures::pbf::{Item, tags, to_pbf};

fn tongda(arguments: &[&str]) -> TestResult<(Option<i32>, String, String)> {
    let output = Command::new(TONGDA).args(arguments).arg("--quiet").output()?;
    Ok((output.status.code(), String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?))
}

fn runs(extract: &Path, folder: &Path) -> TestResult<String> {
    let study = folder.join("study");
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or("not UTF-8");
    let (code, _, told) = tongda(&["new", &text(&study)?, "--osm", &text(extract)?])?;
    assert_eq!(code, Some(0), "{told}");
    let (code, table, told) = tongda(&["compare", &text(&study)?, "-o", &text(&folder.join("out"))?])?;
    assert!(matches!(code, Some(0 | 1)), "{told}");
    assert!(table.lines().any(|line| line.starts_with("example")), "{table}");
    // Nothing is written over.
    assert_eq!(tongda(&["new", &text(&study)?, "--osm", &text(extract)?])?.0, Some(2));
    Ok(table)
}

#[test]
fn a_village_with_a_population() -> TestResult {
    let folder = tempfile::tempdir()?;
    let mut items: Vec<Item> = (0..20_i32).map(|i| Item::Node(i64::from(i) + 1, f64::from(i) * 0.005, 0.0, Vec::new())).collect();
    items.push(Item::Node(100, 0.02, 0.0, tags(&[("place", "village"), ("name", "Ferny, \"old\""), ("population", "1234")])));
    items.push(Item::Node(101, 0.07, 0.001, tags(&[("amenity", "hospital"), ("name", "St. Grid")])));
    items.push(Item::Way(200, (1..=20).collect(), tags(&[("highway", "residential")])));
    let extract = folder.path().join("village.osm.pbf");
    std::fs::write(&extract, to_pbf(&items, 100))?;
    runs(&extract, folder.path())?;
    let mut cells = csv::Reader::from_path(folder.path().join("study/cells.csv"))?;
    let residents: u64 =
        cells.records().map(|row| row.map(|row| row[3].parse::<u64>().unwrap_or_default())).sum::<Result<_, _>>()?;
    assert_eq!(residents, 1234);
    let study = std::fs::read_to_string(folder.path().join("study/study.toml"))?;
    assert!(study.contains("MODELLED") && study.contains("id = \"hospital\""), "{study}");
    Ok(())
}

#[test]
fn a_city_of_roads_alone() -> TestResult {
    let Some(data) = tongda_fixtures::data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let table = runs(&data.join("porto.osm.pbf"), folder.path())?;
    assert!(!table.contains("100.0 100.0"), "{table}");
    Ok(())
}

#[test]
fn cities_with_facilities_and_parts_of_cities() -> TestResult {
    let Some(data) = tongda_fixtures::data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    for city in ["malta", "helsinki", "liechtenstein", "columbus", "sao-paulo"] {
        let folder = tempfile::tempdir()?;
        let table = runs(&data.join(city).with_extension("osm.pbf"), folder.path())?;
        // A question that everybody can answer with yes is none; a square kilometre has no other.
        assert!(city == "helsinki" || !table.contains("100.0 100.0"), "{city}: {table}");
    }
    Ok(())
}
