//! The network file: flat little-endian arrays after a header with a key and a checksum.
//!
//! The key is a hash of all inputs of the network (extracts, profile, options and the version of this format), so that a
//! cache is never stale: other inputs give another key. The same network gives the same bytes.

use std::path::Path;

use super::assembly::{CostedEdge, GraphParts, assemble};
use super::build::BuildOptions;
use super::elements::{Edge, Node, NodeId, NodeKind, Segment, SegmentId};
use super::graph::Network;
use super::ways::Ways;
use crate::osm::Source;
use crate::profile::{Lifecycle, Profile, Rule};
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::compressed_rows::CompressedRows;
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::units::{Kmh, TravelTime};

const MAGIC: &[u8; 8] = b"TONGDA\0\x03";
const HEADER: usize = 8 + 32 + 32;

/// A hash of all inputs of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of a network of these extracts, this profile and these options.
    ///
    /// # Errors
    /// When an extract cannot be read.
    pub fn new(sources: &[Source], profile: &Profile, options: BuildOptions) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(MAGIC);
        for source in sources {
            hasher.update(source.hash()?.as_bytes());
        }
        hasher.update(profile.to_toml().as_bytes());
        hasher.update(&[u8::from(options.honour_length), u8::from(options.assumed_roads)]);
        Ok(Self(*hasher.finalize().as_bytes()))
    }
}

impl Network {
    /// Whether a file begins like a network file.
    #[must_use]
    pub fn is_cache(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// The bytes of the network file; the same network gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self, key: CacheKey) -> Vec<u8> {
        let mut body = Vec::new();
        let edges: Vec<[u32; 3]> =
            self.graph.raw_edges().iter().map(|edge| pack(edge.source(), edge.target(), edge.weight)).collect();
        put(&mut body, &self.graph.node_weights().map(|node| node.position).collect::<Vec<_>>());
        put(&mut body, &self.graph.node_weights().map(|node| node.kind as u8).collect::<Vec<_>>());
        put(&mut body, &edges);
        put(&mut body, &self.costs);
        put(&mut body, &self.delays);
        put(&mut body, &self.segments.iter().map(|segment| [segment.way, segment.shape_start]).collect::<Vec<_>>());
        put(&mut body, &self.segments.iter().map(|segment| segment.length_m).collect::<Vec<_>>());
        put(&mut body, &self.component_km);
        put(&mut body, &self.shapes);
        put(&mut body, &self.ways.osm_ids);
        let speed = |speed: Option<Kmh>| speed.map_or(0.0, Kmh::get);
        put(&mut body, &self.ways.rules.iter().map(|rule| [speed(rule.forward), speed(rule.backward)]).collect::<Vec<_>>());
        put(&mut body, &self.ways.rules.iter().map(flags).collect::<Vec<_>>());
        put(&mut body, self.ways.pairs.offsets());
        put(&mut body, self.ways.pairs.items());
        put(&mut body, &self.ways.strings.iter().map(|text| u32::try_from(text.len()).unwrap_or_default()).collect::<Vec<_>>());
        put(&mut body, &self.ways.strings.iter().flat_map(str::bytes).collect::<Vec<u8>>());
        put(&mut body, self.profile.to_toml().as_bytes());
        put(&mut body, serde_json::to_string(&self.report).unwrap_or_default().as_bytes());

        let mut bytes = Vec::with_capacity(HEADER + body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&key.0);
        bytes.extend_from_slice(blake3::hash(&body).as_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Reads a network file.
    ///
    /// # Errors
    /// When the bytes are not a network file, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, CacheKey)> {
        let damaged = || {
            Error::new(ErrorKind::Network, "is not a network file of this version, or is damaged")
                .advise("make it again with `tongda prepare`")
        };
        if !Self::is_cache(bytes) || bytes.len() < HEADER {
            return Err(damaged());
        }
        let (header, body) = bytes.split_at(HEADER);
        if header[40..] != *blake3::hash(body).as_bytes() {
            return Err(damaged());
        }
        let key = CacheKey(header[8..40].try_into().map_err(|_| damaged())?);
        let network = parse(&mut ArrayReader(body)).ok_or_else(damaged)?;
        Ok((network, key))
    }

    /// Writes the network file whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path, key: CacheKey) -> Result<()> {
        let mut file = AtomicFile::create(path)?;
        file.write(&self.to_bytes(key))?;
        file.commit()
    }
}

fn pack(source: NodeId, target: NodeId, edge: Edge) -> [u32; 3] {
    let node = |node: NodeId| u32::try_from(node.index()).unwrap_or(u32::MAX);
    [node(source), node(target), edge.segment.0 << 1 | u32::from(edge.forward)]
}

fn flags(rule: &Rule) -> u8 {
    let lifecycle = match rule.lifecycle {
        Lifecycle::Open => 0,
        Lifecycle::Construction => 1,
        Lifecycle::Proposed => 2,
    };
    lifecycle | u8::from(rule.snap) << 2 | u8::from(rule.ends_only) << 3 | u8::from(rule.ferry) << 4
}

fn rule(speeds: [f64; 2], flags: u8) -> Option<Rule> {
    let lifecycle = match flags & 3 {
        0 => Lifecycle::Open,
        1 => Lifecycle::Construction,
        2 => Lifecycle::Proposed,
        _ => return None,
    };
    let flag = |bit: u8| flags >> bit & 1 == 1;
    let (forward, backward) = (Kmh::new(speeds[0]), Kmh::new(speeds[1]));
    Some(Rule { forward, backward, lifecycle, snap: flag(2), ends_only: flag(3), ferry: flag(4) })
}

/// Appends a length in bytes and the bytes of an array.
fn put<T: bytemuck::NoUninit>(body: &mut Vec<u8>, array: &[T]) {
    let bytes: &[u8] = bytemuck::cast_slice(array);
    body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    body.extend_from_slice(bytes);
}

struct ArrayReader<'a>(&'a [u8]);

impl<'a> ArrayReader<'a> {
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn array<T: bytemuck::Pod>(&mut self) -> Option<Vec<T>> {
        let bytes = self.bytes()?;
        bytes.len().is_multiple_of(size_of::<T>()).then(|| bytemuck::allocation::pod_collect_to_vec(bytes))
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

/// Reads the arrays and checks that every number in them refers to an element.
fn parse(reader: &mut ArrayReader<'_>) -> Option<Network> {
    let positions: Vec<LonLat> = reader.array()?;
    let kinds: Vec<u8> = reader.array()?;
    let edges: Vec<[u32; 3]> = reader.array()?;
    let costs: Vec<TravelTime> = reader.array()?;
    let delays: Vec<[TravelTime; 2]> = reader.array()?;
    let segments: Vec<[u32; 2]> = reader.array()?;
    let lengths: Vec<f64> = reader.array()?;
    let component_km: Vec<f32> = reader.array()?;
    let shapes: Vec<LonLat> = reader.array()?;
    let ways = parse_ways(reader)?;
    let profile = Profile::from_toml(reader.text()?).ok()?;
    let report = serde_json::from_str(reader.text()?).ok()?;

    let ends = segments.iter().skip(1).map(|segment| segment[1]).chain([u32::try_from(shapes.len()).ok()?]);
    let shapes_fit = segments.iter().zip(ends).all(|(segment, end)| u64::from(segment[1]) + 2 <= u64::from(end));
    let fits = shapes_fit
        && edges.len() == costs.len()
        && kinds.len() == positions.len()
        && kinds.first().is_none_or(|&kind| kind == NodeKind::Junction as u8)
        && delays.len() == costs.len()
        && costs.iter().chain(delays.as_flattened()).all(|&cost| cost <= TravelTime::UNREACHED)
        && lengths.len() == segments.len()
        && component_km.len() == segments.len()
        && segments.iter().all(|segment| (segment[0] as usize) < ways.len())
        && edges.iter().all(|&[source, target, edge]| {
            source.max(target) < u32::try_from(positions.len()).unwrap_or(0) && ((edge >> 1) as usize) < segments.len()
        })
        && edges.is_sorted();
    if !fits {
        return None;
    }
    let nodes = positions.into_iter().zip(kinds).map(|(position, kind)| Some(Node { position, kind: node_kind(kind)? }));
    let edges = edges
        .into_iter()
        .zip(costs)
        .zip(delays)
        .map(|(([source, target, edge], cost), delay)| CostedEdge {
            source: NodeId::new(source as usize),
            target: NodeId::new(target as usize),
            edge: Edge { segment: SegmentId(edge >> 1), forward: edge & 1 == 1 },
            cost,
            delay,
        })
        .collect();
    let segments = segments
        .into_iter()
        .zip(lengths)
        .map(|([way, shape_start], length_m)| Segment { way, length_m, shape_start, forward: None, backward: None })
        .collect();
    let parts = GraphParts { nodes: nodes.collect::<Option<_>>()?, edges, segments, report };
    let mut network = assemble(parts, shapes, ways, profile);
    network.component_km = component_km;
    Some(network)
}

fn node_kind(kind: u8) -> Option<NodeKind> {
    [NodeKind::Junction, NodeKind::Approach, NodeKind::Origin].get(usize::from(kind)).copied()
}

fn parse_ways(reader: &mut ArrayReader<'_>) -> Option<Ways> {
    let osm_ids: Vec<i64> = reader.array()?;
    let speeds: Vec<[f64; 2]> = reader.array()?;
    let flags: Vec<u8> = reader.array()?;
    let first_pair: Vec<u32> = reader.array()?;
    let pairs: Vec<[u32; 2]> = reader.array()?;
    let lengths: Vec<u32> = reader.array()?;
    let mut texts = reader.text()?;
    let rules: Vec<Rule> = speeds.into_iter().zip(flags).map(|(speeds, flags)| rule(speeds, flags)).collect::<Option<_>>()?;
    let pairs = CompressedRows::from_parts(first_pair, pairs)?;
    let mut ways = Ways { osm_ids, rules, pairs, ..Ways::default() };
    for length in lengths {
        let (text, rest) = texts.split_at_checked(length as usize)?;
        ways.strings.intern(text);
        texts = rest;
    }
    (ways.rules.len() == ways.len() && ways.pairs.row_count() == ways.len()).then_some(ways)
}
