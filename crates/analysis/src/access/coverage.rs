//! Coverage: how many residents and how much land lie within so many minutes.

use crate::people::Cell;
use tongda_foundation::units::TravelTime;

/// Residents and land within a number of minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Within {
    /// The cutoff in minutes; a time equal to it lies within.
    pub minutes: u32,
    /// Residents of the cells within.
    pub residents: f64,
    /// Land of the cells within, in square kilometres.
    pub area_km2: f64,
}

/// Coverage of a group of cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// All residents of the group.
    pub residents: f64,
    /// All land of the group, in square kilometres.
    pub area_km2: f64,
    /// One entry a cutoff.
    pub within: Vec<Within>,
    /// Minutes of the average resident who can get there at all.
    pub mean_minutes: Option<f64>,
    /// Minutes within which half of the residents who can get there at all are there; only of [`Coverage::with_median`].
    pub median_minutes: Option<f64>,
    /// Residents who cannot get there at all.
    pub unreached_residents: f64,
}

/// Some of the cells, with what is counted of them side by side.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// Number, residents and square kilometres of each.
    list: Vec<(usize, f64, f64)>,
}

impl Members {
    /// The cells with these numbers, as far as there are such.
    #[must_use]
    pub fn of(cells: &[Cell], numbers: impl IntoIterator<Item = usize>) -> Self {
        let member = |number: usize| cells.get(number).map(|cell| (number, cell.residents, cell.area_km2));
        Self { list: numbers.into_iter().filter_map(member).collect() }
    }

    /// All cells.
    #[must_use]
    pub fn all(cells: &[Cell]) -> Self {
        Self::of(cells, 0..cells.len())
    }

    /// Their numbers.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        self.list.iter().map(|(number, ..)| *number)
    }
}

impl Coverage {
    /// The coverage of some cells; `times` go by cell.
    #[must_use]
    pub fn of(members: &Members, times: &[TravelTime], minutes: &[u32]) -> Self {
        let mut coverage =
            Self { within: minutes.iter().map(|&minutes| Within { minutes, ..Within::default() }).collect(), ..Self::default() };
        let limits: Vec<TravelTime> = minutes.iter().map(|&minutes| TravelTime::from_minutes(minutes)).collect();
        let (mut people, mut resident_minutes) = (0.0, 0.0);
        for &(number, residents, area_km2) in &members.list {
            let Some(&time) = times.get(number) else { continue };
            coverage.residents += residents;
            coverage.area_km2 += area_km2;
            match time.minutes() {
                Some(minutes) => {
                    people += residents;
                    resident_minutes += minutes * residents;
                }
                None => coverage.unreached_residents += residents,
            }
            // Without a branch, which would be taken as good as at random.
            for (within, &limit) in coverage.within.iter_mut().zip(&limits) {
                let inside = time <= limit;
                within.residents += if inside { residents } else { 0.0 };
                within.area_km2 += if inside { area_km2 } else { 0.0 };
            }
        }
        coverage.mean_minutes = (people > 0.0).then(|| resident_minutes / people);
        coverage
    }

    /// The same with the median, which takes longer.
    #[must_use]
    pub fn with_median(members: &Members, times: &[TravelTime], minutes: &[u32]) -> Self {
        let reached = members.list.iter().filter_map(|&(number, residents, _)| Some((*times.get(number)?, residents)));
        let mut reached: Vec<(TravelTime, f64)> = reached.filter(|(time, _)| time.is_reached()).collect();
        let people: f64 = reached.iter().map(|(_, residents)| residents).sum();
        let median = if people > 0.0 { median(&mut reached, people / 2.0) } else { None };
        Self { median_minutes: median.and_then(TravelTime::minutes), ..Self::of(members, times, minutes) }
    }
}

/// The time within which `half` of the residents are, by splitting again and again: O(n), where sorting takes several
/// times as long.
fn median(reached: &mut [(TravelTime, f64)], mut half: f64) -> Option<TravelTime> {
    let mut part = reached;
    let mut median = None;
    while !part.is_empty() {
        let (below, middle, above) = part.select_nth_unstable_by_key(part.len() / 2, |(time, _)| *time);
        let nearer = below.iter().fold(0.0, |sum, (_, residents)| sum + residents);
        if half <= nearer {
            part = below;
        } else {
            median = Some(middle.0);
            half -= nearer + middle.1;
            if half <= 0.0 {
                break;
            }
            part = above;
        }
    }
    median
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongda_foundation::position::LonLat;

    #[test]
    fn powers_of_two_say_who_was_reached() {
        let cell = |residents: f64| Cell {
            id: residents.to_string(),
            position: LonLat::default(),
            residents,
            area_km2: 1.0,
            township: String::new(),
            county: String::new(),
        };
        let cells: Vec<Cell> = [1.0, 2.0, 4.0, 8.0].map(cell).into();
        let times =
            [TravelTime::from_minutes(5), TravelTime::from_minutes(30), TravelTime::from_ms(1_800_001), TravelTime::UNREACHED];
        let coverage = Coverage::with_median(&Members::all(&cells), &times, &[5, 30, 60]);
        let residents: Vec<f64> = coverage.within.iter().map(|within| within.residents).collect();
        assert!(residents.iter().zip([1.0, 3.0, 7.0]).all(|(a, b)| (a - b).abs() < 1e-9), "{residents:?}");
        assert!((coverage.unreached_residents - 8.0).abs() < 1e-9);
        assert!(coverage.median_minutes.is_some_and(|minutes| (minutes - 30.0).abs() < 0.01), "{coverage:?}");
        assert!(coverage.mean_minutes.is_some_and(|minutes| (minutes - 185.0 / 7.0).abs() < 0.01), "{coverage:?}");
    }

    #[test]
    fn the_median_is_that_of_sorted_times() {
        let mut some = (0..400_u32).map(|i| (TravelTime::from_ms(i * 7919 % 97), f64::from(i * 31 % 11)));
        for count in 1..20 {
            let mut times: Vec<(TravelTime, f64)> = some.by_ref().take(count).collect();
            let half = times.iter().map(|(_, residents)| residents).sum::<f64>() / 2.0;
            let found = median(&mut times, half);
            times.sort_unstable_by_key(|(time, _)| *time);
            let mut left = half;
            let sorted = times.iter().find(|(_, residents)| {
                left -= residents;
                left <= 0.0
            });
            assert_eq!(found, if half > 0.0 { sorted.map(|(time, _)| *time) } else { found }, "{times:?}");
        }
    }
}
