//! Merge of the blocks of all files into one extract, sorted by id and independent of the order of blocks.
//!
//! Where several files hold an object, that of the first file stays.

use rustc_hash::FxHashMap;

use super::area;
use super::block::{Block, BlockWay};
use super::extract::{Control, Counts, Extract, OsmId, OsmWay, Poi, RailRoute, Settlement};
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_foundation::position::LonLat;

/// An extract whose positions are not read yet.
pub(super) struct Merged {
    extract: Extract,
    /// Areas: id, rings as node ids, tags.
    areas: Vec<Area>,
    rings: FxHashMap<i64, Vec<i64>>,
}

struct Area {
    id: OsmId,
    ring: Vec<i64>,
    outer_ways: Vec<i64>,
    tags: std::ops::Range<usize>,
}

/// Merges the objects of all files, sorted by id; of repeated objects that of the first file stays.
pub(super) fn objects(files: &[Vec<Block>]) -> Result<Merged> {
    let mut merged = Merged { extract: Extract::default(), areas: Vec::new(), rings: FxHashMap::default() };
    let mut ways = Vec::new();
    let mut points = Vec::new();
    for block in files.iter().flatten() {
        merged.add_block(block, &mut ways, &mut points);
    }
    // The sorts are stable, so that of repeated objects the first file's comes first.
    merged.extract.counts.repeated += distinct(&mut ways, |way| way.id);
    merged.extract.counts.repeated += distinct(&mut points, |poi| poi.id);
    merged.extract.counts.repeated += distinct(&mut merged.areas, |area| area.id);
    // A control may be a possible facility too, and was counted there.
    distinct(&mut merged.extract.controls, |control| control.id);
    merged.extract.counts.repeated += distinct(&mut merged.extract.restrictions, |restriction| restriction.id);
    merged.extract.counts.repeated += distinct(&mut merged.extract.routes, |route| route.id);
    if merged.extract.strings.len() >= u32::MAX as usize {
        return Err(Error::new(ErrorKind::Extract, "the extracts hold more distinct strings than can be numbered"));
    }
    merged.extract.ways = ways;
    merged.extract.settlements = points.iter().filter_map(|poi| settlement(&merged.extract, poi)).collect();
    merged.extract.pois = points;
    Ok(merged)
}

/// Sorts by id and keeps the first of each id; returns the number of those removed.
fn distinct<T, K: Ord>(items: &mut Vec<T>, id: impl Fn(&T) -> K) -> u64 {
    items.sort_by_key(&id);
    let before = items.len();
    items.dedup_by_key(|item| id(item));
    (before - items.len()) as u64
}

fn settlement(extract: &Extract, poi: &Poi) -> Option<Settlement> {
    let tags = extract.poi_tags(poi);
    let OsmId::Node(id) = poi.id else { return None };
    Some(Settlement {
        id,
        kind: tags.get("place")?.to_owned(),
        name: tags.get("name").unwrap_or_default().to_owned(),
        population: tags.get("population").and_then(|text| text.trim().parse().ok()),
        position: poi.position,
    })
}

impl Merged {
    /// Adds the objects of a block; ways and points with tags go to lists of their own.
    fn add_block(&mut self, block: &Block, ways: &mut Vec<OsmWay>, points: &mut Vec<Poi>) {
        self.add_counts(&block.counts);
        let numbers: Vec<u32> = block.texts.iter().map(|text| self.extract.strings.intern(text)).collect();
        let first_pair = self.extract.pairs.len();
        let number = |local: u32| numbers.get(local as usize).copied().unwrap_or_default();
        self.extract.pairs.extend(block.pairs.iter().map(|&[k, v]| [number(k), number(v)]));
        let moved = |range: &std::ops::Range<usize>| range.start + first_pair..range.end + first_pair;

        let first_ref = self.extract.refs.len();
        self.extract.refs.extend_from_slice(&block.refs);
        let ring = |line: &BlockWay| block.refs.get(line.refs.clone()).unwrap_or_default().to_vec();
        ways.extend(block.ways.iter().map(|line| OsmWay {
            id: line.id,
            refs: line.refs.start + first_ref..line.refs.end + first_ref,
            tags: moved(&line.tags),
        }));
        points.extend(block.points.iter().map(|(id, position, tags)| Poi {
            id: OsmId::Node(*id),
            position: *position,
            tags: moved(tags),
        }));
        self.areas.extend(block.areas.iter().map(|line| Area {
            id: OsmId::Way(line.id),
            ring: ring(line),
            outer_ways: Vec::new(),
            tags: moved(&line.tags),
        }));
        self.areas.extend(block.multipolygons.iter().map(|(id, outer, tags)| Area {
            id: OsmId::Relation(*id),
            ring: Vec::new(),
            outer_ways: outer.clone(),
            tags: moved(tags),
        }));
        self.extract.controls.extend(block.controls.iter().map(|(id, tags)| Control { id: *id, tags: moved(tags) }));
        self.extract.restrictions.extend(block.restrictions.iter().cloned());
        self.extract.routes.extend(block.routes.iter().map(|(id, members, tags)| RailRoute {
            id: *id,
            members: members.clone(),
            tags: moved(tags),
        }));
    }

    fn add_counts(&mut self, part: &Counts) {
        let counts = &mut self.extract.counts;
        counts.nodes += part.nodes;
        counts.ways += part.ways;
        counts.relations += part.relations;
        counts.bad_positions += part.bad_positions;
    }

    /// The member ways of multipolygons of facilities, sorted.
    pub(super) fn multipolygon_ways(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.areas.iter().flat_map(|area| area.outer_ways.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Node references of the ways of multipolygons; the first of repeated ways stays.
    pub(super) fn set_rings(&mut self, rings: impl Iterator<Item = (i64, Vec<i64>)>) {
        for (id, refs) in rings {
            self.rings.entry(id).or_insert(refs);
        }
    }

    /// The ids of all nodes whose position is needed, sorted.
    pub(super) fn node_ids(&self) -> Vec<i64> {
        let of_ways = self.extract.ways.iter().flat_map(|way| self.extract.refs(way).iter());
        let of_areas = self.areas.iter().flat_map(|area| area.ring.iter());
        let of_rings = self.rings.values().flatten();
        let members = self.extract.routes.iter().flat_map(|route| &route.members);
        let of_routes = members.filter_map(|member| if let OsmId::Node(id) = &member.id { Some(id) } else { None });
        let mut ids: Vec<i64> = of_ways.chain(of_areas).chain(of_rings).chain(of_routes).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Adds the positions, and the areas that follow from them.
    pub(super) fn finish(mut self, node_ids: Vec<i64>, positions: &[Option<LonLat>]) -> Extract {
        self.extract.counts.missing_nodes = positions.iter().filter(|position| position.is_none()).count() as u64;
        let found = node_ids.into_iter().zip(positions).filter_map(|(id, position)| Some((id, (*position)?)));
        (self.extract.node_ids, self.extract.node_places) = found.unzip();
        let extract = &self.extract;
        let position = |id: &i64| extract.node_index(*id).map(|index| extract.node_place(index));
        let mut areas = Vec::with_capacity(self.areas.len());
        let mut lost = 0;
        for area in &self.areas {
            let rings: Vec<Vec<LonLat>> = std::iter::once(&area.ring)
                .chain(area.outer_ways.iter().filter_map(|id| self.rings.get(id)))
                .map(|refs| refs.iter().filter_map(position).collect())
                .collect();
            match area::centroid(&rings) {
                Some(position) => areas.push(Poi { id: area.id, position, tags: area.tags.clone() }),
                None => lost += 1,
            }
        }
        self.extract.counts.areas_without_position = lost;
        self.extract.pois.extend(areas);
        self.extract.pois.sort_by_key(|poi| poi.id);
        self.extract
    }
}
