//! The routes of the API.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::answer::{self, Answer, CIRCLE, Detail};
use super::api_error::ApiError;
use super::auth::guard;
use super::drawing_lines::course;
use super::export::export;
use super::jobs::CancelToken;
use super::page::page;
use super::place_routes::{isochrone, route};
use super::session::{Pair, Session};
use super::tiles::{TileId, tile};
use super::{LICENCES, Server};

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
        .route("/licences", get(licences))
        .fallback(page)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(Arc::clone(&server), guard))
        .with_state(server)
}

async fn licences() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], LICENCES).into_response()
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}

/// A query, with an answer that says what is wrong with one that cannot be read.
pub(super) type Asking<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

pub(super) fn asked<T>(query: Asking<T>) -> Result<T, ApiError> {
    query.map(|Query(asked)| asked).map_err(|cause| ApiError::wrong(cause.body_text()))
}

/// A part of the address, which may be no text.
pub(super) type Named<T> = Result<Path<T>, axum::extract::rejection::PathRejection>;

pub(super) fn named<T>(path: Named<T>) -> Result<T, ApiError> {
    path.map(|Path(name)| name).map_err(|cause| ApiError::wrong(cause.body_text()))
}

impl Server {
    /// Answers by a computation on the world of a mode, off the thread of requests.
    pub(super) async fn on_session<T: Send + 'static>(
        self: &Arc<Self>,
        mode: Option<&String>,
        client: Option<&str>,
        job: impl FnOnce(&Session, &CancelToken) -> Result<Option<T>, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let mode = mode.unwrap_or(&self.default_mode).clone();
        if !self.modes().contains(&mode) {
            return Err(ApiError::unknown("mode", &mode));
        }
        let session = self.session(&mode).await?;
        self.work.run(client, move |cancel| job(&session, cancel).transpose()).await?
    }
}

/// Who asks, if it says so.
pub(super) fn client(headers: &HeaderMap) -> Option<&str> {
    headers.get(CLIENT).and_then(|value| value.to_str().ok()).filter(|name| name.len() <= 64)
}

async fn study(State(server): Shared, query: Asking<Asked>) -> Result<Response, ApiError> {
    let asked = asked(query)?;
    let modes = server.modes();
    server
        .on_session(asked.mode.as_ref(), None, move |session, _| {
            Ok(Some(Json(answer::study_json(session, &modes)).into_response()))
        })
        .await
}

async fn cells(State(server): Shared, query: Asking<Asked>) -> Result<Response, ApiError> {
    let asked = asked(query)?;
    server.on_session(asked.mode.as_ref(), None, |session, _| Ok(Some(Json(answer::cells_json(session)).into_response()))).await
}

/// The position of the service that was asked for.
pub(super) fn service(session: &Session, id: Option<&str>) -> Result<usize, ApiError> {
    let id = id.unwrap_or(CIRCLE);
    answer::service_position(&session.workspace.study, id).ok_or_else(|| ApiError::unknown("service", id))
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

fn tell(session: &Session, asked: &Asked, pair: &Pair) -> Result<Response, ApiError> {
    let service = service(session, asked.service.as_deref())?;
    Ok(Json(Answer::new(session, pair, service, asked.detail())).into_response())
}

pub(super) fn check_year(session: &Session, year: Option<i32>) -> Result<(), ApiError> {
    match year.filter(|year| session.year(*year).is_none()) {
        Some(year) => Err(ApiError::unknown("year", &year.to_string())),
        None => Ok(()),
    }
}

async fn compare(State(server): Shared, headers: HeaderMap, query: Asking<Asked>, drawing: Bytes) -> Result<Response, ApiError> {
    let asked = asked(query)?;
    let mode = asked.mode.clone();
    let answer = server.on_session(mode.as_ref(), client(&headers), move |session, cancel| {
        check_year(session, asked.year)?;
        service(session, asked.service.as_deref())?;
        let drawing = session.drawing(&drawing)?;
        session.drawn(&drawing, asked.year, cancel).map(|pair| tell(session, &asked, &pair)).transpose()
    });
    answer.await
}

async fn project(State(server): Shared, id: Named<String>, query: Asking<Asked>) -> Result<Response, ApiError> {
    let (id, asked) = (named(id)?, asked(query)?);
    let mode = asked.mode.clone();
    let answer = server.on_session(mode.as_ref(), None, move |session, cancel| {
        let case = session.case(&id).ok_or_else(|| ApiError::unknown("modelled project", &id))?;
        let Some(pair) = session.of_case(case, cancel) else { return Ok(None) };
        let service = service(session, asked.service.as_deref())?;
        let answer = Answer::new(session, &pair, service, asked.detail()).along(course(session, &id));
        Ok(Some(Json(answer).into_response()))
    });
    answer.await
}

async fn network(State(server): Shared, query: Asking<Asked>) -> Result<Response, ApiError> {
    let asked = asked(query)?;
    let mode = asked.mode.clone();
    let answer = server.on_session(mode.as_ref(), None, move |session, cancel| {
        check_year(session, asked.year)?;
        session.of_base(asked.year, cancel).map(|pair| tell(session, &asked, &pair)).transpose()
    });
    answer.await
}

async fn tiles(
    State(server): Shared,
    position: Named<(String, String, String)>,
    query: Asking<Asked>,
) -> Result<Response, ApiError> {
    let ((zoom, column, row), asked) = (named(position)?, asked(query)?);
    let row = row.strip_suffix(".mvt").and_then(|row| row.parse().ok());
    let position = zoom.parse().ok().zip(column.parse().ok()).zip(row);
    let id = position.and_then(|((zoom, column), row)| TileId::new(zoom, column, row));
    let id = id.ok_or_else(|| ApiError::new(axum::http::StatusCode::NOT_FOUND, "there is no such tile; ask /{z}/{x}/{y}.mvt"))?;
    let answer = server.on_session(asked.mode.as_ref(), None, move |session, _| {
        let bytes = tile(&session.ground, &session.workspace.network, id);
        let bytes = bytes.map_err(|cause| ApiError::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, cause.to_string()))?;
        let headers =
            [(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile"), (header::CACHE_CONTROL, "private, max-age=3600")];
        Ok(Some((headers, bytes).into_response()))
    });
    answer.await
}
