//! API routes for isochrones and routes, each with a project, a year or a drawing.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Server;
use super::api::{Asking, asked, check_year};
use super::api_error::ApiError;
use super::place::{self, ScenarioPair};
use super::session::{Drawing, Session};
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;

/// A question about a scenario: a drawing, a project or a year's network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedOfScenario {
    pub(super) mode: Option<String>,
    /// A project or set of projects by its id: before and after it.
    pub(super) with: Option<String>,
    /// The network of a year; with a drawing what that is laid over.
    pub(super) year: Option<i32>,
    lon: Option<f64>,
    lat: Option<f64>,
    minutes: Option<String>,
    direction: Option<String>,
    from: Option<String>,
    to: Option<String>,
    pub(super) lang: Option<String>,
    #[serde(rename = "token")]
    _token: Option<String>,
}

impl AskedOfScenario {
    /// The drawing of the body, if there is one.
    pub(super) fn drawing(&self, session: &Session, body: &[u8]) -> Result<Option<Drawing>, ApiError> {
        if body.is_empty() {
            return Ok(None);
        }
        if self.with.is_some() {
            return Err(ApiError::wrong("a drawing is compared with the network as it is or that of a year, not with a project"));
        }
        Ok(Some(session.drawing(body)?))
    }

    fn scenarios<'a>(&self, session: &'a Session, drawing: Option<&'a Drawing>) -> Result<ScenarioPair<'a>, ApiError> {
        check_year(session, self.year)?;
        if let Some(id) = &self.with {
            let case = session.case(id).ok_or_else(|| ApiError::unknown("modelled project", id))?;
            return Ok(ScenarioPair { name: id.clone(), before: case.before.clone(), after: Some(case.after.clone()) });
        }
        let before = session.base(self.year).unwrap_or_default();
        let name = self.year.map_or_else(|| "network as it is".to_owned(), |year| format!("network of {year}"));
        Ok(match drawing {
            Some(drawing) => {
                let after = before.iter().copied().chain([&drawing.changes]).collect();
                ScenarioPair { name: "drawing".to_owned(), before, after: Some(after) }
            }
            None => ScenarioPair { name, before, after: None },
        })
    }
}

type Shared = State<Arc<Server>>;

pub(super) async fn isochrone(State(server): Shared, query: Asking<AskedOfScenario>, body: Bytes) -> Result<Response, ApiError> {
    let asked = asked(query)?;
    let at = asked.lon.zip(asked.lat).ok_or_else(|| ApiError::wrong("lon and lat are missing"))?;
    let at = LonLat::new(at.0, at.1).ok_or_else(|| ApiError::wrong("lon and lat are not on the earth"))?;
    let minutes = place::minutes(asked.minutes.as_deref().unwrap_or("10,20,30"))?;
    let direction = match asked.direction.as_deref() {
        None | Some("from") => Direction::Forward,
        Some("towards") => Direction::Backward,
        Some(other) => return Err(ApiError::wrong(format!("direction = \"{other}\" is not one of from, towards"))),
    };
    let mode = asked.mode.clone();
    let answer = server.on_session(mode.as_ref(), None, move |session, cancel| {
        let drawing = asked.drawing(session, &body)?;
        let scenarios = asked.scenarios(session, drawing.as_ref())?;
        place::isochrone(session, &scenarios, at, &minutes, direction, cancel)
    });
    Ok(Json(answer.await?).into_response())
}

pub(super) async fn route(State(server): Shared, query: Asking<AskedOfScenario>, body: Bytes) -> Result<Response, ApiError> {
    let asked = asked(query)?;
    let end = |text: Option<&String>, name: &str| {
        text.ok_or_else(|| ApiError::wrong(format!("{name} is missing"))).and_then(|text| place::position(text))
    };
    let (from, to) = (end(asked.from.as_ref(), "from")?, end(asked.to.as_ref(), "to")?);
    let mode = asked.mode.clone();
    let answer = server.on_session(mode.as_ref(), None, move |session, cancel| {
        let drawing = asked.drawing(session, &body)?;
        let scenarios = asked.scenarios(session, drawing.as_ref())?;
        place::ways(session, &scenarios, from, to, cancel)
    });
    Ok(Json(answer.await?).into_response())
}
