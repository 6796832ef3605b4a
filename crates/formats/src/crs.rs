//! Coordinate reference systems of output files, with their definitions as WKT and PROJJSON.
//!
//! Geographic: WGS-84 and CGCS2000. Projected: the Gauss-Krüger zones of CGCS2000 (3 and 6 degrees
//! wide, eastings with the zone's number in front or without) and the UTM zones of WGS-84, all of
//! them transverse Mercator. CGCS2000 and WGS-84 differ by centimetres, less than road data are
//! good for; positions are taken over as they are, as EPSG's own null transformation does.
//! In files the first coordinate is always the longitude or easting.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use geo::{Coord, Rect};
use proj4rs::Proj;
use proj4rs::transform::transform;
use serde_json::{Value, json};

use tongda_foundation::error::{Error, ErrorKind, Result};

/// Maximum distance from the central meridian of a projection, in degrees.
const FARTHEST_DEG: f64 = 6.0;

/// The datum of a coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GeodeticDatum {
    Wgs84,
    Cgcs2000,
}

/// A transverse Mercator projection.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Zone {
    meridian: f64,
    scale: f64,
    false_easting: f64,
    false_northing: f64,
}

/// A coordinate system.
#[derive(Clone)]
pub struct Crs {
    code: u16,
    name: String,
    datum: GeodeticDatum,
    zone: Option<Zone>,
    /// From geographic coordinates and to them.
    proj: Option<Arc<[Proj; 2]>>,
}

impl PartialEq for Crs {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl fmt::Debug for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.code)
    }
}

impl Default for Crs {
    fn default() -> Self {
        Self::wgs84()
    }
}

impl Crs {
    /// WGS-84 longitude and latitude.
    #[must_use]
    pub fn wgs84() -> Self {
        Self { code: 4326, name: "WGS 84".to_owned(), datum: GeodeticDatum::Wgs84, zone: None, proj: None }
    }

    /// A system by its number in the EPSG register; `None` when it is not among those of this module.
    #[must_use]
    pub fn epsg(code: u16) -> Option<Self> {
        let cgcs = |name: String, meridian: f64, zone: Option<u16>| {
            let false_easting = 500_000.0 + zone.map_or(0.0, |zone| f64::from(zone) * 1e6);
            (
                format!("CGCS2000 / {name}"),
                GeodeticDatum::Cgcs2000,
                Zone { meridian, scale: 1.0, false_easting, false_northing: 0.0 },
            )
        };
        let wide = |number: u16| 75.0 + 6.0 * f64::from(number);
        let narrow = |number: u16| 75.0 + 3.0 * f64::from(number);
        let (name, datum, zone) = match code {
            4326 => return Some(Self::wgs84()),
            4490 => {
                let name = "China Geodetic Coordinate System 2000".to_owned();
                return Some(Self { code, name, datum: GeodeticDatum::Cgcs2000, zone: None, proj: None });
            }
            4491..=4501 => {
                let zone = code - 4491 + 13;
                cgcs(format!("Gauss-Kruger zone {zone}"), wide(code - 4491), Some(zone))
            }
            4502..=4512 => cgcs(format!("Gauss-Kruger CM {}E", wide(code - 4502)), wide(code - 4502), None),
            4513..=4533 => {
                let zone = code - 4513 + 25;
                cgcs(format!("3-degree Gauss-Kruger zone {zone}"), narrow(code - 4513), Some(zone))
            }
            4534..=4554 => cgcs(format!("3-degree Gauss-Kruger CM {}E", narrow(code - 4534)), narrow(code - 4534), None),
            32601..=32660 | 32701..=32760 => {
                let (south, zone) = (code > 32700, code % 100);
                let false_northing = if south { 10_000_000.0 } else { 0.0 };
                let meridian = 6.0 * f64::from(zone) - 183.0;
                let name = format!("WGS 84 / UTM zone {zone}{}", if south { 'S' } else { 'N' });
                (name, GeodeticDatum::Wgs84, Zone { meridian, scale: 0.9996, false_easting: 500_000.0, false_northing })
            }
            _ => return None,
        };
        let Zone { meridian, scale, false_easting, false_northing } = zone;
        let ellipsoid = datum.ellipsoid().0;
        let text = format!(
            "+proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0={false_easting} +y_0={false_northing} +ellps={ellipsoid} +units=m"
        );
        let geographic = Proj::from_proj_string(&format!("+proj=longlat +ellps={ellipsoid}")).ok()?;
        let proj = Some(Arc::new([geographic, Proj::from_proj_string(&text).ok()?]));
        Some(Self { code, name, datum, zone: Some(zone), proj })
    }

    /// Its number in the EPSG register.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// Its name in the EPSG register.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its coordinates are metres and not degrees.
    #[must_use]
    pub const fn is_projected(&self) -> bool {
        self.zone.is_some()
    }

    /// The number of the geographic system that it projects, or its own.
    #[must_use]
    pub const fn base_code(&self) -> u16 {
        match self.datum {
            GeodeticDatum::Wgs84 => 4326,
            GeodeticDatum::Cgcs2000 => 4490,
        }
    }

    /// Whether it is meant for places in this box of degrees.
    ///
    /// # Errors
    /// When they lie more than 6 degrees from its meridian.
    pub fn check(&self, bounds: Rect<f64>) -> Result<()> {
        let Some(zone) = self.zone else { return Ok(()) };
        let off = (bounds.min().x - zone.meridian).abs().max((bounds.max().x - zone.meridian).abs());
        if off <= FARTHEST_DEG {
            return Ok(());
        }
        let middle = bounds.center().x;
        let message = format!("EPSG:{} ({}) is not meant for places at longitude {middle:.1}", self.code, self.name);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the first and the last zone")]
        let better = match self.datum {
            GeodeticDatum::Cgcs2000 => 4534 + ((middle - 75.0) / 3.0).round().clamp(0.0, 20.0) as u16,
            GeodeticDatum::Wgs84 => {
                let zone = ((middle + 183.0) / 6.0).round().clamp(1.0, 60.0) as u16;
                if bounds.center().y < 0.0 { 32700 + zone } else { 32600 + zone }
            }
        };
        Err(Error::new(ErrorKind::Usage, message).advise(format!("EPSG:{better} is")))
    }

    /// From degrees of WGS-84 to its coordinates. What cannot be projected becomes `NaN`.
    #[must_use]
    pub fn project(&self, point: Coord<f64>) -> Coord<f64> {
        let Some([geographic, projected]) = self.proj.as_deref() else { return point };
        let mut to = (point.x.to_radians(), point.y.to_radians(), 0.0);
        match transform(geographic, projected, &mut to) {
            Ok(()) => Coord { x: to.0, y: to.1 },
            Err(_) => Coord { x: f64::NAN, y: f64::NAN },
        }
    }

    /// From its coordinates to degrees of WGS-84. What has no place becomes `NaN`.
    #[must_use]
    pub fn unproject(&self, point: Coord<f64>) -> Coord<f64> {
        let Some([geographic, projected]) = self.proj.as_deref() else { return point };
        let mut to = (point.x, point.y, 0.0);
        match transform(projected, geographic, &mut to) {
            Ok(()) => Coord { x: to.0.to_degrees(), y: to.1.to_degrees() },
            Err(_) => Coord { x: f64::NAN, y: f64::NAN },
        }
    }

    /// Its definition as well-known text (OGC 01-009), as GeoPackage and FlatGeobuf hold it.
    #[must_use]
    pub fn wkt(&self) -> String {
        let geographic = self.datum.wkt();
        let Some(zone) = self.zone else { return geographic };
        format!(
            "PROJCS[\"{}\",{geographic},PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],\
             PARAMETER[\"central_meridian\",{}],PARAMETER[\"scale_factor\",{}],PARAMETER[\"false_easting\",{}],\
             PARAMETER[\"false_northing\",{}],UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],AUTHORITY[\"EPSG\",\"{}\"]]",
            self.name, zone.meridian, zone.scale, zone.false_easting, zone.false_northing, self.code
        )
    }

    /// Its definition as PROJJSON 0.7, as GeoParquet holds it.
    #[must_use]
    pub fn projjson(&self) -> Value {
        let geographic = self.datum.projjson();
        let id = json!({"authority": "EPSG", "code": self.code});
        let Some(zone) = self.zone else { return geographic };
        let parameter = |name: &str, code: u16, value: f64, unit: &str| json!({"name": name, "value": value, "unit": unit, "id": {"authority": "EPSG", "code": code}});
        let axis = |name: &str, short: &str| {
            let direction = name.to_lowercase().replace("ing", "");
            json!({"name": name, "abbreviation": short, "direction": direction, "unit": "metre"})
        };
        let (east, north) = (axis("Easting", "E"), axis("Northing", "N"));
        // Gauss-Krüger names the northing first; what files hold is easting first all the same.
        let axes = if self.datum == GeodeticDatum::Cgcs2000 { [north, east] } else { [east, north] };
        json!({
            "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
            "type": "ProjectedCRS",
            "name": self.name,
            "base_crs": geographic,
            "conversion": {
                "name": self.name.rsplit(" / ").next(),
                "method": {"name": "Transverse Mercator", "id": {"authority": "EPSG", "code": 9807}},
                "parameters": [
                    parameter("Latitude of natural origin", 8801, 0.0, "degree"),
                    parameter("Longitude of natural origin", 8802, zone.meridian, "degree"),
                    {"name": "Scale factor at natural origin", "value": zone.scale, "unit": "unity", "id": {"authority": "EPSG", "code": 8805}},
                    parameter("False easting", 8806, zone.false_easting, "metre"),
                    parameter("False northing", 8807, zone.false_northing, "metre"),
                ],
            },
            "coordinate_system": {"subtype": "Cartesian", "axis": axes},
            "id": id,
        })
    }
}

impl GeodeticDatum {
    /// The name that PROJ knows its ellipsoid by, and its inverse flattening. `GRS80` is CGCS2000's, to 0.1 mm.
    const fn ellipsoid(self) -> (&'static str, f64) {
        match self {
            Self::Wgs84 => ("WGS84", 298.257_223_563),
            Self::Cgcs2000 => ("GRS80", 298.257_222_101),
        }
    }

    fn wkt(self) -> String {
        let (name, datum, ellipsoid, codes) = match self {
            Self::Wgs84 => ("WGS 84", "WGS_1984", "WGS 84", [7030, 6326, 4326]),
            Self::Cgcs2000 => ("China Geodetic Coordinate System 2000", "China_2000", "CGCS2000", [1024, 1043, 4490]),
        };
        let flattening = self.ellipsoid().1;
        let [of_ellipsoid, of_datum, code] = codes;
        format!(
            "GEOGCS[\"{name}\",DATUM[\"{datum}\",SPHEROID[\"{ellipsoid}\",6378137,{flattening},AUTHORITY[\"EPSG\",\"{of_ellipsoid}\"]],\
             AUTHORITY[\"EPSG\",\"{of_datum}\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],\
             UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"{code}\"]]"
        )
    }

    fn projjson(self) -> Value {
        let (name, datum, ellipsoid, code) = match self {
            Self::Wgs84 => ("WGS 84", "World Geodetic System 1984", "WGS 84", 4326),
            Self::Cgcs2000 => ("China Geodetic Coordinate System 2000", "China 2000", "CGCS2000", 4490),
        };
        json!({
            "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
            "type": "GeographicCRS",
            "name": name,
            "datum": {
                "type": "GeodeticReferenceFrame",
                "name": datum,
                "ellipsoid": {"name": ellipsoid, "semi_major_axis": 6_378_137.0, "inverse_flattening": self.ellipsoid().1},
            },
            "coordinate_system": {"subtype": "ellipsoidal", "axis": [
                {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
                {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
            ]},
            "id": {"authority": "EPSG", "code": code},
        })
    }
}

impl FromStr for Crs {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let digits = text.trim().to_uppercase();
        let digits = digits.strip_prefix("EPSG:").unwrap_or(&digits).to_owned();
        digits.parse().ok().and_then(Self::epsg).ok_or_else(|| {
            format!(
                "\"{text}\" is not EPSG:4326 (WGS-84), EPSG:4490 (CGCS2000), EPSG:4491 to 4554 (CGCS2000 Gauss-Kruger; \
                 3-degree by meridian from 4534 at 75 E to 4554 at 135 E) or EPSG:32601 to 32660 and 32701 to 32760 (UTM)"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crs(text: &str) -> Crs {
        text.parse().unwrap_or_else(|error| unreachable!("{error}"))
    }

    /// Coordinates by PROJ 9.5 (`pyproj`), metres.
    #[test]
    fn places_are_projected_as_proj_does() {
        for (code, lon, lat, x, y) in [
            ("EPSG:4547", 112.784, 22.253, 374_650.415_9, 2_462_319.449_6),
            ("EPSG:4526", 112.784, 22.253, 38_374_650.415_9, 2_462_319.449_6),
            ("EPSG:4508", 112.784, 22.253, 683_912.460_7, 2_462_900.200_4),
            ("EPSG:32629", -8.611, 41.145, 532_643.728_1, 4_554_926.553_5),
            ("32723", -46.633, -23.55, 333_317.911_3, 7_394_644.036_6),
        ] {
            let crs = crs(code);
            let there = crs.project(Coord { x: lon, y: lat });
            assert!((there.x - x).abs() < 1e-3 && (there.y - y).abs() < 1e-3, "{code}: {there:?}");
            let back = crs.unproject(there);
            assert!((back.x - lon).abs() < 1e-9 && (back.y - lat).abs() < 1e-9, "{code}: {back:?}");
        }
    }

    #[test]
    fn systems_for_other_places_are_refused_with_the_right_one() {
        let bounds = Rect::new(Coord { x: 112.0, y: 22.0 }, Coord { x: 113.0, y: 23.0 });
        let message = |code: &str| crs(code).check(bounds).map_err(|error| error.to_string()).err().unwrap_or_default();
        assert_eq!(message("EPSG:4547"), "");
        let expected = "EPSG:4534 (CGCS2000 / 3-degree Gauss-Kruger CM 75E) is not meant for places at longitude 112.5";
        assert!(message("EPSG:4534").starts_with(expected) && message("EPSG:4534").ends_with("(EPSG:4547 is)"));
        assert!(message("EPSG:32629").ends_with("(EPSG:32649 is)"));
        assert!("EPSG:3857".parse::<Crs>().is_err() && "Beijing 54".parse::<Crs>().is_err());
    }

    #[test]
    fn geographic_systems_take_positions_as_they_are() {
        let place = Coord { x: 112.784, y: 22.253 };
        assert_eq!(crs("EPSG:4490").project(place), place);
        assert_eq!((crs("4490").base_code(), crs("4547").base_code(), crs("32629").base_code()), (4490, 4490, 4326));
    }
}
