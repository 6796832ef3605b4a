//! An isochrone from an extract alone, written as GeoJSON.
//!
//! `cargo run --release --example isochrone_from_an_extract`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::path::PathBuf;

use tongda_analysis::isochrone::{Drawn, IsochroneRequest, Isochrones};
use tongda_analysis::workspace::ExtractNetwork;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::profile::Profile;

/// Minutes of the bands.
const MINUTES: [u32; 3] = [10, 20, 30];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files = [PathBuf::from("networks/jiangmen-west/skeleton.osm.pbf")];
    let own = ExtractNetwork::open(&files, &Profile::built_in("car")?, &Silent)?;

    let isochrones = Isochrones::new(IsochroneRequest::new(&own.network, &MINUTES));
    let position = LonLat::new(112.794, 22.252).ok_or("not a position on the earth")?;
    let origin = isochrones.origin(position).map_err(|reason| reason.to_string())?;
    for isochrone in isochrones.compute(&[vec![origin]], &Silent, &|| true)? {
        let Drawn::Polygons { scenario: bands, .. } = isochrone.drawn else { continue };
        for band in bands {
            println!(
                "{:2} min by car from Taicheng: {:6.1} km2 in {} polygons",
                band.minutes,
                band.area_km2,
                band.polygons.0.len()
            );
        }
    }
    Ok(())
}
