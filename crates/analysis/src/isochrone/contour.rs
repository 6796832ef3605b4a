//! Where a surface passes a time: rings between the points of the raster that are within it and
//! those that are not.
//!
//! Marching squares (Lorensen and Cline, 1987, in two dimensions). Along the way from a point within
//! to one that is not, the ring crosses where the time is met in proportion; at the shore, where
//! the other point lies in water; halfway where its time is not known. Each place moves only outwards
//! as the time grows, and points that touch by a corner alone stay apart: so rings of less time lie
//! inside those of more.

use super::surface::Surface;
use tongda_foundation::units::TravelTime;

/// Rings never pass nearer to a point than this share of the way to the next, so that no two of
/// their corners are ever the same.
const NEAREST: f64 = 0.05;

/// A closed ring on the plane in metres, the first position not repeated.
pub(super) type Ring = Vec<[f64; 2]>;

/// Rings with twice their areas in square metres: what is within lies on their left, so that outer
/// rings have an area above 0 and holes one below.
pub(super) fn rings(surface: &Surface<'_>, limit: TravelTime) -> Vec<(f64, Ring)> {
    let grid = &surface.grid;
    let Some([west, east, south, north]) = surface.reached else { return Vec::new() };
    let within = |number: usize| surface.times[number] <= limit;
    // From where a ring enters a square to where it leaves it, by the number of the side; 0 = nowhere.
    let mut next: Vec<u32> = vec![0; 2 * grid.columns * grid.rows];
    let mut starts = Vec::new();
    for row in south.saturating_sub(1)..(north + 1).min(grid.rows - 1) {
        for column in west.saturating_sub(1)..(east + 1).min(grid.columns - 1) {
            let first = row * grid.columns + column;
            let corners = [first, first + 1, first + grid.columns + 1, first + grid.columns];
            let inside = corners.map(within);
            let case = inside.iter().enumerate().fold(0, |case, (bit, inside)| case | usize::from(*inside) << bit);
            if case == 0 || case == 15 {
                continue;
            }
            let side = |number: usize, upright: bool| u32::try_from(2 * number + usize::from(upright)).unwrap_or(u32::MAX);
            let (s, e) = (side(first, false), side(first + 1, true));
            let (n, w) = (side(first + grid.columns, false), side(first, true));
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
                // The side below the first square is never left, so that 0 is free to mean nowhere.
                next[from as usize] = to;
                starts.push(from);
            }
        }
    }
    let mut rings = Vec::new();
    for start in starts {
        let mut ring = Vec::new();
        let mut at = start;
        while next[at as usize] != 0 {
            ring.push(crossing(surface, at, limit));
            at = std::mem::take(&mut next[at as usize]);
        }
        if ring.len() > 2 {
            rings.push((doubled_area(&ring), ring));
        }
    }
    rings
}

/// Twice the area of a ring, positive when it runs counterclockwise; from its first corner, to lose no digits.
pub(super) fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let Some([x, y]) = ring.first().copied() else { return 0.0 };
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs.map(|(a, b)| (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y)).sum()
}

/// Where a ring crosses a side.
fn crossing(surface: &Surface<'_>, side: u32, limit: TravelTime) -> [f64; 2] {
    let grid = &surface.grid;
    let number = (side / 2) as usize;
    let a = [number % grid.columns, number / grid.columns];
    let b = if side.is_multiple_of(2) { [a[0] + 1, a[1]] } else { [a[0], a[1] + 1] };
    let index = |[column, row]: [usize; 2]| row * grid.columns + column;
    let (from, to) = if surface.times[index(a)] <= limit { (a, b) } else { (b, a) };
    let share = match (surface.times[index(from)].seconds(), surface.times[index(to)].seconds(), limit.seconds()) {
        (Some(near), Some(far), Some(limit)) => (limit - near) / (far - near),
        _ if !grid.is_land(to) => grid.to_shore(from, to),
        _ => 0.5,
    };
    let share = share.clamp(NEAREST, 1.0 - NEAREST);
    let ([x0, y0], [x1, y1]) = (grid.point(from[0], from[1]), grid.point(to[0], to[1]));
    [x0 + share * (x1 - x0), y0 + share * (y1 - y0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_rings_have_a_sign() {
        assert!((doubled_area(&[[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]) - 4.0).abs() < 1e-12);
        assert!((doubled_area(&[[0.0, 1.0], [2.0, 1.0], [2.0, 0.0], [0.0, 0.0]]) + 4.0).abs() < 1e-12);
    }
}
