//! How even access is over people, of measures of which more is better.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::equity::{
    Correction, Poverty, Theil, Weighted, concentration_index, fgt, gini, median, palma, theil, worst_share_mean,
};
use crate::people::Cell;

/// Figures of equity of one state; `None` where they would mean nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EquityChange {
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

/// Cells whose evenness is asked for, by measure after measure.
#[derive(Clone, Debug)]
pub struct EquityFigures {
    /// Number, residents and county of each.
    cells: Vec<(usize, f64, usize)>,
    /// Minutes to the whole circle before, negative, with number and residents of those who reach it: the nearest last.
    nearest_last: Vec<(f64, usize, f64)>,
}

impl EquityFigures {
    /// Some of the cells; `minutes_before` are those to the whole circle, by cell.
    #[must_use]
    pub fn among(cells: &[Cell], inside: &[usize], minutes_before: &[Option<f64>]) -> Self {
        let counties: BTreeSet<&str> = inside.iter().map(|&cell| cells[cell].county.as_str()).collect();
        let counties: BTreeMap<&str, usize> = counties.into_iter().zip(0..).collect();
        let one = |&cell: &usize| (cell, cells[cell].residents, counties[cells[cell].county.as_str()]);
        let near = |&cell: &usize| Some((-minutes_before[cell]?, cell, cells[cell].residents));
        let mut nearest_last: Vec<(f64, usize, f64)> = inside.iter().filter_map(near).collect();
        nearest_last.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { cells: inside.iter().map(one).collect(), nearest_last }
    }

    /// The evenness of a measure (by cell) before and after, and the poverty line: half of what the middle resident has
    /// before.
    ///
    /// Of minutes only the worst tenth is told.
    #[must_use]
    pub fn of(&self, before: &[Option<f64>], after: &[Option<f64>], more_is_better: bool) -> ([EquityChange; 2], Option<f64>) {
        // Whoever sorts values by themselves finds them sorted, and those by nearness too.
        let weighted = |values: &[Option<f64>]| -> Vec<Weighted> {
            let mut weighted: Vec<Weighted> =
                self.cells.iter().filter_map(|&(cell, residents, _)| Some((values[cell]?, residents))).collect();
            if more_is_better {
                weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
            weighted
        };
        let both = [before, after].map(weighted);
        let line = more_is_better.then(|| median(&both[0])).flatten().map(|median| median / 2.0);
        let of = |values: &[Option<f64>], all: &[Weighted]| {
            let worst_tenth = worst_share_mean(all, 0.1, more_is_better);
            if !more_is_better {
                return EquityChange { worst_tenth, ..EquityChange::default() };
            }
            let own: Vec<(f64, f64, f64)> = all.iter().map(|&(value, residents)| (value, residents, value)).collect();
            let in_county = |&(cell, residents, county): &(usize, f64, usize)| Some((values[cell]?, residents, county));
            let by_county: Vec<(f64, f64, usize)> = self.cells.iter().filter_map(in_county).collect();
            let by_nearness = |&(rank, cell, residents): &(f64, usize, f64)| Some((values[cell]?, residents, rank));
            let by_nearness: Vec<(f64, f64, f64)> = self.nearest_last.iter().filter_map(by_nearness).collect();
            EquityChange {
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
}
