//! Checks of the study's own files: land area by nearest seat, and whether each junction of a project finds a road.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::Result;
use crate::graph::Point;
use crate::pbf::read_roads;

pub fn check(folder: &Path) -> Result<()> {
    areas(folder)?;
    junctions(folder)
}

/// Rows of a CSV file by column name. Fields may be quoted.
pub fn read_csv(path: &Path) -> Result<Vec<BTreeMap<String, String>>> {
    let text = std::fs::read_to_string(path)?;
    let mut lines = text.lines();
    let head = split(lines.next().unwrap_or_default());
    Ok(lines.map(|line| head.iter().cloned().zip(split(line)).collect()).collect())
}

fn split(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("starts with one").push(letter),
        }
    }
    fields
}

/// Land cells of 1 km by the nearest seat, added up by county.
fn areas(folder: &Path) -> Result<()> {
    let mut seats = Vec::new();
    for row in read_csv(&folder.join("people.csv"))? {
        seats.push((
            Point::new(row["lon"].parse()?, row["lat"].parse()?),
            row["county"].clone(),
            row["name"].clone(),
            !row["residents"].is_empty(),
        ));
    }
    let land: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("land.geojson"))?)?;
    let rings: Vec<Vec<(f64, f64)>> = land["features"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|feature| feature["geometry"]["coordinates"].as_array().into_iter().flatten())
        .map(|ring| ring.as_array().into_iter().flatten().filter_map(|c| Some((c[0].as_f64()?, c[1].as_f64()?))).collect())
        .collect();
    let step = 0.5 / 110.74;
    let wide = step / 22.2_f64.to_radians().cos() / 1.0052;
    let mut by_county: BTreeMap<&str, f64> = BTreeMap::new();
    let mut by_seat: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut lat = 21.5;
    while lat < 22.85 {
        let mut lon = 111.9;
        while lon < 113.25 {
            let inside = rings.iter().map(|ring| crossings(ring, lon, lat)).sum::<usize>() % 2 == 1;
            if inside {
                let here = Point::new(lon, lat);
                let nearest = seats.iter().min_by(|x, y| x.0.distance_m(here).total_cmp(&y.0.distance_m(here)));
                if let Some((_, county, name, true)) = nearest {
                    *by_county.entry(county).or_default() += 0.25;
                    *by_seat.entry((county, name)).or_default() += 0.25;
                }
            }
            lon += wide;
        }
        lat += step;
    }
    println!("km² of land by nearest seat");
    for (county, area) in by_county {
        println!("  {county:30} {area:7.0}");
    }
    for ((county, seat), area) in by_seat {
        println!("    {county} {seat} {area:.0}");
    }
    Ok(())
}

fn crossings(ring: &[(f64, f64)], lon: f64, lat: f64) -> usize {
    ring.windows(2)
        .filter(|side| {
            let ((x1, y1), (x2, y2)) = (side[0], side[1]);
            (y1 > lat) != (y2 > lat) && lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1)
        })
        .count()
}

/// For each junction: how far the nearest road of the kind that it joins is, and how far its own link.
fn junctions(folder: &Path) -> Result<()> {
    let roads = read_roads(&folder.join("skeleton.osm.pbf"))?;
    let mut files: Vec<_> = std::fs::read_dir(folder.join("projects"))?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files {
        let project: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        println!("{}", file.display());
        let features = project["features"].as_array().cloned().unwrap_or_default();
        for feature in features.iter().filter(|feature| feature["properties"]["kind"] == "junction") {
            let properties = &feature["properties"];
            let here = to_point(&feature["geometry"]["coordinates"]).ok_or("a junction without a point")?;
            let link = features.iter().find(|f| f["properties"]["kind"] == "link" && f["properties"]["id"] == properties["link"]);
            let link = link.ok_or_else(|| format!("no link {}", properties["link"]))?;
            let line: Vec<Point> =
                link["geometry"]["coordinates"].as_array().into_iter().flatten().filter_map(to_point).collect();
            let join = properties["join"].as_str().unwrap_or("road");
            let reach = properties["reach_m"].as_f64().unwrap_or(0.0);
            let to_road = roads
                .iter()
                .filter(|road| match join {
                    "motorway" => road.highway() == "motorway",
                    "road" => !road.highway().starts_with("motorway"),
                    _ => true,
                })
                .map(|road| (distance_to_line(here, &road.points), road))
                .min_by(|x, y| x.0.total_cmp(&y.0));
            let to_link = distance_to_line(here, &line);
            let (metres, name) = to_road.map_or((f64::INFINITY, String::new()), |(metres, road)| {
                (
                    metres,
                    format!("{} {}", road.highway(), road.tags.get("name").or(road.tags.get("ref")).map_or("", String::as_str)),
                )
            });
            let verdict = if join == "none" || (metres <= reach && to_link < 1500.0) { "ok " } else { "BAD" };
            println!(
                "  {verdict} {:24} {join:8} road {metres:6.0} of {reach:5.0} m ({name}), link {to_link:4.0} m",
                properties["name"].as_str().unwrap_or("")
            );
        }
    }
    Ok(())
}

fn to_point(coordinates: &Value) -> Option<Point> {
    Some(Point::new(coordinates[0].as_f64()?, coordinates[1].as_f64()?))
}

fn distance_to_line(here: Point, line: &[Point]) -> f64 {
    let scale = here.degrees().1.to_radians().cos();
    let flat = |p: Point| ((f64::from(p.lon - here.lon)) * scale * 0.11132, f64::from(p.lat - here.lat) * 0.11074);
    line.windows(2)
        .map(|pair| {
            let ((ax, ay), (bx, by)) = (flat(pair[0]), flat(pair[1]));
            let squared = (bx - ax).powi(2) + (by - ay).powi(2);
            let part = if squared == 0.0 { 0.0 } else { (-(ax * (bx - ax) + ay * (by - ay)) / squared).clamp(0.0, 1.0) };
            (ax + (bx - ax) * part).hypot(ay + (by - ay) * part)
        })
        .fold(f64::INFINITY, f64::min)
}
