//! Lines of a project on the map: as its file draws it, or the roads of the extract that are the project.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};

use super::session::Session;
use tongda_analysis::study::ProjectChanges;
use tongda_foundation::position::LonLat;
use tongda_network::scenario::{Change, Modification, Resolved};

/// The new roads and services of a drawing.
pub(super) fn lines(changes: &[Modification]) -> Vec<Vec<LonLat>> {
    let line = |change: &Modification| match &change.change {
        Change::Link(link) => Some(link.line.clone()),
        Change::Line(line) if line.course.is_empty() => Some(line.stops.iter().map(|stop| stop.position).collect()),
        Change::Line(line) => Some(line.course.clone()),
        _ => None,
    };
    changes.iter().filter_map(line).filter(|line: &Vec<LonLat>| line.len() > 1).collect()
}

/// Lines of all projects that a case puts in or takes out.
pub(super) fn course(session: &Session, id: &str) -> FeatureCollection {
    let workspace = session.workspace;
    let projects = workspace.study.catalogue.projects.iter().zip(workspace.projects.iter());
    let mut lines: Vec<Vec<LonLat>> = Vec::new();
    for (project, changes) in projects.filter(|(project, _)| project.id == id) {
        lines.extend(workspace.study.courses(&project.id));
        let found = changes.iter().filter(|changes| changes.found_in_extract).map(ProjectChanges::resolved);
        let shut = found.flat_map(|changes: &Resolved| changes.closed_segments(&workspace.network));
        let mut shut: Vec<_> = shut.collect();
        shut.sort_unstable();
        shut.dedup();
        lines.extend(shut.into_iter().map(|segment| workspace.network.shape(segment).to_vec()));
    }
    let feature = |line: &Vec<LonLat>| {
        let coordinates = line.iter().map(|position| vec![position.lon(), position.lat()].into()).collect();
        Feature { geometry: Some(Geometry::new(GeometryValue::LineString { coordinates })), ..Feature::default() }
    };
    let features = lines.iter().filter(|line| line.len() > 1).map(feature).collect();
    FeatureCollection { features, bbox: None, foreign_members: None }
}
