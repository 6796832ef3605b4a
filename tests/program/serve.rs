//! `tongda serve` through HTTP: the numbers of `compare`, what is turned away, and the `OpenAPI` file.

use crate::TONGDA;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon};
use serde_json::{Value, json};
use tongda_fixtures::TestResult;
use tongda_fixtures::http::{Reply, Server};

/// Two roads with a junction, a closure, another speed and a library.
fn drawing() -> Value {
    json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"kind": "link", "id": "a", "class": "primary", "speed_kmh": 80, "reach_m": 3000},
         "geometry": {"type": "LineString", "coordinates": [[112.7935, 22.2519], [112.73, 22.31], [112.68, 22.37]]}},
        {"type": "Feature", "properties": {"kind": "junction", "link": "a", "join": "any", "reach_m": 5000},
         "geometry": {"type": "Point", "coordinates": [112.73, 22.31]}},
        {"type": "Feature", "properties": {"kind": "close", "where": {"within": [[112.76, 22.22], [112.8, 22.22], [112.8, 22.26], [112.76, 22.26], [112.76, 22.22]]}},
         "geometry": null},
        {"type": "Feature", "properties": {"kind": "speed", "speed_kmh": 40, "where": {"highway": "primary", "within": [[112.2, 22.1], [112.4, 22.1], [112.4, 22.3], [112.2, 22.3], [112.2, 22.1]]}},
         "geometry": null},
        {"type": "Feature", "properties": {"kind": "facility", "service": "library", "name": "new library"},
         "geometry": {"type": "Point", "coordinates": [112.62, 22.12]}}
    ]})
}

fn service<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["services"].as_array().and_then(|all| all.iter().find(|one| one["service"] == id)).unwrap_or(&Value::Null)
}

/// `projects.csv` of `compare`, with a scenario file or without.
fn compared(scenario: Option<&Path>, folder: &Path) -> TestResult<String> {
    let out = folder.join("out");
    let mut command = Command::new(TONGDA);
    command.args(["compare", "--quiet", "--draws", "0", "-o"]).arg(&out);
    if let Some(file) = scenario {
        command.arg("--scenario").arg(file);
    }
    let ended = command.output()?;
    assert!(matches!(ended.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&ended.stderr));
    Ok(std::fs::read_to_string(out.join("projects.csv"))?)
}

#[test]
fn a_drawing_and_projects_have_the_numbers_of_compare() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("drawn.geojson");
    std::fs::write(&file, drawing().to_string())?;
    // The drawing shuts roads, which no place is joined to in the whole run: projects alone have a run of their own.
    let (with_drawing, alone) = (compared(Some(&file), folder.path())?, compared(None, folder.path())?);
    let server = Server::start(TONGDA, &[])?;
    let mut gains = 0;
    for (item, answer) in [
        ("drawn", server.post("/api/compare?service=circle", drawing().to_string().as_bytes())?.json()?),
        // Asked again, from what was kept.
        ("drawn", server.post("/api/compare?service=library", drawing().to_string().as_bytes())?.json()?),
        ("hegang", server.get("/api/project/hegang")?.json()?),
        ("network-2035", server.get("/api/project/network-2035")?.json()?),
    ] {
        let table = if item == "drawn" { &with_drawing } else { &alone };
        let rows = table.lines().filter(|row| row.starts_with(&format!("{item},")));
        let mut seen = 0;
        for row in rows {
            let fields: Vec<&str> = row.split(',').collect();
            let [_, _, id, minutes, before, after, ..] = fields.as_slice() else { return Err(row.into()) };
            let within = service(&answer, id)["within"].as_array().cloned().unwrap_or_default();
            let Some(within) = within.iter().find(|one| one["minutes"].as_u64() == minutes.parse().ok()) else {
                // A service without any facility.
                assert_eq!((*before, *after), ("0", "0"), "{row}");
                continue;
            };
            let told = |key: &str| format!("{:.0}", within[key].as_f64().unwrap_or(f64::NAN));
            assert_eq!((told("residents_before").as_str(), told("residents_after").as_str()), (*before, *after), "{row}");
            gains += usize::from(before != after);
            seen += 1;
        }
        assert!(seen > 60, "{item}: {seen} rows");
    }
    assert!(gains > 40, "{gains} numbers differ before and after: too few to tell");
    Ok(())
}

#[test]
fn what_cannot_be_meant_is_turned_away_with_the_reason() -> TestResult {
    let server = Server::start(TONGDA, &[])?;
    let feature = |properties: Value, geometry: Value| {
        json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties, "geometry": geometry}]})
            .to_string()
    };
    let line = json!({"type": "LineString", "coordinates": [[100.0, 5.0], [100.1, 5.0]]});
    let at = json!({"type": "Point", "coordinates": [112.62, 22.12]});
    let said = |reply: &Reply| reply.text().chars().take(300).collect::<String>();
    for (body, expected) in [
        ("no json".to_owned(), "is not GeoJSON"),
        (r#"{"type":"FeatureCollection","features":[]}"#.to_owned(), "holds no modification"),
        (
            feature(json!({"kind": "link", "id": "x", "class": "primary", "speed_kmh": 80}), line.clone()),
            "feature 1 (link \\\"x\\\"): its end at 100.00000,5.00000 leads to nowhere",
        ),
        (feature(json!({"kind": "link", "class": "primary", "speed_kmh": -1}), line), "a speed of -1 km/h"),
        (feature(json!({"kind": "bridge"}), at.clone()), "is not one of link, junction"),
        (feature(json!({"kind": "facility", "service": "../../etc/passwd"}), at), "has no service"),
        (feature(json!({"kind": "close", "where": {"name_regex": "("}}), Value::Null), "name_regex"),
        (feature(json!({"kind": "close", "where": {"osm_way_id": 999_999_999_999_i64}}), Value::Null), "touches nothing"),
    ] {
        let reply = server.post("/api/compare", body.as_bytes())?;
        assert_eq!(reply.status, 400, "{body}: {}", said(&reply));
        assert!(said(&reply).contains(expected), "{}", said(&reply));
    }
    let large = vec![b' '; 300 * 1024];
    assert_eq!(server.post("/api/compare", &large)?.status, 413);
    for (path, status) in [
        ("/api/compare", 405),
        ("/api/nothing", 404),
        ("/api/project/nothing", 404),
        ("/api/network?year=1066", 404),
        ("/api/network?service=nothing", 404),
        ("/api/network?mode=../../x", 404),
        ("/api/network?file=/etc/passwd", 400),
        ("/api/isochrone?lon=112", 400),
        ("/api/isochrone?lon=112.6&lat=22.2&minutes=0", 400),
        ("/api/isochrone?lon=0&lat=0", 400),
        ("/api/route?from=112.6,22.2&to=here", 400),
        ("/api/tiles/9/9999/1.mvt", 404),
        ("/../../etc/passwd", 404),
        ("/..%2f..%2fetc%2fpasswd", 404),
        ("/assets/../../Cargo.toml", 404),
    ] {
        assert_eq!(server.get(path)?.status, status, "{path}");
    }
    // Sites elsewhere may not ask in a visitor's name.
    assert_eq!(server.ask("GET", "/api/study", &[("Host", "example.org")], b"")?.status, 403);
    assert_eq!(server.ask("GET", "/api/study", &[("Origin", "https://example.org")], b"")?.status, 403);
    let page = server.get("/")?;
    assert!(page.status == 200 && page.head.contains("content-security-policy"), "{}", page.head);
    Ok(())
}

#[test]
fn a_study_of_walking_has_cars_when_they_are_asked_for() -> TestResult {
    let folder = tempfile::tempdir()?;
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west");
    for name in [
        "study.toml",
        "skeleton.osm.pbf",
        "people.csv",
        "services.csv",
        "destinations.csv",
        "land.geojson",
        "projects.toml",
        "ferries.geojson",
    ] {
        std::fs::copy(own.join(name), folder.path().join(name))?;
    }
    std::fs::create_dir(folder.path().join("projects"))?;
    for entry in std::fs::read_dir(own.join("projects"))? {
        let entry = entry?;
        std::fs::copy(entry.path(), folder.path().join("projects").join(entry.file_name()))?;
    }
    let file = folder.path().join("study.toml");
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, text.replace("profile = \"car\"", "profile = \"walk\""))?;
    let server = Server::start(TONGDA, &[folder.path().to_str().ok_or("no name")?])?;
    let told = server.get("/api/study")?.json()?;
    assert_eq!(told["modes"], json!(["walk", "car", "car+rail", "walk+rail", "cycle", "cycle+rail"]));
    let mean = |mode: &str| -> TestResult<f64> {
        assert_eq!(server.get(&format!("/api/study?mode={mode}"))?.json()?["mode"], mode);
        let answer = server.get(&format!("/api/network?mode={mode}"))?.json()?;
        Ok(service(&answer, "circle")["mean_minutes_before"].as_f64().ok_or("no mean")?)
    };
    let (walk, car) = (mean("walk")?, mean("car")?);
    assert!(walk > 3.0 * car, "{walk} min on foot, {car} by car");
    Ok(())
}

#[test]
fn other_machines_need_a_token() -> TestResult {
    let refused = Command::new(TONGDA).args(["serve", "--address", "0.0.0.0", "--port", "0"]).output()?;
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("0.0.0.0 can be asked by other machines (give --token TOKEN"), "{told}");
    let short = Command::new(TONGDA).args(["serve", "--token", "short", "--port", "0"]).output()?;
    assert_eq!(short.status.code(), Some(2));
    let server = Server::start(TONGDA, &["--token", "a-long-token-of-a-test"])?;
    assert!(server.url.ends_with("/?token=a-long-token-of-a-test"), "{}", server.url);
    for path in ["/", "/api/study", "/api/tiles/9/416/223.mvt", "/assets/x.js"] {
        assert_eq!(server.get(path)?.status, 401, "{path}");
    }
    let bearer = [("Authorization", "Bearer a-long-token-of-a-test")];
    assert_eq!(server.ask("GET", "/api/study", &bearer, b"")?.status, 200);
    let opened = server.get("/?token=a-long-token-of-a-test")?;
    assert!(
        opened.status == 200 && opened.head.contains("tongda_token=a-long-token-of-a-test; HttpOnly; SameSite=Strict"),
        "{}",
        opened.head
    );
    assert_eq!(server.ask("GET", "/api/study", &[("Cookie", "tongda_token=a-long-token-of-a-test")], b"")?.status, 200);
    Ok(())
}

#[test]
fn a_port_that_is_taken_is_told_before_the_study_is_read() -> TestResult {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    let output = Command::new(TONGDA).args(["serve", "nowhere", "--port", &port]).output()?;
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains(&format!("cannot listen on 127.0.0.1:{port}")) && told.contains("take another --port"), "{told}");
    Ok(())
}

#[test]
fn the_api_is_what_its_file_says() -> TestResult {
    let server = Server::start(TONGDA, &[])?;
    let file = server.get("/api/openapi.json")?.json()?;
    let paths = file["paths"].as_object().ok_or("no paths")?;
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/crates/server/src/api.rs"))?;
    let routes = source.lines().filter_map(|line| line.trim().strip_prefix(".route(\"")?.split('"').next());
    let exports = ["/api/export.geojson", "/api/export.csv", "/api/export.gpkg", "/api/export.html"];
    let routes: BTreeSet<&str> = routes.filter(|route| *route != "/api/{export}").chain(exports).collect();
    assert_eq!(routes, paths.keys().map(String::as_str).collect(), "routes of the program and of the file");
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().ok_or("no methods")? {
            let mut address = path.clone();
            let mut query = Vec::new();
            let with = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "with"));
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().ok_or("no name")?;
                let Some(example) = parameter.get("example") else { continue };
                let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
                match parameter["in"].as_str() {
                    Some("path") => address = address.replace(&format!("{{{name}}}"), &example),
                    Some("query") if !(with && name == "year" || name == "short") => query.push(format!("{name}={example}")),
                    _ => {}
                }
            }
            let address = format!("{address}?{}", query.join("&"));
            let body = if method == "post" { drawing().to_string() } else { String::new() };
            let reply = server.ask(&method.to_uppercase(), &address, &[], body.as_bytes())?;
            assert_eq!(reply.status, 200, "{method} {address}: {}", reply.text());
            let content = operation["responses"]["200"]["content"].as_object().ok_or("no content")?;
            let (kind, content) = content.iter().next().ok_or("no kind")?;
            assert!(reply.head.to_lowercase().contains(&format!("content-type: {kind}")), "{address}: {}", reply.head);
            if let Some(schema) = content.get("schema") {
                fits(&file, schema, &reply.json()?, &address)?;
            } else {
                assert!(!reply.body.is_empty(), "{address}");
            }
        }
    }
    let wrong = server.get("/api/project/nothing")?.json()?;
    fits(&file, &json!({"$ref": "#/components/schemas/Problem"}), &wrong, "a problem")
}

/// Whether a value is as a schema says: as much of JSON Schema as the file uses.
fn fits(file: &Value, schema: &Value, value: &Value, position: &str) -> TestResult {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = file.pointer(name.trim_start_matches('#')).ok_or_else(|| format!("{position}: {name}"))?;
        return fits(file, schema, value, position);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any.iter().any(|one| fits(file, one, value, position).is_ok());
        return if fits { Ok(()) } else { Err(format!("{position}: fits none of {schema}").into()) };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if !kinds.iter().any(|wanted| *wanted == kind || (*wanted == "number" && kind == "integer")) {
        return Err(format!("{position}: {kind} is not {kinds:?}").into());
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{position}: {value}");
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(file, &schema["items"], item, &format!("{position}[{i}]"))?;
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        assert!(value.get(name).is_some(), "{position}: {name} is missing");
    }
    for (name, item) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => fits(file, schema, item, &format!("{position}.{name}"))?,
            None if schema["additionalProperties"].is_object() => {
                fits(file, &schema["additionalProperties"], item, &format!("{position}.{name}"))?;
            }
            None => assert!(schema["additionalProperties"] != json!(false), "{position}: {name} is not in the file"),
        }
    }
    Ok(())
}

/// The polygons of a GeoJSON feature.
fn polygons(feature: &Value) -> MultiPolygon<f64> {
    let ring = |ring: &Value| -> LineString<f64> {
        let points = ring.as_array().into_iter().flatten();
        points
            .map(|point| [point[0].as_f64().unwrap_or(f64::NAN), point[1].as_f64().unwrap_or(f64::NAN)])
            .collect::<Vec<_>>()
            .into()
    };
    let polygon = |rings: &Value| {
        let mut rings = rings.as_array().into_iter().flatten().map(ring);
        Polygon::new(rings.next().unwrap_or_else(|| LineString::new(Vec::new())), rings.collect())
    };
    let coordinates = &feature["geometry"]["coordinates"];
    if feature["geometry"]["type"] == "Polygon" {
        return MultiPolygon(vec![polygon(coordinates)]);
    }
    MultiPolygon(coordinates.as_array().into_iter().flatten().map(polygon).collect())
}

#[test]
fn an_isochrone_is_that_of_the_command() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("isochrone.geojson");
    let drawn = |arguments: &[&str]| -> TestResult<Value> {
        let mut command = Command::new(TONGDA);
        let ended = command.args(["isochrone", "--quiet"]).args(arguments).arg("-o").arg(&file).output()?;
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        Ok(serde_json::from_slice(&std::fs::read(&file)?)?)
    };
    let features = |collection: &Value| collection["features"].as_array().cloned().unwrap_or_default();
    let server = Server::start(TONGDA, &[])?;
    for (query, options) in [("", &[][..]), ("&direction=towards", &["--towards"]), ("&year=2026", &["--year", "2026"])] {
        let answer = server.get(&format!("/api/isochrone?lon=112.79&lat=22.25&minutes=10,20{query}"))?.json()?;
        let file = drawn(&[&["--at", "112.79,22.25", "--minutes", "10,20"], options].concat())?;
        let (told, written) = (features(&answer["before"]), features(&file));
        assert_eq!(told.len(), 2, "{query}");
        for (told, written) in told.iter().zip(&written) {
            assert_eq!(told["geometry"], written["geometry"], "{query}");
            for key in ["minutes", "area_km2", "cell_m", "misclassified_share"] {
                assert_eq!(told["properties"][key], written["properties"][key], "{query}, {key}");
            }
        }
    }
    // Before and after a project lie on one raster, and what is new is what the command says is gained.
    let answer = server.get("/api/isochrone?lon=113.03&lat=22.05&minutes=30,60&with=huangmaohai")?.json()?;
    let file = drawn(&["--at", "113.03,22.05", "--minutes", "30,60", "--with", "huangmaohai", "--compare"])?;
    let of_minutes = |all: &[Value], minutes: u64| all.iter().find(|one| one["properties"]["minutes"] == minutes).map(polygons);
    let (before, after, changes) = (features(&answer["before"]), features(&answer["after"]), features(&file));
    assert!(changes.iter().any(|change| change["properties"]["change"] == "gained"), "{changes:?}");
    for minutes in [30, 60] {
        let (before, after) = of_minutes(&before, minutes).zip(of_minutes(&after, minutes)).ok_or("no band")?;
        let (gained, lost) = (after.difference(&before), before.difference(&after));
        let is =
            |change: &&Value, what: &str| change["properties"]["change"] == what && change["properties"]["minutes"] == minutes;
        let area = |what: &str| -> f64 {
            changes.iter().filter(|change| is(change, what)).map(|change| polygons(change).unsigned_area()).sum()
        };
        // In square degrees; crumbs of 1e-8 are left out of the file, and coordinates are rounded.
        let apart = [(gained.unsigned_area() - area("gained")).abs(), (lost.unsigned_area() - area("lost")).abs()];
        assert!(apart[0] < 1e-6 && apart[1] < 1e-6, "{minutes} min: {apart:?}");
        assert!(area("lost") < 1e-9, "a bridge takes nothing away in {minutes} min");
    }
    Ok(())
}
