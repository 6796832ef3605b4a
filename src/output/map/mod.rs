//! The map of the report: shoreline, roads by class and towns as SVG, and cells as paths over it.
//!
//! Drawn from the network itself on a plane that is true to scale in the middle; `WIDTH` units wide.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::xml::escaped;
use crate::network::{Network, SegmentId};
use crate::people::Cells;
use crate::place::{LonLat, Plane};

/// Width of a map in its own units.
const WIDTH: f64 = 800.0;
/// Land around the cells, as a share of their extent.
const MARGIN: f64 = 0.04;
/// The most points of roads; lower classes are left out beyond it.
const MOST_POINTS: usize = 60_000;
/// Classes from the most to the least important, with colour and width.
const CLASSES: [(&[&str], &str, f64); 4] = [
    (&["motorway", "motorway_link"], "#5b5b5b", 1.8),
    (&["trunk", "trunk_link"], "#7d7d7d", 1.2),
    (&["primary", "primary_link"], "#a5a5a5", 0.7),
    (&["secondary", "tertiary", "unclassified", "residential", "road"], "#c4c4c4", 0.4),
];

/// Where the cells of a study lie on a map.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    plane: Plane,
    low: [f64; 2],
    /// Units per metre.
    scale: f64,
    pub(super) height: f64,
}

impl Frame {
    pub(super) fn around(cells: &Cells) -> Self {
        let places = || cells.cells.iter().map(|cell| cell.place);
        let (south, north) =
            places().fold((90.0_f64, -90.0_f64), |(low, high), place| (low.min(place.lat()), high.max(place.lat())));
        let plane = Plane::at(f64::midpoint(south, north));
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for place in places() {
            let point = plane.project(place);
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let span = (high[0] - low[0]).max(high[1] - low[1]).max(1000.0);
        for axis in 0..2 {
            low[axis] -= span * MARGIN;
            high[axis] += span * MARGIN;
        }
        let scale = WIDTH / (high[0] - low[0]);
        Self { plane, low, scale, height: (high[1] - low[1]) * scale }
    }

    pub(super) fn view_box(&self) -> String {
        format!("0 0 {WIDTH:.0} {:.0}", self.height)
    }

    /// Units east and south of the map's corner.
    pub(super) fn point(&self, place: LonLat) -> [f64; 2] {
        let [x, y] = self.plane.project(place);
        [(x - self.low[0]) * self.scale, self.height - (y - self.low[1]) * self.scale]
    }

    fn is_near(&self, [x, y]: [f64; 2]) -> bool {
        (-50.0..=WIDTH + 50.0).contains(&x) && (-50.0..=self.height + 50.0).contains(&y)
    }

    /// The side of a cell in units.
    pub(super) fn cell_side(&self, cells: &Cells) -> f64 {
        let areas = cells.cells.iter().map(|cell| cell.area_km2);
        let largest_m = areas.fold(0.0, f64::max).sqrt() * 1000.0;
        if largest_m > 0.0 { largest_m * self.scale } else { 4.0 }
    }

    /// Squares for the cells that are `wanted`, as one path.
    pub(super) fn squares(&self, cells: &Cells, wanted: impl Fn(usize) -> bool) -> String {
        let side = self.cell_side(cells);
        let mut path = String::new();
        for (_, cell) in cells.cells.iter().enumerate().filter(|(i, _)| wanted(*i)) {
            let [x, y] = self.point(cell.place);
            // Writing to a text cannot fail.
            let _ = write!(path, "M{:.0} {:.0}h{side:.1}v{side:.1}h-{side:.1}z", x - side / 2.0, y - side / 2.0);
        }
        path
    }

    /// Shoreline, roads, towns, scale bar and north arrow.
    pub(super) fn base(&self, network: &Network, cells: &Cells, attribution: &str) -> (String, String) {
        let under = format!("{}{}", self.land(cells), self.roads(network));
        let over = format!("{}{}", self.towns(cells), self.furniture(attribution));
        (under, over)
    }

    fn land(&self, cells: &Cells) -> String {
        let Some(land) = &cells.land else { return String::new() };
        let mut path = String::new();
        for ring in land.rings() {
            for (i, place) in ring.iter().enumerate() {
                let [x, y] = self.point(*place);
                let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
            }
            path.push('Z');
        }
        format!("<path d=\"{path}\" fill=\"#fbfaf5\" stroke=\"#8fa7b3\" stroke-width=\"0.7\" fill-rule=\"evenodd\"/>")
    }

    fn roads(&self, network: &Network) -> String {
        let mut paths: Vec<String> = Vec::new();
        let mut points = 0;
        for (classes, colour, width) in CLASSES {
            let mut path = String::new();
            for id in (0..).take(network.segments().len()).map(SegmentId) {
                let class = network.ways().tags(network.segment(id).way).get("highway").unwrap_or_default();
                let shape = network.shape(id);
                if !classes.contains(&class) || !shape.iter().any(|place| self.is_near(self.point(*place))) {
                    continue;
                }
                points += shape.len();
                for (i, place) in shape.iter().enumerate() {
                    let [x, y] = self.point(*place);
                    let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
                }
            }
            if points > MOST_POINTS && !paths.is_empty() {
                break;
            }
            paths.push(format!("<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"));
        }
        // The most important on top.
        paths.into_iter().rev().collect()
    }

    /// The largest township of each county, and the next two that lie apart.
    fn towns(&self, cells: &Cells) -> String {
        let mut residents: BTreeMap<(&str, &str), (f64, f64, LonLat)> = BTreeMap::new();
        for cell in cells.cells.iter().filter(|cell| !cell.township.is_empty()) {
            let entry = residents.entry((&cell.county, &cell.township)).or_insert((0.0, -1.0, cell.place));
            entry.0 += cell.residents;
            if cell.residents > entry.1 {
                (entry.1, entry.2) = (cell.residents, cell.place);
            }
        }
        let mut towns: Vec<(f64, &str, [f64; 2])> =
            residents.into_iter().map(|((_, name), (sum, _, place))| (sum, name, self.point(place))).collect();
        towns.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut shown: Vec<[f64; 2]> = Vec::new();
        let mut text = String::new();
        for (_, name, [x, y]) in towns {
            if shown.len() >= 14 || shown.iter().any(|[a, b]| (a - x).abs() < 90.0 && (b - y).abs() < 22.0) {
                continue;
            }
            shown.push([x, y]);
            let _ = write!(
                text,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\" fill=\"#222\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 4.0,
                y - 3.0,
                escaped(name)
            );
        }
        format!("<g class=\"towns\">{text}</g>")
    }

    fn furniture(&self, attribution: &str) -> String {
        let metres = [100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5];
        let bar = metres.into_iter().rfind(|metres| metres * self.scale <= WIDTH / 4.0).unwrap_or(100.0);
        let name = if bar >= 1000.0 { format!("{:.0} km", bar / 1000.0) } else { format!("{bar:.0} m") };
        let (length, y) = (bar * self.scale, self.height - 14.0);
        format!(
            "<g class=\"furniture\"><path d=\"M14 {y:.0}h{length:.1}M14 {a:.0}v6M{b:.1} {a:.0}v6\" stroke=\"#222\" fill=\"none\"/>\
            <text x=\"{c:.1}\" y=\"{d:.0}\">{name}</text><path d=\"M{n:.0} 34l6 -18l6 18l-6 -5z\" fill=\"#222\"/>\
            <text x=\"{t:.0}\" y=\"12\">N</text><text x=\"{w:.0}\" y=\"{d:.0}\" text-anchor=\"end\">{credit}</text></g>",
            a = y - 3.0,
            b = 14.0 + length,
            c = 20.0 + length,
            d = y + 4.0,
            n = WIDTH - 26.0,
            t = WIDTH - 23.5,
            w = WIDTH - 8.0,
            credit = escaped(attribution)
        )
    }
}
