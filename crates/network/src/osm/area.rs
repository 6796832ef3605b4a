//! Where an area is: the centroid of its outer rings.

use geo::{Centroid, ConvexHull, Coord, LineString, MultiPoint, MultiPolygon, Polygon};

use tongda_foundation::place::LonLat;

/// The centroid of closed rings, or of their points when they enclose nothing.
///
/// When a ring comes in several ways, each of them open, the centroid of the convex hull of all
/// points stands for the area.
pub(super) fn centroid(rings: &[Vec<LonLat>]) -> Option<LonLat> {
    if rings.iter().any(|ring| ring.first() != ring.last()) {
        let points: MultiPoint<f64> = rings.iter().flatten().map(|&place| geo::Point::from(Coord::from(place))).collect();
        let centre = points.convex_hull().centroid()?;
        return LonLat::new(centre.x(), centre.y());
    }
    let polygons: Vec<Polygon<f64>> = rings
        .iter()
        .map(|ring| Polygon::new(LineString(ring.iter().map(|&place| Coord::from(place)).collect()), Vec::new()))
        .collect();
    let centre = MultiPolygon(polygons).centroid()?;
    LonLat::new(centre.x(), centre.y())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap_or_default()
    }

    #[test]
    fn the_centroid_of_a_square_is_its_middle() {
        let ring = vec![place(1.0, 1.0), place(3.0, 1.0), place(3.0, 3.0), place(1.0, 3.0), place(1.0, 1.0)];
        assert_eq!(centroid(&[ring]), Some(place(2.0, 2.0)));
        assert_eq!(centroid(&[]), None);
        assert_eq!(centroid(&[vec![place(1.0, 1.0), place(1.0, 1.0)]]), Some(place(1.0, 1.0)));
    }
}
