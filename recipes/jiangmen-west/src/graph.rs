//! The graph that the recipe works on: points and undirected edges with tags.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use crate::Result;

/// A place in millionths of a degree: exact, ordered, fit for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    pub lon: i32,
    pub lat: i32,
}

impl Point {
    pub fn new(lon: f64, lat: f64) -> Self {
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        Self { lon: micro(lon), lat: micro(lat) }
    }

    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lon) / 1e6, f64::from(self.lat) / 1e6)
    }

    /// Metres between two points, on the plane that touches the earth between them: right to 0.1 % here.
    pub fn distance_m(self, other: Self) -> f64 {
        let ((x1, y1), (x2, y2)) = (self.degrees(), other.degrees());
        let dx = (x1 - x2) * 111_320.0 * ((y1 + y2) / 2.0).to_radians().cos();
        let dy = (y1 - y2) * 110_740.0;
        dx.hypot(dy)
    }
}

pub type Tags = BTreeMap<String, String>;

/// One straight piece of road. `detour` is road length over straight length, where known.
#[derive(Clone, Debug)]
pub struct Edge {
    pub a: Point,
    pub b: Point,
    pub tags: Tags,
    pub detour: Option<f64>,
}

impl Edge {
    pub fn new(a: Point, b: Point, highway: &str) -> Self {
        let tags = Tags::from([("highway".into(), highway.into())]);
        Self { a, b, tags, detour: None }
    }

    pub fn straight_m(&self) -> f64 {
        self.a.distance_m(self.b)
    }

    pub fn length_m(&self) -> f64 {
        self.straight_m() * self.detour.unwrap_or(1.0)
    }

    pub fn highway(&self) -> &str {
        self.tags.get("highway").map_or("", String::as_str)
    }

    pub fn set(&mut self, key: &str, value: &str) {
        self.tags.insert(key.into(), value.into());
    }

    pub fn is_between(&self, a: Point, b: Point) -> bool {
        (self.a, self.b) == (a, b) || (self.a, self.b) == (b, a)
    }
}

#[derive(Default)]
pub struct Graph {
    pub edges: Vec<Edge>,
}

impl Graph {
    /// Edges at each point, in the order of the edges.
    pub fn incident(&self) -> BTreeMap<Point, Vec<usize>> {
        let mut at: BTreeMap<Point, Vec<usize>> = BTreeMap::new();
        for (index, edge) in self.edges.iter().enumerate() {
            at.entry(edge.a).or_default().push(index);
            at.entry(edge.b).or_default().push(index);
        }
        at
    }

    pub fn has(&self, point: Point) -> bool {
        self.edges.iter().any(|edge| edge.a == point || edge.b == point)
    }

    /// The edges of the cheapest way from `from` to `to`. `cost` is per edge.
    pub fn path(&self, from: Point, to: Point, cost: impl Fn(&Edge) -> f64) -> Result<Vec<usize>> {
        let at = self.incident();
        let mut reached: HashMap<Point, (f64, Option<usize>)> = HashMap::from([(from, (0.0, None))]);
        let mut queue = BinaryHeap::from([Reverse((0_u64, from))]);
        while let Some(Reverse((so_far, point))) = queue.pop() {
            if point == to {
                break;
            }
            for &index in at.get(&point).into_iter().flatten() {
                let edge = &self.edges[index];
                let next = if edge.a == point { edge.b } else { edge.a };
                let total = so_far as f64 + (cost(edge) * 1000.0).round();
                if reached.get(&next).is_none_or(|&(known, _)| total < known) {
                    reached.insert(next, (total, Some(index)));
                    queue.push(Reverse((total as u64, next)));
                }
            }
        }
        let mut path = Vec::new();
        let mut point = to;
        while let Some(index) = reached.get(&point).ok_or(format!("no way from {from:?} to {to:?}"))?.1 {
            let edge = &self.edges[index];
            point = if edge.a == point { edge.b } else { edge.a };
            path.push(index);
        }
        path.reverse();
        Ok(path)
    }
}
