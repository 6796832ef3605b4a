//! Clipping of lines and rings to a box, and rounding to a tile's whole numbers.

/// A point of a tile before it is rounded.
pub(super) type Point = [f64; 2];

/// Points nearer than this to the one before are left out, in units of the tile (8 make a pixel).
const NEAREST: f64 = 4.0;

/// The parts of a line inside the square from `low` to `high`, each of two or more points.
pub(super) fn line(points: &[Point], low: f64, high: f64) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut is_wanted = false;
    for pair in points.windows(2) {
        let Some((from, to)) = piece(pair[0], pair[1], low, high) else {
            is_wanted = false;
            continue;
        };
        match parts.last_mut().filter(|_| is_wanted) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        // What leaves the square comes back as another part.
        is_wanted = same(to, pair[1]);
    }
    parts
}

/// The part of a straight piece inside the square (Liang and Barsky 1984).
fn piece(a: Point, b: Point, low: f64, high: f64) -> Option<(Point, Point)> {
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let along = b[axis] - a[axis];
        if along.abs() < f64::EPSILON {
            if !(low..=high).contains(&a[axis]) {
                return None;
            }
            continue;
        }
        let (first, second) = ((low - a[axis]) / along, (high - a[axis]) / along);
        start = start.max(first.min(second));
        end = end.min(first.max(second));
    }
    let at = |share: f64| [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    (start <= end).then(|| (at(start), if end >= 1.0 { b } else { at(end) }))
}

fn same(a: Point, b: Point) -> bool {
    a[0].total_cmp(&b[0]).is_eq() && a[1].total_cmp(&b[1]).is_eq()
}

/// A ring cut to the square from `low` to `high` (Sutherland and Hodgman 1974); it may run along its sides.
pub(super) fn ring(points: &[Point], low: f64, high: f64) -> Vec<Point> {
    let mut ring = points.to_vec();
    for (axis, bound, sign) in [(0, low, 1.0), (0, high, -1.0), (1, low, 1.0), (1, high, -1.0)] {
        let inside = |point: &Point| (point[axis] - bound) * sign >= 0.0;
        let mut cut = Vec::with_capacity(ring.len());
        for (i, &to) in ring.iter().enumerate() {
            let from = ring[(i + ring.len() - 1) % ring.len()];
            if inside(&from) != inside(&to) {
                let share = (bound - from[axis]) / (to[axis] - from[axis]);
                cut.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
            }
            if inside(&to) {
                cut.push(to);
            }
        }
        ring = cut;
    }
    ring
}

/// Points on whole numbers; the first and the last stay, of others those that are apart.
#[expect(clippy::cast_possible_truncation, reason = "cut to the tile before")]
pub(super) fn rounded(points: &[Point]) -> Vec<[i32; 2]> {
    let mut kept: Vec<[i32; 2]> = Vec::with_capacity(points.len());
    let mut last: Option<Point> = None;
    for (i, point) in points.iter().enumerate() {
        let apart = last.is_none_or(|last| (last[0] - point[0]).hypot(last[1] - point[1]) >= NEAREST);
        if apart || i + 1 == points.len() {
            kept.push([point[0].round() as i32, point[1].round() as i32]);
            last = Some(*point);
        }
    }
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let parts = line(&[[1.0, 1.0], [1.0, 20.0], [5.0, 20.0], [5.0, 2.0]], 0.0, 10.0);
        assert_eq!(parts, [[[1.0, 1.0], [1.0, 10.0]], [[5.0, 10.0], [5.0, 2.0]]]);
        assert_eq!(line(&[[-5.0, 5.0], [15.0, 5.0]], 0.0, 10.0), [[[0.0, 5.0], [10.0, 5.0]]]);
        assert!(line(&[[-5.0, 5.0], [-1.0, 5.0]], 0.0, 10.0).is_empty());
    }

    #[test]
    fn a_ring_around_the_square_becomes_the_square() {
        let cut = ring(&[[-5.0, -5.0], [15.0, -5.0], [15.0, 15.0], [-5.0, 15.0]], 0.0, 10.0);
        let area: f64 = (0..cut.len())
            .map(|i| {
                let (a, b) = (cut[i], cut[(i + 1) % cut.len()]);
                (a[0] * b[1] - b[0] * a[1]) / 2.0
            })
            .sum();
        assert!((area - 100.0).abs() < 1e-9, "{cut:?}");
        assert!(ring(&[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0]], 0.0, 10.0).is_empty());
    }
}
