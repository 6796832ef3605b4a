//! How wrong a band is: places on roads with exact times, held out from the making of the surface.

use super::canvas::Canvas;
use super::contour::Ring;
use super::ground::HeldOutPlace;
use super::roads::Roads;
use super::surface::Surface;
use crate::units::TravelTime;

/// The most places that are looked at.
const MOST: usize = 2000;

/// What share of held-out places on the roads a band puts on the wrong side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Places looked at: on roads that trips may begin and end on, on land, around what is reached.
    pub places: usize,
    /// Those within the minutes that lie outside the band.
    pub left_out: usize,
    /// Those beyond the minutes that lie inside it: the band spreads over the land between roads.
    pub taken_in: usize,
}

impl Accuracy {
    /// The share of places on the wrong side, 0 to 1; `None` where there was no place to look at.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
    pub fn misclassified(&self) -> Option<f64> {
        (self.places > 0).then(|| (self.left_out + self.taken_in) as f64 / self.places as f64)
    }
}

/// Places on roads with their exact times.
#[derive(Clone, Debug)]
pub struct HeldOut(Vec<([f64; 2], TravelTime)>);

impl HeldOut {
    /// Places at odd fractions of segments in the box around all that the surface reaches, spread over
    /// it evenly and the same in every run.
    #[must_use]
    pub fn new(roads: &Roads<'_>, surface: &Surface<'_>) -> Self {
        let ground = surface.ground;
        let Some([west, east, south, north]) = surface.reached else { return Self(Vec::new()) };
        let (low, high) = (ground.canvas.point(west, south), ground.canvas.point(east, north));
        let inside = |place: &&HeldOutPlace| (0..2).all(|axis| (low[axis]..=high[axis]).contains(&place.point[axis]));
        let all: Vec<&HeldOutPlace> = ground.held_out().iter().filter(inside).collect();
        let step = all.len().div_ceil(MOST).max(1);
        let special: Vec<_> = roads.special().collect();
        let time = |place: &HeldOutPlace| {
            if special.binary_search_by_key(&place.segment.0, |id| id.0).is_ok() {
                return roads.time(place.segment, place.fraction);
            }
            let along = |(run, along): &(u32, TravelTime)| Some(*surface.begins.get(*run as usize)? + *along);
            place.runs.iter().filter_map(along).min().unwrap_or(TravelTime::UNREACHED)
        };
        Self(all.into_iter().step_by(step).map(|place| (place.point, time(place))).collect())
    }

    /// How wrong a band of these minutes is, whose rings are these.
    pub(super) fn accuracy(&self, minutes: u32, canvas: &Canvas, rings: &[&Ring]) -> Accuracy {
        let edges = Edges::new(canvas, rings);
        let mut accuracy = Accuracy { places: self.0.len(), ..Accuracy::default() };
        for (point, time) in &self.0 {
            match (*time <= TravelTime::from_minutes(minutes), edges.hold(canvas, *point)) {
                (true, false) => accuracy.left_out += 1,
                (false, true) => accuracy.taken_in += 1,
                _ => {}
            }
        }
        accuracy
    }
}

/// The edges of rings by the row of squares that each lies in.
struct Edges {
    first: Vec<u32>,
    edges: Vec<[[f64; 2]; 2]>,
}

impl Edges {
    fn new(canvas: &Canvas, rings: &[&Ring]) -> Self {
        let all = || {
            let of = |ring: &Ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| [*a, *b]).collect::<Vec<_>>();
            rings.iter().flat_map(move |ring| of(ring))
        };
        // An edge lies within one square, so that its middle tells its row.
        let row = |edge: &[[f64; 2]; 2]| canvas.square_row(f64::midpoint(edge[0][1], edge[1][1])).unwrap_or_default();
        let mut first = vec![0_u32; canvas.rows + 1];
        for edge in all() {
            first[row(&edge) + 1] += 1;
        }
        for row in 1..first.len() {
            first[row] += first[row - 1];
        }
        let mut next = first.clone();
        let mut edges = vec![[[0.0; 2]; 2]; first.last().copied().unwrap_or_default() as usize];
        for edge in all() {
            let at = &mut next[row(&edge)];
            edges[*at as usize] = edge;
            *at += 1;
        }
        Self { first, edges }
    }

    /// Whether an odd number of edges lies to the left of a position.
    fn hold(&self, canvas: &Canvas, [x, y]: [f64; 2]) -> bool {
        let Some(row) = canvas.square_row(y) else { return false };
        let edges = &self.edges[self.first[row] as usize..self.first[row + 1] as usize];
        let left = |[a, b]: &&[[f64; 2]; 2]| (a[1] <= y) != (b[1] <= y) && a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) < x;
        edges.iter().filter(left).count() % 2 == 1
    }
}
