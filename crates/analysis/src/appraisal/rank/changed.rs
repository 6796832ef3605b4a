//! The cells whose time a candidate changes, and what follows from them alone.

use crate::appraisal::Evaluator;
use tongda_foundation::units::TravelTime;

/// A cell whose time is another after.
#[derive(Clone, Copy, Debug)]
struct One {
    cell: usize,
    before: TravelTime,
    after: TravelTime,
    residents: f64,
}

/// All cells whose time a candidate changes.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    cells: Vec<One>,
    headline_min: u32,
}

/// Times by cell without any candidate.
#[derive(Clone, Debug)]
pub(super) struct Today {
    pub(super) times: Vec<TravelTime>,
    /// Minutes, residents and cell of those with a way, the farthest first.
    farthest: Vec<(f64, f64, usize)>,
    residents: f64,
}

impl Changed {
    pub(super) fn between(evaluator: &Evaluator<'_>, before: &[TravelTime], after: &[TravelTime]) -> Self {
        let cells = evaluator.study().cells.cells.iter().enumerate().zip(before.iter().zip(after));
        let changed = cells.filter(|((_, cell), (before, after))| before != after && cell.residents > 0.0);
        let one = |((cell, of), (&before, &after)): ((usize, &crate::people::Cell), (&TravelTime, &TravelTime))| One {
            cell,
            before,
            after,
            residents: of.residents,
        };
        Self { cells: changed.map(one).collect(), headline_min: evaluator.study().headline_minutes() }
    }

    /// Residents gained within the headline minutes, if all speeds are `speed` times what they are.
    pub(super) fn gain(&self, speed: f64) -> f64 {
        let limit = TravelTime::from_seconds(f64::from(self.headline_min) * 60.0 * speed);
        let gain = |one: &One| match (one.before <= limit, one.after <= limit) {
            (false, true) => one.residents,
            (true, false) => -one.residents,
            _ => 0.0,
        };
        // From 0, since a sum of nothing is -0.
        self.cells.iter().map(gain).fold(0.0, |sum, gain| sum + gain)
    }

    /// Minutes saved by all residents together; those who come within reach at all are left out.
    pub(super) fn person_minutes(&self) -> f64 {
        let saved = |one: &One| Some((one.before.minutes()? - one.after.minutes()?) * one.residents);
        self.cells.iter().filter_map(saved).fold(0.0, |sum, saved| sum + saved).max(0.0)
    }
}

impl Today {
    pub(super) fn new(evaluator: &Evaluator<'_>, times: Vec<TravelTime>) -> Self {
        let cells = evaluator.study().cells.cells.iter().zip(&times).enumerate();
        let with_way = cells.filter_map(|(cell, (of, time))| Some((time.minutes()?, of.residents, cell)));
        let mut farthest: Vec<(f64, f64, usize)> = with_way.filter(|(_, residents, _)| *residents > 0.0).collect();
        farthest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        let residents = farthest.iter().map(|(_, residents, _)| residents).sum();
        Self { times, farthest, residents }
    }

    /// Minutes by which the mean of the tenth of residents with a way who are farthest off falls.
    pub(super) fn worst_decile_saved(&self, changed: &Changed) -> f64 {
        let unchanged = |cell: &usize| changed.cells.binary_search_by_key(cell, |one| one.cell).is_err();
        let mut moved: Vec<(f64, f64, usize)> =
            changed.cells.iter().filter_map(|one| Some((one.after.minutes()?, one.residents, one.cell))).collect();
        moved.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        let had_way = |one: &&One| one.before.is_reached();
        let lost: f64 = changed.cells.iter().filter(had_way).map(|one| one.residents).sum();
        let residents = self.residents - lost + moved.iter().map(|(_, residents, _)| residents).sum::<f64>();
        let rest = self.farthest.iter().copied().filter(|(_, _, cell)| unchanged(cell));
        mean_of_tenth(self.farthest.iter().copied(), self.residents) - mean_of_tenth(merged(rest, moved), residents)
    }
}

/// Two lists that begin with the farthest, as one.
fn merged(
    one: impl Iterator<Item = (f64, f64, usize)>,
    other: Vec<(f64, f64, usize)>,
) -> impl Iterator<Item = (f64, f64, usize)> {
    let (mut one, mut other) = (one.peekable(), other.into_iter().peekable());
    std::iter::from_fn(move || {
        let from_other = other.peek().is_some_and(|b| one.peek().is_none_or(|a| b.0 > a.0));
        if from_other { other.next() } else { one.next() }
    })
}

/// The mean minutes of the first tenth of so many residents.
fn mean_of_tenth(farthest: impl Iterator<Item = (f64, f64, usize)>, residents: f64) -> f64 {
    let tenth = residents / 10.0;
    let (mut left, mut sum) = (tenth, 0.0);
    for (minutes, residents, _) in farthest {
        let share = residents.min(left);
        sum += minutes * share;
        left -= share;
        if left <= 0.0 {
            break;
        }
    }
    if tenth > 0.0 { sum / tenth } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_tenth_by_hand() {
        // 100 residents: the tenth are 5 at 60 minutes and 5 of those at 40, 50 minutes on average.
        let farthest = vec![(60.0, 5.0, 0), (40.0, 20.0, 1), (10.0, 75.0, 2)];
        let today = Today { times: Vec::new(), farthest, residents: 100.0 };
        let minutes = TravelTime::from_minutes;
        let one = |cell, before, after, residents| One { cell, before, after, residents };
        let changed = |cells| Changed { cells, headline_min: 30 };
        // Those at 60 come within 20: the tenth are then all at 40.
        let saved = today.worst_decile_saved(&changed(vec![one(0, minutes(60), minutes(20), 5.0)]));
        assert!((saved - 10.0).abs() < 1e-9, "{saved}");
        // 20 more who had no way are 90 minutes off: the tenth of 120 are all of theirs.
        let saved = today.worst_decile_saved(&changed(vec![one(3, TravelTime::UNREACHED, minutes(90), 20.0)]));
        assert!((saved + 40.0).abs() < 1e-9, "{saved}");
        let nearer = changed(vec![one(0, minutes(60), minutes(25), 5.0), one(1, minutes(40), minutes(35), 20.0)]);
        assert!((nearer.gain(1.0) - 5.0).abs() < 1e-9 && (nearer.person_minutes() - 275.0).abs() < 1e-9);
        // At speeds 20 % higher, 36 minutes count as 30.
        assert!((nearer.gain(1.2) - 25.0).abs() < 1e-9);
    }
}
