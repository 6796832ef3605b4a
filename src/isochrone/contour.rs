//! Where a surface passes a time: rings between the points of the raster that are within it and
//! those that are not.
//!
//! Marching squares (Lorensen and Cline, 1987, in two dimensions). Along the way from a point within
//! to one that is not, the ring crosses where the time is met in proportion; at the shore, where
//! the other point lies in water; halfway where its time is not known. Each place moves only outwards
//! as the time grows, and points that touch by a corner alone stay apart: so rings of less time lie
//! inside those of more.

use rustc_hash::FxHashMap;

use super::surface::Surface;
use crate::units::TravelTime;

/// Rings never pass nearer to a point than this share of the way to the next, so that no two of
/// their corners are ever the same.
const NEAREST: f64 = 0.05;

/// Closed rings on the plane in metres, the first position not repeated; what is within lies on
/// their left.
pub(super) fn rings(surface: &Surface, limit: TravelTime) -> Vec<Vec<[f64; 2]>> {
    let canvas = &surface.canvas;
    let within = |number: usize| surface.times[number] <= limit;
    // From where a ring enters a square to where it leaves it, by the number of the side.
    let mut next: FxHashMap<u32, u32> = FxHashMap::default();
    let mut starts = Vec::new();
    for row in 0..canvas.rows - 1 {
        for column in 0..canvas.columns - 1 {
            let first = row * canvas.columns + column;
            let corners = [first, first + 1, first + canvas.columns + 1, first + canvas.columns];
            let inside = corners.map(within);
            let case = inside.iter().enumerate().fold(0, |case, (bit, inside)| case | usize::from(*inside) << bit);
            let side = |number: usize, upright: bool| u32::try_from(2 * number + usize::from(upright)).unwrap_or(u32::MAX);
            let (s, e) = (side(first, false), side(first + 1, true));
            let (n, w) = (side(first + canvas.columns, false), side(first, true));
            let parts: &[(u32, u32)] = match case {
                1 => &[(s, w)],
                2 => &[(e, s)],
                3 => &[(e, w)],
                4 => &[(n, e)],
                5 => &[(s, w), (n, e)],
                6 => &[(n, s)],
                7 => &[(n, w)],
                8 => &[(w, n)],
                9 => &[(s, n)],
                10 => &[(e, s), (w, n)],
                11 => &[(e, n)],
                12 => &[(w, e)],
                13 => &[(s, e)],
                14 => &[(w, s)],
                _ => &[],
            };
            for &(from, to) in parts {
                next.insert(from, to);
                starts.push(from);
            }
        }
    }
    let mut rings = Vec::new();
    for start in starts {
        let mut ring = Vec::new();
        let mut at = start;
        while let Some(to) = next.remove(&at) {
            ring.push(crossing(surface, at, limit));
            at = to;
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// Where a ring crosses a side.
fn crossing(surface: &Surface, side: u32, limit: TravelTime) -> [f64; 2] {
    let canvas = &surface.canvas;
    let number = (side / 2) as usize;
    let a = [number % canvas.columns, number / canvas.columns];
    let b = if side.is_multiple_of(2) { [a[0] + 1, a[1]] } else { [a[0], a[1] + 1] };
    let index = |[column, row]: [usize; 2]| row * canvas.columns + column;
    let (from, to) = if surface.times[index(a)] <= limit { (a, b) } else { (b, a) };
    let share = match (surface.times[index(from)].seconds(), surface.times[index(to)].seconds(), limit.seconds()) {
        (Some(near), Some(far), Some(limit)) => (limit - near) / (far - near),
        _ if !canvas.is_land(index(to)) => canvas.to_shore(from, to),
        _ => 0.5,
    };
    let share = share.clamp(NEAREST, 1.0 - NEAREST);
    let ([x0, y0], [x1, y1]) = (canvas.point(from[0], from[1]), canvas.point(to[0], to[1]));
    [x0 + share * (x1 - x0), y0 + share * (y1 - y0)]
}
