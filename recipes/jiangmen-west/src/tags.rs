//! What each edge is: classes from `classes.csv`, names, refs and lengths of known roads from `roads.toml`.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use crate::Result;
use crate::graph::{Graph, Point, Tags};

/// Edges that the table does not know stay `primary` and are marked `source:highway=assumed`.
pub fn learned_classes(graph: &mut Graph, table: &Path) -> Result<()> {
    let mut class: HashMap<(Point, Point), String> = HashMap::new();
    for line in std::fs::read_to_string(table)?.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let (highway, path) = line.split_once(',').ok_or("classes.csv: expected highway,path")?;
        let points = path.split(';').map(point).collect::<Result<Vec<Point>>>()?;
        for pair in points.windows(2) {
            class.insert((pair[0].min(pair[1]), pair[0].max(pair[1])), highway.into());
        }
    }
    for edge in &mut graph.edges {
        match class.get(&(edge.a, edge.b)) {
            Some(highway) => edge.set("highway", highway),
            None => edge.set("source:highway", "assumed"),
        }
    }
    Ok(())
}

fn point(text: &str) -> Result<Point> {
    let (lon, lat) = text.trim().split_once(' ').ok_or_else(|| format!("not a point: {text}"))?;
    Ok(Point::new(lon.parse()?, lat.parse()?))
}

/// Tags that the tables may give a road, by their OSM keys.
#[derive(Deserialize, Clone, Default)]
pub struct Label {
    pub highway: Option<String>,
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    pub name: Option<String>,
    pub name_en: Option<String>,
    pub lanes: Option<u32>,
}

impl Label {
    pub fn write_to(&self, tags: &mut Tags) {
        let lanes = self.lanes.map(|lanes| lanes.to_string());
        let pairs = [
            ("highway", &self.highway),
            ("ref", &self.reference),
            ("name", &self.name),
            ("name:en", &self.name_en),
            ("lanes", &lanes),
        ];
        for (key, value) in pairs {
            if let Some(value) = value {
                tags.insert(key.into(), value.clone());
            }
        }
    }
}

#[derive(Deserialize)]
struct Roads {
    road: Vec<Road>,
}

#[derive(Deserialize)]
struct Road {
    #[serde(flatten)]
    label: Label,
    /// Nodes of the skeleton, in order; the road follows the shortest way between them, on edges of its own class first.
    via: Vec<[f64; 2]>,
    /// Road length over straight length, for the whole road.
    detour: Option<f64>,
    /// Road length in km between the first and the last of `via`; takes the place of `detour`.
    km: Option<f64>,
}

pub fn named_roads(graph: &mut Graph, table: &Path) -> Result<()> {
    let roads: Roads = toml::from_str(&std::fs::read_to_string(table)?)?;
    for road in roads.road {
        let who = road.label.name.as_deref().or(road.label.reference.as_deref()).unwrap_or("a road").to_owned();
        let class = road.label.highway.clone();
        let mut path = Vec::new();
        for pair in road.via.windows(2) {
            let [from, to] = [pair[0], pair[1]].map(|[lon, lat]| Point::new(lon, lat));
            for end in [from, to] {
                if !graph.has(end) {
                    return Err(format!("roads.toml: {who}: no node at {:?}", end.degrees()).into());
                }
            }
            let known = |edge: &crate::graph::Edge| class.as_deref().is_none_or(|class| edge.highway() == class);
            let leg = graph.path(from, to, |edge| edge.straight_m() * if known(edge) { 1.0 } else { 2.0 })?;
            let straight: f64 = leg.iter().map(|&index| graph.edges[index].straight_m()).sum();
            if straight > from.distance_m(to) * 1.5 + 1500.0 {
                eprintln!("roads.toml: {who}: {:?} to {:?} goes a long way round, {:.1} km", pair[0], pair[1], straight / 1e3);
            }
            path.extend(leg);
        }
        let straight: f64 = path.iter().map(|&index| graph.edges[index].straight_m()).sum();
        let detour = road.km.map(|km| km * 1000.0 / straight).or(road.detour);
        for index in path {
            let edge = &mut graph.edges[index];
            edge.tags.remove("source:highway");
            road.label.write_to(&mut edge.tags);
            if edge.detour.is_none() || road.km.is_some() {
                edge.detour = detour.or(edge.detour);
            }
        }
    }
    Ok(())
}
