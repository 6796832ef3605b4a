//! Isochrones and routes of one place, before and after a scenario.

use serde_json::{Value, json};

use super::api_error::ApiError;
use super::jobs::CancelToken;
use super::session::Session;
use tongda_analysis::isochrone::{Band, Drawn, Isochrone, IsochroneError, IsochroneRequest, Isochrones};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{NotPlaced, Snapper};
use tongda_network::scenario::{Resolved, View};
use tongda_report::{IsochroneHead, Language};
use tongda_search::{Dijkstra, Route, route};

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

/// Bands around a place before and after, as `tongda isochrone` makes them; `None` when nobody waits any more.
pub(super) fn isochrone(
    session: &Session,
    scenarios: &ScenarioPair<'_>,
    position: LonLat,
    minutes: &[u32],
    direction: Direction,
    cancel: &CancelToken,
) -> Result<Option<Value>, ApiError> {
    let study = &session.workspace.study;
    // Where nothing is compared, what is in force is drawn alone.
    let (scenario, baseline) = match &scenarios.after {
        Some(after) => (after, Some(scenarios.before.as_slice())),
        None => (&scenarios.before, None),
    };
    let isochrones = Isochrones::new(IsochroneRequest {
        scenario,
        baseline,
        compare: baseline.is_some(),
        land: study.cells.land.as_ref(),
        direction,
        ..IsochroneRequest::new(&session.workspace.network, minutes)
    });
    let origin = isochrones.origin(position).map_err(|reason| not_placed(position, reason))?;
    let drawn = match isochrones.compute(&[vec![origin]], &Silent, &|| cancel.is_wanted()) {
        Ok(drawn) => drawn.into_iter().next(),
        Err(IsochroneError::Cancelled) => return Ok(None),
        Err(cause) => return Err(ApiError::wrong(format!("{cause}; ask for fewer minutes"))),
    };
    let Some(Isochrone { cell_m, drawn: Drawn::Polygons { scenario, baseline } }) = drawn else { return Ok(None) };
    let (before, after) = match baseline {
        Some(baseline) => (baseline, Some(scenario)),
        None => (scenario, None),
    };
    let features = |bands: Vec<Band>, when: &str| -> Value {
        let head = IsochroneHead {
            origin: position.to_string(),
            direction: if direction == Direction::Forward { "from" } else { "towards" }.to_owned(),
            mode: study.mode(),
            scenario: format!("{when}{}", scenarios.name),
            cell_m,
        };
        let layer = tongda_report::band_layer(&[(head, bands)], minutes, Language::default());
        serde_json::from_slice(&tongda_formats::geojson(&layer)).unwrap_or_default()
    };
    let when = if after.is_some() { "before " } else { "" };
    Ok(Some(json!({"before": features(before, when), "after": after.map(|after| features(after, "after "))})))
}

fn not_placed(position: LonLat, reason: NotPlaced) -> ApiError {
    ApiError::wrong(format!("{position} is not on the network: {reason}"))
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
    let joined = |position| snapper.snap(position).map_err(|reason| not_placed(position, reason));
    let (start, end) = (joined(from)?, joined(to)?);
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
