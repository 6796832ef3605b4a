//! Delays at junctions and nodes: turns, signals, barriers and level crossings, in seconds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Delays at junctions and at nodes of roads. The default is none, and no restriction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TurnRules {
    /// Whether turn restrictions hold.
    pub restrictions: bool,
    /// The number of junctions beyond a restricted turn at which U-turns are forbidden, except at dead ends.
    pub u_turn_junctions: u32,
    /// A full turn to the side that traffic drives on, in seconds.
    pub near_s: f64,
    /// A full turn across the oncoming traffic, in seconds.
    pub far_s: f64,
    /// The greatest deviation from straight on, in degrees, at which a turn costs nothing.
    pub straight_deg: f64,
    /// The least deviation from straight on, in degrees, at which a turn costs its full time; between the two angles the
    /// cost is interpolated linearly.
    pub full_deg: f64,
    /// Arriving on a road of lower class than the highest at the junction, without signals, in seconds.
    pub give_way_s: f64,
    /// Driving into a roundabout, in seconds.
    pub roundabout_s: f64,
    /// Turn costs that differ by at most this, in seconds, share one node and are averaged.
    pub tolerance_s: f64,
    /// `highway=traffic_signals`, in seconds for each such node.
    pub signal_s: f64,
    /// A crossing for pedestrians with signals, in seconds.
    pub pedestrian_signal_s: f64,
    /// `highway=stop`, in seconds.
    pub stop_s: f64,
    /// `railway=level_crossing`, in seconds.
    pub level_crossing_s: f64,
    /// Seconds by value of `barrier` on a node; a barrier that is in neither list costs nothing.
    pub barriers: BTreeMap<String, f64>,
    /// Values of `barrier` on a node that close it unless an access tag there permits passage.
    pub shut_barriers: Vec<String>,
}

impl TurnRules {
    /// Whether no cost at a junction depends on the turn.
    #[must_use]
    pub fn is_free(&self) -> bool {
        let delays = [self.near_s, self.far_s, self.give_way_s, self.roundabout_s];
        !self.restrictions && self.shut_barriers.is_empty() && delays.iter().all(|&delay| delay <= 0.0)
    }

    /// The error in the numbers, if any.
    pub(super) fn problem(&self) -> Option<String> {
        let seconds = [
            ("near_s", self.near_s),
            ("far_s", self.far_s),
            ("give_way_s", self.give_way_s),
            ("roundabout_s", self.roundabout_s),
            ("tolerance_s", self.tolerance_s),
            ("signal_s", self.signal_s),
            ("pedestrian_signal_s", self.pedestrian_signal_s),
            ("stop_s", self.stop_s),
            ("level_crossing_s", self.level_crossing_s),
        ];
        let barriers = self.barriers.iter().map(|(name, seconds)| (name.as_str(), *seconds));
        if let Some((name, value)) = seconds.into_iter().chain(barriers).find(|(_, value)| !(0.0..=3600.0).contains(value)) {
            return Some(format!("turns: {name} = {value} is not between 0 and 3600 seconds"));
        }
        let angles_fit = 0.0 <= self.straight_deg && self.straight_deg <= self.full_deg && self.full_deg <= 180.0;
        (!angles_fit).then(|| {
            let (straight, full) = (self.straight_deg, self.full_deg);
            format!("turns: straight_deg = {straight} and full_deg = {full} are not in order between 0 and 180")
        })
    }
}
