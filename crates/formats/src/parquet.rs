//! Parquet (Snappy); with geometry GeoParquet 1.1: well-known binary and the `geo` metadata entry.

use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::Result as ParquetResult;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::Type;
use serde_json::json;

use super::layer::{ColumnValues, Layer, ShapeKind};
use super::wkb::wkb;
use tongda_foundation::error::{Error, ErrorKind, Result};

/// The column of the geometry.
const GEOMETRY: &str = "geometry";

/// A layer as the bytes of a Parquet file, its geometry as the last column.
///
/// # Errors
/// When it cannot be encoded.
pub fn parquet(layer: &Layer) -> Result<Vec<u8>> {
    build(layer).map_err(|cause| Error::new(ErrorKind::File, format!("a Parquet file cannot be made: {cause}")))
}

fn build(layer: &Layer) -> ParquetResult<Vec<u8>> {
    let has_geometry = layer.kind != ShapeKind::None;
    let mut fields = Vec::new();
    for column in &layer.columns {
        let (physical, logical) = match column.values {
            ColumnValues::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnValues::Integer(_) => (Physical::INT64, None),
            ColumnValues::Real(..) => (Physical::DOUBLE, None),
        };
        fields.push(field(&column.name, physical, logical)?);
    }
    if has_geometry {
        fields.push(field(GEOMETRY, Physical::BYTE_ARRAY, None)?);
    }
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?);
    let entry = has_geometry.then(|| vec![KeyValue::new("geo".to_owned(), geo_entry(layer))]);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_key_value_metadata(entry).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &layer.columns {
        match &column.values {
            ColumnValues::Text(values) => {
                let bytes = |text: &Arc<str>| ByteArray::from(&**text);
                let (present, levels) = split(values.iter().map(|value| value.as_ref().map(bytes)));
                write::<ByteArrayType>(&mut group, &present, &levels)?;
            }
            ColumnValues::Integer(values) => {
                let (present, levels) = split(values.iter().copied());
                write::<Int64Type>(&mut group, &present, &levels)?;
            }
            ColumnValues::Real(values, _) => {
                let (present, levels) = split(values.iter().copied());
                write::<DoubleType>(&mut group, &present, &levels)?;
            }
        }
    }
    if has_geometry {
        let shapes = (0..layer.row_count()).map(|row| layer.shape(row).map(|shape| ByteArray::from(wkb(shape))));
        let (present, levels) = split(shapes);
        write::<ByteArrayType>(&mut group, &present, &levels)?;
    }
    group.close()?;
    writer.into_inner()
}

fn field(name: &str, physical: Physical, logical: Option<LogicalType>) -> ParquetResult<Arc<Type>> {
    let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(builder.with_logical_type(logical).build()?))
}

/// The values that are there, and by row whether there is one.
fn split<T>(values: impl Iterator<Item = Option<T>>) -> (Vec<T>, Vec<i16>) {
    let mut present = Vec::new();
    let levels = values.map(|value| i16::from(value.map(|value| present.push(value)).is_some())).collect();
    (present, levels)
}

fn write<T: ::parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    present: &[T::T],
    levels: &[i16],
) -> ParquetResult<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(present, Some(levels), None)?;
        column.close()?;
    }
    Ok(())
}

/// GeoParquet metadata of the geometry.
fn geo_entry(layer: &Layer) -> String {
    let kind = match layer.kind {
        ShapeKind::Point => "Point",
        ShapeKind::Lines => "MultiLineString",
        _ => "MultiPolygon",
    };
    let mut column = json!({"encoding": "WKB", "geometry_types": [kind], "crs": layer.crs.projjson()});
    if let Some(bounds) = layer.bounds() {
        column["bbox"] = json!([bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y]);
    }
    if layer.kind == ShapeKind::Polygons {
        column["orientation"] = json!("counterclockwise");
    }
    json!({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}).to_string()
}
