//! Cells as squares.

use geo::{Coord, MultiPolygon, Rect};

use tongda_analysis::people::Cells;
use tongda_formats::Shape;

/// The square of each cell; `None` for cells that were given as points.
#[must_use]
pub fn cell_squares(cells: &Cells) -> Option<Vec<Shape>> {
    let square = |[low, high]: [tongda_foundation::position::LonLat; 2]| {
        let (low, high) = (Coord::from(low), Coord::from(high));
        let polygon = Rect::new(low, high).to_polygon();
        Shape::Polygons(MultiPolygon(vec![counterclockwise(&polygon)]))
    };
    Some(cells.squares()?.into_iter().map(square).collect())
}

/// The same polygon with its outer ring by the right-hand rule.
fn counterclockwise(polygon: &geo::Polygon<f64>) -> geo::Polygon<f64> {
    use geo::orient::{Direction, Orient};
    polygon.orient(Direction::Default)
}
