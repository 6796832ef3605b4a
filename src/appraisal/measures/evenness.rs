//! How even access is over people, of measures of which more is better.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::equity::{
    Correction, Poverty, Theil, Weighted, concentration_index, fgt, gini, median, palma, theil, worst_share_mean,
};
use crate::people::Cell;

/// Figures of equity of one state; `None` where they would mean nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evenness {
    /// Mean of the tenth who are worst off, in the unit of the measure.
    pub worst_tenth: Option<f64>,
    /// Gini index.
    pub gini: Option<f64>,
    /// Palma ratio by access itself.
    pub palma: Option<f64>,
    /// Theil index, between and within counties.
    pub theil: Option<Theil>,
    /// Concentration index by how near the whole circle is before: above 0 those who are near have more.
    pub concentration: Option<f64>,
    /// Poverty of access below a line.
    pub poverty: Option<Poverty>,
}

/// The evenness of a measure before and after, and the poverty line: half of what the middle resident has before.
///
/// Of minutes only the worst tenth is told. `minutes_before` are those to the whole circle, by cell.
#[must_use]
pub fn evenness(
    cells: &[Cell],
    inside: &[usize],
    minutes_before: &[Option<f64>],
    (before, after): (&[Option<f64>], &[Option<f64>]),
    more_is_better: bool,
) -> ([Evenness; 2], Option<f64>) {
    // Whoever sorts values by themselves finds them sorted, and those by nearness too.
    let weighted = |values: &[Option<f64>]| -> Vec<Weighted> {
        let mut weighted: Vec<Weighted> =
            inside.iter().filter_map(|&cell| Some((values[cell]?, cells[cell].residents))).collect();
        if more_is_better {
            weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        weighted
    };
    let mut nearest_last: Vec<(f64, usize)> = Vec::new();
    let mut county: Vec<usize> = Vec::new();
    if more_is_better {
        nearest_last.extend(inside.iter().filter_map(|&cell| Some((-minutes_before[cell]?, cell))));
        nearest_last.sort_by(|a, b| a.0.total_cmp(&b.0));
        let counties: BTreeSet<&str> = inside.iter().map(|&cell| cells[cell].county.as_str()).collect();
        let counties: BTreeMap<&str, usize> = counties.into_iter().zip(0..).collect();
        county.extend(inside.iter().map(|&cell| counties[cells[cell].county.as_str()]));
    }
    let both = [before, after].map(weighted);
    let line = more_is_better.then(|| median(&both[0])).flatten().map(|median| median / 2.0);
    let of = |values: &[Option<f64>], all: &[Weighted]| {
        let worst_tenth = worst_share_mean(all, 0.1, more_is_better);
        if !more_is_better {
            return Evenness { worst_tenth, ..Evenness::default() };
        }
        let own: Vec<(f64, f64, f64)> = all.iter().map(|&(value, residents)| (value, residents, value)).collect();
        let in_county = inside.iter().zip(&county);
        let by_county: Vec<(f64, f64, usize)> =
            in_county.filter_map(|(&cell, &county)| Some((values[cell]?, cells[cell].residents, county))).collect();
        let by_nearness: Vec<(f64, f64, f64)> =
            nearest_last.iter().filter_map(|&(rank, cell)| Some((values[cell]?, cells[cell].residents, rank))).collect();
        Evenness {
            worst_tenth,
            gini: gini(all),
            palma: palma(&own),
            theil: theil(&by_county),
            concentration: concentration_index(&by_nearness, Correction::Standard),
            poverty: line.and_then(|line| fgt(all, line)),
        }
    };
    ([of(before, &both[0]), of(after, &both[1])], line)
}
