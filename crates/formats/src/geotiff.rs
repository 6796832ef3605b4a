//! GeoTIFF (OGC 19-008r4), laid out as cloud-optimised GeoTIFF (OGC 21-026): tiles of 256 by 256
//! numbers in 32-bit floating point, deflated; overviews at half the size each until one tile holds
//! all; all directories before all tiles, the smallest overview's tiles first.
//!
//! The common crate for TIFF writes strips and each directory behind its data, so that this module
//! lays out the file itself.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rayon::prelude::*;

use super::crs::Crs;
use super::raster::Raster;
use super::xml::xml_escaped;
use tongda_foundation::error::{Error, ErrorKind, Result};

const TILE: usize = 256;
/// Value of missing numbers.
const NO_DATA: f32 = -9999.0;

/// A field of a directory: its tag, and its values in the type that the tag wants.
struct DirectoryEntry {
    tag: u16,
    values: TagValues,
}

enum TagValues {
    Short(Vec<u16>),
    Long(Vec<u32>),
    Double(Vec<f64>),
    Text(String),
}

impl TagValues {
    fn kind_and_count(&self) -> (u16, usize) {
        match self {
            Self::Text(text) => (2, text.len() + 1),
            Self::Short(values) => (3, values.len()),
            Self::Long(values) => (4, values.len()),
            Self::Double(values) => (12, values.len()),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => [text.as_bytes(), &[0]].concat(),
            Self::Short(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Self::Long(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Self::Double(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }
}

/// A raster as the bytes of a cloud-optimised GeoTIFF.
///
/// # Errors
/// When it would be larger than 4 GB.
pub fn geotiff(raster: &Raster) -> Result<Vec<u8>> {
    let mut levels = vec![raster.clone()];
    while let Some(last) = levels.last().filter(|last| last.columns.max(last.rows) > TILE) {
        let next = last.halved();
        levels.push(next);
    }
    let tiles: Vec<Vec<Vec<u8>>> = levels.iter().map(tiles).collect();
    let directories: Vec<Vec<DirectoryEntry>> =
        levels.iter().zip(&tiles).enumerate().map(|(i, (level, tiles))| directory(level, tiles, i > 0)).collect();
    // The header, then directories with their longer fields behind each, then tiles from small to large.
    let mut offset = 8;
    let mut take = |length: usize| {
        offset += length;
        offset - length
    };
    let starts: Vec<usize> = directories.iter().map(|fields| take(size(fields))).collect();
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); levels.len()];
    for level in (0..levels.len()).rev() {
        places[level] = tiles[level].iter().map(|tile| take(tile.len())).collect();
    }
    if u32::try_from(offset).is_err() {
        let error = Error::new(ErrorKind::Usage, "the GeoTIFF would be larger than 4 GB");
        return Err(error.advise("take larger squares with --raster-m"));
    }
    let mut bytes = Vec::with_capacity(offset);
    bytes.extend(b"II*\0\x08\0\0\0");
    for (level, mut fields) in directories.into_iter().enumerate() {
        for field in fields.iter_mut().filter(|field| field.tag == TILE_OFFSETS) {
            field.values = TagValues::Long(places[level].iter().map(|place| long(*place)).collect());
        }
        push_directory(&mut bytes, &fields, starts.get(level + 1).copied().unwrap_or_default());
    }
    for level in tiles.iter().rev() {
        bytes.extend(level.concat());
    }
    Ok(bytes)
}

fn long(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The tiles of a level, row by row from the north-west, each deflated.
fn tiles(level: &Raster) -> Vec<Vec<u8>> {
    let (across, down) = (level.columns.div_ceil(TILE), level.rows.div_ceil(TILE));
    let tile = |number: usize| {
        let (left, top) = (number % across * TILE, number / across * TILE);
        let mut plain = Vec::with_capacity(TILE * TILE * 4 * level.bands.len());
        for y in top..top + TILE {
            for x in left..left + TILE {
                let inside = x < level.columns && y < level.rows;
                for (_, values) in &level.bands {
                    let value = if inside { values[y * level.columns + x] } else { f32::NAN };
                    plain.extend((if value.is_finite() { value } else { NO_DATA }).to_le_bytes());
                }
            }
        }
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::new(6));
        // Writing to memory cannot fail.
        let _ = packed.write_all(&plain);
        packed.finish().unwrap_or_default()
    };
    (0..across * down).into_par_iter().map(tile).collect()
}

const TILE_OFFSETS: u16 = 324;

/// The fields of a level in ascending order of their tags; offsets of tiles are filled in later.
fn directory(level: &Raster, tiles: &[Vec<u8>], is_overview: bool) -> Vec<DirectoryEntry> {
    let count = level.bands.len();
    let short = |tag, value: u16| DirectoryEntry { tag, values: TagValues::Short(vec![value]) };
    let side = u16::try_from(TILE).unwrap_or(u16::MAX);
    let mut fields = vec![
        DirectoryEntry { tag: 254, values: TagValues::Long(vec![u32::from(is_overview)]) },
        DirectoryEntry { tag: 256, values: TagValues::Long(vec![long(level.columns)]) },
        DirectoryEntry { tag: 257, values: TagValues::Long(vec![long(level.rows)]) },
        DirectoryEntry { tag: 258, values: TagValues::Short(vec![32; count]) },
        // Deflated (Adobe), black is low, bands side by side.
        short(259, 8),
        short(262, 1),
        short(277, u16::try_from(count).unwrap_or(u16::MAX)),
        short(284, 1),
        short(322, side),
        short(323, side),
        DirectoryEntry { tag: TILE_OFFSETS, values: TagValues::Long(vec![0; tiles.len()]) },
        DirectoryEntry { tag: 325, values: TagValues::Long(tiles.iter().map(|tile| long(tile.len())).collect()) },
    ];
    if count > 1 {
        fields.push(DirectoryEntry { tag: 338, values: TagValues::Short(vec![0; count - 1]) });
    }
    // IEEE floating point.
    fields.push(DirectoryEntry { tag: 339, values: TagValues::Short(vec![3; count]) });
    if !is_overview {
        fields.extend(georeference(level));
        fields.push(DirectoryEntry { tag: 42112, values: TagValues::Text(descriptions(level)) });
    }
    fields.push(DirectoryEntry { tag: 42113, values: TagValues::Text(format!("{NO_DATA}")) });
    fields
}

/// Georeference: position, cell size and coordinate reference system.
fn georeference(level: &Raster) -> [DirectoryEntry; 4] {
    let ([west, north], [width, height]) = (level.corner, level.step);
    let citation = format!("{}|", level.crs.name());
    [
        DirectoryEntry { tag: 33550, values: TagValues::Double(vec![width, height, 0.0]) },
        DirectoryEntry { tag: 33922, values: TagValues::Double(vec![0.0, 0.0, 0.0, west, north, 0.0]) },
        DirectoryEntry { tag: 34735, values: TagValues::Short(geo_keys(&level.crs, citation.len())) },
        DirectoryEntry { tag: 34737, values: TagValues::Text(citation) },
    ]
}

/// The GeoKeys: kind of system, numbers stand for areas, its name and its number.
fn geo_keys(crs: &Crs, citation: usize) -> Vec<u16> {
    let kind = if crs.is_projected() { 1 } else { 2 };
    let citation = u16::try_from(citation).unwrap_or(u16::MAX);
    // 1024 model, 1025 raster, 1026 citation, 2048 geographic, 2054 degrees, 3072 projected, 3076 metres.
    let mut keys =
        vec![[1024, 0, 1, kind], [1025, 0, 1, 1], [1026, 34737, citation, 0], [2048, 0, 1, crs.base_code()], [2054, 0, 1, 9102]];
    if crs.is_projected() {
        keys.extend([[3072, 0, 1, crs.code()], [3076, 0, 1, 9001]]);
    }
    let count = u16::try_from(keys.len()).unwrap_or(u16::MAX);
    [1, 1, 1, count].into_iter().chain(keys.into_iter().flatten()).collect()
}

/// Names and units of the bands, as GDAL reads them.
fn descriptions(level: &Raster) -> String {
    let mut text = format!("<GDALMetadata>\n<Item name=\"TITLE\">{}</Item>\n", xml_escaped(&level.title));
    for (i, (name, _)) in level.bands.iter().enumerate() {
        let item = |name: &str, role: &str| format!("<Item name=\"{name}\" sample=\"{i}\" role=\"{role}\">");
        text += &[&item("DESCRIPTION", "description"), &xml_escaped(name), "</Item>\n"].concat();
        text += &[&item("UNITTYPE", "unittype"), &xml_escaped(&level.unit), "</Item>\n"].concat();
    }
    text + "</GDALMetadata>"
}

/// The bytes of a directory and of the fields that do not fit into it.
fn size(fields: &[DirectoryEntry]) -> usize {
    let longer = fields.iter().map(|field| field.values.bytes().len()).filter(|length| *length > 4);
    6 + 12 * fields.len() + longer.map(|length| length.next_multiple_of(2)).sum::<usize>()
}

fn push_directory(bytes: &mut Vec<u8>, fields: &[DirectoryEntry], next: usize) {
    let mut free = bytes.len() + 6 + 12 * fields.len();
    let mut longer = Vec::new();
    bytes.extend(u16::try_from(fields.len()).unwrap_or(u16::MAX).to_le_bytes());
    for field in fields {
        let ((kind, count), mut value) = (field.values.kind_and_count(), field.values.bytes());
        bytes.extend(field.tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(long(count).to_le_bytes());
        if value.len() <= 4 {
            value.resize(4, 0);
            bytes.extend(value);
        } else {
            value.resize(value.len().next_multiple_of(2), 0);
            bytes.extend(long(free).to_le_bytes());
            free += value.len();
            longer.extend(value);
        }
    }
    bytes.extend(long(next).to_le_bytes());
    bytes.extend(longer);
}
