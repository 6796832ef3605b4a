//! A seeded country: a grid of roads as an OpenStreetMap extract, and a study on it. The same in every run.

#![allow(dead_code, unreachable_pub, reason = "each bench uses a part of it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tongda_fixtures::pbf::{Item, tags, to_pbf};

/// Degrees between junctions: about 400 m.
const STEP: f64 = 0.004;
const SOUTH_WEST: [f64; 2] = [110.0, 21.0];
/// A road is cut into ways of so many blocks.
const BLOCKS: usize = 8;

/// A number from 0 up to 1 that depends on `key` alone (`SplitMix64`).
#[expect(clippy::cast_precision_loss, reason = "53 bits")]
pub(crate) fn random(key: u64) -> f64 {
    let mut z = key.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Where a point of the grid lies, in degrees; a third of a block off the straight grid at most.
#[expect(clippy::cast_precision_loss, reason = "small")]
fn position(column: usize, row: usize) -> [f64; 2] {
    let key = (row * 1_000_003 + column) as u64;
    let shift = |key: u64| (random(key) - 0.5) * 0.6;
    [SOUTH_WEST[0] + (column as f64 + shift(2 * key)) * STEP, SOUTH_WEST[1] + (row as f64 + shift(2 * key + 1)) * STEP]
}

/// A place anywhere in the country of `side` junctions a side.
fn anywhere(side: usize, key: u64) -> [f64; 2] {
    #[expect(clippy::cast_precision_loss, reason = "small")]
    let at = |start: f64, key: u64| start + random(key) * side as f64 * STEP;
    [at(SOUTH_WEST[0], key * 2 + (1 << 40)), at(SOUTH_WEST[1], key * 2 + 1 + (1 << 40))]
}

/// An extract with `side` x `side` junctions: every 40th road is a trunk road, every 8th a secondary one, and
/// two fifths of the blocks of the others are missing, so that as many edges leave a junction as on real roads.
pub(crate) fn extract(side: usize) -> Vec<u8> {
    let id = |column: usize, row: usize| i64::try_from(row * side + column + 1).unwrap_or_default();
    let mut items = Vec::with_capacity(side * side * 3 / 2);
    for row in 0..side {
        for column in 0..side {
            let [lon, lat] = position(column, row);
            items.push(Item::Node(id(column, row), lon, lat, Vec::new()));
        }
    }
    let mut ways = 0;
    for along in [true, false] {
        for line in 0..side {
            let class = if line % 40 == 0 {
                "trunk"
            } else if line % 8 == 0 {
                "secondary"
            } else {
                "residential"
            };
            let node = |at: usize| if along { id(at, line) } else { id(line, at) };
            let key = |at: usize| ((line * side + at) * 2 + usize::from(along)) as u64 + (1 << 50);
            let mut refs: Vec<i64> = Vec::new();
            let mut end = |refs: &mut Vec<i64>| {
                if refs.len() > 1 {
                    ways += 1;
                    items.push(Item::Way(ways, std::mem::take(refs), tags(&[("highway", class)])));
                }
                refs.clear();
            };
            for at in 0..side {
                refs.push(node(at));
                let missing = line % 8 != 0 && random(key(at)) < 0.4;
                if missing || at + 1 == side {
                    end(&mut refs);
                } else if refs.len() > BLOCKS {
                    end(&mut refs);
                    refs.push(node(at));
                }
            }
        }
    }
    to_pbf(&items, 8000)
}

/// Writes a study with so many cells, 16 services, 57 projects and six dated networks into a folder.
pub(crate) fn study(folder: &Path, side: usize, cells: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("projects"))?;
    std::fs::write(folder.join("roads.osm.pbf"), extract(side))?;
    let mut text = String::from("id,lon,lat,residents,area_km2,township,county\n");
    for i in 0..cells as u64 {
        let [lon, lat] = anywhere(side, i);
        let township = i % 1600;
        let _ = writeln!(text, "c{i},{lon:.6},{lat:.6},{:.0},1,t{township},c{}", random(i) * 2000.0, township % 120);
    }
    std::fs::write(folder.join("cells.csv"), text)?;
    let mut config = String::from(
        "name = \"Seeded country\"\n[network]\nosm = [\"roads.osm.pbf\"]\nprofile = \"car\"\ndate = \"2018\"\n[people]\ncells = \"cells.csv\"\n\
         [question]\nminutes = [15, 30, 60]\nheadline_minutes = 30\n[services]\nfiles = [\"services.csv\"]\n",
    );
    let mut services = String::from("id,name,name_zh,service,county,lon,lat,certainty,source,note\n");
    for service in 0..16_u64 {
        let _ = writeln!(config, "[[service]]\nid = \"s{service}\"\nname = \"service {service}\"\ncircle = true");
        for facility in 0..100 * (service + 1) {
            let [lon, lat] = anywhere(side, (service << 20) + facility + (1 << 30));
            let _ = writeln!(services, "s{service}-{facility},facility,,s{service},c1,{lon:.6},{lat:.6},certain,seeded,");
        }
    }
    config.push_str("[dated]\nyears = [2019, 2021, 2024, 2026, 2030, 2035]\n");
    std::fs::write(folder.join("services.csv"), services)?;
    std::fs::write(folder.join("study.toml"), config)?;
    let mut catalogue = String::new();
    for project in 0..57_u64 {
        let opens = 2019 + project % 17;
        let _ = writeln!(
            catalogue,
            "[[project]]\nid = \"p{project}\"\nname = \"motorway {project}\"\nkind = \"motorway\"\nstatus = \"planned\"\n\
             opens = \"{opens}\"\ndepends_on = []\ncertainty = \"certain\"\nsources = [\"seeded\"]\nfile = \"projects/p{project}.geojson\"\n"
        );
        std::fs::write(folder.join(format!("projects/p{project}.geojson")), motorway(side, project))?;
    }
    std::fs::write(folder.join("projects.toml"), catalogue)
}

/// A motorway of about 30 km with ten junctions, at 100 km/h, as a scenario file.
#[expect(clippy::cast_precision_loss, reason = "small")]
pub(crate) fn motorway(side: usize, number: u64) -> String {
    let [lon, lat] = anywhere(side, number + (1 << 35));
    let angle = random(number + (1 << 36)) * std::f64::consts::TAU;
    let extent = side as f64 * STEP;
    let at = |share: f64| {
        let on = |start: f64, from: f64, way: f64| (from + way * 0.3 * share).clamp(start + STEP, start + extent - STEP);
        [on(SOUTH_WEST[0], lon, angle.cos()), on(SOUTH_WEST[1], lat, angle.sin())]
    };
    let points: Vec<[f64; 2]> = (0..10).map(|i| at(f64::from(i) / 9.0)).collect();
    let line: Vec<String> = points.iter().map(|[lon, lat]| format!("[{lon:.6},{lat:.6}]")).collect();
    let id = format!("p{number}");
    let mut features = vec![format!(
        r#"{{"type":"Feature","properties":{{"kind":"link","id":"{id}","class":"motorway","speed_kmh":100,"connect":"junctions"}},"geometry":{{"type":"LineString","coordinates":[{}]}}}}"#,
        line.join(",")
    )];
    features.extend(line.iter().map(|point| {
        format!(r#"{{"type":"Feature","properties":{{"kind":"junction","link":"{id}","reach_m":3000}},"geometry":{{"type":"Point","coordinates":{point}}}}}"#)
    }));
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// How long the binary takes, and the most memory it holds in megabytes (0 where the system does not tell).
pub(crate) fn run(arguments: &[&str]) -> std::io::Result<(f64, f64)> {
    let start = Instant::now();
    let log = folder("bench.log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongda"));
    let mut child = command.args(arguments).stdout(Stdio::null()).stderr(std::fs::File::create(&log)?).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_kb = 0.0_f64;
    let code = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak_kb = peak_kb.max(peak.unwrap_or(0.0));
        match child.try_wait()? {
            Some(code) => break code,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    // 1 says that some rows are worth a look.
    assert!(matches!(code.code(), Some(0 | 1)), "{arguments:?} failed: {}", std::fs::read_to_string(&log)?);
    Ok((seconds, peak_kb / 1000.0))
}

/// A folder below `target/` for what a bench makes.
pub(crate) fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target").join(name)
}
