//! A matrix of travel times today and under a planned road, from an extract and a scenario file.
//!
//! `cargo run --release --example matrix_under_a_planned_road`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::path::Path;

use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{View, read_modifications, resolve};
use tongda_search::matrix;

/// Places of the study area and beside it: name, longitude, latitude.
const PLACES: [(&str, f64, f64); 3] =
    [("Doushan", 112.863, 22.050), ("Taicheng", 112.794, 22.252), ("Gaolan port", 113.200, 22.000)];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let study = Path::new("networks/jiangmen-west");
    let extract = read_extract(&[Source::File(study.join("skeleton.osm.pbf"))], &Silent)?;
    // Ways of the skeleton carry their surveyed length, and some roads are assumed.
    let options = BuildOptions { honour_length: true, assumed_roads: true };
    let network = network::build(&extract, &Profile::built_in("car")?, options)?;

    let file = study.join("projects/huangmaohai.geojson");
    let bridge = resolve(&network, &read_modifications(&std::fs::read(&file)?, &file)?, &file)?;

    // Places are joined to the network once, so that before and after differ by the bridge alone.
    let snapper = Snapper::new(&network, []);
    let snaps = PLACES.map(|(_, lon, lat)| LonLat::new(lon, lat).and_then(|position| snapper.snap(position).ok()));
    let [before, after] =
        [View::base(&network), View::new(&network, &[&bridge])].map(|view| matrix(&view, &snaps, &snaps, &Silent));

    println!("minutes by car without and with the crossing of the Huangmaohai");
    for (origin, (name, ..)) in PLACES.iter().enumerate() {
        for (destination, (other, ..)) in PLACES.iter().enumerate().filter(|(destination, _)| *destination != origin) {
            let minutes = [&before, &after]
                .map(|times| times[origin][destination].and_then(|entry| entry.time.minutes()).unwrap_or(f64::NAN));
            println!("{name:>12} to {other:<12} {:6.1} {:6.1}", minutes[0], minutes[1]);
        }
    }
    Ok(())
}
