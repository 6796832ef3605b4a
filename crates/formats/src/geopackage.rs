//! GeoPackage 1.3 (OGC 12-128r17): one SQLite database for any number of layers.
//!
//! Each layer with geometry has an R-tree index and the triggers that keep it true when the layer is
//! edited; tables without geometry are `attributes`. Styles stand in `layer_styles`, which QGIS
//! applies on opening. All dates are the same fixed one, so that the same layers give the same bytes.

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, ToSql, params, params_from_iter};

use super::crs::Crs;
use super::layer::{ColumnValues, Layer, Shape, ShapeKind};
use super::wkb::wkb;
use tongda_foundation::error::{Error, ErrorKind, Result};

/// The date that the file says it was last changed.
const DATE: &str = "2000-01-01T00:00:00.000Z";

const TABLES: &str = "
PRAGMA page_size = 4096;
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
";

/// The triggers of the R-tree extension, with `{t}` for the table's name.
const TRIGGERS: &str = r#"
CREATE TRIGGER "rtree_{t}_geom_insert" AFTER INSERT ON "{t}" WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN
  INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "rtree_{t}_geom_update2" AFTER UPDATE OF "geom" ON "{t}" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" IS NULL OR ST_IsEmpty(NEW."geom")) BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id = OLD."fid"; END;
CREATE TRIGGER "rtree_{t}_geom_update4" AFTER UPDATE ON "{t}" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" IS NULL OR ST_IsEmpty(NEW."geom")) BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id IN (OLD."fid", NEW."fid"); END;
CREATE TRIGGER "rtree_{t}_geom_update5" AFTER UPDATE ON "{t}" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id = OLD."fid";
  INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "rtree_{t}_geom_update6" AFTER UPDATE OF "geom" ON "{t}" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) AND (OLD."geom" NOT NULL AND NOT ST_IsEmpty(OLD."geom")) BEGIN
  UPDATE "rtree_{t}_geom" SET minx = ST_MinX(NEW."geom"), maxx = ST_MaxX(NEW."geom"), miny = ST_MinY(NEW."geom"), maxy = ST_MaxY(NEW."geom") WHERE id = NEW."fid"; END;
CREATE TRIGGER "rtree_{t}_geom_update7" AFTER UPDATE OF "geom" ON "{t}" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) AND (OLD."geom" IS NULL OR ST_IsEmpty(OLD."geom")) BEGIN
  INSERT INTO "rtree_{t}_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "rtree_{t}_geom_delete" AFTER DELETE ON "{t}" WHEN old."geom" NOT NULL BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id = OLD."fid"; END;
"#;

/// Layers as the bytes of a GeoPackage.
///
/// # Errors
/// When two layers have one name, or memory runs out.
pub fn geopackage(layers: &[Layer]) -> Result<Vec<u8>> {
    build(layers).map_err(|cause| Error::new(ErrorKind::File, format!("a GeoPackage cannot be made: {cause}")))
}

fn build(layers: &[Layer]) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    database.execute_batch(TABLES)?;
    let transaction = database.transaction()?;
    systems(&transaction, layers)?;
    for layer in layers {
        add(&transaction, layer)?;
    }
    styles(&transaction, layers)?;
    transaction.commit()?;
    Ok(database.serialize("main")?.to_vec())
}

/// The coordinate systems that the format demands, and those of the layers.
fn systems(database: &Connection, layers: &[Layer]) -> rusqlite::Result<()> {
    let add = "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let undefined = "undefined";
    database.execute(add, params!["Undefined Cartesian SRS", -1, "NONE", -1, undefined, "undefined Cartesian"])?;
    database.execute(add, params!["Undefined geographic SRS", 0, "NONE", 0, undefined, "undefined geographic"])?;
    let wgs84 = Crs::wgs84();
    for crs in std::iter::once(&wgs84).chain(layers.iter().map(|layer| &layer.crs)) {
        let unit = if crs.is_projected() { "easting and northing in metres" } else { "longitude and latitude in degrees" };
        database.execute(add, params![crs.name(), crs.code(), "EPSG", crs.code(), crs.wkt(), unit])?;
    }
    Ok(())
}

fn add(database: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let has_geometry = layer.kind != ShapeKind::None;
    let columns: Vec<String> =
        layer.columns.iter().map(|column| format!(", {} {}", quoted(&column.name), sql_type(&column.values))).collect();
    let columns = columns.concat();
    let geometry = if has_geometry { format!(", geom {}", geometry_type(layer.kind)) } else { String::new() };
    let table = quoted(&layer.name);
    database
        .execute_batch(&format!("CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{geometry}{columns})"))?;
    let bounds = layer.bounds();
    let corner = |pick: fn(geo::Rect<f64>) -> f64| bounds.map(pick);
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            layer.name,
            if has_geometry { "features" } else { "attributes" },
            layer.title,
            DATE,
            corner(|rect| rect.min().x),
            corner(|rect| rect.min().y),
            corner(|rect| rect.max().x),
            corner(|rect| rect.max().y),
            has_geometry.then(|| layer.crs.code()),
        ],
    )?;
    if has_geometry {
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![layer.name, geometry_type(layer.kind), layer.crs.code()],
        )?;
    }
    rows(database, layer, has_geometry)?;
    if has_geometry { index(database, layer) } else { Ok(()) }
}

fn rows(database: &Connection, layer: &Layer, has_geometry: bool) -> rusqlite::Result<()> {
    let count = 1 + usize::from(has_geometry) + layer.columns.len();
    let places = vec!["?"; count].join(", ");
    let mut insert = database.prepare(&format!("INSERT INTO {} VALUES ({places})", quoted(&layer.name)))?;
    for row in 0..layer.row_count() {
        let number = Cell::Number(i64::try_from(row).unwrap_or(i64::MAX) + 1);
        let blob = has_geometry.then(|| layer.shape(row).map_or(Cell::Null, |shape| Cell::Blob(blob(shape, &layer.crs))));
        let cells = layer.columns.iter().map(|column| match &column.values {
            ColumnValues::Text(values) => values[row].as_deref().map_or(Cell::Null, Cell::Text),
            ColumnValues::Integer(values) => values[row].map_or(Cell::Null, Cell::Number),
            ColumnValues::Real(values, _) => values[row].map_or(Cell::Null, Cell::Real),
        });
        insert.execute(params_from_iter(std::iter::once(number).chain(blob).chain(cells)))?;
    }
    Ok(())
}

/// The R-tree of a layer, filled, with its triggers.
fn index(database: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let name = quoted(&format!("rtree_{}_geom", layer.name));
    database.execute_batch(&format!("CREATE VIRTUAL TABLE {name} USING rtree(id, minx, maxx, miny, maxy)"))?;
    let mut insert = database.prepare(&format!("INSERT INTO {name} VALUES (?1, ?2, ?3, ?4, ?5)"))?;
    for row in 0..layer.row_count() {
        if let Some(bounds) = layer.shape(row).and_then(Shape::bounds) {
            let number = i64::try_from(row).unwrap_or(i64::MAX) + 1;
            insert.execute(params![number, bounds.min().x, bounds.max().x, bounds.min().y, bounds.max().y])?;
        }
    }
    database.execute_batch(&TRIGGERS.replace("{t}", &layer.name.replace('"', "\"\"")))?;
    database.execute(
        "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        params![layer.name],
    )?;
    Ok(())
}

fn styles(database: &Connection, layers: &[Layer]) -> rusqlite::Result<()> {
    database.execute(
        "INSERT INTO gpkg_contents VALUES ('layer_styles', 'attributes', 'layer_styles', 'styles of QGIS', ?1, NULL, NULL, NULL, NULL, NULL)",
        params![DATE],
    )?;
    for layer in layers {
        let Some(qml) = layer.style.qml(layer.kind) else { continue };
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, \
             useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?1, 'geom', ?1, ?2, '', 1, ?3, '', NULL, ?4)",
            params![layer.name, qml, layer.title, DATE],
        )?;
    }
    Ok(())
}

/// A field of a row.
enum Cell<'a> {
    Null,
    Number(i64),
    Real(f64),
    Text(&'a str),
    Blob(Vec<u8>),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqlValue::Null),
            Self::Number(value) => ToSqlOutput::Owned(SqlValue::Integer(*value)),
            Self::Real(value) => ToSqlOutput::Owned(SqlValue::Real(*value)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

/// A geometry with the header of the format: its system and its box.
fn blob(shape: &Shape, crs: &Crs) -> Vec<u8> {
    let bounds = shape.bounds();
    // Little-endian; with a box unless empty (or a point, which is its own box).
    let boxed = bounds.filter(|_| !matches!(shape, Shape::Point(_)));
    let flags = 1 | u8::from(boxed.is_some()) << 1 | u8::from(bounds.is_none()) << 4;
    let mut bytes = vec![b'G', b'P', 0, flags];
    bytes.extend(i32::from(crs.code()).to_le_bytes());
    if let Some(bounds) = boxed {
        for side in [bounds.min().x, bounds.max().x, bounds.min().y, bounds.max().y] {
            bytes.extend(side.to_le_bytes());
        }
    }
    bytes.extend(wkb(shape));
    bytes
}

const fn geometry_type(kind: ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Point => "POINT",
        ShapeKind::Lines => "MULTILINESTRING",
        ShapeKind::Polygons => "MULTIPOLYGON",
        ShapeKind::None => "GEOMETRY",
    }
}

const fn sql_type(values: &ColumnValues) -> &'static str {
    match values {
        ColumnValues::Text(_) => "TEXT",
        ColumnValues::Integer(_) => "INTEGER",
        ColumnValues::Real(..) => "REAL",
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
