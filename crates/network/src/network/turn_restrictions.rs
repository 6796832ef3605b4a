//! Turn restrictions of the extract as forbidden sequences of arcs.
//!
//! A restriction whose ways are not in the network is counted and not applied, and so is one that names a single turn
//! and fits several.

use rustc_hash::FxHashMap;

use super::junction::turn_deg;
use super::report::BuildReport;
use super::topology::RoadTopology;
use crate::osm::{OsmId, Restriction};

/// Traffic that came by the arcs of `path`, in this order, may not go on by `out`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TurnRestriction {
    pub(super) path: Vec<u32>,
    pub(super) out: u32,
}

/// The most pieces that a restriction may lead over.
const LONGEST: usize = 32;

/// Whether a restriction forbids a turn or all others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    No,
    Only,
}

/// The turn that a restriction's kind names.
#[derive(Clone, Copy, PartialEq)]
enum Turn {
    Any,
    /// The angle in degrees clockwise from straight on.
    Towards(f64),
    Back,
    /// From any of several ways, or to any of them.
    Each,
}

/// The least angle of a U-turn, in degrees from straight on.
const U_TURN_DEG: f64 = 120.0;

/// The turn restrictions that hold for the profile, sorted; the others are counted.
pub(super) fn turn_restrictions(topology: &RoadTopology<'_>, report: &mut BuildReport) -> Vec<TurnRestriction> {
    let rules = &topology.input.profile;
    let mut found = Vec::new();
    if !rules.turns.restrictions {
        return found;
    }
    let pieces = pieces_by_way(topology);
    for restriction in &topology.input.extract.restrictions {
        let Some(kind) = kind_for(restriction, &rules.access_tags) else {
            let counter =
                if restriction.conditional { &mut report.restrictions_conditional } else { &mut report.restrictions_of_others };
            *counter += 1;
            continue;
        };
        let placed: Vec<Vec<TurnRestriction>> =
            kind.split(';').filter_map(|kind| locate(topology, &pieces, restriction, kind.trim())).collect();
        let counter = if placed.is_empty() { &mut report.restrictions_unplaced } else { &mut report.restrictions_applied };
        *counter += 1;
        found.extend(placed.into_iter().flatten());
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The kind of the restriction for a mode, given by its access tags; `None` when it does not hold for the mode.
fn kind_for<'r>(restriction: &'r Restriction, names: &[String]) -> Option<&'r str> {
    let names = || names.iter().filter(|name| *name != "access");
    if restriction.except.split(';').any(|other| names().any(|name| name == other.trim())) {
        return None;
    }
    let own = names().find_map(|name| restriction.vehicles.iter().find(|(vehicle, _)| vehicle == name));
    let kind = own.map_or(restriction.kind.as_str(), |(_, kind)| kind.as_str());
    (!kind.is_empty()).then_some(kind)
}

fn sense(kind: &str) -> Option<(Sense, Turn)> {
    let (sense, name) = match kind.split_once('_')? {
        ("no", name) => (Sense::No, name),
        ("only", name) => (Sense::Only, name),
        _ => return None,
    };
    let turn = match name {
        "left_turn" => Turn::Towards(-90.0),
        "right_turn" => Turn::Towards(90.0),
        "straight_on" => Turn::Towards(0.0),
        "u_turn" => Turn::Back,
        "entry" | "exit" => Turn::Each,
        _ => Turn::Any,
    };
    Some((sense, turn))
}

/// The pieces of each way, by OSM id.
fn pieces_by_way(topology: &RoadTopology<'_>) -> FxHashMap<i64, Vec<u32>> {
    let wanted = topology.input.extract.restrictions.iter().flat_map(|restriction| &restriction.members);
    let mut pieces: FxHashMap<i64, Vec<u32>> = wanted
        .filter_map(|member| match member.id {
            OsmId::Way(id) => Some((id, Vec::new())),
            _ => None,
        })
        .collect();
    for (number, piece) in (0..).zip(topology.input.pieces) {
        if let Some(list) = pieces.get_mut(&topology.input.ways.osm_id(piece.way)) {
            list.push(number);
        }
    }
    pieces
}

/// The forbidden turns of a restriction of one kind; `None` when they are not in the network or ambiguous.
fn locate(
    topology: &RoadTopology<'_>,
    pieces: &FxHashMap<i64, Vec<u32>>,
    restriction: &Restriction,
    kind: &str,
) -> Option<Vec<TurnRestriction>> {
    let (sense, turn) = sense(kind)?;
    let arcs = |role: &str| -> Vec<u32> {
        let ways = restriction.members.iter().filter(|member| member.role == role);
        let found = ways.filter_map(|member| if let OsmId::Way(id) = member.id { pieces.get(&id) } else { None });
        found.flatten().flat_map(|piece| [piece * 2, piece * 2 + 1]).collect()
    };
    let exists = |arc: &u32| topology.leaving(topology.tail(*arc)).contains(arc);
    let (from, to): (Vec<u32>, Vec<u32>) = (arcs("from"), arcs("to"));
    let node = restriction.members.iter().find_map(|member| match member.id {
        OsmId::Node(id) if member.role == "via" => Some(id),
        _ => None,
    });
    let over_ways = restriction.members.iter().any(|member| member.role == "via" && matches!(member.id, OsmId::Way(_)));
    let paths: Vec<Vec<u32>> = if let Some(node) = node.filter(|_| !over_ways) {
        let node = u32::try_from(topology.input.extract.node_index(node)?).ok()?;
        let via = topology.junction(node);
        from.iter().filter(|&arc| exists(arc) && topology.head(*arc) == via).map(|&arc| vec![arc]).collect()
    } else {
        let via = arcs("via");
        from.iter().filter(|&arc| exists(arc)).flat_map(|&arc| along(topology, arc, &via, &to)).collect()
    };
    let turns = paths.iter().flat_map(|path| {
        let end = path.last().copied().unwrap_or_default();
        let outs = topology.leaving(topology.head(end)).iter().filter(|out| to.contains(out));
        outs.map(move |&out| (path, end, out))
    });
    let meant = fitting(topology, turns, turn);
    match sense {
        Sense::No if meant.is_empty() => None,
        Sense::No => Some(meant.into_iter().map(|(path, out)| TurnRestriction { path: path.clone(), out }).collect()),
        Sense::Only => {
            let &[(path, out)] = meant.as_slice() else { return None };
            Some(other_turns(topology, path, out))
        }
    }
}

/// The turns that a mandatory one forbids: all others from its path, except U-turns.
///
/// Over via ways, traffic that has gone from the first road into them stays on them to their end. Whether it may leave the
/// first road by other ways, the definition of the tag leaves open; such turns stay allowed.
fn other_turns(topology: &RoadTopology<'_>, path: &[u32], out: u32) -> Vec<TurnRestriction> {
    let first = usize::from(path.len() > 1);
    let positions = (first..path.len()).filter_map(|last| Some((path.get(..=last)?, *path.get(last + 1).unwrap_or(&out))));
    let others = positions.flat_map(|(path, wanted)| {
        let end = path.last().copied().unwrap_or_default();
        let outs = topology.leaving(topology.head(end)).iter();
        let others = outs.filter(move |&&other| other != wanted && other != end ^ 1);
        others.map(move |&other| TurnRestriction { path: path.to_vec(), out: other })
    });
    others.collect()
}

/// The turns between the ways of a restriction that fit its kind: one, or all for kinds with several ways, or all U-turns.
/// None where the kind fits several turns equally well.
fn fitting<'p>(
    topology: &RoadTopology<'_>,
    turns: impl Iterator<Item = (&'p Vec<u32>, u32, u32)>,
    turn: Turn,
) -> Vec<(&'p Vec<u32>, u32)> {
    let wanted = turns.filter(|&(path, end, out)| out != end ^ 1 || (turn == Turn::Back && path.len() == 1));
    let mut fitting: Vec<(f64, (&Vec<u32>, u32))> = wanted
        .map(|(path, _, out)| {
            // Over ways, the turn from the first road into the last.
            let degrees = path.first().map_or(0.0, |&from| turn_deg(topology, from, out));
            let off = match turn {
                Turn::Towards(angle) => (degrees - angle).abs(),
                Turn::Back => 180.0 - degrees.abs(),
                Turn::Any | Turn::Each => 0.0,
            };
            (off, (path, out))
        })
        .collect();
    fitting.sort_by(|a, b| a.0.total_cmp(&b.0));
    match fitting.as_slice() {
        [only] => vec![only.1],
        [_, ..] if turn == Turn::Each => fitting.into_iter().map(|(_, turn)| turn).collect(),
        [_, ..] if turn == Turn::Back => {
            fitting.into_iter().filter(|(off, _)| *off <= 180.0 - U_TURN_DEG).map(|(_, turn)| turn).collect()
        }
        [best, next, ..] if best.0 + 10.0 < next.0 => vec![best.1],
        _ => Vec::new(),
    }
}

/// The paths from an arc over all via ways to a junction that a `to` arc leaves.
fn along(topology: &RoadTopology<'_>, from: u32, via: &[u32], to: &[u32]) -> Vec<Vec<u32>> {
    let way = |arc: u32| topology.piece(arc).way;
    let mut ways: Vec<u32> = via.iter().map(|&arc| way(arc)).collect();
    ways.sort_unstable();
    ways.dedup();
    let mut found = Vec::new();
    let mut open = vec![vec![from]];
    while let Some(path) = open.pop() {
        let end = path.last().copied().unwrap_or(from);
        let outs = topology.leaving(topology.head(end));
        let all_passed = ways.iter().all(|&via| path.iter().skip(1).any(|&arc| way(arc) == via));
        if all_passed && path.len() > 1 && outs.iter().any(|out| to.contains(out) && *out != end ^ 1) {
            found.push(path);
            continue;
        }
        if path.len() < LONGEST && open.len() < LONGEST {
            let next = outs.iter().filter(|&&out| via.contains(&out) && path.iter().all(|arc| arc >> 1 != out >> 1));
            open.extend(next.map(|&out| {
                let mut longer = path.clone();
                longer.push(out);
                longer
            }));
        }
    }
    found
}
