//! Rail services of an extract: its `type=route` relations with their stops and tracks.
//!
//! OpenStreetMap has no timetables. Where a relation states `duration` and `interval`, these apply. Otherwise trains run at
//! a share of the `maxspeed` of the tracks, or at a planning speed of their kind, and at a planning headway of their kind.
//! Both assumptions are counted for reports.

use super::line::{along, boarding};
use super::modification::{Change, Line, LineMode, LineStop, Modification};
use crate::osm::{Extract, OsmId, OsmWay, RailRoute, duration_s};
use crate::profile::Profile;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::{Kmh, TravelTime};

/// The mean speed between stops as a share of the mean `maxspeed` of the tracks.
const SHARE_OF_MAXSPEED: f64 = 0.8;
/// The greatest distance from a stop to its street, in metres.
const REACH_M: f64 = 1000.0;

/// Planning values of a kind of rail service, where the extract states none.
struct Kind {
    route: &'static str,
    speed_kmh: f64,
    headway_min: f64,
    dwell_s: f64,
    board_min: f64,
    alight_min: f64,
}

/// Planning values for kinds of rail, after Vuchic, Urban Transit Systems and Technology (2007).
const KINDS: [Kind; 5] = [
    Kind { route: "train", speed_kmh: 90.0, headway_min: 60.0, dwell_s: 60.0, board_min: 5.0, alight_min: 2.0 },
    Kind { route: "light_rail", speed_kmh: 50.0, headway_min: 10.0, dwell_s: 25.0, board_min: 2.0, alight_min: 1.0 },
    Kind { route: "subway", speed_kmh: 60.0, headway_min: 6.0, dwell_s: 30.0, board_min: 3.0, alight_min: 2.0 },
    Kind { route: "tram", speed_kmh: 30.0, headway_min: 10.0, dwell_s: 20.0, board_min: 1.0, alight_min: 0.5 },
    Kind { route: "monorail", speed_kmh: 50.0, headway_min: 8.0, dwell_s: 25.0, board_min: 2.0, alight_min: 1.0 },
];

/// Rail services of an extract.
#[derive(Clone, Debug, Default)]
pub struct RailServices {
    /// One [`Change::Line`] each.
    pub services: Vec<Modification>,
    /// The number of services with the planning headway of their kind.
    pub assumed_headways: usize,
    /// The number of services with the planning speed of their kind.
    pub assumed_speeds: usize,
    /// Relations with fewer than two stops in the extract.
    pub without_stops: usize,
}

/// The rail services of an extract, by relation.
#[must_use]
pub fn rail_routes(extract: &Extract) -> RailServices {
    let mut found = RailServices::default();
    let countries = Profile::built_in("car").map_or_else(|_| Vec::new(), |profile| profile.country);
    for route in &extract.routes {
        let tags = extract.route_tags(route);
        let Some(kind) = KINDS.iter().find(|kind| tags.get("route") == Some(kind.route)) else { continue };
        let label = format!("relation/{} ({})", route.id, tags.get("name").or(tags.get("ref")).unwrap_or(kind.route));
        let course = course(extract, route);
        let mut stops = stops(extract, route);
        if stops.len() < 2 {
            found.without_stops += 1;
            continue;
        }
        let tracks_kmh = mean_maxspeed(extract, route).map(|kmh| kmh * SHARE_OF_MAXSPEED);
        // A duration is that of the whole route, of which an extract may hold a part.
        let whole = route.members.iter().filter(|member| member.role.starts_with("stop")).count() == stops.len();
        if let Some(seconds) = tags.get("duration").and_then(duration_s).filter(|_| whole) {
            share_out(&mut stops, &course, seconds / 60.0);
        } else if tracks_kmh.is_none() {
            found.assumed_speeds += 1;
        }
        let interval_min = tags.get("interval").and_then(duration_s).map(|seconds| seconds / 60.0);
        found.assumed_headways += usize::from(interval_min.is_none());
        // Chinese stations check bags and tickets before the platform.
        let in_china = |position: LonLat| countries.iter().find(|one| one.holds(position)).is_some_and(|one| one.code == "CN");
        let chinese = kind.route == "train" && stops.first().is_some_and(|stop| in_china(stop.position));
        let of_kind = (kind.board_min, kind.alight_min);
        let (board_min, alight_min) = if chinese { (LineMode::Rail.board_min(), LineMode::Rail.alight_min()) } else { of_kind };
        let line = Line {
            id: format!("relation/{}", route.id),
            name: tags.get("name").or(tags.get("ref")).unwrap_or(kind.route).to_owned(),
            mode: LineMode::Rail,
            carries_cars: false,
            oneway: false,
            course,
            board: boarding(board_min, interval_min.unwrap_or(kind.headway_min)),
            alight: TravelTime::from_seconds(alight_min * 60.0),
            speed: Kmh::new(tracks_kmh.unwrap_or(kind.speed_kmh)),
            dwell_s: kind.dwell_s,
            stops,
        };
        found.services.push(Modification { label, change: Change::Line(line) });
    }
    found
}

/// Its stops in order: members of role `stop`, or without two of those of role `platform`.
fn stops(extract: &Extract, route: &RailRoute) -> Vec<LineStop> {
    let of_role = |role: &str| -> Vec<LineStop> {
        let nodes = route.members.iter().filter(|member| member.role.starts_with(role)).filter_map(|member| match member.id {
            OsmId::Node(id) => Some((id, extract.node_place(extract.node_index(id)?))),
            OsmId::Way(_) | OsmId::Relation(_) => None,
        });
        let stop = |(order, (id, position)): (u32, (i64, LonLat))| {
            let name = extract.poi(OsmId::Node(id)).and_then(|poi| extract.poi_tags(poi).get("name")).unwrap_or_default();
            LineStop {
                label: format!("stop node/{id} {name}"),
                name: name.to_owned(),
                order: f64::from(order),
                position,
                minutes: None,
                reach_m: REACH_M,
                access: Kmh::RAMP,
            }
        };
        let mut stops: Vec<LineStop> = (0..).zip(nodes).map(stop).collect();
        stops.dedup_by_key(|stop| stop.position);
        stops
    };
    let stops = of_role("stop");
    if stops.len() > 1 { stops } else { of_role("platform") }
}

/// Its tracks as one line, each reversed where needed so that it continues the one before.
fn course(extract: &Extract, route: &RailRoute) -> Vec<LonLat> {
    let mut tracks: Vec<Vec<LonLat>> = tracks(extract, route).map(|way| positions(extract, extract.refs(way))).collect();
    tracks.retain(|track| track.len() > 1);
    let mut course: Vec<LonLat> = Vec::new();
    for (number, mut track) in tracks.iter().cloned().enumerate() {
        let ends = |track: &[LonLat]| [track[0], track[track.len() - 1]];
        let nearest =
            |position: LonLat, to: &[LonLat]| to.iter().map(|other| position.distance_m(*other)).fold(f64::INFINITY, f64::min);
        let [first, last] = ends(&track);
        let turned = match (course.last(), tracks.get(number + 1)) {
            (Some(&end), _) => end.distance_m(last) < end.distance_m(first),
            (None, Some(next)) => nearest(first, &ends(next)) < nearest(last, &ends(next)),
            (None, None) => false,
        };
        if turned {
            track.reverse();
        }
        course.extend(track);
    }
    course
}

fn tracks<'a>(extract: &'a Extract, route: &'a RailRoute) -> impl Iterator<Item = &'a OsmWay> {
    let tracks = route.members.iter().filter(|member| matches!(member.role.as_str(), "" | "forward" | "backward"));
    tracks.filter_map(|member| if let OsmId::Way(id) = member.id { extract.way(id) } else { None })
}

fn positions(extract: &Extract, refs: &[i64]) -> Vec<LonLat> {
    refs.iter().filter_map(|&id| extract.node_index(id).map(|index| extract.node_place(index))).collect()
}

/// The mean `maxspeed` of its tracks in km/h, by length, where half of them or more state it.
fn mean_maxspeed(extract: &Extract, route: &RailRoute) -> Option<f64> {
    let (mut known_m, mut hours, mut all_m) = (0.0, 0.0, 0.0);
    for way in tracks(extract, route) {
        let length_m: f64 = positions(extract, extract.refs(way)).windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
        all_m += length_m;
        let kmh = extract.way_tags(way).get("maxspeed").and_then(|text| text.parse::<f64>().ok()).filter(|kmh| *kmh > 0.0);
        if let Some(kmh) = kmh {
            known_m += length_m;
            hours += length_m / kmh;
        }
    }
    (hours > 0.0 && known_m >= all_m / 2.0).then(|| known_m / hours)
}

/// Distributes the minutes of a whole trip over its stops by length.
fn share_out(stops: &mut [LineStop], course: &[LonLat], minutes: f64) {
    let lengths: Vec<f64> = stops.windows(2).map(|pair| along(course, pair[0].position, pair[1].position)).collect();
    let total: f64 = lengths.iter().sum();
    for (stop, length_m) in stops.iter_mut().skip(1).zip(lengths) {
        stop.minutes = (total > 0.0).then(|| minutes * length_m / total);
    }
}
