//! Points in the offset systems of Chinese maps: noticed, named, and converted only when asked.

use crate::TONGDA;
use std::path::Path;
use std::process::Command;

use tongda_fixtures::TestResult;
use tongda_foundation::datum::Datum;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Network, SegmentId};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;

const SKELETON: &str = "networks/jiangmen-west/skeleton.osm.pbf";

fn network() -> TestResult<Network> {
    let extract = read_extract(&[Source::File(SKELETON.into())], &Silent)?;
    Ok(network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?)
}

fn table(folder: &Path, name: &str, points: &[LonLat], text: impl Fn(LonLat) -> String) -> TestResult<String> {
    let rows: Vec<String> = (1..).zip(points).map(|(id, point): (u32, _)| format!("{id},{}\n", text(*point))).collect();
    let path = folder.join(name);
    std::fs::write(&path, format!("id,lon,lat\n{}", rows.concat()))?;
    Ok(path.to_str().ok_or("not UTF-8")?.to_owned())
}

fn matrix(points: &str, more: &[&str]) -> TestResult<(String, String)> {
    let arguments = ["matrix", "--quiet", "--osm", SKELETON, "--from", points, "--to", points];
    let output = Command::new(TONGDA).args(arguments).args(more).output()?;
    Ok((String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?))
}

#[test]
fn a_shifted_table_is_noticed_and_converted_only_when_asked() -> TestResult {
    let network = network()?;
    let count = u32::try_from(network.segments().len())?;
    let points: Vec<LonLat> = (0..40).map(|i| network.place_at(SegmentId(i * (count / 40)), 0.5)).collect();
    let folder = tempfile::tempdir()?;
    let degrees = |position: LonLat| format!("{:.7},{:.7}", position.lon(), position.lat());
    let plain = table(folder.path(), "plain.csv", &points, degrees)?;
    let (times, told) = matrix(&plain, &[])?;
    assert!(!told.contains("warning"), "{told}");
    for (datum, name, option) in [(Datum::Gcj02, "GCJ-02", "gcj02"), (Datum::Bd09, "BD-09", "bd09")] {
        let shifted = table(folder.path(), option, &points, |position| degrees(datum.from_wgs84(position)))?;
        let (_, told) = matrix(&shifted, &[])?;
        assert!(told.contains("warning: 40 points") && told.contains(name) && told.contains(option), "{told}");
        let (converted, told) = matrix(&shifted, &["--from-crs", option])?;
        assert!(!told.contains("warning"), "{told}");
        // A metre off at most, and so a second or two.
        for (ours, theirs) in converted.lines().zip(times.lines()).skip(1) {
            let seconds = |line: &str| line.split(',').nth(2).and_then(|text| text.parse::<f64>().ok());
            match (seconds(ours), seconds(theirs)) {
                (Some(ours), Some(theirs)) => assert!((ours - theirs).abs() < 5.0, "{ours} {theirs}"),
                (ours, theirs) => assert_eq!(ours, theirs),
            }
        }
    }
    Ok(())
}

#[test]
fn points_of_other_countries_raise_no_alarm() -> TestResult {
    let Some(folder) = tongda_fixtures::data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    for name in ["porto", "malta", "sao-paulo", "helsinki", "liechtenstein", "columbus"] {
        let extract = read_extract(&[Source::File(folder.join(format!("{name}.osm.pbf")))], &Silent)?;
        let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
        let on_roads: Vec<LonLat> = (0..network.segments().len())
            .step_by(97)
            .map(|at| network.place_at(SegmentId(u32::try_from(at).unwrap_or_default()), 0.4))
            .collect();
        // Whole degrees and centres of settlements, some of them far from any road.
        let settlements: Vec<LonLat> = extract.settlements.iter().map(|position| position.position).collect();
        let facilities: Vec<LonLat> = extract.pois.iter().step_by(13).map(|poi| poi.position).collect();
        for positions in [on_roads, settlements, facilities] {
            assert_eq!(network.better_crs(&positions), None, "{name}");
        }
    }
    Ok(())
}

#[test]
fn projected_metres_are_refused_by_their_name() -> TestResult {
    let folder = tempfile::tempdir()?;
    let points = [LonLat::new(112.0, 22.0).ok_or("no place")?];
    let gauss = table(folder.path(), "gauss.csv", &points, |_| "38375000.0,2462000.0".to_owned())?;
    let (_, told) = matrix(&gauss, &[])?;
    assert!(
        told.contains("line 2") && told.contains("zone 38") && told.contains("Xi'an 80") && told.contains("Beijing 54"),
        "{told}"
    );
    let swapped = table(folder.path(), "swapped.csv", &points, |position| format!("{},{}", position.lat(), position.lon()))?;
    assert!(matrix(&swapped, &[])?.1.contains("swapped"));
    Ok(())
}
