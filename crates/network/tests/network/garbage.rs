//! Readers meet bytes that are damaged, cut off, or something else: each gives an error or a result, and
//! none a panic.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tongda_fixtures::TestResult;
use tongda_fixtures::cross::{at_cross, cross, map};
use tongda_fixtures::pbf::to_pbf;
use tongda_foundation::datum::Datum;
use tongda_foundation::progress::Silent;
use tongda_foundation::table::Table;
use tongda_network::network::{self, BuildOptions, CacheKey, Network};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::{Profile, built_in_text};
use tongda_network::scenario::{HourWindow, read_gtfs, read_modifications_in, resolve};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Changes to bytes: where, and what is put there; then the share of them that is kept.
fn damage() -> impl Strategy<Value = (Vec<(f64, u8)>, f64)> {
    (prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..6), prop_oneof![3 => Just(1.0), 1 => 0.0..1.0_f64])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "places in small files")]
fn damaged(bytes: &[u8], (changes, kept): &(Vec<(f64, u8)>, f64)) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let position = |share: f64, length: usize| (share * length as f64) as usize;
    for (share, byte) in changes {
        let length = bytes.len();
        if let Some(slot) = bytes.get_mut(position(*share, length)) {
            *slot = *byte;
        }
    }
    bytes.truncate(position(*kept, bytes.len()));
    bytes
}

fn extract_bytes() -> Vec<u8> {
    to_pbf(&map(&cross(), &[('c', vec![("highway", "traffic_signals")])], &at_cross("no_left_turn", 3, 2)), 4)
}

fn small_network() -> TestResult<(Network, CacheKey)> {
    let source = Source::Memory("x.osm.pbf".into(), extract_bytes().into());
    let profile = Profile::built_in("car")?;
    let extract = read_extract(std::slice::from_ref(&source), &Silent)?;
    let key = CacheKey::new(&[source], &profile, BuildOptions::default())?;
    Ok((network::build(&extract, &profile, BuildOptions::default())?, key))
}

fn feed() -> TestResult<Vec<u8>> {
    let files = [
        ("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\n1,A,http://a.test,Asia/Shanghai\n"),
        ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\na,A,22.0,112.0\nb,B,22.0,112.01\n"),
        ("routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type\nR,1,R1,,3\n"),
        ("trips.txt", "route_id,service_id,trip_id\nR,w,t\n"),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nw,1,1,1,1,1,1,1,20260901,20260930\n",
        ),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,07:10:00,07:10:00,a,1\nt,07:20:00,07:20:00,b,2\n",
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Stored as they are, so that damage meets the tables and not only the archive.
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in files {
        zip.start_file(name, stored)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

const SCENARIO: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"kind":"link","id":"a","class":"primary","speed_kmh":60,"oneway":false},
 "geometry":{"type":"LineString","coordinates":[[0.0,0.0,12.5],[0.0054,0.0003,13]]}},
{"type":"Feature","properties":{"kind":"junction","link":"a","key":"k","toll_s":10},"geometry":{"type":"Point","coordinates":[0.0,0.0]}},
{"type":"Feature","properties":{"kind":"close","where":{"highway":"residential","within":[[-1,-1],[1,-1],[1,1],[-1,1]]}},"geometry":null},
{"type":"Feature","properties":{"kind":"line","id":"l","mode":"rail","headway_min":10,"speed_kmh":80},"geometry":null},
{"type":"Feature","properties":{"kind":"stop","line":"l","order":1},"geometry":{"type":"Point","coordinates":[0.0,0.0]}},
{"type":"Feature","properties":{"kind":"stop","line":"l","order":2},"geometry":{"type":"Point","coordinates":[0.005,0.0]}}]}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn extracts(damage in damage()) {
        let bytes = damaged(&extract_bytes(), &damage);
        if let Ok(extract) = read_extract(&[Source::Memory("x.osm.pbf".into(), bytes.into())], &Silent) {
            let profile = Profile::built_in("car").map_err(|error| TestCaseError::fail(error.to_string()))?;
            if let Err(error) = network::build(&extract, &profile, BuildOptions::default()) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn networks(damage in damage()) {
        let (network, key) = small_network().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let whole = network.to_bytes(key);
        let bytes = damaged(&whole, &damage);
        // Bytes 8 to 40 are the key, which any value is.
        if bytes.get(..8) != whole.get(..8) || bytes.get(40..) != whole.get(40..) {
            prop_assert!(Network::from_bytes(&bytes).is_err());
        }
    }

    #[test]
    fn tables(damage in damage(), noise in prop::collection::vec(any::<u8>(), 0..80)) {
        let whole = "\u{feff}id,lon,lat,note\r\na,112.5,22.5,\"x, y\"\r\n广海,112.6,22.6,\r\n".as_bytes();
        for bytes in [damaged(whole, &damage), noise] {
            if let Ok(table) = Table::read(&bytes, Path::new("t.csv"), &["id", "lon", "lat"]) {
                for row in table.rows() {
                    if let Err(error) = row.position() {
                        prop_assert!(error.to_string().contains("t.csv, line"), "{error}");
                    }
                }
            }
        }
    }

    #[test]
    fn profiles(damage in damage()) {
        let whole = built_in_text("car").unwrap_or_default().as_bytes();
        if let Ok(text) = std::str::from_utf8(&damaged(whole, &damage))
            && let Err(error) = Profile::from_toml(text)
        {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn scenarios(damage in damage()) {
        let (network, _) = small_network().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let path = Path::new("s.geojson");
        for datum in [Datum::Wgs84, Datum::Gcj02] {
            match read_modifications_in(datum, &damaged(SCENARIO.as_bytes(), &damage), path) {
                Ok(changes) => {
                    if let Err(problems) = resolve(&network, &changes, path) {
                        prop_assert!(problems.to_string().contains("s.geojson, feature"), "{problems}");
                    }
                }
                Err(problems) => prop_assert!(problems.to_string().contains("s.geojson"), "{problems}"),
            }
        }
    }

    #[test]
    fn timetables(damage in damage()) {
        let whole = feed().map_err(|error| TestCaseError::fail(error.to_string()))?;
        if let Err(error) = read_gtfs(&damaged(&whole, &damage), Path::new("feed.zip"), None, HourWindow::default()) {
            prop_assert!(error.to_string().contains("feed.zip"), "{error}");
        }
    }
}

#[test]
fn the_undamaged_ones_are_read() -> TestResult {
    let (network, key) = small_network()?;
    Network::from_bytes(&network.to_bytes(key))?;
    let path = PathBuf::from("s.geojson");
    let changes = read_modifications_in(Datum::Wgs84, SCENARIO.as_bytes(), &path).map_err(|problems| problems.to_string())?;
    resolve(&network, &changes, &path).map_err(|problems| problems.to_string())?;
    assert_eq!(read_gtfs(&feed()?, Path::new("feed.zip"), None, HourWindow::default())?.services.len(), 1);
    Ok(())
}
