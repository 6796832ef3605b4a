//! The routes that ask about a place, and those that export what is shown: each with a project, a year or a
//! drawing.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Server;
use super::api::{Asking, asked, check_year};
use super::fault::Fault;
use super::place::{self, Scenes};
use super::work::Wanted;
use super::world::{Drawing, World};
use crate::appraisal::{Comparison, Item, ItemKind};
use crate::direction::Direction;
use crate::output::{self, Language, Report};
use crate::place::LonLat;
use crate::study::Origins;

/// A question about a scenario: a drawing, a project or a year's network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedOfScenario {
    mode: Option<String>,
    /// A project or set of projects by its id: before and after it.
    with: Option<String>,
    /// The network of a year; with a drawing what that is laid over.
    year: Option<i32>,
    lon: Option<f64>,
    lat: Option<f64>,
    minutes: Option<String>,
    direction: Option<String>,
    from: Option<String>,
    to: Option<String>,
    lang: Option<String>,
    #[serde(rename = "token")]
    _token: Option<String>,
}

impl AskedOfScenario {
    /// The drawing of the body, if there is one.
    fn drawing(&self, world: &World, body: &[u8]) -> Result<Option<Drawing>, Fault> {
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
    let answer = server.on_world(mode.as_ref(), None, move |world, _| {
        let drawing = asked.drawing(world, &body)?;
        let scenes = asked.scenes(world, drawing.as_ref())?;
        place::ways(world, &scenes, from, to).map(Some)
    });
    Ok(Json(answer.await?).into_response())
}

/// What is shown, as a file.
pub(super) async fn export(
    State(server): Shared,
    Path(name): Path<String>,
    query: Asking<AskedOfScenario>,
    body: Bytes,
) -> Result<Response, Fault> {
    let asked = asked(query)?;
    let kind = match name.as_str() {
        "export.geojson" => "application/geo+json",
        "export.csv" => "text/csv; charset=utf-8",
        "export.html" => "text/html; charset=utf-8",
        _ => return Err(Fault::new(StatusCode::NOT_FOUND, "there is no such route; /api/openapi.json lists them")),
    };
    let language: Language = asked.lang.as_deref().unwrap_or("en").parse().map_err(Fault::wrong)?;
    let mode = asked.mode.clone();
    let file = name.clone();
    let answer = server.on_world(mode.as_ref(), None, move |world, wanted| {
        let Some(comparison) = comparison(world, &asked, &body, wanted)? else { return Ok(None) };
        let study = &world.scene.study;
        Ok(Some(match name.as_str() {
            "export.geojson" => output::cells_geojson(study, &comparison),
            "export.csv" => output::cells_csv(study, &comparison),
            _ => report(world, &comparison, language),
        }))
    });
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"tongda-{file}\"")),
    ];
    Ok((headers, answer.await?).into_response())
}

/// What is shown, as `compare` has it: one item.
fn comparison(world: &World, asked: &AskedOfScenario, body: &[u8], wanted: &Wanted) -> Result<Option<Comparison>, Fault> {
    let drawing = asked.drawing(world, body)?;
    check_year(world, asked.year)?;
    let (id, name, kind, pair) = match (&drawing, &asked.with) {
        (Some(drawing), _) => {
            ("drawing".to_owned(), "drawing".to_owned(), ItemKind::Proposal, world.drawn(drawing, asked.year, wanted))
        }
        (None, Some(id)) => {
            let case = world.case(id).ok_or_else(|| Fault::unknown("modelled project", id))?;
            (case.id.clone(), case.name.clone(), case.kind, world.of_case(case, wanted))
        }
        (None, None) => {
            let name = asked.year.map_or_else(|| "network as it is".to_owned(), |year| format!("network of {year}"));
            (name.clone(), name, ItemKind::Network, world.of_base(asked.year, wanted))
        }
    };
    let Some(pair) = pair else { return Ok(None) };
    let assessor = world.assessor();
    Ok(Some(Comparison {
        items: vec![Item { id, name, kind, before: pair.before, after: pair.after, trips: Vec::new() }],
        not_placed: assessor.not_placed().to_vec(),
        lost_facilities: assessor.lost_facilities().to_vec(),
        not_modelled: Vec::new(),
        districts: Vec::new(),
        lost_destinations: Vec::new(),
        border: assessor.border(),
        facility_counts: assessor.facilities().iter().map(Vec::len).collect(),
    }))
}

fn report(world: &World, comparison: &Comparison, language: Language) -> Vec<u8> {
    let scene = world.scene;
    let origins: &[Origins] = &scene.facilities.origins;
    output::report_html(&Report {
        study: &scene.study,
        network: &scene.network,
        projects: &scene.projects,
        comparison,
        sensitivity: &[],
        without_assumed: None,
        measures: None,
        command: "tongda serve",
        inputs: &BTreeMap::new(),
        origins,
        language,
    })
}
