//! Isochrone map as SVG: bands over the land, with roads, towns, legend, scale bar and attribution.

use std::fmt::Write;

use geojson::{Feature, GeometryValue, Position};

use super::Language;
use super::map::{Frame, StandaloneMap, TownLabel};
use super::palette::{BAND_OPACITY, NEAR_TO_FAR};
use tongda_analysis::people::Land;
use tongda_foundation::position::LonLat;
use tongda_network::network::Network;

/// The most features that a legend names.
const MOST_ENTRIES: usize = 12;

/// A name on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceName {
    /// The name.
    pub name: String,
    /// Its position.
    pub position: LonLat,
}

/// Content of an isochrone map besides the bands.
#[derive(Clone, Copy, Debug)]
pub struct IsochronePicture<'a> {
    /// The roads.
    pub network: &'a Network,
    /// The land, where it is known.
    pub land: Option<&'a Land>,
    /// Towns, the most important first.
    pub towns: &'a [PlaceName],
    /// Origins or destinations of the trips.
    pub origins: &'a [LonLat],
    /// Lines above the legend, the first in bold.
    pub title: &'a [String],
    /// Data attribution.
    pub credit: &'a str,
    /// The language of the legend.
    pub language: Language,
}

/// Bands, roads or differences (the features of [`super::band_layer`], [`super::road_layer`] and
/// [`super::change_layer`], in their order) as an SVG; `None` when nothing has a place.
#[must_use]
pub fn isochrone_svg(features: &[Feature], of: &IsochronePicture<'_>) -> Option<String> {
    let positions: Vec<LonLat> =
        features.iter().flat_map(|feature| lines(feature).1).flatten().chain(of.origins.iter().copied()).collect();
    let frame = Frame::around(positions.iter().copied(), 2000.0)?;
    let (mut areas, mut roads) = (String::new(), String::new());
    let mut entries: Vec<LegendEntry> = Vec::new();
    for feature in features {
        let (is_area, lines) = lines(feature);
        let mut path = String::new();
        for line in &lines {
            for (i, position) in line.iter().enumerate() {
                let [x, y] = frame.point(*position);
                // Writing to a `String` cannot fail.
                let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
            }
            if is_area {
                path.push('z');
            }
        }
        let colour = word(feature, "fill").or_else(|| word(feature, "stroke")).unwrap_or_else(|| NEAR_TO_FAR[2].to_owned());
        if is_area {
            let _ = write!(
                areas,
                "<path d=\"{path}\" fill=\"{colour}\" fill-rule=\"evenodd\" stroke=\"#fff\" stroke-width=\"0.6\"/>"
            );
        } else {
            let _ = write!(roads, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\"/>");
        }
        LegendEntry::of(feature, colour, is_area).add_to(&mut entries);
    }
    // Bands come from the widest to the narrowest; a legend reads the other way.
    if !areas.is_empty() {
        entries.reverse();
    }
    entries.truncate(MOST_ENTRIES);
    let entries: Vec<(String, String)> = entries.into_iter().map(|entry| entry.line(of.language)).collect();
    let mut over = roads;
    for position in of.origins {
        let [x, y] = frame.point(*position);
        let _ = write!(
            over,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.5\" fill=\"#fff\" stroke=\"#1f1b16\" stroke-width=\"1.8\"/><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\" fill=\"#1f1b16\"/>"
        );
    }
    let towns: Vec<TownLabel> =
        of.towns.iter().map(|town| TownLabel { name: town.name.clone(), point: frame.point(town.position) }).collect();
    let picture =
        StandaloneMap { frame, network: of.network, land: of.land, towns: &towns, credit: of.credit, language: of.language };
    // The bands cover each other and the land shows through all of them alike.
    let under = format!("<g opacity=\"{BAND_OPACITY}\">{areas}</g>");
    Some(picture.svg(&under, &over, of.title, &entries))
}

/// A line of a legend: its colour, the key of its text, where it begins, and its minutes.
struct LegendEntry {
    colour: String,
    key: &'static str,
    from: String,
    minutes: Vec<String>,
}

impl LegendEntry {
    fn of(feature: &Feature, colour: String, is_area: bool) -> Self {
        let minutes = word(feature, "minutes").unwrap_or_default();
        let key = match word(feature, "change").as_deref() {
            Some("gained") => "picture.gained_within",
            Some("lost") => "picture.lost_within",
            Some("before") => "picture.before_within",
            _ if is_area => "picture.within",
            _ => "picture.between",
        };
        let from = word(feature, "beyond_minutes").unwrap_or_default();
        Self { colour, key, from, minutes: vec![minutes] }
    }

    /// Adds it to the others; entries that differ by minutes alone share a line.
    fn add_to(self, entries: &mut Vec<Self>) {
        let identity = |entry: &Self| (entry.colour.clone(), entry.key, entry.from.clone());
        match entries.iter_mut().find(|other| identity(other) == identity(&self)) {
            Some(other) => {
                let new = self.minutes.into_iter().filter(|minutes| !other.minutes.contains(minutes)).collect::<Vec<_>>();
                other.minutes.extend(new);
            }
            None => entries.push(self),
        }
    }

    fn line(mut self, language: Language) -> (String, String) {
        self.minutes.sort_by_key(|minutes| minutes.parse::<u32>().unwrap_or_default());
        let minutes = self.minutes.join(language.text("list.item"));
        let text = match self.key {
            "picture.between" => language.format("picture.between", &[("from", &self.from), ("minutes", &minutes)]),
            key => language.format(key, &[("minutes", &minutes)]),
        };
        (self.colour, text)
    }
}

fn word(feature: &Feature, key: &str) -> Option<String> {
    let value = feature.properties.as_ref()?.get(key)?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// The rings or lines of a feature, and whether they are rings.
fn lines(feature: &Feature) -> (bool, Vec<Vec<LonLat>>) {
    let line = |line: &[Position]| -> Vec<LonLat> {
        line.iter().filter_map(|at| LonLat::new(*at.as_slice().first()?, *at.as_slice().get(1)?)).collect()
    };
    match feature.geometry.as_ref().map(|geometry| &geometry.value) {
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            (true, coordinates.iter().flatten().map(|ring| line(ring)).collect())
        }
        Some(GeometryValue::Polygon { coordinates }) => (true, coordinates.iter().map(|ring| line(ring)).collect()),
        Some(GeometryValue::MultiLineString { coordinates }) => (false, coordinates.iter().map(|one| line(one)).collect()),
        Some(GeometryValue::LineString { coordinates }) => (false, vec![line(coordinates)]),
        _ => (false, Vec::new()),
    }
}
