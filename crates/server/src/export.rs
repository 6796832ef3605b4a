//! Exports of the current view: cells as GeoJSON or CSV, all layers as `GeoPackage`, the report.
//!
//! The files are those of `tongda compare` for one item: a project, a network or a drawing. The report's ranges
//! are made as there, with as many draws of junctions.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Server;
use super::api::{Asking, Named, asked, check_year, named};
use super::api_error::ApiError;
use super::jobs::CancelToken;
use super::place_routes::AskedOfScenario;
use super::ranges::Ranges;
use super::session::{Drawing, Session};
use tongda_analysis::appraisal::{Comparison, Item, ItemKind};
use tongda_analysis::study::FacilityOrigins;
use tongda_report::{Language, Report, Results};

/// The id of a drawing among the items of a file.
pub(super) const DRAWING: &str = "drawing";

/// What is shown, as a file.
pub(super) async fn export(
    State(server): State<Arc<Server>>,
    name: Named<String>,
    query: Asking<AskedOfScenario>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let (name, asked) = (named(name)?, asked(query)?);
    let kind = match name.as_str() {
        "export.geojson" => "application/geo+json",
        "export.csv" => "text/csv; charset=utf-8",
        "export.gpkg" => "application/geopackage+sqlite3",
        "export.html" => "text/html; charset=utf-8",
        _ => return Err(ApiError::new(StatusCode::NOT_FOUND, "there is no such route; /api/openapi.json lists them")),
    };
    let language: Language = asked.lang.as_deref().unwrap_or("en").parse().map_err(ApiError::wrong)?;
    let mode = asked.mode.clone();
    let file = name.clone();
    let answer = server.on_session(mode.as_ref(), None, move |session, cancel| {
        let drawing = asked.drawing(session, &body)?;
        let Some(comparison) = comparison(session, &asked, drawing.as_ref(), cancel)? else { return Ok(None) };
        let study = &session.workspace.study;
        Ok(Some(match name.as_str() {
            "export.geojson" => tongda_report::cells_geojson(study, &comparison),
            "export.csv" => tongda_report::cells_csv(study, &comparison),
            "export.gpkg" => geopackage(session, drawing.as_ref(), &comparison, language)?,
            _ => {
                let Some(ranges) = Ranges::new(session, &comparison, drawing.as_ref(), asked.year, cancel) else {
                    return Ok(None);
                };
                report(session, &comparison, &ranges, language)
            }
        }))
    });
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"tongda-{file}\"")),
    ];
    Ok((headers, answer.await?).into_response())
}

/// What is shown, as `compare` has it: one item.
fn comparison(
    session: &Session,
    asked: &AskedOfScenario,
    drawing: Option<&Drawing>,
    cancel: &CancelToken,
) -> Result<Option<Comparison>, ApiError> {
    check_year(session, asked.year)?;
    let (id, name, kind, pair) = match (drawing, &asked.with) {
        (Some(drawing), _) => {
            (DRAWING.to_owned(), DRAWING.to_owned(), ItemKind::Proposal, session.drawn(drawing, asked.year, cancel))
        }
        (None, Some(id)) => {
            let case = session.case(id).ok_or_else(|| ApiError::unknown("modelled project", id))?;
            (case.id.clone(), case.name.clone(), case.kind, session.of_case(case, cancel))
        }
        (None, None) => {
            let name = asked.year.map_or_else(|| "network as it is".to_owned(), |year| format!("network of {year}"));
            (name.clone(), name, ItemKind::Network, session.of_base(asked.year, cancel))
        }
    };
    let Some(pair) = pair else { return Ok(None) };
    let evaluator = session.evaluator();
    let within = [&pair.before, &pair.after].map(|times| evaluator.residents_by_service(times));
    Ok(Some(Comparison {
        items: vec![Item { id, name, kind, within, before: pair.before, after: pair.after, trips: Vec::new() }],
        not_placed: evaluator.not_placed().to_vec(),
        lost_facilities: evaluator.lost_facilities().to_vec(),
        not_modelled: Vec::new(),
        districts: Vec::new(),
        lost_destinations: Vec::new(),
        border: evaluator.border(),
        facility_counts: evaluator.facilities().iter().map(Vec::len).collect(),
    }))
}

fn geopackage(
    session: &Session,
    drawing: Option<&Drawing>,
    comparison: &Comparison,
    language: Language,
) -> Result<Vec<u8>, ApiError> {
    let workspace = session.workspace;
    let lines = workspace.study.project_lines();
    let drawn = drawing.map(|drawing| drawing.lines.as_slice()).unwrap_or_default();
    let facilities = &workspace.facilities.all;
    let results = Results { language, study: &workspace.study, comparison, facilities, lines: &lines, drawn };
    let failed = |cause: tongda_foundation::error::Error| ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, cause.to_string());
    tongda_report::results_geopackage(&results).map_err(failed)
}

fn report(session: &Session, comparison: &Comparison, ranges: &Ranges, language: Language) -> Vec<u8> {
    let workspace = session.workspace;
    let origins: &[FacilityOrigins] = &workspace.facilities.origins;
    tongda_report::report_html(&Report {
        study: &workspace.study,
        network: &workspace.network,
        projects: &workspace.projects,
        comparison,
        sensitivity: &ranges.sensitivity,
        without_assumed: ranges.without_assumed.as_ref(),
        measures: None,
        command: "tongda serve",
        inputs: &BTreeMap::new(),
        origins,
        language,
    })
}
