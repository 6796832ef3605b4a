//! The lines that the projects of a study draw.

use super::Study;
use crate::place::LonLat;
use crate::scenario::{Change, Modification};

impl Study {
    /// The courses of each project's new roads and services as its file draws them, in the order of the
    /// catalogue; none for projects without a file.
    #[must_use]
    pub fn project_lines(&self) -> Vec<Vec<Vec<LonLat>>> {
        let course = |change: &Modification| match &change.change {
            Change::Link(link) => Some(link.line.clone()),
            Change::Line(line) if line.course.is_empty() => Some(line.stops.iter().map(|stop| stop.place).collect()),
            Change::Line(line) => Some(line.course.clone()),
            Change::Speed(..) | Change::Close(_) | Change::Open(_) | Change::Facility(_) => None,
        };
        let of = |changes: &Option<(_, Vec<Modification>)>| {
            changes.iter().flat_map(|(_, changes)| changes.iter().filter_map(course)).filter(|line| line.len() > 1).collect()
        };
        self.changes.iter().map(of).collect()
    }
}
