//! Well-known binary (OGC 06-103r4), little-endian: the geometry encoding of GeoPackage and GeoParquet.
//!
//! Three kinds of geometry in two dimensions need fewer lines than the adapters of a crate.

use geo::{Coord, LineString, Polygon};

use super::layer::Shape;

const LINE: u32 = 2;
const POLYGON: u32 = 3;

/// A geometry as well-known binary.
pub(super) fn wkb(shape: &Shape) -> Vec<u8> {
    let mut bytes = Vec::new();
    match shape {
        Shape::Point(point) => {
            head(&mut bytes, 1);
            push(&mut bytes, *point);
        }
        Shape::Lines(lines) => {
            head(&mut bytes, 5);
            count(&mut bytes, lines.0.len());
            for line in lines {
                head(&mut bytes, LINE);
                coords(&mut bytes, line);
            }
        }
        Shape::Polygons(polygons) => {
            head(&mut bytes, 6);
            count(&mut bytes, polygons.0.len());
            for polygon in polygons {
                head(&mut bytes, POLYGON);
                count(&mut bytes, 1 + polygon.interiors().len());
                rings(polygon).for_each(|ring| coords(&mut bytes, ring));
            }
        }
    }
    bytes
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn head(bytes: &mut Vec<u8>, kind: u32) {
    bytes.push(1);
    bytes.extend(kind.to_le_bytes());
}

fn count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn coords(bytes: &mut Vec<u8>, line: &LineString<f64>) {
    count(bytes, line.0.len());
    line.coords().for_each(|point| push(bytes, *point));
}

fn push(bytes: &mut Vec<u8>, point: Coord<f64>) {
    bytes.extend(point.x.to_le_bytes());
    bytes.extend(point.y.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, Rect};

    #[test]
    fn a_point_is_21_bytes() {
        let bytes = wkb(&Shape::Point(Coord { x: 1.0, y: -2.0 }));
        assert_eq!(bytes, [&[1, 1, 0, 0, 0][..], &1_f64.to_le_bytes(), &(-2_f64).to_le_bytes()].concat());
    }

    #[test]
    fn a_square_has_five_corners() {
        let square = Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 1.0, y: 1.0 }).to_polygon();
        let bytes = wkb(&Shape::Polygons(MultiPolygon(vec![square])));
        assert_eq!(bytes.len(), 9 + 9 + 4 + 5 * 16);
        assert_eq!(bytes[..9], [1, 6, 0, 0, 0, 1, 0, 0, 0]);
        assert_eq!(bytes[9..22], [1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0]);
    }
}
