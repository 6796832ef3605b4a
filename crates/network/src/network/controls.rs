//! Traffic controls at OSM nodes: signals, barriers and level crossings that delay or stop traffic.
//!
//! Times are milliseconds; a node without delay has no entry.

use rustc_hash::FxHashMap;

use crate::osm::{Control, Extract, Tags};
use crate::profile::Profile;

/// The effect of a node on traffic.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ControlEffect {
    /// Delay of traffic along the way that the node lies on.
    pub(super) along_ms: u32,
    /// Delay of traffic against it.
    pub(super) against_ms: u32,
    /// No traffic passes.
    pub(super) closed: bool,
    /// Signals decide the right of way.
    pub(super) signals: bool,
}

/// The nodes of an extract that delay or stop traffic, by index.
#[derive(Debug, Default)]
pub(super) struct Controls {
    by_node: FxHashMap<u32, ControlEffect>,
}

impl Controls {
    pub(super) fn of(extract: &Extract, profile: &Profile) -> Self {
        let entry = |control: &Control| {
            let node = u32::try_from(extract.node_index(control.id)?).ok()?;
            let control = effect(profile, extract.control_tags(control));
            let idle = control.along_ms == 0 && control.against_ms == 0 && !control.closed;
            (!idle).then_some((node, control))
        };
        Self { by_node: extract.controls.iter().filter_map(entry).collect() }
    }

    pub(super) fn at(&self, node: u32) -> ControlEffect {
        self.by_node.get(&node).copied().unwrap_or_default()
    }

    /// The nodes in arbitrary order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        self.by_node.keys().copied()
    }
}

fn effect(profile: &Profile, tags: Tags<'_>) -> ControlEffect {
    let (seconds, closed) = profile.control(tags);
    let direction = tags.get("traffic_signals:direction").or_else(|| tags.get("direction"));
    let delay = |skipped: &str| if direction == Some(skipped) { 0 } else { milliseconds(seconds) };
    ControlEffect {
        along_ms: delay("backward"),
        against_ms: delay("forward"),
        closed,
        signals: tags.get("highway") == Some("traffic_signals"),
    }
}

/// Whole milliseconds of a time in seconds from a profile, which checked its range.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a day")]
pub(super) fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1000.0).round().max(0.0) as u32
}
