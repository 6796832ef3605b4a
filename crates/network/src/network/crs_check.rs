//! Coordinate system check: whether points fit the roads clearly better in another datum, or with swapped axes.

use rayon::prelude::*;
use tongda_foundation::datum::Datum;
use tongda_foundation::position::LonLat;

use super::graph::Network;

/// The greatest distance that counts, in metres; greater ones count as this.
const FAR_M: f64 = 3000.0;
/// The least gain of a better reading, in metres.
const LEAST_GAIN_M: f64 = 50.0;
/// The least number of points.
const FEWEST: usize = 10;

/// A reading of points in which they are much nearer to the roads.
#[derive(Clone, Debug, PartialEq)]
pub struct BetterCrs {
    /// The reading.
    pub reading: CrsReading,
    /// Median distance to the nearest road as given, in metres.
    pub as_is_m: f64,
    /// Median distance to the nearest road in this reading, in metres.
    pub read_m: f64,
}

/// A reading of coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrsReading {
    /// Positions in that datum.
    In(Datum),
    /// Latitude first.
    Swapped,
}

impl Network {
    /// A reading of `positions` that fits the roads clearly better: the median distance to the nearest
    /// road is at most half, and at least 50 m less. `None` for fewer than 10 positions.
    #[must_use]
    pub fn better_crs(&self, positions: &[LonLat]) -> Option<BetterCrs> {
        if positions.len() < FEWEST {
            return None;
        }
        let as_is_m = self.median_to_road_m(positions);
        if as_is_m < LEAST_GAIN_M {
            return None;
        }
        let swapped = |position: LonLat| LonLat::new(position.lat(), position.lon()).unwrap_or(position);
        let readings = [
            (
                CrsReading::In(Datum::Gcj02),
                positions.par_iter().map(|&position| Datum::Gcj02.to_wgs84(position)).collect::<Vec<_>>(),
            ),
            (CrsReading::In(Datum::Bd09), positions.par_iter().map(|&position| Datum::Bd09.to_wgs84(position)).collect()),
            (CrsReading::Swapped, positions.par_iter().map(|&position| swapped(position)).collect()),
        ];
        let best = readings
            .into_iter()
            .map(|(reading, positions)| BetterCrs { reading, as_is_m, read_m: self.median_to_road_m(&positions) })
            .min_by(|a, b| a.read_m.total_cmp(&b.read_m))?;
        (best.read_m <= as_is_m * 0.5 && best.read_m <= as_is_m - LEAST_GAIN_M).then_some(best)
    }

    fn median_to_road_m(&self, positions: &[LonLat]) -> f64 {
        let distance = |position: &LonLat| self.near(*position, FAR_M).next().map_or(FAR_M, |near| near.distance_m);
        let mut distances: Vec<f64> = positions.par_iter().map(distance).collect();
        distances.sort_unstable_by(f64::total_cmp);
        distances.get(distances.len() / 2).copied().unwrap_or(FAR_M)
    }
}
