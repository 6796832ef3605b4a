//! `--format json`: what every command tells fits the schema that `tongda schema` prints for it.

use crate::TONGDA;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tongda_fixtures::TestResult;
use tongda_fixtures::schema::misfits;

const SKELETON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/networks/jiangmen-west/skeleton.osm.pbf");
const POINTS: &str = "id,lon,lat\na,112.784,22.253\nb,112.688,22.361\nfar,112.0,10.0\n";
const CANDIDATE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"link","id":"new","class":"trunk","speed_kmh":80,"reach_m":9000},
"geometry":{"type":"LineString","coordinates":[[112.7,22.2],[112.5,22.3]]}}]}"#;

const BENEFITS: &str = r#"
currency = "CNY"
base_year = 2025
value_of_time_per_hour = { value = 30, source = "made up for this test" }
days_per_year = { value = 365, source = "made up for this test" }
discount_rate = { value = 0.06, source = "made up for this test" }
demand_growth = { value = 0.02, source = "made up for this test" }
horizon_years = { value = 30, source = "made up for this test" }
[demand]
source = "made up for this test"
trips_per_resident_day = 0.2
"#;

fn tongda(arguments: &[&str], folder: &Path) -> TestResult<String> {
    let output = Command::new(TONGDA).args(arguments).current_dir(folder).output()?;
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
    if let Some(extracts) = tongda_fixtures::data_folder("TONGDA_PBF_DIR") {
        let porto = extracts.join("porto.osm.pbf").canonicalize()?;
        told(&["new", "city", "--osm", porto.to_str().ok_or("not UTF-8")?], folder)?;
    }
    let compared = told(&["compare", "--draws", "0", "--scenario", "new.geojson"], folder)?;
    let items = compared["items"].as_array().ok_or("no items")?;
    let to_hong_kong = |item: &&Value| item["destinations"].as_array().is_some_and(|all| all.iter().any(saves_minutes));
    assert!(items.iter().any(|item| item["id"] == "new.geojson" || item["kind"] == "proposal"));
    assert!(items.iter().filter(to_hong_kong).count() > 3, "projects bring places outside nearer");
    let names = told(&["schema"], folder)?;
    assert!(names["commands"].as_array().is_some_and(|names| names.len() >= 15));
    let profile = told(&["profile", "car"], folder)?;
    assert!(profile["toml"].as_str().is_some_and(|text| text.contains("[speeds]")));
    let licences = told(&["licences"], folder)?;
    let names = ["\nosmpbf v", "\nSQLite\n", "Permission is hereby granted"];
    assert!(licences["text"].as_str().is_some_and(|text| names.iter().all(|name| text.contains(name))));
    Ok(())
}

fn saves_minutes(way: &Value) -> bool {
    way["mean_minutes_before"].as_f64() > way["mean_minutes_after"].as_f64()
}

#[test]
fn appraisals_and_proposals_fit_their_schemas() -> TestResult {
    let home = tempfile::tempdir()?;
    let folder = home.path();
    std::fs::write(folder.join("benefits.toml"), BENEFITS)?;
    let known = told(&["check"], folder)?;
    let known: Vec<&str> = known["projects"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["state"] == "put_in")
        .filter_map(|one| one["id"].as_str())
        .collect();
    let programme = known.iter().copied().take(3).collect::<Vec<_>>().join(",");
    assert!(known.len() > 3, "{known:?}");
    let appraised = told(&["appraise", "--projects", &programme, "--benefits", "benefits.toml"], folder)?;
    let shares = appraised["projects"].as_array().ok_or("no projects")?;
    let sum: f64 = shares.iter().filter_map(|project| project["shapley"].as_f64()).sum();
    assert!((sum - appraised["gain"].as_f64().unwrap_or(f64::NAN)).abs() < 0.01, "{sum} of {}", appraised["gain"]);
    assert_eq!(appraised["benefits"]["projects"].as_array().map(Vec::len), Some(3));
    assert!(appraised["files"].as_array().is_some_and(|files| {
        files.iter().all(|file| file.as_str().is_some_and(|file| folder.join("out-programme").join(file).is_file()))
    }));
    let sites = told(&["propose", "facilities", "--service", "county_hospital", "--count", "2"], folder)?;
    assert!(sites["sites"].as_array().is_some_and(|sites| sites.len() == 2) && sites["links"].is_null());
    let links = told(&["propose", "links", "--max-km", "8", "--speed-kmh", "80", "--count", "2", "--junctions", "40"], folder)?;
    assert!(links["links"].as_array().is_some_and(|links| !links.is_empty()) && links["sites"].is_null());
    Ok(())
}

#[test]
fn the_live_map_tells_where_it_listens() -> TestResult {
    let mut server =
        Command::new(TONGDA).args(["--quiet", "--format", "json", "serve", "--port", "0"]).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    let read = server.stdout.take().map(|out| BufReader::new(out).read_line(&mut line));
    server.kill()?;
    server.wait()?;
    assert!(matches!(read, Some(Ok(1..))), "{read:?}");
    let value: Value = serde_json::from_str(&line)?;
    let found = misfits(&value, &schema("serve", Path::new("."))?);
    assert!(found.is_empty() && value["port"].as_u64() > Some(0), "{value}: {found:?}");
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
    let output = Command::new(TONGDA).args(["schema", "nothing"]).output()?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("one of access, appraise, check, compare"));
    Ok(())
}
