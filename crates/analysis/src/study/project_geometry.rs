//! Geometry of projects for maps.

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
        let mut geometry = Self::default();
        for change in changes {
            match &change.change {
                Change::Link(link) => geometry.lines.push(link.line.clone()),
                Change::Line(line) => {
                    let stops = line.stops.iter().map(|stop| stop.position);
                    geometry.points.extend(stops.clone());
                    geometry.lines.push(if line.course.is_empty() { stops.collect() } else { line.course.clone() });
                }
                Change::Facility(facility) => geometry.points.push(facility.position),
                Change::Speed(..) | Change::Close(_) | Change::Open(_) => {}
            }
        }
        geometry.lines.retain(|line| line.len() > 1);
        geometry
    }
}

impl Study {
    /// The lines of each project's new roads and services as its file draws them, in the order of the catalogue; none
    /// for projects without a file.
    #[must_use]
    pub fn project_lines(&self) -> Vec<Vec<Vec<LonLat>>> {
        (0..self.changes.len()).map(|index| self.file_geometry(index).lines).collect()
    }

    fn file_geometry(&self, index: usize) -> ProjectGeometry {
        self.changes[index].as_ref().map(|(_, modifications)| ProjectGeometry::of(modifications)).unwrap_or_default()
    }

    /// What a project looks like on a network, by its id: what its file draws, and the old roads that it changes.
    #[must_use]
    pub fn project_geometry(&self, id: &str, projects: &Projects, network: &Network) -> ProjectGeometry {
        let Some(index) = self.catalogue.projects.iter().position(|project| project.id == id) else {
            return ProjectGeometry::default();
        };
        let Some(changes) = &projects[index] else { return ProjectGeometry::default() };
        let mut geometry = if changes.found_in_extract { ProjectGeometry::default() } else { self.file_geometry(index) };
        let segments = changes.resolved().changed_segments(network);
        geometry.lines.extend(segments.into_iter().map(|segment| network.shape(segment).to_vec()));
        geometry
    }
}
