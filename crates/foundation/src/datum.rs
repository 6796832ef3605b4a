//! Geodetic datums of input coordinates: WGS-84 and the offset systems of Chinese web maps.
//!
//! GCJ-02 shifts every position in China by 100 to 700 m, smoothly but irregularly; BD-09 shifts GCJ-02 further. Neither
//! has a published definition; the formulas are those in general use and are accurate to a metre. At this scale CGCS2000
//! equals WGS-84. Coordinates that are no longitude and latitude are diagnosed, never guessed.

use std::f64::consts::PI;
use std::str::FromStr;

use crate::position::LonLat;

/// A geodetic datum of longitudes and latitudes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Datum {
    /// WGS-84, as OpenStreetMap has it; also CGCS2000.
    #[default]
    Wgs84,
    /// The offset system of Chinese web maps (Amap, Tencent).
    Gcj02,
    /// The offset system of Baidu maps.
    Bd09,
}

impl FromStr for Datum {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "wgs84" => Ok(Self::Wgs84),
            "gcj02" => Ok(Self::Gcj02),
            "bd09" => Ok(Self::Bd09),
            other => Err(format!("\"{other}\" is not one of wgs84, gcj02, bd09")),
        }
    }
}

impl Datum {
    /// Its usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wgs84 => "WGS-84",
            Self::Gcj02 => "GCJ-02",
            Self::Bd09 => "BD-09",
        }
    }

    /// Converts a position of this datum to WGS-84, to about a metre.
    #[must_use]
    pub fn to_wgs84(self, position: LonLat) -> LonLat {
        let index = (position.lon(), position.lat());
        let (lon, lat) = match self {
            Self::Wgs84 => return position,
            Self::Gcj02 => wgs84_from_gcj02(index),
            Self::Bd09 => wgs84_from_gcj02(gcj02_from_bd09(index)),
        };
        LonLat::new(lon, lat).unwrap_or(position)
    }

    /// Converts a WGS-84 position to this datum.
    #[must_use]
    pub fn from_wgs84(self, position: LonLat) -> LonLat {
        let index = (position.lon(), position.lat());
        let (lon, lat) = match self {
            Self::Wgs84 => return position,
            Self::Gcj02 => gcj02_from_wgs84(index),
            Self::Bd09 => bd09_from_gcj02(gcj02_from_wgs84(index)),
        };
        LonLat::new(lon, lat).unwrap_or(position)
    }
}

/// Whether a position lies in the rectangle around China to which the offset applies.
#[must_use]
pub fn is_chinese(position: LonLat) -> bool {
    in_china((position.lon(), position.lat()))
}

fn in_china((lon, lat): (f64, f64)) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

fn gcj02_from_wgs84((lon, lat): (f64, f64)) -> (f64, f64) {
    /// The axis and squared eccentricity of the Krasovsky ellipsoid.
    const AXIS_M: f64 = 6_378_245.0;
    const ECCENTRICITY2: f64 = 0.006_693_421_622_965_943;
    if !in_china((lon, lat)) {
        return (lon, lat);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let waves = |value: f64| 20.0 * (6.0 * value * PI).sin() + 20.0 * (2.0 * value * PI).sin();
    let common = 2.0 / 3.0 * waves(x);
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + 2.0 / 3.0 * (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin())
        + 2.0 / 3.0 * (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin());
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + 2.0 / 3.0 * (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin())
        + 2.0 / 3.0 * (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin());
    let radians = lat.to_radians();
    let magic = 1.0 - ECCENTRICITY2 * radians.sin().powi(2);
    let metres_per_degree_lat = AXIS_M * (1.0 - ECCENTRICITY2) / (magic * magic.sqrt()) * PI / 180.0;
    let metres_per_degree_lon = AXIS_M / magic.sqrt() * radians.cos() * PI / 180.0;
    (lon + east_m / metres_per_degree_lon, lat + north_m / metres_per_degree_lat)
}

/// The inverse by fixed-point iteration, which converges because the offset changes little over its own length.
fn wgs84_from_gcj02(index: (f64, f64)) -> (f64, f64) {
    let mut guess = index;
    for _ in 0..5 {
        let shifted = gcj02_from_wgs84(guess);
        guess = (guess.0 + index.0 - shifted.0, guess.1 + index.1 - shifted.1);
    }
    guess
}

fn bd09_from_gcj02((lon, lat): (f64, f64)) -> (f64, f64) {
    let radius = lon.hypot(lat) + 0.00002 * (lat * PI * 3000.0 / 180.0).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * PI * 3000.0 / 180.0).cos();
    (radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

fn gcj02_from_bd09((lon, lat): (f64, f64)) -> (f64, f64) {
    let (x, y) = (lon - 0.0065, lat - 0.006);
    let radius = x.hypot(y) - 0.00002 * (y * PI * 3000.0 / 180.0).sin();
    let angle = y.atan2(x) - 0.000_003 * (x * PI * 3000.0 / 180.0).cos();
    (radius * angle.cos(), radius * angle.sin())
}

/// The probable coordinate system of two numbers that are no longitude and latitude, and how to convert them.
#[must_use]
pub fn diagnose(first: f64, second: f64) -> String {
    if LonLat::new(second, first).is_some() {
        return "are longitude and latitude swapped?".to_owned();
    }
    let older = "or an older system that is up to 200 m off";
    let convert = "convert them to degrees of CGCS2000 or WGS-84 (EPSG:4326)";
    // Surveyors give the northing first.
    let northing = |metres: f64| (1.5e6..6.2e6).contains(&metres);
    let easting = if northing(second) { first } else { second };
    if !northing(first) && !northing(second) {
        return if first.abs() > 1000.0 || second.abs() > 1000.0 {
            format!("these look like projected metres; {convert}")
        } else {
            "lon lies between -180 and 180, lat between -90 and 90".to_owned()
        };
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with small zone numbers")]
    let zone = (easting.abs() / 1e6) as u32;
    match zone {
        25..=45 => format!(
            "these look like Gauss-Krüger metres of the 3-degree zone {zone} (CGCS2000, EPSG:{}, {older}: Xi'an 80, EPSG:{}, Beijing 54, EPSG:{}); {convert}",
            4513 + zone - 25,
            2349 + zone - 25,
            2401 + zone - 25
        ),
        13..=23 => format!(
            "these look like Gauss-Krüger metres of the 6-degree zone {zone} (CGCS2000, EPSG:{}, {older}: Xi'an 80, EPSG:{}, Beijing 54, EPSG:{}); {convert}",
            4491 + zone - 13,
            2327 + zone - 13,
            21413 + zone - 13
        ),
        0 => format!("these look like Gauss-Krüger or UTM metres without their zone; {convert}"),
        _ => format!("these look like projected metres; {convert}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap_or_default()
    }

    #[test]
    fn offsets_are_those_of_published_conversions() {
        // The pair that public converters give as their example.
        let gcj02 = Datum::Gcj02.from_wgs84(position(116.404, 39.915));
        assert!(gcj02.distance_m(position(116.410_244_5, 39.916_404_3)) < 0.1, "{gcj02}");
        let bd09 = bd09_from_gcj02((116.404, 39.915));
        assert!(position(bd09.0, bd09.1).distance_m(position(116.410_369_5, 39.921_337_0)) < 0.1, "{bd09:?}");
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        for (lon, lat) in [(112.784, 22.253), (113.1, 21.7), (87.6, 43.8), (126.6, 45.7), (-8.6, 41.1)] {
            for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                let there = datum.from_wgs84(position(lon, lat));
                let back = datum.to_wgs84(there);
                assert!(back.distance_m(position(lon, lat)) < 1.0, "{datum:?} {lon} {lat}: {back}");
            }
            let offset_m = Datum::Gcj02.from_wgs84(position(lon, lat)).distance_m(position(lon, lat));
            assert!(if lon > 0.0 { (100.0..800.0).contains(&offset_m) } else { offset_m < 0.01 }, "{offset_m}");
        }
    }

    #[test]
    fn projected_metres_are_named() {
        assert!(diagnose(22.25, 112.78).contains("swapped"));
        let named = diagnose(38_375_000.0, 2_462_000.0);
        for part in ["zone 38 (CGCS2000, EPSG:4526", "Xi'an 80, EPSG:2362", "Beijing 54, EPSG:2414"] {
            assert!(named.contains(part), "{named}");
        }
        assert!(diagnose(2_462_000.0, 38_375_000.0).contains("zone 38"));
        assert!(diagnose(19_700_000.0, 2_462_000.0).contains("6-degree zone 19 (CGCS2000, EPSG:4497"));
        assert!(diagnose(375_000.0, 2_462_000.0).contains("without their zone"));
        assert!(diagnose(1.2e7, 9e6).contains("projected metres"));
        assert!(diagnose(400.0, 300.0).contains("between -180 and 180"));
    }
}
