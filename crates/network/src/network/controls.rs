//! What delays or stops traffic at nodes: signals, barriers, level crossings.
//!
//! Times are milliseconds; a node that holds nobody up has no entry.

use rustc_hash::FxHashMap;

use crate::osm::{Extract, Tags};
use crate::profile::Profile;

/// What a node does to traffic.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Control {
    /// Delay of traffic along the way that the node lies on.
    pub(super) along_ms: u32,
    /// Delay of traffic against it.
    pub(super) against_ms: u32,
    /// Nobody passes.
    pub(super) shut: bool,
    /// Signals decide who goes first.
    pub(super) signals: bool,
}

/// The nodes of an extract that do something, by index.
#[derive(Debug, Default)]
pub(super) struct Controls {
    by_node: FxHashMap<u32, Control>,
}

impl Controls {
    pub(super) fn of(extract: &Extract, profile: &Profile) -> Self {
        let entry = |control: &crate::osm::Control| {
            let node = u32::try_from(extract.node_index(control.id)?).ok()?;
            let control = effect(profile, extract.control_tags(control));
            let idle = control.along_ms == 0 && control.against_ms == 0 && !control.shut;
            (!idle).then_some((node, control))
        };
        Self { by_node: extract.controls.iter().filter_map(entry).collect() }
    }

    pub(super) fn at(&self, node: u32) -> Control {
        self.by_node.get(&node).copied().unwrap_or_default()
    }

    /// Their nodes, in no order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        self.by_node.keys().copied()
    }
}

fn effect(profile: &Profile, tags: Tags<'_>) -> Control {
    let (seconds, shut) = profile.control(tags);
    let direction = tags.get("traffic_signals:direction").or_else(|| tags.get("direction"));
    let delay = |skipped: &str| if direction == Some(skipped) { 0 } else { ms(seconds) };
    Control {
        along_ms: delay("backward"),
        against_ms: delay("forward"),
        shut,
        signals: tags.get("highway") == Some("traffic_signals"),
    }
}

/// Whole milliseconds of seconds that a profile checked.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a day")]
pub(super) fn ms(seconds: f64) -> u32 {
    (seconds * 1000.0).round().max(0.0) as u32
}
