//! Edges joined to ways: one way from junction to junction, or to a change of tags.

use crate::graph::{Graph, Point, Tags};

pub struct Way {
    pub points: Vec<Point>,
    pub tags: Tags,
    pub straight_m: f64,
    pub length_m: f64,
}

/// Ways in the order of their first point, so that their numbers are stable.
pub fn join(graph: &Graph) -> Vec<Way> {
    let at = graph.incident();
    // A way goes on through a point where exactly two edges with the same tags and detour meet.
    let next = |edge: usize, point: Point| -> Option<usize> {
        let [first, second] = at[&point][..] else { return None };
        let other = if first == edge { second } else { first };
        let (x, y) = (&graph.edges[edge], &graph.edges[other]);
        (first != second && x.tags == y.tags).then_some(other)
    };
    let mut used = vec![false; graph.edges.len()];
    let mut ways = Vec::new();
    let mut starts: Vec<usize> = (0..graph.edges.len()).collect();
    starts.sort_by_key(|&index| {
        let edge = &graph.edges[index];
        (edge.a.min(edge.b), edge.a.max(edge.b))
    });
    for start in starts {
        if used[start] {
            continue;
        }
        let (mut edge, mut tip) = (start, graph.edges[start].a);
        // Back to the beginning of the way, or once round a ring.
        while let Some(before) = next(edge, tip).filter(|&before| before != start) {
            edge = before;
            tip = far_end(graph, edge, tip);
        }
        let mut way = Way { points: vec![tip], tags: graph.edges[edge].tags.clone(), straight_m: 0.0, length_m: 0.0 };
        loop {
            used[edge] = true;
            way.straight_m += graph.edges[edge].straight_m();
            way.length_m += graph.edges[edge].length_m();
            tip = far_end(graph, edge, tip);
            way.points.push(tip);
            match next(edge, tip) {
                Some(after) if !used[after] => edge = after,
                _ => break,
            }
        }
        if way.points.last() < way.points.first() {
            way.points.reverse();
        }
        ways.push(way);
    }
    ways.sort_by(|x, y| (&x.points, &x.tags).cmp(&(&y.points, &y.tags)));
    ways
}

fn far_end(graph: &Graph, edge: usize, near: Point) -> Point {
    let edge = &graph.edges[edge];
    if edge.a == near { edge.b } else { edge.a }
}
