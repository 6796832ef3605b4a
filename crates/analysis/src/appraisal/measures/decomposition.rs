//! Whose access changes: the change of a mean, split among residents who were covered before, who come to be, and who
//! still are not.
//!
//! A mean of all residents hides whether the near get nearer or the far are reached. With the residents `N` who have a
//! value both times, `Δ mean = Σ over groups of N[g] / N · Δ mean[g]`: the contributions add up to the whole change.

use crate::people::Cell;
use tongda_foundation::units::TravelTime;

/// Residents by whether all services of the circle are within the headline minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// All residents.
    All,
    /// Within them before (and, of closures, perhaps not after).
    Covered,
    /// Only after.
    Newly,
    /// Neither before nor after.
    NotCovered,
}

/// Which group each cell belongs to.
#[derive(Clone, Debug)]
pub struct Groups {
    of: Vec<Group>,
    /// Minutes to the whole circle before, by cell; `None` where it is not reached.
    pub minutes_before: Vec<Option<f64>>,
}

/// What a measure is before and after for the residents of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decomposition {
    /// The group.
    pub group: Group,
    /// All its residents.
    pub residents: f64,
    /// Those who have a value both times.
    pub valued: f64,
    /// Those who have one only after.
    pub newly_valued: f64,
    /// Mean of those who have a value both times.
    pub before: Option<f64>,
    /// The same after.
    pub after: Option<f64>,
    /// What the group adds to the change of the mean of all.
    pub contribution: Option<f64>,
}

impl Group {
    /// All groups, the whole first.
    pub const ALL: [Self; 4] = [Self::All, Self::Covered, Self::Newly, Self::NotCovered];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Covered => "already_covered",
            Self::Newly => "newly_covered",
            Self::NotCovered => "not_covered",
        }
    }
}

impl Groups {
    /// The groups by times to the whole circle before and after.
    #[must_use]
    pub fn new(before: &[TravelTime], after: &[TravelTime], headline_min: u32) -> Self {
        let limit = TravelTime::from_minutes(headline_min);
        let group = |(before, after): (&TravelTime, &TravelTime)| match (*before <= limit, *after <= limit) {
            (true, _) => Group::Covered,
            (false, true) => Group::Newly,
            (false, false) => Group::NotCovered,
        };
        Self {
            of: before.iter().zip(after).map(group).collect(),
            minutes_before: before.iter().map(|time| time.minutes()).collect(),
        }
    }
}

/// A measure's change for some of the cells, whole and by group.
#[must_use]
pub fn decompose(
    cells: &[Cell],
    inside: &[usize],
    groups: &Groups,
    (before, after): (&[Option<f64>], &[Option<f64>]),
) -> [Decomposition; 4] {
    let of = |group: Group| {
        let mut found = Decomposition {
            group,
            residents: 0.0,
            valued: 0.0,
            newly_valued: 0.0,
            before: None,
            after: None,
            contribution: None,
        };
        let (mut old, mut new) = (0.0, 0.0);
        for &cell in inside.iter().filter(|&&cell| group == Group::All || groups.of[cell] == group) {
            let residents = cells[cell].residents;
            found.residents += residents;
            match (before[cell], after[cell]) {
                (Some(before), Some(after)) => {
                    found.valued += residents;
                    (old, new) = (old + before * residents, new + after * residents);
                }
                (None, Some(_)) => found.newly_valued += residents,
                _ => {}
            }
        }
        if found.valued > 0.0 {
            (found.before, found.after) = (Some(old / found.valued), Some(new / found.valued));
        }
        found
    };
    let mut all = Group::ALL.map(of);
    let whole = all[0].valued;
    for split in &mut all {
        let change = split.after.zip(split.before).map_or(0.0, |(after, before)| after - before);
        split.contribution = (whole > 0.0).then(|| change * split.valued / whole);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongda_foundation::position::LonLat;

    #[test]
    fn contributions_add_up() {
        let cell = |residents: f64| Cell {
            id: String::new(),
            position: LonLat::default(),
            residents,
            area_km2: 1.0,
            township: String::new(),
            county: String::new(),
        };
        let cells = [10.0, 20.0, 30.0, 40.0, 5.0].map(cell);
        let minutes = TravelTime::from_minutes;
        let times = [[10, 10], [40, 20], [50, 45], [60, 60], [99, 99]];
        let [before, after] = [0, 1].map(|state| times.map(|times| minutes(times[state])));
        let groups = Groups::new(&before, &after, 30);
        let values = (
            &[Some(8.0), Some(4.0), Some(2.0), Some(1.0), None][..],
            &[Some(9.0), Some(7.0), Some(3.0), Some(1.0), Some(1.0)][..],
        );
        let found = decompose(&cells, &[0, 1, 2, 3, 4], &groups, values);
        // By hand: (80 + 80 + 60 + 40) / 100 before, (90 + 140 + 90 + 40) / 100 after.
        assert_eq!(found[0].before.zip(found[0].after), Some((2.6, 3.6)));
        let residents = found.map(|split| split.residents);
        assert!(residents.iter().zip([105.0, 10.0, 20.0, 75.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{residents:?}");
        assert!((found[0].newly_valued - 5.0).abs() < 1e-12 && (found[3].newly_valued - 5.0).abs() < 1e-12);
        let parts = found.map(|split| split.contribution.unwrap_or(f64::NAN));
        // 10 · 1, 20 · 3, 30 · 1 of 100.
        for (part, expected) in parts.iter().zip([1.0, 0.1, 0.6, 0.3]) {
            assert!((part - expected).abs() < 1e-12, "{parts:?}");
        }
    }
}
