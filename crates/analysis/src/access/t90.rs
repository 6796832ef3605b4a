//! T90: the minutes at which both people and land are covered to a share, such as nine tenths.

use tongda_foundation::units::TravelTime;

/// The least T with both the residents and the land of the cells with t ≤ T at least `share` of all.
///
/// `cells` are time, residents and square kilometres. In minutes, from 0; `None` when so many never
/// get there, when there are no residents or no land, or `share` is not above 0 and at most 1.
#[must_use]
pub fn covered_by(cells: &[(TravelTime, f64, f64)], share: f64) -> Option<f64> {
    let (residents, land) = cells.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + cell.1, sum.1 + cell.2));
    if !(share > 0.0 && share <= 1.0 && residents > 0.0 && land > 0.0) {
        return None;
    }
    let mut there: Vec<&(TravelTime, f64, f64)> = cells.iter().filter(|cell| cell.0.is_reached()).collect();
    there.sort_by_key(|cell| cell.0);
    // Sums in another order may differ in their last digits.
    let enough = |sum: f64, all: f64| sum >= all * share * (1.0 - 1e-12);
    let mut sums = (0.0, 0.0);
    let found = there.into_iter().find(|cell| {
        sums = (sums.0 + cell.1, sums.1 + cell.2);
        enough(sums.0, residents) && enough(sums.1, land)
    });
    found?.0.minutes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_people_and_land_must_be_covered() {
        let cell = |minutes, residents, land| (TravelTime::from_minutes(minutes), residents, land);
        let cells = [cell(20, 10.0, 4.0), cell(5, 80.0, 1.0), cell(40, 10.0, 5.0)];
        // 90 of 100 people within 20 minutes, but only 5 of 10 square kilometres.
        assert_eq!(covered_by(&cells, 0.9), Some(40.0));
        assert_eq!(covered_by(&cells, 0.5), Some(20.0));
        let island = (TravelTime::UNREACHED, 100.0, 1.0);
        assert_eq!(covered_by(&[cells[0], island], 0.9), None);
        assert_eq!(covered_by(&cells, 1.1), None);
    }
}
