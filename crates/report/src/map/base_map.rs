//! Base map: shoreline, and roads by class.

use std::fmt::Write;

use geo::{LineString, Simplify};

use super::Frame;
use super::frame::WIDTH;
use tongda_analysis::people::Land;
use tongda_foundation::position::LonLat;
use tongda_network::network::{Network, SegmentId};

/// Classes from the most to the least important; those of no class are drawn like the last.
const CLASSES: [&[&str]; 4] = [
    &["motorway", "motorway_link"],
    &["trunk", "trunk_link"],
    &["primary", "primary_link"],
    &["secondary", "tertiary", "unclassified", "residential", "road", "living_street", "secondary_link", "tertiary_link"],
];
/// The most points of roads; lower classes are left out beyond it.
const MOST_POINTS: usize = 60_000;

/// Base map, under everything else of a map.
#[derive(Clone, Debug)]
pub(crate) struct BaseMap {
    land: String,
    roads: Vec<String>,
    has_land: bool,
    unknown: String,
}

impl BaseMap {
    /// The ground within a frame, simplified to `tolerance` units, with so many classes of roads.
    pub(crate) fn new(frame: &Frame, network: &Network, land: Option<&Land>, tolerance: f64, classes: usize) -> Self {
        let mut shore = String::new();
        for ring in land.map(Land::rings).unwrap_or_default() {
            let line = simplified(frame, &ring, tolerance);
            if line.len() > 2 {
                shore.push_str(&drawn(&line));
                shore.push('z');
            }
        }
        let mut roads = Vec::new();
        let mut points = 0;
        for class in CLASSES.iter().take(classes) {
            let lines = roads_of(frame, network, class, tolerance);
            points += lines.iter().map(Vec::len).sum::<usize>();
            if points > MOST_POINTS && !roads.is_empty() {
                break;
            }
            roads.push(lines.iter().map(|line| drawn(line)).collect());
        }
        Self { land: shore, roads, has_land: land.is_some(), unknown: land.map(|land| beyond(frame, land)).unwrap_or_default() }
    }

    /// Whether part of the frame lies beyond the edge of the land's file.
    pub(crate) fn shows_unknown(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// The hatch of what is unknown, once a document.
    pub(crate) fn hatch() -> &'static str {
        "<pattern id=\"unknown\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
        <rect width=\"7\" height=\"7\" fill=\"#f5f3ee\"/><rect width=\"1\" height=\"7\" fill=\"#d5d0c5\"/></pattern>"
    }

    /// The land, and over its cut edges what is unknown beyond them.
    pub(crate) fn land(&self, frame: &Frame) -> String {
        if self.has_land {
            let unknown =
                if self.unknown.is_empty() { String::new() } else { format!("<path class=\"unknown\" d=\"{}\"/>", self.unknown) };
            format!("<path class=\"land\" d=\"{}\"/>{unknown}", self.land)
        } else {
            format!("<path class=\"land\" d=\"M0 0H{WIDTH:.0}V{:.0}H0z\"/>", frame.height)
        }
    }

    /// The roads, the most important on top.
    pub(crate) fn roads(&self) -> String {
        let road = |(class, path): (usize, &String)| format!("<path class=\"road road-{class}\" d=\"{path}\"/>");
        self.roads.iter().enumerate().rev().map(road).collect()
    }
}

/// The parts of a frame beyond the edges of the land's file, as a path; empty where there are none.
fn beyond(frame: &Frame, land: &Land) -> String {
    let [west, east, south, north] = land.cuts();
    let at = |axis: usize, degrees: f64| {
        let position = if axis == 0 { LonLat::new(degrees, 0.0) } else { LonLat::new(0.0, degrees) };
        position.map(|position| frame.point(position)[axis])
    };
    // Half a unit inwards, so that nothing of the edge's line is seen.
    let (left, right) = (west.and_then(|at_| at(0, at_)).map(|x| x + 0.5), east.and_then(|at_| at(0, at_)).map(|x| x - 0.5));
    let (foot, top) = (south.and_then(|at_| at(1, at_)).map(|y| y - 0.5), north.and_then(|at_| at(1, at_)).map(|y| y + 0.5));
    let (width, height) = (WIDTH, frame.height);
    let mut path = String::new();
    let mut add = |[x0, y0, x1, y1]: [f64; 4]| {
        if x1 > x0 && y1 > y0 {
            // Writing to a `String` cannot fail.
            let _ = write!(path, "M{x0:.1} {y0:.1}H{x1:.1}V{y1:.1}H{x0:.1}z");
        }
    };
    let (inner_left, inner_right) = (left.unwrap_or(0.0).max(0.0), right.unwrap_or(width).min(width));
    add([0.0, 0.0, inner_left, height]);
    add([inner_right, 0.0, width, height]);
    add([inner_left, 0.0, inner_right, top.unwrap_or(0.0)]);
    add([inner_left, foot.unwrap_or(height), inner_right, height]);
    path
}

/// A course as a path, simplified to half a unit.
pub(crate) fn path_of(frame: &Frame, positions: &[LonLat]) -> String {
    drawn(&simplified(frame, positions, 0.5))
}

fn roads_of(frame: &Frame, network: &Network, classes: &[&str], tolerance: f64) -> Vec<Vec<[f64; 2]>> {
    let view = frame.whole();
    let ids = (0..).take(network.segments().len()).map(SegmentId);
    let wanted = ids.filter(|&id| {
        let class = network.ways().tags(network.segment(id).way).get("highway").unwrap_or_default();
        network.is_open(id) && classes.contains(&class)
    });
    let line = |id: SegmentId| {
        let line = simplified(frame, network.shape(id), tolerance);
        line.iter().any(|point| view.holds(*point, 20.0)).then_some(line)
    };
    joined(wanted.filter_map(line))
}

/// Lines of which each begins where the one before ends, in one.
fn joined(lines: impl Iterator<Item = Vec<[f64; 2]>>) -> Vec<Vec<[f64; 2]>> {
    let mut all: Vec<Vec<[f64; 2]>> = Vec::new();
    for line in lines {
        let same = |a: Option<&[f64; 2]>, b: Option<&[f64; 2]>| {
            a.zip(b).is_some_and(|(a, b)| (a[0] - b[0]).abs() < 0.05 && (a[1] - b[1]).abs() < 0.05)
        };
        match all.last_mut() {
            Some(last) if same(last.last(), line.first()) => last.extend(line.into_iter().skip(1)),
            _ => all.push(line),
        }
    }
    all
}

fn simplified(frame: &Frame, positions: &[LonLat], tolerance: f64) -> Vec<[f64; 2]> {
    let line: LineString<f64> = positions.iter().map(|position| frame.point(*position)).map(|[x, y]| (x, y)).collect();
    line.simplify(tolerance).0.into_iter().map(|point| [point.x, point.y]).collect()
}

/// Points as a path of tenths of a unit, each relative to the one before, which is what takes least room.
fn drawn(line: &[[f64; 2]]) -> String {
    let mut path = String::new();
    let mut last = [0.0; 2];
    for (i, point) in line.iter().enumerate() {
        let now = point.map(|value| (value * 10.0).round() / 10.0);
        let step = [now[0] - last[0], now[1] - last[1]];
        if i == 0 {
            // Writing to a `String` cannot fail.
            let _ = write!(path, "M{:.1} {:.1}l", now[0], now[1]);
        } else if step.iter().any(|value| value.abs() > 0.01) {
            let _ = write!(path, "{:.1} {:.1} ", step[0], step[1]);
        }
        last = now;
    }
    if path.ends_with('l') {
        path.push_str("0 0");
    }
    path.truncate(path.trim_end().len());
    path.replace(".0 ", " ")
}
