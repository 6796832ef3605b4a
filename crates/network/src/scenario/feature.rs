//! Scenario files: a GeoJSON `FeatureCollection` with one modification in each feature.
//!
//! In: the text of a file. Out: checked modifications in the order of the features, or all errors at once. Null attributes
//! count as absent, because editors write every column for every feature.

use std::path::Path;

use geojson::{Feature, GeoJson};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::delay::VolumeDelay;
use super::modification::{Change, Connect, FacilityChange, Join, Junction, LineStop, Link, Modification, SpeedChange};
use super::selector::Selector;
use super::{geometry, line, reprojection};
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::{LonLat, Plane, nearest_on_piece};
use tongda_foundation::text_encoding::foreign_encoding;
use tongda_foundation::units::{Kmh, TravelTime};

/// The greatest distance of a junction from its link's line, in metres.
const JUNCTION_OFF_LINE_M: f64 = 1500.0;

#[derive(Deserialize)]
struct LinkFields {
    #[serde(default)]
    id: Option<String>,
    name: Option<String>,
    name_zh: Option<String>,
    speed_kmh: Kmh,
    class: String,
    #[serde(default)]
    oneway: bool,
    length_m: Option<f64>,
    #[serde(default)]
    connect: ConnectField,
    #[serde(default = "default_end_reach_m")]
    reach_m: f64,
    cost: Option<f64>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ConnectField {
    #[default]
    Ends,
    Junctions,
}

#[derive(Deserialize)]
struct JunctionFields {
    link: String,
    key: Option<String>,
    #[serde(default = "default_join")]
    join: Join,
    #[serde(default = "default_junction_reach_m")]
    reach_m: f64,
    #[serde(default = "default_ramp")]
    ramp_kmh: Kmh,
    #[serde(default)]
    toll_s: f64,
    #[serde(default)]
    certainty: Certainty,
    uncertainty_m: Option<f64>,
}

/// The certainty of a position, in the terms of the catalogue.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Certainty {
    #[default]
    Certain,
    Approximate,
    Indicative,
}

impl Certainty {
    /// The greatest error in metres; 5 km are assumed for an indicative position, which is more than 3 km off or a
    /// sketch.
    const fn uncertainty_m(self) -> f64 {
        match self {
            Self::Certain => 500.0,
            Self::Approximate => 3000.0,
            Self::Indicative => 5000.0,
        }
    }
}

#[derive(Deserialize)]
struct SpeedFields {
    speed_kmh: Option<Kmh>,
    factor: Option<f64>,
}

#[derive(Deserialize)]
struct FacilityFields {
    service: String,
    #[serde(default)]
    name: String,
    capacity: Option<f64>,
}

const fn default_end_reach_m() -> f64 {
    300.0
}

const fn default_junction_reach_m() -> f64 {
    1000.0
}

const fn default_join() -> Join {
    Join::Road
}

const fn default_ramp() -> Kmh {
    Kmh::RAMP
}

/// Reads the modifications of a scenario file, in the order of its features.
///
/// # Errors
/// All problems of the file at once.
pub fn read_modifications(text: &[u8], path: &Path) -> Result<Vec<Modification>, Problems> {
    read_modifications_in(Datum::Wgs84, text, path)
}

/// Reads the modifications of a scenario file whose positions are in `datum`.
///
/// # Errors
/// All problems of the file at once.
pub fn read_modifications_in(datum: Datum, text: &[u8], path: &Path) -> Result<Vec<Modification>, Problems> {
    let whole = |message: String| Problems::from(Error::new(ErrorKind::Scenario, message).in_file(path));
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    if let Some(encoding) = foreign_encoding(text) {
        return Err(whole(format!("is not UTF-8: it looks like {encoding}")));
    }
    let json: GeoJson = serde_json::from_slice(text).map_err(|cause| Problems::from(not_geojson(cause).in_file(path)))?;
    let GeoJson::FeatureCollection(mut collection) = json else {
        return Err(whole("is not a GeoJSON FeatureCollection".to_owned()));
    };
    if let Some(system) = geometry::foreign_system(&collection) {
        let error = Error::new(ErrorKind::Scenario, format!("its crs is {system}, and positions are read as WGS-84"));
        return Err(error.in_file(path).advise("export it again in EPSG:4326").into());
    }
    if datum != Datum::Wgs84 {
        reprojection::to_wgs84(&mut collection, datum);
    }
    let mut problems = Problems::default();
    let mut changes = Vec::new();
    let mut junctions: FxHashMap<String, Vec<Junction>> = FxHashMap::default();
    let mut stops: FxHashMap<String, Vec<LineStop>> = FxHashMap::default();
    for (number, feature) in (1..).zip(&collection.features) {
        let fields = fields(feature);
        let label = label(number, feature, &fields);
        let read = match fields.get("kind").and_then(Value::as_str) {
            Some("link") => link(feature, fields, number).map(Change::Link).map(Some),
            Some("junction") => junction(feature, fields, &label).map(|(link, junction)| {
                junctions.entry(link).or_default().push(junction);
                None
            }),
            Some("speed") => speed(feature, fields).map(Some),
            Some("close") => selector(feature, &fields).map(Change::Close).map(Some),
            Some("open") => selector(feature, &fields).map(Change::Open).map(Some),
            Some("facility") => facility(feature, fields).map(Change::Facility).map(Some),
            Some("line") => line::line(feature, fields).map(Change::Line).map(Some),
            Some("stop") => line::stop(feature, fields, &label).map(|(line, stop)| {
                stops.entry(line).or_default().push(stop);
                None
            }),
            Some(other) => {
                Err(format!("its kind \"{other}\" is not one of link, junction, speed, close, open, facility, line, stop"))
            }
            None => Err("it has no kind".to_owned()),
        };
        match read {
            Ok(change) => changes.extend(change.map(|change| Modification { label, change })),
            Err(message) => problems.push(Error::new(ErrorKind::Scenario, message).in_file(path).at(label)),
        }
    }
    for problem in attach(&mut changes, junctions).into_iter().chain(attach_stops(&mut changes, stops)) {
        problems.push(problem.in_file(path));
    }
    if changes.is_empty() && problems.is_empty() {
        problems.push(Error::new(ErrorKind::Scenario, "holds no modification").in_file(path));
    }
    problems.or_value(changes)
}

/// The error of a file that is not GeoJSON.
fn not_geojson(cause: serde_json::Error) -> Error {
    Error::new(ErrorKind::Scenario, format!("is not GeoJSON: {cause}")).caused_by(cause)
}

/// Assigns junctions to their links; junctions without a link and links that share an id are errors.
fn attach(changes: &mut [Modification], mut junctions: FxHashMap<String, Vec<Junction>>) -> Vec<Error> {
    let mut problems = Vec::new();
    let mut ids = FxHashSet::default();
    for modification in changes {
        let Change::Link(link) = &mut modification.change else { continue };
        if !ids.insert(link.id.clone()) {
            let message = format!("its id \"{}\" is that of an earlier link", link.id);
            problems.push(Error::new(ErrorKind::Scenario, message).at(modification.label.clone()));
            continue;
        }
        for junction in junctions.remove(&link.id).unwrap_or_default() {
            let off = distance_to_line(junction.position, &link.line);
            if off > JUNCTION_OFF_LINE_M {
                let message = format!("at {} it is {off:.0} m from its link \"{}\"", junction.position, link.id);
                let advice = format!("at most {JUNCTION_OFF_LINE_M} m are allowed");
                problems.push(Error::new(ErrorKind::Scenario, message).at(junction.label.clone()).advise(advice));
            }
            link.junctions.push(junction);
        }
        if link.connect == Connect::Junctions && link.junctions.is_empty() {
            let message = "it connects only at junctions and has none";
            problems.push(Error::new(ErrorKind::Scenario, message).at(modification.label.clone()));
        }
    }
    let mut orphans: Vec<(String, Junction)> =
        junctions.into_iter().flat_map(|(link, list)| list.into_iter().map(move |junction| (link.clone(), junction))).collect();
    orphans.sort_by(|a, b| a.1.label.cmp(&b.1.label));
    problems.extend(orphans.into_iter().map(|(link, junction)| {
        Error::new(ErrorKind::Scenario, format!("it belongs to the link \"{link}\", which this file lacks")).at(junction.label)
    }));
    problems
}

/// Assigns stops to their lines, in their order.
fn attach_stops(changes: &mut [Modification], mut stops: FxHashMap<String, Vec<LineStop>>) -> Vec<Error> {
    let mut problems = Vec::new();
    let mut ids = FxHashSet::default();
    for modification in changes {
        let Change::Line(line) = &mut modification.change else { continue };
        let mut fail = |message: String, label: &str| problems.push(Error::new(ErrorKind::Scenario, message).at(label));
        if !ids.insert(line.id.clone()) {
            fail(format!("its id \"{}\" is that of an earlier line", line.id), &modification.label);
            continue;
        }
        line.stops = stops.remove(&line.id).unwrap_or_default();
        line.stops.sort_by(|a, b| a.order.total_cmp(&b.order));
        if line.stops.len() < 2 {
            fail(format!("it has {} stops; features of the kind stop name their line", line.stops.len()), &modification.label);
        }
        for pair in line.stops.windows(2) {
            if pair[0].order.total_cmp(&pair[1].order).is_eq() {
                fail(format!("its order {} is that of another stop of \"{}\"", pair[1].order, line.id), &pair[1].label);
            }
            if pair[1].minutes.is_none() && line.speed.is_none() {
                fail("it has no minutes, and its line no speed_kmh".to_owned(), &pair[1].label);
            }
        }
    }
    let mut orphans: Vec<(String, String)> =
        stops.into_iter().flat_map(|(line, list)| list.into_iter().map(move |stop| (stop.label, line.clone()))).collect();
    orphans.sort();
    problems.extend(orphans.into_iter().map(|(label, line)| {
        Error::new(ErrorKind::Scenario, format!("it belongs to the line \"{line}\", which this file lacks")).at(label)
    }));
    problems
}

fn distance_to_line(position: LonLat, line: &[LonLat]) -> f64 {
    let plane = Plane::at(position.lat());
    let point = plane.project(position);
    let pieces = line.windows(2).map(|pair| nearest_on_piece(point, plane.project(pair[0]), plane.project(pair[1])).0);
    pieces.fold(f64::INFINITY, f64::min).sqrt()
}

/// The attributes that are not null.
fn fields(feature: &Feature) -> Map<String, Value> {
    let all = feature.properties.iter().flatten();
    all.filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn label(number: usize, feature: &Feature, fields: &Map<String, Value>) -> String {
    let name = ["id", "name"].iter().find_map(|key| fields.get(*key).and_then(Value::as_str));
    let id = feature.id.as_ref().map(|id| match id {
        geojson::feature::Id::String(text) => text.clone(),
        geojson::feature::Id::Number(number) => number.to_string(),
    });
    let kind = fields.get("kind").and_then(Value::as_str).unwrap_or("of no kind");
    match name.map(str::to_owned).or(id) {
        Some(name) => format!("feature {number} ({kind} \"{name}\")"),
        None => format!("feature {number} ({kind})"),
    }
}

pub(super) fn parse<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(fields)).map_err(|cause| cause.to_string())
}

pub(super) fn shape(feature: &Feature) -> Option<&geojson::GeometryValue> {
    feature.geometry.as_ref().map(|geometry| &geometry.value)
}

pub(super) fn metres(name: &str, value: f64) -> Result<f64, String> {
    if value > 0.0 && value <= 1e6 { Ok(value) } else { Err(format!("{name} = {value} is not above 0 and at most 1000000")) }
}

fn link(feature: &Feature, fields: Map<String, Value>, number: usize) -> Result<Link, String> {
    let line = geometry::line(shape(feature))?;
    let fields: LinkFields = parse(fields)?;
    let drawn: f64 = line.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
    let id = fields.id.unwrap_or_else(|| format!("feature {number}"));
    Ok(Link {
        name: called(&id, [fields.name_zh, fields.name]),
        id,
        speed: fields.speed_kmh,
        class: fields.class,
        oneway: fields.oneway,
        length_m: metres("length_m", fields.length_m.unwrap_or(drawn))?,
        connect: match fields.connect {
            ConnectField::Ends => Connect::Ends,
            ConnectField::Junctions => Connect::Junctions,
        },
        reach_m: metres("reach_m", fields.reach_m)?,
        junctions: Vec::new(),
        cost: match fields.cost {
            Some(cost) if !(cost > 0.0 && cost.is_finite()) => return Err(format!("cost = {cost} is not above 0")),
            cost => cost,
        },
        line,
    })
}

/// The names of a thing, or its id where it has none.
pub(super) fn called(id: &str, names: [Option<String>; 2]) -> String {
    let names: Vec<String> = names.into_iter().flatten().filter(|name| !name.is_empty()).collect();
    if names.is_empty() { id.to_owned() } else { names.join(" ") }
}

fn junction(feature: &Feature, fields: Map<String, Value>, label: &str) -> Result<(String, Junction), String> {
    let position = geometry::point(shape(feature))?;
    let fields: JunctionFields = parse(fields)?;
    let toll = TravelTime::from_seconds(fields.toll_s);
    if !(0.0..=86_400.0).contains(&fields.toll_s) {
        return Err(format!("toll_s = {} is not between 0 and 86400", fields.toll_s));
    }
    let junction = Junction {
        label: label.to_owned(),
        position,
        key: fields.key,
        join: fields.join,
        reach_m: metres("reach_m", fields.reach_m)?,
        ramp: fields.ramp_kmh,
        toll,
        uncertainty_m: match fields.uncertainty_m {
            Some(stated) => metres("uncertainty_m", stated)?,
            None => fields.certainty.uncertainty_m(),
        },
    };
    Ok((fields.link, junction))
}

fn speed(feature: &Feature, fields: Map<String, Value>) -> Result<Change, String> {
    let selector = selector(feature, &fields)?;
    if fields.contains_key("vehicles_per_day") || fields.contains_key("lanes_after") {
        let lanes: VolumeDelay = parse(fields)?;
        return lanes.problem().map_or(Ok(Change::Speed(selector, SpeedChange::Lanes(lanes))), Err);
    }
    let fields: SpeedFields = parse(fields)?;
    let change = match (fields.speed_kmh, fields.factor) {
        (Some(speed), None) => SpeedChange::To(speed),
        (None, Some(factor)) if factor > 0.0 && factor <= 100.0 => SpeedChange::Times(factor),
        (None, Some(factor)) => return Err(format!("factor = {factor} is not above 0 and at most 100")),
        _ => return Err("it needs speed_kmh, factor, or lanes_before, lanes_after and vehicles_per_day".to_owned()),
    };
    Ok(Change::Speed(selector, change))
}

fn selector(feature: &Feature, fields: &Map<String, Value>) -> Result<Selector, String> {
    let table = match fields.get("where") {
        None => Map::new(),
        Some(Value::Object(table)) => table.clone(),
        // Editors without nested attributes keep the table as text.
        Some(Value::String(text)) => serde_json::from_str(text).map_err(|cause| format!("where: {cause}"))?,
        Some(other) => return Err(format!("where = {other} is not a table of conditions")),
    };
    let mut selector = Selector::from_table(&table).map_err(|message| format!("where: {message}"))?;
    if let Some(area) = geometry::area(shape(feature))? {
        selector.add_within(area);
    }
    if selector.is_empty() {
        return Err("it has neither conditions in where nor a polygon".to_owned());
    }
    Ok(selector)
}

fn facility(feature: &Feature, fields: Map<String, Value>) -> Result<FacilityChange, String> {
    let position = geometry::point(shape(feature))?;
    let fields: FacilityFields = parse(fields)?;
    if fields.capacity.is_some_and(|capacity| !(capacity.is_finite() && capacity >= 0.0)) {
        return Err("capacity is negative or not a number".to_owned());
    }
    Ok(FacilityChange { service: fields.service, name: fields.name, capacity: fields.capacity, position })
}
