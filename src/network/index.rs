//! The spatial index: segments by distance from a place.

use rstar::{AABB, PointDistance, RTree, RTreeObject};
use rustc_hash::FxHashSet;

use super::{Network, SegmentId};
use crate::place::{LonLat, Plane};

/// Segments in an R-tree on a plane that is true to scale in the middle of the network.
#[derive(Debug)]
pub(super) struct SegmentIndex {
    plane: Plane,
    tree: RTree<Boxed>,
}

/// One straight piece of a segment.
#[derive(Clone, Copy, Debug)]
struct Boxed {
    segment: SegmentId,
    a: [f64; 2],
    b: [f64; 2],
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.a, self.b)
    }
}

impl PointDistance for Boxed {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        crate::place::nearest_on_piece(*point, self.a, self.b).0
    }
}

/// A segment near a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The segment.
    pub segment: SegmentId,
    /// Metres from the place to it, as the crow flies.
    pub distance_m: f64,
    /// Where along the segment the nearest point is, 0 to 1.
    pub fraction: f64,
    /// The nearest point.
    pub place: LonLat,
}

impl SegmentIndex {
    fn of(network: &Network) -> Self {
        let (mut south, mut north) = (f64::MAX, f64::MIN);
        for node in network.graph().node_weights() {
            south = south.min(node.place.lat());
            north = north.max(node.place.lat());
        }
        let plane = Plane::at(f64::midpoint(south, north));
        let pieces = (0..network.segments().len()).flat_map(|index| {
            let segment = SegmentId(u32::try_from(index).unwrap_or(u32::MAX));
            let shape = network.shape(segment);
            shape.windows(2).map(move |pair| Boxed { segment, a: plane.project(pair[0]), b: plane.project(pair[1]) })
        });
        Self { plane, tree: RTree::bulk_load(pieces.collect()) }
    }
}

impl Network {
    /// Segments within `max_m` metres of a place from the nearest on, each once.
    ///
    /// Segments at the same distance come in the order of their numbers.
    pub fn near(&self, place: LonLat, max_m: f64) -> impl Iterator<Item = Near> + '_ {
        let index = self.index.get_or_init(|| SegmentIndex::of(self));
        let point = index.plane.project(place);
        let mut sorted = index.tree.nearest_neighbor_iter_with_distance_2(point).peekable();
        let mut seen: FxHashSet<SegmentId> = FxHashSet::default();
        let mut equal: Vec<SegmentId> = Vec::new();
        std::iter::from_fn(move || {
            if equal.is_empty() {
                let (first, distance2) = sorted.by_ref().find(|(piece, _)| !seen.contains(&piece.segment))?;
                if distance2 > max_m * max_m {
                    return None;
                }
                equal.push(first.segment);
                while let Some((piece, _)) = sorted.next_if(|(_, other)| *other <= distance2) {
                    equal.push(piece.segment);
                }
                equal.sort_unstable_by(|a, b| b.cmp(a));
                equal.dedup();
                equal.retain(|segment| !seen.contains(segment));
            }
            let segment = equal.pop()?;
            seen.insert(segment);
            let on = self.nearest_on_shape(segment, place, Plane::at(place.lat()));
            let distance_m = on.distance2.sqrt();
            Some(Near { segment, distance_m, fraction: on.fraction, place: on.place })
        })
    }
}
