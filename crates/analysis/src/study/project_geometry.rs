//! What projects look like on a map.

use super::{Projects, Study};
use tongda_foundation::position::LonLat;
use tongda_network::network::Network;
use tongda_network::scenario::{Change, Modification};

/// What a project adds or changes, to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectGeometry {
    /// Courses of its roads and services.
    pub lines: Vec<Vec<LonLat>>,
    /// Its facilities and stops.
    pub points: Vec<LonLat>,
}

impl ProjectGeometry {
    /// What modifications draw themselves: new roads, services and facilities.
    #[must_use]
    pub fn of(changes: &[Modification]) -> Self {
        let mut drawn = Self::default();
        for change in changes {
            match &change.change {
                Change::Link(link) => drawn.lines.push(link.line.clone()),
                Change::Line(line) => {
                    let stops = line.stops.iter().map(|stop| stop.position);
                    drawn.points.extend(stops.clone());
                    drawn.lines.push(if line.course.is_empty() { stops.collect() } else { line.course.clone() });
                }
                Change::Facility(facility) => drawn.points.push(facility.position),
                Change::Speed(..) | Change::Close(_) | Change::Open(_) => {}
            }
        }
        drawn
    }
}

impl Study {
    /// The courses of each project's new roads and services as its file draws them, in the order of the
    /// catalogue; none for projects without a file.
    #[must_use]
    pub fn project_lines(&self) -> Vec<Vec<Vec<LonLat>>> {
        let of = |changes: &Option<(_, Vec<Modification>)>| {
            let mut lines = changes.as_ref().map(|(_, changes)| ProjectGeometry::of(changes).lines).unwrap_or_default();
            lines.retain(|line| line.len() > 1);
            lines
        };
        self.changes.iter().map(of).collect()
    }

    /// What a project looks like on a network, by its id: what its file draws, and the old roads that it changes.
    #[must_use]
    pub fn drawn(&self, id: &str, projects: &Projects, network: &Network) -> ProjectGeometry {
        let Some(index) = self.catalogue.projects.iter().position(|project| project.id == id) else {
            return ProjectGeometry::default();
        };
        let Some(changes) = &projects[index] else { return ProjectGeometry::default() };
        let file = self.changes[index].as_ref().filter(|_| !changes.found_in_extract);
        let mut drawn = file.map(|(_, modifications)| ProjectGeometry::of(modifications)).unwrap_or_default();
        let segments = changes.resolved().changed_segments(network);
        drawn.lines.extend(segments.into_iter().map(|segment| network.shape(segment).to_vec()));
        drawn
    }
}
