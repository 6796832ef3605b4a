//! The routes that ask about a place, each with a project, a year or a drawing.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Server;
use super::api::{Asking, asked, check_year};
use super::fault::Fault;
use super::place::{self, Scenes};
use super::world::{Drawing, World};
use tongda_foundation::direction::Direction;
use tongda_foundation::place::LonLat;

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
    pub(super) fn drawing(&self, world: &World, body: &[u8]) -> Result<Option<Drawing>, Fault> {
        if body.is_empty() {
            return Ok(None);
        }
        if self.with.is_some() {
            return Err(Fault::wrong("a drawing is compared with the network as it is or that of a year, not with a project"));
        }
        Ok(Some(world.drawing(body)?))
    }

    fn scenes<'a>(&self, world: &'a World, drawing: Option<&'a Drawing>) -> Result<Scenes<'a>, Fault> {
        check_year(world, self.year)?;
        if let Some(id) = &self.with {
            let case = world.case(id).ok_or_else(|| Fault::unknown("modelled project", id))?;
            return Ok(Scenes { name: id.clone(), before: case.before.clone(), after: Some(case.after.clone()) });
        }
        let before = world.base(self.year).unwrap_or_default();
        let name = self.year.map_or_else(|| "network as it is".to_owned(), |year| format!("network of {year}"));
        Ok(match drawing {
            Some(drawing) => {
                let after = before.iter().copied().chain([&drawing.changes]).collect();
                Scenes { name: "drawing".to_owned(), before, after: Some(after) }
            }
            None => Scenes { name, before, after: None },
        })
    }
}

type Shared = State<Arc<Server>>;

pub(super) async fn isochrone(State(server): Shared, query: Asking<AskedOfScenario>, body: Bytes) -> Result<Response, Fault> {
    let asked = asked(query)?;
    let at = asked.lon.zip(asked.lat).ok_or_else(|| Fault::wrong("lon and lat are missing"))?;
    let at = LonLat::new(at.0, at.1).ok_or_else(|| Fault::wrong("lon and lat are not on the earth"))?;
    let minutes = place::minutes(asked.minutes.as_deref().unwrap_or("10,20,30"))?;
    let direction = match asked.direction.as_deref() {
        None | Some("from") => Direction::Forward,
        Some("towards") => Direction::Backward,
        Some(other) => return Err(Fault::wrong(format!("direction = \"{other}\" is not one of from, towards"))),
    };
    let mode = asked.mode.clone();
    let answer = server.on_world(mode.as_ref(), None, move |world, wanted| {
        let drawing = asked.drawing(world, &body)?;
        let scenes = asked.scenes(world, drawing.as_ref())?;
        place::isochrone(world, &scenes, at, &minutes, direction, wanted)
    });
    Ok(Json(answer.await?).into_response())
}

pub(super) async fn route(State(server): Shared, query: Asking<AskedOfScenario>, body: Bytes) -> Result<Response, Fault> {
    let asked = asked(query)?;
    let end = |text: Option<&String>, name: &str| {
        text.ok_or_else(|| Fault::wrong(format!("{name} is missing"))).and_then(|text| place::place(text))
    };
    let (from, to) = (end(asked.from.as_ref(), "from")?, end(asked.to.as_ref(), "to")?);
    let mode = asked.mode.clone();
    let answer = server.on_world(mode.as_ref(), None, move |world, wanted| {
        let drawing = asked.drawing(world, &body)?;
        let scenes = asked.scenes(world, drawing.as_ref())?;
        place::ways(world, &scenes, from, to, wanted)
    });
    Ok(Json(answer.await?).into_response())
}
