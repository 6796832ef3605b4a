//! Isochrones and routes of one place, before and after a scenario.

use serde_json::{Value, json};

use super::api_error::ApiError;
use super::jobs::CancelToken;
use super::session::Session;
use tongda_analysis::isochrone::{Band, MOST_POINTS, Origin, RasterRules, RoadRaster, Roads, Surface, ValidationPoints, bands};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{Snap, Snapper};
use tongda_network::scenario::{Resolved, View};
use tongda_report::IsochroneHead;
use tongda_search::{Dijkstra, Route, route};

/// How far bands spread off the roads where no land is known, in metres, as in `tongda isochrone`.
const WITHOUT_LAND_M: f64 = 500.0;
/// Holes below so many square kilometres are filled, as there.
const MIN_HOLE_KM2: f64 = 0.05;
/// The most minutes of a band.
const MOST_MINUTES: u32 = 180;

/// Scenarios before and after; `after` is none where nothing is compared.
pub(super) struct ScenarioPair<'a> {
    pub(super) name: String,
    pub(super) before: Vec<&'a Resolved>,
    pub(super) after: Option<Vec<&'a Resolved>>,
}

impl ScenarioPair<'_> {
    /// Joins places to roads that neither scenario shuts.
    fn snapper(&self, session: &Session) -> Snapper<'static> {
        let network = &session.workspace.network;
        let all = self.before.iter().chain(self.after.iter().flatten());
        Snapper::new(network, all.flat_map(|changes| changes.closed_segments(network)))
    }
}

/// Minutes of bands from a list such as `10,20,30`.
pub(super) fn minutes(text: &str) -> Result<Vec<u32>, ApiError> {
    let wrong =
        || ApiError::wrong(format!("minutes = \"{text}\" is not a list of at most 6 whole numbers from 1 to {MOST_MINUTES}"));
    let mut minutes =
        text.split(',').map(|one| one.trim().parse::<u32>().ok()).collect::<Option<Vec<u32>>>().ok_or_else(wrong)?;
    minutes.sort_unstable();
    minutes.dedup();
    let fits = !minutes.is_empty() && minutes.len() <= 6 && minutes.iter().all(|one| (1..=MOST_MINUTES).contains(one));
    if fits { Ok(minutes) } else { Err(wrong()) }
}

/// A place from `LON,LAT`.
pub(super) fn position(text: &str) -> Result<LonLat, ApiError> {
    let pair = text.split_once(',').and_then(|(lon, lat)| LonLat::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?));
    pair.ok_or_else(|| ApiError::wrong(format!("\"{text}\" is not LON,LAT on the earth")))
}

fn joined(session: &Session, snapper: &Snapper<'_>, position: LonLat, by_land: bool) -> Result<Snap, ApiError> {
    let snap = match session.workspace.study.cells.land.as_ref().filter(|_| by_land) {
        Some(land) => snapper.snap_where(position, land.same_land(position)),
        None => snapper.snap(position),
    };
    snap.map_err(|reason| ApiError::wrong(format!("{position} is not on the network: {reason}")))
}

/// Bands around a place before and after, as `tongda isochrone` makes them; `None` when nobody waits any more.
pub(super) fn isochrone(
    session: &Session,
    scenarios: &ScenarioPair<'_>,
    position: LonLat,
    minutes: &[u32],
    direction: Direction,
    cancel: &CancelToken,
) -> Result<Option<Value>, ApiError> {
    let snapper = scenarios.snapper(session);
    let origins = [Origin { position, snap: joined(session, &snapper, position, true)? }];
    let under =
        |changes: &[&Resolved], cell_m| bands_under(session, changes, &snapper, &origins, (minutes, direction), cell_m, cancel);
    let Some((before, cell_m)) = under(&scenarios.before, None)? else { return Ok(None) };
    let after = match &scenarios.after {
        Some(after) => match under(after, Some(cell_m))? {
            Some((after, _)) => Some(after),
            None => return Ok(None),
        },
        None => None,
    };
    let features = |bands: Vec<Band>, when: &str| -> Value {
        let head = IsochroneHead {
            origin: position.to_string(),
            direction: if direction == Direction::Forward { "from" } else { "towards" }.to_owned(),
            mode: session.workspace.study.mode(),
            scenario: format!("{when}{}", scenarios.name),
            cell_m,
        };
        let layer = tongda_report::band_layer(&[(head, bands)], minutes);
        serde_json::from_slice(&tongda_formats::geojson(&layer)).unwrap_or_default()
    };
    let when = if after.is_some() { "before " } else { "" };
    Ok(Some(json!({"before": features(before, when), "after": after.map(|after| features(after, "after "))})))
}

fn bands_under(
    session: &Session,
    changes: &[&Resolved],
    snapper: &Snapper<'_>,
    origins: &[Origin],
    (minutes, direction): (&[u32], Direction),
    cell_m: Option<f64>,
    cancel: &CancelToken,
) -> Result<Option<(Vec<Band>, f64)>, ApiError> {
    let network = &session.workspace.network;
    let land = session.workspace.study.cells.land.as_ref();
    let view = View::new(network, changes);
    let limit = TravelTime::from_minutes(minutes.last().copied().unwrap_or_default());
    let roads = Roads::new(&view, origins, direction, limit, &mut Dijkstra::default());
    let rules = &network.profile().snap;
    let spread_m = if land.is_some() { rules.max_m } else { rules.max_m.min(WITHOUT_LAND_M) };
    let off_network_s_per_m = rules.off_network_kmh.seconds_for(rules.detour);
    let rules = RasterRules { cell_m, spread_m, off_network_s_per_m };
    let grid = Roads::grid(&[&roads], snapper, rules, MOST_POINTS, land);
    let grid = grid.ok_or_else(|| ApiError::wrong("the raster would have more than 40 million points; ask for fewer minutes"))?;
    // Each of these steps may take a second.
    if !cancel.is_wanted() {
        return Ok(None);
    }
    let raster = RoadRaster::new(snapper, direction, grid, rules);
    if !cancel.is_wanted() {
        return Ok(None);
    }
    let surface = Surface::new(&roads, &raster);
    let validation_points = ValidationPoints::new(&roads, &surface);
    Ok(cancel.is_wanted().then(|| (bands(&surface, minutes, MIN_HOLE_KM2, &validation_points), raster.grid.cell_m)))
}

/// The way between two places before and after, as `tongda route` finds it; `None` when nobody waits any more.
pub(super) fn ways(
    session: &Session,
    scenarios: &ScenarioPair<'_>,
    from: LonLat,
    to: LonLat,
    cancel: &CancelToken,
) -> Result<Option<Value>, ApiError> {
    let network = &session.workspace.network;
    let snapper = scenarios.snapper(session);
    let (start, end) = (joined(session, &snapper, from, false)?, joined(session, &snapper, to, false)?);
    let mut searcher = Dijkstra::default();
    let mut find = |changes: &[&Resolved]| route(&View::new(network, changes), (from, &start), (to, &end), &mut searcher);
    let before = find(&scenarios.before);
    if !cancel.is_wanted() {
        return Ok(None);
    }
    let after = scenarios.after.as_ref().map_or_else(|| before.clone(), |after| find(after));
    let way = |found: &Option<Route>| {
        let roads = |found: &Route| -> Vec<Value> {
            let parts = tongda_report::by_road(network, found).into_iter();
            parts.map(|part| json!({"road": part.road, "minutes": part.minutes, "metres": part.length_m})).collect()
        };
        found
            .as_ref()
            .map(|found| json!({"minutes": found.time().minutes(), "km": found.length_m() / 1000.0, "roads": roads(found)}))
    };
    let (old, new) = (way(&before), way(&after));
    let both = [("before".to_owned(), before), ("after".to_owned(), after)];
    let features: Value = serde_json::from_slice(&tongda_report::routes_geojson(network, &both)).unwrap_or_default();
    Ok(Some(json!({"before": old, "after": new, "features": features})))
}
