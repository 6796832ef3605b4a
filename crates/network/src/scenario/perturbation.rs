//! Perturbation of junctions: modifications with their junctions at random positions within their uncertainty.
//!
//! It shows how much a result depends on positions that are not certain.

use super::modification::{Change, Junction, Modification};
use tongda_foundation::position::{LonLat, METRES_PER_DEGREE};

/// The distance in metres within which points of a link move with its junction.
const WITH_JUNCTION_M: f64 = 1000.0;

/// `changes` with every junction moved to a random position within its `uncertainty_m`, uniformly over that disc.
///
/// The same `draw` gives the same positions, and junctions that share a key move together, also those of different files.
/// The greatest distance of the road that a junction joins grows by the distance of the move.
#[must_use]
pub fn perturb_junctions(changes: &[Modification], draw: u64) -> Vec<Modification> {
    let mut changes = changes.to_vec();
    for modification in &mut changes {
        if let Change::Link(link) = &mut modification.change {
            for junction in &mut link.junctions {
                let offset = offset(junction, &link.id, draw);
                let old = junction.position;
                for point in link.line.iter_mut().filter(|point| point.distance_m(old) <= WITH_JUNCTION_M) {
                    *point = shifted(*point, offset);
                }
                junction.position = shifted(old, offset);
                junction.reach_m += old.distance_m(junction.position);
            }
        }
    }
    changes
}

/// Metres east and north.
fn offset(junction: &Junction, link: &str, draw: u64) -> [f64; 2] {
    let mut hasher = blake3::Hasher::new();
    match &junction.key {
        Some(key) => hasher.update(b"key").update(key.as_bytes()),
        None => hasher.update(b"link").update(link.as_bytes()).update(junction.label.as_bytes()),
    };
    hasher.update(&draw.to_le_bytes());
    let hash = hasher.finalize();
    let uniform = |start: usize| {
        let bytes = hash.as_bytes().get(start..start + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    };
    let (radius, angle) = (junction.uncertainty_m * uniform(0).sqrt(), uniform(4) * std::f64::consts::TAU);
    [radius * angle.cos(), radius * angle.sin()]
}

fn shifted(position: LonLat, [east, north]: [f64; 2]) -> LonLat {
    let lat = position.lat() + north / METRES_PER_DEGREE;
    let lon = position.lon() + east / (METRES_PER_DEGREE * lat.to_radians().cos().max(1e-6));
    LonLat::new(lon, lat).unwrap_or(position)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::read_modifications;

    #[test]
    fn junctions_stay_within_their_uncertainty_and_keys_together() -> Result<(), String> {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"kind":"link","id":"a","class":"motorway","speed_kmh":100,"connect":"junctions"},
             "geometry":{"type":"LineString","coordinates":[[112.0,22.0],[112.2,22.0]]}},
            {"type":"Feature","properties":{"kind":"junction","link":"a","key":"k","certainty":"approximate"},
             "geometry":{"type":"Point","coordinates":[112.0,22.0]}},
            {"type":"Feature","properties":{"kind":"junction","link":"a","certainty":"indicative"},
             "geometry":{"type":"Point","coordinates":[112.2,22.0]}},
            {"type":"Feature","properties":{"kind":"link","id":"b","class":"motorway","speed_kmh":100,"connect":"junctions"},
             "geometry":{"type":"LineString","coordinates":[[112.0,22.0],[112.0,22.3]]}},
            {"type":"Feature","properties":{"kind":"junction","link":"b","key":"k","certainty":"approximate"},
             "geometry":{"type":"Point","coordinates":[112.0,22.0]}}]}"#;
        let changes = read_modifications(text.as_bytes(), Path::new("moved.geojson")).map_err(|problems| problems.to_string())?;
        let junctions = |changes: &[Modification]| -> Vec<LonLat> {
            let links = changes.iter().filter_map(|one| if let Change::Link(link) = &one.change { Some(link) } else { None });
            links.flat_map(|link| link.junctions.iter().map(|junction| junction.position)).collect()
        };
        let old = junctions(&changes);
        let mut farthest = [0.0_f64; 2];
        for draw in 0..50 {
            let new = junctions(&perturb_junctions(&changes, draw));
            assert_eq!(new, junctions(&perturb_junctions(&changes, draw)));
            assert_eq!(new[0], new[2], "a key moves as one");
            for (far, i) in farthest.iter_mut().zip([0, 1]) {
                *far = far.max(old[i].distance_m(new[i]));
            }
        }
        assert!(farthest[0] > 2000.0 && farthest[0] <= 3010.0, "{farthest:?}");
        assert!(farthest[1] > 4000.0 && farthest[1] <= 5010.0, "{farthest:?}");
        Ok(())
    }
}
