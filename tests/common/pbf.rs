//! Small OpenStreetMap extracts for tests, written in the PBF format.

/// A node, way or relation.
#[derive(Clone, Debug)]
pub enum Item {
    /// Id, lon, lat, tags.
    Node(i64, f64, f64, Vec<(&'static str, String)>),
    /// Id, nodes, tags.
    Way(i64, Vec<i64>, Vec<(&'static str, String)>),
    /// Id, members (`n`, `w` or `r`, id, role), tags.
    Relation(i64, Vec<(char, i64, &'static str)>, Vec<(&'static str, String)>),
}

/// Tags from pairs of texts.
pub fn tags(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|&(key, value)| (key, value.to_owned())).collect()
}

/// The items in this order as a file, `block` of them in each block.
pub fn to_pbf(items: &[Item], block: usize) -> Vec<u8> {
    let mut header = Vec::new();
    bytes(&mut header, 4, b"OsmSchema-V0.6");
    let mut file = blob("OSMHeader", &header);
    for part in items.chunks(block.max(1)) {
        file.extend(blob("OSMData", &primitive_block(part)));
    }
    file
}

fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    bytes(&mut body, 1, content);
    number(&mut body, 2, content.len() as u64);
    let mut header = Vec::new();
    bytes(&mut header, 1, kind.as_bytes());
    number(&mut header, 3, body.len() as u64);
    let length = u32::try_from(header.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], &header, &body].concat()
}

fn primitive_block(items: &[Item]) -> Vec<u8> {
    let mut strings: Vec<String> = vec![String::new()];
    let mut group = Vec::new();
    for item in items {
        let (field, item) = match item {
            Item::Node(id, lon, lat, tags) => {
                let mut node = Vec::new();
                number(&mut node, 1, zigzag(*id));
                tagged(&mut node, tags, &mut strings);
                number(&mut node, 8, zigzag(hundred_nano(*lat)));
                number(&mut node, 9, zigzag(hundred_nano(*lon)));
                (1, node)
            }
            Item::Way(id, refs, tags) => {
                let mut way = Vec::new();
                number(&mut way, 1, id.cast_unsigned());
                tagged(&mut way, tags, &mut strings);
                packed(&mut way, 8, deltas(refs.iter().copied()));
                (3, way)
            }
            Item::Relation(id, members, tags) => {
                let mut relation = Vec::new();
                number(&mut relation, 1, id.cast_unsigned());
                tagged(&mut relation, tags, &mut strings);
                packed(&mut relation, 8, members.iter().map(|(_, _, role)| position(role, &mut strings)).collect::<Vec<_>>());
                packed(&mut relation, 9, deltas(members.iter().map(|(_, id, _)| *id)));
                let kind = |kind: char| match kind {
                    'n' => 0,
                    'w' => 1,
                    // No member is of this type.
                    'x' => 5,
                    _ => 2,
                };
                packed(&mut relation, 10, members.iter().map(|(member, _, _)| kind(*member)));
                (4, relation)
            }
        };
        bytes(&mut group, field, &item);
    }
    let mut table = Vec::new();
    for string in &strings {
        bytes(&mut table, 1, string.as_bytes());
    }
    let mut block = Vec::new();
    bytes(&mut block, 1, &table);
    bytes(&mut block, 2, &group);
    block
}

fn tagged(out: &mut Vec<u8>, tags: &[(&'static str, String)], strings: &mut Vec<String>) {
    let keys: Vec<u64> = tags.iter().map(|(key, _)| position(key, strings)).collect();
    let values: Vec<u64> = tags.iter().map(|(_, value)| position(value, strings)).collect();
    packed(out, 2, keys);
    packed(out, 3, values);
}

fn position(text: &str, strings: &mut Vec<String>) -> u64 {
    let found = strings.iter().skip(1).position(|string| string == text).map(|found| found + 1);
    found.unwrap_or_else(|| {
        strings.push(text.to_owned());
        strings.len() - 1
    }) as u64
}

#[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
fn hundred_nano(degrees: f64) -> i64 {
    (degrees * 1e7).round() as i64
}

fn deltas(values: impl Iterator<Item = i64>) -> Vec<u64> {
    let mut before = 0;
    values.map(|value| zigzag(value - std::mem::replace(&mut before, value))).collect()
}

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

fn bytes(out: &mut Vec<u8>, field: u64, content: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, content.len() as u64);
    out.extend(content);
}

fn packed(out: &mut Vec<u8>, field: u64, values: impl IntoIterator<Item = u64>) {
    let mut content = Vec::new();
    values.into_iter().for_each(|value| varint(&mut content, value));
    bytes(out, field, &content);
}
