//! Format and coordinate system of an output file.

use std::path::Path;

use clap::Args;

use tongda_formats::{Crs, FileFormat, Layer, Raster, WriteOptions};
use tongda_foundation::error::{Error, ErrorKind, Result};

/// Arguments that say how a result is written.
#[derive(Debug, Args)]
pub(super) struct FileArguments {
    /// Format of the file: csv, geojson, gpkg, fgb, tif, parquet or png [default: by its extension].
    #[arg(id = "file_format", long = "as", value_name = "FORMAT")]
    format: Option<FileFormat>,
    /// Coordinate system of the file: EPSG:4490 (CGCS2000), EPSG:4513 to 4554 (CGCS2000 3-degree Gauss-Kruger zones),
    /// EPSG:4491 to 4512 (6-degree zones), EPSG:326xx and 327xx (UTM) [default: WGS-84; GeoJSON is always WGS-84].
    #[arg(long, value_name = "EPSG:CODE")]
    crs: Option<Crs>,
    /// Write a byte order mark, so that Excel reads the CSV as UTF-8.
    #[arg(long)]
    csv_bom: bool,
}

/// A format, and how its files are to be.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) format: FileFormat,
    crs: Option<Crs>,
    csv_bom: bool,
}

impl FileArguments {
    /// The format of a file among those that a result can be written in; the first of them for
    /// standard output.
    ///
    /// # Errors
    /// When there is none, or it cannot hold what is asked for.
    pub(super) fn target(&self, path: Option<&Path>, among: &[FileFormat]) -> Result<Target> {
        let usage = |message: &str, advice: &str| Error::new(ErrorKind::Usage, message).advise(advice);
        let format = match (self.format, path) {
            (Some(format), _) => format.among(among)?,
            (None, Some(path)) => FileFormat::of(path, among)?,
            (None, None) => among.first().copied().unwrap_or(FileFormat::Csv),
        };
        if path.is_none() && !matches!(format, FileFormat::Csv | FileFormat::GeoJson) {
            return Err(usage("only text goes to standard output", "name a file with -o"));
        }
        if format == FileFormat::GeoJson && self.crs.as_ref().is_some_and(|crs| *crs != Crs::wgs84()) {
            return Err(usage(
                "GeoJSON is always in WGS-84 (RFC 7946)",
                "write .gpkg, .fgb or .parquet for other coordinates, or leave out --crs",
            ));
        }
        if self.csv_bom && format != FileFormat::Csv {
            return Err(usage("--csv-bom is for CSV", "leave it out, or name the file FILE.csv"));
        }
        Ok(Target { format, crs: self.crs.clone(), csv_bom: self.csv_bom })
    }
}

impl Target {
    /// The bytes of a result: its layer, and layers beside it that only a GeoPackage has room for.
    ///
    /// # Errors
    /// When it does not lie where the coordinate system is for, or cannot be encoded.
    pub(super) fn layers(&self, layer: Layer, beside: Vec<Layer>) -> Result<Vec<u8>> {
        let moved = |layer: Layer| match &self.crs {
            Some(crs) => layer.in_crs(crs),
            None => Ok(layer),
        };
        let layers = std::iter::once(layer).chain(beside).map(moved).collect::<Result<Vec<_>>>()?;
        self.format.write_layers(&layers, WriteOptions { csv_bom: self.csv_bom })
    }

    /// The bytes of a raster whose squares are `step_m` metres on the ground.
    ///
    /// # Errors
    /// When it does not lie where the coordinate system is for, or is too large.
    pub(super) fn raster(&self, raster: &Raster, step_m: f64) -> Result<Vec<u8>> {
        match &self.crs {
            Some(crs) => self.format.write_raster(&raster.in_crs(crs, step_m)?),
            None => self.format.write_raster(raster),
        }
    }
}
