//! Every format: its bytes as the standard wants them, the same in every run, and opened by programs
//! that did not write them (GDAL and Arrow, where `TONGDA_READERS` names a Python that has them).

use crate::TONGDA;
use std::path::Path;
use std::process::Command;

use flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};
use geo::{Coord, MultiLineString, MultiPolygon, line_string, polygon};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use rusqlite::Connection;
use serde_json::Value;
use tongda_fixtures::{TestResult, data_folder};
use tongda_formats::{
    Column, Crs, Digits, FileFormat, Layer, Raster, Shape, ShapeKind, Style, StyleClass, csv, flatgeobuf, geojson, geopackage,
    geotiff, parquet,
};

/// Two squares west of Taishan, one with a hole; a row without a geometry; Chinese, quotes and nulls.
fn squares() -> Layer {
    let ring = |west: f64, side: f64| line_string![(x: west, y: 22.0), (x: west + side, y: 22.0), (x: west + side, y: 22.0 + side), (x: west, y: 22.0 + side), (x: west, y: 22.0)];
    let hole =
        line_string![(x: 112.1, y: 22.1), (x: 112.1, y: 22.2), (x: 112.2, y: 22.2), (x: 112.2, y: 22.1), (x: 112.1, y: 22.1)];
    let with_hole = geo::Polygon::new(ring(112.0, 0.4), vec![hole]);
    let second = polygon![(x: 113.0, y: 22.5), (x: 113.2, y: 22.5), (x: 113.1, y: 22.7)];
    Layer {
        name: "squares".to_owned(),
        title: "Two & a half <squares>".to_owned(),
        kind: ShapeKind::Polygons,
        crs: Crs::wgs84(),
        shapes: vec![
            Some(Shape::Polygons(MultiPolygon(vec![with_hole]))),
            None,
            Some(Shape::Polygons(MultiPolygon(vec![second]))),
        ],
        columns: vec![
            Column::text("name", ["台山, \"T\"", "", "b"]),
            Column::integer("count", [Some(3), None, Some(-1)]),
            Column::real("area_km2", Digits::Decimals(2), [Some(1.255), None, Some(f64::NAN)]),
        ],
        style: Style::Categories("count".to_owned(), vec![StyleClass::new(3, "three", "#0c2c84")]),
    }
}

fn points() -> Layer {
    let positions = [(112.784, 22.253), (112.67, 22.37)];
    Layer {
        name: "points".to_owned(),
        kind: ShapeKind::Point,
        shapes: positions.map(|(x, y)| Some(Shape::Point(Coord { x, y }))).to_vec(),
        columns: vec![Column::text("id", ["a", "b"])],
        style: Style::Single("#ff0000".to_owned()),
        ..squares()
    }
}

fn lines() -> Layer {
    let line = line_string![(x: 112.0, y: 22.0), (x: 112.5, y: 22.4)];
    Layer {
        name: "lines".to_owned(),
        kind: ShapeKind::Lines,
        shapes: vec![Some(Shape::Lines(MultiLineString(vec![line])))],
        columns: vec![Column::integer("minutes", [Some(10)])],
        ..squares()
    }
}

/// 600 by 300 numbers that rise eastwards, a third of them missing; two bands.
fn raster() -> Raster {
    let (columns, rows) = (600, 300);
    let value = |i: usize| if i % columns < 200 { f32::NAN } else { f32::from(u16::try_from(i % columns).unwrap_or_default()) };
    let band: Vec<f32> = (0..columns * rows).map(value).collect();
    Raster {
        crs: Crs::wgs84(),
        corner: [112.0, 22.6],
        step: [0.002, 0.002],
        columns,
        rows,
        bands: vec![("minutes".to_owned(), band.clone()), ("change_min".to_owned(), band)],
        unit: "min".to_owned(),
        title: "A ramp".to_owned(),
    }
}

fn crs(text: &str) -> TestResult<Crs> {
    Ok(text.parse::<Crs>()?)
}

#[test]
fn a_geopackage_has_what_the_standard_asks_for() -> TestResult {
    let layers = [squares().in_crs(&crs("EPSG:4547")?)?, points(), lines()];
    let bytes = geopackage(&layers)?;
    assert_eq!(bytes, geopackage(&layers)?, "the same layers, the same bytes");
    assert_eq!((&bytes[..16], &bytes[68..72]), (&b"SQLite format 3\0"[..], &b"GPKG"[..]));
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.gpkg");
    std::fs::write(&path, &bytes)?;
    let database = Connection::open(&path)?;
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0));
    assert_eq!(one("PRAGMA user_version")?, 10300);
    assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_check")?, 0);
    assert_eq!(one("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")?, 0);
    assert_eq!(one("SELECT count(*) FROM gpkg_contents WHERE data_type = 'features'")?, 3);
    assert_eq!(one("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'squares'")?, 4547);
    assert_eq!(one("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")?, 3);
    assert_eq!(one("SELECT count(*) FROM rtree_squares_geom")?, 2, "the row without a geometry is not in the index");
    assert_eq!(one("SELECT count(*) FROM layer_styles WHERE useAsDefault = 1")?, 3);
    assert_eq!(one("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'squares'")?, 7);
    let inside = "SELECT id FROM rtree_points_geom WHERE minx >= 112.7 AND maxx <= 112.9";
    assert_eq!(one(inside)?, 1);
    let (flags, code): (Vec<u8>, i64) =
        database.query_row("SELECT geom, count FROM squares WHERE fid = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    assert_eq!((&flags[..4], code), (&[b'G', b'P', 0, 3][..], 3));
    assert_eq!(flags[4..8], 4547_i32.to_le_bytes());
    Ok(())
}

#[test]
fn two_layers_of_one_name_are_refused() {
    let message = geopackage(&[points(), points()]).map_err(|error| error.to_string()).err().unwrap_or_default();
    assert!(message.contains("a GeoPackage cannot be made") && message.contains("points"), "{message}");
}

#[test]
fn flatgeobuf_comes_back() -> TestResult {
    let bytes = flatgeobuf(&squares())?;
    assert_eq!(bytes, flatgeobuf(&squares())?);
    let mut reader = FgbReader::open(&bytes[..])?.select_all_seq()?;
    assert_eq!(reader.header().crs().map(|crs| crs.code()), Some(4326));
    let mut names = Vec::new();
    while let Some(feature) = reader.next()? {
        names.push(feature.property::<String>("name")?);
    }
    names.sort_unstable();
    assert_eq!(names, ["b", "台山, \"T\""], "a row without a geometry has no place here");
    assert!(flatgeobuf(&Layer { shapes: Vec::new(), columns: Vec::new(), ..points() }).is_ok(), "an empty layer");
    Ok(())
}

#[test]
fn parquet_comes_back() -> TestResult {
    let bytes = parquet(&squares().in_crs(&crs("EPSG:4547")?)?)?;
    assert_eq!(bytes, parquet(&squares().in_crs(&crs("EPSG:4547")?)?)?);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes))?;
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.num_rows(), 3);
    let entries = metadata.key_value_metadata().ok_or("metadata")?;
    let geo: Value = serde_json::from_str(
        entries.iter().find(|entry| entry.key == "geo").and_then(|entry| entry.value.as_deref()).ok_or("geo")?,
    )?;
    assert_eq!(geo["version"], "1.1.0");
    assert_eq!(geo["columns"]["geometry"]["crs"]["id"]["code"], 4547);
    let rows: Vec<parquet::record::Row> = reader.get_row_iter(None)?.collect::<Result<_, _>>()?;
    assert_eq!(rows[0].get_string(0)?, "台山, \"T\"");
    assert!(rows[1].get_long(1).is_err() && rows[2].get_double(2).is_err(), "what is missing is null");
    assert_eq!(rows[2].get_long(1)?, -1);
    Ok(())
}

#[test]
fn geojson_and_csv_are_the_text_that_is_expected() -> TestResult {
    let text = String::from_utf8(geojson(&points()))?;
    let expected = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[112.784,22.253]},"properties":{"id":"a"}},{"type":"Feature","geometry":{"type":"Point","coordinates":[112.67,22.37]},"properties":{"id":"b"}}]}"#;
    assert_eq!(serde_json::from_str::<Value>(&text)?, serde_json::from_str::<Value>(expected)?);
    assert!(!text.contains("crs"));
    let text = String::from_utf8(csv(&squares(), true))?;
    assert_eq!(
        text,
        "\u{feff}name,count,area_km2\n\"台山, \"\"T\"\"\",3,1.25\n,,\nb,-1,\n".replace("1.25", &format!("{:.2}", 1.255))
    );
    let text = String::from_utf8(csv(&points().in_crs(&crs("4547")?)?, false))?;
    assert_eq!(text, "id,x_m,y_m\na,374650.42,2462319.45\nb,363011.66,2475376.79\n");
    Ok(())
}

/// The entry of a tag in the first directory: its type, count and value (or offset).
fn tag(bytes: &[u8], wanted: u16) -> Option<(u16, u32, u32)> {
    let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let long = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let start = long(4) as usize;
    (0..usize::from(short(start)))
        .map(|i| start + 2 + 12 * i)
        .find(|at| short(*at) == wanted)
        .map(|at| (short(at + 2), long(at + 4), long(at + 8)))
}

#[test]
fn a_geotiff_has_its_directories_before_its_tiles() -> TestResult {
    let bytes = geotiff(&raster())?;
    assert_eq!(bytes, geotiff(&raster())?);
    assert_eq!(bytes[..8], *b"II*\0\x08\0\0\0");
    assert_eq!(tag(&bytes, 256), Some((4, 1, 600)));
    assert_eq!(tag(&bytes, 257), Some((4, 1, 300)));
    // 3 by 2 tiles of 256; overviews of 300 x 150 and 150 x 75.
    let (_, count, offset) = tag(&bytes, 324).ok_or("tile offsets")?;
    assert_eq!(count, 6);
    let first_tile = u32::from_le_bytes(bytes[offset as usize..offset as usize + 4].try_into()?);
    assert!(first_tile as usize > 8 + 200, "directories come first");
    let (_, count, offset) = tag(&bytes, 42113).ok_or("no data")?;
    assert_eq!(&bytes[offset as usize..(offset + count) as usize], b"-9999\0");
    assert!(tag(&bytes, 34735).is_some() && tag(&bytes, 33550).is_some() && tag(&bytes, 33922).is_some());
    Ok(())
}

/// Writes everything in two coordinate systems into a folder.
fn write_all(folder: &Path) -> TestResult {
    let gauss = crs("EPSG:4547")?;
    std::fs::write(folder.join("all.gpkg"), geopackage(&[squares(), points().in_crs(&gauss)?, lines()])?)?;
    std::fs::write(folder.join("gauss.gpkg"), geopackage(&[squares().in_crs(&gauss)?])?)?;
    std::fs::write(folder.join("a.fgb"), flatgeobuf(&squares())?)?;
    std::fs::write(folder.join("gauss.fgb"), flatgeobuf(&squares().in_crs(&gauss)?)?)?;
    std::fs::write(folder.join("a.parquet"), parquet(&squares())?)?;
    std::fs::write(folder.join("gauss.parquet"), parquet(&squares().in_crs(&gauss)?)?)?;
    std::fs::write(folder.join("cgcs.parquet"), parquet(&points().in_crs(&crs("EPSG:4490")?)?)?)?;
    std::fs::write(folder.join("utm.parquet"), parquet(&points().in_crs(&crs("EPSG:32649")?)?)?)?;
    std::fs::write(folder.join("a.geojson"), geojson(&squares()))?;
    std::fs::write(folder.join("a.tif"), geotiff(&raster())?)?;
    std::fs::write(folder.join("gauss.tif"), geotiff(&raster().in_crs(&gauss, 250.0)?)?)?;
    std::fs::write(folder.join("cgcs.tif"), geotiff(&raster().in_crs(&crs("EPSG:4490")?, 250.0)?)?)?;
    Ok(())
}

/// What the programs find in the files of a folder; `None` without them.
fn opened(folder: &Path) -> TestResult<Option<Value>> {
    // A Python with pyogrio, rasterio, pyarrow and pyproj.
    let Some(python) = data_folder("TONGDA_READERS") else { return Ok(None) };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/fixtures/readers/open.py");
    let output = Command::new(python).arg(script).arg(folder).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(Some(serde_json::from_slice(&output.stdout)?))
}

fn near(value: &Value, expected: &[f64], most: f64) -> bool {
    let found: Vec<f64> = value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= most)
}

#[test]
fn other_programs_open_every_file() -> TestResult {
    let folder = tempfile::tempdir()?;
    write_all(folder.path())?;
    let Some(found) = opened(folder.path())? else { return Ok(()) };
    let bounds = [112.0, 22.0, 113.2, 22.7];
    for (name, rows, code) in [
        ("all.gpkg/squares", 3, "EPSG:4326"),
        ("gauss.gpkg/squares", 3, "EPSG:4547"),
        ("a.fgb", 2, "EPSG:4326"),
        ("gauss.fgb", 2, "EPSG:4547"),
        ("a.geojson", 3, "EPSG:4326"),
    ] {
        let layer = &found[name];
        assert_eq!((&layer["rows"], &layer["crs"]), (&rows.into(), &code.into()), "{name}: {layer}");
        assert_eq!((&layer["valid"], &layer["right_hand"]), (&true.into(), &true.into()), "{name}: {layer}");
        assert!(near(&layer["bounds"], &bounds, 0.02), "{name}: {layer}");
        assert_eq!(layer["rows_in_box"], 1, "{name}: {layer}");
        assert_eq!(layer["columns"].as_array().map(Vec::len), Some(3), "{name}: {layer}");
    }
    assert_eq!(found["all.gpkg/squares"]["first"]["name"], "台山, \"T\"");
    assert!(near(&found["all.gpkg/points"]["bounds"], &[112.67, 22.253, 112.784, 22.37], 0.001));
    assert_eq!(found["all.gpkg/lines"]["geometry"], "MultiLineString");
    for (name, code) in [("a.parquet", "4326"), ("gauss.parquet", "4547"), ("cgcs.parquet", "4490"), ("utm.parquet", "32649")] {
        let file = &found[name];
        assert_eq!(file["crs"], serde_json::json!(["EPSG", code]), "{name}: {file}");
        assert_eq!((&file["same_as_register"], &file["valid"]), (&true.into(), &true.into()), "{name}: {file}");
    }
    assert_eq!(found["a.parquet"]["types"], serde_json::json!(["string", "int64", "double", "binary"]));
    for (name, code) in [("a.tif", 4326), ("gauss.tif", 4547), ("cgcs.tif", 4490)] {
        let file = &found[name];
        assert_eq!(
            (&file["crs"], &file["nodata"], &file["tiled"]),
            (&code.into(), &(-9999.0).into(), &true.into()),
            "{name}: {file}"
        );
        assert_eq!(file["bands"], serde_json::json!(["minutes", "change_min"]));
        assert!(file["overviews"].as_array().is_some_and(|all| !all.is_empty()), "{name}: {file}");
        assert!(near(&file["least"], &[200.0, 200.0], 0.0) && near(&file["most"], &[599.0, 599.0], 0.0), "{name}: {file}");
        assert!(near(&file["bounds"], &[112.0, 22.0, 113.2, 22.6], 0.02), "{name}: {file}");
    }
    assert_eq!(found["a.tif"]["counted"], serde_json::json!([120_000, 120_000]));
    Ok(())
}

#[test]
fn polygons_of_real_results_are_valid_and_turn_as_the_formats_ask() -> TestResult {
    if data_folder("TONGDA_READERS").is_none() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let bands = ["isochrone", "--at", "112.784,22.253", "--minutes", "10,30"];
    let changed = [bands.as_slice(), &["--compare", "--year", "2035"]].concat();
    let closest = ["access", "--measure", "closest", "--opportunities", "county_hospital"];
    for (arguments, name) in [
        (["compare"].as_slice(), "."),
        (&bands, "bands.gpkg"),
        (&bands, "bands.fgb"),
        (&bands, "bands.geojson"),
        (&changed, "changed.gpkg"),
        (&closest, "access.gpkg"),
    ] {
        let mut command = Command::new(TONGDA);
        let output = command.args(arguments).arg("--quiet").arg("-o").arg(folder.path().join(name)).output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        // 1: done, with cells that are not placed.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
    }
    let Some(found) = opened(folder.path())? else { return Ok(()) };
    let layers = found.as_object().into_iter().flatten();
    let is_of_polygons = |layer: &Value| layer["geometry"].as_str().is_some_and(|kind| kind.contains("Polygon"));
    let polygons: Vec<(&String, &Value)> = layers.filter(|(_, layer)| is_of_polygons(layer)).collect();
    for (name, layer) in &polygons {
        assert_eq!((&layer["valid"], &layer["right_hand"]), (&true.into(), &true.into()), "{name}: {layer}");
    }
    let names: Vec<&str> = polygons.iter().map(|(name, _)| name.as_str()).collect();
    for name in [
        "results.gpkg/cells",
        "results.gpkg/townships",
        "access.gpkg/access",
        "bands.fgb",
        "bands.gpkg/isochrones",
        "changed.gpkg/changes",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    Ok(())
}

#[test]
fn formats_are_told_by_ending() {
    assert_eq!(FileFormat::of(Path::new("x.GPKG"), &[FileFormat::GeoPackage]).ok(), Some(FileFormat::GeoPackage));
}
