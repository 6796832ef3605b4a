//! Bad input of every kind ends in exit code 2, one clear message, and nothing half written.

use crate::TONGDA;
use std::fs;
use std::path::Path;
use std::process::Command;

use tongda_fixtures::TestResult;
use tongda_fixtures::pbf::{Item, tags, to_pbf};

const SKELETON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/networks/jiangmen-west/skeleton.osm.pbf");
const POINTS: &str = "id,lon,lat\na,112.784,22.253\nb,112.688,22.361\n";

fn refused(arguments: &[&str], expected: &[&str]) -> TestResult {
    let output = Command::new(TONGDA).args(arguments).output()?;
    let message = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    for part in expected {
        assert!(message.contains(part), "{arguments:?}: \"{part}\" is not in: {message}");
    }
    assert!(!message.contains("panicked"), "{message}");
    Ok(())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[test]
fn extracts_that_are_none() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("x.osm.pbf");
    let whole = fs::read(SKELETON)?;
    for content in [&b""[..], b"garbage that is no extract at all", &whole[..whole.len() / 2], &whole[..100], &[0xFF; 4096]] {
        fs::write(&file, content)?;
        let network = folder.path().join("x.tongda");
        refused(&["prepare", text(&file), "-o", text(&network)], &["x.osm.pbf", "error:"])?;
        assert!(!network.exists());
    }
    // A member of a type that does not exist makes the decoder panic.
    let strange =
        [Item::Node(1, 1.0, 1.0, Vec::new()), Item::Relation(1, vec![('x', 1, "via")], tags(&[("type", "restriction")]))];
    fs::write(&file, to_pbf(&strange, 9))?;
    refused(&["prepare", text(&file)], &["x.osm.pbf", "cannot be decoded"])?;
    refused(&["prepare", "/nowhere/x.osm.pbf"], &["/nowhere/x.osm.pbf", "cannot be opened"])?;
    refused(&["prepare", SKELETON, "-o", "/nowhere/x.tongda"], &["cannot be written"])?;
    refused(&["prepare", SKELETON, "--profile", "hovercraft"], &["hovercraft", "car, car-freeflow, walk, cycle"])?;
    Ok(())
}

#[test]
fn tables_that_are_wrong() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (good, bad) = (folder.path().join("good.csv"), folder.path().join("bad.csv"));
    fs::write(&good, POINTS)?;
    for (content, expected) in [
        ("", "bad.csv"),
        ("id,x,y\na,1,2\n", "no column \"lon\""),
        ("id,lon,lat\na,22.2,112.7\n", "swapped"),
        ("id,lon,lat\na,nan,22\n", "line 2"),
        ("id,lon,lat\na,200,22\n", "line 2"),
        ("id,lon,lat\na,112,22\na,113,22\n", "line 3"),
        ("id;lon;lat\na;112;22\n", "separate the columns by commas"),
        ("id,lon,lon,lat\na,112,112,22\n", "has the column lon twice"),
        ("id,lon,lat\na,1e308,22\n", "lon = 1e308, lat = 22 is not on the earth"),
        ("id,lon,lat\r\na,112,22\r\nb,,22\r\n", "line 3: lon is empty"),
        ("id,lon,lat\na,112°45,22\n", "lon = \"112°45\" is not a number"),
    ] {
        fs::write(&bad, content)?;
        let output = folder.path().join("out.csv");
        refused(&["matrix", "--osm", SKELETON, "--from", text(&bad), "--to", text(&good), "-o", text(&output)], &[expected])?;
        assert!(!output.exists());
    }
    for (content, expected) in [
        (&b"id,lon,lat\n\xBD\xAD\xC3\xC5,112,22\n"[..], "line 2: is not UTF-8: it looks like GBK"),
        (b"\xFF\xFEi\0d\0,\0", "looks like UTF-16"),
        (b"PK\x03\x04\x14\0\x06\0", "looks like a .zip or .xlsx file"),
        (b"id,lon,lat\ncaf\xE9,1,2\n", "looks like Latin-1"),
    ] {
        fs::write(&bad, content)?;
        refused(&["matrix", "--osm", SKELETON, "--from", text(&bad), "--to", text(&good)], &[expected, "bad.csv"])?;
    }
    refused(
        &["matrix", "--osm", SKELETON, "--from", text(&good), "--to", text(&good), "-o", "/nowhere/out.csv"],
        &["/nowhere/out.csv"],
    )?;
    Ok(())
}

#[test]
fn scenarios_that_cannot_be() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (points, scenario) = (folder.path().join("points.csv"), folder.path().join("s.geojson"));
    fs::write(&points, POINTS)?;
    let line = r#"{"type":"LineString","coordinates":[[112.784,22.253],[112.688,22.361]]}"#;
    let sea = r#"{"type":"LineString","coordinates":[[113.5,21.4],[113.6,21.4]]}"#;
    for (properties, geometry, expected) in [
        (r#"{"kind":"link","class":"primary","speed_kmh":0}"#, line, "speed of 0 km/h"),
        (r#"{"kind":"link","class":"primary","speed_kmh":10000}"#, line, "speed of 10000 km/h"),
        (r#"{"kind":"link","class":"primary","speed_kmh":80}"#, sea, "leads to nowhere"),
        (r#"{"kind":"tunnel"}"#, line, "tunnel"),
        (r#"{"kind":"link","class":"primary","speed_kmh":80}"#, "null", "its geometry is missing"),
        (
            r#"{"kind":"link","class":"primary","speed_kmh":80}"#,
            r#"{"type":"MultiLineString","coordinates":[[[112.7,22.2],[112.7,22.3]],[[112.8,22.2],[112.8,22.3]]]}"#,
            "2 separate parts",
        ),
        (
            r#"{"kind":"link","class":"primary","speed_kmh":80}"#,
            r#"{"type":"LineString","coordinates":[[38375000,2462000],[38376000,2462000]]}"#,
            "zone 38",
        ),
        (r#"{"kind":"close","where":{"name":"no such road"}}"#, "null", "touches nothing"),
        (r#"{"kind":"close"}"#, "null", "neither conditions"),
        (r#"{"kind":"junction","link":"none"}"#, r#"{"type":"Point","coordinates":[112.784,22.253]}"#, "which this file lacks"),
        (r#"{"kind":"speed","factor":-1,"where":{"highway":"trunk"}}"#, "null", "factor = -1"),
        (r#"{"kind":"line","id":"l","mode":"rail"}"#, "null", "headway_min or trains_per_day"),
        (r#"{"kind":"line","id":"l","mode":"rail","headway_min":10}"#, "null", "it has 0 stops"),
        (r#"{"kind":"line","id":"l","mode":"airship","headway_min":10}"#, "null", "airship"),
        (
            r#"{"kind":"stop","line":"none","order":1}"#,
            r#"{"type":"Point","coordinates":[112.784,22.253]}"#,
            "which this file lacks",
        ),
        (
            r#"{"kind":"speed","lanes_before":0,"lanes_after":8,"vehicles_per_day":1,"where":{"highway":"trunk"}}"#,
            "null",
            "lanes_before = 0",
        ),
        (r#"{"kind":"facility","service":"x"}"#, r#"{"type":"Point","coordinates":[22.2,112.7]}"#, "swapped"),
    ] {
        let feature = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#);
        fs::write(&scenario, format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#))?;
        let arguments =
            ["matrix", "--osm", SKELETON, "--from", text(&points), "--to", text(&points), "--scenario", text(&scenario)];
        refused(&arguments, &[expected, "s.geojson, feature 1"])?;
    }
    Ok(())
}

#[test]
fn scenario_files_in_another_form() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (points, scenario) = (folder.path().join("points.csv"), folder.path().join("s.geojson"));
    fs::write(&points, POINTS)?;
    let arguments = ["matrix", "--osm", SKELETON, "--from", text(&points), "--to", text(&points), "--scenario", text(&scenario)];
    let collection = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection",{crs}"features":[{{"type":"Feature","properties":{{"kind":"link","class":"primary","speed_kmh":80}},
            "geometry":{{"type":"LineString","coordinates":[[112.784,22.253,3.5],[112.688,22.361,4]]}}}}]}}"#
        )
    };
    let named = |name: &str| collection(&format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#));
    fs::write(&scenario, named("urn:ogc:def:crs:EPSG::4526"))?;
    refused(&arguments, &["s.geojson: its crs is \"urn:ogc:def:crs:EPSG::4526\"", "EPSG:4326"])?;
    for good in [
        named("urn:ogc:def:crs:OGC:1.3:CRS84"),
        named("EPSG:4490"),
        collection(r#""crs":null,"#),
        format!("\u{feff}{}", collection("")),
    ] {
        fs::write(&scenario, good)?;
        let output = Command::new(TONGDA).args(arguments).output()?;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    for (content, expected) in
        [("", "is not GeoJSON"), ("[]", "is not GeoJSON"), (r#"{"type":"Point","coordinates":[1,2]}"#, "FeatureCollection")]
    {
        fs::write(&scenario, content)?;
        refused(&arguments, &["s.geojson", expected])?;
    }
    fs::write(&scenario, b"{\"a\":\"\xBD\xAD\xC3\xC5\"}")?;
    refused(&arguments, &["s.geojson: is not UTF-8: it looks like GBK"])?;
    Ok(())
}

#[test]
fn studies_that_do_not_fit_together() -> TestResult {
    let folder = tempfile::tempdir()?;
    refused(&["check", text(folder.path())], &["study.toml", "cannot be read"])?;
    refused(&["compare", "-o", "/proc/nowhere"], &["/proc/nowhere"])?;
    fs::write(folder.path().join("study.toml"), "name = 1")?;
    refused(&["check", text(folder.path())], &["study.toml"])?;
    Ok(())
}

#[test]
fn land_districts_and_network_files_that_are_damaged() -> TestResult {
    let folder = tempfile::tempdir()?;
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west");
    fs::create_dir(folder.path().join("projects"))?;
    for part in ["", "projects"] {
        for file in fs::read_dir(from.join(part))? {
            let file = file?;
            if file.file_type()?.is_file() {
                fs::copy(file.path(), folder.path().join(part).join(file.file_name()))?;
            }
        }
    }
    let shape = |kind: &str, positions: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"township":"A"}},
                "geometry":{{"type":"{kind}","coordinates":{positions}}}}}]}}"#
        )
    };
    let whole = fs::read(from.join("land.geojson"))?;
    let damaged = [
        Vec::new(),
        whole[..whole.len() / 2].to_vec(),
        b"42".to_vec(),
        [&whole[..200], b"\xFF\xFE", &whole[200..]].concat(),
        br#"{"type":"FeatureCollection","features":[]}"#.to_vec(),
        shape("Point", "[112,22]").into_bytes(),
        shape("Polygon", "[[[412000,2200000],[413000,2200000],[413000,2300000],[412000,2200000]]]").into_bytes(),
    ];
    let study = fs::read_to_string(from.join("study.toml"))?;
    for (name, more) in [("land.geojson", ""), ("districts.geojson", "boundaries = \"districts.geojson\"\n")] {
        fs::write(folder.path().join("study.toml"), study.replace("[people]\n", &format!("[people]\n{more}")))?;
        for content in &damaged {
            fs::write(folder.path().join(name), content)?;
            refused(&["check", text(folder.path()), "--quiet"], &["error:", name])?;
        }
        fs::write(folder.path().join("land.geojson"), &whole)?;
    }
    let (network, points) = (folder.path().join("x.tongda"), folder.path().join("points.csv"));
    fs::write(&points, POINTS)?;
    let made = Command::new(TONGDA).args(["prepare", SKELETON, "--quiet", "-o", text(&network)]).output()?;
    assert!(made.status.success());
    let whole = fs::read(&network)?;
    let mut flipped = whole.clone();
    flipped[5000] ^= 0xFF;
    for content in [&whole[..whole.len() / 2], &whole[..20], &[&whole[..], b"x"].concat(), &flipped] {
        fs::write(&network, content)?;
        let arguments = ["matrix", "--osm", text(&network), "--from", text(&points), "--to", text(&points)];
        refused(&arguments, &["x.tongda", "make it again with `tongda prepare`"])?;
    }
    Ok(())
}

#[test]
fn measures_and_opportunities_that_are_none() -> TestResult {
    let closest = ["access", "--measure", "closest", "--opportunities"];
    for (arguments, expected) in [
        (&["access", "--measure", "gravitation", "--opportunities", "library"][..], "there is no measure \"gravitation\""),
        (&["access", "--measure", "gravity", "--opportunities", "library"], "needs --decay"),
        (&["access", "--measure", "gravity", "--decay", "linear:-1", "--opportunities", "library"], "not above 0"),
        (&["access", "--measure", "cumulative", "--cutoff", "0", "--opportunities", "library"], "needs --cutoff"),
        (&[&closest[..], &["librarry"]].concat(), "there is no service \"librarry\""),
        (&[&closest[..], &["village_clinic"]].concat(), "there are no opportunities"),
        (&[&closest[..], &["/nowhere/jobs.csv:jobs"]].concat(), "/nowhere/jobs.csv: cannot be read"),
        (&[&closest[..], &["library", "--with", "no-such"]].concat(), "no modelled project \"no-such\""),
        (&[&closest[..], &["library", "--year", "1999"]].concat(), "its years are 2019"),
        (&[&closest[..], &["library", "--compare"]].concat(), "--compare needs"),
        (&[&closest[..], &["library", "--rank-by", "income.csv"]].concat(), "is not FILE.csv:COLUMN"),
    ] {
        refused(arguments, &[expected])?;
    }
    Ok(())
}

#[test]
fn a_reader_that_leaves_is_no_error_and_a_full_disk_is() -> TestResult {
    let mut child = std::process::Command::new(TONGDA)
        .args(["check", "--quiet"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()?;
    drop(child.stdout.take());
    let output = child.wait_with_output()?;
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = std::process::Command::new(TONGDA).args(["check", "--quiet"]).stdout(full).output()?;
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"));
    }
    Ok(())
}
