//! File formats, one list: extensions, and the writers of layers and rasters.
//!
//! A new format is a module with its writer, and an entry of the list below.

use std::path::Path;
use std::str::FromStr;

use super::layer::Layer;
use super::raster::Raster;
use super::{csv, flatgeobuf, geojson, geopackage, geotiff, parquet};
use tongda_foundation::error::{Error, ErrorKind, Result};

/// Options of writers, beyond the format.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions {
    /// Whether CSV begins with a byte order mark.
    pub csv_bom: bool,
}

/// Writes the first of some layers, or all of them where the format holds several.
type LayerWriter = fn(&[Layer], WriteOptions) -> Result<Vec<u8>>;
/// Writes a raster.
type RasterWriter = fn(&Raster) -> Result<Vec<u8>>;

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident: $extensions:expr, layers: $layers:expr, raster: $raster:expr;)*) => {
        /// A file format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum FileFormat {
            $($(#[$doc])* $name,)*
        }

        impl FileFormat {
            /// All formats.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The extensions of its files, the usual one first.
            const fn extensions(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &$extensions,)*
                }
            }

            fn layer_writer(self) -> Option<LayerWriter> {
                match self {
                    $(Self::$name => $layers,)*
                }
            }

            fn raster_writer(self) -> Option<RasterWriter> {
                match self {
                    $(Self::$name => $raster,)*
                }
            }
        }
    };
}

formats! {
    /// Comma-separated values, UTF-8.
    Csv: ["csv"], layers: Some(|all, options| first(all, |layer| Ok(csv(layer, options.csv_bom)))), raster: None;
    /// GeoJSON (RFC 7946), always in WGS-84.
    GeoJson: ["geojson", "json"], layers: Some(|all, _| first(all, |layer| Ok(geojson(layer)))), raster: None;
    /// OGC GeoPackage 1.3.
    GeoPackage: ["gpkg"], layers: Some(|all, _| geopackage(all)), raster: None;
    /// FlatGeobuf 3.
    FlatGeobuf: ["fgb"], layers: Some(|all, _| first(all, flatgeobuf)), raster: None;
    /// A cloud-optimised GeoTIFF.
    GeoTiff: ["tif", "tiff"], layers: None, raster: Some(geotiff);
    /// Parquet, with geometry GeoParquet 1.1.
    Parquet: ["parquet", "geoparquet"], layers: Some(|all, _| first(all, parquet)), raster: None;
    /// A picture, which the report draws.
    Png: ["png"], layers: None, raster: None;
}

fn first(layers: &[Layer], write: impl Fn(&Layer) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    layers.first().map_or_else(|| Ok(Vec::new()), write)
}

impl FileFormat {
    /// The usual extension of its files, which is also its name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.extensions().first().copied().unwrap_or_default()
    }

    /// The bytes of layers: the first, or all of them where the format holds several.
    ///
    /// # Errors
    /// When the format holds no layers, or they cannot be encoded.
    pub fn write_layers(self, layers: &[Layer], options: WriteOptions) -> Result<Vec<u8>> {
        match self.layer_writer() {
            Some(write) => write(layers, options),
            None => Err(Error::new(ErrorKind::Usage, "this result is no raster")),
        }
    }

    /// The bytes of a raster.
    ///
    /// # Errors
    /// When the format holds no rasters, or it is too large.
    pub fn write_raster(self, raster: &Raster) -> Result<Vec<u8>> {
        match self.raster_writer() {
            Some(write) => write(raster),
            None => Err(Error::new(ErrorKind::Usage, format!("{} holds no raster", self.extension()))),
        }
    }

    /// The format of a file by its extension, among those that a result can be written in.
    ///
    /// # Errors
    /// When the extension is that of none of them.
    pub fn of(path: &Path, among: &[Self]) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
        let found = among.iter().find(|format| format.extensions().contains(&extension.as_str()));
        found.copied().ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, "its ending is no format that is known").in_file(path);
            error.advise(format!("name it FILE{}, or give --as", list(among, " or FILE")))
        })
    }

    /// This format, if a result can be written in it.
    ///
    /// # Errors
    /// When it cannot.
    pub fn among(self, among: &[Self]) -> Result<Self> {
        if among.contains(&self) {
            return Ok(self);
        }
        let error = Error::new(ErrorKind::Usage, format!("this result cannot be written as {}", self.extension()));
        Err(error.advise(format!("it can be written as{}", list(among, " or").replace('.', " "))))
    }
}

fn list(among: &[FileFormat], between: &str) -> String {
    among.iter().map(|format| format!(".{}", format.extension())).collect::<Vec<_>>().join(between)
}

impl FromStr for FileFormat {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let named = |format: &&Self| format.extensions().iter().any(|known| known.eq_ignore_ascii_case(text));
        let known = || Self::ALL.iter().map(|format| format.extension()).collect::<Vec<_>>().join(", ");
        Self::ALL.iter().find(named).copied().ok_or_else(|| format!("\"{text}\" is not one of {}", known()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{Column, Crs, ShapeKind, Style};

    #[test]
    fn extensions_mean_formats() {
        let all = [FileFormat::GeoJson, FileFormat::GeoTiff];
        assert_eq!(FileFormat::of(Path::new("a/B.TIFF"), &all).ok(), Some(FileFormat::GeoTiff));
        let message = FileFormat::of(Path::new("a.shp"), &all).map_err(|error| error.to_string());
        let expected = "a.shp: its ending is no format that is known (name it FILE.geojson or FILE.tif, or give --as)";
        assert_eq!(message.err().as_deref(), Some(expected));
        assert!(FileFormat::of(Path::new("a.parquet"), &all).is_err());
        assert_eq!("GPKG".parse(), Ok(FileFormat::GeoPackage));
        let message = FileFormat::Csv.among(&all).map_err(|error| error.to_string());
        assert_eq!(message.err().as_deref(), Some("this result cannot be written as csv (it can be written as geojson or tif)"));
    }

    #[test]
    fn every_format_of_the_list_is_found_and_writes() {
        let layer = Layer {
            name: "table".to_owned(),
            title: "Table".to_owned(),
            kind: ShapeKind::None,
            crs: Crs::wgs84(),
            shapes: Vec::new(),
            columns: vec![Column::integer("count", [Some(1)])],
            style: Style::Plain,
        };
        let mut extensions = BTreeSet::new();
        for &format in FileFormat::ALL {
            for extension in format.extensions() {
                assert!(extensions.insert(extension), "{extension} is that of two formats");
                assert_eq!(FileFormat::of(Path::new(&format!("a.{extension}")), FileFormat::ALL).ok(), Some(format));
                assert_eq!(extension.parse(), Ok(format));
            }
            // FlatGeobuf needs a geometry.
            if format.layer_writer().is_some() && format != FileFormat::FlatGeobuf {
                let bytes = format.write_layers(std::slice::from_ref(&layer), WriteOptions::default());
                assert!(bytes.is_ok_and(|bytes| !bytes.is_empty()), "{format:?}");
            } else if format.raster_writer().is_none() && format != FileFormat::Png {
                assert!(format == FileFormat::FlatGeobuf, "{format:?} has no writer");
            }
        }
    }
}
