//! FlatGeobuf: one layer with a packed Hilbert R-tree; its features are in the order of the tree.

use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{LineString, Polygon};
use geozero::error::Result as GeoResult;
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::layer::{ColumnValues, Layer, Shape, ShapeKind};
use tongda_foundation::error::{Error, ErrorKind, Result};

/// A layer as the bytes of a FlatGeobuf file. Rows without a geometry are left out.
///
/// # Errors
/// When the temporary file that it is made in cannot be written.
pub fn flatgeobuf(layer: &Layer) -> Result<Vec<u8>> {
    let fail = |cause: String| Error::new(ErrorKind::File, format!("a FlatGeobuf file cannot be made: {cause}"));
    let wkt = layer.crs.wkt();
    let crs = FgbCrs {
        org: Some("EPSG"),
        code: i32::from(layer.crs.code()),
        name: Some(layer.crs.name()),
        wkt: Some(&wkt),
        ..FgbCrs::default()
    };
    let options = FgbWriterOptions { crs, title: Some(&layer.title), ..FgbWriterOptions::default() };
    let kind = match layer.kind {
        ShapeKind::Point => GeometryType::Point,
        ShapeKind::Lines => GeometryType::MultiLineString,
        ShapeKind::Polygons => GeometryType::MultiPolygon,
        ShapeKind::None => GeometryType::Unknown,
    };
    let mut writer = FgbWriter::create_with_options(&layer.name, kind, options).map_err(|cause| fail(cause.to_string()))?;
    for column in &layer.columns {
        let kind = match column.values {
            ColumnValues::Text(_) => ColumnType::String,
            ColumnValues::Integer(_) => ColumnType::Long,
            ColumnValues::Real(..) => ColumnType::Double,
        };
        writer.add_column(&column.name, kind, |_, _| {});
    }
    for row in 0..layer.row_count() {
        let Some(shape) = layer.shape(row) else { continue };
        let mut wrong = None;
        let added = writer.add_feature_geom(Geometry(shape), |feature| {
            for (i, column) in layer.columns.iter().enumerate() {
                let value = match &column.values {
                    ColumnValues::Text(values) => values[row].as_deref().map(ColumnValue::String),
                    ColumnValues::Integer(values) => values[row].map(ColumnValue::Long),
                    ColumnValues::Real(values, _) => values[row].map(ColumnValue::Double),
                };
                if let Some(Err(cause)) = value.map(|value| feature.property(i, &column.name, &value)) {
                    wrong = Some(cause);
                }
            }
        });
        added.map_err(|cause| fail(cause.to_string()))?;
        if let Some(cause) = wrong {
            return Err(fail(cause.to_string()));
        }
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes).map_err(|cause| fail(cause.to_string()))?;
    Ok(bytes)
}

/// A shape that tells its coordinates.
struct Geometry<'a>(&'a Shape);

impl GeozeroGeometry for Geometry<'_> {
    fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> GeoResult<()> {
        match self.0 {
            Shape::Point(point) => {
                processor.point_begin(0)?;
                processor.xy(point.x, point.y, 0)?;
                processor.point_end(0)
            }
            Shape::Lines(lines) => {
                processor.multilinestring_begin(lines.0.len(), 0)?;
                for (i, line) in lines.iter().enumerate() {
                    tell_line(line, i, processor)?;
                }
                processor.multilinestring_end(0)
            }
            Shape::Polygons(polygons) => {
                processor.multipolygon_begin(polygons.0.len(), 0)?;
                for (i, polygon) in polygons.iter().enumerate() {
                    tell_polygon(polygon, i, processor)?;
                }
                processor.multipolygon_end(0)
            }
        }
    }
}

fn tell_polygon<P: GeomProcessor>(polygon: &Polygon<f64>, number: usize, processor: &mut P) -> GeoResult<()> {
    processor.polygon_begin(false, 1 + polygon.interiors().len(), number)?;
    for (i, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
        tell_line(ring, i, processor)?;
    }
    processor.polygon_end(false, number)
}

fn tell_line<P: GeomProcessor>(line: &LineString<f64>, number: usize, processor: &mut P) -> GeoResult<()> {
    processor.linestring_begin(false, line.0.len(), number)?;
    for (i, point) in line.coords().enumerate() {
        processor.xy(point.x, point.y, i)?;
    }
    processor.linestring_end(false, number)
}
