//! Decoding of one block of a file: the objects that are kept, with strings numbered within the block.
//!
//! In: a decoded block. Out: a [`Block`]; a block with a string number that does not exist gives `None`.

use osmpbf::{PrimitiveBlock, RelMemberType};

use super::extract::{Member, OsmId, Restriction};
use tongda_foundation::position::LonLat;

/// Keys that make a node or area a possible facility.
const FACILITY_KEYS: [&str; 10] =
    ["amenity", "healthcare", "leisure", "tourism", "emergency", "office", "aeroway", "railway", "public_transport", "power"];

/// Values of `highway` on a node that delay traffic.
const HIGHWAY_CONTROLS: [&[u8]; 4] = [b"traffic_signals", b"stop", b"give_way", b"crossing"];

/// Keys by which older restrictions hold at certain hours or on certain days only.
const HOURS: [&str; 4] = ["hour_on", "hour_off", "day_on", "day_off"];

/// Values of `route` on a relation that are rail services.
const RAIL_ROUTES: [&[u8]; 5] = [b"train", b"light_rail", b"subway", b"tram", b"monorail"];

/// The kept objects of a block. Strings are numbers into `texts`.
#[derive(Default)]
pub(super) struct Block {
    pub(super) has_nodes: bool,
    pub(super) has_ways: bool,
    pub(super) counts: super::Counts,
    pub(super) texts: Vec<Box<str>>,
    pub(super) pairs: Vec<[u32; 2]>,
    pub(super) refs: Vec<i64>,
    /// Ways for traffic: id, refs, tags.
    pub(super) ways: Vec<BlockWay>,
    /// Closed ways that may be facilities.
    pub(super) areas: Vec<BlockWay>,
    /// Nodes that may be facilities or settlements: id, position, tags.
    pub(super) points: Vec<(i64, LonLat, std::ops::Range<usize>)>,
    /// Multipolygons that may be facilities: id, outer ways, tags.
    pub(super) multipolygons: Vec<(i64, Vec<i64>, std::ops::Range<usize>)>,
    /// Nodes that delay or stop traffic: id, tags.
    pub(super) controls: Vec<(i64, std::ops::Range<usize>)>,
    pub(super) restrictions: Vec<Restriction>,
    /// Rail services: id, members, tags.
    pub(super) routes: Vec<(i64, Vec<Member>, std::ops::Range<usize>)>,
}

/// A way with its ranges in the block's lists.
#[derive(Clone)]
pub(super) struct BlockWay {
    pub(super) id: i64,
    pub(super) refs: std::ops::Range<usize>,
    pub(super) tags: std::ops::Range<usize>,
}

/// The meaning of a key of the block's string table for the choice of objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Other,
    Way,
    Route,
    Facility,
    Railway,
    Barrier,
    Place,
    Type,
}

/// Reads the block.
///
/// `None` when the block is damaged: a string number does not exist.
pub(super) fn read(block: &PrimitiveBlock) -> Option<Block> {
    let table = block.raw_stringtable();
    let roles: Vec<Role> = table.iter().map(|text| role_of(text)).collect();
    let mut reader = BlockReader { table, numbers: vec![u32::MAX; table.len()], out: Block::default() };

    for group in block.groups() {
        for node in group.dense_nodes() {
            let position = LonLat::from_e7(e7(node.nano_lon()), e7(node.nano_lat()));
            let tags = node.raw_tags().map(|(k, v)| (u32::try_from(k).unwrap_or(u32::MAX), u32::try_from(v).unwrap_or(u32::MAX)));
            reader.node(node.id, position, tags, &roles)?;
        }
        for node in group.nodes() {
            let position = LonLat::from_e7(e7(node.nano_lon()), e7(node.nano_lat()));
            reader.node(node.id(), position, node.raw_tags(), &roles)?;
        }
        for way in group.ways() {
            reader.way(&way, &roles)?;
        }
        for relation in group.relations() {
            reader.relation(&relation, &roles)?;
        }
    }
    Some(reader.out)
}

/// Nanodegrees to 1e-7 degrees; `i32::MIN`, which is off the earth, when they do not fit.
pub(super) fn e7(nano: i64) -> i32 {
    i32::try_from(nano / 100).unwrap_or(i32::MIN)
}

fn role_of(text: &[u8]) -> Role {
    match text {
        b"highway" => Role::Way,
        b"railway" => Role::Railway,
        b"barrier" => Role::Barrier,
        b"route" => Role::Route,
        b"place" => Role::Place,
        b"type" => Role::Type,
        _ if FACILITY_KEYS.iter().any(|key| key.as_bytes() == text) => Role::Facility,
        _ => Role::Other,
    }
}

struct BlockReader<'a> {
    table: &'a [Vec<u8>],
    /// Numbers in `out.texts` by number in the block's table; `u32::MAX` when not kept yet.
    numbers: Vec<u32>,
    out: Block,
}

impl BlockReader<'_> {
    fn node(
        &mut self,
        id: i64,
        position: Option<LonLat>,
        tags: impl Iterator<Item = (u32, u32)> + Clone,
        roles: &[Role],
    ) -> Option<()> {
        self.out.has_nodes = true;
        self.out.counts.nodes += 1;
        let Some(position) = position else {
            self.out.counts.bad_positions += 1;
            return Some(());
        };
        let (mut kept, mut control) = (false, false);
        for (key, value) in tags.clone() {
            let role = *roles.get(key as usize)?;
            kept |= matches!(role, Role::Facility | Role::Railway | Role::Place);
            control |= match role {
                Role::Barrier => true,
                Role::Railway => self.table.get(value as usize)?.as_slice() == b"level_crossing",
                Role::Way => HIGHWAY_CONTROLS.contains(&self.table.get(value as usize)?.as_slice()),
                _ => false,
            };
        }
        if kept || control {
            let tags = self.tags(tags)?;
            if kept {
                self.out.points.push((id, position, tags.clone()));
            }
            if control {
                self.out.controls.push((id, tags));
            }
        }
        Some(())
    }

    fn way(&mut self, way: &osmpbf::Way<'_>, roles: &[Role]) -> Option<()> {
        self.out.has_ways = true;
        self.out.counts.ways += 1;
        let (mut line, mut facility) = (false, false);
        for (key, value) in way.raw_tags() {
            match roles.get(key as usize)? {
                Role::Way => line = true,
                Role::Route => line |= self.table.get(value as usize)?.as_slice() == b"ferry",
                Role::Railway => (line, facility) = (true, true),
                Role::Facility => facility = true,
                Role::Other | Role::Barrier | Role::Place | Role::Type => {}
            }
        }
        let refs = way.raw_refs();
        let closed = refs.len() > 3 && way.refs().next() == way.refs().last();
        let area = facility && closed;
        if line || area {
            let start = self.out.refs.len();
            self.out.refs.extend(way.refs());
            let tags = self.tags(way.raw_tags())?;
            let kept = BlockWay { id: way.id(), refs: start..self.out.refs.len(), tags };
            if area {
                self.out.areas.push(kept.clone());
            }
            if line {
                self.out.ways.push(kept);
            }
        }
        Some(())
    }

    fn relation(&mut self, relation: &osmpbf::Relation<'_>, roles: &[Role]) -> Option<()> {
        self.out.counts.relations += 1;
        let (mut kind, mut facility, mut rail) = (&b""[..], false, false);
        for (key, value) in relation.raw_tags() {
            match roles.get(key as usize)? {
                Role::Type => kind = self.table.get(value as usize)?,
                Role::Route => rail = RAIL_ROUTES.contains(&self.table.get(value as usize)?.as_slice()),
                Role::Facility | Role::Railway => facility = true,
                _ => {}
            }
        }
        if kind == b"restriction" {
            let mut restriction = Restriction { id: relation.id(), members: members(relation)?, ..Restriction::default() };
            let hours_only = relation.tags().any(|(key, _)| HOURS.contains(&key));
            for (key, value) in relation.tags() {
                let stripped = key.strip_suffix(":conditional");
                let key = stripped.unwrap_or(key);
                let conditional = hours_only || stripped.is_some() || value.contains('@');
                match key.strip_prefix("restriction") {
                    Some("" | ":") if !conditional => value.clone_into(&mut restriction.kind),
                    Some(vehicle) if !conditional => {
                        let vehicle = vehicle.trim_start_matches(':').to_owned();
                        restriction.vehicles.push((vehicle, value.to_owned()));
                    }
                    Some(_) => restriction.conditional = true,
                    None if key == "except" => value.clone_into(&mut restriction.except),
                    None => {}
                }
            }
            self.out.restrictions.push(restriction);
        } else if kind == b"route" && rail {
            let tags = self.tags(relation.raw_tags())?;
            self.out.routes.push((relation.id(), members(relation)?, tags));
        } else if kind == b"multipolygon" && facility {
            let outer = relation
                .members()
                .filter(|member| member.member_type == RelMemberType::Way && member.role().is_ok_and(|role| role != "inner"))
                .map(|member| member.member_id)
                .collect();
            let tags = self.tags(relation.raw_tags())?;
            self.out.multipolygons.push((relation.id(), outer, tags));
        }
        Some(())
    }

    fn tags(&mut self, tags: impl Iterator<Item = (u32, u32)>) -> Option<std::ops::Range<usize>> {
        let start = self.out.pairs.len();
        for (key, value) in tags {
            let pair = [self.number(key)?, self.number(value)?];
            self.out.pairs.push(pair);
        }
        Some(start..self.out.pairs.len())
    }

    fn number(&mut self, index: u32) -> Option<u32> {
        let text = self.table.get(index as usize)?;
        let number = self.numbers.get_mut(index as usize)?;
        if *number == u32::MAX {
            *number = u32::try_from(self.out.texts.len()).ok()?;
            self.out.texts.push(String::from_utf8_lossy(text).into());
        }
        Some(*number)
    }
}

fn members(relation: &osmpbf::Relation<'_>) -> Option<Vec<Member>> {
    let member = |member: osmpbf::RelMember<'_>| {
        let id = match member.member_type {
            RelMemberType::Node => OsmId::Node(member.member_id),
            RelMemberType::Way => OsmId::Way(member.member_id),
            RelMemberType::Relation => OsmId::Relation(member.member_id),
        };
        Some(Member { role: member.role().ok()?.to_owned(), id })
    };
    relation.members().map(member).collect()
}
