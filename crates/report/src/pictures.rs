//! Isochrones as a picture: bands over the land, with roads, towns, legend, scale bar and attribution.

use std::fmt::Write;

use geojson::{Feature, GeometryValue, Position};

use super::map::{Frame, Label, Picture};
use super::palette::{BAND_OPACITY, NEAR_TO_FAR};
use super::report::Language;
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
    /// Where it stands.
    pub position: LonLat,
}

/// What an isochrone's picture shows besides the bands.
#[derive(Clone, Copy, Debug)]
pub struct IsochronePicture<'a> {
    /// The roads.
    pub network: &'a Network,
    /// The land, where it is known.
    pub land: Option<&'a Land>,
    /// Towns, the most important first.
    pub towns: &'a [PlaceName],
    /// Where the trips begin or end.
    pub origins: &'a [LonLat],
    /// Lines above the legend, the first in bold.
    pub title: &'a [String],
    /// Whose data it shows.
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
    let mut entries: Vec<Entry> = Vec::new();
    for feature in features {
        let (is_area, lines) = lines(feature);
        let mut path = String::new();
        for line in &lines {
            for (i, position) in line.iter().enumerate() {
                let [x, y] = frame.point(*position);
                // Writing to a text cannot fail.
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
        Entry::of(feature, colour, is_area, of.language).note(&mut entries);
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
    let towns: Vec<Label> =
        of.towns.iter().map(|town| Label { name: town.name.clone(), point: frame.point(town.position) }).collect();
    let picture = Picture { frame, network: of.network, land: of.land, towns: &towns, credit: of.credit, language: of.language };
    // The bands cover each other and the land shows through all of them alike.
    let under = format!("<g opacity=\"{BAND_OPACITY}\">{areas}</g>");
    Some(picture.svg(&under, &over, of.title, &entries))
}

/// A line of a legend: its colour, what it is, and its minutes.
struct Entry {
    colour: String,
    what: String,
    minutes: Vec<String>,
}

impl Entry {
    fn of(feature: &Feature, colour: String, is_area: bool, language: Language) -> Self {
        let minutes = word(feature, "minutes").unwrap_or_default();
        let what = match word(feature, "change").as_deref() {
            Some("gained") => language.pick("gained ≤ ", "新增 ≤ ").to_owned(),
            Some("lost") => language.pick("lost ≤ ", "失去 ≤ ").to_owned(),
            Some("before") => language.pick("before ≤ ", "建设前 ≤ ").to_owned(),
            _ if is_area => "≤ ".to_owned(),
            _ => format!("{}–", word(feature, "beyond_minutes").unwrap_or_default()),
        };
        Self { colour, what, minutes: vec![minutes] }
    }

    /// Notes it among the others; what differs by minutes alone shares a line.
    fn note(self, entries: &mut Vec<Self>) {
        let same = entries.iter_mut().find(|other| (&other.colour, &other.what) == (&self.colour, &self.what));
        match same {
            Some(other) => {
                let new = self.minutes.into_iter().filter(|minutes| !other.minutes.contains(minutes)).collect::<Vec<_>>();
                other.minutes.extend(new);
            }
            None => entries.push(self),
        }
    }

    fn line(mut self, language: Language) -> (String, String) {
        self.minutes.sort_by_key(|minutes| minutes.parse::<u32>().unwrap_or_default());
        let minutes = self.minutes.join(language.pick(", ", "、"));
        (self.colour, format!("{}{minutes} {}", self.what, language.pick("min", "分钟")))
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
