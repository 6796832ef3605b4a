//! Which places lie on the same land, so that nobody is joined to a road across the sea.

use super::land::Part;
use tongda_foundation::position::{LonLat, Plane};

/// How far off a polygon a place may lie and still be on it, in metres: shorelines are simplified,
/// and harbours built out.
pub(super) const SHORE_M: f64 = 1000.0;

/// So many metres of straight edge along a side of all land are no shore.
const CUT_M: f64 = 1000.0;

/// Land as separate parts: a mainland and islands.
#[derive(Clone, Debug, PartialEq)]
pub struct Land {
    plane: Plane,
    parts: Vec<Part>,
}

impl Land {
    pub(super) const fn new(plane: Plane, parts: Vec<Part>) -> Self {
        Self { plane, parts }
    }

    /// The plane that its parts are drawn on.
    pub(super) const fn plane(&self) -> Plane {
        self.plane
    }

    /// Where the land of the file is cut off rather than ends at a shore: west, east, south and north in degrees, `None`
    /// where it ends in the sea. What lies beyond a cut is unknown, neither land nor water.
    ///
    /// No shore runs straight along the side of the box around all land for a kilometre, but the edge of a file does.
    #[must_use]
    pub fn cuts(&self) -> [Option<f64>; 4] {
        let bounds = self.parts.iter().map(Part::bounds);
        let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        let (low, high) = bounds
            .fold(start, |(low, high), (a, b)| ([low[0].min(a[0]), low[1].min(a[1])], [high[0].max(b[0]), high[1].max(b[1])]));
        let is_cut = |axis: usize, at: f64| {
            let on_side = |edge: &&[[f64; 2]; 2]| edge.iter().all(|end| (end[axis] - at).abs() < 0.5);
            let length = |edge: &[[f64; 2]; 2]| (edge[1][1 - axis] - edge[0][1 - axis]).abs();
            self.parts.iter().flat_map(Part::edges).filter(on_side).map(length).sum::<f64>() > CUT_M
        };
        let degrees = |axis: usize, at: f64| {
            let position = self.plane.unproject(if axis == 0 { [at, low[1]] } else { [low[0], at] })?;
            is_cut(axis, at).then(|| if axis == 0 { position.lon() } else { position.lat() })
        };
        [degrees(0, low[0]), degrees(0, high[0]), degrees(1, low[1]), degrees(1, high[1])]
    }

    /// The part that a place lies on, or else the first that it lies within 1 km of. O(vertices of the shore).
    #[must_use]
    pub fn part_of(&self, position: LonLat) -> Option<usize> {
        let point = self.plane.project(position);
        let within = |reach_m: f64| self.parts.iter().position(|part| part.is_within(point, reach_m));
        within(0.0).or_else(|| within(SHORE_M))
    }

    /// The rings of all parts, outer ones and holes, each once and not closed.
    #[must_use]
    pub fn rings(&self) -> Vec<Vec<LonLat>> {
        let mut rings: Vec<Vec<LonLat>> = Vec::new();
        for part in &self.parts {
            let mut before: Option<[[f64; 2]; 2]> = None;
            for edge in part.edges() {
                // Edges of a ring follow each other, in one direction or the other.
                let same = |a: [f64; 2], b: [f64; 2]| a[0].total_cmp(&b[0]).is_eq() && a[1].total_cmp(&b[1]).is_eq();
                let follows = before.is_some_and(|before| same(before[1], edge[0]) || same(before[0], edge[1]));
                if !follows {
                    rings.push(Vec::new());
                }
                if let (Some(ring), Some(position)) = (rings.last_mut(), self.plane.unproject(edge[0])) {
                    ring.push(position);
                }
                before = Some(*edge);
            }
        }
        rings
    }

    /// Tells of other places whether they can be reached from `place` without crossing water: a place
    /// is on other land when it lies on (or within 1 km of) another part and not of the same.
    ///
    /// A bridge is no other land: what joins an island is found from both ends.
    pub fn same_land(&self, position: LonLat) -> impl Fn(LonLat) -> bool + '_ {
        let own = self.part_of(position);
        move |other| {
            let Some(own) = own else { return true };
            let point = self.plane.project(other);
            let mut others = self.parts.iter().enumerate().filter(|(part, _)| *part != own);
            !others.any(|(_, part)| part.is_within(point, SHORE_M)) || self.parts[own].is_within(point, SHORE_M)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::land::read_land;
    use super::*;

    #[test]
    fn land_is_cut_where_it_ends_straight() {
        // A coast to the east with one cape; the file ends in the west, south and north.
        let coast = r#"{"type":"Polygon","coordinates":[[[0,0],[0.8,0],[0.9,0.3],[1,0.5],[0.9,0.7],[0.7,1],[0,1]]]}"#;
        let plane = Plane::at(0.0);
        let parts = read_land(coast.as_bytes(), Path::new("land.geojson"), plane).unwrap_or_default();
        let cuts = Land::new(plane, parts).cuts();
        assert_eq!(cuts.map(|cut| cut.map(|at| (at * 1e6).round())), [Some(0.0), None, Some(0.0), Some(1e6)]);
    }
}
