//! Isochrones as layers: bands from the widest to the narrowest, so that the narrow ones are drawn
//! on top; roads; differences; the places they begin at; and the surface itself as a raster.

use geo::{Coord, LineString, MultiLineString};
use geojson::Feature;

use super::Language;
use super::palette::{BEFORE, GAINED, LOST, NEAR_TO_FAR};
use tongda_analysis::isochrone::{Band, Change, Origin, RoadBand, TimeSurface};
use tongda_formats::{Column, Crs, Digits, Layer, Raster, Shape, ShapeKind, Style, StyleClass, features};
use tongda_foundation::units::TravelTime;

/// Properties shared by all bands of a place.
#[derive(Clone, Debug)]
pub struct IsochroneHead {
    /// Origin: coordinates or names.
    pub origin: String,
    /// `from` or `towards`.
    pub direction: String,
    /// The mode of trips.
    pub mode: String,
    /// The scenario: `as it is`, `after ID`, …
    pub scenario: String,
    /// The side of the raster's squares in metres.
    pub cell_m: f64,
}

/// The colour of minutes among all that are asked for, which ascend.
fn colour(minutes: u32, all: &[u32]) -> &'static str {
    let index = all.iter().position(|other| *other == minutes).unwrap_or_default();
    let last = NEAR_TO_FAR.len() - 1;
    NEAR_TO_FAR[if all.len() > 1 { index * last / (all.len() - 1) } else { 2 }]
}

/// A style by minutes.
fn by_minutes(all: &[u32], language: Language) -> Style {
    let class = |at: &u32| StyleClass::new(at, language.format("layer.minutes", &[("minutes", at)]), colour(*at, all));
    Style::Categories("minutes".to_owned(), all.iter().map(class).collect())
}

/// The columns that tell where a row belongs.
fn heads<T>(rows: &[(&IsochroneHead, T)]) -> Vec<Column> {
    let of = |name: &str, pick: fn(&IsochroneHead) -> &String| Column::text(name, rows.iter().map(|(head, _)| pick(head)));
    vec![
        of("origin", |head| &head.origin),
        of("direction", |head| &head.direction),
        of("mode", |head| &head.mode),
        of("scenario", |head| &head.scenario),
    ]
}

fn counts<T>(name: &str, rows: &[T], pick: impl Fn(&T) -> usize) -> Column {
    Column::integer(name, rows.iter().map(|row| i64::try_from(pick(row)).ok()))
}

fn sides<T>(rows: &[(&IsochroneHead, T)]) -> Column {
    Column::real("cell_m", Digits::Significant(9), rows.iter().map(|(head, _)| Some(head.cell_m)))
}

/// The bands of one or more places with minutes, square kilometres and accuracy, the widest first;
/// `minutes` are all that are asked for, ascending.
#[must_use]
pub fn band_layer(of: &[(IsochroneHead, Vec<Band>)], minutes: &[u32], language: Language) -> Layer {
    let mut rows: Vec<(&IsochroneHead, &Band)> =
        of.iter().flat_map(|(head, bands)| bands.iter().map(move |band| (head, band))).collect();
    rows.sort_by_key(|(_, band)| std::cmp::Reverse(band.minutes));
    let mut columns = heads(&rows);
    let real = |name: &str, decimals, pick: fn(&Band) -> Option<f64>| {
        Column::real(name, Digits::Decimals(decimals), rows.iter().map(|(_, band)| pick(band)))
    };
    columns.extend([
        Column::integer("minutes", rows.iter().map(|(_, band)| Some(i64::from(band.minutes)))),
        real("area_km2", 3, |band| Some(band.area_km2)),
        sides(&rows),
        real("misclassified_share", 4, |band| band.accuracy.misclassified()),
        counts("places_looked_at", &rows, |(_, band)| band.accuracy.places),
        counts("places_left_out", &rows, |(_, band)| band.accuracy.left_out),
        counts("places_taken_in", &rows, |(_, band)| band.accuracy.taken_in),
        Column::text("fill", rows.iter().map(|(_, band)| colour(band.minutes, minutes))),
        Column::real("fill-opacity", Digits::Significant(2), rows.iter().map(|_| Some(0.5))),
    ]);
    Layer {
        name: "isochrones".to_owned(),
        title: language.text("layer.isochrones").to_owned(),
        kind: ShapeKind::Polygons,
        crs: Crs::wgs84(),
        shapes: rows.iter().map(|(_, band)| Some(Shape::Polygons(band.polygons.clone()))).collect(),
        columns,
        style: by_minutes(minutes, language),
    }
}

/// The roads of one or more places by minutes.
#[must_use]
pub fn road_layer(of: &[(IsochroneHead, Vec<RoadBand>)], minutes: &[u32], language: Language) -> Layer {
    let rows: Vec<(&IsochroneHead, &RoadBand)> =
        of.iter().flat_map(|(head, bands)| bands.iter().map(move |band| (head, band))).collect();
    let lines = |band: &RoadBand| -> MultiLineString<f64> {
        let lines = band.lines.iter().filter(|line| line.len() > 1);
        MultiLineString(
            lines.map(|line| line.iter().map(|position| Coord::from(*position)).collect::<LineString<f64>>()).collect(),
        )
    };
    let mut columns = heads(&rows);
    columns.extend([
        Column::integer("beyond_minutes", rows.iter().map(|(_, band)| Some(i64::from(band.beyond)))),
        Column::integer("minutes", rows.iter().map(|(_, band)| Some(i64::from(band.minutes)))),
        Column::real("length_km", Digits::Decimals(3), rows.iter().map(|(_, band)| Some(band.length_km))),
        Column::text("stroke", rows.iter().map(|(_, band)| colour(band.minutes, minutes))),
    ]);
    Layer {
        name: "roads".to_owned(),
        title: language.text("layer.roads").to_owned(),
        kind: ShapeKind::Lines,
        crs: Crs::wgs84(),
        shapes: rows.iter().map(|(_, band)| Some(Shape::Lines(lines(band)))).collect(),
        columns,
        style: by_minutes(minutes, language),
    }
}

/// Areas gained and lost in each band by a scenario; no row for unchanged bands.
#[must_use]
pub fn change_layer<'a>(of: &'a [(IsochroneHead, Vec<Change>)], language: Language) -> Layer {
    let both =
        |change: &'a Change| [("gained", GAINED, change.minutes, &change.gained), ("lost", LOST, change.minutes, &change.lost)];
    let parts = of.iter().flat_map(|(head, changes)| changes.iter().flat_map(both).map(move |part| (head, part)));
    let rows: Vec<_> = parts.filter(|(_, (.., polygons))| !polygons.0.is_empty()).collect();
    let mut columns = heads(&rows);
    columns.extend([
        Column::integer("minutes", rows.iter().map(|(_, (_, _, minutes, _))| Some(i64::from(*minutes)))),
        Column::text("change", rows.iter().map(|(_, (what, ..))| what)),
        Column::real("area_km2", Digits::Decimals(3), rows.iter().map(|(_, (.., polygons))| Some(area_km2(polygons)))),
        sides(&rows),
        Column::text("fill", rows.iter().map(|(_, (_, fill, ..))| fill)),
    ]);
    let class = |value: &str, key: &'static str, colour: &str| StyleClass::new(value, language.text(key), colour);
    Layer {
        name: "changes".to_owned(),
        title: language.text("layer.changes").to_owned(),
        kind: ShapeKind::Polygons,
        crs: Crs::wgs84(),
        shapes: rows.iter().map(|(_, (.., polygons))| Some(Shape::Polygons((*polygons).clone()))).collect(),
        columns,
        style: Style::Categories(
            "change".to_owned(),
            vec![class("gained", "map.gained", GAINED), class("lost", "map.lost", LOST)],
        ),
    }
}

/// Area within the largest number of minutes before the scenario, for a map of the changes.
#[must_use]
pub fn before_features(of: &[(IsochroneHead, Vec<Change>)]) -> Vec<Feature> {
    let widest = of.iter().filter_map(|(_, changes)| changes.iter().max_by_key(|change| change.minutes));
    let rows: Vec<&Change> = widest.collect();
    features(&Layer {
        name: "before".to_owned(),
        title: "Before".to_owned(),
        kind: ShapeKind::Polygons,
        crs: Crs::wgs84(),
        shapes: rows.iter().map(|change| Some(Shape::Polygons(change.before.clone()))).collect(),
        columns: vec![
            Column::integer("minutes", rows.iter().map(|change| Some(i64::from(change.minutes)))),
            Column::text("change", rows.iter().map(|_| "before")),
            Column::text("fill", rows.iter().map(|_| BEFORE)),
        ],
        style: Style::Plain,
    })
}

fn area_km2(polygons: &geo::MultiPolygon<f64>) -> f64 {
    use geo::GeodesicArea;
    polygons.geodesic_area_unsigned() / 1e6
}

/// The places that isochrones begin at, and how far each is from the road that it is joined to.
#[must_use]
pub fn origin_layer(of: &[(IsochroneHead, Vec<Origin>)], language: Language) -> Layer {
    let rows: Vec<(&IsochroneHead, &Origin)> =
        of.iter().flat_map(|(head, origins)| origins.iter().map(move |origin| (head, origin))).collect();
    let mut columns = heads(&rows);
    let metres = rows.iter().map(|(_, origin)| Some(origin.snap.off_network_m));
    columns.push(Column::real("to_road_m", Digits::Decimals(1), metres));
    Layer {
        name: "origins".to_owned(),
        title: language.text("layer.origins").to_owned(),
        kind: ShapeKind::Point,
        crs: Crs::wgs84(),
        shapes: rows.iter().map(|(_, origin)| Some(Shape::Point(Coord::from(origin.position)))).collect(),
        columns,
        style: Style::Single("#d7301f".to_owned()),
    }
}

/// A surface as a raster of minutes up to `limit`, with a band for the surface before a scenario and one for
/// what changes (after less before, where both have a time) when there is one. Both lie on one ground.
#[must_use]
pub fn surface_raster(now: &TimeSurface, before: Option<&TimeSurface>, limit: TravelTime) -> Raster {
    let grid = &now.grid;
    let minutes = |surface: &TimeSurface| -> Vec<f32> {
        let points = (0..grid.rows).rev().flat_map(|row| (0..grid.columns).map(move |column| [column, row]));
        #[expect(clippy::cast_possible_truncation, reason = "minutes, to some seconds in a million")]
        let one = |point| match surface.time(point) {
            time if time <= limit => time.minutes().map_or(f32::NAN, |minutes| minutes as f32),
            _ => f32::NAN,
        };
        points.map(one).collect()
    };
    let after = minutes(now);
    let bands = match before.map(minutes) {
        None => vec![("minutes".to_owned(), after)],
        Some(before) => {
            let change = after.iter().zip(&before).map(|(after, before)| after - before).collect();
            vec![("minutes_after".to_owned(), after), ("minutes_before".to_owned(), before), ("change_min".to_owned(), change)]
        }
    };
    let (corner, step) = grid.degrees();
    Raster {
        crs: Crs::wgs84(),
        corner,
        step,
        columns: grid.columns,
        rows: grid.rows,
        bands,
        unit: "min".to_owned(),
        title: "Minutes on the network and off it".to_owned(),
    }
}
