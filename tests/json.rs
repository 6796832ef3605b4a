//! `--format json`: what every command tells fits the schema that `tongda schema` prints for it.

mod common;

use std::path::Path;
use std::process::Command;

use common::TestResult;
use common::schema::misfits;
use serde_json::{Value, json};

const SKELETON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/networks/jiangmen-west/skeleton.osm.pbf");
const POINTS: &str = "id,lon,lat\na,112.784,22.253\nb,112.688,22.361\nfar,112.0,10.0\n";
const CANDIDATE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"link","id":"new","class":"trunk","speed_kmh":80,"reach_m":9000},
"geometry":{"type":"LineString","coordinates":[[112.7,22.2],[112.5,22.3]]}}]}"#;

fn tongda(arguments: &[&str], folder: &Path) -> TestResult<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_tongda")).args(arguments).current_dir(folder).output()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
    Ok(String::from_utf8(output.stdout)?)
}

fn schema(command: &str, folder: &Path) -> TestResult<Value> {
    Ok(serde_json::from_str(&tongda(&["schema", command], folder)?)?)
}

/// What a command tells, which must be one object that fits its schema.
fn told(arguments: &[&str], folder: &Path) -> TestResult<Value> {
    let all = [&["--quiet", "--format", "json"], arguments].concat();
    let value: Value = serde_json::from_str(&tongda(&all, folder)?)?;
    let found = misfits(&value, &schema(arguments[0], folder)?);
    assert!(found.is_empty(), "{arguments:?}: {:?}", &found[..found.len().min(5)]);
    assert_eq!(value["command"], arguments[0]);
    Ok(value)
}

#[test]
fn every_command_fits_its_schema() -> TestResult {
    let home = tempfile::tempdir()?;
    let folder = home.path();
    std::fs::write(folder.join("points.csv"), POINTS)?;
    std::fs::write(folder.join("new.geojson"), CANDIDATE)?;
    let check = told(&["check"], folder)?;
    assert!(check["projects"].as_array().is_some_and(|projects| projects.len() > 50));
    let matrix = told(&["matrix", "--osm", SKELETON, "--from", "points.csv", "--to", "points.csv"], folder)?;
    let pairs = matrix["pairs"].as_array().ok_or("no pairs")?;
    assert_eq!(pairs.len(), 9);
    assert!(pairs[0]["seconds"] == json!(0.0) && pairs[2]["seconds"].is_null() && pairs[2]["metres"].is_null(), "{matrix}");
    let access =
        told(&["access", "--measure", "closest", "--opportunities", "county_hospital", "--year", "2035", "--compare"], folder)?;
    let cells = access["cells"].as_array().ok_or("no cells")?;
    let values = |cell: &Value| cell["values"]["county_hospital"].clone();
    assert!(cells.iter().any(|cell| values(cell)["now"].as_f64() < values(cell)["before"].as_f64()));
    assert!(cells.iter().all(|cell| values(cell)["now"].is_null() == values(cell)["reason"].is_string()));
    let bands = told(&["isochrone", "--at", "112.784,22.253", "-o", "bands.geojson"], folder)?;
    assert_eq!(bands["features"].as_array().map(Vec::len), Some(3));
    told(&["isochrone", "--at", "112.784,22.253", "--shape", "lines", "-o", "roads.geojson"], folder)?;
    let change = told(&["isochrone", "--at", "112.784,22.253", "--year", "2035", "--compare", "-o", "change.geojson"], folder)?;
    assert_eq!(change["features"][0]["change"], "gained");
    let ranked = told(&["rank", "new.geojson"], folder)?;
    assert_eq!(ranked["candidates"][0]["id"], "new");
    let route = told(&["route", "--from", "112.784,22.253", "--to", "112.688,22.361"], folder)?;
    assert!(route["routes"][0]["minutes"].as_f64().is_some_and(|minutes| minutes > 5.0));
    let prepared = told(&["prepare", SKELETON, "-o", "x.tongda"], folder)?;
    assert_eq!(prepared["files"], json!(["x.tongda"]));
    if let Some(extracts) = common::data_folder("TONGDA_PBF_DIR") {
        let porto = extracts.join("porto.osm.pbf").canonicalize()?;
        told(&["new", "city", "--osm", porto.to_str().ok_or("not UTF-8")?], folder)?;
    }
    let profile = told(&["profile", "car"], folder)?;
    assert!(profile["toml"].as_str().is_some_and(|text| text.contains("[speeds]")));
    Ok(())
}

#[test]
fn there_is_a_schema_for_each_name_and_for_no_other() -> TestResult {
    let folder = Path::new(".");
    let names = tongda(&["schema"], folder)?;
    assert!(names.lines().count() >= 10, "{names}");
    for name in names.lines() {
        let schema = schema(name, folder)?;
        assert_eq!(schema["properties"]["command"]["const"], name);
        let found = misfits(&json!({"command": name}), &schema);
        assert!(found.iter().any(|one| one.contains("is missing")), "{name} asks for nothing: {found:?}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_tongda")).args(["schema", "nothing"]).output()?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("one of access, check, compare"));
    Ok(())
}
