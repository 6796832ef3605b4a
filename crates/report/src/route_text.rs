//! Routes as text: one line per road, before and after side by side in 100 columns.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::routes::{RoadPart, by_road};
use tongda_network::network::Network;
use tongda_search::Route;

/// Columns of one of two ways.
const SIDE: usize = 48;
/// Parts that are shorter than both have no line of their own.
const SHORT_MIN: f64 = 0.25;
const SHORT_M: f64 = 150.0;
/// Beginnings of the names of parts that are no roads.
const NO_ROADS: [&str; 5] = ["off the network", "to or from", "board", "ride (", "alight"];

/// Ways under their scenarios' names: two side by side, with a star where only one of them goes, and what
/// is saved; else one below the other.
#[must_use]
pub fn routes_text(network: &Network, routes: &[(String, Option<Route>)]) -> String {
    if let [(before, Some(old)), (after, Some(new))] = routes {
        return side_by_side(network, [before, after], [old, new]);
    }
    routes.iter().map(|(name, route)| alone(network, name, route.as_ref())).collect()
}

fn alone(network: &Network, name: &str, route: Option<&Route>) -> String {
    let Some(route) = route else { return format!("{name}: no way\n") };
    let mut text = format!("{}\n", head(name, route));
    for part in folded(by_road(network, route)) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, " {}", line(' ', &part));
    }
    text
}

fn side_by_side(network: &Network, names: [&str; 2], ways: [&Route; 2]) -> String {
    let parts = ways.map(|way| folded(by_road(network, way)));
    let lines = |side: usize| {
        let others = &parts[1 - side];
        let marked = move |part: &RoadPart| {
            let shared = others.iter().any(|other| other.road == part.road);
            line(if shared { ' ' } else { '*' }, part)
        };
        let heads = [head(names[side], ways[side])];
        heads.into_iter().chain(parts[side].iter().map(marked)).collect::<Vec<String>>()
    };
    let (left, right) = (lines(0), lines(1));
    let mut text = String::new();
    for row in 0..left.len().max(right.len()) {
        let cell = |lines: &[String]| lines.get(row).map_or_else(String::new, |line| fitted(line));
        let (old, new) = (cell(&left), cell(&right));
        let space = " ".repeat(SIDE - old.width());
        let _ = writeln!(text, "{}", format!("{old}{space} | {new}").trim_end());
    }
    let minutes = |way: &Route| way.time().minutes().unwrap_or_default();
    let saved = minutes(ways[0]) - minutes(ways[1]);
    let _ = writeln!(text, "saved: {saved:.1} min ({:.0} %); * = only on that side", saved / minutes(ways[0]).max(1e-9) * 100.0);
    text
}

/// The parts without those too short to be told, whose time and length go to the road before.
fn folded(parts: Vec<RoadPart>) -> Vec<RoadPart> {
    let no_road = |part: &RoadPart| NO_ROADS.iter().any(|start| part.road.starts_with(start));
    let mut kept: Vec<RoadPart> = Vec::with_capacity(parts.len());
    for part in parts {
        let short = part.minutes < SHORT_MIN && part.length_m < SHORT_M;
        match kept.last_mut().filter(|last| !no_road(last) && (short || last.road == part.road)) {
            Some(last) => {
                last.minutes += part.minutes;
                last.length_m += part.length_m;
            }
            None => kept.push(part),
        }
    }
    kept
}

fn head(name: &str, route: &Route) -> String {
    format!("{name}: {:.1} min, {:.1} km", route.time().minutes().unwrap_or_default(), route.length_m() / 1000.0)
}

fn line(mark: char, part: &RoadPart) -> String {
    format!("{mark}{:>6.1} min {:>6.1} km  {}", part.minutes, part.length_m / 1000.0, part.road)
}

/// A line cut to one side's columns; Chinese characters take two.
fn fitted(line: &str) -> String {
    if line.width() <= SIDE {
        return line.to_owned();
    }
    let mut columns = 0;
    let inside = line.chars().take_while(|letter| {
        columns += letter.width().unwrap_or_default();
        columns < SIDE
    });
    inside.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_parts_are_told_with_their_neighbours() {
        let part = |road: &str, minutes: f64, length_m: f64| {
            let (road, shape) = (road.to_owned(), Vec::new());
            RoadPart { road, minutes, length_m, shape, steps: 1 }
        };
        let way = vec![
            part("off the network", 0.1, 30.0),
            part("A", 2.0, 900.0),
            part("ramp", 0.1, 60.0),
            part("A", 1.0, 500.0),
            part("B", 0.2, 90.0),
        ];
        let folded_parts: Vec<(String, f64, f64)> =
            folded(way).into_iter().map(|part| (part.road, (part.minutes * 10.0).round(), part.length_m)).collect();
        assert_eq!(folded_parts, [("off the network".to_owned(), 1.0, 30.0), ("A".to_owned(), 33.0, 1550.0)]);
    }

    #[test]
    fn lines_are_cut_by_their_width() {
        assert_eq!(fitted("short"), "short");
        for line in ["G15 沈海高速公路开阳段开平至恩平至阳江至茂名至湛江至海口至三亚", &"x".repeat(60)]
        {
            let cut = fitted(line);
            assert!(cut.width() <= SIDE && cut.width() >= SIDE - 2 && cut.ends_with('…'), "{cut}");
        }
    }
}
