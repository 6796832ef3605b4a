//! Do points lie on the roads as they are, or clearly better when they are read as something else?

use rayon::prelude::*;

use super::Network;
use tongda_foundation::datum::Datum;
use tongda_foundation::position::LonLat;

/// Distances beyond this count as this, in metres.
const FAR_M: f64 = 3000.0;
/// A better reading is nearer to the roads by at least so many metres.
const LEAST_GAIN_M: f64 = 50.0;
/// Fewer points than this tell nothing.
const FEWEST: usize = 10;

/// A reading of points under which they lie much nearer to the roads.
#[derive(Clone, Debug, PartialEq)]
pub struct BetterCrs {
    /// What they are read as.
    pub reading: CrsReading,
    /// Median metres to the nearest road as they are.
    pub as_is_m: f64,
    /// The same under that reading.
    pub read_m: f64,
}

/// What points may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrsReading {
    /// Positions in that system.
    In(Datum),
    /// Latitude first.
    Swapped,
}

impl Network {
    /// A reading of `places` that fits the roads clearly better: the median distance to the nearest
    /// road is at most half, and at least 50 m less. `None` for fewer than 10 places.
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
