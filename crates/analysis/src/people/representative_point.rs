//! A point on the land of a cell.
//!
//! Lengths are in cells, heights from the row's lower border (0) to its upper one (1).

use super::land::{Edge, crossing, is_inside};

/// With less water than this, the centre is land.
const FULL: f64 = 1.0 - 1e-9;

/// How many heights are tried before the best so far is good enough.
const ENOUGH: usize = 64;

/// The centre of the cell that begins at `left`, when that is on land; else the land's centroid (from the cell's
/// corner), when that is; else the middle of the broadest run of land found in the cell.
///
/// `lines` are all edges that touch the row. O(lines), and O(lines x 64) for the few cells of the third kind,
/// unless their land is hard to find.
pub(super) fn spot(lines: &[Edge], left: f64, share: f64, centroid: [f64; 2]) -> [f64; 2] {
    let centre = [left + 0.5, 0.5];
    if share >= FULL || is_inside(lines, centre) {
        return centre;
    }
    let centroid = [left + centroid[0], centroid[1]];
    let in_cell = (left..=left + 1.0).contains(&centroid[0]) && (0.0..=1.0).contains(&centroid[1]);
    if in_cell && is_inside(lines, centroid) {
        return centroid;
    }
    broadest_run(lines, left).unwrap_or(centre)
}

/// The middle of the largest of the trapezoids between neighbouring heights at which the land's shape changes.
fn broadest_run(lines: &[Edge], left: f64) -> Option<[f64; 2]> {
    let mut heights = vec![0.0, 1.0];
    for line in lines {
        heights.extend(line.iter().filter(|end| (left..=left + 1.0).contains(&end[0])).map(|end| end[1]));
        let turned = line.map(|[u, v]| [v, u]);
        heights.extend([left, left + 1.0].iter().filter_map(|border| crossing(&turned, *border)));
    }
    heights.retain(|v| (0.0..=1.0).contains(v));
    heights.sort_by(f64::total_cmp);
    let mut slabs: Vec<(f64, f64)> =
        heights.windows(2).map(|pair| (pair[1] - pair[0], f64::midpoint(pair[0], pair[1]))).collect();
    slabs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut best = (0.0, None);
    for (i, (thickness, v)) in slabs.into_iter().enumerate() {
        if i >= ENOUGH && best.1.is_some() {
            break;
        }
        let mut shores: Vec<f64> = lines.iter().filter_map(|line| crossing(line, v)).collect();
        shores.sort_by(f64::total_cmp);
        for run in shores.chunks_exact(2) {
            let (from, to) = (run[0].max(left), run[1].min(left + 1.0));
            if (to - from) * thickness > best.0 {
                best = ((to - from) * thickness, Some([f64::midpoint(from, to), v]));
            }
        }
    }
    best.1
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the numbers are exact in binary or copied")]
mod tests {
    use super::*;

    fn ring(points: &[[f64; 2]]) -> Vec<Edge> {
        points.iter().enumerate().map(|(i, a)| [*a, points[(i + 1) % points.len()]]).collect()
    }

    #[test]
    fn the_centre_comes_first_then_the_centroid() {
        let lower = ring(&[[3.0, 0.0], [3.0, 0.6], [4.0, 0.6], [4.0, 0.0]]);
        assert_eq!(spot(&lower, 3.0, 0.6, [0.5, 0.3]), [3.5, 0.5]);
        let strip = ring(&[[3.0, 0.0], [3.0, 0.2], [4.0, 0.2], [4.0, 0.0]]);
        assert_eq!(spot(&strip, 3.0, 0.2, [0.5, 0.1]), [3.5, 0.1]);
    }

    #[test]
    fn a_bay_around_the_centroid_leaves_the_broadest_arm() {
        // A U that opens upwards: centre and centroid are water, the left arm is the broadest.
        let bay = ring(&[[0.0, 0.0], [0.0, 1.0], [0.3, 1.0], [0.3, 0.1], [0.8, 0.1], [0.8, 1.0], [1.0, 1.0], [1.0, 0.0]]);
        assert_eq!(spot(&bay, 0.0, 0.55, [0.45, 0.46]), [0.15, 0.55]);
    }

    #[test]
    fn land_is_found_where_a_wide_one_is_cut_by_the_cell() {
        // A spike from the west whose tip is a tenth of the cell in.
        let spike = ring(&[[-10.0, 0.8], [-10.0, 1.0], [0.1, 0.9]]);
        let found = spot(&spike, 0.0, 1e-5, [2.0, 2.0]);
        assert!(is_inside(&spike, found) && found[0] > 0.0, "{found:?}");
    }
}
