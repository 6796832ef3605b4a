//! The roads themselves within each number of minutes, cut at the exact point.

use super::roads::Roads;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_network::network::SegmentId;

/// Roads between two numbers of minutes.
#[derive(Clone, Debug)]
pub struct RoadBand {
    /// Beyond so many minutes; 0 for the first.
    pub beyond: u32,
    /// Within so many.
    pub minutes: u32,
    /// Lines in the direction in which the network draws them.
    pub lines: Vec<Vec<LonLat>>,
    /// Their length in kilometres.
    pub length_km: f64,
}

/// The roads of the base network by ascending `minutes`, each metre in the first that holds it;
/// roads that one may not stop on are among them.
#[must_use]
pub(super) fn road_bands(roads: &Roads<'_>, minutes: &[u32]) -> Vec<RoadBand> {
    let network = roads.view().network();
    let mut bands: Vec<RoadBand> = Vec::with_capacity(minutes.len());
    let mut beyond = 0;
    for &minutes in minutes {
        bands.push(RoadBand { beyond, minutes, lines: Vec::new(), length_km: 0.0 });
        beyond = minutes;
    }
    for id in (0..).map(SegmentId).take(network.segments().len()) {
        let mut before: Vec<[f64; 2]> = Vec::new();
        for band in &mut bands {
            let within = roads.within(id, TravelTime::from_minutes(band.minutes));
            for part in without(&within, &before) {
                band.lines.push(network.stretch(id, part[0], part[1]));
                band.length_km += network.segment(id).length_m * (part[1] - part[0]) / 1000.0;
            }
            before = within;
        }
    }
    bands
}

/// The parts of `all` that no part of `taken` covers; both ascend, and `all` covers `taken`.
fn without(all: &[[f64; 2]], taken: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut left = Vec::new();
    for &[from, to] in all {
        let mut at = from;
        for &[begin, end] in taken.iter().filter(|part| part[1] > from && part[0] < to) {
            left.push([at, begin]);
            at = at.max(end);
        }
        left.push([at, to]);
    }
    left.retain(|[from, to]| to - from > 1e-9);
    left
}
