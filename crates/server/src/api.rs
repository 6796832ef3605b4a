//! The routes of the API.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tower_http::limit::RequestBodyLimitLayer;

use super::Server;
use super::answer::{self, Answer, CIRCLE, Detail};
use super::ask_place::{isochrone, route};
use super::course::course;
use super::door::guard;
use super::export::export;
use super::fault::Fault;
use super::page::page;
use super::tiles::{TileId, tile};
use super::work::Wanted;
use super::world::{Pair, World};

/// The largest drawing in bytes: some ten thousand points.
pub(super) const MOST_BYTES: usize = 256 * 1024;
/// The header by which a client names itself: its newer request takes the place of the older one.
const CLIENT: &str = "x-tongda-client";

type Shared = State<Arc<Server>>;

/// What every question may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// `car`, `walk+rail`, …; the study's own without it.
    mode: Option<String>,
    /// A service by its id, or `circle`.
    service: Option<String>,
    /// A year of the study whose network is taken in place of the one as it is.
    year: Option<i32>,
    /// Whether times of all cells are told, and not only of those that change.
    #[serde(default)]
    all_cells: bool,
    /// Whether only what differs is told: see [`Detail::Short`].
    #[serde(default)]
    short: bool,
    /// The token, where there is one.
    #[serde(rename = "token")]
    _token: Option<String>,
}

/// All routes, with limits and the door in front.
pub(super) fn router(server: Arc<Server>) -> axum::Router {
    axum::Router::new()
        .route("/api/openapi.json", get(openapi))
        .route("/api/study", get(study))
        .route("/api/cells", get(cells))
        .route("/api/compare", post(compare))
        .route("/api/project/{id}", get(project))
        .route("/api/network", get(network))
        .route("/api/isochrone", get(isochrone).post(isochrone))
        .route("/api/route", get(route).post(route))
        .route("/api/{export}", get(export).post(export))
        .route("/api/tiles/{zoom}/{column}/{row}", get(tiles))
        .fallback(page)
        .layer(RequestBodyLimitLayer::new(MOST_BYTES))
        .layer(from_fn_with_state(Arc::clone(&server), guard))
        .with_state(server)
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}

/// A query, with an answer that says what is wrong with one that cannot be read.
pub(super) type Asking<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

pub(super) fn asked<T>(query: Asking<T>) -> Result<T, Fault> {
    query.map(|Query(asked)| asked).map_err(|cause| Fault::wrong(cause.body_text()))
}

/// A part of the address, which may be no text.
pub(super) type Named<T> = Result<Path<T>, axum::extract::rejection::PathRejection>;

pub(super) fn named<T>(path: Named<T>) -> Result<T, Fault> {
    path.map(|Path(name)| name).map_err(|cause| Fault::wrong(cause.body_text()))
}

impl Server {
    /// Answers by a computation on the world of a mode, off the thread of requests.
    pub(super) async fn on_world<T: Send + 'static>(
        self: &Arc<Self>,
        mode: Option<&String>,
        client: Option<&str>,
        job: impl FnOnce(&World, &Wanted) -> Result<Option<T>, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let mode = mode.unwrap_or(&self.default_mode).clone();
        if !self.modes().contains(&mode) {
            return Err(Fault::unknown("mode", &mode));
        }
        let world = self.world(&mode).await?;
        self.work.run(client, move |wanted| job(&world, wanted).transpose()).await?
    }
}

/// Who asks, if it says so.
pub(super) fn client(headers: &HeaderMap) -> Option<&str> {
    headers.get(CLIENT).and_then(|value| value.to_str().ok()).filter(|name| name.len() <= 64)
}

async fn study(State(server): Shared, query: Asking<Asked>) -> Result<Response, Fault> {
    let asked = asked(query)?;
    let modes = server.modes();
    server
        .on_world(asked.mode.as_ref(), None, move |world, _| Ok(Some(Json(answer::study_json(world, &modes)).into_response())))
        .await
}

async fn cells(State(server): Shared, query: Asking<Asked>) -> Result<Response, Fault> {
    let asked = asked(query)?;
    server.on_world(asked.mode.as_ref(), None, |world, _| Ok(Some(Json(answer::cells_json(world)).into_response()))).await
}

/// The position of the service that was asked for.
pub(super) fn service(world: &World, id: Option<&str>) -> Result<usize, Fault> {
    let id = id.unwrap_or(CIRCLE);
    answer::service_position(&world.scene.study, id).ok_or_else(|| Fault::unknown("service", id))
}

impl Asked {
    const fn detail(&self) -> Detail {
        match (self.short, self.all_cells) {
            (true, _) => Detail::Short,
            (false, true) => Detail::FullWithCells,
            (false, false) => Detail::Full,
        }
    }
}

fn tell(world: &World, asked: &Asked, pair: &Pair) -> Result<Response, Fault> {
    let service = service(world, asked.service.as_deref())?;
    Ok(Json(Answer::new(world, pair, service, asked.detail())).into_response())
}

pub(super) fn check_year(world: &World, year: Option<i32>) -> Result<(), Fault> {
    match year.filter(|year| world.year(*year).is_none()) {
        Some(year) => Err(Fault::unknown("year", &year.to_string())),
        None => Ok(()),
    }
}

async fn compare(State(server): Shared, headers: HeaderMap, query: Asking<Asked>, drawing: Bytes) -> Result<Response, Fault> {
    let asked = asked(query)?;
    let mode = asked.mode.clone();
    let answer = server.on_world(mode.as_ref(), client(&headers), move |world, wanted| {
        check_year(world, asked.year)?;
        service(world, asked.service.as_deref())?;
        let drawing = world.drawing(&drawing)?;
        world.drawn(&drawing, asked.year, wanted).map(|pair| tell(world, &asked, &pair)).transpose()
    });
    answer.await
}

async fn project(State(server): Shared, id: Named<String>, query: Asking<Asked>) -> Result<Response, Fault> {
    let (id, asked) = (named(id)?, asked(query)?);
    let mode = asked.mode.clone();
    let answer = server.on_world(mode.as_ref(), None, move |world, wanted| {
        let case = world.case(&id).ok_or_else(|| Fault::unknown("modelled project", &id))?;
        let Some(pair) = world.of_case(case, wanted) else { return Ok(None) };
        let service = service(world, asked.service.as_deref())?;
        let answer = Answer::new(world, &pair, service, asked.detail()).along(course(world, &id));
        Ok(Some(Json(answer).into_response()))
    });
    answer.await
}

async fn network(State(server): Shared, query: Asking<Asked>) -> Result<Response, Fault> {
    let asked = asked(query)?;
    let mode = asked.mode.clone();
    let answer = server.on_world(mode.as_ref(), None, move |world, wanted| {
        check_year(world, asked.year)?;
        world.of_base(asked.year, wanted).map(|pair| tell(world, &asked, &pair)).transpose()
    });
    answer.await
}

async fn tiles(State(server): Shared, place: Named<(String, String, String)>, query: Asking<Asked>) -> Result<Response, Fault> {
    let ((zoom, column, row), asked) = (named(place)?, asked(query)?);
    let row = row.strip_suffix(".mvt").and_then(|row| row.parse().ok());
    let place = zoom.parse().ok().zip(column.parse().ok()).zip(row);
    let id = place.and_then(|((zoom, column), row)| TileId::new(zoom, column, row));
    let id = id.ok_or_else(|| Fault::new(axum::http::StatusCode::NOT_FOUND, "there is no such tile; ask /{z}/{x}/{y}.mvt"))?;
    let answer = server.on_world(asked.mode.as_ref(), None, move |world, _| {
        let bytes = tile(&world.ground, &world.scene.network, id);
        let bytes = bytes.map_err(|cause| Fault::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, cause.to_string()))?;
        let headers =
            [(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile"), (header::CACHE_CONTROL, "private, max-age=3600")];
        Ok(Some((headers, bytes).into_response()))
    });
    answer.await
}
