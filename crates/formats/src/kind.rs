//! The formats by name and by the ending of a file.

use std::path::Path;
use std::str::FromStr;

use tongda_foundation::error::{Error, ErrorKind, Result};

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, UTF-8.
    Csv,
    /// GeoJSON (RFC 7946), always in WGS-84.
    GeoJson,
    /// OGC GeoPackage 1.3.
    GeoPackage,
    /// FlatGeobuf 3.
    FlatGeobuf,
    /// A cloud-optimised GeoTIFF.
    GeoTiff,
    /// Parquet, with geometry GeoParquet 1.1.
    Parquet,
    /// A picture.
    Png,
}

/// Endings of files, the usual one of each format first.
const ENDINGS: [(&str, Format); 10] = [
    ("csv", Format::Csv),
    ("geojson", Format::GeoJson),
    ("gpkg", Format::GeoPackage),
    ("fgb", Format::FlatGeobuf),
    ("tif", Format::GeoTiff),
    ("parquet", Format::Parquet),
    ("png", Format::Png),
    ("json", Format::GeoJson),
    ("tiff", Format::GeoTiff),
    ("geoparquet", Format::Parquet),
];

impl Format {
    /// The usual ending of its files, which is also its name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        ENDINGS.iter().find(|(_, format)| *format == self).map_or("", |(ending, _)| ending)
    }

    /// The format that a file's ending means, among those that a result can be written in.
    ///
    /// # Errors
    /// When the ending means none of them.
    pub fn of(path: &Path, among: &[Self]) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let found = ENDINGS.iter().find(|(known, format)| *known == ending && among.contains(format));
        found.map(|(_, format)| *format).ok_or_else(|| {
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
        let error = Error::new(ErrorKind::Usage, format!("this result cannot be written as {}", self.ending()));
        Err(error.advise(format!("it can be written as{}", list(among, " or").replace('.', " "))))
    }
}

fn list(among: &[Format], between: &str) -> String {
    among.iter().map(|format| format!(".{}", format.ending())).collect::<Vec<_>>().join(between)
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let found = ENDINGS.iter().find(|(ending, _)| ending.eq_ignore_ascii_case(text));
        let known = || ENDINGS[..7].iter().map(|(ending, _)| *ending).collect::<Vec<_>>().join(", ");
        found.map(|(_, format)| *format).ok_or_else(|| format!("\"{text}\" is not one of {}", known()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_mean_formats() {
        let all = [Format::GeoJson, Format::GeoTiff];
        assert_eq!(Format::of(Path::new("a/B.TIFF"), &all).ok(), Some(Format::GeoTiff));
        let message = Format::of(Path::new("a.shp"), &all).map_err(|error| error.to_string());
        let expected = "a.shp: its ending is no format that is known (name it FILE.geojson or FILE.tif, or give --as)";
        assert_eq!(message.err().as_deref(), Some(expected));
        assert!(Format::of(Path::new("a.parquet"), &all).is_err());
        assert_eq!("GPKG".parse(), Ok(Format::GeoPackage));
        let message = Format::Csv.among(&all).map_err(|error| error.to_string());
        assert_eq!(message.err().as_deref(), Some("this result cannot be written as csv (it can be written as geojson or tif)"));
    }
}
