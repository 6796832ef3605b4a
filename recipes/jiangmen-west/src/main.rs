//! The recipe of the study `jiangmen-west`.
//!
//! ```text
//! cargo run --release -- skeleton OUT.osm          roads and railways, tagged as OpenStreetMap would
//! cargo run --release -- land GSHHG_FOLDER OUT     land polygons as GeoJSON
//! cargo run --release -- agree OURS.pbf OTHER.pbf SEATS.csv   how well two road networks agree
//! cargo run --release -- study STUDY_FOLDER        areas by township seat, reach of project junctions
//! ```
//!
//! `make.sh` runs the first two and turns the result into the files of the study.

mod agree;
mod cut;
mod graph;
mod land;
mod lengths;
mod osm_xml;
mod pbf;
mod rail;
mod repairs;
mod study;
mod tags;
mod ways;

use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["skeleton", out] => skeleton(Path::new(out)),
        ["land", gshhg, out] => land::make(Path::new(gshhg), Path::new(out)),
        ["agree", ours, other, seats] => agree::report(Path::new(ours), Path::new(other), Path::new(seats)),
        ["study", folder] => study::check(Path::new(folder)),
        _ => {
            Err("usage: skeleton OUT.osm | land GSHHG_FOLDER OUT.geojson | agree OURS.pbf OTHER.pbf SEATS.csv | study FOLDER"
                .into())
        }
    }
}

/// Cut, tag, repair, measure, write.
fn skeleton(out: &Path) -> Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut roads = cut::roads()?;
    tags::learned_classes(&mut roads, &data.join("classes.csv"))?;
    repairs::apply(&mut roads, &data.join("repairs.toml"))?;
    tags::named_roads(&mut roads, &data.join("roads.toml"))?;
    repairs::assumed(&mut roads, &data.join("assumed.toml"))?;
    lengths::correct(&mut roads);
    let rails = rail::make(&data.join("rail.toml"))?;
    let written = osm_xml::write(out, &ways::join(&roads), &ways::join(&rails.graph), &rails.stations)?;
    eprintln!("{written}");
    Ok(())
}
