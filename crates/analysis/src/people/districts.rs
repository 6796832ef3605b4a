//! Districts that a user draws: polygons with the name (or code) of a township, and its county.

use std::path::Path;

use geo::{BoundingRect, Contains, Coord, LineString, MultiPolygon, Polygon, Rect};
use geojson::{Feature, GeoJson, GeometryValue, PolygonType};

use super::cells::Cells;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::LonLat;

/// The districts of a file.
#[derive(Clone, Debug, Default)]
pub struct Districts {
    all: Vec<(Rect<f64>, MultiPolygon<f64>, District)>,
}

/// What a district is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// The township's name or code.
    pub township: String,
    /// The county's name; empty when not given.
    pub county: String,
}

impl Districts {
    /// Reads a `GeoJSON` file of polygons with the attributes `township` and, if wanted, `county`.
    ///
    /// # Errors
    /// All features that are no districts; `path` is only named in them.
    pub fn read(text: &[u8], path: &Path) -> Result<Self, Problems> {
        let fail = |message: String| Error::new(ErrorKind::Table, message).in_file(path);
        let json: GeoJson = serde_json::from_slice(text).map_err(|cause| fail(format!("is not GeoJSON: {cause}")))?;
        let GeoJson::FeatureCollection(collection) = json else {
            return Err(fail("is not a GeoJSON FeatureCollection".to_owned()).into());
        };
        if collection.features.is_empty() {
            return Err(fail("holds no district".to_owned()).advise("leave boundaries out where there are none").into());
        }
        let mut problems = Problems::default();
        let mut all = Vec::new();
        for (i, feature) in collection.features.iter().enumerate() {
            match district(feature) {
                Ok(district) => all.push(district),
                Err(message) => problems.push(fail(message).at(format!("feature {}", i + 1))),
            }
        }
        problems.or_value(Self { all })
    }

    /// The district that a place lies in, the first of several.
    #[must_use]
    pub fn at(&self, position: LonLat) -> Option<&District> {
        let point = Coord::from(position);
        let inside = |(around, polygon, _): &&(Rect<f64>, MultiPolygon<f64>, District)| {
            around.contains(&point) && polygon.contains(&point)
        };
        self.all.iter().find(inside).map(|(_, _, district)| district)
    }

    /// Gives every cell inside a district its township and county.
    pub fn name(&self, cells: &mut Cells) {
        for cell in &mut cells.cells {
            if let Some(district) = self.at(cell.position) {
                cell.township.clone_from(&district.township);
                if !district.county.is_empty() {
                    cell.county.clone_from(&district.county);
                }
            }
        }
    }
}

fn district(feature: &Feature) -> Result<(Rect<f64>, MultiPolygon<f64>, District), String> {
    let text = |key: &str| feature.property(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let (township, county) = (text("township"), text("county"));
    if township.is_empty() {
        return Err("has no attribute township".to_owned());
    }
    let polygon = match &feature.geometry.as_ref().ok_or("has no geometry")?.value {
        GeometryValue::Polygon { coordinates } => MultiPolygon(vec![polygon(coordinates)]),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().map(polygon).collect(),
        _ => return Err("is not a Polygon or MultiPolygon".to_owned()),
    };
    let around = polygon.bounding_rect().ok_or("has an empty geometry")?;
    for corner in [around.min(), around.max()] {
        if LonLat::new(corner.x, corner.y).is_none() {
            return Err(format!("reaches to {}, {}, which is not on the earth", corner.x, corner.y));
        }
    }
    Ok((around, polygon, District { township, county }))
}

fn polygon(rings: &PolygonType) -> Polygon<f64> {
    let mut rings = rings.iter().map(|ring| {
        let corners =
            ring.iter().filter_map(|corner| Some(Coord { x: *corner.as_slice().first()?, y: *corner.as_slice().get(1)? }));
        corners.collect::<LineString<f64>>()
    });
    Polygon::new(rings.next().unwrap_or_else(|| LineString::new(Vec::new())), rings.collect())
}
