//! Positions: WGS-84 longitude and latitude, in that order, and distances in metres.

use std::fmt;

/// Mean earth radius in metres (IUGG).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Metres in a degree of latitude on the sphere.
pub const METRES_PER_DEGREE: f64 = EARTH_RADIUS_M * std::f64::consts::PI / 180.0;

/// A WGS-84 position in units of 1e-7 degree, the precision of OpenStreetMap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct LonLat {
    lon_e7: i32,
    lat_e7: i32,
}

impl LonLat {
    /// A position from degrees, rounded to 1e-7; `None` outside ±180, ±90 or when not finite.
    #[must_use]
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        let inside = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        #[expect(clippy::cast_possible_truncation, reason = "180e7 fits an i32")]
        inside.then(|| Self { lon_e7: (lon * 1e7).round() as i32, lat_e7: (lat * 1e7).round() as i32 })
    }

    /// A position from units of 1e-7 degree; `None` outside the earth.
    #[must_use]
    pub fn from_e7(lon_e7: i32, lat_e7: i32) -> Option<Self> {
        let inside = lon_e7.unsigned_abs() <= 1_800_000_000 && lat_e7.unsigned_abs() <= 900_000_000;
        inside.then_some(Self { lon_e7, lat_e7 })
    }

    /// Longitude and latitude in units of 1e-7 degree.
    #[must_use]
    pub const fn e7(self) -> (i32, i32) {
        (self.lon_e7, self.lat_e7)
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Great-circle distance in metres (haversine on the sphere of [`EARTH_RADIUS_M`]).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat1, lat2) = (self.lat().to_radians(), other.lat().to_radians());
        let dlat = lat2 - lat1;
        let dlon = (other.lon() - self.lon()).to_radians();
        let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }

    /// The point at `fraction` (0 to 1) of the straight line to `other`.
    #[must_use]
    pub fn towards(self, other: Self, fraction: f64) -> Self {
        let mix = |a: i32, b: i32| {
            let value = f64::from(a) + (f64::from(b) - f64::from(a)) * fraction.clamp(0.0, 1.0);
            #[expect(clippy::cast_possible_truncation, reason = "between two i32")]
            let rounded = value.round() as i32;
            rounded
        };
        Self { lon_e7: mix(self.lon_e7, other.lon_e7), lat_e7: mix(self.lat_e7, other.lat_e7) }
    }
}

impl fmt::Display for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.5},{:.5}", self.lon(), self.lat())
    }
}

impl From<LonLat> for geo_types::Coord<f64> {
    fn from(position: LonLat) -> Self {
        geo_types::Coord { x: position.lon(), y: position.lat() }
    }
}

/// A flat plane in metres around a latitude, true to scale there: x east, y north.
///
/// It serves nearest-point searches over tens of kilometres; lengths of roads use [`LonLat::distance_m`] instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    x_scale: f64,
}

impl Plane {
    /// The plane that is true to scale at `lat` degrees.
    #[must_use]
    pub fn at(lat: f64) -> Self {
        Self { x_scale: METRES_PER_DEGREE * lat.to_radians().cos().max(1e-6) }
    }

    /// Metres east and north.
    #[must_use]
    pub fn project(self, position: LonLat) -> [f64; 2] {
        [position.lon() * self.x_scale, position.lat() * METRES_PER_DEGREE]
    }

    /// The position at metres east and north; `None` when that is off the earth.
    #[must_use]
    pub fn unproject(self, [x, y]: [f64; 2]) -> Option<LonLat> {
        LonLat::new(x / self.x_scale, y / METRES_PER_DEGREE)
    }
}

/// The squared distance in square metres from `p` to the line segment from `a` to `b`, and the fraction along it (0 at `a`,
/// 1 at `b`) of the nearest point.
#[must_use]
pub fn nearest_on_piece(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> (f64, f64) {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (p[0] - (a[0] + t * dx), p[1] - (a[1] + t * dy));
    (ex * ex + ey * ey, t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_111_195_m() {
        let (Some(a), Some(b)) = (LonLat::new(112.0, 22.0), LonLat::new(112.0, 23.0)) else { unreachable!() };
        assert!((a.distance_m(b) - METRES_PER_DEGREE).abs() < 1e-3);
        assert!((METRES_PER_DEGREE - 111_195.0).abs() < 1.0);
    }

    #[test]
    fn positions_off_the_earth_are_refused() {
        assert_eq!(LonLat::new(22.3, 112.5), None);
        assert_eq!(LonLat::new(f64::NAN, 0.0), None);
        assert_eq!(LonLat::from_e7(i32::MIN, 0), None);
    }

    #[test]
    fn the_nearest_point_is_clamped_to_the_piece() {
        assert_eq!(nearest_on_piece([-3.0, 4.0], [0.0, 0.0], [10.0, 0.0]), (25.0, 0.0));
        assert_eq!(nearest_on_piece([5.0, 2.0], [0.0, 0.0], [10.0, 0.0]), (4.0, 0.5));
        assert_eq!(nearest_on_piece([1.0, 0.0], [0.0, 0.0], [0.0, 0.0]), (1.0, 0.0));
    }
}
