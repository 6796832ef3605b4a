//! Lines of a project on the map: as its file draws it, or the roads of the extract that are the project.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};

use super::session::Session;
use tongda_analysis::study::ProjectChanges;
use tongda_foundation::position::LonLat;
use tongda_network::scenario::Resolved;

/// Lines of all projects that a case puts in or takes out.
pub(super) fn course(session: &Session, id: &str) -> FeatureCollection {
    let workspace = session.workspace;
    let changes = workspace.projects.iter().zip(workspace.study.project_lines());
    let projects = workspace.study.catalogue.projects.iter().zip(changes);
    let mut lines: Vec<Vec<LonLat>> = Vec::new();
    for (_, (changes, drawn)) in projects.filter(|(project, _)| project.id == id) {
        lines.extend(drawn);
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
