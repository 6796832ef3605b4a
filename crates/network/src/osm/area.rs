//! Position of an area: the centroid of its outer rings.

use geo::{Centroid, ConvexHull, Coord, LineString, MultiPoint, MultiPolygon, Polygon};

use tongda_foundation::position::LonLat;

/// The centroid of closed rings, or of their points when they enclose nothing.
///
/// When a ring consists of several open ways, the result is the centroid of the convex hull of all points.
pub(super) fn centroid(rings: &[Vec<LonLat>]) -> Option<LonLat> {
    if rings.iter().any(|ring| ring.first() != ring.last()) {
        let points: MultiPoint<f64> = rings.iter().flatten().map(|&position| geo::Point::from(Coord::from(position))).collect();
        let centre = points.convex_hull().centroid()?;
        return LonLat::new(centre.x(), centre.y());
    }
    let polygons: Vec<Polygon<f64>> = rings
        .iter()
        .map(|ring| Polygon::new(LineString(ring.iter().map(|&position| Coord::from(position)).collect()), Vec::new()))
        .collect();
    let centre = MultiPolygon(polygons).centroid()?;
    LonLat::new(centre.x(), centre.y())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap_or_default()
    }

    #[test]
    fn the_centroid_of_a_square_is_its_middle() {
        let ring = vec![position(1.0, 1.0), position(3.0, 1.0), position(3.0, 3.0), position(1.0, 3.0), position(1.0, 1.0)];
        assert_eq!(centroid(&[ring]), Some(position(2.0, 2.0)));
        assert_eq!(centroid(&[]), None);
        assert_eq!(centroid(&[vec![position(1.0, 1.0), position(1.0, 1.0)]]), Some(position(1.0, 1.0)));
    }
}
