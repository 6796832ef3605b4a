//! Ways and stations as OSM XML, with numbers that depend only on the data: nodes by position, ways by first node.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::Result;
use crate::graph::{Point, Tags};
use crate::rail::Station;
use crate::ways::Way;

pub fn write(out: &Path, roads: &[Way], rails: &[Way], stations: &[Station]) -> Result<String> {
    let mut nodes: BTreeMap<Point, Option<Tags>> = BTreeMap::new();
    for way in roads.iter().chain(rails) {
        for &point in &way.points {
            nodes.insert(point, None);
        }
    }
    for station in stations {
        nodes.insert(station.at, Some(station.tags.clone()));
    }
    let number: BTreeMap<Point, usize> = nodes.keys().enumerate().map(|(index, &point)| (point, index + 1)).collect();

    let mut xml =
        String::from("<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\" generator=\"tongda jiangmen-west recipe\">\n");
    for (point, tags) in &nodes {
        let (lon, lat) = point.degrees();
        write!(xml, "<node id=\"{}\" lat=\"{lat:.6}\" lon=\"{lon:.6}\"", number[point])?;
        match tags {
            None => xml.push_str("/>\n"),
            Some(tags) => {
                xml.push_str(">\n");
                write_tags(&mut xml, tags)?;
                xml.push_str("</node>\n");
            }
        }
    }
    let mut km: BTreeMap<String, f64> = BTreeMap::new();
    for (index, way) in roads.iter().chain(rails).enumerate() {
        writeln!(xml, "<way id=\"{}\">", index + 1)?;
        for point in &way.points {
            writeln!(xml, "<nd ref=\"{}\"/>", number[point])?;
        }
        write_tags(&mut xml, &way_tags(way))?;
        xml.push_str("</way>\n");
        let class = way.tags.get("highway").or(way.tags.get("railway")).cloned().unwrap_or_default();
        let mark = if way.tags.contains_key("assumed") { " (assumed road)" } else { "" };
        *km.entry(class + mark).or_default() += way.length_m / 1000.0;
    }
    xml.push_str("</osm>\n");
    std::fs::write(out, xml)?;

    let mut summary = format!("{} nodes, {} road ways, {} rail ways", nodes.len(), roads.len(), rails.len());
    for (class, km) in km {
        write!(summary, "\n{km:9.1} km {class}")?;
    }
    Ok(summary)
}

/// The source has no directions: all motorways are drawn once for both, and say so.
fn way_tags(way: &Way) -> Tags {
    let mut tags = way.tags.clone();
    if matches!(tags.get("highway").map(String::as_str), Some("motorway" | "motorway_link")) {
        tags.insert("oneway".into(), "no".into());
    }
    if way.length_m > way.straight_m * 1.002 {
        tags.insert("length".into(), format!("{:.0}", way.length_m));
    }
    tags
}

fn write_tags(xml: &mut String, tags: &Tags) -> Result<()> {
    for (key, value) in tags {
        let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        writeln!(xml, "<tag k=\"{key}\" v=\"{value}\"/>")?;
    }
    Ok(())
}
