//! The format of a file that a command writes, and what its coordinates are in.

use std::path::Path;

use clap::Args;

use tongda_formats::{Crs, Format, Layer, Raster};
use tongda_foundation::error::{Error, ErrorKind, Result};

/// Arguments that say how a result is written.
#[derive(Debug, Args)]
pub(super) struct FileArguments {
    /// The format (csv, geojson, gpkg, fgb, tif, parquet, png) where the file's ending does not tell it.
    #[arg(id = "file_format", long = "as", value_name = "FORMAT")]
    format: Option<Format>,
    /// What coordinates are written in: EPSG:4490 (CGCS2000), EPSG:4513 to 4554 (its 3-degree Gauss-Kruger zones),
    /// EPSG:4491 to 4512 (6-degree), EPSG:326xx and 327xx (UTM). WGS-84 without it, and always in GeoJSON.
    #[arg(long, value_name = "EPSG:CODE")]
    crs: Option<Crs>,
    /// Begin CSV with the mark by which Excel knows UTF-8.
    #[arg(long)]
    csv_bom: bool,
}

/// A format, and how its files are to be.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) format: Format,
    crs: Option<Crs>,
    csv_bom: bool,
}

impl FileArguments {
    /// The format of a file among those that a result can be written in; the first of them for
    /// standard output.
    ///
    /// # Errors
    /// When there is none, or it cannot hold what is asked for.
    pub(super) fn target(&self, path: Option<&Path>, among: &[Format]) -> Result<Target> {
        let usage = |message: &str, advice: &str| Error::new(ErrorKind::Usage, message).advise(advice);
        let format = match (self.format, path) {
            (Some(format), _) => format.among(among)?,
            (None, Some(path)) => Format::of(path, among)?,
            (None, None) => among.first().copied().unwrap_or(Format::Csv),
        };
        if path.is_none() && !matches!(format, Format::Csv | Format::GeoJson) {
            return Err(usage("only text goes to standard output", "name a file with -o"));
        }
        if format == Format::GeoJson && self.crs.as_ref().is_some_and(|crs| *crs != Crs::wgs84()) {
            return Err(usage(
                "GeoJSON is always in WGS-84 (RFC 7946)",
                "write .gpkg, .fgb or .parquet for other coordinates, or leave out --crs",
            ));
        }
        if self.csv_bom && format != Format::Csv {
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
        let layer = moved(layer)?;
        match self.format {
            Format::Csv => Ok(tongda_formats::csv(&layer, self.csv_bom)),
            Format::GeoJson => Ok(tongda_formats::geojson(&layer)),
            Format::FlatGeobuf => tongda_formats::flatgeobuf(&layer),
            Format::Parquet => tongda_formats::parquet(&layer),
            Format::GeoPackage => {
                let mut all = vec![layer];
                for layer in beside {
                    all.push(moved(layer)?);
                }
                tongda_formats::geopackage(&all)
            }
            Format::GeoTiff | Format::Png => Err(Error::new(ErrorKind::Usage, "this result is no raster")),
        }
    }

    /// The bytes of a raster whose squares are `step_m` metres on the ground.
    ///
    /// # Errors
    /// When it does not lie where the coordinate system is for, or is too large.
    pub(super) fn raster(&self, raster: &Raster, step_m: f64) -> Result<Vec<u8>> {
        match &self.crs {
            Some(crs) => tongda_formats::geotiff(&raster.in_crs(crs, step_m)?),
            None => tongda_formats::geotiff(raster),
        }
    }
}
