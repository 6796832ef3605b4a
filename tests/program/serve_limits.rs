//! `tongda serve` under requests that nobody means: garbage on every route, too much, too often.

use crate::TONGDA;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tongda_fixtures::TestResult;
use tongda_fixtures::http::{Reply, Server};

const LINK: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"link","id":"a","class":"primary","speed_kmh":80,"reach_m":5000},"geometry":{"type":"LineString","coordinates":[[112.79,22.25],[112.6,22.2],[112.49,22.19]]}},{"type":"Feature","properties":{"kind":"facility","service":"library","name":"x"},"geometry":{"type":"Point","coordinates":[112.62,22.12]}}]}"#;

/// What a question may answer; above all not 500.
const ANSWERS: [u16; 13] = [200, 400, 403, 404, 405, 408, 409, 411, 413, 414, 415, 431, 503];

fn path() -> impl Strategy<Value = String> {
    let route = prop::sample::select(vec![
        "study",
        "cells",
        "compare",
        "network",
        "isochrone",
        "route",
        "openapi.json",
        "export.geojson",
        "export.csv",
        "export.gpkg",
        "project/hegang",
        "project/network-2035",
        "tiles/9/416/223.mvt",
        "tiles/16/0/65535.mvt",
        "tiles/0/0/0.mvt",
    ]);
    let segment = "[a-zA-Z0-9.%_~-]{0,12}";
    prop_oneof![
        6 => route.prop_map(|route| format!("/api/{route}")),
        1 => segment.prop_map(|segment| format!("/api/project/{segment}")),
        1 => (any::<u16>(), any::<u64>(), segment).prop_map(|(z, x, y)| format!("/api/tiles/{z}/{x}/{y}")),
        1 => (segment, segment).prop_map(|(a, b)| format!("/{a}/{b}")),
        1 => prop::collection::vec(prop::sample::select(vec!["..", "%2e%2e", ".", "assets", "etc", "passwd", "..%2f", "%00"]), 1..7)
            .prop_map(|parts| format!("/{}", parts.join("/"))),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "mode",
        "service",
        "year",
        "all_cells",
        "short",
        "with",
        "lon",
        "lat",
        "minutes",
        "direction",
        "from",
        "to",
        "lang",
        "token",
        "x",
    ]);
    let value = prop_oneof![
        prop::sample::select(vec![
            "car",
            "circle",
            "library",
            "2030",
            "true",
            "hegang",
            "112.6",
            "22.2",
            "10,20",
            "towards",
            "112.6,22.2",
            "zh",
            "-1",
            "1e999",
            "NaN",
            "inf",
            "",
            "181",
            "0",
            "%FF%FE",
            "9223372036854775808",
        ])
        .prop_map(str::to_owned),
        "[a-z0-9.,%+-]{0,16}",
    ];
    prop::collection::vec((key, value), 0..5)
        .prop_map(|all| all.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&"))
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![
        Just("1e308".to_owned()),
        Just("-180".to_owned()),
        Just("null".to_owned()),
        Just("[]".to_owned()),
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?"
    ];
    let changed = (prop::sample::select(vec!["112.79", "22.25", "80", "5000", "\"primary\"", "\"link\"", "22.12"]), number)
        .prop_map(|(old, new)| LINK.replace(old, &new).into_bytes());
    let damaged = prop::collection::vec((0..LINK.len(), any::<u8>()), 1..4).prop_map(|changes| {
        let mut bytes = LINK.as_bytes().to_vec();
        for (position, byte) in changes {
            bytes[position] = byte;
        }
        bytes
    });
    prop_oneof![
        2 => Just(Vec::new()),
        3 => changed,
        3 => damaged,
        1 => (0..LINK.len()).prop_map(|end| LINK.as_bytes()[..end].to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
        1 => (1..5000_usize).prop_map(|depth| "[".repeat(depth).into_bytes()),
    ]
}

#[test]
fn garbage_gets_an_answer_that_says_why_and_never_a_failure() -> TestResult {
    let server = Server::start(TONGDA, &[])?;
    let method = prop::sample::select(vec!["GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"]);
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    runner.run(&(method, path(), query(), body()), |(method, path, query, body)| {
        let failed = |cause: Box<dyn std::error::Error>| TestCaseError::fail(cause.to_string());
        let reply = server.ask(method, &format!("{path}?{query}"), &[], &body).map_err(failed)?;
        prop_assert!(ANSWERS.contains(&reply.status), "status {}: {}", reply.status, reply.text());
        if path.starts_with("/api/") && matches!(reply.status, 400 | 404 | 409 | 503) && method != "HEAD" {
            let told = reply.json().map_err(failed)?;
            prop_assert!(told["error"].as_str().is_some_and(|told| !told.is_empty()), "{}", reply.text());
        }
        Ok(())
    })?;
    // It goes on as before.
    assert_eq!(server.post("/api/compare", LINK.as_bytes())?.status, 200);
    Ok(())
}

#[test]
fn an_older_move_of_the_same_page_is_answered_with_409() -> TestResult {
    let server = Server::start(TONGDA, &[])?;
    assert_eq!(server.post("/api/compare", LINK.as_bytes())?.status, 200);
    let ask = || server.ask("POST", "/api/compare?short=true", &[("X-Tongda-Client", "page-1")], LINK.as_bytes());
    let statuses: Vec<Reply> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..24).map(|_| scope.spawn(|| ask().map_err(|cause| cause.to_string()))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "panic".to_owned())?).collect::<Result<_, String>>()
    })?;
    let count = |status: u16| statuses.iter().filter(|reply| reply.status == status).count();
    assert_eq!(count(200) + count(409), 24);
    assert!(count(200) >= 1 && count(409) >= 1, "{} answered, {} replaced", count(200), count(409));
    let replaced = statuses.iter().find(|reply| reply.status == 409).ok_or("none")?;
    assert!(replaced.text().contains("the same client asked anew"), "{}", replaced.text());
    // Others are not touched by it.
    assert_eq!(server.post("/api/compare", LINK.as_bytes())?.status, 200);
    Ok(())
}

/// All of a full answer that differs from the network alone, in the form of a short one.
fn shortened(full: &Value, short: &Value) -> TestResult {
    let service = short["services"][0]["service"].as_str().ok_or("no service")?;
    let mut one =
        full["services"].as_array().and_then(|all| all.iter().find(|one| one["service"] == service)).ok_or("none")?.clone();
    one["counties"] = json!([]);
    assert_eq!(short["services"], json!([one]));
    let districts = full["districts"].as_array().ok_or("no districts")?;
    let told = short["districts"].as_array().ok_or("no districts")?;
    assert!(told.iter().all(|district| districts.contains(district)));
    for district in districts.iter().filter(|district| !told.contains(district)) {
        for within in district["within"].as_array().ok_or("no minutes")? {
            assert_eq!(within["residents_before"], within["residents_after"], "{district}");
        }
    }
    for key in ["changed", "changed_after_ms", "service"] {
        assert_eq!(full["cells"][key], short["cells"][key], "{key}");
    }
    Ok(())
}

#[test]
fn a_short_answer_is_the_full_one_less_what_is_known() -> TestResult {
    let server = Server::start(TONGDA, &[])?;
    let full = server.post("/api/compare?service=circle&all_cells=true", LINK.as_bytes())?;
    let short = server.post("/api/compare?service=circle&short=true", LINK.as_bytes())?;
    shortened(&full.json()?, &short.json()?)?;
    assert!(short.body.len() * 5 < full.body.len(), "{} of {} bytes", short.body.len(), full.body.len());
    assert!(!short.json()?["cells"]["changed"].as_array().ok_or("none")?.is_empty());
    // Where the drawing shuts roads that places are joined to, they are joined elsewhere before too.
    let closure = json!({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null,
        "properties": {"kind": "close", "where": {"within": [[112.76, 22.22], [112.8, 22.22], [112.8, 22.26], [112.76, 22.26], [112.76, 22.22]]}}}]})
    .to_string();
    let full = server.post("/api/compare?service=circle&all_cells=true", closure.as_bytes())?.json()?;
    let short = server.post("/api/compare?service=circle&short=true", closure.as_bytes())?.json()?;
    shortened(&full, &short)?;
    assert_eq!(full["districts"], short["districts"]);
    assert_eq!(full["cells"]["all_before_ms"], short["cells"]["all_before_ms"]);
    assert!(short["cells"]["all_before_ms"].is_array());
    Ok(())
}

#[test]
fn the_geopackage_opens_elsewhere_and_has_the_drawing() -> TestResult {
    // Without a Python that has pyogrio there is nothing to open it with.
    let Ok(python) = std::env::var("TONGDA_READERS") else { return Ok(()) };
    let server = Server::start(TONGDA, &[])?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("shown.gpkg");
    let reply = server.post("/api/export.gpkg", LINK.as_bytes())?;
    assert_eq!(reply.status, 200, "{}", reply.text());
    std::fs::write(&file, &reply.body)?;
    let script = "import sys, json, pyogrio\n\
        layers = {name: pyogrio.read_info(sys.argv[1], layer=name) for name, _ in pyogrio.list_layers(sys.argv[1])}\n\
        meta, _, shapes, columns = pyogrio.raw.read(sys.argv[1], layer='projects')\n\
        table = dict(zip(meta['fields'], columns))\n\
        drawn = list(table['id']).index('drawing')\n\
        meta, _, _, columns = pyogrio.raw.read(sys.argv[1], layer='gains', read_geometry=False)\n\
        gains = dict(zip(meta['fields'], columns))\n\
        print(json.dumps({'layers': {name: info['features'] for name, info in layers.items()}, 'crs': layers['cells']['crs'],\n\
            'bytes': len(shapes[drawn]), 'gain': float(table['gain_residents'][drawn]), 'ids': list(gains['id']), 'gains': [float(g) for g in gains['gain_residents']]}))";
    let output = Command::new(python).arg("-c").arg(script).arg(&file).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let answer = server.post("/api/compare", LINK.as_bytes())?.json()?;
    let cells = server.get("/api/cells")?.json()?["id"].as_array().map(Vec::len);
    assert_eq!(told["layers"]["cells"].as_u64(), cells.map(|cells| cells as u64));
    for layer in ["townships", "projects", "facilities", "gains"] {
        assert!(told["layers"][layer].as_u64() > Some(0), "{layer}: {told}");
    }
    assert_eq!(told["crs"], "EPSG:4326");
    assert_eq!(told["ids"], json!(["drawing"]));
    let minutes = server.get("/api/study")?.json()?["headline_minutes"].clone();
    let circle = answer["services"].as_array().and_then(|all| all.last()).ok_or("no circle")?;
    let within =
        circle["within"].as_array().and_then(|all| all.iter().find(|one| one["minutes"] == minutes)).ok_or("no minutes")?;
    let gained = within["gained_residents"].as_f64().ok_or("no gain")?;
    assert!(gained > 0.0 && (told["gain"].as_f64().ok_or("no gain")? - gained).abs() < 0.51, "{told} {gained}");
    assert!(told["bytes"].as_u64() > Some(50), "the drawing has a shape");
    Ok(())
}

#[test]
fn the_report_of_a_drawing_has_the_ranges_of_compare() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("drawing.geojson");
    std::fs::write(&file, LINK)?;
    let out = folder.path().join("out");
    let ended = Command::new(TONGDA).args(["compare", "--quiet", "-o"]).arg(&out).arg("--scenario").arg(&file).output()?;
    assert!(matches!(ended.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&ended.stderr));
    let report = std::fs::read_to_string(out.join("report.html"))?;
    let server = Server::start(TONGDA, &[])?;
    let exported = server.post("/api/export.html?lang=en", LINK.as_bytes())?.text();
    // The row of the table without its bar, whose scale is that of all rows.
    let row = |report: &str| -> Option<String> {
        let row = &report[report.find("<tr data-item=\"drawing\"")?..];
        let row = &row[..row.find("</tr>")?];
        let (head, bar) = row.split_once("<td class=\"plot\"")?;
        Some(format!("{head}{}", bar.split_once("</td>")?.1))
    };
    let (stated, shown) = (row(&report), row(&exported));
    assert!(stated.is_some(), "the report of compare has no row of the drawing");
    assert_eq!(shown, stated);
    Ok(())
}
