//! Reader of extracts in three passes: objects, then member ways of multipolygons, then positions.
//!
//! A pass reads blocks in the order of the file and decodes them on all cores. Positions are read last, so that only those
//! of used nodes are held in memory.

use std::panic::{AssertUnwindSafe, catch_unwind};

use osmpbf::{Blob, BlobDecode, BlobReader, PrimitiveBlock};
use rayon::prelude::*;

use super::block::{self, Block};
use super::extract::Extract;
use super::merge;
use super::source::Source;
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::{Progress, Unit};

/// Blobs that are decoded at once: enough for all cores, few enough for memory.
const BATCH: usize = 32;

/// Features of the format that this reader supports; a file that requires others is refused.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Reads one or several extracts into one.
///
/// # Errors
/// When a file cannot be read, is not an `.osm.pbf` file, or is damaged or cut off.
pub fn read_extract(sources: &[Source], progress: &dyn Progress) -> Result<Extract> {
    let mut found = Vec::with_capacity(sources.len());
    for source in sources {
        found.push(read_objects(source, progress)?);
    }
    let mut merged = merge::objects(&found)?;

    let ring_ids = merged.multipolygon_ways();
    if !ring_ids.is_empty() {
        let mut rings = Vec::new();
        for (source, blocks) in sources.iter().zip(&found) {
            let wanted = |index: usize| blocks.get(index).is_none_or(|block| block.has_ways);
            rings.extend(pass(source, "reading areas", progress, wanted, |block| ring_refs(block, &ring_ids))?);
        }
        merged.set_rings(rings.into_iter().flatten());
    }

    let node_ids = merged.node_ids();
    let mut positions = vec![None; node_ids.len()];
    for (source, blocks) in sources.iter().zip(&found) {
        let wanted = |index: usize| blocks.get(index).is_none_or(|block| block.has_nodes);
        let part = pass(source, "reading positions", progress, wanted, |block| Some(node_positions(block, &node_ids)))?;
        for (index, position) in part.into_iter().flatten() {
            if let Some(slot @ None) = positions.get_mut(index as usize) {
                *slot = Some(position);
            }
        }
    }
    drop(found);
    Ok(merged.finish(node_ids, &positions))
}

fn read_objects(source: &Source, progress: &dyn Progress) -> Result<Vec<Block>> {
    let blocks = pass(source, "reading roads", progress, |_| true, block::read)?;
    if blocks.iter().all(|block| !block.has_nodes && !block.has_ways) {
        return Err(Error::new(ErrorKind::Extract, "holds no nodes and no ways")
            .in_file(source.name())
            .advise("is it an OpenStreetMap extract in .osm.pbf format?"));
    }
    Ok(blocks)
}

/// Reads the file once; the results of `read` for each data block that is `wanted`, in the order of the file.
fn pass<T: Send>(
    source: &Source,
    work: &str,
    progress: &dyn Progress,
    wanted: impl Fn(usize) -> bool,
    read: impl Fn(&PrimitiveBlock) -> Option<T> + Sync,
) -> Result<Vec<T>> {
    let damaged = |cause: &str| {
        Error::new(ErrorKind::Extract, format!("is not an .osm.pbf file, or is damaged or cut off: {cause}"))
            .in_file(source.name())
            .advise("download it again")
    };
    let size = source.size()?;
    if size == 0 {
        return Err(damaged("the file is empty"));
    }
    progress.begin(&format!("{work}, {}", source.name().display()), size, Unit::Bytes);
    let mut blobs = BlobReader::new(source.open(progress)?);
    let (mut out, mut index, mut headers) = (Vec::new(), 0, 0);
    loop {
        let mut batch: Vec<Blob> = Vec::with_capacity(BATCH);
        let mut last = true;
        for blob in blobs.by_ref() {
            let blob = blob.map_err(|cause| damaged(&cause.to_string()))?;
            match blob.get_type() {
                osmpbf::BlobType::OsmHeader => {
                    headers += 1;
                    check_header(&blob).map_err(|cause| damaged(&cause))?;
                }
                osmpbf::BlobType::OsmData => {
                    if headers == 0 {
                        return Err(damaged("it does not begin with a header"));
                    }
                    if wanted(index) {
                        batch.push(blob);
                    }
                    index += 1;
                }
                osmpbf::BlobType::Unknown(_) => {}
            }
            if batch.len() == BATCH {
                last = false;
                break;
            }
        }
        let parts: Vec<Result<T>> = batch.par_iter().map(|blob| decode(blob, &read).map_err(|cause| damaged(&cause))).collect();
        for part in parts {
            out.push(part?);
        }
        if last {
            break;
        }
    }
    if headers == 0 {
        return Err(damaged("it has no header"));
    }
    progress.end();
    Ok(out)
}

fn check_header(blob: &Blob) -> std::result::Result<(), String> {
    let header = blob.to_headerblock().map_err(|cause| cause.to_string())?;
    match header.required_features().iter().find(|feature| !UNDERSTOOD.contains(&feature.as_str())) {
        Some(feature) => Err(format!("it requires the feature {feature}, which is not supported")),
        None => Ok(()),
    }
}

fn decode<T>(blob: &Blob, read: impl Fn(&PrimitiveBlock) -> Option<T>) -> std::result::Result<T, String> {
    let read = || match blob.decode().map_err(|cause| cause.to_string())? {
        BlobDecode::OsmData(block) => read(&block).ok_or_else(|| "a block refers to a string that it lacks".to_owned()),
        _ => Err("a data block is of another type".to_owned()),
    };
    // The decoder panics on relation members of a type that does not exist; a damaged file must not
    // take the program down.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("a block cannot be decoded".to_owned()))
}

/// The node references of the wanted ways of a block.
#[expect(clippy::unnecessary_wraps, reason = "the signature of a pass")]
fn ring_refs(block: &PrimitiveBlock, wanted: &[i64]) -> Option<Vec<(i64, Vec<i64>)>> {
    let ways = block.groups().flat_map(|group| group.ways());
    Some(ways.filter(|way| wanted.binary_search(&way.id()).is_ok()).map(|way| (way.id(), way.refs().collect())).collect())
}

/// The positions of the wanted nodes of a block, by index into `wanted`.
fn node_positions(block: &PrimitiveBlock, wanted: &[i64]) -> Vec<(u32, LonLat)> {
    let mut out = Vec::new();
    let mut cursor = 0;
    let mut keep = |id: i64, nano_lon: i64, nano_lat: i64| {
        // Ids mostly ascend within a block, so the next wanted one is near.
        let ahead = wanted.get(cursor..).unwrap_or_default();
        let near = ahead.iter().take(8).position(|&other| other >= id);
        let index = match near {
            Some(step) if step > 0 || cursor == 0 || wanted.get(cursor - 1).is_some_and(|&before| before < id) => cursor + step,
            _ => wanted.partition_point(|&other| other < id),
        };
        cursor = index;
        if wanted.get(index) == Some(&id)
            && let Some(position) = LonLat::from_e7(block::e7(nano_lon), block::e7(nano_lat))
            && let Ok(index) = u32::try_from(index)
        {
            out.push((index, position));
        }
    };
    for group in block.groups() {
        group.dense_nodes().for_each(|node| keep(node.id, node.nano_lon(), node.nano_lat()));
        group.nodes().for_each(|node| keep(node.id(), node.nano_lon(), node.nano_lat()));
    }
    out
}
